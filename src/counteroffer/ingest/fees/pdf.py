"""Tables in a PDF as rows of cells: by their ruling lines where they have any, else by where the words stand."""

from __future__ import annotations

import logging
import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException

from counteroffer.core.errors import InputError
from counteroffer.ingest.fees.headings import setting_in
from counteroffer.ingest.fees.procedures import looks_like_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Word = dict[str, Any]
Cell = tuple[float, float, str]
"""Left edge, right edge and text."""

_GAP = 0.55
"""Blank between two words of one cell, in parts of the letters' height: a space is 0.25 to 0.35."""
_SPACE = (0.2, 0.36)
"""How wide a space is, in parts of the letters' height."""
_TOUCH = 0.8
"""Points by which two edges may differ and still be the same."""
_SPREAD = 3
"""Points by which a heading must lie over a column to be meant for it."""
_BRIDGES = 0.02
"""Share of the lines that may write over the gap between two columns."""


def pdf_pages(path: Path, wanted: Sequence[int] = ()) -> Iterator[tuple[int, list[list[str]]]]:
    """Read the pages of a PDF.

    Args:
        path: the file.
        wanted: page numbers from 1; empty: all.

    Yields:
        The page's number and its rows of cells; a row that is no part of a table is there too.

    Raises:
        InputError: if it cannot be opened, has no such page, or no page has text (a scan).
    """
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(path) as pdf:
            count = len(pdf.pages)
            numbers = list(wanted) or list(range(1, count + 1))
            if not all(1 <= number <= count for number in numbers):
                raise InputError(f"{path} has {count} pages.", "Name pages that are there: --pages 1-5.")
            written = False
            for number in numbers:
                page = pdf.pages[number - 1]
                rows = _page_rows(page)
                written = written or bool(rows)
                yield number, rows
                page.close()
            if not written:
                raise InputError(
                    f"{path} has no text: it is a scan.", "Ask the payer for the file, or run OCR over it."
                )
    except (PDFException, PdfminerException, OSError, ValueError) as fault:
        raise _unopened(path, fault) from None


def _unopened(path: Path, fault: Exception) -> InputError:
    if any(isinstance(one, PDFPasswordIncorrect) for one in (fault, *fault.args)):
        return InputError(f"{path} has a password.", "Open it with the password and print it to PDF anew, without one.")
    says = str(fault) or type(fault).__name__
    return InputError(f"{path} cannot be opened as a PDF: {says}.", "It may be damaged: ask for it again.")


def _page_rows(page: Any) -> list[list[str]]:
    words = page.extract_words(x_tolerance=1.5, y_tolerance=2, return_chars=True)
    if not words:
        return []
    ruled = _ruled(page, words)
    return ruled if ruled is not None else _placed(words)


def _ruled(page: Any, words: Sequence[Word]) -> list[list[str]] | None:
    """Read the tables that have lines around their cells; None if they do not hold the page's codes."""
    tables = [table for table in page.find_tables() if len(table.rows) > 1 and len(table.rows[0].cells) > 1]
    if not tables:
        return None
    codes = [word for word in words if looks_like_code(word["text"])]
    inside = sum(any(_within(word, table.bbox) for table in tables) for word in codes)
    if not codes or inside < 0.9 * len(codes):
        return None
    rows: list[list[str]] = []
    for table in sorted(tables, key=lambda table: (table.bbox[1], table.bbox[0])):
        extracted = table.extract(x_tolerance=1.5, y_tolerance=2)
        rows += [[_spanned(cells, i) for i in range(len(cells))] for cells in extracted]
        rows.append([])
    return rows


def _spanned(cells: Sequence[str | None], place: int) -> str:
    """Give a cell's text; what spans several columns (None in all but the first) is written in each of them."""
    while place > 0 and cells[place] is None:
        place -= 1
    return " ".join((cells[place] or "").split())


def _within(word: Word, box: Sequence[float]) -> bool:
    middle = (word["top"] + word["bottom"]) / 2
    return bool(box[0] - 2 <= word["x0"] and word["x1"] <= box[2] + 2 and box[1] <= middle <= box[3])


def _placed(words: Sequence[Word]) -> list[list[str]]:
    """Read a table without lines: words close to each other are a cell, cells above each other are a column."""
    edges = _edges(list(_lines(words)))
    lines = [_cells([part for word in line for part in _cut(word, edges)], edges) for line in _lines(words)]
    data = [line for line in lines if _has_code(line)]
    columns = _joined(_columns(data, edges), lines)
    if not columns:
        return [[text for _, _, text in line] for line in lines]
    return [_in_columns(line, columns) for line in lines]


def _has_code(line: Sequence[Cell]) -> bool:
    return any(looks_like_code(text) for _, _, text in line)


def _edges(lines: Sequence[Sequence[Word]]) -> list[float]:
    """Find where many lines with codes begin a cell: there a text that runs into the next column is cut.

    A word that follows another by just a space begins none.
    """
    data = [sorted(line, key=lambda word: word["x0"]) for line in lines if _has_code(_cells(line))]
    starts = Counter(round(line[0]["x0"], 1) for line in data)
    for line in data:
        for before, word in pairwise(line):
            gap = (word["x0"] - before["x1"]) / (word["bottom"] - word["top"])
            if not _SPACE[0] < gap < _SPACE[1]:
                starts[round(word["x0"], 1)] += 1
    return sorted(left for left, count in starts.items() if count >= max(3, len(data) / 5))


