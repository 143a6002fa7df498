"""Encrypted files of the vault: a few sections, each sealed by itself and tied to the file's name.

A file is the magic (which is the format's version), eight bytes that tell which key it needs, and for each section a
nonce of 96 random bits, its length and the AES-256-GCM of its bytes (NIST SP 800-38D). Magic, key, file name and the
section's number are authenticated with it: a byte changed, a file renamed or two sections exchanged are found.
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING

import attrs
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from counteroffer.store.disk import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import BinaryIO

MAGIC = b"COVAULT1"
NONCE = 12
_HEAD, _SECTION = struct.Struct("<8s8s"), struct.Struct(f"<{NONCE}sQ")


class DamagedError(Exception):
    """A sealed file does not open: it was changed, cut short, renamed, or needs a key that is not here."""


@attrs.frozen
class Seal:
    """What a vault key seals with.

    Attributes:
        mark: eight bytes that tell the key, and nothing about it.
        cipher: AES-256-GCM under a key of its own.
    """

    mark: bytes
    cipher: AESGCM = attrs.field(repr=False)

    @classmethod
    def of(cls, key: bytes) -> Seal:
        """Derive the seal of a vault key (HKDF-SHA-256, RFC 5869)."""
        return cls(_derived(key, b"counteroffer vault mark", 8), AESGCM(_derived(key, b"counteroffer vault seal", 32)))


def _derived(key: bytes, purpose: bytes, size: int) -> bytes:
    return HKDF(hashes.SHA256(), size, None, purpose).derive(key)


def write_sealed(path: Path, seal: Seal, sections: Sequence[bytes]) -> None:
    """Write a sealed file; it is on the disk itself, whole, when this returns.

    Raises:
        OSError: if the disk is full or refuses.
    """
    content = [_HEAD.pack(MAGIC, seal.mark)]
    for number, section in enumerate(sections):
        nonce = os.urandom(NONCE)
        closed = seal.cipher.encrypt(nonce, section, _tied(path.name, seal.mark, number, len(sections)))
        content += [_SECTION.pack(nonce, len(closed)), closed]
    write_whole(path, b"".join(content), 0o600)


def mark_of(path: Path) -> bytes:
    """Tell which key a sealed file needs.

    Raises:
        DamagedError: if it is no sealed file.
        OSError: if it cannot be read.
    """
    with path.open("rb") as file:
        return _mark(file)


def read_sealed(path: Path, seals: Mapping[bytes, Seal], count: int, wanted: Sequence[int]) -> list[bytes]:
    """Open some sections of a sealed file.

    Args:
        path: the file, under the name that it was written under.
        seals: the seals there are, by their marks.
        count: how many sections it has.
        wanted: which of them are opened, by number, ascending.

    Raises:
        DamagedError: if anything in them, or around them, is not as it was written.
        OSError: if it cannot be read.
    """
    opened = []
    with path.open("rb") as file:
        mark = _mark(file)
        if mark not in seals:
            raise DamagedError("it needs a vault key that is not here")
        for number in range(count):
            head = file.read(_SECTION.size)
            if len(head) < _SECTION.size:
                raise DamagedError("it is cut short")
            nonce, size = _SECTION.unpack(head)
            if size > os.fstat(file.fileno()).st_size - file.tell():
                raise DamagedError("it was changed")
            if number not in wanted:
                file.seek(size, os.SEEK_CUR)
                continue
            try:
                tied = _tied(path.name, mark, number, count)
                opened.append(seals[mark].cipher.decrypt(nonce, file.read(size), tied))
            except (InvalidTag, ValueError):
                raise DamagedError("it was changed") from None
        if count - 1 in wanted and file.read(1):
            raise DamagedError("something was added to it")
    return opened


def _mark(file: BinaryIO) -> bytes:
    head = file.read(_HEAD.size)
    if len(head) < _HEAD.size or not head.startswith(MAGIC):
        raise DamagedError("it does not begin as it should")
    mark: bytes = _HEAD.unpack(head)[1]
    return mark


def _tied(name: str, mark: bytes, number: int, count: int) -> bytes:
    return b"|".join([MAGIC, mark, name.encode(), b"%d/%d" % (number, count)])
