"""Amounts for one unit: which of them a line's allowed amount and units leave possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


def unit_amount(allowed: Ints, milliunits: Ints) -> Ints:
    """Give the amount for one unit, cents, half-up: 20.67 for two units is 10.34."""
    half: Ints = (2 * allowed * 1000 + milliunits) // (2 * milliunits)
    return half


def unit_range(allowed: Ints, milliunits: Ints) -> tuple[Ints, Ints]:
    """Give the least and the greatest amount for one unit that the line agrees with.

    A payer may keep parts of a cent: 20.67 for two units is 10.335 each, which it shows as 10.33 or 10.34 for one. An
    amount agrees if some exact amount rounds half-up to it, and times the units rounds half-up to what was allowed.

    Args:
        allowed: cents, above zero.
        milliunits: thousandths of units, above zero.
    """
    twice = 2 * milliunits
    least = ((2 * allowed - 1) * 1000 + milliunits) // twice
    greatest = -(-((2 * allowed + 1) * 1000 + milliunits) // twice) - 1
    return least, greatest
