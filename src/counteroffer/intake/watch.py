"""A folder that is watched: what a clearinghouse drops there is imported once it has come to rest.

The folder is looked through every so often, which works on network drives and SFTP landing folders too. Nothing in it
is moved, changed or deleted.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from counteroffer.core.errors import CounterofferError
from counteroffer.store.disk import write_whole

if TYPE_CHECKING:
    from counteroffer.intake.report import ImportReport
    from counteroffer.store.home import Home

REST = 5.0
"""Seconds for which a file's size and time must not have changed before it is taken."""

UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".download", ".lck", ".lock", ".swp")
"""Endings by which senders mark a file that is still coming."""

Import = Callable[[list[Path]], "ImportReport"]
Stamp = tuple[int, int]


@attrs.define
class Watch:
    """Looks through a folder again and again.

    Attributes:
        folder: the folder, with all below it.
        home: the workspace; what was taken is remembered in its `lake` folder.
        bring: imports some files.
        tell: is told one sentence about each batch and each trouble.
        rest: seconds that a file must have been at rest.
        clock: the time in seconds.
    """

    folder: Path
    home: Home
    bring: Import
    tell: Callable[[str], None]
    rest: float = REST
    clock: Callable[[], float] = time.time
    _seen: dict[str, tuple[Stamp, float]] = attrs.field(factory=dict, init=False)
    _taken: dict[str, Stamp] = attrs.field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self._taken = self._remembered()

    def look(self) -> ImportReport | None:
        """Look once: import what is new and at rest; None when there was nothing or it must wait.

        A full disk, a lock held by another process, or a folder that is away for a while is told; what could not be
        imported is tried again at the next look.
        """
        try:
            ready = self._ready()
        except OSError as fault:
            self.tell(f"{self.folder} cannot be read now ({fault.strerror or fault}); trying again.")
            return None
        if not ready:
            return None
        try:
            report = self.bring(sorted(map(Path, ready)))
        except CounterofferError as fault:
            self.tell(f"{len(ready)} files wait: {fault.says} {fault.mend}")
            return None
        failed = {outcome.name for outcome in report.files if outcome.status == "failed"}
        taken = {name: stamp for name, stamp in ready.items() if name not in failed}
        self._taken |= taken
        self._seen = {name: seen for name, seen in self._seen.items() if name not in taken}
        self._remember()
        counts = report.counts
        said = ", ".join(f"{number} {status.replace('_', ' ')}" for status, number in counts.items() if number)
        self.tell(f"{len(ready)} files: {said}; {report.tally.claims:,} claims, {len(report.findings)} findings.")
        return report

    def waiting(self) -> int:
        """How many files there are that are still coming."""
        return len(self._seen)

    def _ready(self) -> dict[str, Stamp]:
        """Give the files that are new and at rest, and remember since when the others have looked as they do."""
        now, ready, coming = self.clock(), {}, {}
        for path, stamp in _files(self.folder):
            if self._taken.get(path) == stamp:
                continue
            since = self._seen[path][1] if path in self._seen and self._seen[path][0] == stamp else now
            if now - since >= self.rest:
                ready[path] = stamp
            coming[path] = (stamp, since)
        self._seen = coming
        return ready

    @property
    def _memory(self) -> Path:
        return self.home.lake_dir / "watch.json"

    def _remembered(self) -> dict[str, Stamp]:
        try:
            told = json.loads(self._memory.read_text(encoding="utf-8"))
            return {name: (int(size), int(changed)) for name, (size, changed) in told[str(self.folder)].items()}
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def _remember(self) -> None:
        try:
            every = json.loads(self._memory.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            every = {}
        write_whole(self._memory, json.dumps({**every, str(self.folder): self._taken}).encode())


def _files(folder: Path) -> list[tuple[str, Stamp]]:
    """Give the files below a folder with size and time, those left out that are plainly unfinished or empty.

    Raises:
        OSError: if the folder itself cannot be read.
    """
    found: list[tuple[str, Stamp]] = []
    for entry in os.scandir(folder):
        if entry.name.startswith((".", "~")):
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                found += _files(Path(entry.path))
            elif entry.is_file() and not entry.name.lower().endswith(UNFINISHED):
                about = entry.stat()
                if about.st_size:
                    found.append((entry.path, (about.st_size, about.st_mtime_ns)))
        except OSError:
            continue  # it went away, or may not be read yet: the next look tells
    return found
