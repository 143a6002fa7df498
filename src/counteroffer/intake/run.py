"""The import: every file once, by its content; each whole or not at all; a stopped import goes on where it was."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from counteroffer.core.source import file_id
from counteroffer.ingest.x12 import read_x12
from counteroffer.intake.batch import Batch, File
from counteroffer.intake.content import look
from counteroffer.intake.crew import Crew, crew, hands_for
from counteroffer.intake.discover import UNREADABLE, Source, check_paths, discover, unreadable
from counteroffer.intake.jobs import Seen, Whole
from counteroffer.intake.readers import Readers
from counteroffer.intake.report import ALREADY_THERE, FAILED, FileOutcome, ImportReport, NoProgress, Progress
from counteroffer.intake.split import SPLIT, portions
from counteroffer.store.disk import storing
from counteroffer.store.lake import Lake
from counteroffer.store.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from counteroffer.store.home import Home

_SPOOL = ".spool-"
BUNDLE_BYTES, BUNDLE_FILES = 2 << 20, 64
"""Small files are handed over together: at most so many bytes, and so many of them."""


def import_paths(
    home: Home,
    paths: Sequence[Path],
    progress: Progress | None = None,
    *,
    readers: Readers | None = None,
    again: frozenset[str] = frozenset(),
) -> ImportReport:
    """Read files into the lake, large imports in one process for each core.

    Args:
        home: the workspace.
        paths: folders, zip archives, gz files or files.
        progress: whoever shows progress.
        readers: chooses the reader of each file; the workspace's own unless said.
        again: when given, SHA-256 of contents that are read anew although they are known, and nothing else is read.
            Their former rows go in the same commit that brings the new ones, and stay where a file cannot be read.

    Returns:
        What became of each file. A file whose content is in the lake already is passed over.

    Raises:
        InputError: if a path is not there, or there is not one file.
        StorageError: if the disk is full; files stored before stand, and a second run goes on with the rest.
        WorkspaceError: if another process keeps writing, or the vault's key is gone.
    """
    check_paths(paths)
    shown = progress or NoProgress()
    lake = Lake(home.lake_dir)
    with lake.writing() as write, _spool(home) as spool:
        found = discover(paths, spool, leave=home.own_paths)
        shown.start(sum(source.size for source in found.sources), len(found.sources))
        vault = _vault(home, lake)
        batch = Batch(vault, write, paths)
        chosen = readers or Readers.of(home)
        run = _Import(chosen, batch, shown, again, lake)
        sizes = [source.size for source in found.sources]
        with crew(home.lake_dir, home.key(), run.done, run.told, hands_for(sizes)) as hands:
            run.take_all(found.sources, hands)
    shown.done()
    failed = [FileOutcome(finding.file, status=FAILED, findings=(finding,)) for finding in found.findings]
    return ImportReport((*failed, *run.outcomes()), chosen.findings)


def _vault(home: Home, lake: Lake) -> Vault:
    """See that the vault can be written, and drop from it what a stopped import left."""
    vault = Vault(home)
    vault.ready()
    vault.settle(set(lake.read("files", ["file_id"])["file_id"].to_pylist()))
    return vault


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

    readers: Readers
    batch: Batch
    progress: Progress
    again: frozenset[str]
    lake: Lake
    _ended: list[FileOutcome | File] = attrs.field(factory=list)
    _known: dict[str, tuple[str, str]] = attrs.field(factory=dict)
    _taken: dict[str, File] = attrs.field(factory=dict)
    _open: dict[int, File] = attrs.field(factory=dict)
    _bundle: list[Whole] = attrs.field(factory=list)

    def take_all(self, sources: Sequence[Source], hands: Crew) -> None:
        """Read every file and store it."""
        rows = self.lake.read("files", ["sha256", "status", "reader"]).to_pylist()
        self._known = {row["sha256"]: (row["status"], row["reader"]) for row in rows}
        for source in sources:
            try:
                self._take(source, hands)
            except UNREADABLE as fault:
                self._end(source, FileOutcome(source.name, status=FAILED, findings=(unreadable(source.name, fault),)))
            if self.batch.full:
                self._store(hands)
        self._store(hands)

    def outcomes(self) -> list[FileOutcome]:
        """Give what became of each file, in the order they were taken."""
        return [ended.outcome if isinstance(ended, File) else ended for ended in self._ended]

    def done(self, seen: Seen) -> None:
        """Take what came of a job."""
        file = self._open[seen.number]
        file.seen.join(seen)
        self._tell(file, file.read + (file.stretches.pop(seen.order, file.content.size)))

    def told(self, number: int, read: int, size: int) -> None:
        """Take how far a file is read that is read here."""
        del size
        self._tell(self._open[number], read)

    def _take(self, source: Source, hands: Crew) -> None:
        content = look(source)
        reader = self.readers.for_file(source.name, content.head)
        if self.again and content.sha256 not in self.again:
            self.progress.advance(source.name, source.size)
            return
        if content.sha256 in self._taken:  # the same content once more in this import
            self._end(source, FileOutcome(source.name, status=ALREADY_THERE))
            return
        known = self._known.get(content.sha256)
        if known and content.sha256 not in self.again and not reader.wants(*known):
            self._end(source, FileOutcome(source.name, status=ALREADY_THERE))
            return
        file = File(source, content, reader, file_id(content.sha256), replaces=known is not None)
        self._taken[content.sha256] = self._open[file.number] = file
        self._ended.append(file)
        self.batch.open(file)
        if hands.many and reader.read is read_x12 and content.size >= SPLIT:
            self._hand_over(hands)
            for portion in portions(file):
                hands.give([portion])
        else:
            self._bundle.append(Whole(source, content, file.number, reader))
            if (
                not hands.many
                or len(self._bundle) >= BUNDLE_FILES
                or sum(w.content.size for w in self._bundle) >= BUNDLE_BYTES
            ):
                self._hand_over(hands)

    def _hand_over(self, hands: Crew) -> None:
        if self._bundle:
            jobs, self._bundle = self._bundle, []
            hands.give(jobs)

    def _store(self, hands: Crew) -> None:
        self._hand_over(hands)
        hands.finish()
        for file in self._open.values():
            self._tell(file, file.content.size)
        self.batch.store(hands)
        self._open.clear()

    def _tell(self, file: File, read: int) -> None:
        """Tell progress in a file's size on disk, whatever it unpacks to; in the end it has told all of it."""
        file.read = max(file.read, read)
        share = file.source.size * min(file.read, file.content.size) // max(file.content.size, 1)
        if not file.content.size:
            share = file.source.size
        self.progress.advance(file.source.name, share - file.told)
        file.told = share

    def _end(self, source: Source, outcome: FileOutcome) -> None:
        self._ended.append(outcome)
        self.progress.advance(source.name, source.size)
