"""Delimited text: its encoding, its delimiter, and its records with their places, quotes minded."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counteroffer.ingest.tabular.rows import Bools, Ints

DELIMITERS = ",\t;|"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 200


@attrs.frozen
class Form:
    """How a text file is written.

    Attributes:
        encoding: `utf-8`, `utf-16-le`, `utf-16-be` or `cp1252`.
        bom: bytes of its byte order mark.
        delimiter: one of `DELIMITERS`.
        newline: what ends a record: a line feed (with or without a carriage return before it), or a lone return.
    """

    encoding: str
    bom: int
    delimiter: str
    newline: str

    @property
    def unit(self) -> np.dtype[np.uint8 | np.uint16]:
        """The type of one code unit."""
        return np.dtype({"utf-16-le": "<u2", "utf-16-be": ">u2"}.get(self.encoding, "u1"))

    def decode(self, content: bytes) -> str:
        """Decode bytes; what cannot be UTF-8 is taken for Windows' own Western letters."""
        if self.encoding == "utf-8":
            try:
                return content.decode()
            except UnicodeDecodeError:
                return content.decode("cp1252", errors="replace")
        return content.decode(self.encoding, errors="replace")


def form_of(head: bytes) -> Form:
    """Find out how a text is written, from its beginning."""
    encoding, bom = _encoding(head)
    unsplit = Form(encoding, bom, ",", "\n")
    text = unsplit.decode(head[bom : bom + (len(head) - bom) // 2 * 2 if "16" in encoding else None])
    newline = "\n" if "\n" in text or "\r" not in text else "\r"
    return attrs.evolve(unsplit, newline=newline, delimiter=max(DELIMITERS, key=lambda d: _regular(text, d, newline)))


def regularity(head: bytes) -> int:
    """Say how many of the first rows share one number of columns, times those columns less one; 0 for no table."""
    form = form_of(head)
    return _regular(form.decode(head[form.bom :]), form.delimiter, form.newline)[0]


def _encoding(head: bytes) -> tuple[str, int]:
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding, len(mark)
    zeros = np.frombuffer(head[:4096], dtype=np.uint8) == 0
    if len(zeros) > 1 and zeros[1::2].mean() > 0.4:
        return "utf-16-le", 0
    if len(zeros) > 1 and zeros[::2].mean() > 0.4:
        return "utf-16-be", 0
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252", 0
    return "utf-8", 0


def _regular(text: str, delimiter: str, newline: str) -> tuple[int, int]:
    lines = text.split(newline)[:_SAMPLE]
    whole = lines[:-1] if len(lines) > 1 and len(text) > 60_000 else lines
    counted = Counter(len(row) for row in _parse(whole, delimiter) if row)
    best = max(
        ((many * (width - 1), width) for width, many in counted.items() if many > 1 or len(counted) == 1),
        default=(0, 0),
    )
    return best[0], text.count(delimiter)


def _parse(lines: list[str], delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader((line + "\n" for line in lines), delimiter=delimiter))
    except csv.Error:
        return [line.split(delimiter) for line in lines]


@attrs.frozen(eq=False)
class Records:
    """The records of a block of text: their limits in code units, their offset in bytes, their number of cells.

    Attributes:
        block: the block's bytes.
        start: first code unit of each record.
        end: code unit behind each record, its end of line included.
        cells: cells in each record; 0 for an empty line.
        sound: false when a quote stands where none can, so that records and cells are not to be trusted.
    """

    block: bytes
    start: Ints
    end: Ints
    cells: Ints
    sound: bool


def records(block: bytes, form: Form, *, last: bool) -> Records:
    """Find the records of a block; the one that does not end in it is left out unless it is the last block."""
    units = np.frombuffer(block[: len(block) // form.unit.itemsize * form.unit.itemsize], dtype=form.unit)
    outside, sound = _outside(units, form)
    ends = np.flatnonzero((units == ord(form.newline)) & outside) + 1
    if last and (not len(ends) or ends[-1] < len(units)):
        ends = np.append(ends, len(units))
    ends = ends[ends > 0]
    starts = np.concatenate([[0], ends[:-1]]) if len(ends) else ends
    commas = np.flatnonzero((units == ord(form.delimiter)) & outside)
    cells = np.searchsorted(commas, ends) - np.searchsorted(commas, starts) + 1
    bare = ends - starts
    for mark in (form.newline, "\r"):
        at = starts + bare - 1
        bare = bare - ((bare > 0) & (units[np.maximum(at, 0)] == ord(mark)))
    cells[bare <= 0] = 0
    return Records(block, starts.astype(np.int64), ends.astype(np.int64), cells.astype(np.int64), sound)


def _outside(units: Any, form: Form) -> tuple[Bools, bool]:
    """Say which code units stand outside of quotes, and whether every quote stands where one may."""
    quotes = units == ord('"')
    if not quotes.any():
        return np.ones(len(units), dtype=np.bool_), True
    inside = np.cumsum(quotes) % 2 == 1
    at = np.flatnonzero(quotes)
    opening, closing = at[::2], at[1::2]
    before = np.where(opening > 0, units[opening - 1], ord(form.newline))
    after = units[np.minimum(closing + 1, len(units) - 1)]
    may_open = np.isin(before, [ord(c) for c in (form.delimiter, form.newline, '"')])
    may_close = np.isin(after, [ord(c) for c in (form.delimiter, "\n", "\r", '"')]) | (closing + 1 >= len(units))
    return ~inside, bool(may_open.all() and may_close.all())


def slow_records(text: str, delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    """Read records one by one, as `csv` does: a quote in the middle of a cell is a sign like any other.

    Yields:
        The ordinal of the character at which each record begins, that behind it, and its cells.
    """
    lines = text.splitlines(keepends=True) if "\n" not in text else io.StringIO(text, newline="\n").readlines()
    ends = [0, *np.cumsum([len(line) for line in lines]).tolist()]
    base, read = 0, 0
    reader = csv.reader(lines, delimiter=delimiter)
    while read < len(lines):
        begin = read
        try:
            cells = next(reader)
            read = base + reader.line_num
        except csv.Error:
            # a quote that never closes, or a cell of more than 128 KiB: this line as it is, and on with the next
            cells, read = lines[begin].rstrip("\r\n").split(delimiter), begin + 1
            base, reader = read, csv.reader(lines[read:], delimiter=delimiter)
        yield ends[begin], ends[read], cells
