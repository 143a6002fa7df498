"""How values are written for a person: money, percents, days, dates, file names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core.dates import OPEN
from counteroffer.core.money import show

if TYPE_CHECKING:
    from datetime import date

DASH = "–"  # noqa: RUF001 - an en dash says "no figure"


def value(amount: float | None, unit: str) -> str:
    """Write a figure in its unit; what does not exist is a dash."""
    if amount is None:
        return DASH
    if unit == "cents":
        return show(int(amount), whole=abs(amount) >= 1_000_000)
    if unit == "percent":
        return f"{round(amount, 1) + 0.0:,.1f}%"  # no minus before nothing
    if unit == "days":
        return f"{amount:,.0f} days" if amount >= 10 or amount == int(amount) else f"{amount:,.1f} days"
    return f"{amount:,.0f}"


def money(amount: int | None) -> str:
    """Write cents to the cent."""
    return DASH if amount is None else show(amount)


def whole_money(amount: int | None) -> str:
    """Write cents in whole dollars."""
    return DASH if amount is None else show(amount, whole=True)


def percent(amount: float | None) -> str:
    """Write a percent with one decimal."""
    return value(amount, "percent")


def units(milliunits: int | None) -> str:
    """Write thousandths as units."""
    return DASH if milliunits is None else f"{milliunits / 1000:,.3f}".rstrip("0").rstrip(".")


def day(when: date | None) -> str:
    """Write a date as 4 Mar 2025."""
    return DASH if when is None else f"{when.day} {when:%b %Y}"


def until(when: date) -> str:
    """Write the last day of something: until 4 Mar 2025, or open."""
    return "open" if when == OPEN else f"until {day(when)}"


def words(name: str) -> str:
    """Write a dotted or underscored name as words: `front_end.eligibility` -> `Front end: eligibility`."""
    text = name.replace(".", ": ").replace("_", " ").strip()
    return text[:1].upper() + text[1:] if text else "Not named"


def code(row: dict[str, Any]) -> str:
    """Write a code with its component, and its setting where it is a facility."""
    part = f"-{row['component']}" if row.get("component") else ""
    return f"{row['code']}{part}" + (" (facility)" if row.get("setting") == "facility" else "")


def guarded(rows: pa.Table) -> pa.Table:
    """Make a table safe to open in a spreadsheet: text that would be taken for a formula gets an apostrophe before it.

    Cells beginning with = + - @, a tab or a line break are executed by spreadsheets that open a CSV (CWE-1236).
    """
    for place, field in enumerate(rows.schema):
        if pa.types.is_string(field.type):
            column = rows.column(place)
            risky = pc.match_substring_regex(column, r"^[=+\-@\t\r\n]")
            safe = pc.if_else(risky, pc.binary_join_element_wise("'", column, ""), column)
            rows = rows.set_column(place, field.name, safe)
    return rows
