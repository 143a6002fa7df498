"""ZIP codes' points from the US Census gazetteer of ZIP code tabulation areas (ZCTA)."""

from __future__ import annotations

import csv
import io
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import pyarrow as pa

from counteroffer.core.errors import InputError
from counteroffer.core.tables import ZIP_POINTS

if TYPE_CHECKING:
    from counteroffer.ingest.nearby.sources import Source

_COLUMNS = ("GEOID", "INTPTLAT", "INTPTLONG")


def read_points(source: Source) -> pa.Table:
    """Read a gazetteer into `zip_points`.

    The columns are GEOID, INTPTLAT and INTPTLONG, with tabs or bars between, padded with blanks. Source: US Census,
    Gazetteer File Record Layouts, read 2026-11-29.

    Raises:
        InputError: if a row has no five-digit GEOID, or no point on the earth.
    """
    at = [[cell.upper() for cell in source.header].index(name) for name in _COLUMNS]
    made: dict[str, tuple[int, int]] = {}
    with source.opened() as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        for place, row in enumerate(csv.reader(text, delimiter=source.delimiter), 1):
            if place == 1 or not any(map(str.strip, row)):
                continue
            zip_code, latitude, longitude = (row[i].strip() if i < len(row) else "" for i in at)
            try:
                made[_zip(zip_code)] = _micro(latitude, 90), _micro(longitude, 180)
            except ValueError as fault:
                raise InputError(f"{source.name}, line {place}: {fault}.", "Use the file as published.") from None
    rows = [{"zip": code, "latitude": lat, "longitude": lon} for code, (lat, lon) in sorted(made.items())]
    return pa.Table.from_pylist(rows, schema=ZIP_POINTS.schema)


def _zip(text: str) -> str:
    if len(text) != 5 or not text.isdigit():
        raise ValueError(f"'{text}' is no ZIP code tabulation area; use the gazetteer of ZCTAs")
    return text


def _micro(text: str, most: int) -> int:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"'{text}' is no degree") from None
    if not value.is_finite() or abs(value) > most:
        raise ValueError(f"'{text}' is no degree")
    return int((value * 1_000_000).quantize(Decimal(1), rounding="ROUND_HALF_UP"))
