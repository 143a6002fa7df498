"""The hands of an import: one in this process for small imports, one process for each core for large ones."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, Protocol

import attrs

from counteroffer.core.errors import CounterofferError, StorageError
from counteroffer.intake.hand import Hand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from counteroffer.intake.jobs import Job, Seen
    from counteroffer.store.parts import Part

MOST = 4
"""Processes used at most, unless COUNTEROFFER_PROCESSES says otherwise: each takes some 200 MB of memory."""

BYTES, FILES = 24 << 20, 200
"""An import smaller than both is done in this process: starting others takes longer than it."""

_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": str(1 << 30),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 30),
    "MALLOC_TOP_PAD_": str(1 << 27),
    "MIMALLOC_PURGE_DELAY": "-1",
    "OPENBLAS_NUM_THREADS": "1",
}
"""A hand asks for the same few megabytes again and again: it keeps them, instead of giving them back each time."""

_AHEAD = 2
"""Jobs that a hand has at a time, so that it never waits for the next."""


class Crew(Protocol):
    """Whoever does the jobs of an import."""

    many: bool

    def give(self, jobs: Sequence[Job]) -> None:
        """Hand over jobs to be done, together and in this order; may wait until a hand is free.

        Raises:
            StorageError: if the disk is full or refuses, or a hand died.
        """

    def finish(self) -> None:
        """Wait until all jobs are done."""

    def drop(self, numbers: Sequence[int]) -> None:
        """Take back all rows of some files."""

    def flush(self) -> list[Part]:
        """Give all parts written since the last time, with nothing left in memory."""


@contextmanager
def crew(
    lake: Path, key: bytes, done: Callable[[Seen], None], told: Callable[[int, int, int], None], hands: int
) -> Iterator[Crew]:
    """Bring hands together for an import.

    Args:
        lake: the lake's folder.
        key: the workspace's secret for patients' pseudonyms.
        done: is given what came of each job.
        told: is told how far a whole file is read: its number, bytes read, size.
        hands: processes; 1 for this one alone.
    """
    if hands < 2:
        yield _Alone(Hand(lake, key, told), done)
        return
    together = _Together(lake, key, done, hands)
    try:
        yield together
    finally:
        together.leave()


def hands_for(sizes: Sequence[int]) -> int:
    """Say how many processes are worth their while for files of these sizes."""
    asked = os.environ.get("COUNTEROFFER_PROCESSES", "")
    if asked.isdigit() and int(asked):
        return int(asked)
    if sum(sizes) < BYTES and len(sizes) < FILES:
        return 1
    return min(len(os.sched_getaffinity(0)), MOST)


class _Alone:
    """The one hand in this process."""

    many = False

    def __init__(self, hand: Hand, done: Callable[[Seen], None]) -> None:
        self._hand, self._done = hand, done

    def give(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            self._done(self._hand.do(job))

    def finish(self) -> None:
        pass

    def drop(self, numbers: Sequence[int]) -> None:
        self._hand.drop(numbers)

    def flush(self) -> list[Part]:
        return self._hand.flush()


@attrs.define(eq=False)
class _Line:
    """A hand in another process: the line to it, and how many answers it owes."""

    process: subprocess.Popen[bytes]
    line: Connection
    owes: int = 0


class _Together:
    """Several hands, each in a process of its own; any of them does any job."""

    many = True

    def __init__(self, lake: Path, key: bytes, done: Callable[[Seen], None], hands: int) -> None:
        self._done, self._lake = done, lake
        self._lines = [_call(lake, key) for _ in range(hands)]

    def give(self, jobs: Sequence[Job]) -> None:
        while True:
            free = min(self._lines, key=lambda line: line.owes)
            if free.owes < _AHEAD:
                break
            self._hear()
        self._send(free, "do", list(jobs))
        free.owes += 1

    def finish(self) -> None:
        while any(line.owes for line in self._lines):
            self._hear()

    def drop(self, numbers: Sequence[int]) -> None:
        self._ask_all("drop", list(numbers))

    def flush(self) -> list[Part]:
        return [part for parts in self._ask_all("flush") for part in parts]

    def leave(self) -> None:
        """End all hands; what they have not handed over is lost."""
        for line in self._lines:
            line.line.close()
            line.process.kill()
            line.process.wait()

    def _hear(self) -> None:
        """Take one answer at least."""
        owing = {id(line.line): line for line in self._lines if line.owes}
        for ready in wait([line.line for line in owing.values()]):
            line = owing[id(ready)]
            line.owes -= 1
            for seen in self._receive(line):
                self._done(seen)

    def _ask_all(self, what: str, *asked: object) -> list[list[Any]]:
        self.finish()
        for line in self._lines:
            self._send(line, what, asked)
        return [self._receive(line) for line in self._lines]

    def _send(self, line: _Line, what: str, asked: object) -> None:
        try:
            line.line.send((what, asked))
        except OSError as fault:
            raise self._died(line) from fault

    def _receive(self, line: _Line) -> list[Any]:
        try:
            answer = line.line.recv()
        except (EOFError, OSError) as fault:
            raise self._died(line) from fault
        if isinstance(answer, CounterofferError):
            raise answer
        return answer or []

    def _died(self, line: _Line) -> StorageError:
        code = line.process.poll()
        return StorageError(
            f"A reading process ended before its work was done (code {code}); perhaps memory ran out.",
            f"Nothing stored in {self._lake} before was lost. Run the same command again; it goes on where it stopped. "
            "COUNTEROFFER_PROCESSES=1 needs the least memory.",
        )


def _call(lake: Path, key: bytes) -> _Line:
    """Start a hand. Not by `multiprocessing`: that would run the caller's own script once more in every process."""
    ours, theirs = Pipe()
    path = os.pathsep.join(entry for entry in sys.path if entry)
    process = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", "counteroffer.intake.hand", str(theirs.fileno())],
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        env={**_MEMORY, **os.environ, "PYTHONPATH": path},
    )
    theirs.close()
    ours.send(("begin", (lake, key)))
    return _Line(process, ours)
