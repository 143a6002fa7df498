"""Dates as dates: the forms that X12 and contracts write them in."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

OPEN = date(9999, 12, 31)
"""The `until` of something that has no end yet. Intervals are closed: since <= day <= until."""


def from_ccyymmdd(text: str) -> date:
    """Read an X12 D8 date (`20250131`).

    Raises:
        ValueError: if the text is not eight digits that make a real day.
    """
    if len(text) != 8 or not text.isdigit():
        raise ValueError(f"{text!r} is not a CCYYMMDD date")
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def from_iso(text: str) -> date:
    """Read a `2025-01-31` date; the word `open` is the day without end.

    Raises:
        ValueError: if it is neither.
    """
    if text == "open":
        return OPEN
    if len(text) != 10:
        raise ValueError(f"{text!r} is not a date like 2025-01-31")
    return date.fromisoformat(text)


def day_before(day: date) -> date:
    """Give the day before; the day without end stays."""
    return day if day == OPEN else day - timedelta(days=1)


def anniversary(day: date, years: int) -> date:
    """Give the same day some years later; of 29 February the last of February where the year has none."""
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))
