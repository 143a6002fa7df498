"""Texts of a contract as numbers, days and names; each raises ValueError with what is wrong."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from counteroffer.contracts.options import SHARES
from counteroffer.core.dates import OPEN, from_iso

_QUARTER = re.compile(r"(20\d\d)\s?-?Q([1-4])", re.IGNORECASE)


def percent(text: str) -> int:
    """Read `118.5` or `118.5%` into thousandths of a percent."""
    value = signed_percent(text)
    if not 0 < value <= 10_000_000:
        raise ValueError(f"'{text}' is not a percent above 0 with at most three decimals")
    return value


def signed_percent(text: str) -> int:
    """Read a percent that may be zero or below it, such as a change of an index, into thousandths of a percent."""
    try:
        value = Decimal(text.strip().removesuffix("%").strip()) * 1000
    except InvalidOperation:
        raise ValueError(f"'{text}' is not a percent") from None
    if not value.is_finite() or value != value.to_integral_value() or abs(value) > 10_000_000:
        raise ValueError(f"'{text}' is not a percent with at most three decimals")
    return int(value)


def dollars(text: str) -> int:
    """Read `52.50` or `$1,402.75` into ten-thousandths of a dollar.

    Raises:
        ValueError: if it is no amount, below zero, or has more than four decimals.
    """
    try:
        value = Decimal(text.replace("$", "").replace(",", "").strip()) * 10_000
    except InvalidOperation:
        raise ValueError(f"'{text}' is not an amount") from None
    if not value.is_finite() or value != value.to_integral_value() or not 0 <= value <= 10**11:
        raise ValueError(f"'{text}' is not an amount with at most four decimals")
    return int(value)


def money(text: str) -> int:
    """Read an amount into cents."""
    value = dollars(text)
    if value % 100:
        raise ValueError(f"'{text}' has a part of a cent")
    return value // 100


def year(text: str) -> int | str:
    """Read a year, or the words `service` and `current`."""
    if text in ("service", "current"):
        return text
    if not re.fullmatch(r"20\d\d", text):
        raise ValueError(f"'{text}' is not a year")
    return int(text)


def month_day(text: str) -> tuple[int, int]:
    """Read `04-01` into month and day; the day is there in every year."""
    if not re.fullmatch(r"\d\d-\d\d", text):
        raise ValueError(f"'{text}' is not a month and a day")
    try:
        day = date.fromisoformat(f"2025-{text}")
    except ValueError:
        raise ValueError(f"'{text}' is not a day of every year") from None
    return day.month, day.day


def quarter(text: str) -> tuple[int, int]:
    """Read `2025Q1` into its year and quarter."""
    found = _QUARTER.fullmatch(text)
    if found is None:
        raise ValueError(f"'{text}' is not a quarter")
    return int(found[1]), int(found[2])


def release(text: str) -> str:
    """Read a release letter."""
    if text.upper() not in ("A", "B", "C", "D"):
        raise ValueError(f"'{text}' is not a release (A to D)")
    return text.upper()


def micro_dollars(text: str) -> int:
    """Read dollars with at most six decimals into millionths of a dollar."""
    try:
        value = Decimal(text.replace("$", "").replace(",", "").strip()) * 1_000_000
    except InvalidOperation:
        raise ValueError(f"'{text}' is not an amount") from None
    if not value.is_finite() or value != value.to_integral_value() or not 0 <= value <= 10**12:
        raise ValueError(f"'{text}' is not an amount up to 1,000,000 with at most six decimals")
    return int(value)


def index(text: str) -> int:
    """Read a geographic index such as `0.985` into thousandths."""
    try:
        value = Decimal(text.strip()) * 1000
    except InvalidOperation:
        raise ValueError(f"'{text}' is not an index") from None
    if not value.is_finite() or value != value.to_integral_value() or not 0 < value <= 5000:
        raise ValueError(f"'{text}' is not an index up to 5 with at most three decimals")
    return int(value)


def share_percent(text: str) -> int:
    """Read a percent from 0 to 100 into thousandths of a percent."""
    value = signed_percent(text)
    if not 0 <= value <= 100_000:
        raise ValueError(f"'{text}' is not a percent from 0 to 100")
    return value


def locality(text: str) -> str:
    """Read a carrier and locality, seven digits, or `site`: that of the place where the service was given."""
    if text == "site":
        return text
    if not re.fullmatch(r"\d{7}", text):
        raise ValueError(f"'{text}' is not a locality (seven digits)")
    return text


def unit_dollars(text: str) -> int:
    """Read dollars for one anesthesia unit into ten-thousandths; more than $10,000 is a slip."""
    value = dollars(text)
    if not 0 < value <= 10**8:
        raise ValueError(f"'{text}' is not an amount above 0 and up to 10,000")
    return value


def minutes(text: str) -> int:
    """Read the minutes of one time unit."""
    if not re.fullmatch(r"[1-9]|[1-5]\d|60", text):
        raise ValueError(f"'{text}' is not whole minutes from 1 to 60")
    return int(text)


def round_time(text: str) -> str:
    """Read how time units are rounded."""
    if text not in ("tenth", "up", "nearest", "none"):
        raise ValueError(f"'{text}' is no way to round time")
    return text


def digit(text: str) -> int:
    """Read whole units, 0 to 9."""
    if not re.fullmatch(r"[0-9]", text):
        raise ValueError(f"'{text}' is not a whole number from 0 to 9")
    return int(text)


def days(text: str) -> int:
    """Read a number of days, up to a year."""
    if not re.fullmatch(r"\d{1,3}", text) or int(text) > 366:
        raise ValueError(f"'{text}' is not whole days from 0 to 366")
    return int(text)


def first_step(text: str) -> date:
    """Read the day of a yearly step: one that is there in every year."""
    day = from_iso(text)
    if day == OPEN or (day.month, day.day) == (2, 29):
        raise ValueError(f"'{text}' is not a day of every year")
    return day


def incentive(text: str) -> int:
    """Read a percent that is added to a rate or taken off it."""
    value = signed_percent(text)
    if not -100_000 < value <= 100_000:
        raise ValueError(f"'{text}' is not a percent above -100 and up to 100")
    return value


def share(text: str) -> int:
    """Read what sequestration is taken of, into thousandths of a percent of the rate."""
    if text not in SHARES:
        raise ValueError(f"'{text}' is neither payment nor allowed")
    return SHARES[text]


def rounding(text: str) -> str:
    """Read what is rounded."""
    if text not in ("unit", "line"):
        raise ValueError(f"'{text}' is neither unit nor line")
    return text


def otherwise(text: str) -> str:
    """Read what a code pays that a file of charges does not have."""
    if text not in ("full", "by_hand"):
        raise ValueError(f"'{text}' is neither full nor by_hand")
    return text


def on_cost(text: str) -> int:
    """Read a percent on a cost into the percent of the cost."""
    value = signed_percent(text)
    if value < 0:
        raise ValueError(f"'{text}' is below 0")
    return 100_000 + value


def single_year(text: str) -> int:
    """Read a year that stands for itself."""
    value = year(text)
    if value in ("service", "current"):
        raise ValueError(f"'{text}' is not a year")
    return int(value)
