"""Workbooks (XLSX, XLSM, XLSB, XLS, ODS): every sheet's cells as text, dates as days, numbers without noise."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import pyarrow as pa
from python_calamine import CalamineWorkbook

from counteroffer.ingest.tabular.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STEP = 100_000
"""Rows of a sheet handed on at once."""

_DIGITS = 15


def book_sheets(stream: BinaryIO) -> list[tuple[str, list[list[Any]]]]:
    """Read a workbook: the name of each sheet and its rows of cells, from the first row and column on.

    Raises:
        ValueError: if it is damaged or locked with a password.
    """
    try:
        book = CalamineWorkbook.from_filelike(stream)
        return [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except Exception as fault:
        raise ValueError(str(fault) or type(fault).__name__) from fault


def as_text(cell: Any) -> str:
    """Write a cell as the text of a CSV would be: days as 2025-03-04, whole numbers without a point.

    A number has the 15 digits that a spreadsheet shows of it, so that no 33.330000000000005 comes through.
    """
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return _plain(cell)
    if isinstance(cell, datetime) and cell.time() != time():
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()[:10]
    return str(cell)


def _plain(number: float) -> str:
    if not np.isfinite(number):
        return ""
    if number.is_integer() and abs(number) < 10**_DIGITS:
        return str(int(number))
    text = f"{number:.{_DIGITS}g}"
    return f"{float(text):.10f}".rstrip("0").rstrip(".") if "e" in text else text


def book_rows(sheet: int, cells: Sequence[Sequence[Any]], after: int, width: int) -> Iterator[Rows]:
    """Give the rows of a sheet behind its header, empty rows left out.

    Args:
        sheet: ordinal of the sheet.
        cells: its rows.
        after: row number of the header.
        width: columns of the header.
    """
    for begin in range(after, len(cells), STEP):
        texts = [[as_text(cell) for cell in row] for row in cells[begin : begin + STEP]]
        given = [i for i, row in enumerate(texts) if any(row)]
        if not given:
            continue
        kept = [texts[i] for i in given]
        columns = [pa.array([row[c] if c < len(row) else "" for row in kept], pa.string()) for c in range(width)]
        yield Rows(
            sheet,
            tuple(columns),
            np.array(given, dtype=np.int64) + begin + 1,
            np.zeros(len(given), dtype=np.int64),
            np.array([any(row[width:]) for row in kept], dtype=np.bool_),
        )
