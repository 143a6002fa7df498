"""Practitioners: what the contract pays a clinician of a class, such as 85% for a nurse practitioner.

A service that is billed under the physician's own NPI (incident to the physician's service) is the physician's and
pays in full; so does what an assistant at surgery who is no physician (AS) bills, whose percent is of the modifier.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from counteroffer.match.columns import left, truth
from counteroffer.price.rounding import FULL

if TYPE_CHECKING:
    from counteroffer.price.given import Given

REDUCED = ("percent_of_medicare", "conversion_factor", "fee_schedule")
"""Bases that are for professional services; charges, cases, drugs, labs and equipment are nobody's in person."""


def with_practitioner(lines: ibis.Table, given: Given) -> ibis.Table:
    """Put beside every line the percent of its clinician's class.

    Args:
        lines: with number (of the version), basis, rendering_npi, billing_npi, rate_confidence, and `supply` and
            `assists` (`price.occurring.known`).
        given: numbered; its rules and clinicians.

    Returns:
        The lines with `percent_practitioner`, and the confidence `assumed_practitioner` where the contract pays by
        class and the practice has not said the clinician's: such a line is priced as a physician's.
    """
    if not given.says("practitioner"):
        return lines.mutate(percent_practitioner=ibis.literal(FULL, "int64"))
    said = given.rules.filter(given.rules.kind == "practitioner")
    versions = said.select("number").distinct()
    known = versions.cross_join(given.clinicians)
    known = left(known, said.select("number", "percent", clinician_class="key"), ["number", "clinician_class"])
    known = known.select("number", clinician="npi", class_percent=known.percent.fill_null(FULL))
    lines = lines.mutate(clinician=ibis.ifelse(lines.rendering_npi == "", lines.billing_npi, lines.rendering_npi))
    lines = left(lines, known, ["number", "clinician"])
    lines = left(lines, versions.mutate(by_class=ibis.literal(value=True)), ["number"])
    personal = lines.basis.isin(REDUCED) & ~lines.supply & ~lines.assists
    personal = truth(personal & lines.by_class)
    assumed = personal & lines.class_percent.isnull() & (lines.rate_confidence == "exact")
    return lines.mutate(
        percent_practitioner=ibis.ifelse(personal, lines.class_percent.fill_null(FULL), FULL),
        rate_confidence=ibis.ifelse(assumed, "assumed_practitioner", lines.rate_confidence),
    ).drop("clinician", "class_percent", "by_class")
