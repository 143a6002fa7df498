"""A file's content: known by its SHA-256, then read forward while progress is told."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from io import BufferedReader, RawIOBase
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counteroffer.intake.discover import Source
    from counteroffer.intake.report import Progress

BLOCK = 2**20


@attrs.frozen
class Content:
    """What is known of a file's content before it is read.

    Attributes:
        sha256: hex, of the decompressed content.
        size: decompressed bytes.
        stamp: size and time of the file on disk, to see that it does not change under our eyes.
    """

    sha256: str
    size: int
    stamp: tuple[int, int]


class Share:
    """Tells progress in a file's size on disk, whatever it unpacks to; in the end it has told all of it."""

    def __init__(self, source: Source, progress: Progress) -> None:
        self._source, self._progress = source, progress
        self._told = 0

    def upto(self, read: int, size: int) -> None:
        """Tell that `read` of `size` decompressed bytes are read."""
        share = self._source.size * min(read, size) // max(size, 1)
        self._progress.advance(self._source.name, share - self._told)
        self._told = share

    def finish(self) -> None:
        """Tell what is left."""
        self.upto(1, 1)


def look(source: Source) -> Content:
    """Read a file once for its hash.

    Raises:
        OSError and others: see `discover.UNREADABLE`.
    """
    digest, size, stamp = hashlib.sha256(), 0, _stamp(source)
    with source.open() as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
            size += len(block)
    return Content(digest.hexdigest(), size, stamp)


@contextmanager
def reading(source: Source, content: Content, share: Share) -> Iterator[BinaryIO]:
    """Open a file again for its reader.

    Raises:
        OSError: if it changed since it was looked at; and others, see `discover.UNREADABLE`.
    """
    with source.open() as stream, BufferedReader(_Counted(stream, content.size, share), BLOCK) as counted:
        yield cast("BinaryIO", counted)
    if _stamp(source) != content.stamp:
        raise OSError("it changed while it was read")


class _Counted(RawIOBase):
    def __init__(self, stream: BinaryIO, size: int, share: Share) -> None:
        self._stream, self._size, self._share = stream, size, share
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = self._stream.read(len(buffer))
        buffer[: len(block)] = block
        self._read += len(block)
        self._share.upto(self._read, self._size)
        return len(block)


def _stamp(source: Source) -> tuple[int, int]:
    stat = source.path.stat()
    return stat.st_size, stat.st_mtime_ns
