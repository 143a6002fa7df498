"""837P and 837I: submitted professional and institutional claims with their lines, balanced.

Source: ASC X12N 005010X222A2 (Health Care Claim: Professional) and 005010X223A3 (Institutional); 004010X098A1 and
004010X096A1 read the same in all that is used here.
Who bills, who is insured and who is the patient stand in hierarchy levels (HL) before the claim; a claim takes the
last level of each kind before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from counteroffer.core import tables
from counteroffer.ingest.quality import submitted_gap, sum_by
from counteroffer.ingest.x12.claim_columns import FORMS, claim_columns, line_columns
from counteroffer.ingest.x12.claims import own
from counteroffer.ingest.x12.coordination import read_others
from counteroffer.ingest.x12.envelope import IN_CLAIM, Sets
from counteroffer.ingest.x12.levels import Levels
from counteroffer.ingest.x12.part import Part
from counteroffer.ingest.x12.rows import rows
from counteroffer.ingest.x12.setaside import SetAside, orphans

if TYPE_CHECKING:
    from counteroffer.ingest.x12.pseudonym import Pseudonyms


def read_claims(sets: Sets, names: Pseudonyms, code: int = IN_CLAIM) -> Part:
    """Read all submitted claims of a piece.

    Args:
        sets: the piece.
        names: makes the patients' pseudonyms.
        code: which claims: `IN_CLAIM` for professional ones, `IN_INSTITUTIONAL`.
    """
    form = FORMS[code]
    owned = own(sets, code, b"CLM", form.line, "HL", gaps="LX SBR")
    aside = SetAside(owned)
    charge = aside.money("CLM02", owned.claims, 2, needed=True).value
    line_charge = aside.money(form.name(form.charge), owned.lines, form.charge, needed=True).value
    claims = claim_columns(owned, aside, Levels(sets, code), names, form)
    lines = line_columns(owned, aside, claims, form)
    lined = np.bincount(owned.claim_of_lines, minlength=len(owned.claims)) > 0
    aside.malformed(owned.claims, ~lined, "it has no service lines.")
    gaps = submitted_gap(charge, sum_by(owned.claim_of_lines, line_charge, len(owned.claims)))
    says = "it does not balance: CLM02 - the charges of its lines leaves {gap} instead of $0.00."
    aside.unbalanced(np.arange(len(owned.claims)), owned.claims, gaps, says)
    aside.decide()
    kept, kept_lines = aside.mask, aside.mask[owned.claim_of_lines]
    others, more = read_others(owned)
    made = {
        "claims": rows(tables.CLAIMS, owned.page, owned.claims, claims.columns | {"charge": charge, "set_aside": kept}),
        "claim_lines": rows(
            tables.CLAIM_LINES, owned.page, owned.lines, lines | {"charge": line_charge, "set_aside": kept_lines}
        ),
        **others,
    }
    findings = [*aside.findings(charge), *more, *orphans(owned.page, owned.orphans)]
    return Part(made, findings, sets.number[owned.claims], charge, np.zeros_like(charge), aside.mask, len(owned.lines))
