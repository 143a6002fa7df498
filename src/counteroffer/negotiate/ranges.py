"""Ranges: what nobody knows for sure, said as low, likely and high; exact, and read from what a person writes."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import attrs

SHARE, CENTS, NUMBER = "share", "cents", "number"
"""What a range is of: a share of one (written as a percent), money (written in dollars), or a plain number."""

_PART = re.compile(r"\$?\s*(\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)?\s*(%?)\Z")


@attrs.frozen
class Range:
    """Low, likely and high; all three the same where something is known.

    Attributes:
        low: the least that could be.
        likely: what is expected.
        high: the most that could be.
    """

    low: Fraction
    likely: Fraction
    high: Fraction

    def __attrs_post_init__(self) -> None:
        """Refuse three numbers out of order.

        Raises:
            ValueError: if they do not run from low to high.
        """
        if not self.low <= self.likely <= self.high:
            raise ValueError("a range runs from low over likely to high")

    @classmethod
    def at(cls, value: Fraction | int) -> Range:
        """Give the range of one value."""
        exact = Fraction(value)
        return cls(exact, exact, exact)

    @property
    def known(self) -> bool:
        """True where there is one value only."""
        return self.low == self.high


def read_range(text: str, unit: str) -> Range:
    """Read one value, or `low-likely-high`: `20-35-60%`, `105.00`, `$90-98-105`, `2-4-6`.

    A share is written in percent and kept as a part of one; dollars are kept in cents.

    Raises:
        ValueError: if it is neither one number nor three, has numbers out of order, a share above 100%, or a share such
            as 0.35 that may be meant as 35%.
    """
    parts = [part.strip() for part in text.strip().split("-")]
    found = [_PART.match(part) for part in parts]
    if len(parts) not in (1, 3) or not all(match and (match[1] or match[2]) for match in found):
        raise ValueError(f"{text!r} is neither one value nor low-likely-high")
    marked = any(match[3] for match in found if match)
    if marked and unit != SHARE:
        raise ValueError(f"{text!r} is in percent and should not be")
    numbers = [Fraction(f"{(match[1] or '0').replace(',', '')}{match[2] or ''}") for match in found if match]
    if unit == SHARE:
        return _share(text, numbers, marked=marked)
    return _made(text, [number * 100 if unit == CENTS else number for number in numbers])


def _share(text: str, numbers: list[Fraction], *, marked: bool) -> Range:
    if not marked and 0 < max(numbers) <= 1:
        raise ValueError(f"{text!r} may be a part of one or a percent: write it with a % sign")
    if max(numbers) > 100:
        raise ValueError(f"{text!r} is more than 100%")
    return _made(text, [number / 100 for number in numbers])


def _made(text: str, numbers: list[Fraction]) -> Range:
    if numbers != sorted(numbers):
        raise ValueError(f"{text!r} does not run from low over likely to high")
    return Range(*(numbers * 3 if len(numbers) == 1 else numbers))


def write_range(said: Range, unit: str) -> str:
    """Write a range as `read_range` reads it."""
    ends = [said.likely] if said.known else [said.low, said.likely, said.high]
    scale = {SHARE: Fraction(100), CENTS: Fraction(1, 100), NUMBER: Fraction(1)}[unit]
    return "-".join(plain(end * scale, 2 if unit == CENTS else 0) for end in ends) + ("%" if unit == SHARE else "")


def plain(value: Fraction, least: int = 0, most: int = 6) -> str:
    """Write a fraction as a decimal with at least and at most so many places, half up beyond."""
    step = Decimal(1).scaleb(-most)
    exact = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(step, rounding=ROUND_HALF_UP)
    whole, _, places = f"{exact:f}".partition(".")
    places = places.rstrip("0").ljust(least, "0")
    return f"{whole}.{places}" if places else whole


def whole_cents(value: Fraction) -> int:
    """Round a fraction of cents to whole ones, half away from zero."""
    sign = -1 if value < 0 else 1
    return sign * ((2 * abs(value.numerator) + value.denominator) // (2 * value.denominator))
