"""Questions to the lake: Ibis on DuckDB over the Parquet files of pinned table versions."""

from __future__ import annotations

import os
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any, Self

import duckdb
import ibis
import pyarrow as pa
from sqlglot import expressions as sge

from counteroffer.core import tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from counteroffer.store.lake import Lake

MEMORY = "1GB"
"""What DuckDB may hold in memory before it spills to disk; COUNTEROFFER_MEMORY says otherwise, such as `8GB`."""

_ROWS = 122_880
"""Rows of a piece of an answer: a row group of DuckDB's."""

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
        self._kept: list[str] = []
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
            self._see(tables.table(name))
            self._seen.add(name)
        return self._con.table(name)

    def arrow(self, expr: Any) -> pa.Table:
        """Compute a table expression into Arrow."""
        return expr.to_pyarrow()

    def keep(self, expr: ibis.Table) -> ibis.Table:
        """Compute a table once and keep it while the engine is open, for expressions that use it many times."""
        name = f"kept_{next(self._numbers)}"
        self._kept.append(name)
        return self._con.create_table(name, expr, temp=True)

    def view(self, name: str, expr: ibis.Table) -> ibis.Table:
        """Name an expression, in place of the one that had the name: queries written before see the new one."""
        return self._con.create_view(name, expr, overwrite=True)

    def sql(self, expr: ibis.Table) -> str:
        """Write an expression as a query that computes what it uses several times once.

        Ibis would write shared parts into each other, and DuckDB would compute some of them again.
        """
        fused = ibis.options.sql.fuse_selects
        ibis.options.sql.fuse_selects = False
        try:
            query = self._con.compiler.to_sqlglot(expr)
        finally:
            ibis.options.sql.fuse_selects = fused
        for shared in query.find_all(sge.CTE):
            shared.set("materialized", True)
        return str(query.sql(dialect="duckdb"))

    def stream(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Run a query and give its rows piece by piece."""
        yield from self._con.raw_sql(sql).to_arrow_reader(_ROWS)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Let go of what is kept in a `with` block at its end."""
        before = len(self._kept)
        try:
            yield
        finally:
            for name in self._kept[before:]:
                self._con.drop_table(name, force=True)
            del self._kept[before:]

    def close(self) -> None:
        """Let go of the connection."""
        self.memo.clear()
        self._con.disconnect()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _see(self, table: tables.Table) -> None:
        """Make a view of a table; where no file has a column that the table got later, it is there all the same."""
        files = self.lake.files(table.name, self.versions)
        nothing = f"SELECT {', '.join(map(_nothing, table.columns))} WHERE false"
        typed = ", ".join(map(_column, table.columns))
        if not files:
            self._view(table, "*", f"({nothing})")
            return
        try:
            self._view(table, typed, _parquet(table, files))
        except duckdb.BinderException:
            self._view(table, typed, f"({nothing} UNION ALL BY NAME FROM {_parquet(table, files)})")

    def _view(self, table: tables.Table, columns: str, source: str) -> None:
        query = f"SELECT {columns} FROM {source}"  # noqa: S608 - names are ours
        self._con.raw_sql(f'CREATE OR REPLACE VIEW "{table.name}" AS {query}')


def _nothing(column: tables.Column) -> str:
    return f'CAST(NULL AS {_SQL[column.type]}) AS "{column.name}"'


def _parquet(table: tables.Table, files: Sequence[str]) -> str:
    """Name the rows of files in SQL, those of older files without their later columns."""
    listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    hive = ", ".join(f"'{name}': VARCHAR" for name in table.partition)
    options = f"hive_partitioning = true, hive_types = {{{hive}}}" if hive else "hive_partitioning = false"
    return f"read_parquet([{listed}], union_by_name = true, {options})"


def _column(column: tables.Column) -> str:
    """Type a column; what Delta keeps as null (an empty partition, a column that came later) gets its value."""
    typed = f'CAST("{column.name}" AS {_SQL[column.type]})'
    if column.nothing is not None:
        nothing = str(column.nothing).lower() if not isinstance(column.nothing, str) else f"'{column.nothing}'"
        typed = f"coalesce({typed}, {nothing})"
    return f'{typed} AS "{column.name}"'
