"""Questions to the lake: Ibis on DuckDB over the Parquet files of pinned table versions."""

from __future__ import annotations

import os
from itertools import count
from typing import TYPE_CHECKING, Any, Self

import ibis
import pyarrow as pa

from counteroffer.core import tables

if TYPE_CHECKING:
    from counteroffer.store.lake import Lake

MEMORY = "1GB"
"""What DuckDB may hold in memory before it spills to disk; COUNTEROFFER_MEMORY says otherwise, such as `8GB`."""

_SQL = {
    pa.string(): "VARCHAR",
    pa.int64(): "BIGINT",
    pa.date32(): "DATE",
    pa.bool_(): "BOOLEAN",
    pa.timestamp("us", tz="UTC"): "TIMESTAMPTZ",
}


class Engine:
    """One connection that sees the tables as they stood when it was opened, whatever is imported meanwhile.

    Any number of processes may have one; the lake's files are only read. Close it after use, or use it in `with`.

    Attributes:
        memo: what a layer above has made of these tables and may ask for again; it goes with the engine.
    """

    def __init__(self, lake: Lake, versions: dict[str, int] | None = None) -> None:
        self.lake = lake
        self.versions = lake.versions() if versions is None else dict(versions)
        spill, memory = str(lake.path / ".spill"), os.environ.get("COUNTEROFFER_MEMORY", MEMORY)
        self._con = ibis.duckdb.connect(":memory:", temp_directory=spill, memory_limit=memory)
        self._seen: set[str] = set()
        self._numbers = count(1)
        self.memo: dict[str, Any] = {}

    @property
    def con(self) -> Any:
        """The Ibis backend itself."""
        return self._con

    def table(self, name: str) -> ibis.Table:
        """A table of the lake, with its exact columns and types also while it is empty.

        Raises:
            KeyError: if no table is called so.
        """
        if name not in self._seen:
            self._con.raw_sql(f'CREATE OR REPLACE VIEW "{name}" AS {self._select(tables.table(name))}')
            self._seen.add(name)
        return self._con.table(name)

    def arrow(self, expr: Any) -> pa.Table:
        """Compute a table expression into Arrow."""
        return expr.to_pyarrow()

    def keep(self, expr: ibis.Table) -> ibis.Table:
        """Compute a table once and keep it while the engine is open, for expressions that use it many times."""
        return self._con.create_table(f"kept_{next(self._numbers)}", expr, temp=True)

    def close(self) -> None:
        """Let go of the connection."""
        self.memo.clear()
        self._con.disconnect()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _select(self, table: tables.Table) -> str:
        files = self.lake.files(table.name, self.versions)
        if not files:
            columns = ", ".join(f'CAST(NULL AS {_SQL[f.type]}) AS "{f.name}"' for f in table.schema)
            return f"SELECT {columns} WHERE false"
        columns = ", ".join(_column(field, table) for field in table.schema)
        listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
        hive = ", ".join(f"'{name}': VARCHAR" for name in table.partition)
        options = f", hive_partitioning = true, hive_types = {{{hive}}}" if hive else ", hive_partitioning = false"
        return f"SELECT {columns} FROM read_parquet([{listed}]{options})"  # noqa: S608 - names are ours


def _column(field: pa.Field, table: tables.Table) -> str:
    name, kind = f'"{field.name}"', _SQL[field.type]
    if field.name in table.partition:  # Delta keeps an empty partition value as null
        return f"coalesce(CAST({name} AS {kind}), '') AS {name}"
    return f"CAST({name} AS {kind}) AS {name}"
