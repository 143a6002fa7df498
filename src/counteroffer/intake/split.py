"""A large X12 file as jobs that several hands can do at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, cast

from counteroffer.ingest.x12.stretches import SIZE, Stretches, merged
from counteroffer.intake.content import check_unchanged
from counteroffer.intake.discover import UNREADABLE, unreadable
from counteroffer.intake.jobs import Portion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counteroffer.intake.batch import File

SPLIT = 2 * SIZE
"""A file of fewer bytes is read by one hand."""


def portions(file: File) -> Iterator[Portion]:
    """Give the stretches of a file as jobs; what is wrong with its envelope is added to what was seen of it.

    A file that cannot be read to its end has a fault afterwards.
    """
    finder = Stretches(file.source.name, file.number, SIZE)
    try:
        packed = file.source.packed()
        with file.source.open() as opened:
            kept = _Kept(opened, keep=packed)
            for order, stretch in enumerate(finder.of(cast("BinaryIO", kept))):
                stop = stretch.stop if stretch.stop >= 0 else file.content.size
                file.stretches[order] = stop - stretch.start
                yield Portion(file.source, file.number, order, stretch, kept.take(stop) if packed else None)
        check_unchanged(file.source, file.content)
    except UNREADABLE as fault:
        file.seen.fault = unreadable(file.source.name, fault)
    file.seen.findings += finder.findings
    file.settle = merged


class _Kept:
    """A stream that keeps what was read of it until it is taken."""

    def __init__(self, stream: BinaryIO, *, keep: bool) -> None:
        self._stream, self._keep = stream, keep
        self._held = bytearray()
        self._at = 0

    def read(self, count: int) -> bytes:
        block = self._stream.read(count)
        if self._keep:
            self._held += block
        return block

    def take(self, stop: int) -> bytes:
        """Give what was read up to a place and not taken yet."""
        data = bytes(self._held[: stop - self._at])
        del self._held[: stop - self._at]
        self._at = stop
        return data
