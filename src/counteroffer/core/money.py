"""Exact money: integer cents inside, Decimal at the edges, half-up wherever a rule rounds."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

_AMOUNT = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)\Z")


def cents(text: str) -> int:
    """Read an amount as X12 and spreadsheets write it (`-12.5`, `100`, `.07`) into integer cents.

    Raises:
        ValueError: if the text is not a plain decimal number, or has a part of a cent.
    """
    cleaned = text.strip()
    if not _AMOUNT.match(cleaned):
        raise ValueError(f"{text!r} is not an amount of money")
    value = Decimal(cleaned) * 100
    if value != value.to_integral_value():
        raise ValueError(f"{text!r} has a part of a cent")
    return int(value)


def dollars(amount: int) -> Decimal:
    """Give integer cents as an exact Decimal of dollars with two places."""
    return Decimal(amount).scaleb(-2)


def half_up(numerator: int, denominator: int) -> int:
    """Divide two integers and round half away from zero, exactly. `denominator` is above zero."""
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def nearest(value: Fraction | int) -> int:
    """Round an exact value half away from zero to a whole number."""
    exact = Fraction(value)
    return half_up(exact.numerator, exact.denominator)


def round_cents(value: Decimal) -> int:
    """Round a Decimal of dollars half-up (away from zero) to integer cents."""
    return int((value * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def show(amount: int | None, *, whole: bool = False) -> str:
    """Write integer cents for a person: `$1,234.50`, `-$3.00`; `whole` drops the cents, rounded half-up."""
    if amount is None:
        return "not known"
    sign = "-" if amount < 0 else ""
    if whole:
        return f"{sign}${half_up(abs(amount), 100):,}"
    return f"{sign}${abs(amount) // 100:,}.{abs(amount) % 100:02d}"
