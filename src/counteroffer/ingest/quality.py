"""The balancing rules of remittances and claims, on whole columns of integer cents.

Source: ASC X12N 005010X221 (835), section 1.10.2.1 "Balancing": service line, claim and transaction balance on their
own; a positive adjustment (CAS, PLB) reduces the payment. ASC X12N 005010X222 (837P): CLM02 is the sum of all SV102.

Every `gap` is what is left over, in cents: 0 where the books balance.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Cents = npt.NDArray[np.int64]
"""A column of integer cents."""


def line_gap(charge: Cents, adjusted: Cents, paid: Cents) -> Cents:
    """Line charge - sum of line CAS - line paid (SVC02, CAS, SVC03), cents, one for each line."""
    return charge - adjusted - paid


def claim_gap(charge: Cents, claim_adjusted: Cents, line_adjusted: Cents, paid: Cents) -> Cents:
    """Claim charge - sum of claim and line CAS - claim paid (CLP03, CAS, CLP04), cents, one for each claim."""
    return charge - claim_adjusted - line_adjusted - paid


def remit_gap(paid: Cents, claims_paid: Cents, provider_adjusted: Cents) -> Cents:
    """Payment - (sum of claim payments - sum of PLB) (BPR02, CLP04, PLB), cents, one for each remittance."""
    return paid - (claims_paid - provider_adjusted)


def submitted_gap(charge: Cents, lines: Cents) -> Cents:
    """Claim charge - sum of its line charges (CLM02, SV102), cents, one for each submitted claim."""
    return charge - lines


def sum_by(owner: npt.NDArray[np.int64], amounts: Cents, owners: int) -> Cents:
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
