"""Rows written as Parquet files into a table's folder, by any process, before the table's log names them.

A part that no log comes to name is an orphan, and the lake's next writer clears it away: so a reader may write as much
as it likes, and one commit makes all of it visible at once.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import attrs
import pyarrow as pa
import pyarrow.parquet as pq

from counteroffer.store.disk import storing, sync

if TYPE_CHECKING:
    from pathlib import Path

    from counteroffer.core.tables import Table

_UNIQUE = frozenset(
    ["claim", "payer_control", "line_control", "patient_key", "trace", "reference", "sha256", "name", "path"],
)
"""Text columns in which nearly every value is another: a dictionary would only cost."""


@attrs.frozen
class Part:
    """A Parquet file in a table's folder.

    Attributes:
        table: the table's name.
        path: the file's name in the table's folder.
        bytes: its size.
        rows: how many rows it has.
    """

    table: str
    path: str
    bytes: int
    rows: int


def write_part(lake: Path, table: Table, rows: pa.Table) -> Part:
    """Write rows as one Parquet file; it is on the disk itself when this returns.

    Args:
        lake: the lake's folder.
        table: the table they belong to; it has no partitions.
        rows: its columns, in any order.

    Raises:
        StorageError: if the disk is full or refuses.
        pa.ArrowInvalid: if a value is missing where the table wants one.
    """
    checked = at_rest(table, rows)
    folder = lake / table.name
    path = folder / f"part-{uuid.uuid4()}.snappy.parquet"
    numbers = [field.name for field in checked.schema if field.type in {pa.int64(), pa.date32()}]
    words = [f.name for f in checked.schema if f.type == pa.string() and f.name not in _UNIQUE]
    with storing(lake):
        folder.mkdir(exist_ok=True)
        pq.write_table(
            checked,
            path,
            compression="snappy",
            use_dictionary=words,
            column_encoding=dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
            write_statistics=[f.name for f in checked.schema if f.type != pa.string()],
        )
        sync(path)
    return Part(table.name, path.name, path.stat().st_size, rows.num_rows)


def at_rest(table: Table, rows: pa.Table) -> pa.Table:
    """Check rows against their table and give them as they are kept.

    Delta reads an empty partition value as null, so at rest every column may be null; here it may not.

    Raises:
        pa.ArrowInvalid: if a value is missing where the table wants one.
    """
    checked = rows.select(table.schema.names).cast(table.schema)
    return pa.Table.from_arrays(checked.columns, schema=rest_schema(table))


def rest_schema(table: Table) -> pa.Schema:
    """Give the schema of a table as it is kept: every column may be null."""
    return pa.schema([field.with_nullable(True) for field in table.schema])
