"""Where a fact came from: the file and the place in it."""

from __future__ import annotations

import hashlib

import attrs

FILE_ID_BITS = 52
"""Kept below 53 bits so that the number survives JSON, spreadsheets and floats unharmed."""


def file_id(sha256: str) -> int:
    """Give the number by which every row names its file: the first 52 bits of the content's SHA-256."""
    return int(sha256[: FILE_ID_BITS // 4], 16)


def sha256(content: bytes) -> str:
    """Give the hex SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()


@attrs.frozen
class Place:
    """A place in an X12 file: all ordinals count from 1; `segment` counts through the whole file.

    Attributes:
        file: the file's name as the user gave it (`box.zip/remit.835` for a member of an archive).
        file_id: see `file_id`.
        interchange: ordinal of the ISA in the file.
        segment: ordinal of the segment in the file (the first ISA is 1).
        offset: byte offset of the segment's first byte in the (decompressed) file.
    """

    file: str
    file_id: int = 0
    interchange: int = 0
    segment: int = 0
    offset: int = 0
