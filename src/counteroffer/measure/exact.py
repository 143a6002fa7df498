"""Exact proportions inside the engine: a x b / c in whole numbers, half-up, where a x b has no room in 64 bits."""

from __future__ import annotations

from typing import Any

_BITS, _LIMBS = 18, 3
MOST = 1 << 43
"""The largest divisor: with it every step of the long division stays within 64 bits."""


def quotient(a: Any, b: Any) -> Any:
    """Divide whole numbers that are not negative, rounded down, exactly; null where `b` is zero.

    An engine divides in doubles. What is divided here is a multiple of `b`, so that rounding the double gives the
    quotient, as long as that is below 2**51.
    """
    over = b.nullif(0)
    return ((a - a % over).cast("float64") / over.cast("float64")).round().cast("int64")


def scaled(amount: Any, by: Any, over: Any) -> Any:
    """Give amount x by / over, rounded half-up, exactly; null where `over` is zero.

    Args:
        amount: whole numbers from 0 (cents).
        by: from 0, below 2**54.
        over: from 0, at most `MOST`; an engine stops with an overflow far above it.
    """
    made, rest = quotient(amount, over) * by, amount % over.nullif(0)
    part, left = 0, 0
    for place in reversed(range(_LIMBS)):
        limb = quotient(by, _int(by, 1 << (_BITS * place))) % (1 << _BITS)
        step = left * (1 << _BITS) + rest * limb
        part, left = part * (1 << _BITS) + quotient(step, over), step % over.nullif(0)
    return made + part + (left * 2 >= over).cast("int64")


def _int(like: Any, value: int) -> Any:
    return like * 0 + value
