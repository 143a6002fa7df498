"""The clinical laboratory fee schedule (CLFS): one amount for a test, national; no descriptors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from counteroffer.core.dates import from_ccyymmdd
from counteroffer.core.errors import InputError
from counteroffer.core.tables import MEDICARE_LABS
from counteroffer.ingest.fees.edition import quarter_of
from counteroffer.ingest.fees.numbers import scaled

if TYPE_CHECKING:
    from datetime import date

    from counteroffer.ingest.fees.cells import Cells
    from counteroffer.ingest.fees.edition import Edition

_HEADING = ("year", "hcpcs", "mod", "eff_date", "indicator", "rate")


def knows(cells: Cells) -> bool:
    """Say whether this is a CLFS file."""
    return cells.heading(*_HEADING) is not None


def read(cells: Cells, told: Edition) -> pa.Table:
    """Read the file into `medicare_labs`; each row says its own year, the name of the file its quarter.

    Raises:
        InputError: if the quarter is not known, or a row cannot be read; the message names the line.
    """
    quarter = told.quarter or _quarter_said(cells) or told.need_quarter(cells.name)
    start = cells.heading(*_HEADING) or 0
    made = []
    for place, row in enumerate(cells.rows[start + 1 :], start + 2):
        if len(row) < 6 or not row[1]:
            continue
        made.append(
            {
                "year": _whole(cells.name, place, row[0]),
                "quarter": quarter,
                "code": row[1].zfill(5),
                "modifier": row[2],
                "since": _day(cells.name, place, row[3]),
                "indicator": row[4],
                "amount": scaled(cells.name, place, row[5], 2),
            }
        )
    return pa.Table.from_pylist(made, schema=MEDICARE_LABS.schema)


def _quarter_said(cells: Cells) -> int | None:
    """Find a month in the title, as later files have it (`... Fee Schedule, April 2026`)."""
    for word in cells.head(1).replace(",", " ").split():
        try:
            return quarter_of(word) if word.isalpha() and len(word) > 3 else None
        except ValueError:
            continue
    return None


def _whole(name: str, place: int, text: str) -> int:
    if not text.isdigit():
        raise InputError(f"{name}:{place}: '{text}' is not a year.", "Use the file as CMS publishes it.")
    return int(text)


def _day(name: str, place: int, text: str) -> date:
    try:
        return from_ccyymmdd(text.replace("-", ""))
    except ValueError as fault:
        raise InputError(f"{name}:{place}: {fault}.", "Use the file as CMS publishes it.") from None
