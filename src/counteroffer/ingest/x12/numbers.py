"""Money, quantities and dates out of a byte buffer, eight digits at a stroke; odd ones through the exact slow path.

The eight bytes that end a value are one 64-bit number: the sign and the point are taken out by shifts, and the digits
are summed in three multiplications (SWAR). Whatever does not fit that form is read one by one, with `core.money`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs
import numpy as np
import numpy.typing as npt

from counteroffer.core.money import cents as exact_cents
from counteroffer.ingest.x12.arrays import Bools, Ints, ints
from counteroffer.ingest.x12.arrays import days as dates
from counteroffer.ingest.x12.columns import Spans

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

LARGEST = 10**13
"""Amounts beyond this (100 billion dollars in cents) are taken for a fault; sums of smaller ones fit 64 bits."""

_Words = npt.NDArray[np.uint64]
_QUANTITY = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\Z")
_ZEROS = 0x3030303030303030
_LOW = [(1 << 8 * n) - 1 for n in range(9)]
_KEEP = np.array([((1 << 64) - 1) ^ _LOW[8 - n] for n in range(9)], dtype=np.uint64)
_FILL = np.array([_ZEROS & _LOW[8 - n] for n in range(9)], dtype=np.uint64)
_UNSIGN = np.array([0] + [(ord("-") ^ ord("0")) << 8 * (8 - n) for n in range(1, 9)], dtype=np.uint64)


@attrs.frozen(eq=False)
class Numbers:
    """A column of numbers as read.

    Attributes:
        value: the numbers; 0 where there is none or it cannot be read.
        given: where there was any text.
        bad: where there was text that is not such a number.
    """

    value: Ints
    given: Bools
    bad: Bools

    def nullable(self) -> pa.Array:
        """Give the column with nulls where there is no good value."""
        return ints(self.value, ~self.given | self.bad)

    def days(self) -> pa.Array:
        """Give days since 1970 as dates, with nulls where there is no good value."""
        return dates(self.value, ~self.given | self.bad)

    def at(self, rows: Ints) -> Numbers:
        """Pick rows."""
        return Numbers(self.value[rows], self.given[rows], self.bad[rows])

    def or_else(self, other: Numbers) -> Numbers:
        """Take the other column's number where this one has none."""
        value = np.where(self.given, self.value, other.value)
        return Numbers(value, self.given | other.given, np.where(self.given, self.bad, other.bad))


def cents(spans: Spans) -> Numbers:
    """Read amounts of money into integer cents; a part of a cent is bad."""
    return _read(spans, 2, exact_cents)


def thousandths(spans: Spans) -> Numbers:
    """Read quantities into thousandths; a smaller part is bad."""
    return _read(spans, 3, exact_thousandths)


def exact_thousandths(text: str) -> int:
    """Read one quantity (`2`, `1.5`, `.25`) into thousandths.

    Raises:
        ValueError: if it is not a plain decimal number or has a smaller part.
    """
    if not _QUANTITY.match(text.strip()):
        raise ValueError(f"{text!r} is not a quantity")
    value = Decimal(text.strip()) * 1000
    if value != value.to_integral_value():
        raise ValueError(f"{text!r} has a part of a thousandth")
    return int(value)


def _read(spans: Spans, places: int, exact: Callable[[str], int]) -> Numbers:
    size, given = spans.size, spans.given
    short = np.minimum(size, 8)
    word = (spans.buffer.words[spans.hi - 8] & _KEEP[short]) | _FILL[short]
    negative = spans.buffer.data[spans.lo] == ord("-")
    negative &= given
    word = word ^ np.where(negative, _UNSIGN[short], np.uint64(0))
    word, scale, pointed = _without_point(word, places)
    good = given & (size <= 8) & _all_digits(word) & (size > negative.astype(np.int64) + pointed)
    value = _digits(word) * scale
    np.negative(value, out=value, where=negative)
    value[~good] = 0
    bad = np.zeros(len(spans), dtype=np.bool_)
    for row in np.flatnonzero(given & ~good):
        try:
            value[row] = _bounded(exact(spans.raw(int(row)).decode("ascii")))
        except ValueError:
            bad[row] = True
    return Numbers(value, given, bad)


def _bounded(value: int) -> int:
    if abs(value) > LARGEST:
        raise ValueError("out of bounds")
    return value


def _without_point(word: _Words, places: int) -> tuple[_Words, Ints, Bools]:
    """Take the point out of eight characters: the digits, what to multiply them with, and where a point was."""
    scale = np.full(len(word), 10**places, dtype=np.int64)
    pointed = np.zeros(len(word), dtype=np.bool_)
    result = word
    for decimals in range(places + 1):
        shift = np.uint64(8 * (7 - decimals))
        here = ((word >> shift) & np.uint64(0xFF)) == ord(".")
        if not here.any():
            continue
        after = np.uint64(((1 << 64) - 1) ^ _LOW[8 - decimals])
        before = np.uint64(_LOW[7 - decimals])
        moved = (word & after) | ((word & before) << np.uint64(8)) | np.uint64(ord("0"))
        result = np.where(here, moved, result)
        scale[here] = 10 ** (places - decimals)
        pointed |= here
    return result, scale, pointed


def _all_digits(word: _Words) -> Bools:
    zeroed = word ^ np.uint64(_ZEROS)
    high = np.uint64(0xF0F0F0F0F0F0F0F0)
    return np.asarray(((zeroed | (zeroed + np.uint64(0x0606060606060606))) & high) == 0)


def _digits(word: _Words) -> Ints:
    """Read eight digit characters, the first in the lowest byte."""
    value = word & np.uint64(0x0F0F0F0F0F0F0F0F)
    value = (value * np.uint64(10) + (value >> np.uint64(8))) & np.uint64(0x00FF00FF00FF00FF)
    value = (value * np.uint64(100) + (value >> np.uint64(16))) & np.uint64(0x0000FFFF0000FFFF)
    value = (value * np.uint64(10000) + (value >> np.uint64(32))) & np.uint64(0xFFFFFFFF)
    return value.astype(np.int64)


_DAYS_BEFORE = np.array([0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334])
_DAYS_IN = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_TO_1970 = 719_163
"""Days from the first day of year 1 to 1970-01-01, that first day counted."""


def days(spans: Spans) -> Numbers:
    """Read CCYYMMDD dates (`20250131`) into days since 1970-01-01; the first day of a range (RD8) counts."""
    given, size = spans.given, spans.size
    range_ = (size == 17) & (spans.buffer.data[np.minimum(spans.lo + 8, spans.hi)] == ord("-"))
    word = spans.buffer.words[spans.lo]
    good = ((size == 8) | range_) & _all_digits(word)
    number = np.where(good, _digits(word), 19700101)
    year, month, day = number // 10000, number // 100 % 100, number % 100
    good &= (year > 0) & (month >= 1) & (month <= 12)
    month = np.where(good, month, 1)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    good &= (day >= 1) & (day <= _DAYS_IN[month] + (leap & (month == 2)))
    before = (year - 1) * 365 + (year - 1) // 4 - (year - 1) // 100 + (year - 1) // 400
    value = before + _DAYS_BEFORE[month] + (leap & (month > 2)) + day - _TO_1970
    return Numbers(np.where(good, value, 0), given, given & ~good)


def last_days(spans: Spans) -> Numbers:
    """Read the last day of a range (`20250131-20250204`), or the one day where it is no range."""
    range_ = spans.size == 17
    first = days(spans)
    last = days(Spans(spans.buffer, np.where(range_, spans.lo + 9, spans.lo), spans.hi))
    return Numbers(last.value, last.given, last.bad | first.bad)
