"""A file looked over before anybody says what its columns are: its sheets, its header, its columns' values."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, BinaryIO

import attrs
import pyarrow.compute as pc

from counteroffer.core.errors import InputError
from counteroffer.ingest.tabular.guess import header_fit
from counteroffer.ingest.tabular.looks import Looks, looks
from counteroffer.ingest.tabular.rows import Header, header
from counteroffer.ingest.tabular.source import Sheet, open_sheets

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_ROWS = 300_000
"""Rows looked over; the dates of a longer file are judged by these."""

HEADERS_WITHIN = 60


@attrs.frozen
class Scan:
    """One sheet looked over.

    Attributes:
        file: the file's name.
        sheet: ordinal of the sheet, from 1.
        sheet_name: its name, empty for a text file.
        other_sheets: names of the sheets that hold rows too.
        header: the header found.
        columns: what each column looks like.
        rows: rows looked over, the header and what stands above it left out.
    """

    file: str
    sheet: int
    sheet_name: str
    other_sheets: tuple[str, ...]
    header: Header
    columns: tuple[Looks, ...]
    rows: int


def scan(stream: BinaryIO, file: str, sheet: str = "") -> Scan:
    """Look a file over.

    Args:
        stream: the decompressed file from its beginning.
        file: its name.
        sheet: name or ordinal of the sheet; by default the one with the best header.

    Raises:
        InputError: if it cannot be opened, or has no sheet so called, or no row that looks like a header.
    """
    try:
        sheets = [found for found in open_sheets(stream) if found.head]
    except ValueError as fault:
        raise InputError(
            f"{file} cannot be opened: {fault}.", "Save it as .xlsx or .csv without a password."
        ) from fault
    if sheet:
        sheets_asked = [s for s in sheets if sheet in {s.name, str(s.ordinal)}]
        if not sheets_asked:
            names = ", ".join(s.name or str(s.ordinal) for s in sheets)
            raise InputError(f"{file} has no sheet '{sheet}'.", f"There are: {names}.")
    found = [
        (fit, -s.ordinal, s, at) for s in (sheets_asked if sheet else sheets) for fit, at in [find_header(s.head)] if at
    ]
    if not found:
        raise InputError(
            f"{file} has no row that looks like a header.",
            "The file needs one row that names its columns; export it with headers, or write them into its first row.",
        )
    _, _, chosen, at = max(found, key=lambda f: f[:2])
    assert at is not None
    others = tuple(s.name or str(s.ordinal) for s in sheets if s is not chosen)
    columns, rows = _values(chosen, at)
    return Scan(file, chosen.ordinal, chosen.name, others, at, tuple(looks(values) for values in columns), rows)


def find_header(rows: Sequence[tuple[int, Sequence[str]]]) -> tuple[float, Header | None]:
    """Find the row that names the columns, and say how well it does.

    It is the row whose cells are most like known names of columns; a row of numbers is none, and where no name is
    known, the first row of at least two words with a row of the same width under it is taken.
    """
    best: tuple[float, Header | None] = (0.0, None)
    for i, (number, cells) in enumerate(rows[:HEADERS_WITHIN]):
        made = header(number, cells)
        given = [cell for cell in made.cells if cell.strip()]
        if len(given) < 2 or any(_number(cell) for cell in given):
            continue
        below = rows[i + 1][1] if i + 1 < len(rows) else []
        fit = header_fit(made.cells) + 0.3 * (len([c for c in below if c.strip()]) > 1) + len(given) / 100
        if fit > best[0] + 0.001:
            best = (fit, made)
    return best


def _number(cell: str) -> bool:
    plain = cell.strip().replace(",", "").replace("$", "").replace("/", "").replace("-", "").replace(".", "")
    return plain.isdecimal()


def _values(sheet: Sheet, at: Header) -> tuple[list[Counter[str]], int]:
    columns: list[Counter[str]] = [Counter() for _ in at.names]
    seen = 0
    for rows in sheet.rows(at):
        for counter, column, title in zip(columns, rows.columns, at.cells, strict=True):
            counted = pc.value_counts(pc.utf8_trim_whitespace(column))
            for text, n in zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True):
                if text != title:
                    counter[text] += n
        seen += len(rows)
        if seen >= MOST_ROWS:
            break
    return columns, seen
