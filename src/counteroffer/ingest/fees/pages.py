"""A payer's fee schedule as pages of cells: sheets of a workbook, a text file, or pages of a PDF."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import attrs
from python_calamine import CalamineError, CalamineWorkbook

from counteroffer.core.errors import InputError
from counteroffer.ingest.fees.cells import BOOK_HEADS, DELIMITERS, cell_text, decode
from counteroffer.ingest.fees.pdf import pdf_pages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Rows = list[list[str]]


@attrs.frozen
class Page:
    """One sheet or page.

    Attributes:
        name: what a person calls it: `sheet Fees`, `page 3`, or empty for a text file.
        rows: its cells as text; row 1 is the first.
    """

    name: str
    rows: Rows = attrs.field(repr=False)

    def place(self, row: int) -> str:
        """Say where a row stands; `row` counts from 0."""
        return f"{self.name}, row {row + 1}" if self.name else f"line {row + 1}"


def read_pages(path: Path, sheet: str = "", pages: str = "") -> list[Page]:
    """Read a fee schedule file.

    Args:
        path: XLSX, XLSM, XLS, ODS, CSV, TSV, TXT or PDF.
        sheet: only this sheet of a workbook; empty: all of them.
        pages: only these pages of a PDF, such as `1-5` or `2,4-6`; empty: all of them.

    Raises:
        InputError: if it is not there, cannot be opened, or has no such sheet or page.
    """
    if not path.is_file():
        raise InputError(f"There is no file {path}.", "Name the payer's fee schedule: XLSX, CSV or PDF.")
    content = path.read_bytes()
    if content[:1024].lstrip().startswith(b"%PDF"):
        return [Page(f"page {number}", rows) for number, rows in pdf_pages(path, _numbers(pages))]
    if content.startswith(BOOK_HEADS):
        return _sheets(path, content, sheet)
    return [Page("", text_rows(decode(content)))]


def _sheets(path: Path, content: bytes, wanted: str) -> list[Page]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (CalamineError, OSError, ValueError) as fault:
        raise InputError(
            f"{path} cannot be opened as a workbook: {fault}.", "Open it in a spreadsheet and save it without password."
        ) from None
    names = [name for name in book.sheet_names if not wanted or name.casefold() == wanted.casefold()]
    if not names:
        raise InputError(f"{path} has no sheet '{wanted}'.", f"Its sheets are: {', '.join(book.sheet_names)}.")
    return [Page(f"sheet {name}", _sheet(book, name)) for name in names]


def _sheet(book: CalamineWorkbook, name: str) -> Rows:
    sheet = book.get_sheet_by_name(name)
    rows = [[cell_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    width = max(map(len, rows), default=0)
    rows = [row + [""] * (width - len(row)) for row in rows]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if bottom - top > 50 or top >= len(rows) or left >= width:  # a merged picture area is no cell
            continue
        value = rows[top][left]
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [value] * len(row[left : right + 1])
    return rows


def text_rows(text: str) -> Rows:
    """Cut a text into cells at the delimiter that its lines have most evenly: comma, tab, semicolon or bar."""
    lines = [line for line in text.splitlines()[:200] if line.strip()]

    def even(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in lines]
        common = max(set(counts), key=counts.count, default=0)
        return (counts.count(common) if common else 0, common)

    delimiter = max(DELIMITERS, key=even)
    return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]


def _numbers(pages: str) -> Sequence[int]:
    found: list[int] = []
    for part in filter(None, pages.replace(" ", "").split(",")):
        first, _, last = part.partition("-")
        if not first.isdigit() or (last and not last.isdigit()):
            raise InputError(f"'{pages}' are not pages.", "Write them like 1-5 or 2,4-6.")
        found.extend(range(int(first), int(last or first) + 1))
    return found
