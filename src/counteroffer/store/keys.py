"""A workspace's two secrets: the pseudonym key and the vault key, in files for their owner only or in the OS keyring.

They differ: who has the pseudonym key can say whether a row is a given person's, who has the vault key can read names.
"""

from __future__ import annotations

import json
import os
import secrets
import stat
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import attrs

from counteroffer.core.errors import WorkspaceError
from counteroffer.store.disk import storing, write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from keyring.backend import KeyringBackend

KEY_BYTES = 32
PSEUDONYM, VAULT, NEXT_VAULT = "pseudonym", "vault", "vault-next"
"""The keys by name; the next vault key is there only while the vault is being re-encrypted."""

NAMES = (PSEUDONYM, VAULT, NEXT_VAULT)
ENVIRONMENT = "COUNTEROFFER_KEY_DIR"
_SERVICE = "counteroffer"
_RING_FILE = "keyring.json"

_RESTORE = "then put the keys back: `counteroffer vault key --restore FILE`."
_MENDS = {
    PSEUDONYM: "Put it back from your backup, or make a new workspace and import the files again.",
    VAULT: "Put it back from your backup: `counteroffer vault key --restore FILE`. Measures and cases work without it; "
    "until it is back, names cannot be read and files cannot be imported.",
}
_MENDS[NEXT_VAULT] = _MENDS[VAULT]


class Place(Protocol):
    """Where keys are kept."""

    def read(self, name: str) -> bytes | None:
        """Give a key, None if there is none of this name."""

    def write(self, name: str, key: bytes) -> None:
        """Keep a key, in the place of one of the same name."""

    def drop(self, name: str) -> None:
        """Forget a key; nothing happens if there is none."""

    def where(self, name: str) -> str:
        """Say where a key is kept, for people."""


@attrs.frozen
class KeyFiles:
    """Keys as files of 32 bytes that only their owner may read.

    Attributes:
        folder: holds `pseudonym.key` and `vault.key`.
    """

    folder: Path

    def read(self, name: str) -> bytes | None:
        """Give a key.

        Raises:
            WorkspaceError: if the file may be read by others than its owner, or cannot be read.
        """
        path = self._path(name)
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
            if mode & 0o077:
                raise WorkspaceError(
                    f"{path} may be read by others on this computer (its rights are {mode:o}).",
                    f"Run `chmod 600 {path}`. If somebody may have read it, see docs/privacy.md.",
                )
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as fault:
            raise WorkspaceError(
                f"{path} cannot be read ({fault.strerror}).", "Ask its owner for permission."
            ) from None

    def write(self, name: str, key: bytes) -> None:
        """Keep a key on the disk itself."""
        with storing(self.folder):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self._path(name), key, 0o600)

    def drop(self, name: str) -> None:
        """Delete a key's file."""
        with storing(self.folder):
            self._path(name).unlink(missing_ok=True)

    def where(self, name: str) -> str:
        """Give the path of a key's file."""
        return str(self._path(name))

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.key"


@attrs.frozen
class KeyRing:
    """Keys in the operating system's keyring, under a name of the workspace's own.

    Attributes:
        account: the name; another workspace on the same computer has another.
    """

    account: str

    def read(self, name: str) -> bytes | None:
        """Give a key.

        Raises:
            WorkspaceError: if the keyring is locked or not there, or holds something else.
        """
        from keyring.errors import KeyringError  # noqa: PLC0415 - slow to import, and most have their keys in files

        try:
            told = _ring().get_password(_SERVICE, f"{self.account}/{name}")
            return None if told is None else bytes.fromhex(told)
        except (KeyringError, ValueError) as fault:
            says = f"The keyring of this computer gives no {name} key ({type(fault).__name__})."
            raise WorkspaceError(says, "Unlock it, or log in as the user who put the keys there.") from None

    def write(self, name: str, key: bytes) -> None:
        """Keep a key."""
        from keyring.errors import KeyringError  # noqa: PLC0415 - as above

        try:
            _ring().set_password(_SERVICE, f"{self.account}/{name}", key.hex())
        except KeyringError as fault:
            says = f"The keyring of this computer takes no key ({type(fault).__name__})."
            raise WorkspaceError(says, "Unlock it, or keep the keys in files.") from None

    def drop(self, name: str) -> None:
        """Delete a key."""
        from keyring.errors import KeyringError  # noqa: PLC0415 - as above

        if self.read(name) is None:
            return
        try:
            _ring().delete_password(_SERVICE, f"{self.account}/{name}")
        except KeyringError as fault:
            says = f"The keyring of this computer does not let go of the {name} key ({type(fault).__name__})."
            raise WorkspaceError(says, f"Delete {self.where(name)} by hand.") from None

    def where(self, name: str) -> str:
        """Say in words that it is in the keyring."""
        return f"the keyring of this computer ({_SERVICE}, {self.account}/{name})"


