"""Equipment, prosthetics, orthotics and supplies (DMEPOS): amounts by state, rural or not, with ceiling and floor."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa

from counteroffer.core.errors import InputError
from counteroffer.core.tables import MEDICARE_EQUIPMENT
from counteroffer.ingest.fees.edition import MONTHS
from counteroffer.ingest.fees.numbers import scaled

if TYPE_CHECKING:
    from counteroffer.ingest.fees.cells import Cells
    from counteroffer.ingest.fees.edition import Edition

_HEADING = ("hcpcs", "mod")
_AREA = re.compile(r"([A-Z]{2}) ?\((NR|R)\)\Z|(Ceiling|Floor)\Z", re.IGNORECASE)
_STATE = re.compile(r"[A-Z]{2}\Z")
_SAID = re.compile(r"\b(" + "|".join(MONTHS) + r") (20\d\d)\b", re.IGNORECASE)


def knows(cells: Cells) -> bool:
    """Say whether this is a DMEPOS file."""
    start = cells.heading(*_HEADING)
    return start is not None and {"JURIS", "CATG"} <= {cell.upper() for cell in cells.rows[start]}


def read(cells: Cells, told: Edition) -> pa.Table:
    """Read the file into `medicare_equipment`, one row for an amount above zero.

    Raises:
        InputError: if its quarter is neither in its title nor known otherwise, or an amount cannot be read.
    """
    start = cells.heading(*_HEADING) or 0
    said = _SAID.search(cells.head(start))
    if said:
        year, quarter = int(said[2]), MONTHS.index(said[1].lower()) // 3 + 1
    else:
        year, quarter = told.need_year(cells.name), told.need_quarter(cells.name)
    heading = cells.rows[start]
    place_of = {cell.upper(): i for i, cell in enumerate(heading)}
    areas = [(i, *found) for i, cell in enumerate(heading) if i > 2 and (found := _area(cell))]
    if not areas:
        raise InputError(f"{cells.name}: there is no column of a state.", "Use the file as CMS publishes it.")
    head = [place_of.get(name) for name in ("HCPCS", "MOD", "MOD2", "JURIS", "CATG")]
    columns: dict[str, list[object]] = {name: [] for name in MEDICARE_EQUIPMENT.names[2:]}
    for place, row in enumerate(cells.rows[start + 1 :], start + 2):
        if not row or not row[0]:
            continue
        labels = ["" if i is None else row[i] for i in head]
        for i, area, rural in areas:
            text = row[i] if i < len(row) else ""
            if text in ("", "0.00", "0"):
                continue
            amount = scaled(cells.name, place, text, 2)
            for column, value in zip(columns.values(), (*labels, area, rural, amount), strict=True):
                column.append(value)
    size = len(columns["code"])
    return pa.table({"year": [year] * size, "quarter": [quarter] * size, **columns}, schema=MEDICARE_EQUIPMENT.schema)


def _area(heading: str) -> tuple[str, bool] | None:
    """Read the heading of an amount: `TX (R)`, `Ceiling`, and `TX` of files before 2016."""
    found = _AREA.match(heading)
    if found is None:
        return (heading, False) if _STATE.match(heading) else None
    return (found[3].lower(), False) if found[3] else (found[1].upper(), found[2].upper() == "R")
