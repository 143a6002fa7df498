"""A backup of a workspace's keys: one small file that opens with a passphrase only.

The passphrase is stretched with scrypt (RFC 7914; N = 2^17, r = 8, p = 1: a third of a second and 128 MB for every try)
and the keys are sealed with AES-256-GCM under what comes out.
"""

from __future__ import annotations

import base64
import json
import os
import unicodedata
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from counteroffer.core.errors import InputError
from counteroffer.store.disk import storing, write_whole
from counteroffer.store.keys import NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LEAST = 12
"""Characters of a passphrase at least."""

_FORMAT = "counteroffer keys 1"
_COST = {"n": 2**17, "r": 8, "p": 1}
_MOST = {"n": 2**20, "r": 8, "p": 4}
_ASK = "Choose the file that `counteroffer vault key --export FILE` wrote."


def write_backup(path: Path, keys: Mapping[str, bytes], passphrase: str) -> None:
    """Write keys into a new file.

    Raises:
        InputError: if the passphrase is too short or the file is there already.
        StorageError: if the disk refuses.
    """
    if len(passphrase) < LEAST:
        raise InputError(f"The passphrase has fewer than {LEAST} characters.", "Take four or five words.")
    if path.exists():
        raise InputError(f"{path} is there already.", "Choose another name; an old backup may still be needed.")
    salt, nonce = os.urandom(16), os.urandom(12)
    plain = json.dumps({name: key.hex() for name, key in keys.items()}).encode()
    sealed = AESGCM(_stretched(passphrase, salt, _COST)).encrypt(nonce, plain, _FORMAT.encode())
    said = {"format": _FORMAT, "scrypt": _COST, **{n: _text(v) for n, v in (("salt", salt), ("nonce", nonce))}}
    with storing(path.parent):
        write_whole(path, json.dumps(said | {"keys": _text(sealed)}, indent=1).encode(), 0o600)


def read_backup(path: Path, passphrase: str) -> dict[str, bytes]:
    """Give the keys of a backup by name.

    Raises:
        InputError: if the file is no backup, was changed, or the passphrase is not right.
    """
    said = _said(path)
    try:
        cost = {name: int(said["scrypt"][name]) for name in _COST}
        salt, nonce, sealed = (base64.b64decode(said[name], validate=True) for name in ("salt", "nonce", "keys"))
        key = _stretched(passphrase, salt, cost)
    except (ValueError, KeyError, TypeError) as fault:
        raise InputError(f"{path} is damaged.", "Take another copy of the backup.") from fault
    try:
        plain = AESGCM(key).decrypt(nonce, sealed, _FORMAT.encode())
    except (InvalidTag, ValueError):
        raise InputError(
            f"{path} does not open with this passphrase.", "Type it again; if it is right, the file was changed."
        ) from None
    return {name: bytes.fromhex(value) for name, value in json.loads(plain).items() if name in NAMES}


def _said(path: Path) -> dict[str, Any]:
    try:
        said = json.loads(path.read_bytes())
    except OSError as fault:
        raise InputError(f"{path} cannot be read.", _ASK) from fault
    except ValueError:
        said = None
    if not isinstance(said, dict) or said.get("format") != _FORMAT:
        raise InputError(f"{path} is no backup of keys.", _ASK)
    return said


def _stretched(passphrase: str, salt: bytes, cost: Mapping[str, int]) -> bytes:
    if any(not 0 < cost[name] <= most for name, most in _MOST.items()):
        raise ValueError  # a changed file shall not ask for all memory
    return Scrypt(salt=salt, length=32, **cost).derive(unicodedata.normalize("NFKC", passphrase).encode())


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
