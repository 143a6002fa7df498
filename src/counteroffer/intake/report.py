"""What an import did, file by file, and how it tells its progress."""

from __future__ import annotations

from collections import Counter
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Protocol

import attrs

from counteroffer.ingest.chunk import Tally

if TYPE_CHECKING:
    from counteroffer.core.findings import Finding

STORED, SET_ASIDE, ALREADY_THERE, FAILED = "stored", "set_aside", "already_there", "failed"
"""What became of a file. set_aside: nothing in it could be used, and that is on record. failed: it could not be
opened or read to its end; nothing of it is stored, and the next import tries it again."""


class Progress(Protocol):
    """Whoever shows progress."""

    def start(self, total_bytes: int, total_files: int) -> None:
        """Tell how much there is: bytes on disk (for archives: unpacked) and files."""

    def advance(self, name: str, bytes_: int) -> None:
        """Tell that so many more bytes are done; `name` is the file at hand."""

    def done(self) -> None:
        """Tell that all is stored."""


class NoProgress:
    """Shows nothing."""

    def start(self, total_bytes: int, total_files: int) -> None:
        """Show nothing."""

    def advance(self, name: str, bytes_: int) -> None:
        """Show nothing."""

    def done(self) -> None:
        """Show nothing."""


@attrs.frozen
class FileOutcome:
    """What became of one file.

    Attributes:
        name: path as given; `archive.zip/member` for a member of an archive.
        kind: `835`, `837P` or what else it turned out to be; empty when it was not read.
        status: `stored`, `set_aside`, `already_there` or `failed`.
        bytes: size of its decompressed content, 0 when it was not read.
        tally: its counts.
        findings: its faults.
    """

    name: str
    kind: str = ""
    status: str = STORED
    bytes: int = 0
    tally: Tally = attrs.field(factory=Tally)
    findings: tuple[Finding, ...] = ()


@attrs.frozen
class ImportReport:
    """What one import did.

    Attributes:
        files: one outcome for each file found, in the order they were read.
        amiss: faults of what the workspace was told about files: mappings that cannot be read.
    """

    files: tuple[FileOutcome, ...]
    amiss: tuple[Finding, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many files ended in each status."""
        seen = Counter(outcome.status for outcome in self.files)
        return {status: seen[status] for status in (STORED, SET_ASIDE, ALREADY_THERE, FAILED)}

    @property
    def kinds(self) -> dict[str, int]:
        """How many files of each kind were read, the most frequent first."""
        return dict(Counter(outcome.kind for outcome in self.files if outcome.kind).most_common())

    @property
    def tally(self) -> Tally:
        """Counts summed over the files read this time."""
        return reduce(add, (outcome.tally for outcome in self.files), Tally())

    def tally_of(self, kind: str) -> Tally:
        """Counts summed over the files of one kind."""
        return reduce(add, (outcome.tally for outcome in self.files if outcome.kind == kind), Tally())

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All faults found this time, those of files that could not be opened included."""
        return (*self.amiss, *(finding for outcome in self.files for finding in outcome.findings))
