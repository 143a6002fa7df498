"""The lake: one Delta table for each table of `core.tables`, and one commit point over all of them.

`manifest.json` names the version of every table. Readers open those versions and nothing else, so what a commit
changes in many tables appears at once, by one atomic rename, or not at all. What stands in a table beyond the
manifest is the leftover of a writer that was stopped; the next writer takes it back first.
"""

from __future__ import annotations

import json
import shutil
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from counteroffer.core import tables
from counteroffer.core.errors import StorageError, WorkspaceError
from counteroffer.store.delta import Delta
from counteroffer.store.disk import storing, write_whole
from counteroffer.store.lock import one_writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from counteroffer.store.parts import Part

WAIT = 60.0
"""Seconds a writer waits for another one before it gives up."""


_NAMES = frozenset(table.name for table in tables.ALL)


class Lake:
    """The tables of one workspace. Any number of readers and one writer, in any number of processes."""

    def __init__(self, path: Path, wait: float = WAIT) -> None:
        self.path = path
        self.wait = wait

    def versions(self) -> dict[str, int]:
        """The committed version of every table there is: what a packet pins.

        Raises:
            WorkspaceError: if the manifest is damaged.
        """
        try:
            said = json.loads(self._manifest.read_text(encoding="utf-8"))
            return {str(name): int(version) for name, version in said["tables"].items()}
        except FileNotFoundError:
            return {}
        except (ValueError, KeyError, AttributeError, TypeError) as fault:
            raise WorkspaceError(
                f"{self._manifest} is damaged.", "Put back a copy of the lake folder from your backup."
            ) from fault

    def files(self, name: str, versions: dict[str, int] | None = None) -> list[str]:
        """Parquet files of a table at the committed (or the given) versions; empty if it is not there.

        Raises:
            StorageError: if a pinned version cannot be opened any more.
        """
        version = self._version(name, versions)
        if version < 0:
            return []
        try:
            return self.delta(name).files(version)
        except Exception as fault:
            raise StorageError(
                f"Version {version} of the table {name} cannot be opened in {self.path}.",
                "Put back a copy of the lake folder from your backup.",
            ) from fault

    def rows(self, name: str, versions: dict[str, int] | None = None) -> int:
        """Number of rows of a table."""
        version = self._version(name, versions)
        return self.delta(name).rows(version) if version >= 0 else 0

    def read(self, name: str, columns: list[str]) -> pa.Table:
        """Read some columns of a table that is small (such as `files`) into memory."""
        known = {column.name: column for column in tables.table(name).columns}
        schema = pa.schema([tables.table(name).schema.field(column) for column in columns])
        parts = [pq.ParquetFile(file).read(columns) for file in self.files(name)]
        whole = [pa.table([_column(part, known[name]) for name in columns], schema=schema) for part in parts]
        return pa.concat_tables([pa.Table.from_batches([], schema), *whole])

    def delta(self, name: str) -> Delta:
        """The Delta table behind a name.

        Raises:
            KeyError: if no table is called so.
        """
        return Delta(self.path / name, tables.table(name))

    @contextmanager
    def writing(self) -> Iterator[Write]:
        """Be the one writer; what is not committed at the end, or when an error comes, is taken back.

        Raises:
            WorkspaceError: if another process keeps writing.
            StorageError: if the disk is full or refuses; what was committed stands.
        """
        with ExitStack() as held:
            with storing(self.path):
                self.path.mkdir(parents=True, exist_ok=True)
                interrupted = held.enter_context(one_writer(self.path / ".lock", self.wait))
                self._take_back(thoroughly=interrupted)
            try:
                yield Write(self)
            finally:
                # an error on the way must stay the one that is told; the next writer tries again
                with suppress(OSError):
                    self._take_back(thoroughly=False)

    def commit(self, versions: dict[str, int]) -> None:
        """Make these versions the committed ones, all at once. Only `Write` calls this."""
        said = {"format": 1, "tables": dict(sorted(versions.items()))}
        write_whole(self._manifest, json.dumps(said, indent=1).encode())

    def _take_back(self, *, thoroughly: bool) -> None:
        committed = self.versions()
        for folder in self.path.iterdir():
            if folder.name not in committed:
                if folder.name in _NAMES or (folder / "_delta_log").is_dir():
                    shutil.rmtree(folder)
            elif (delta := self.delta(folder.name)).version() > committed[folder.name]:
                delta.undo(committed[folder.name])
            elif thoroughly:
                delta.drop_orphans()

    def _version(self, name: str, versions: dict[str, int] | None) -> int:
        tables.table(name)  # a name nobody knows is a fault of the caller, not an empty table
        return (self.versions() if versions is None else versions).get(name, -1)

    @property
    def _manifest(self) -> Path:
        return self.path / "manifest.json"


def _column(rows: pa.Table, column: tables.Column) -> pa.ChunkedArray:
    """Give a column of rows, also where its table got it after they were written."""
    if column.name not in rows.schema.names:
        return pa.chunked_array([pa.array([column.nothing] * len(rows), column.type)])
    found = rows[column.name].cast(column.type)
    return found if column.nothing is None else pc.fill_null(found, column.nothing)


class Write:
    """What one writer does between `writing` and the end. Nothing shows before `commit`."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake
        self._touched: set[str] = set()

    def read(self, name: str, columns: list[str]) -> pa.Table:
        """Read some columns of a small table as it is committed."""
        return self._lake.read(name, columns)

    def files(self, name: str) -> list[str]:
        """Parquet files of a table as this writer has left it, committed or not yet; empty if it is not there."""
        delta = self._lake.delta(name)
        version = delta.version()
        return delta.files(version) if version >= 0 else []

    def append(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> None:
        """Add rows; they must have the columns of the table, in any order when given as a table.

        Raises:
            StorageError: if the disk is full or refuses.
            pa.ArrowInvalid: if a value is missing where the table wants one.
        """
        with storing(self._lake.path):
            self._open(name).append(rows)

    def adopt(self, parts: Iterable[Part]) -> None:
        """Add files of rows that were written with `parts.write_part`, each to its table.

        Raises:
            StorageError: if the disk is full or refuses.
        """
        by_table: dict[str, list[Part]] = {}
        for part in parts:
            by_table.setdefault(part.table, []).append(part)
        with storing(self._lake.path):
            for name, some in sorted(by_table.items()):
                self._open(name).adopt(some)

    def replace(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> None:
        """Put rows in the place of all that the table has.

        Raises:
            StorageError: if the disk is full or refuses.
        """
        with storing(self._lake.path):
            self._open(name).replace(rows)

    def delete_files(self, file_ids: Iterable[int]) -> None:
        """Delete every row that was read from these files, in every table that names its file.

        Raises:
            StorageError: if the disk is full or refuses.
        """
        wanted = sorted(set(file_ids))
        if not wanted:
            return
        with storing(self._lake.path):
            for table in (tables.FILES, *tables.OF_FILES, tables.FINDINGS):
                if self._lake.delta(table.name).version() >= 0:
                    self._open(table.name).delete("file_id", wanted)

    def commit(self) -> None:
        """Make everything since the last commit visible at once and safe from a crash.

        Raises:
            StorageError: if the disk is full or refuses; then nothing of it is visible.
        """
        versions = self._lake.versions()
        with storing(self._lake.path):
            for name in sorted(self._touched):
                delta = self._lake.delta(name)
                delta.compact()
                delta.settle(versions.get(name, -1))
                versions[name] = delta.version()
            self._lake.commit(versions)
        self._touched.clear()

    def _open(self, name: str) -> Delta:
        self._touched.add(name)
        return self._lake.delta(name)
