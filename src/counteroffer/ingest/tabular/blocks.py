"""Text files block by block: regular records go through Arrow's reader at once, odd ones through Python's."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from counteroffer.ingest.tabular.rows import Rows
from counteroffer.ingest.tabular.text import Form, Records, records, slow_records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counteroffer.ingest.tabular.rows import Bools, Ints

BLOCK = 8 * 2**20
"""Bytes read at once; a block's rows are one chunk of the import."""

HEAD_ROWS = 200
LONGEST = 4 * BLOCK
"""A record longer than this is no record: its quotes are not closed."""


def head_rows(head: bytes, form: Form, most: int = HEAD_ROWS) -> list[tuple[int, list[str]]]:
    """Give the first rows of a text with their numbers; a last row that is cut off by the end of `head` is left out."""
    text = form.decode(head[form.bom :])
    found = [cells for _, _, cells in slow_records(text, form.delimiter)]
    whole = found[:-1] if len(head) >= 2**16 and len(found) > 1 else found
    return [(i + 1, [cell.strip() for cell in cells]) for i, cells in enumerate(whole[:most])]


def text_rows(stream: BinaryIO, form: Form, after: int, width: int) -> Iterator[Rows]:
    """Read the rows behind a header.

    Args:
        stream: the text from its beginning.
        form: how it is written.
        after: row number of the header; rows up to it are passed over.
        width: columns of the header.
    """
    stream.read(form.bom)
    offset, seen, held = form.bom, 0, b""
    while True:
        block = stream.read(BLOCK)
        last = not block
        held += block
        if last and not held:
            return
        found = records(held, form, last=last)
        if not found.sound or (not len(found.end) and len(held) > LONGEST):
            parsed, used, count = _slowly(held, form, width, last=last)
        else:
            parsed, used, count = _parsed(found, form, width)
        if not used and not last:
            continue
        cells, at, overlong, number = parsed
        keep = number + seen > after
        if keep.any():
            mask = pa.array(keep)
            columns = tuple(column.filter(mask) for column in cells)
            yield Rows(1, columns, number[keep] + seen, at[keep] + offset, overlong[keep])
        offset, seen, held = offset + used, seen + count, held[used:]
        if last:
            return


_Parsed = tuple[list[pa.Array], "Ints", "Bools", "Ints"]


def _parsed(found: Records, form: Form, width: int) -> tuple[_Parsed, int, int]:
    """Read the records of a block: columns, offsets, overlong, numbers; and what was used of it."""
    count, size = len(found.end), form.unit.itemsize
    used = int(found.end[-1]) * size if count else 0
    regular, odd = found.cells == width, (found.cells != width) & (found.cells > 0)
    columns = _fast(found, form, np.flatnonzero(regular), width)
    order = np.flatnonzero(regular | odd)
    overlong = np.zeros(count, dtype=np.bool_)
    if columns is None:
        columns, overlong = _one_by_one(found, form, order, width)
    elif odd.any():
        some, longer = _one_by_one(found, form, np.flatnonzero(odd), width)
        overlong |= longer
        rank = np.argsort(np.concatenate([np.flatnonzero(regular), np.flatnonzero(odd)]), kind="stable")
        columns = [pa.concat_arrays([a, b]).take(pa.array(rank)) for a, b in zip(columns, some, strict=True)]
    return (columns, found.start[order] * size, overlong[order], order + 1), used, count


def _fast(found: Records, form: Form, at: Ints, width: int) -> list[pa.Array] | None:
    """Read records that have just as many cells as the header; None when Arrow sees them otherwise."""
    if not len(at):
        return [pa.array([], pa.string())] * width
    text = form.decode(_cut(found, form, at)).replace("\0", "")
    if form.newline == "\r":
        text = text.replace("\r", "\n")
    content = text.encode()
    names = [str(i) for i in range(width)]
    try:
        table = pacsv.read_csv(
            io.BytesIO(content),
            pacsv.ReadOptions(column_names=names, block_size=max(len(content) + 1, 2**20), use_threads=False),
            pacsv.ParseOptions(delimiter=form.delimiter, newlines_in_values=True),
            pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != len(at):
        return None
    return [column.combine_chunks() for column in table.columns]


def _cut(found: Records, form: Form, at: Ints) -> bytes:
    """Give the bytes of some records, runs of neighbours at once."""
    size = form.unit.itemsize
    breaks = np.flatnonzero(np.diff(at) > 1)
    first, last = at[np.append(0, breaks + 1)], at[np.append(breaks, len(at) - 1)]
    return b"".join(
        found.block[a * size : b * size]
        for a, b in zip(found.start[first].tolist(), found.end[last].tolist(), strict=True)
    )


def _one_by_one(found: Records, form: Form, at: Ints, width: int) -> tuple[list[pa.Array], Bools]:
    size = form.unit.itemsize
    overlong = np.zeros(len(found.end), dtype=np.bool_)
    read = []
    for i in at.tolist():
        text = form.decode(found.block[int(found.start[i]) * size : int(found.end[i]) * size])
        cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=form.delimiter), [])
        overlong[i] = any(cell.strip() for cell in cells[width:])
        read.append(cells)
    return _columns(read, width), overlong


def _columns(read: list[list[str]], width: int) -> list[pa.Array]:
    fitted = [(*cells[:width], *[""] * (width - len(cells))) for cells in read]
    return [pa.array([cells[i] for cells in fitted], pa.string()) for i in range(width)]


def _slowly(held: bytes, form: Form, width: int, *, last: bool) -> tuple[_Parsed, int, int]:
    """Read a block whose quotes are out of order; the last record is left for the next block."""
    size = form.unit.itemsize
    text = held.decode("latin-1") if size == 1 else form.decode(held)
    found = list(slow_records(text, form.delimiter))
    if not last:
        found = found[:-1]
    rows = [[form.decode(c.encode("latin-1")) if size == 1 else c for c in cells] for _, _, cells in found]
    given = [i for i, cells in enumerate(rows) if any(cell.strip() for cell in cells)]
    kept = [rows[i] for i in given]
    overlong = np.array([any(cell.strip() for cell in cells[width:]) for cells in kept], dtype=np.bool_)
    at = np.array([found[i][0] * size for i in given], dtype=np.int64)
    used = found[-1][1] * size if found else 0
    return (_columns(kept, width), at, overlong, np.array(given, dtype=np.int64) + 1), used, len(found)
