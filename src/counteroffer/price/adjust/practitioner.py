"""Practitioners: what the contract pays a clinician of a class, such as 85% for a nurse practitioner.

A service that is billed under the physician's own NPI (incident to the physician's service) is the physician's and
pays in full; so does what an assistant at surgery who is no physician (AS) bills, whose percent is of the modifier.
"""

from __future__ import annotations

import ibis

from counteroffer.match.columns import left, truth
from counteroffer.price.adjust.by_modifier import FULL
from counteroffer.price.modifiers import has

REDUCED = ("percent_of_medicare", "conversion_factor", "fee_schedule")
"""Bases that are for professional services; charges, cases, drugs, labs and equipment are nobody's in person."""

SUPPLIES = ("A", "B", "E", "J", "K", "L", "Q", "V")
"""First letters of HCPCS level II codes of drugs and supplies, which a fee schedule may hold too."""


def with_practitioner(lines: ibis.Table, rules: ibis.Table, clinicians: ibis.Table) -> ibis.Table:
    """Put beside every line the percent of its clinician's class.

    Args:
        lines: with number (of the version), by_class, basis, rendering_npi, billing_npi and rate_confidence.
        rules: `core.tables.RULES`, numbered.
        clinicians: npi and class of the practice's clinicians.

    Returns:
        The lines with `percent_practitioner`, and the confidence `assumed_practitioner` where the contract pays by
        class and the practice has not said the clinician's: such a line is priced as a physician's.
    """
    said = rules.filter(rules.kind == "practitioner")
    versions = said.select("number").distinct()
    known = versions.cross_join(clinicians)
    known = left(known, said.select("number", "percent", clinician_class="key"), ["number", "clinician_class"])
    known = known.select("number", clinician="npi", class_percent=known.percent.fill_null(FULL))
    lines = lines.mutate(clinician=ibis.ifelse(lines.rendering_npi == "", lines.billing_npi, lines.rendering_npi))
    lines = left(lines, known, ["number", "clinician"])
    personal = lines.basis.isin(REDUCED) & ~lines.billed_code.left(1).isin(SUPPLIES) & ~has(lines, ("AS",))
    personal = truth(personal & lines.by_class)
    assumed = personal & lines.class_percent.isnull() & (lines.rate_confidence == "exact")
    return lines.mutate(
        percent_practitioner=ibis.ifelse(personal, lines.class_percent.fill_null(FULL), FULL),
        rate_confidence=ibis.ifelse(assumed, "assumed_practitioner", lines.rate_confidence),
    ).drop("clinician", "class_percent", "by_class")
