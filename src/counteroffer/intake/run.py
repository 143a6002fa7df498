"""The import: every file once, by its content; each whole or not at all; a stopped import goes on where it was."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import attrs

from counteroffer.core.errors import CounterofferError
from counteroffer.core.findings import ERROR, Finding
from counteroffer.core.source import file_id
from counteroffer.ingest.chunk import Chunk, Tally
from counteroffer.ingest.x12 import READER, read_x12
from counteroffer.intake.batch import Batch
from counteroffer.intake.content import Content, Share, look, reading
from counteroffer.intake.discover import UNREADABLE, Source, check_paths, discover, unreadable
from counteroffer.intake.report import (
    ALREADY_THERE,
    FAILED,
    SET_ASIDE,
    STORED,
    FileOutcome,
    ImportReport,
    NoProgress,
    Progress,
)
from counteroffer.store.disk import storing
from counteroffer.store.lake import Lake, Write

if TYPE_CHECKING:
    from counteroffer.store.home import Home

Reader = Callable[[BinaryIO, str, int, bytes], Iterator[Chunk]]
_SPOOL = ".spool-"
_NAMELESS = frozenset(["unreadable", "envelope"])


def import_paths(
    home: Home,
    paths: Sequence[Path],
    progress: Progress | None = None,
    *,
    reader: Reader = read_x12,
    version: str = READER,
) -> ImportReport:
    """Read files into the lake.

    Args:
        home: the workspace.
        paths: folders, zip archives, gz files or files.
        progress: whoever shows progress.
        reader: reads one file's content; see `ingest.x12.read_x12`.
        version: the reader's version; a file that a former version could not use is tried again.

    Returns:
        What became of each file. A file whose content is in the lake already is passed over.

    Raises:
        InputError: if a path is not there, or there is not one file.
        StorageError: if the disk is full; files stored before stand, and a second run goes on with the rest.
        WorkspaceError: if another process keeps writing.
    """
    check_paths(paths)
    shown = progress or NoProgress()
    lake = Lake(home.lake_dir)
    with lake.writing() as write, _spool(home) as spool:
        own = (home.lake_dir, home.secret_dir, home.reports_dir, home.contracts_dir, home.practice_file)
        found = discover(paths, spool, leave=(*own, home.payers_file))
        shown.start(sum(source.size for source in found.sources), len(found.sources))
        known, retry = _known(lake, version)
        files = _Import(
            write, shown, reader, version, home.key(), known, retry, Batch(write), f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
        )
        outcomes = [FileOutcome(finding.file, status=FAILED, findings=(finding,)) for finding in found.findings]
        outcomes += [files.take(source) for source in found.sources]
        files.batch.commit()
    shown.done()
    return ImportReport(tuple(outcomes))


def _known(lake: Lake, version: str) -> tuple[set[str], set[str]]:
    """Contents that need no reading, and those that this version of the reader has not tried yet."""
    rows = lake.read("files", ["sha256", "status", "reader"]).to_pylist()
    known = {row["sha256"] for row in rows if row["status"] == STORED or row["reader"] == version}
    return known, {row["sha256"] for row in rows} - known


@contextmanager
def _spool(home: Home) -> Iterator[Path]:
    """A folder for unpacked archives, gone at the end; those of stopped imports go too (we hold the lock)."""
    with storing(home.lake_dir):
        for left in home.lake_dir.glob(f"{_SPOOL}*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=_SPOOL, dir=home.lake_dir))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@attrs.define
class _Import:
    """One import under way."""

    write: Write
    progress: Progress
    reader: Reader
    version: str
    key: bytes
    known: set[str]
    retry: set[str]
    batch: Batch
    import_id: str

    def take(self, source: Source) -> FileOutcome:
        """Read one file, unless its content is known."""
        share = Share(source, self.progress)
        try:
            outcome = self._take(source, share)
        except CounterofferError:
            raise
        except UNREADABLE as fault:
            outcome = FileOutcome(source.name, status=FAILED, findings=(unreadable(source.name, fault),))
        except Exception as fault:  # noqa: BLE001 - one file never sinks an import
            outcome = FileOutcome(source.name, status=FAILED, findings=(_stopped(source.name, fault),))
        share.finish()
        return outcome

    def _take(self, source: Source, share: Share) -> FileOutcome:
        content = look(source)
        if content.sha256 in self.known:
            return FileOutcome(source.name, status=ALREADY_THERE)
        number = file_id(content.sha256)
        if content.sha256 in self.retry:
            self.write.delete_files([number])
        try:
            seen = self._read(source, content, share)
        except CounterofferError:
            raise
        except Exception:
            self.batch.drop(number)
            raise
        outcome = seen.outcome(source.name, number, content.size)
        self.batch.end_file(self._row(outcome, content, source), outcome.findings)
        self.known.add(content.sha256)
        return outcome

    def _read(self, source: Source, content: Content, share: Share) -> _Seen:
        seen = _Seen()
        with reading(source, content, share) as stream:
            for chunk in self.reader(stream, source.name, file_id(content.sha256), self.key):
                seen.add(chunk)
                self.batch.add(chunk.tables)
        return seen

    def _row(self, outcome: FileOutcome, content: Content, source: Source) -> dict[str, Any]:
        return {
            "file_id": file_id(content.sha256),
            "sha256": content.sha256,
            "name": outcome.name,
            "kind": outcome.kind,
            "status": outcome.status,
            "bytes": content.size,
            **attrs.asdict(outcome.tally),
            "reader": self.version,
            "import_id": self.import_id,
            "path": str(source.path.absolute()),
            "imported_at": datetime.now(UTC),
        }


class _Seen:
    """What the chunks of one file have said so far."""

    def __init__(self) -> None:
        self.kinds: dict[str, None] = {}
        self.tally = Tally()
        self.findings: list[Finding] = []
        self.rows = 0

    def add(self, chunk: Chunk) -> None:
        self.kinds[chunk.kind] = None
        self.tally += chunk.tally
        self.findings += chunk.findings
        self.rows += sum(table.num_rows for table in chunk.tables.values())

    def outcome(self, name: str, number: int, size: int) -> FileOutcome:
        named = sorted(self.kinds.keys() - _NAMELESS) or sorted(self.kinds) or ["unreadable"]
        if not self.rows and not self.findings:
            self.findings.append(
                Finding(
                    "intake.nothing_read",
                    ERROR,
                    "Nothing in this file could be used.",
                    "Only 835 and 837P files are read; see whether it is one.",
                    file=name,
                    file_id=number,
                )
            )
        status = STORED if self.rows else SET_ASIDE
        return FileOutcome(name, " ".join(named), status, size, self.tally, tuple(self.findings))


def _stopped(name: str, fault: Exception) -> Finding:
    return Finding(
        "intake.reader_stopped",
        ERROR,
        f"Reading stopped with a fault of Counteroffer's own ({type(fault).__name__}: {fault}).",
        "Nothing of the file was stored. Please report it; the other files are not affected.",
        file=name,
    )
