"""A file's content: known by its SHA-256, then read forward while progress is told."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from io import BufferedReader, RawIOBase
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from counteroffer.intake.discover import Source

BLOCK = 2**20
HEAD = 2**16
"""Bytes of a file by which its reader is chosen."""


@attrs.frozen
class Content:
    """What is known of a file's content before it is read.

    Attributes:
        sha256: hex, of the decompressed content.
        size: decompressed bytes.
        stamp: size and time of the file on disk, to see that it does not change under our eyes.
        head: its first bytes, by which its reader is chosen.
    """

    sha256: str
    size: int
    stamp: tuple[int, int]
    head: bytes = b""


def look(source: Source) -> Content:
    """Read a file once for its hash.

    Raises:
        OSError and others: see `discover.UNREADABLE`.
    """
    digest, size, stamp, head = hashlib.sha256(), 0, stamp_of(source), b""
    with source.open() as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
            size += len(block)
            head = head or block[:HEAD]
    return Content(digest.hexdigest(), size, stamp, head)


@contextmanager
def reading(source: Source, content: Content, told: Callable[[int], None]) -> Iterator[BinaryIO]:
    """Open a file again for its reader; `told` is told how many bytes are read.

    Raises:
        OSError: if it changed since it was looked at; and others, see `discover.UNREADABLE`.
    """
    with source.open() as stream, BufferedReader(_Counted(stream, told), BLOCK) as counted:
        yield cast("BinaryIO", counted)
    check_unchanged(source, content)


def check_unchanged(source: Source, content: Content) -> None:
    """Make sure that a file is still what was looked at.

    Raises:
        OSError: if it is not.
    """
    if stamp_of(source) != content.stamp:
        raise OSError("it changed while it was read")


class _Counted(RawIOBase):
    def __init__(self, stream: BinaryIO, told: Callable[[int], None]) -> None:
        self._stream, self._told = stream, told
        self._read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = self._stream.read(len(buffer))
        buffer[: len(block)] = block
        self._read += len(block)
        self._told(self._read)
        return len(block)


def stamp_of(source: Source) -> tuple[int, int]:
    """Give the size and the time of the last change of the file on disk.

    Raises:
        OSError: if it is gone.
    """
    stat = source.path.stat()
    return stat.st_size, stat.st_mtime_ns
