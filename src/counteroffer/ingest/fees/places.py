"""Where Medicare's amounts hold: geographic indices (GPCI), ZIP codes (ZIP5) and the counties of a locality (LOCCO)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa

from counteroffer.core.errors import InputError
from counteroffer.core.tables import MEDICARE_COUNTIES, MEDICARE_LOCALITIES, MEDICARE_ZIPS
from counteroffer.ingest.fees.numbers import scaled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counteroffer.ingest.fees.cells import Cells
    from counteroffer.ingest.fees.edition import Edition

_GPCI_LINE = re.compile(r"(\d{5})\s+([A-Z]{2})\s+(\d\d)\s+(\S.*?)\s+(\d\.\d+)\s+(\d\.\d+)\s+(\d\.\d+)\s*\Z")
_ZIP_LINE = re.compile(r"[A-Z]{2}\d{5}\d{7}.{61}20\d\d[1-4]\s*\Z")
"""A line of a ZIP5 file: state, ZIP, carrier and locality at its beginning, year and quarter in columns 76 to 80."""
_ZIP_HEADING = ("state", "zip code", "carrier", "locality")
_COUNTY_LINE = re.compile(r"\s*(\d{4,5})\s+(\d{1,2}) {1,4}(.{0,23}) *(\S.*?)\s{2,}(\S.*?)\s*\Z")


def locality(carrier: str, number: str) -> str:
    """Give the seven digits of a locality, also where a spreadsheet has eaten its zeros (`2102`, `1`: `0210201`)."""
    return carrier.strip().zfill(5) + number.strip().zfill(2)


def knows_indices(cells: Cells) -> bool:
    """Say whether this is a GPCI file (addendum E)."""
    return "GEOGRAPHIC PRACTICE COST IND" in cells.head(5) and "GPCI" in cells.head(5)


def indices(cells: Cells, told: Edition) -> pa.Table:
    """Read a GPCI file into `medicare_localities`; the work index is the one with the 1.0 floor where both stand.

    Raises:
        InputError: if the year is not known, or no line has a carrier, a locality and three indices.
    """
    said = re.search(r"CY (20\d\d)", cells.head(3))
    year = int(said[1]) if said else told.need_year(cells.name)
    made = []
    for place, row in _index_rows(cells):
        work, pe, mp = (scaled(cells.name, place, cell, 3) for cell in row[-3:])
        made.append(
            {
                "year": year,
                "locality": locality(row[0], row[2]),
                "state": row[1],
                "name": row[3].rstrip("*"),
                "gpci_work": work,
                "gpci_pe": pe,
                "gpci_mp": mp,
            }
        )
    if not made:
        says = f"{cells.name}: no line has a carrier, a locality and three indices."
        raise InputError(says, "Use the file as published.")
    return pa.Table.from_pylist(made, schema=MEDICARE_LOCALITIES.schema)


def _index_rows(cells: Cells) -> Iterator[tuple[int, list[str]]]:
    """Give carrier, state, number, name and the three indices; of two work indices the one with the floor."""
    floor = _floor_column(cells)
    for place, row in enumerate(cells.rows, 1):
        if cells.fixed:
            found = _GPCI_LINE.match(row[0])
            if found:
                yield place, list(found.groups())
        elif len(row) >= 7 and re.fullmatch(r"\d{4,5}", row[0]):
            given = row[4:]
            yield place, [*row[:4], given[floor], *[cell for cell in given if cell][-2:]]


def _floor_column(cells: Cells) -> int:
    for row in cells.rows[:6]:
        for place, cell in enumerate(row[4:]):
            if "WITH 1.0 FLOOR" in cell.upper():
                return place
    return 0


def knows_zips(cells: Cells) -> bool:
    """Say whether this is a ZIP5 file, of fixed width or as a workbook."""
    if cells.fixed:
        return bool(cells.rows and _ZIP_LINE.match(cells.rows[0][0]))
    return cells.heading(*_ZIP_HEADING) is not None


def zips(cells: Cells, _told: Edition) -> pa.Table:
    """Read a ZIP5 file into `medicare_zips`; each row says its own year and quarter.

    Raises:
        InputError: if a line has not state, ZIP, carrier, locality, year and quarter where they should stand.
    """
    columns: tuple[list[str], ...] = ([], [], [], [])
    for place, (state, code, where, when) in _zip_rows(cells):
        if not re.fullmatch(r"[A-Z]{2}\d{5}\d{7}20\d\d[1-4]", state + code + where + when):
            raise InputError(
                f"{cells.name}:{place}: state, ZIP, carrier, locality and quarter do not stand in their columns.",
                "Use the file as CMS publishes it.",
            )
        for column, value in zip(columns, (state, code, where, when), strict=True):
            column.append(value)
    states, codes, wheres, whens = columns
    made = {"year": [int(w[:4]) for w in whens], "quarter": [int(w[4]) for w in whens],
            "zip": codes, "state": states, "locality": wheres}  # fmt: skip
    return pa.table(made, schema=MEDICARE_ZIPS.schema)


def _zip_rows(cells: Cells) -> Iterator[tuple[int, tuple[str, str, str, str]]]:
    if cells.fixed:
        for place, (line,) in enumerate(cells.rows, 1):
            if line.strip():
                yield place, (line[:2], line[2:7], line[7:14], line[75:80])
        return
    start = cells.heading(*_ZIP_HEADING)
    for place, row in enumerate(cells.rows[(start or 0) + 1 :], (start or 0) + 2):
        if any(row):
            yield place, (row[0], row[1].zfill(5), locality(row[2], row[3]), row[-1])


def knows_counties(cells: Cells) -> bool:
    """Say whether this is a file of counties by locality (LOCCO)."""
    return "COUNTIES INCLUDED IN" in cells.head(3)


def counties(cells: Cells, told: Edition) -> pa.Table:
    """Read a LOCCO file into `medicare_counties`; the state stands only in the first of its localities.

    Raises:
        InputError: if the year is not known, or there is no locality in it.
    """
    said = re.search(r"COUNTIES INCLUDED IN (20\d\d)", cells.head(3))
    year = int(said[1]) if said else told.need_year(cells.name)
    made, state = [], ""
    for row in cells.rows:
        if cells.fixed:
            found = _COUNTY_LINE.match(row[0])
            cell = [part.strip() for part in found.groups()] if found else []
        else:
            cell = row
        if len(cell) < 5 or not re.fullmatch(r"\d{4,5}", cell[0]):
            continue
        state = cell[2].strip(" *") or state
        made.append(
            {"year": year, "locality": locality(cell[0], cell[1]), "state": state, "area": cell[3].strip(" *"),
             "counties": cell[4]}
        )  # fmt: skip
    if not made:
        raise InputError(f"{cells.name}: no line has a carrier and a locality.", "Use the file as published.")
    return pa.Table.from_pylist(made, schema=MEDICARE_COUNTIES.schema)
