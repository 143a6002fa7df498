"""Rows on their way into the lake: gathered into sensible appends, committed some files at a time."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core import tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from counteroffer.core.findings import Finding
    from counteroffer.store.lake import Write

ROWS = 150_000
"""A table's rows are handed to the lake when this many have gathered, so that memory stays small."""

BYTES, FILES, SECONDS = 64 * 2**20, 1000, 20.0
"""A batch is committed when its files make this many bytes, are this many, or took this long."""


class Batch:
    """Whole files that are committed together. A file larger than a batch is a batch of its own."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._begin()

    def _begin(self) -> None:
        self._waiting: dict[str, list[pa.Table]] = defaultdict(list)
        self._gathered: Counter[str] = Counter()
        self._bytes = 0
        self._files: list[dict[str, Any]] = []
        self._findings: list[dict[str, Any]] = []
        self._handed_over: set[int] = set()
        self._since = time.monotonic()

    def add(self, rows: Mapping[str, pa.Table]) -> None:
        """Take some rows of the file at hand.

        Raises:
            StorageError: if the disk is full or refuses.
        """
        for name, some in rows.items():
            self._waiting[name].append(some)
            self._gathered[name] += some.num_rows
            if self._gathered[name] >= ROWS:
                self._hand_over(name)

    def end_file(self, row: dict[str, Any], findings: Iterable[Finding]) -> None:
        """Close the file at hand with its row of `files` and its findings; commit when the batch is full.

        Raises:
            StorageError: if the disk is full or refuses.
        """
        self._files.append(row)
        self._findings += [{"stage": "import", **attrs.asdict(finding)} for finding in findings]
        self._bytes += row["bytes"]
        if self._bytes >= BYTES or len(self._files) >= FILES or time.monotonic() - self._since >= SECONDS:
            self.commit()

    def drop(self, file_id: int) -> None:
        """Take back every row of a file that could not be read to its end.

        Raises:
            StorageError: if the disk is full or refuses.
        """
        for name, parts in self._waiting.items():
            self._waiting[name] = [part.filter(pc.not_equal(part["file_id"], file_id)) for part in parts]
        if file_id in self._handed_over:
            self._write.delete_files([file_id])

    def commit(self) -> None:
        """Store what has gathered; all of it becomes visible at once.

        Raises:
            StorageError: if the disk is full or refuses; then none of it is visible.
        """
        if not self._files:
            return
        for name in list(self._waiting):
            self._hand_over(name)
        self._write.append("files", pa.Table.from_pylist(self._files, schema=tables.FILES.schema))
        if self._findings:
            self._write.append("findings", pa.Table.from_pylist(self._findings, schema=tables.FINDINGS.schema))
        self._write.commit()
        self._begin()

    def _hand_over(self, name: str) -> None:
        parts = self._waiting.pop(name)
        del self._gathered[name]
        rows = pa.concat_tables(parts)
        if rows.num_rows:
            self._write.append(name, rows)
            self._handed_over.update(pc.unique(rows["file_id"]).to_pylist())
