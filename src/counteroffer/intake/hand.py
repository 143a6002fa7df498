"""One reading hand: does jobs, gathers their rows and writes them as parts into the lake's folders.

A hand is a process of its own for large imports (`python -m counteroffer.intake.hand`), or lives in the importing
process. Nothing it writes shows before the importing process commits it.
"""

from __future__ import annotations

import signal
import sys
from collections import Counter, defaultdict
from multiprocessing.connection import Connection
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from counteroffer.core import tables
from counteroffer.core.errors import CounterofferError
from counteroffer.core.findings import ERROR, Finding
from counteroffer.ingest.x12.arrays import flags
from counteroffer.ingest.x12.pseudonym import Pseudonyms
from counteroffer.ingest.x12.reader import read_stretch
from counteroffer.intake.content import reading
from counteroffer.intake.discover import UNREADABLE, unreadable
from counteroffer.intake.jobs import Job, Portion, Seen, Whole
from counteroffer.store.parts import Part, write_part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from counteroffer.ingest.chunk import Chunk

ROWS = 250_000
"""A table's rows are written when this many have gathered, so that memory stays small."""


@attrs.define
class _Written:
    part: Part
    files: set[int]


class Hand:
    """Reads, gathers and writes."""

    def __init__(self, lake: Path, key: bytes, told: Callable[[int, int, int], None] | None = None) -> None:
        """Take the lake's folder and the pseudonym key.

        Args:
            lake: the lake's folder.
            key: the workspace's secret for patients' pseudonyms.
            told: is told, while a whole file is read, its number, the bytes read and its size.
        """
        self._lake, self._key, self._told = lake, key, told
        self._names = Pseudonyms(key)
        self._waiting: dict[str, list[pa.Table]] = defaultdict(list)
        self._gathered: Counter[str] = Counter()
        self._written: list[_Written] = []
        self._seen: dict[int, set[str]] = defaultdict(set)

    def do(self, job: Job) -> Seen:
        """Do one job; a file that cannot be read to its end has a fault, and is to be dropped.

        Raises:
            StorageError: if the disk is full or refuses.
        """
        seen = Seen(job.number, job.order if isinstance(job, Portion) else 0)
        try:
            for chunk in self._chunks(job):
                seen.add(chunk)
                self._gather(chunk.tables)
        except CounterofferError:
            raise
        except UNREADABLE as fault:
            seen.fault = unreadable(job.source.name, fault)
        except Exception as fault:  # noqa: BLE001 - one file never sinks an import
            seen.fault = _stopped(job.source.name, fault)
        return seen

    def drop(self, numbers: Iterable[int]) -> None:
        """Take back every row of some files, written or not.

        Raises:
            StorageError: if the disk is full or refuses.
        """
        unwanted = set(numbers)
        for name, parts in self._waiting.items():
            self._waiting[name] = [_without(part, unwanted) for part in parts]
        for written in [w for w in self._written if w.files & unwanted]:
            self._written.remove(written)
            table = tables.table(written.part.table)
            path = self._lake / table.name / written.part.path
            rows = _without(pq.ParquetFile(path).read(), unwanted)
            path.unlink()
            self._write(table.name, rows)

    def flush(self) -> list[Part]:
        """Write what has gathered and give all parts written since the last time.

        Raises:
            StorageError: if the disk is full or refuses.
        """
        for name in list(self._waiting):
            self._hand_over(name)
        parts, self._written = [written.part for written in self._written], []
        self._seen.clear()
        return parts

    def _chunks(self, job: Job) -> Iterator[Chunk]:
        if isinstance(job, Whole):
            with reading(job.source, job.content, self._share(job)) as stream:
                yield from job.reader.read(stream, job.source.name, job.number, self._key)
        else:
            with job.open() as stream:
                seen = self._seen[job.number]
                yield from read_stretch(stream, job.source.name, job.number, self._names, job.stretch, seen)

    def _share(self, job: Whole) -> Callable[[int], None]:
        def told(read: int) -> None:
            if self._told:
                self._told(job.number, read, job.content.size)

        return told

    def _gather(self, rows: Mapping[str, pa.Table]) -> None:
        for name, some in rows.items():
            self._waiting[name].append(some)
            self._gathered[name] += some.num_rows
            if self._gathered[name] >= ROWS:
                self._hand_over(name)

    def _hand_over(self, name: str) -> None:
        parts = self._waiting.pop(name)
        del self._gathered[name]
        self._write(name, pa.concat_tables(parts))

    def _write(self, name: str, rows: pa.Table) -> None:
        if rows.num_rows:
            part = write_part(self._lake, tables.table(name), rows)
            self._written.append(_Written(part, set(pc.unique(rows["file_id"]).to_pylist())))


def _without(rows: pa.Table, numbers: set[int]) -> pa.Table:
    wanted = np.isin(rows["file_id"].to_numpy(), list(numbers), invert=True)
    return rows.filter(flags(wanted))


def _stopped(name: str, fault: Exception) -> Finding:
    return Finding(
        "intake.reader_stopped",
        ERROR,
        f"Reading stopped with a fault of Counteroffer's own ({type(fault).__name__}: {fault}).",
        "Nothing of the file was stored. Please report it; the other files are not affected.",
        file=name,
    )


def serve(line: Connection) -> None:
    """Do what the importing process asks for, until it hangs up.

    It sends `(what, argument)`: `begin` (lake folder, key), `do` (jobs), `drop` (file numbers) or `flush`; each is
    answered with its result, or with the error that it raised.
    """
    hand: Hand | None = None
    asked_for: Queue[tuple[str, Any] | None] = Queue()
    # heard by a thread of its own: the other end may be sending while we answer, and neither may wait for the other
    Thread(target=_hear, args=(line, asked_for), daemon=True).start()
    while (heard := asked_for.get()) is not None:
        what, asked = heard
        try:
            if what == "begin":
                hand = Hand(*asked)
                continue
            assert hand is not None
            line.send([hand.do(job) for job in asked] if what == "do" else getattr(hand, what)(*asked))
        except CounterofferError as fault:
            line.send(fault)


def _hear(line: Connection, asked_for: Queue[tuple[str, Any] | None]) -> None:
    while True:
        try:
            asked_for.put(line.recv())
        except (EOFError, OSError):
            asked_for.put(None)
            return


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the importing process stops us
    pa.set_cpu_count(1)
    serve(Connection(int(sys.argv[1])))
