"""Dates as people write them. What can be read in two ways is read in none until somebody says which."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from counteroffer.ingest.tabular.values import said

if TYPE_CHECKING:
    from collections.abc import Iterable

MONTH_FIRST, DAY_FIRST, YEAR_FIRST = "month first", "day first", "year first"
ORDERS = (MONTH_FIRST, DAY_FIRST, YEAR_FIRST)
"""Ways to read three numbers as a day. A date whose year has four digits in front, or whose month is a word, has one
reading in all of them."""

_TIME = re.compile(r"(?:T|\s+)\d{1,2}:\d{2}.*\Z")
_NUMBERS = re.compile(r"(\d{1,4})[/.\-\s](\d{1,2})[/.\-\s](\d{1,4})\Z")
_WORD = re.compile(r"(\d{1,2})[\s\-/]*([A-Z]{3,9})\.?,?[\s\-/]*(\d{4}|\d{2})\Z", re.IGNORECASE)
_WORD_FIRST = re.compile(r"([A-Z]{3,9})\.?[\s\-]*(\d{1,2})(?:st|nd|rd|th)?,?[\s\-]+(\d{4}|\d{2})\Z", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SERIALS, _EPOCH = range(20_000, 80_000), date(1899, 12, 30)
_LAST_OF_2000S = 69


def readings(text: str) -> dict[str, date]:
    """Give every reading of a text as a day, by its order; none when it is no date.

    Days from 1954 to 2119 written as a spreadsheet's serial number (45658) are read too.
    """
    plain = _TIME.sub("", said(text))
    sure = _sure(plain)
    if sure:
        return dict.fromkeys(ORDERS, sure)
    if len(plain) == 8 and plain.isdecimal():
        first, second, year = int(plain[:2]), int(plain[2:4]), int(plain[4:])
    elif found := _NUMBERS.match(plain):
        first, second, year = (int(part) for part in found.groups())
        year = _full(year, found[3])
    else:
        return {}
    tried = {MONTH_FIRST: _day(year, first, second), DAY_FIRST: _day(year, second, first)}
    if re.search(r"\D\d\d?\Z", plain) and 12 < first < 100:
        # nobody here writes 03/04/25 for the 25th of April 2003; 25/03/04 is another matter
        tried[YEAR_FIRST] = _day(_full(first, "xx"), second, year % 100)
    return {order: day for order, day in tried.items() if day}


def _sure(plain: str) -> date | None:
    if plain.isdecimal() and len(plain) == 5 and int(plain) in _SERIALS:
        return _EPOCH + timedelta(days=int(plain))
    if plain.isdecimal() and len(plain) == 8 and 1900 <= int(plain[:4]) <= 2100:
        sure = _day(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
        if sure:
            return sure
    if (found := _NUMBERS.match(plain)) and len(found[1]) == 4:
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _WORD.match(plain):
        return _day(_full(int(found[3]), found[3]), _month(found[2]), int(found[1]))
    if found := _WORD_FIRST.match(plain):
        return _day(_full(int(found[3]), found[3]), _month(found[1]), int(found[2]))
    return None


def day(text: str, order: str) -> date | None:
    """Read a day in one order.

    Raises:
        ValueError: if the text is no date in that order.
    """
    plain = said(text)
    if not plain or not plain.strip("0/-. :") or plain.startswith("0000"):
        return None
    found = readings(plain)
    if order not in found:
        raise ValueError(f"{text!r} is not a date with {'the ' if order else ''}{order or 'any sure reading'}")
    return found[order]


def birthday(text: str, order: str) -> date | None:
    """Read a date of birth: one that would lie ahead of us is of the century before."""
    found = day(text, order)
    if found and found > date.today():  # noqa: DTZ011 - a day, not a moment
        return found.replace(year=found.year - 100, day=min(found.day, 28) if found.month == 2 else found.day)
    return found


def orders_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Give the orders in which all texts that are dates can be read; all of them when every text is sure."""
    left = set(ORDERS)
    for text in texts:
        found = readings(text)
        if found:
            left &= found.keys()
    return tuple(order for order in ORDERS if order in left)


def _full(year: int, text: str) -> int:
    return year if len(text) > 2 else year + (2000 if year <= _LAST_OF_2000S else 1900)


def _month(word: str) -> int:
    return _MONTHS.index(word[:3].lower()) + 1 if word[:3].lower() in _MONTHS else 0


def _day(year: int, month: int, of_month: int) -> date | None:
    try:
        return date(year, month, of_month) if 1900 <= year <= 2199 else None
    except ValueError:
        return None
