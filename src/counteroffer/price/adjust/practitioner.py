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


def classes(given: Given) -> ibis.Table:
    """Give what each version that pays by class pays of each clinician's services.

    Args:
        given: numbered; its rules and clinicians.

    Returns:
        number, clinician (NPI) and class_percent (thousandths of a percent), one row for a version and clinician.
    """
    said = given.rules.filter(given.rules.kind == "practitioner")
    known = said.select("number").distinct().cross_join(given.clinicians)
    known = left(known, said.select("number", "percent", clinician_class="key"), ["number", "clinician_class"])
    return known.select("number", clinician="npi", class_percent=known.percent.fill_null(FULL))


def with_practitioner(lines: ibis.Table, classes: ibis.Table | None) -> ibis.Table:
    """Put beside every line the percent of its clinician's class.

    Args:
        lines: with number (of the version), by_class, basis, rendering_npi, billing_npi, rate_confidence, and `supply`
            and `assists` (`price.occurring.known`).
        classes: `classes`; None where no contract pays by class.

    Returns:
        The lines with `percent_practitioner`, and the confidence `assumed_practitioner` where the contract pays by
        class and the practice has not said the clinician's: such a line is priced as a physician's.
    """
    if classes is None:
        return lines.mutate(percent_practitioner=ibis.literal(FULL, "int64"))
    lines = lines.mutate(clinician=ibis.ifelse(lines.rendering_npi == "", lines.billing_npi, lines.rendering_npi))
    lines = left(lines, classes, ["number", "clinician"])
    personal = lines.basis.isin(REDUCED) & ~lines.supply & ~lines.assists
    personal = truth(personal & lines.by_class)
    assumed = personal & lines.class_percent.isnull() & (lines.rate_confidence == "exact")
    return lines.mutate(
        percent_practitioner=ibis.ifelse(personal, lines.class_percent.fill_null(FULL), FULL),
        rate_confidence=ibis.ifelse(assumed, "assumed_practitioner", lines.rate_confidence),
    ).drop("clinician", "class_percent", "by_class")
