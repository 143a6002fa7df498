"""Exact proportions inside the engine: a x b / c in whole numbers, half-up, where a x b has no room in 64 bits.

An engine has to read, bind and simplify all that is written here wherever it is used, and that can take longer than
the sums themselves; so what is a plain number is given as one, and needs a fraction of the steps.
"""

from __future__ import annotations

from typing import Any

_ROOM, _WIDTH = 62, 54
"""Bits that a step of the long division may fill, and bits of the largest `by`."""

MOST = 1 << 43
"""The largest divisor: with it every step of the long division stays within 64 bits."""


def quotient(a: Any, b: Any) -> Any:
    """Divide whole numbers that are not negative, rounded down, exactly; null where `b` is zero.

    An engine divides in doubles. What is divided here is a multiple of `b`, so that rounding the double gives the
    quotient, as long as that is below 2**51.

    Args:
        a: a column.
        b: a column, or a number above zero.
    """
    if isinstance(b, int):
        return ((a - a % b).cast("float64") / float(b)).round().cast("int64")
    over = b.nullif(0)
    return ((a - a % over).cast("float64") / over.cast("float64")).round().cast("int64")


def scaled(amount: Any, by: Any, over: Any) -> Any:
    """Give amount x by / over, rounded half-up, exactly; null where `over` is zero.

    Args:
        amount: whole numbers from 0 (cents), a column.
        by: from 0, below 2**54; a column or a number.
        over: from 0, at most `MOST`; a column, or a number above zero. An engine stops with an overflow far above it.
    """
    rest = amount % (over if isinstance(over, int) else over.nullif(0))
    bits = _ROOM - (over if isinstance(over, int) else MOST).bit_length()
    part, left = 0, None
    for limb in _limbs(by, bits):
        step = rest * limb if left is None else left * (1 << bits) + rest * limb
        part = part * (1 << bits) + quotient(step, over)
        left = step % (over if isinstance(over, int) else over.nullif(0))
    assert left is not None
    return quotient(amount, over) * by + part + (left * 2 >= over).cast("int64")


def _limbs(by: Any, bits: int) -> list[Any]:
    """Cut a number into pieces of so many bits, the highest first."""
    width = max(by.bit_length(), 1) if isinstance(by, int) else _WIDTH
    places = range(0, width, bits)
    if isinstance(by, int):
        return [by >> place & (1 << bits) - 1 for place in reversed(places)]
    cut = [by >> place if place else by for place in places]
    return [
        piece & (1 << bits) - 1 if place != places[-1] else piece for place, piece in zip(places, cut, strict=True)
    ][::-1]
