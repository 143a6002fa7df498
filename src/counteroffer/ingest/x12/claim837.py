"""837P: submitted professional claims with their lines, balanced.

Source: ASC X12N 005010X222A2 (Health Care Claim: Professional); 004010X098A1 reads the same in all that is used here.
Who bills, who is insured and who is the patient stand in hierarchy levels (HL) before the claim; a claim takes the
last level of each kind before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from counteroffer.core import tables
from counteroffer.ingest.quality import submitted_gap, sum_by
from counteroffer.ingest.x12.claim_columns import claim_columns, line_columns
from counteroffer.ingest.x12.claims import own
from counteroffer.ingest.x12.envelope import IN_CLAIM, Sets
from counteroffer.ingest.x12.levels import Levels
from counteroffer.ingest.x12.part import Part
from counteroffer.ingest.x12.rows import rows
from counteroffer.ingest.x12.setaside import SetAside, orphans

if TYPE_CHECKING:
    from counteroffer.ingest.x12.pseudonym import Pseudonyms


def read_claims(sets: Sets, names: Pseudonyms) -> Part:
    """Read all submitted claims of a piece.

    Args:
        sets: the piece.
        names: makes the patients' pseudonyms.
    """
    owned = own(sets, IN_CLAIM, b"CLM", b"SV1", "HL", gaps="LX SBR")
    aside = SetAside(owned)
    charge = aside.money("CLM02", owned.claims, 2, needed=True).value
    line_charge = aside.money("SV102", owned.lines, 2, needed=True).value
    claims = claim_columns(owned, aside, Levels(sets), names)
    lines = line_columns(owned, aside, claims)
    lined = np.bincount(owned.claim_of_lines, minlength=len(owned.claims)) > 0
    aside.malformed(owned.claims, ~lined, "it has no service lines.")
    gaps = submitted_gap(charge, sum_by(owned.claim_of_lines, line_charge, len(owned.claims)))
    says = "it does not balance: CLM02 - the charges of its lines leaves {gap} instead of $0.00."
    aside.unbalanced(np.arange(len(owned.claims)), owned.claims, gaps, says)
    aside.decide()
    made = {
        "claims": rows(
            tables.CLAIMS, owned.page, owned.claims, claims.columns | {"charge": charge, "set_aside": aside.mask}
        ),
        "claim_lines": rows(
            tables.CLAIM_LINES,
            owned.page,
            owned.lines,
            lines | {"charge": line_charge, "set_aside": aside.mask[owned.claim_of_lines]},
        ),
    }
    findings = [*aside.findings(charge), *orphans(owned.page, owned.orphans)]
    return Part(made, findings, sets.number[owned.claims], charge, np.zeros_like(charge), aside.mask, len(owned.lines))
