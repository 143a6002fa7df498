"""The vault as its owner meets it: who was opened is noted before it is shown; keys are kept, moved and put back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core.errors import CounterofferError, InputError
from counteroffer.store.access import Access, AccessLog, reason
from counteroffer.store.engine import Engine
from counteroffer.store.key_backup import read_backup, write_backup
from counteroffer.store.keys import NEXT_VAULT, PSEUDONYM, VAULT
from counteroffer.store.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from counteroffer.workspace.desk import Workspace

NAMED = ("claims", "remit_claims")
"""Tables all of whose patients the vault should know."""

_EXPORT, _ROTATE = "key export", "rotate"


@attrs.frozen
class VaultStatus:
    """What stands in the vault and where its keys are; nobody's name.

    Attributes:
        blobs: encrypted files.
        bytes: what they take on the disk.
        places: where each key is kept: name -> place.
        patients: different patients; None if there is no usable key.
        files: imported files that name them; None if there is no usable key.
        damaged: encrypted files that do not open: name -> why.
        half_rotated: true when a re-encryption was stopped and is to be run again.
        exported: when the keys were last exported under today's vault key, ISO 8601 in UTC; empty if never.
        openings: how often identities were opened.
        trouble: why the keys cannot be used; None if they can.
    """

    blobs: int
    bytes: int
    places: dict[str, str]
    patients: int | None
    files: int | None
    damaged: dict[str, str]
    half_rotated: bool
    exported: str
    openings: int
    trouble: CounterofferError | None


@attrs.frozen
class VaultCheck:
    """What became of opening everything.

    Attributes:
        rows: rows that opened: a patient once for each file that names them.
        unknown: patients of claims and remittances whom the vault does not know.
        damaged: encrypted files that do not open: name -> why.
    """

    rows: int
    unknown: int
    damaged: dict[str, str]


class VaultDesk:
    """The vault of one workspace: look, open with a reason, check, re-encrypt, and care for the keys.

    Args:
        desk: the workspace.
    """

    def __init__(self, desk: Workspace) -> None:
        self._home, self._lake = desk.home, desk.lake
        self._keys = desk.home.keys
        self.log = AccessLog(desk.home.root / "logs" / "access.jsonl")

    def status(self) -> VaultStatus:
        """Say what is there; a key that cannot be used is told in `trouble`, not raised."""
        vault, patients, files, half, trouble = Vault(self._home), None, None, False, None
        entries = self.log.entries()
        try:
            self._keys.read(PSEUDONYM)
            half = self._keys.has(NEXT_VAULT)
            patients, files = len(vault.patients()), len(vault.file_ids())
        except CounterofferError as fault:
            trouble = fault
        return VaultStatus(
            blobs=len(vault.blobs()),
            bytes=sum(blob.path.stat().st_size for blob in vault.blobs()),
            places=self.places(),
            patients=patients,
            files=files,
            damaged=vault.damaged,
            half_rotated=half,
            exported=_exported(entries),
            openings=sum(entry.what in {"show", "search"} for entry in entries),
            trouble=trouble,
        )

    def places(self) -> dict[str, str]:
        """Say where each key is kept: name -> place.

        Raises:
            WorkspaceError: if the note of the keyring cannot be read.
        """
        place = self._keys.place
        return {name: place.where(name) for name in (PSEUDONYM, VAULT)}

    def show(self, keys: Sequence[str], why: str) -> pa.Table:
        """Give the patients behind pseudonyms, as `store.people.FOUND`; noted before this returns.

        Raises:
            InputError: if no reason is given.
            WorkspaceError: if there is no usable vault key.
            StorageError: if it cannot be noted.
        """
        said = reason(why)
        found = Vault(self._home).find(key.strip().lower() for key in keys)
        self.log.note("show", said, len(found))
        return found

    def search(self, text: str, why: str, most: int = 50) -> tuple[pa.Table, int]:
        """Give the first patients whose names or member ids have every word of a text; noted before this returns.

        Returns:
            Rows as `store.people.FOUND`, by name, and how many there are in all.

        Raises:
            InputError: if no reason, or no word, is given.
            WorkspaceError: if there is no usable vault key.
            StorageError: if it cannot be noted.
        """
        said = reason(why)
        if not any(letter.isalnum() for letter in text):
            raise InputError("There is nothing to look for.", "Give a part of a name or of a member id.")
        found = Vault(self._home).search(text)
        shown = found.slice(0, most)
        self.log.note("search", said, len(shown))
        return shown, len(found)

    def check(self) -> VaultCheck:
        """Open everything, and see whether the vault knows the patients of all claims.

        Raises:
            WorkspaceError: if a key is gone or not the right one.
        """
        self._keys.read(PSEUDONYM)
        vault = Vault(self._home)
        rows = vault.check()
        known = vault.patients()
        with Engine(self._lake) as engine:
            tables = [engine.table(name).select("patient_key") for name in NAMED]
            asked = engine.arrow(tables[0].union(*tables[1:], distinct=True))["patient_key"]
        strange = pc.and_(pc.not_equal(asked, ""), pc.invert(pc.is_in(asked, known)))
        return VaultCheck(rows, pc.sum(strange).as_py() or 0, vault.damaged)

    def rotate(self) -> None:
        """Re-encrypt everything under a new key; backups of the keys made before open nothing afterwards.

        Raises:
            WorkspaceError: if there is no usable vault key, or an import is running.
            StorageError: if the disk refuses or a part is damaged; the old key is kept then.
        """
        with self._lake.writing():
            Vault(self._home).rotate()
        self.log.note(_ROTATE, "re-encrypted under a new key", 0)

    def export(self, path: Path, passphrase: str) -> None:
        """Write the keys into a new file that opens with a passphrase; it is opened once before this returns.

        Raises:
            InputError: if the file is there already or the passphrase is too short.
            WorkspaceError: if a key is missing.
            StorageError: if the disk refuses, or did not keep what was written.
        """
        self._keys.read(PSEUDONYM)
        if Vault(self._home).blobs():
            self._keys.read(VAULT)
        keys = self._keys.all()
        write_backup(path, keys, passphrase)
        read_backup(path, passphrase)
        self.log.note(_EXPORT, f"to {path}", 0)

    def restore(self, path: Path, passphrase: str) -> list[str]:
        """Put keys back from a file that `export` wrote, if they are this vault's.

        Returns:
            The names of the keys.

        Raises:
            InputError: if the file or the passphrase is not right, or the keys are of another vault.
            WorkspaceError: if another key of the same name is here.
        """
        keys = read_backup(path, passphrase)
        if not Vault(self._home).suits(key for name, key in keys.items() if name in {VAULT, NEXT_VAULT}):
            raise InputError(
                f"The keys in {path} are not those that {self._home.vault_dir} was written with. Nothing was changed.",
                "Take the backup of this workspace that was made after its last `counteroffer vault rotate`.",
            )
        with self._lake.writing():
            self._keys.put_back(keys)
        self.log.note("key restore", f"from {path}", 0)
        return sorted(keys)

    def move(self, *, to_ring: bool) -> None:
        """Move the keys into the keyring of this computer, or back into files.

        Raises:
            WorkspaceError: if there is no usable keyring, or an import is running.
        """
        with self._lake.writing():
            self._keys.move(to_ring=to_ring)
        self.log.note("key move", "to the keyring" if to_ring else "to files", 0)


def _exported(entries: Sequence[Access]) -> str:
    """Tell when the keys were exported last, if not before the last re-encryption."""
    last = ""
    for entry in entries:
        if entry.what in {_EXPORT, _ROTATE}:
            last = entry.at if entry.what == _EXPORT else ""
    return last