def _ring() -> KeyringBackend:
    """Give the keyring that may be used.

    Raises:
        WorkspaceError: if this computer has none.
    """
    import keyring  # noqa: PLC0415 - as above

    ring = keyring.get_keyring()
    if ring.priority < 1:
        raise WorkspaceError(
            "This computer has no keyring that Counteroffer could use.",
            "Keep the keys in files: `counteroffer vault key --to file`.",
        )
    return ring


@attrs.frozen
class Keys:
    """The keys of one workspace.

    Attributes:
        folder: the workspace's `secret` folder; COUNTEROFFER_KEY_DIR, where set, takes its place.
    """

    folder: Path

    @property
    def place(self) -> KeyFiles | KeyRing:
        """Where the keys are kept: the folder of COUNTEROFFER_KEY_DIR, else the keyring if chosen, else files."""
        named = os.environ.get(ENVIRONMENT)
        if named:
            return KeyFiles(Path(named))
        if self._ring_file.is_file():
            return KeyRing(self._account())
        return KeyFiles(self.folder)

    def read(self, name: str) -> bytes:
        """Give a key.

        Raises:
            WorkspaceError: if it is gone, damaged, or not safe.
        """
        key = self._given(name)
        if key is None:
            raise WorkspaceError(f"{self.place.where(name)} cannot be read: there is no {name} key.", _MENDS[name])
        return key

    def has(self, name: str) -> bool:
        """Whether there is such a key.

        Raises:
            WorkspaceError: if it is there and cannot be used.
        """
        return self._given(name) is not None

    def make(self, name: str) -> bytes:
        """Give a key that may be there already; else a new random one, kept before it is given."""
        key = self._given(name)
        if key is None:
            key = secrets.token_bytes(KEY_BYTES)
            self.place.write(name, key)
        return key

    def turn(self) -> None:
        """Put the next vault key in the place of the vault key, when nothing is left under the old one."""
        self.place.write(VAULT, self.read(NEXT_VAULT))
        self.place.drop(NEXT_VAULT)

    def all(self) -> dict[str, bytes]:
        """Give every key that is there, by name."""
        return {name: key for name in NAMES if (key := self._given(name)) is not None}

    def put_back(self, keys: Mapping[str, bytes]) -> None:
        """Keep keys out of a backup.

        Raises:
            WorkspaceError: if another key of the same name is here; nothing is changed then.
        """
        for name, key in keys.items():
            here = self.place.read(name)
            if here is not None and len(here) == KEY_BYTES and here != key:  # one of another length is damaged
                raise WorkspaceError(
                    f"This workspace has another {name} key than the backup.",
                    f"If the backup is right, move {self.place.where(name)} away first and keep it.",
                )
        for name, key in keys.items():
            self.place.write(name, key)

    def move(self, *, to_ring: bool) -> None:
        """Move all keys into the keyring, or back into files; the old place is emptied last.

        Raises:
            WorkspaceError: if there is no usable keyring, or COUNTEROFFER_KEY_DIR says where keys are.
        """
        if os.environ.get(ENVIRONMENT):
            says = f"{ENVIRONMENT} says where the keys of this workspace are; they are not moved."
            raise WorkspaceError(says, "Take it out of the environment first.")
        before = self.place
        if isinstance(before, KeyRing) == to_ring:
            return
        after = KeyRing(uuid.uuid4().hex) if to_ring else KeyFiles(self.folder)
        keys = self.all()
        for name, key in keys.items():
            after.write(name, key)
            if after.read(name) != key:
                raise WorkspaceError(f"{after.where(name)} did not keep the key.", "The keys stay where they are.")
        if isinstance(after, KeyRing):
            with storing(self.folder):
                write_whole(self._ring_file, json.dumps({"account": after.account}).encode(), 0o600)
        else:
            self._ring_file.unlink()
        for name in keys:
            before.drop(name)

    def _account(self) -> str:
        try:
            return str(json.loads(self._ring_file.read_bytes())["account"])
        except (OSError, ValueError, KeyError, TypeError):
            says = f"{self._ring_file}, which says where in the keyring the keys are, cannot be read."
            raise WorkspaceError(
                says, "Put it back from a backup of the workspace; or delete it, " + _RESTORE
            ) from None

    def _given(self, name: str) -> bytes | None:
        key = self.place.read(name)
        if key is not None and len(key) != KEY_BYTES:
            says = f"{self.place.where(name)} is damaged: it has {len(key)} bytes, not {KEY_BYTES}."
            raise WorkspaceError(says, _MENDS[name])
        return key

    @property
    def _ring_file(self) -> Path:
        return self.folder / _RING_FILE