def _cut(word: Word, edges: Sequence[float]) -> list[Word]:
    """Cut a word where a column begins inside it, at the sign that stands right there (`desc$78.10`)."""
    parts, start = [], 0
    signs = word["chars"]
    for i in range(1, len(signs)):
        if any(abs(signs[i]["x0"] - edge) < _TOUCH for edge in edges) and signs[i]["x0"] - signs[i - 1]["x1"] < _TOUCH:
            parts.append((start, i))
            start = i
    parts.append((start, len(signs)))
    if len(parts) == 1:
        return [word]
    ends = [signs[b]["x0"] if b < len(signs) else word["x1"] for _, b in parts]
    return [
        word
        | {"x0": signs[a]["x0"], "x1": min(signs[b - 1]["x1"], end), "text": word["text"][a:b], "chars": signs[a:b]}
        for (a, b), end in zip(parts, ends, strict=True)
    ]


def _lines(words: Sequence[Word]) -> Iterator[list[Word]]:
    line: list[Word] = []
    for word in sorted(words, key=lambda word: ((word["top"] + word["bottom"]) / 2, word["x0"])):
        middle, height = (word["top"] + word["bottom"]) / 2, word["bottom"] - word["top"]
        if line and middle - (line[0]["top"] + line[0]["bottom"]) / 2 > height / 2:
            yield line
            line = []
        line.append(word)
    if line:
        yield line


def _cells(line: Sequence[Word], edges: Sequence[float] = ()) -> list[Cell]:
    cells: list[Cell] = []
    for word in sorted(line, key=lambda word: word["x0"]):
        height = word["bottom"] - word["top"]
        begins = any(abs(word["x0"] - edge) < _TOUCH for edge in edges) or (
            cells and _apart(cells[-1][2], word["text"])
        )
        if cells and not begins and word["x0"] - cells[-1][1] < _GAP * height:
            left, _, text = cells[-1]
            glue = "" if text == "$" else " "
            cells[-1] = (left, word["x1"], f"{text}{glue}{word['text']}")
        else:
            cells.append((word["x0"], word["x1"], word["text"]))
    return cells


def _apart(before: str, word: str) -> bool:
    """Say whether two texts close to each other are two cells all the same: amounts, codes, or two settings."""
    last = before.rsplit(" ", 1)[-1]
    if _is_figure(last) and _is_figure(word):
        return True
    return bool(setting_in(before)) and bool(re.match(r"non|fac|office", word, re.IGNORECASE))


def _is_figure(text: str) -> bool:
    return looks_like_code(text) or bool(re.fullmatch(r"\$?[\d,]*\.\d{2,}|\$[\d,]+", text))


def _columns(data: Sequence[Sequence[Cell]], edges: Sequence[float]) -> list[tuple[float, float]]:
    """Find the columns: stretches that cells of the lines with codes stand in, with gaps between.

    Where two columns touch, an edge at which many cells begin and over which almost none runs divides them.
    """
    cells = [cell for line in data for cell in line]
    if not cells:
        return []
    bar = int(_BRIDGES * len(data))
    covered = [0] * (int(max(right for _, right, _ in cells)) + 2)
    for left, right, _ in cells:
        for point in range(int(left), int(right) + 1):
            covered[point] += 1
    walls = {int(edge) for edge in edges if _is_wall(edge, cells, bar)}
    columns, start = [], None
    for point, count in enumerate([*covered, 0]):
        if start is not None and (count <= bar or (point in walls and point > start)):
            columns.append((float(start), float(point)))
            start = None
        if count > bar and start is None:
            start = point
    return columns


def _is_wall(edge: float, cells: Sequence[Cell], bar: int) -> bool:
    """Say whether almost no cell runs over an edge: a long text may where the next cell is empty."""
    begin = sum(abs(left - edge) < _TOUCH for left, _, _ in cells)
    over = sum(left < edge - 1 and right > edge + 1 for left, right, _ in cells)
    return over <= max(bar, begin // 4)


def _joined(columns: list[tuple[float, float]], lines: Sequence[Sequence[Cell]]) -> list[tuple[float, float]]:
    """Join neighbours that no line fills both of: words to the left and numbers to the right of one column."""
    over = [
        [{i for i, (a, b) in enumerate(columns) if left < b and right > a} for left, right, _ in line] for line in lines
    ]

    def apart(one: int, other: int) -> bool:
        """Say whether some line has a cell of its own in each of the two columns."""
        return any(
            any(one in cell and other not in cell for cell in line)
            and any(other in cell and one not in cell for cell in line)
            for line in over
        )

    found: list[tuple[float, float]] = []
    members: list[int] = []
    for i, column in enumerate(columns):
        if found and not any(apart(member, i) for member in members):
            found[-1] = (found[-1][0], column[1])
            members.append(i)
        else:
            found.append(column)
            members = [i]
    return found


def _in_columns(line: Sequence[Cell], columns: Sequence[tuple[float, float]]) -> list[str]:
    """Put a line's cells into the columns; what lies over several in a line without codes is a merged heading."""
    row: list[list[str]] = [[] for _ in columns]
    spread = not _has_code(line)
    for left, right, text in line:
        overlap = [min(right, b) - max(left, a) for a, b in columns]
        over = [i for i, wide in enumerate(overlap) if wide > _SPREAD]
        if len(over) != 1 and not (spread and over):
            middle = (left + right) / 2
            off = [max(a - middle, middle - b, 0) for a, b in columns]
            over = [overlap.index(max(overlap))] if over else [off.index(min(off))]
        for i in over:
            row[i].append(text)
    return [" ".join(texts) for texts in row]
