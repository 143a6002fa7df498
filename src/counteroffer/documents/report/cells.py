"""Cells: how a view's value is written, by the unit that its column's description begins with."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from counteroffer.core.money import show
from counteroffer.documents import writing

if TYPE_CHECKING:
    from collections.abc import Callable

UNITS = ("cents", "percent", "thousandths of a percent", "thousandths", "days", "hours", "count", "index")
"""Units that descriptions of columns begin with."""


def unit(says: str) -> str:
    """Give the unit of a column by its description; empty where it is a name, a word or a plain number."""
    first = says.lower()
    return next((known for known in UNITS if first.startswith(known)), "")


def is_number(value: Any) -> bool:
    """Tell a number from words and yes or no."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def written(value: Any, says: str) -> str:
    """Write a value for a person; what is not known is a dash."""
    if value is None:
        return writing.DASH
    if isinstance(value, date):
        return writing.day(value)
    if is_number(value):
        return _number(value, says)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _number(value: float, says: str) -> str:
    forms: dict[str, Callable[[float], str]] = {
        "cents": lambda n: show(round(n)),
        "percent": writing.percent,
        "thousandths of a percent": lambda n: f"{n / 1000:g}%",
        "thousandths": lambda n: writing.units(round(n)),
    }
    if unit(says) in forms:
        return forms[unit(says)](value)
    return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else _whole(value, says)


def _whole(value: int, says: str) -> str:
    return str(value) if _is_year(value, says) else f"{value:,}"


def _is_year(value: float, says: str) -> bool:
    return "year" in says and "years" not in says and 1900 < value < 2200


def number(value: float, says: str) -> tuple[float, str]:
    """Give a number for a spreadsheet in its own unit (dollars, percent, units) and its format."""
    kind = unit(says)
    if kind == "cents":
        return value / 100, "money"
    if kind == "percent":
        return value, "percent"
    if kind == "thousandths of a percent":
        return value / 1000, "percent"
    if kind == "thousandths":
        return value / 1000, "units"
    return value, "plain" if isinstance(value, float) else "year" if _is_year(value, says) else "count"
