"""A tabular file opened: text or workbook, one way to see its sheets, their first rows and all their rows."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import attrs

from counteroffer.ingest.tabular.blocks import HEAD_ROWS, head_rows, text_rows
from counteroffer.ingest.tabular.books import as_text, book_rows, book_sheets
from counteroffer.ingest.tabular.text import Form, form_of, regularity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counteroffer.ingest.tabular.rows import Header, Rows

HEAD = 2**16
"""Bytes by which a file is judged."""

_TEXT, _BOOKS = (".csv", ".tsv", ".tab", ".psv"), (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NOT_TABLES = (b"%PDF", b"{", b"[", b"\x89PNG", b"\xff\xd8", b"GIF8", b"\x1f\x8b", b"PK", b"{\\rtf")
_X12 = re.compile(rb"(?:\A|[\r\n])[ \t]*ISA[^A-Za-z0-9 ]")
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|table|\?xml|\?mso|meta|head)", re.IGNORECASE)


def looks_tabular(name: str, head: bytes) -> bool:
    """Say whether a file is a spreadsheet or delimited text.

    Args:
        name: the file's name; `.csv`, `.xlsx` and their like decide, unless the content is X12.
        head: its first 64 KiB.
    """
    content = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not content or _X12.search(head) or content.startswith(b"%PDF"):
        return False
    ending = name.lower()
    if ending.endswith((*_TEXT, *_BOOKS)):
        return True
    if is_book(head):
        return head.startswith(_OLE) or b"xl/" in head or b"opendocument.spreadsheet" in head
    if content.startswith(_NOT_TABLES) or _MARKUP.match(content):
        return False
    return _printable(head) and regularity(head) >= 6


def is_book(head: bytes) -> bool:
    """Say whether the content is that of a workbook (a zip or an OLE file)."""
    return head.startswith((_ZIP, _OLE))


def is_markup(head: bytes) -> bool:
    """Say whether the content is a web page or XML, whatever the file is called."""
    return bool(_MARKUP.match(head.lstrip(b"\xef\xbb\xbf")))


def _printable(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return sum(head.count(bytes([c])) for c in range(32) if c not in (9, 10, 11, 12, 13)) == 0


@attrs.frozen(eq=False)
class Sheet:
    """One sheet.

    Attributes:
        ordinal: from 1.
        name: its name; empty for a text file.
        head: its first rows that hold anything, with their numbers.
    """

    ordinal: int
    name: str
    head: list[tuple[int, list[str]]]
    _cells: list[list[Any]] | None
    _stream: BinaryIO | None
    _form: Form | None

    def rows(self, header: Header) -> Iterator[Rows]:
        """Give the rows behind the header; of a text file only once."""
        width = len(header.names)
        if self._cells is not None:
            return book_rows(self.ordinal, self._cells, header.row, width)
        assert self._stream is not None
        assert self._form is not None
        return text_rows(self._stream, self._form, header.row, width)


def open_sheets(stream: BinaryIO) -> list[Sheet]:
    """Open a file.

    Raises:
        ValueError: if it is a workbook that cannot be opened, or a web page under another name.
    """
    head = stream.read(HEAD)
    if is_markup(head):
        raise ValueError("it is a web page or XML, though it is called a spreadsheet")
    if is_book(head):
        whole = io.BytesIO(head + stream.read())
        return [
            Sheet(i + 1, name, _book_head(cells), cells, None, None)
            for i, (name, cells) in enumerate(book_sheets(whole))
        ]
    form = form_of(head)
    rows = [(number, cells) for number, cells in head_rows(head, form) if any(cells)]
    return [Sheet(1, "", rows, None, cast("BinaryIO", _Again(head, stream)), form)]


def _book_head(cells: list[list[Any]]) -> list[tuple[int, list[str]]]:
    texts = ((i + 1, [as_text(cell) for cell in row]) for i, row in enumerate(cells[: 2 * HEAD_ROWS]))
    return [(number, row) for number, row in texts if any(row)][:HEAD_ROWS]


class _Again(io.RawIOBase):
    """A stream whose beginning was read already, from its beginning."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int = -1) -> bytes:
        """Read some bytes."""
        if self._head:
            taken = self._head if size < 0 else self._head[:size]
            self._head = self._head[len(taken) :]
            return taken + (self._rest.read() if size < 0 else b"")
        return self._rest.read(size)
