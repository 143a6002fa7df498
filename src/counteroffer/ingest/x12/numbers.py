"""Money, quantities and dates out of a byte buffer, eight digits at a stroke; odd ones through the exact slow path.

The eight bytes that end a value are one 64-bit number: the sign and the point are taken out by shifts, and the digits
are summed in three multiplications (SWAR). Whatever does not fit that form is read one by one, with `core.money`.
"""

from __future__ import annotations

import re
from datetime import date
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
    before = ((8 - np.minimum(size, 8)) << 3).view(np.uint64)  # bits of the eight bytes that stand before the value
    word = spans.buffer.words[spans.hi - 8] >> before << before
    word |= np.uint64(_ZEROS) >> (np.uint64(64) - before)
    negative = spans.buffer.data[spans.lo] == ord("-")
    negative &= given
    if negative.any():
        word ^= np.where(negative, _UNSIGN[np.minimum(size, 8)], np.uint64(0))
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


_FIRST_YEAR, _LAST_YEAR = 1800, 2199
_NO_DAY = int(np.iinfo(np.int32).min)
_TO_1970 = date(1970, 1, 1).toordinal()


def _calendar() -> npt.NDArray[np.int32]:
    """List days since 1970-01-01 by year, month and day (32 days a month, 16 months a year); `_NO_DAY` for none."""
    found = np.full((_LAST_YEAR - _FIRST_YEAR + 1, 16, 32), _NO_DAY, dtype=np.int32)
    start = np.datetime64(f"{_FIRST_YEAR}-01-01")
    every = np.arange(start, np.datetime64(f"{_LAST_YEAR + 1}-01-01"))
    months = every.astype("datetime64[M]")
    month = months.astype(np.int64) % 12
    year = months.astype("datetime64[Y]").astype(np.int64) + 1970 - _FIRST_YEAR
    found[year, month + 1, (every - months).astype(np.int64) + 1] = every.astype(np.int64)
    return found.ravel()


_CALENDAR = _calendar()


def days(spans: Spans) -> Numbers:
    """Read CCYYMMDD dates (`20250131`) into days since 1970-01-01; the first day of a range (RD8) counts."""
    given, size = spans.given, spans.size
    good = size == 8
    if not good[given].all():
        good |= (size == 17) & (spans.buffer.data[np.minimum(spans.lo + 8, spans.hi)] == ord("-"))
    word = spans.buffer.words[spans.lo]
    good &= _all_digits(word)
    pairs = word & np.uint64(0x0F0F0F0F0F0F0F0F)
    pairs = ((pairs * np.uint64(10) + (pairs >> np.uint64(8))) & np.uint64(0x00FF00FF00FF00FF)).view(np.int64)
    year = (pairs & 0xFF) * 100 + (pairs >> 16 & 0xFF) - _FIRST_YEAR
    month, day = pairs >> 32 & 0xFF, pairs >> 48
    near = (year >= 0) & (year <= _LAST_YEAR - _FIRST_YEAR) & (month < 16) & (day < 32) & good
    value = _CALENDAR[np.where(near, (year << 9) + (month << 5) + day, 0)].astype(np.int64)
    for row in np.flatnonzero(good & ~near):
        value[row] = _far_day(int(year[row]) + _FIRST_YEAR, int(month[row]), int(day[row]))
    good &= value != _NO_DAY
    return Numbers(np.where(good, value, 0), given, given & ~good)


def _far_day(year: int, month: int, day: int) -> int:
    """Read a date of a year that the calendar does not list, such as 9999."""
    try:
        return date(year, month, day).toordinal() - _TO_1970
    except ValueError:
        return _NO_DAY


def last_days(spans: Spans) -> Numbers:
    """Read the last day of a range (`20250131-20250204`), or the one day where it is no range."""
    range_ = spans.size == 17
    first = days(spans)
    last = days(Spans(spans.buffer, np.where(range_, spans.lo + 9, spans.lo), spans.hi))
    return Numbers(last.value, last.given, last.bad | first.bad)
