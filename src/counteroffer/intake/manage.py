"""What was imported, and taking it out or reading it anew: whole imports or single files, whole or not at all."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from counteroffer.core import tables
from counteroffer.core.errors import UnknownNameError
from counteroffer.core.findings import ERROR, Finding
from counteroffer.intake.report import FAILED, FileOutcome, ImportReport, Progress
from counteroffer.intake.run import import_paths
from counteroffer.store.lake import Lake
from counteroffer.store.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from counteroffer.intake.readers import Readers
    from counteroffer.store.home import Home

LAST = "last"
"""Names the newest import."""


@attrs.frozen
class StoredFile:
    """A file that is in the lake.

    Attributes:
        file_id: its number.
        sha256: of its content.
        name: as it was given.
        path: where it was read from.
        kind: what it turned out to be.
        status: `stored` or `set_aside`.
        import_id: the import that brought it.
        claims: claims in it.
        charge: their charges, cents.
        paid: payments in it, cents.
        reader: version of the reader that read it.
    """

    file_id: int
    sha256: str
    name: str
    path: str
    kind: str
    status: str
    import_id: str
    claims: int
    charge: int
    paid: int
    reader: str


@attrs.frozen
class Import:
    """One import with the files of it that are still there.

    Attributes:
        import_id: its id.
        started_at: when it began (UTC).
        paths: what it was given.
        files: its files.
    """

    import_id: str
    started_at: datetime
    paths: tuple[str, ...]
    files: tuple[StoredFile, ...]

    @property
    def set_aside(self) -> int:
        """How many of its files could not be used."""
        return sum(file.status != "stored" for file in self.files)


@attrs.frozen
class Removed:
    """What was taken out: the files, and rows by table name."""

    files: tuple[StoredFile, ...]
    rows: dict[str, int]


def list_imports(lake: Lake) -> list[Import]:
    """Give all imports of which any file is there, the newest first."""
    names = [field.name for field in attrs.fields(StoredFile)]
    by_import: dict[str, list[StoredFile]] = defaultdict(list)
    for row in lake.read("files", names).to_pylist():
        by_import[row["import_id"]].append(StoredFile(**row))
    rows = lake.read("imports", ["import_id", "started_at", "paths"]).to_pylist()
    found = [
        Import(row["import_id"], row["started_at"], tuple(row["paths"].splitlines()), _sorted(files))
        for row in rows
        if (files := by_import.get(row["import_id"]))
    ]
    return sorted(found, key=lambda one: one.import_id, reverse=True)


def chosen(lake: Lake, wanted: Sequence[str]) -> tuple[StoredFile, ...]:
    """Find the files that are meant by ids of imports, `last`, names or paths of files, or beginnings of a SHA-256.

    Raises:
        UnknownNameError: if one of them means nothing, or a beginning means several files.
    """
    imports = list_imports(lake)
    every = [file for one in imports for file in one.files]
    found: dict[int, StoredFile] = {}
    for name in wanted:
        for file in _meant(name, imports, every):
            found[file.file_id] = file
    return _sorted(list(found.values()))


def _meant(name: str, imports: list[Import], every: list[StoredFile]) -> Sequence[StoredFile]:
    if name == LAST and imports:
        return imports[0].files
    for one in imports:
        if one.import_id == name:
            return one.files
    path = str(Path(name).absolute())
    named = [file for file in every if name in {file.name, Path(file.name).name} or path in {file.path, file.name}]
    if named:
        return named
    begun = [file for file in every if len(name) >= 6 and file.sha256.startswith(name.lower())]
    if len(begun) == 1:
        return begun
    if begun:
        raise UnknownNameError(f"'{name}' begins the SHA-256 of {len(begun)} files.", "Give more of it.")
    raise UnknownNameError(
        f"There is no import and no file '{name}'.", "List them with `counteroffer imports` and `imports show ID`."
    )


def remove(home: Home, files: Sequence[StoredFile]) -> Removed:
    """Take files out of the lake with everything that was read from them.

    What is made of them (matched lines, prices) is made anew at the next question.

    Raises:
        StorageError: if the disk is full or refuses; then all of it is still there.
        WorkspaceError: if another process keeps writing, or the vault's key is gone: then too.
    """
    lake = Lake(home.lake_dir)
    names = [table.name for table in (tables.FILES, *tables.OF_FILES, tables.FINDINGS)]
    vault = Vault(home)
    with lake.writing() as write:
        vault.ready()
        before = {name: lake.rows(name) for name in names}
        write.delete_files([file.file_id for file in files])
        write.commit()
        vault.remove_files([file.file_id for file in files])
    gone = {name: before[name] - lake.rows(name) for name in names}
    return Removed(tuple(files), {name: rows for name, rows in gone.items() if rows})


def redo(
    home: Home, files: Sequence[StoredFile], progress: Progress | None = None, readers: Readers | None = None
) -> ImportReport:
    """Read files anew by today's rules from where they were read before; each is replaced whole or stays as it is.

    Returns:
        What became of each. A file that is gone or has other content now has failed; its rows stay.

    Raises:
        StorageError: if the disk is full; files replaced before stand.
        WorkspaceError: if another process keeps writing.
    """
    there = sorted({Path(file.path) for file in files if Path(file.path).exists()})
    wanted = frozenset(file.sha256 for file in files)
    report = ImportReport(())
    if there:
        report = import_paths(home, there, progress, readers=readers, again=wanted)
    lake = Lake(home.lake_dir)
    rows = lake.read("files", ["sha256", "import_id"]).to_pylist()
    now = {row["sha256"]: row["import_id"] for row in rows}
    named = {outcome.name for outcome in report.files}
    left = [file for file in files if now.get(file.sha256) == file.import_id and file.name not in named]
    return ImportReport((*report.files, *(_gone(file) for file in left)), report.amiss)


def _gone(file: StoredFile) -> FileOutcome:
    finding = Finding(
        "intake.source_gone",
        ERROR,
        f"{file.name} is not where it was read from, or has other content now.",
        f"What was read from it stays. Put the file back at {file.path}, or import it from where it is now.",
        file=file.name,
        file_id=file.file_id,
    )
    return FileOutcome(file.name, file.kind, FAILED, findings=(finding,))


def _sorted(files: Sequence[StoredFile]) -> tuple[StoredFile, ...]:
    return tuple(sorted(files, key=lambda file: file.name))
