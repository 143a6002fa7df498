"""The vault: who the patients are, apart from the tables and encrypted.

A folder of sealed blobs, each with many patients: the files they came from, their keys, and their rows, three sections
that open one by one. A blob's name begins with the ordinal of its batch; a batch is what one `append` brought. Nothing
in clear tells a patient, a pseudonym or a file.

Whoever writes holds the lake's lock (`Lake.writing`); readers need none.
"""

from __future__ import annotations

import secrets
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core.errors import StorageError, WorkspaceError
from counteroffer.store.disk import storing, sync
from counteroffer.store.keys import NEXT_VAULT, VAULT
from counteroffer.store.people import FOUND, as_table, collapsed, cut, of_files, plain, sections
from counteroffer.store.sealed import DamagedError, Seal, mark_of, read_sealed, write_sealed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from pathlib import Path

    from counteroffer.store.home import Home

ROWS = 250_000
"""Patients in one blob at most."""

SMALL = 4 * 2**20
"""A blob below this many bytes is small."""

MANY = 40
"""More small blobs than this are put together."""

_SECTIONS = 3
_FILES, _KEYS, _ROWS = range(_SECTIONS)
_TRIES = 3


@attrs.frozen
class Blob:
    """One blob of the vault.

    Attributes:
        path: its file.
    """

    path: Path

    @property
    def batch(self) -> int:
        """The ordinal of the batch that brought it."""
        return int(self.path.name.split("-")[0])


