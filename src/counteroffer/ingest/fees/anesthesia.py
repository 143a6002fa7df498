"""Anesthesia conversion factors by locality (ANES): dollars for one unit of base and time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa

from counteroffer.core.errors import InputError
from counteroffer.core.tables import MEDICARE_ANESTHESIA
from counteroffer.ingest.fees.numbers import scaled
from counteroffer.ingest.fees.places import locality

if TYPE_CHECKING:
    from counteroffer.ingest.fees.cells import Cells
    from counteroffer.ingest.fees.edition import Edition

NATIONAL = "0000000"
"""The locality under which the national factor is kept."""

_LINE = re.compile(r"(\d{5})\s+(\d\d)\s+([A-Z].*?)\s{2,}(\d{3,5})\s*\Z")
"""A line of the text form; its factor has no point (`1931` is 19.31)."""


def knows(cells: Cells) -> bool:
    """Say whether this is a file of anesthesia conversion factors."""
    if cells.fixed:
        return bool(cells.rows) and all(_LINE.match(row[0]) for row in cells.rows[:20] if row[0].strip())
    return cells.heading("contractor", "locality", "locality name") is not None and "ANES" in cells.head(8)


def read(cells: Cells, told: Edition) -> pa.Table:
    """Read the file into `medicare_anesthesia`.

    Raises:
        InputError: if the year is not known (the file itself never says it) or a factor cannot be read.
    """
    year = told.need_year(cells.name)
    made = []
    national = re.search(r"ANES\w* CF OF (\d+\.\d+)", cells.head(8))
    if national:
        made.append((NATIONAL, "NATIONAL", scaled(cells.name, 1, national[1], 4)))
    for place, row in enumerate(cells.rows, 1):
        if cells.fixed:
            found = _LINE.match(row[0])
            if found:
                carrier, number, name, digits = found.groups()
                made.append((locality(carrier, number), name, int(digits) * 100))
        elif len(row) >= 4 and re.fullmatch(r"\d{4,5}", row[0]):
            made.append((locality(row[0], row[1]), row[2].rstrip("*"), scaled(cells.name, place, row[3], 4)))
    if not made:
        raise InputError(f"{cells.name}: no line has a locality and a factor.", "Use the file as CMS publishes it.")
    rows = [dict(zip(MEDICARE_ANESTHESIA.names, (year, *row), strict=True)) for row in made]
    return pa.Table.from_pylist(rows, schema=MEDICARE_ANESTHESIA.schema)
