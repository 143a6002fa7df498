"""Tables for Spark: Parquet files in, Parquet files out. It reads what Delta lists and writes into a folder of ours.

Rows never pass through Python, so that a table may be larger than memory. A cluster must see the workspace's folder
under the same path as this computer.
"""

from __future__ import annotations

import shutil
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from counteroffer.store.spark_session import EngineError, session

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import ibis

    from counteroffer.core.tables import Table


class Spark:
    """An open session of Spark with a folder of its own for what goes in and out; make one with `spark`."""

    def __init__(self, opened: Any, folder: Path) -> None:
        from counteroffer.store.spark_exact import ExactSpark  # noqa: PLC0415 - an extra

        self._session = opened
        self._folder = folder
        self._con = ExactSpark.over(opened)

    @classmethod
    @contextmanager
    def open(cls, url: str, spill: Path) -> Iterator[Self]:
        """Open Spark.

        Args:
            url: `local[*]`, `spark://HOST:PORT` or `sc://HOST:PORT`.
            spill: folder for files of this run, which are gone after it.

        Raises:
            EngineError: if Spark cannot be used.
        """
        folder = spill / f"spark-{uuid.uuid4()}"
        folder.mkdir(parents=True)
        try:
            with session(url, folder) as opened:
                yield cls(opened, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def table(self, table: Table, files: Sequence[str], root: Path) -> ibis.Table:
        """A table of the lake, from its Parquet files; what Delta keeps as null gets its value.

        Args:
            table: its columns, and by which it is partitioned.
            files: absolute paths, as Delta lists them.
            root: the table's folder.
        """
        read = self._read(table.schema, files, root)
        nothing = {c.name: c.nothing for c in table.columns if c.nothing is not None}
        return self._named(read.fillna(nothing) if nothing else read)

    def arrow(self, rows: pa.Table) -> ibis.Table:
        """A table that is in memory here, given to Spark as a file."""
        file = self._folder / f"{uuid.uuid4()}.parquet"
        pq.write_table(rows, file)
        return self.file(file)

    def file(self, path: Path) -> ibis.Table:
        """A table in one Parquet file."""
        return self._named(self._read(pq.read_schema(path), [str(path)], path.parent))

    def keep(self, expr: ibis.Table) -> ibis.Table:
        """Compute a table once into files, for expressions that use it many times: Spark would compute it each time.

        Raises:
            EngineError: if Spark cannot do it.
        """
        out = self._write(expr)
        return self._named(self._session.read.parquet(_uri(out)))

    def rows(self, expr: ibis.Table) -> ds.Dataset:
        """Compute an expression into files; the rows can be read until Spark is closed.

        Raises:
            EngineError: if Spark cannot do it, or wrote where this computer does not see it.
        """
        out = self._write(expr)
        files = sorted(str(file) for file in out.glob("*.parquet"))
        if not files:
            raise EngineError(f"Spark says that it is done, but {out} is empty.", _SHARED)
        return ds.dataset(files, format="parquet")

    def _write(self, expr: ibis.Table) -> Path:
        out = self._folder / str(uuid.uuid4())
        try:
            self._con._run_pre_execute_hooks(expr)  # noqa: SLF001 - puts the expression's own rows into Spark
            self._session.sql(self._con.compile(expr)).write.parquet(_uri(out))
        except Exception as fault:
            said = str(fault).strip().splitlines() or [type(fault).__name__]
            raise EngineError(f"Spark stopped: {said[0]}", _SHARED) from fault
        return out

    def _read(self, schema: pa.Schema, files: Sequence[str], root: Path) -> Any:
        from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415 - an extra

        form = from_arrow_schema(pa.schema([field.with_nullable(True) for field in schema]))
        if not files:
            return self._session.createDataFrame([], form)
        reader = self._session.read.schema(form).option("basePath", _uri(root))
        try:
            return reader.parquet(*map(_uri, files))
        except Exception as fault:
            raise EngineError(f"Spark cannot read {root}.", _SHARED) from fault

    def _named(self, frame: Any) -> ibis.Table:
        name = f"counteroffer_{uuid.uuid4().hex}"
        frame.createOrReplaceTempView(name)
        return self._con.table(name)


_SHARED = (
    "On a cluster, keep the workspace in a folder that all its computers see under the same path; "
    "or leave --engine out: DuckDB gives the same prices."
)


def _uri(path: Path | str) -> str:
    """Name a path as Hadoop does: nothing in it is encoded."""
    return f"file://{Path(path).resolve()}"


def batches(rows: ds.Dataset, schema: pa.Schema) -> pa.RecordBatchReader:
    """Read rows piece by piece in the form of a table."""
    return pa.RecordBatchReader.from_batches(
        schema, (b.select(schema.names).cast(schema) for b in rows.to_batches(batch_readahead=2, fragment_readahead=1))
    )
