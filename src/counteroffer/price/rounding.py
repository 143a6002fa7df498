"""Half-up rounding inside the engine: the twin of `core.money.half_up` for columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis

FULL = 100_000
"""A hundred percent, in thousandths of a percent."""


def half_up(numerator: ibis.Value, denominator: int) -> ibis.Value:
    """Divide an integer column that is not negative and round half-up, in integers only.

    Args:
        numerator: int64, zero or more (engines differ in how they divide what is below zero).
        denominator: above zero.
    """
    return ((numerator * 2 + denominator) // (2 * denominator)).cast("int64")
