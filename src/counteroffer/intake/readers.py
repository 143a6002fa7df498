"""Which reader reads a file, by what its first bytes look like and what the practice has told us about its form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

import attrs

from counteroffer.ingest.chunk import Chunk
from counteroffer.ingest.x12 import READER, read_x12

Read = Callable[[BinaryIO, str, int, bytes], Iterator[Chunk]]
"""Reads one file: its decompressed stream, name, number (`core.source.file_id`) and the pseudonym key."""


@attrs.frozen
class Reader:
    """One way to read a file; it can be handed to another process.

    Attributes:
        version: the reader's version, with the mapping's where there is one; kept with every file it read, so that a
            file which a former version could not use is tried again.
        read: reads the file.
    """

    version: str
    read: Read

    def wants(self, status: str, version: str) -> bool:
        """Whether a file that is in the lake is to be read anew, without anybody asking.

        It is when this version has not tried it yet and either nothing in it could be used, or it is no X12: then
        somebody has changed the mapping that it is read by.

        Args:
            status: `files.status`.
            version: `files.reader`, the version that read it.
        """
        return version != self.version and (status != "stored" or self.read is not read_x12)


@attrs.frozen
class Readers:
    """All readers that a workspace has."""

    def for_file(self, name: str, head: bytes) -> Reader:
        """Choose the reader of a file.

        Args:
            name: the file's name as given.
            head: its first 64 KiB, decompressed.
        """
        del name, head
        return Reader(READER, read_x12)
