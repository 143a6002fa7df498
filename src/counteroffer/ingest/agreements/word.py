"""A DOCX as text by page: paragraphs and tables in their order, numbering as far as it is written out."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from lxml.etree import XMLSyntaxError

from counteroffer.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from docx.text.paragraph import Paragraph

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def word_texts(path: Path) -> list[str]:
    """Give the text of every page, as far as page breaks are in the file; a table's row is a line, ` | ` between cells.

    Raises:
        InputError: if the file is no DOCX.
    """
    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, KeyError, ValueError, XMLSyntaxError, zipfile.BadZipFile) as fault:
        raise InputError(
            f"{path} cannot be opened as a DOCX: {fault}.", "Open it in Word and save it as DOCX or PDF."
        ) from None
    pages: list[list[str]] = [[]]
    for block in document.iter_inner_content():
        for line in _rows(block) if isinstance(block, Table) else _lines(block):
            if line == "\f":
                if any(map(str.strip, pages[-1])):  # Word marks a page break that a person made a second time
                    pages.append([])
            else:
                pages[-1].append(line)
    return ["\n".join(lines) for lines in pages]


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        cells: list[str] = []
        for cell in row.cells:
            text = " ".join(cell.text.split())
            if not cells or cells[-1] != text:  # a merged cell is told once for every column
                cells.append(text)
        yield " | ".join(cells)
    yield ""


def _lines(paragraph: Paragraph) -> Iterator[str]:
    """Give a paragraph as one line, and a form feed for every page break in it; a blank line ends it."""
    text = ""
    for node in paragraph._p.iter():  # noqa: SLF001 - page breaks stand in the XML only
        if node.tag == f"{_WORD}t":
            text += node.text or ""
        elif node.tag == f"{_WORD}tab":
            text += "\t"
        elif node.tag == f"{_WORD}lastRenderedPageBreak" or (
            node.tag == f"{_WORD}br" and node.get(f"{_WORD}type") == "page"
        ):
            if text.strip():
                yield text
                text = ""
            yield "\f"
        elif node.tag == f"{_WORD}br":
            yield text
            text = ""
    yield text
    yield ""
