"""Access standards: the workbook of CMS (HSD reference file), or a CSV."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from counteroffer.core.errors import InputError
from counteroffer.core.tables import ACCESS_STANDARDS
from counteroffer.ingest.fees.cells import book

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counteroffer.ingest.nearby.sources import Source

_SHEET = re.compile(r"time\s*(?:&|and)\s*distance", re.IGNORECASE)
_NOTES = re.compile(r"\(see notes?\)", re.IGNORECASE)
_FIRST = 5
"""The cells before the first specialty: county, state, both together, SSA code, kind of county."""

_TIDY = ("state", "county", "county_type", "specialty_code", "specialty", "minutes", "miles")
_MEND = "Use the HSD reference file as CMS publishes it, or a CSV with specialty, county_type, minutes and miles."

Row = dict[str, Any]


def read_standards(source: Source) -> pa.Table:
    """Read access standards into `access_standards`.

    Of a workbook the sheets whose names say `Time & Distance` are read: specialties stand in one row, their codes in
    the next, `Time` and `Distance` in the third, and a county in each row after them. Source of the layout: public
    programs that read the HSD reference files of 2017 and 2025, read 2026-11-29; not a file of CMS itself.

    Raises:
        InputError: if no sheet or heading is as expected, or a number cannot be read.
    """
    if source.header:
        rows = list(_tidy(source))
    else:
        with source.opened() as stream:
            sheets = book(source.name, stream.read())
        told = [(name, cells) for name, cells in sheets if _SHEET.search(name)]
        if not told:
            names = ", ".join(name for name, _ in sheets)
            raise InputError(f"{source.name} has no sheet of time and distance; it has {names}.", _MEND)
        rows = [row for name, cells in told for row in _wide(f"{source.name}, {name}", cells)]
    if not rows:
        raise InputError(f"{source.name} holds no standard.", _MEND)
    return pa.Table.from_pylist(rows, schema=ACCESS_STANDARDS.schema)


def _wide(name: str, cells: list[list[str]]) -> Iterator[Row]:
    """Give one row for each county and specialty."""
    units = next((at for at, row in enumerate(cells[:12]) if sum(_is(cell, "time") for cell in row) > 0), None)
    if units is None or units < 2:
        raise InputError(f"{name}: no row says Time and Distance under the specialties.", _MEND)
    titles, codes = cells[units - 2], cells[units - 1]
    columns = [
        (at, _NOTES.sub("", " ".join(_at(titles, at).split())).strip(), _at(codes, at))
        for at in range(_FIRST, len(cells[units]))
        if _is(cells[units][at], "time") and _is(_at(cells[units], at + 1), "distance")
    ]
    for place, row in enumerate(cells[units + 1 :], units + 2):
        if not _at(row, 0) or not re.fullmatch(r"[A-Z]{2}", _at(row, 1)):
            continue
        head = {"county": _at(row, 0), "state": _at(row, 1), "county_type": " ".join(_at(row, 4).split())}
        for at, title, code in columns:
            minutes, miles = (_number(f"{name}, row {place}", _at(row, at + more)) for more in (0, 1))
            if title and (minutes is not None or miles is not None):
                numbered = code.zfill(3) if code.isdigit() else code
                said = {"specialty": title, "specialty_code": numbered, "minutes": minutes, "miles": miles}
                yield head | said | {"source": name}


def _tidy(source: Source) -> Iterator[Row]:
    names = [re.sub(r"[^a-z]+", "_", cell.casefold()).strip("_") for cell in source.header]
    with source.opened() as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        for place, cells in enumerate(csv.reader(text, delimiter=source.delimiter), 1):
            if place == 1 or not any(map(str.strip, cells)):
                continue
            said = {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
            row: Row = {name: said.get(name, "") for name in _TIDY}
            if not row["specialty"]:
                raise InputError(f"{source.name}, line {place}: it names no specialty.", _MEND)
            for name in ("minutes", "miles"):
                row[name] = _number(f"{source.name}, line {place}", row[name])
            yield row | {"source": said.get("source") or source.name}


def _number(where: str, text: str) -> int | None:
    if not text:
        return None
    found = re.fullmatch(r"(\d{1,4})(?:\.0+)?", text)
    if found is None:
        raise InputError(f"{where}: '{text}' is no whole number of minutes or miles.", _MEND)
    return int(found[1])


def _at(row: list[str], at: int) -> str:
    return row[at].strip() if at < len(row) else ""


def _is(cell: str, word: str) -> bool:
    return cell.strip().casefold() == word
