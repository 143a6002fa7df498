"""A published file as rows of cells, whether it came as CSV, as a workbook or as text of fixed width."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import attrs
from python_calamine import CalamineError, CalamineWorkbook

from counteroffer.core.errors import InputError

BOOK_HEADS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How XLSX and ODS (a zip) and XLS (a compound file) begin."""

BOOK_ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")
DELIMITERS = ",\t;|"


@attrs.frozen
class Cells:
    """The cells of one file or sheet.

    Attributes:
        name: the file as it is told to the user (`rvu25d.zip/GPCI2025.csv`).
        rows: cells without blanks around them; a row stands at its line, from 0.
        fixed: true for text of fixed width: each row is one cell, the whole line with its blanks.
    """

    name: str
    rows: list[list[str]]
    fixed: bool = False

    def head(self, rows: int) -> str:
        """Give the first rows as one text, in capitals."""
        return " ".join(" ".join(row) for row in self.rows[:rows]).upper()

    def heading(self, *names: str) -> int | None:
        """Find the row among the first forty whose first cells are these, whatever the capitals; None if none is."""
        wanted = [name.casefold() for name in names]
        for place, row in enumerate(self.rows[:40]):
            if [" ".join(cell.casefold().split()) for cell in row[: len(wanted)]] == wanted:
                return place
        return None


def read_cells(name: str, content: bytes) -> Cells:
    """Read a file into cells; of a workbook the first sheet that is not empty.

    Raises:
        InputError: if a workbook cannot be opened.
    """
    if content.startswith(BOOK_HEADS):
        return Cells(name, next((rows for _, rows in book(name, content) if any(map(any, rows))), []))
    text = decode(content)
    first = text[:4000]
    delimiter = max(DELIMITERS, key=first.count)
    if first.count(delimiter) < first.count("\n") + 1 or _looks_fixed(text):
        return Cells(name, [[line] for line in text.splitlines()], fixed=True)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return Cells(name, [[cell.strip() for cell in row] for row in rows])


def decode(content: bytes) -> str:
    """Read bytes as UTF-8 (with or without its mark), UTF-16 with its mark, else as Windows text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def book(name: str, content: bytes) -> list[tuple[str, list[list[str]]]]:
    """Read every sheet of a workbook; a number keeps the digits that it shows (`26.0` is `26`).

    Raises:
        InputError: if it cannot be opened: damaged, or locked by a password.
    """
    try:
        opened = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            (
                sheet,
                [
                    [cell_text(c) for c in row]
                    for row in opened.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
                ],
            )
            for sheet in opened.sheet_names
        ]
    except (CalamineError, OSError, ValueError) as fault:
        raise InputError(
            f"{name} cannot be opened as a workbook: {fault}.",
            "Open it in a spreadsheet, save it without password, and try again.",
        ) from None


def cell_text(value: object) -> str:
    """Write a workbook's cell as text: whole numbers without a point, others in at most 15 digits."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def _looks_fixed(text: str) -> bool:
    """Say whether data lines are padded with blanks instead of cut by commas, whatever the titles above them have."""
    lines = [line for line in text.splitlines()[:400] if line[:1].isalnum()]
    body = lines[len(lines) // 2 :]
    padded = sum("  " in line and line.count(",") + line.count("\t") < 2 for line in body)
    return padded > len(body) / 2
