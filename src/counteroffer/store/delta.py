"""One Delta table as the lake uses it: append, replace, delete, undo, compact."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pyarrow as pa
from deltalake import DeltaTable, Schema, write_deltalake
from deltalake.transaction import AddAction

from counteroffer.store.disk import sync
from counteroffer.store.parts import Part, at_rest, rest_schema, write_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from deltalake.transaction import RemoveAction

    from counteroffer.core.tables import Table

SMALL = 8 * 2**20
"""A Parquet file below this many bytes is small; many of them are put together."""

MANY = 50
"""A table with more small files than this is compacted in the commit that made them too many."""

_KEEP = {
    # packets pin versions for years: the log is never cleaned behind our back
    "delta.enableExpiredLogCleanup": "false",
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
}


class Delta:
    """A Delta table in its folder. Versions count from 0; -1 means that there is none yet."""

    def __init__(self, path: Path, table: Table) -> None:
        self.path = path
        self.table = table

    def version(self) -> int:
        """The newest version in the log, committed by the manifest or not."""
        return max((v for v, _ in self._log()), default=-1)

    def files(self, version: int) -> list[str]:
        """Absolute paths of the Parquet files of a version, sorted."""
        return sorted(unquote(uri.removeprefix("file://")) for uri in self._at(version).file_uris())

    def rows(self, version: int) -> int:
        """Number of rows of a version, from the log alone."""
        return int(pa.table(self._at(version).get_add_actions())["num_records"].to_numpy().sum())

    def append(self, rows: pa.Table | pa.RecordBatchReader) -> None:
        """Add rows as one new version; every column that may not be null is checked."""
        if isinstance(rows, pa.Table) and not self.table.partition:
            self.adopt([write_part(self.path.parent, self.table, rows)])
            return
        write_deltalake(self._ready(), self._checked(rows), mode="append")

    def adopt(self, parts: Sequence[Part]) -> None:
        """Name files that were written into the table's folder, as one new version."""
        there = self._ready()
        now = int(time.time() * 1000)
        actions: list[AddAction | RemoveAction] = [
            AddAction(part.path, part.bytes, {}, now, True, json.dumps({"numRecords": part.rows})) for part in parts
        ]
        there.create_write_transaction(actions, "append", rest_schema(self.table))

    def replace(self, rows: pa.Table | pa.RecordBatchReader) -> None:
        """Put rows in place of all there are, as one new version."""
        write_deltalake(self._ready(), self._checked(rows), mode="overwrite", schema_mode="overwrite")

    def delete(self, column: str, values: Iterable[int]) -> None:
        """Delete rows whose integer column has one of the values."""
        self._at().delete(f"{column} in ({', '.join(str(int(v)) for v in values)})")

    def compact(self) -> None:
        """Put small files together when there are too many; a table that is partitioned is left alone."""
        if self.table.partition:
            return
        sizes = pa.table(self._at().get_add_actions())["size_bytes"].to_pylist()
        if sum(size < SMALL for size in sizes) > MANY:
            self._at().optimize.compact()

    def undo(self, version: int) -> None:
        """Take back everything after `version`, newest first, then drop data files that no version names.

        The log is cut rather than restored forwards: that needs no space, so it also works on a full disk.
        """
        logs = self.path / "_delta_log"
        for found, file in sorted(self._log(), reverse=True):
            if found > version:
                file.unlink()
        for file in logs.glob("*.checkpoint*.parquet"):
            if int(file.name.split(".")[0]) > version:
                file.unlink()
                (logs / "_last_checkpoint").unlink(missing_ok=True)
        self.drop_orphans()

    def drop_orphans(self) -> None:
        """Delete files of the table's folder that no version of its log names."""
        named = self._named()
        for file in self.path.rglob("*"):
            inside = file.relative_to(self.path)
            if file.is_file() and inside.parts[0] != "_delta_log" and str(inside) not in named:
                file.unlink()

    def settle(self, since: int) -> None:
        """Push to disk what versions after `since` wrote: data first, then the log, then the folders."""
        folders = {self.path, self.path / "_delta_log"}
        for version, log in sorted(self._log()):
            if version > since:
                for name in _adds(log):
                    file = self.path / name
                    if file.exists():  # an earlier version of the same write may be compacted already
                        sync(file)
                        folders.add(file.parent)
                sync(log)
        for folder in folders:
            sync(folder)

    def _checked(self, rows: pa.Table | pa.RecordBatchReader) -> pa.Table | pa.RecordBatchReader:
        if isinstance(rows, pa.Table):
            return at_rest(self.table, rows)
        schema, rest = self.table.schema, rest_schema(self.table)
        return pa.RecordBatchReader.from_batches(
            rest, (pa.record_batch(b.cast(schema).columns, schema=rest) for b in rows)
        )

    def _ready(self) -> DeltaTable:
        """Give the newest version, made if there is none, with the columns that the table has got since."""
        if self.version() >= 0:
            there = self._at()
            known = {field.name for field in there.schema().fields}
            new = [field for field in rest_schema(self.table) if field.name not in known]
            if new:
                there.alter.add_columns(Schema.from_arrow(pa.schema(new)).fields)
            return there
        return DeltaTable.create(
            str(self.path),
            schema=rest_schema(self.table),
            partition_by=list(self.table.partition) or None,
            description=self.table.grain,
            configuration=_KEEP,
        )

    def _at(self, version: int | None = None) -> DeltaTable:
        return DeltaTable(str(self.path), version=version)

    def _log(self) -> list[tuple[int, Path]]:
        return [(int(f.stem), f) for f in (self.path / "_delta_log").glob("*.json") if f.stem.isdigit()]

    def _named(self) -> set[str]:
        return {name for _, log in self._log() for name in _adds(log)}


def _adds(log: Path) -> list[str]:
    actions = (json.loads(line) for line in log.read_text(encoding="utf-8").splitlines() if line)
    return [unquote(a["add"]["path"]) for a in actions if "add" in a]
