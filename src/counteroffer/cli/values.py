"""How a metric's value is written for a person."""

from __future__ import annotations

from counteroffer.core.money import show
from counteroffer.measure.registry import CENTS, COUNT, PERCENT


def write_value(value: float | None, unit: str) -> str:
    """Write a value in its unit; a value that does not exist is a dash."""
    if value is None:
        return "-"
    if unit == CENTS:
        return show(int(value))
    if unit == COUNT:
        return f"{int(value):,}"
    return f"{value:,.1f}%" if unit == PERCENT else f"{value:,.3f}".rstrip("0").rstrip(".")
