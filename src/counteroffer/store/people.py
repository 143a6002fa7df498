"""Rows of identities: as the bytes of a blob, as text to be searched, and as one row for each patient."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core.tables import IDENTITIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

FOUND = pa.schema([*[f for f in IDENTITIES.schema if f.name != "file_id"], pa.field("file_ids", pa.list_(pa.int64()))])
"""What `find` and `search` give: one row for each patient; `file_ids` are the files that name them, ascending."""


def cut(tables: Sequence[pa.Table], most: int) -> Iterator[pa.Table]:
    """Cut rows into parts of so many rows at most."""
    rows = pa.concat_tables([table.cast(IDENTITIES.schema) for table in tables])
    for start in range(0, len(rows), most):
        yield rows.slice(start, most)


def sections(rows: pa.Table) -> list[bytes]:
    """Give the three sections of a blob: the files (`file_id`), the keys (`patient_key`) and the rows."""
    files, keys = (pa.table({name: pc.unique(rows[name])}) for name in ("file_id", "patient_key"))
    return [_as_bytes(table) for table in (files, keys, rows)]


def _as_bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as out:
        out.write_table(table.combine_chunks())
    return bytes(sink.getvalue())


def as_table(content: bytes) -> pa.Table:
    """Read a section."""
    return pa.ipc.open_stream(content).read_all()


def of_files(rows: pa.Table, numbers: Collection[int]) -> pa.Table:
    """Keep the rows of some files."""
    return rows.filter(pc.is_in(rows["file_id"], pa.array(numbers, pa.int64())))


def plain(texts: pa.Array) -> pa.Array:
    """Take accents, punctuation and capitals out of texts."""
    apart = pc.utf8_normalize(texts, form="NFKD")
    return pc.utf8_lower(pc.replace_substring_regex(apart, r"[\pM\pP]", ""))


def collapsed(parts: Sequence[pa.Table], wanted: Sequence[str]) -> pa.Table:
    """Make one row of all that is said about each patient: of each column the last value that says something."""
    said: dict[str, dict[str, object]] = {}
    files: defaultdict[str, set[int]] = defaultdict(set)
    for part in parts:
        for row in part.to_pylist():
            key = row["patient_key"]
            files[key].add(row.pop("file_id"))
            said.setdefault(key, dict(row)).update({name: value for name, value in row.items() if value})
    rows = [said[key] | {"file_ids": sorted(files[key])} for key in wanted if key in said]
    return pa.Table.from_pylist(rows, schema=FOUND)
