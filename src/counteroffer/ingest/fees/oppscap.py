"""The amounts that CMS publishes for every locality where the hospital outpatient cap touches a code (OPPSCAP)."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pyarrow as pa

from counteroffer.core.errors import InputError
from counteroffer.core.money import cents

if TYPE_CHECKING:
    from pathlib import Path

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


def read_oppscap(path: Path) -> pa.Table:
    """Read an OPPSCAP file as published; amounts exactly, in cents.

    Returns:
        A table of `OPPSCAP` in the file's order.

    Raises:
        InputError: if it is not there, its heading is another, or a row cannot be read; the message names the line.
    """
    if not path.is_file():
        raise InputError(f"There is no file {path}.", "Name the OPPSCAP file as CMS publishes it.")
    reader = csv.reader(io.StringIO(path.read_text(encoding="latin-1")))
    heading = tuple(cell.strip() for cell in next(reader, []))
    if heading[: len(_COLUMNS)] != _COLUMNS:
        raise InputError(f"{path}:1: this is not the heading of an OPPSCAP file.", "Use the file as CMS publishes it.")
    made = []
    for row in reader:
        cell = [value.strip() for value in row]
        if not any(cell):
            continue
        try:
            code, modifier, status, carrier, locality, facility, nonfacility = cell[: len(_COLUMNS)]
            prices = cents(facility), cents(nonfacility)
        except ValueError as fault:
            raise InputError(f"{path}:{reader.line_num}: {fault}.", "Use the file as CMS publishes it.") from None
        made.append((code, modifier, status, carrier.zfill(5) + locality.zfill(2), *prices))
    columns = zip(*made, strict=True) if made else [()] * len(OPPSCAP)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, OPPSCAP, strict=True)], schema=OPPSCAP)
