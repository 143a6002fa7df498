"""The balancing rules of remittances and claims, on whole columns of integer cents.

Source: ASC X12N 005010X221 (835), section 1.10.2.1 "Balancing": service line, claim and transaction balance on their
own; a positive adjustment (CAS, PLB) reduces the payment. ASC X12N 005010X222 (837P): CLM02 is the sum of all SV102.

Every `gap` is what is left over, in cents: 0 where the books balance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from counteroffer.ingest.x12.arrays import Ints


def line_gap(charge: Ints, adjusted: Ints, paid: Ints) -> Ints:
    """Line charge - sum of line CAS - line paid (SVC02, CAS, SVC03), cents, one for each line."""
    return charge - adjusted - paid


def claim_gap(charge: Ints, claim_adjusted: Ints, line_adjusted: Ints, paid: Ints) -> Ints:
    """Claim charge - sum of claim and line CAS - claim paid (CLP03, CAS, CLP04), cents, one for each claim."""
    return charge - claim_adjusted - line_adjusted - paid


def remit_gap(paid: Ints, claims_paid: Ints, provider_adjusted: Ints) -> Ints:
    """Payment - (sum of claim payments - sum of PLB) (BPR02, CLP04, PLB), cents, one for each remittance."""
    return paid - (claims_paid - provider_adjusted)


def submitted_gap(charge: Ints, lines: Ints) -> Ints:
    """Claim charge - sum of its line charges (CLM02, SV102), cents, one for each submitted claim."""
    return charge - lines


def sum_by(owner: Ints, amounts: Ints, owners: int) -> Ints:
    """Sum integers by owner, exactly (never through floats).

    Args:
        owner: number of the owner of each amount, ascending, from 0; negative for amounts of nobody.
        amounts: what to sum, same length.
        owners: how many owners there are.

    Returns:
        One sum for each owner; 0 where it has nothing.
    """
    running = np.zeros(len(amounts) + 1, dtype=np.int64)
    np.cumsum(amounts, out=running[1:])
    edges = np.searchsorted(owner, np.arange(owners + 1))
    return np.asarray(running[edges[1:]] - running[edges[:-1]])
