"""The physician fee schedule formula, in exact integers.

    payment = (work x GPCI work + PE x GPCI PE + MP x GPCI MP) x CF, rounded half-up to the cent once, at the end

RVUs are hundredths, GPCIs thousandths, the conversion factor ten-thousandths of a dollar: the product is in 10^-9
dollars and fits into 64 bits with room for any published value. Source: 42 CFR 414.20 and 414.26; CMS, Medicare Claims
Processing Manual (Pub. 100-04), chapter 12, section 20.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NANO_PER_CENT = 10_000_000


def payment(
    rvus: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
    gpcis: tuple[int, int, int],
    conversion: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Compute payments in cents.

    Args:
        rvus: work, practice expense, malpractice, hundredths, each of shape (n,), none negative.
        gpcis: the locality's work, PE and MP index, thousandths.
        conversion: conversion factor, ten-thousandths of a dollar, shape (n,).

    Returns:
        Cents, shape (n,).
    """
    work, expense, malpractice = rvus
    adjusted = work * gpcis[0] + expense * gpcis[1] + malpractice * gpcis[2]
    nano = adjusted * conversion
    rounded: NDArray[np.int64] = (2 * nano + NANO_PER_CENT) // (2 * NANO_PER_CENT)
    return rounded