class Vault:
    """The vault of one workspace.

    Attributes:
        damaged: blobs that could not be opened since this object was made: name -> why. The others are read all the
            same.
    """

    def __init__(self, home: Home) -> None:
        self._folder, self._keys = home.vault_dir, home.keys
        self.damaged: dict[str, str] = {}
        self._known: dict[bytes, Seal] = {}

    def ready(self) -> None:
        """See that the vault can be written, before anything is read that would go into it.

        A vault that holds nothing yet gets its key here.

        Raises:
            WorkspaceError: if its key is gone or is not the one it was written with; nothing is to be imported then.
            StorageError: if a new key cannot be kept.
        """
        if not self.blobs():
            self._keys.make(VAULT)
        self._see_key()

    def append(self, tables: Sequence[pa.Table]) -> None:
        """Add patients as one batch; they are on the disk itself when this returns.

        To be called just before the lake's commit, under its lock; `settle` takes back what was not committed.

        Args:
            tables: rows of `core.tables.IDENTITIES`; all rows of a file in one call.

        Raises:
            WorkspaceError: if there is no usable vault key.
            StorageError: if the disk is full or refuses.
        """
        rows = [table for table in tables if table.num_rows]
        if not rows:
            return
        self.ready()
        batch = max((blob.batch for blob in self.blobs()), default=0) + 1
        self._write(batch, rows)
        if len(self._small()) > MANY:
            self.compact()

    def settle(self, file_ids: Collection[int]) -> None:
        """Drop what the lake does not stand behind: rows of other files than these, and former readings of a file.

        Args:
            file_ids: the files that the lake has.

        Raises:
            StorageError: if the disk is full or refuses.
        """
        newest = self._newest()
        kept = {number: batch for number, batch in newest.items() if number in file_ids}
        self._keep(lambda batch, number: kept.get(number) == batch)

    def remove_files(self, file_ids: Iterable[int]) -> None:
        """Drop everything that these files say about patients; what others say of the same patients stays.

        Raises:
            StorageError: if the disk refuses, or a blob is damaged, so that nobody can say what stands in it.
        """
        unwanted = set(file_ids)
        self._keep(lambda _, number: number not in unwanted)
        if self.damaged:
            self._refuse("removed from")

    def find(self, keys: Iterable[str]) -> pa.Table:
        """Give the patients behind pseudonyms; where files differ, what the last of them says.

        Returns:
            Rows as `FOUND`, in the order of the keys, without those that nobody knows.

        Raises:
            WorkspaceError: if there is no usable vault key.
        """
        wanted = list(dict.fromkeys(keys))
        asked = pa.array(wanted, pa.string())

        def matching(blob: Blob) -> pa.Table | None:
            known = self._section(blob, _KEYS)
            if known is None or not pc.any(pc.is_in(known["patient_key"], asked)).as_py():
                return None
            rows = self._section(blob, _ROWS)
            return None if rows is None else rows.filter(pc.is_in(rows["patient_key"], asked))

        return collapsed(self._gathered(matching), wanted)

    def search(self, text: str) -> pa.Table:
        """Give the patients whose names or member ids have every word of a text, whatever the accents and capitals.

        Returns:
            Rows as `FOUND`, by name.

        Raises:
            WorkspaceError: if there is no usable vault key.
        """
        words = plain(pa.array([text.replace(",", " ")]))[0].as_py().split()
        if not words:
            return FOUND.empty_table()

        def matching(blob: Blob) -> pa.Table | None:
            rows = self._section(blob, _ROWS)
            if rows is None:
                return None
            said = pc.binary_join_element_wise(*(rows[n] for n in ("last", "first", "middle", "member_id")), " ")
            told = plain(said)
            for word in words:
                hit = pc.match_substring(told, word)
                rows, told = rows.filter(hit), told.filter(hit)
            return rows.select(["patient_key"])

        keys = {key for part in self._gathered(matching) for key in part["patient_key"].to_pylist()}
        return self.find(keys).sort_by([("last", "ascending"), ("first", "ascending"), ("patient_key", "ascending")])

    def compact(self) -> None:
        """Put small blobs together, and drop former readings of files on the way. Memory stays small.

        Raises:
            WorkspaceError: if there is no usable vault key.
            StorageError: if the disk is full or refuses; nothing is lost then.
        """
        newest = self._newest()
        group: list[pa.Table] = []
        done: list[Blob] = []
        for blob in self._small():
            rows = self._section(blob, _ROWS)
            if rows is None:
                continue
            if sum(map(len, group)) + len(rows) > ROWS:
                self._replace(done, group)
                group, done = [], []
            group.append(of_files(rows, {n for n in self._files(blob) if newest[n] == blob.batch}))
            done.append(blob)
        self._replace(done, group)

    def rotate(self) -> None:
        """Re-encrypt everything under a new key and forget the old one; after a crash, call it again.

        Raises:
            WorkspaceError: if there is no usable vault key.
            StorageError: if the disk refuses, or a blob is damaged: the old key is kept, for it may be mended yet.
        """
        self.ready()
        after = Seal.of(self._keys.make(NEXT_VAULT))
        self._known = {}
        for blob in self.blobs():
            sections = self._opened(blob, range(_SECTIONS))
            if sections is not None and mark_of(blob.path) != after.mark:
                with storing(self._folder):
                    write_sealed(blob.path, after, sections)
        if self.damaged:
            self._refuse("re-encrypted in")
        self._keys.turn()
        self._known = {}

    def check(self) -> int:
        """Open every blob in full; what does not open is in `damaged` afterwards.

        Returns:
            How many rows there are in those that do.

        Raises:
            WorkspaceError: if there is no usable vault key.
        """
        if self.blobs():
            self._see_key()
        return sum(len(as_table(opened[_ROWS])) for b in self.blobs() if (opened := self._opened(b, range(_SECTIONS))))

    def blobs(self) -> list[Blob]:
        """Give the blobs that are there, the oldest batch first."""
        return [Blob(path) for path in sorted(self._folder.glob("*.blob"))]

    def file_ids(self) -> set[int]:
        """Give the files that anything in the vault came from.

        Raises:
            WorkspaceError: if there is no usable vault key.
        """
        return set(self._newest())

    def patients(self) -> pa.Array:
        """Give the pseudonyms of all patients that are known, each once; no name is opened for it.

        Raises:
            WorkspaceError: if there is no usable vault key.
        """
        parts = self._gathered(lambda blob: self._section(blob, _KEYS))
        return pc.unique(pa.concat_tables(parts)["patient_key"]) if parts else pa.array([], pa.string())

    def suits(self, keys: Iterable[bytes]) -> bool:
        """Whether one of these keys opens something in the vault; any does as long as it is empty."""
        marks = self._marks()
        return not marks or bool(marks & {Seal.of(key).mark for key in keys})

    def _small(self) -> list[Blob]:
        """Give the small blobs that are whole batches: a part moved alone would look like a later reading."""
        blobs = self.blobs()
        parts = Counter(blob.batch for blob in blobs)
        return [blob for blob in blobs if parts[blob.batch] == 1 and blob.path.stat().st_size < SMALL]

    def _newest(self) -> dict[int, int]:
        """Give, for each file, the last batch that it is in."""
        return {number: blob.batch for blob in self.blobs() for number in self._files(blob)}

    def _files(self, blob: Blob) -> list[int]:
        files = self._section(blob, _FILES)
        return [] if files is None else files["file_id"].to_pylist()

    def _keep(self, wanted: Callable[[int, int], bool]) -> None:
        """Drop the rows of files that are not wanted in a batch; a blob that has none of them is not touched."""
        for blob in self.blobs():
            files = self._files(blob)
            kept_files = {number for number in files if wanted(blob.batch, number)}
            if len(kept_files) == len(files):
                continue
            rows = self._section(blob, _ROWS)
            if rows is None:
                continue
            kept = of_files(rows, kept_files)
            with storing(self._folder):
                if len(kept):
                    write_sealed(blob.path, self._seal, sections(kept))
                else:
                    blob.path.unlink()
                    sync(self._folder)

    def _replace(self, done: Sequence[Blob], rows: Sequence[pa.Table]) -> None:
        """Put several blobs into the last of them; after a crash half way, `settle` drops what stands twice."""
        if len(done) < 2:
            return
        with storing(self._folder):
            write_sealed(done[-1].path, self._seal, sections(pa.concat_tables(rows)))
            for blob in done[:-1]:
                blob.path.unlink()
            sync(self._folder)

    def _write(self, batch: int, rows: Sequence[pa.Table]) -> None:
        seal = self._seal
        with storing(self._folder):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            for part in cut(rows, ROWS):
                path = self._folder / f"{batch:010d}-{secrets.token_hex(8)}.blob"
                write_sealed(path, seal, sections(part))

    def _gathered(self, matching: Callable[[Blob], pa.Table | None]) -> list[pa.Table]:
        """Ask every blob; once more if a writer has put blobs together under our eyes."""
        if not self.blobs():
            return []
        self._see_key()
        for _ in range(_TRIES):
            try:
                return [found for blob in self.blobs() if (found := matching(blob)) is not None]
            except FileNotFoundError:
                continue
        raise StorageError(f"{self._folder} changes all the time.", "Wait until the import is done, then ask again.")

    def _section(self, blob: Blob, number: int) -> pa.Table | None:
        opened = self._opened(blob, [number])
        return None if opened is None else as_table(opened[0])

    def _opened(self, blob: Blob, wanted: Sequence[int]) -> list[bytes] | None:
        """Open sections of a blob; None, and a note in `damaged`, where that cannot be done."""
        try:
            return read_sealed(blob.path, self._seals, _SECTIONS, wanted)
        except DamagedError as fault:
            self.damaged[blob.path.name] = str(fault)
            return None

    def _refuse(self, what: str) -> None:
        names = ", ".join(sorted(self.damaged))
        raise StorageError(
            f"Nothing could be {what} these parts of {self._folder}, which are damaged: {names}. The others are done.",
            "Put them back from your backup and do it again; or delete them, and redo the imports.",
        )

    def _see_key(self) -> None:
        """See that something in the vault opens with the key that is here."""
        self._known, marks = {}, self._marks()
        if marks and not marks & self._seals.keys():
            raise WorkspaceError(
                f"The vault key ({self._keys.place.where(VAULT)}) is not the one that {self._folder} was written with.",
                "Put the right one back from your backup: `counteroffer vault key --restore FILE`.",
            )

    def _marks(self) -> set[bytes]:
        """Tell the keys that anything here was written with."""
        marks = set()
        for blob in self.blobs():
            with suppress(DamagedError, FileNotFoundError):
                marks.add(mark_of(blob.path))
        return marks

    @property
    def _seals(self) -> dict[bytes, Seal]:
        """The seals there are, by their marks; that of the vault key is the first."""
        if not self._known:
            keys = [self._keys.read(VAULT)]
            if self._keys.has(NEXT_VAULT):
                keys.append(self._keys.read(NEXT_VAULT))
            self._known = {seal.mark: seal for seal in map(Seal.of, keys)}
        return self._known

    @property
    def _seal(self) -> Seal:
        return next(iter(self._seals.values()))
