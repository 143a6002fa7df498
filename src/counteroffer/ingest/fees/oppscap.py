"""The amounts that CMS publishes for every locality where the hospital outpatient cap touches a code (OPPSCAP)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa

from counteroffer.core.errors import InputError
from counteroffer.core.tables import MEDICARE_OPPS_CAPS
from counteroffer.ingest.fees.cells import Cells, read_cells
from counteroffer.ingest.fees.numbers import scaled
from counteroffer.ingest.fees.places import locality

if TYPE_CHECKING:
    from pathlib import Path

    from counteroffer.ingest.fees.edition import Edition

OPPSCAP = pa.schema(
    [
        ("code", pa.string()),
        ("modifier", pa.string()),
        ("status", pa.string()),
        ("locality", pa.string()),
        ("facility", pa.int64()),
        ("nonfacility", pa.int64()),
    ]
)
"""One published amount: code, modifier and locality (carrier and locality, seven digits); both prices in cents."""

_COLUMNS = ("HCPCS", "MOD", "PROCSTAT", "CARRIER", "LOCALITY", "FACILITY PRICE", "NON-FACILTY PRICE")
"""The heading as CMS writes it, its spelling included."""

_LINE = re.compile(r"([A-Z0-9]{5})(.{2}) ?([A-Z]) (\d{5}) +(\d\d) +(\d+\.\d\d) +(\d+\.\d\d)\s*\Z")


def knows(cells: Cells) -> bool:
    """Say whether this is an OPPSCAP file."""
    if cells.fixed:
        return bool(cells.rows) and bool(_LINE.match(cells.rows[0][0]))
    return bool(cells.rows) and tuple(cells.rows[0][: len(_COLUMNS)]) == _COLUMNS


def read(cells: Cells, told: Edition) -> pa.Table:
    """Read the file into `medicare_opps_caps`.

    Raises:
        InputError: if year or release are not known (the file says neither), or a row cannot be read.
    """
    year, release = told.need_year(cells.name), told.need_release(cells.name)
    rows = prices(cells)
    both = {"year": pa.array([year] * rows.num_rows, pa.int64()), "release": pa.array([release] * rows.num_rows)}
    columns = both | {name: rows[name] for name in OPPSCAP.names}
    return pa.table({n: columns[n] for n in MEDICARE_OPPS_CAPS.names}, schema=MEDICARE_OPPS_CAPS.schema)


def read_oppscap(path: Path) -> pa.Table:
    """Read an OPPSCAP file as published; amounts exactly, in cents.

    Returns:
        A table of `OPPSCAP` in the file's order.

    Raises:
        InputError: if it is not there, its heading is another, or a row cannot be read; the message names the line.
    """
    if not path.is_file():
        raise InputError(f"There is no file {path}.", "Name the OPPSCAP file as CMS publishes it.")
    return prices(read_cells(str(path), path.read_bytes()))


def prices(cells: Cells) -> pa.Table:
    """Read the rows of an OPPSCAP file.

    Returns:
        A table of `OPPSCAP` in the file's order.

    Raises:
        InputError: if its heading is another, or a row cannot be read; the message names the line.
    """
    if not knows(cells):
        says = f"{cells.name}:1: this is not the heading of an OPPSCAP file."
        raise InputError(says, "Use the file as CMS publishes it.")
    made = []
    for place, row in enumerate(cells.rows, 1):
        if not any(row) or (place == 1 and not cells.fixed):
            continue
        found = _LINE.match(row[0]) if cells.fixed else None
        cell = [part.strip() for part in found.groups()] if found else row
        if len(cell) < len(_COLUMNS):
            says = f"{cells.name}:{place}: {len(cell)} columns where {len(_COLUMNS)} are due."
            raise InputError(says, "Use the file as CMS publishes it.")
        facility, nonfacility = (scaled(cells.name, place, cell[i], 2) for i in (5, 6))
        made.append((*cell[:3], locality(cell[3], cell[4]), facility, nonfacility))
    columns = zip(*made, strict=True) if made else [()] * len(OPPSCAP)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, OPPSCAP, strict=True)], schema=OPPSCAP)
