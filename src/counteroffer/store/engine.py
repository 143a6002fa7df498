"""Questions to the lake: Ibis on DuckDB over the Parquet files of pinned table versions."""

from __future__ import annotations

import os
import uuid
from contextlib import contextmanager, suppress
from itertools import count
from typing import TYPE_CHECKING, Any, Self

import duckdb
import ibis
import pyarrow as pa
from sqlglot import expressions as sge

from counteroffer.core import tables
from counteroffer.store.questions import Question

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

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


@contextmanager
def steps_apart() -> Iterator[None]:
    """Leave the steps of expressions apart in SQL, as subqueries with names, while in a `with` block.

    Ibis would merge them into as few as it can, which takes it longer, and copies what is used twice into both places.
    """
    was = ibis.options.sql.fuse_selects
    ibis.options.sql.fuse_selects = False
    try:
        yield
    finally:
        ibis.options.sql.fuse_selects = was


class Engine:
    """One connection that sees the tables as they stood when it was opened, whatever is imported meanwhile.

    Any number of processes may have one; the lake's files are only read. Close it after use, or use it in `with`.

    Attributes:
        memo: what a layer above has made of these tables and may ask for again; it goes with the engine.
    """

    def __init__(self, lake: Lake, versions: dict[str, int] | None = None) -> None:
        self.lake = lake
        self.versions = lake.versions() if versions is None else dict(versions)
        self._con = ibis.duckdb.connect(
            ":memory:", temp_directory=_spill(lake.path), memory_limit=os.environ.get("COUNTEROFFER_MEMORY", MEMORY)
        )
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

    def arrow(self, asked: Any) -> pa.Table:
        """Compute a table expression into Arrow, or a question that was written before; of those, several at once."""
        if not isinstance(asked, Question):
            found: pa.Table = asked.to_pyarrow()
            return found
        with self._con.con.cursor() as apart:
            apart.execute("SET TimeZone = 'UTC'; SET python_enable_replacements = false")
            for name, rows in asked.rows.items():
                apart.register(name, rows)
            answer = apart.execute(asked.sql).to_arrow_table()
        return asked.typed(answer)

    def written(self, expr: ibis.Table) -> Question:
        """Write a table expression in SQL, without asking the engine; any thread may, while another one computes."""
        return Question.of(expr, self._con.compile(expr))

    def keep(self, expr: ibis.Table | Question, name: str = "") -> ibis.Table:
        """Compute a table once and keep it while the engine is open, for expressions that use it many times."""
        name = name or f"kept_{next(self._numbers)}"
        self._kept.append(name)
        if isinstance(expr, Question):
            for own, rows in expr.rows.items():
                self._con.con.register(own, rows)
            self._con.raw_sql(f'CREATE TABLE "{name}" AS {expr.sql}')
            return self._con.table(name)
        return self._con.create_table(name, expr)

    def view(self, name: str, expr: ibis.Table) -> ibis.Table:
        """Name an expression, in place of the one that had the name: queries written before see the new one."""
        return self._con.create_view(name, expr, overwrite=True)

    def sql(self, expr: ibis.Table) -> str:
        """Write an expression as a query that computes what it uses several times once.

        Ibis would write shared parts into each other, and DuckDB would compute some of them again.
        """
        with steps_apart():
            query = self._con.compiler.to_sqlglot(expr)
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


def _spill(lake: Path) -> str:
    """Name a folder of its own for what has no room in memory; DuckDB makes it when needed, and takes it away.

    Two processes that spill into one folder overwrite each other's blocks: DuckDB names them alike in both.
    """
    folder = lake / ".spill"
    with suppress(OSError):  # who may only read cannot spill
        folder.mkdir(exist_ok=True)
    return str(folder / f"duckdb-{uuid.uuid4()}")


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
