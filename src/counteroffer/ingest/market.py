"""A market book (CSV): percentiles of what is paid for a code in a market, from a published source that is named."""

from __future__ import annotations

import csv
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa

from counteroffer.core.codes import RATE_MODIFIERS, is_code
from counteroffer.core.errors import InputError
from counteroffer.core.findings import ERROR, Finding

if TYPE_CHECKING:
    from pathlib import Path

    Key = tuple[str, str, str]

PERCENTILES = ("p25", "p50", "p75", "p90")
SETTINGS = ("facility", "nonfacility")
NEEDED = ("code", *PERCENTILES, "source", "year")
KNOWN = (*NEEDED, "modifier", "setting", "n")
MOST_RATE = 10_000_000
"""Dollars for one unit above which an amount is taken for a mistake."""

MARKET = pa.schema(
    [(name, pa.string()) for name in ("code", "modifier", "setting")]
    + [(name, pa.int64()) for name in PERCENTILES]
    + [("n", pa.int64()), ("source", pa.string())]
)
"""One code: millionths of a dollar for one unit by percentile, the number of rates (0: not said), source with year."""


@attrs.frozen
class Market:
    """A market book as read.

    Attributes:
        rows: `MARKET`, one row for each code, modifier and setting.
        aside: rows that could not be read; each has a finding.
        findings: all faults.
    """

    rows: pa.Table
    aside: int
    findings: tuple[Finding, ...]


def read_market(path: Path) -> Market:
    """Read a market book.

    Columns: code, p25, p50, p75, p90 (dollars for one unit), source and year; modifier, setting (`facility`,
    `nonfacility`, empty for both) and n (how many rates) may be there. Percentiles have to rise.

    Raises:
        InputError: if the file cannot be read, or lacks a column.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"{path} cannot be read: {fault}.", "Save it as a CSV in UTF-8.") from fault
    reader = csv.DictReader(text.splitlines())
    heading = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    reader.fieldnames = heading
    if missing := [name for name in NEEDED if name not in heading]:
        raise InputError(
            f"{path} has no column {', '.join(missing)}.",
            "A market book has the columns code, modifier, setting, p25, p50, p75, p90, source, year.",
        )
    made: dict[Key, dict[str, Any]] = {}
    findings = []
    for place, row in enumerate(reader, 2):
        try:
            rows = _rows({name: (row[name] or "").strip() for name in KNOWN if name in heading})
            _add(made, {(one["code"], one["modifier"], one["setting"]): one for one in rows})
        except ValueError as fault:
            says = f"The row is set aside: {fault}."
            findings.append(Finding("market.row", ERROR, says, "Mend it and read again.", path.name, segment=place))
    return Market(pa.Table.from_pylist(list(made.values()), schema=MARKET), len(findings), tuple(findings))


def _add(made: dict[Key, dict[str, Any]], some: dict[Key, dict[str, Any]]) -> None:
    if twice := sorted(set(made) & set(some)):
        raise ValueError(f"{' '.join(filter(None, twice[0]))} stands there already")
    made.update(some)


def _rows(cell: dict[str, str]) -> list[dict[str, Any]]:
    """Read a line; one row, or one for each setting."""
    code, modifier, setting = cell["code"].upper(), cell.get("modifier", "").upper(), cell.get("setting", "").lower()
    if not is_code(code):
        raise ValueError(f"'{code}' is no code")
    if modifier and modifier not in RATE_MODIFIERS:
        raise ValueError(f"'{modifier}' is no modifier that has a rate of its own")
    if setting not in ("", *SETTINGS):
        raise ValueError(f"'{setting}' is no setting; write {SETTINGS[0]}, {SETTINGS[1]} or nothing")
    if not cell["source"] or not (cell["year"].isdigit() and 2000 <= int(cell["year"]) <= 2100):
        raise ValueError("it does not say its source and year")
    amounts = {name: _micro(cell[name], name) for name in PERCENTILES}
    if sorted(amounts.values()) != list(amounts.values()):
        raise ValueError("its percentiles do not rise")
    count = cell.get("n", "")
    if count and not count.isdigit():
        raise ValueError(f"'{count}' is no number of rates")
    told = {"n": int(count or 0), "source": f"{cell['source']}, {cell['year']}"}
    head = {"code": code, "modifier": modifier}
    return [head | {"setting": one} | amounts | told for one in ((setting,) if setting else SETTINGS)]


def _micro(text: str, name: str) -> int:
    """Read dollars into millionths."""
    try:
        dollars = Decimal(text.lstrip("$").replace(",", ""))
    except InvalidOperation:
        raise ValueError(f"'{text}' is no amount ({name})") from None
    if not dollars.is_finite() or not 0 < dollars < MOST_RATE:
        raise ValueError(f"'{text}' cannot be a rate ({name})")
    return int((dollars * 1_000_000).to_integral_value())
