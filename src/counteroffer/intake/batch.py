"""Whole files that are committed together: their rows become visible at once, or not at all."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa

from counteroffer.core import tables
from counteroffer.core.findings import ERROR, Finding
from counteroffer.intake.jobs import Seen
from counteroffer.intake.report import FAILED, SET_ASIDE, STORED, FileOutcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from counteroffer.intake.content import Content
    from counteroffer.intake.crew import Crew
    from counteroffer.intake.discover import Source
    from counteroffer.intake.readers import Reader
    from counteroffer.store.lake import Write
    from counteroffer.store.vault import Vault

BYTES, FILES, SECONDS = 256 * 2**20, 2500, 20.0
"""A batch is committed when its files make this many bytes, are this many, or took this long."""

_NAMELESS = frozenset(["unreadable", "envelope"])


@attrs.define(eq=False)
class File:
    """A file on its way into the lake.

    Attributes:
        source: where it is.
        content: what is known of it.
        reader: reads it.
        number: its `file_id`.
        replaces: true when the lake has it already and it is read anew.
        seen: what came of it so far.
        stretches: bytes of each stretch that is not read yet, by its ordinal.
        settle: brings the findings of its stretches into order.
        read: bytes read so far.
        told: bytes on disk told as progress so far.
        outcome: what became of it; `failed` until it is stored.
    """

    source: Source
    content: Content
    reader: Reader
    number: int
    replaces: bool
    seen: Seen = attrs.field(init=False)
    stretches: dict[int, int] = attrs.field(factory=dict, init=False)
    settle: Callable[[list[Finding]], list[Finding]] = attrs.field(default=list, init=False)
    read: int = attrs.field(default=0, init=False)
    told: int = attrs.field(default=0, init=False)
    outcome: FileOutcome = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.seen = Seen(self.number)
        self.outcome = FileOutcome(self.source.name, status=FAILED)

    def end(self) -> None:
        """Say what became of it."""
        seen, name = self.seen, self.source.name
        if seen.fault:
            self.outcome = FileOutcome(name, status=FAILED, findings=(seen.fault,))
            return
        findings = self.settle(seen.findings)
        if not seen.rows and not findings:
            findings.append(_nothing_read(name, self.number))
        named = sorted(seen.kinds.keys() - _NAMELESS) or sorted(seen.kinds) or ["unreadable"]
        status = STORED if seen.rows else SET_ASIDE
        self.outcome = FileOutcome(name, " ".join(named), status, self.content.size, seen.tally, tuple(findings))


class Batch:
    """Files that are stored by one commit.

    Attributes:
        import_id: the id of the import they come by.
    """

    def __init__(self, vault: Vault, write: Write, paths: Sequence[Path]) -> None:
        self._vault, self._write = vault, write
        self._began = datetime.now(UTC)
        self._paths = paths
        self._noted = False
        self.import_id = _free_id(self._began, write)
        self._begin()

    def _begin(self) -> None:
        self._files: list[File] = []
        self._bytes = 0
        self._since = time.monotonic()

    @property
    def full(self) -> bool:
        """Whether it is time to store what has gathered."""
        return bool(self._files) and (
            self._bytes >= BYTES or len(self._files) >= FILES or time.monotonic() - self._since >= SECONDS
        )

    def open(self, file: File) -> None:
        """Take a file."""
        self._files.append(file)
        self._bytes += file.content.size

    def store(self, hands: Crew) -> None:
        """Store all files whose jobs are done; those with a fault leave nothing behind.

        Raises:
            StorageError: if the disk is full or refuses; then none of it is visible.
        """
        if not self._files:
            return
        for file in self._files:
            file.end()
        failed = [file.number for file in self._files if file.seen.fault]
        if failed:
            hands.drop(failed)
        parts = hands.flush()
        good = [file for file in self._files if not file.seen.fault]
        if good:
            self._write.delete_files([file.number for file in good if file.replaces])
            self._write.adopt(parts)
            self._note_import()
            self._append("files", [self._row(file) for file in good])
            found = [finding for file in good for finding in file.outcome.findings]
            self._append("findings", [{"stage": "import", **attrs.asdict(finding)} for finding in found])
            self._vault.append([people for file in good for people in file.seen.identities])
            self._write.commit()
        self._begin()

    def _append(self, name: str, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._write.append(name, pa.Table.from_pylist(rows, schema=tables.table(name).schema))

    def _note_import(self) -> None:
        if self._noted:
            return
        paths = "\n".join(str(path.absolute()) for path in self._paths)
        self._append("imports", [{"import_id": self.import_id, "started_at": self._began, "paths": paths}])
        self._noted = True

    def _row(self, file: File) -> dict[str, Any]:
        outcome = file.outcome
        return {
            "file_id": file.number,
            "sha256": file.content.sha256,
            "name": outcome.name,
            "kind": outcome.kind,
            "status": outcome.status,
            "bytes": file.content.size,
            **attrs.asdict(outcome.tally),
            "reader": file.reader.version,
            "import_id": self.import_id,
            "path": str(file.source.kept_at),
            "imported_at": datetime.now(UTC),
        }


def _free_id(began: datetime, write: Write) -> str:
    """Name an import by its moment; a letter more when another one began in the same second."""
    taken = set(write.read("imports", ["import_id"])["import_id"].to_pylist())
    moment = f"{began:%Y%m%d-%H%M%S}"
    return next(name for name in (moment + letter for letter in ["", *map(chr, range(97, 123))]) if name not in taken)


def _nothing_read(name: str, number: int) -> Finding:
    return Finding(
        "intake.nothing_read",
        ERROR,
        "Nothing in this file could be used.",
        "See whether it is a file that Counteroffer reads (docs/import.md lists them).",
        file=name,
        file_id=number,
    )
