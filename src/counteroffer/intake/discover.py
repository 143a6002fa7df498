"""What there is to read: folders, zip archives (one archive inside another too), gz and single files."""

from __future__ import annotations

import gzip
import os
import shutil
import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import attrs

from counteroffer.core.errors import InputError
from counteroffer.core.findings import ERROR, Finding
from counteroffer.store.disk import storing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

UNREADABLE = (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError)
"""What opening or unpacking a damaged, locked or forbidden file may raise."""

_ZIP, _GZ = b"PK\x03\x04", b"\x1f\x8b"
_NOT_ARCHIVES = frozenset([".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".jar", ".epub"])
_NOT_DATA = frozenset(["__MACOSX", "Thumbs.db", "desktop.ini", "$RECYCLE.BIN", "System Volume Information"])


@attrs.frozen
class Source:
    """One file to read.

    Attributes:
        name: path as given, with the member behind it when it is in an archive.
        path: the file on disk.
        size: bytes; of a member as the archive says, of a gz file compressed.
        member: name inside the archive `path`; empty when the file is the source itself.
        origin: the file that the user has: the outermost archive, where `path` is one that was unpacked from it.
    """

    name: str
    path: Path
    size: int
    member: str = ""
    origin: Path | None = None

    @property
    def kept_at(self) -> Path:
        """Where the user keeps it."""
        return (self.origin or self.path).absolute()

    def packed(self) -> bool:
        """Whether its bytes must be unpacked first: it is a member of an archive, or a gz file.

        Raises:
            OSError: if it cannot be opened.
        """
        with self.path.open("rb") as file:
            return bool(self.member) or file.read(2) == _GZ

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open the decompressed content, read forward.

        Raises:
            OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError: see `UNREADABLE`;
                reading may raise them too.
        """
        with ExitStack() as held:
            stream = held.enter_context(self.path.open("rb"))
            if self.member:
                archive = held.enter_context(zipfile.ZipFile(stream))
                stream = BufferedReader(cast("RawIOBase", held.enter_context(archive.open(self.member))))
            packed = stream.peek(2).startswith(_GZ)
            yield cast("BinaryIO", gzip.GzipFile(fileobj=stream) if packed else stream)


@attrs.frozen
class Found:
    """What was found: sources to read, and findings about what cannot be opened."""

    sources: tuple[Source, ...]
    findings: tuple[Finding, ...]


def check_paths(paths: Sequence[Path]) -> None:
    """Make sure that every path given is there.

    Raises:
        InputError: that names all that are not.
    """
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise InputError(
            f"There is no file or folder {', '.join(missing)}.", "Check the spelling; nothing was imported."
        )


def discover(paths: Sequence[Path], spool: Path, leave: Iterable[Path] = ()) -> Found:
    """Find every file, each folder in sorted order; hidden files and what is plainly no data are passed over.

    Args:
        paths: folders, archives or files.
        spool: an empty folder for archives that were inside archives.
        leave: files and folders of our own not to be read.

    Raises:
        InputError: if there is not one file.
        StorageError: if an archive inside an archive cannot be unpacked for want of space.
    """
    finder = _Finder(spool, frozenset(path.resolve() for path in leave))
    for path in paths:
        finder.take(path)
    if not finder.sources and not finder.findings:
        raise InputError(
            f"There is no file to read in {', '.join(map(str, paths))}.",
            "Name the folder or archive that holds the 835 and 837 files.",
        )
    return Found(tuple(finder.sources), tuple(finder.findings))


def unreadable(name: str, fault: BaseException | str) -> Finding:
    """The finding about a file that cannot be opened or read to its end."""
    if isinstance(fault, PermissionError):
        says, mend = (
            "This file may not be read: permission is missing.",
            "Give yourself permission and import it again.",
        )
    elif isinstance(fault, RuntimeError) and "password" in str(fault):
        says, mend = "This archive is locked by a password.", "Unpack it first and import the files."
    else:
        says = f"This file cannot be read to its end: {str(fault) or type(fault).__name__}."
        mend = "It is damaged or incomplete; fetch it again and import it again. Nothing of it was stored."
    return Finding("intake.unreadable", ERROR, says, mend, file=name)


class _Finder:
    def __init__(self, spool: Path, leave: frozenset[Path]) -> None:
        self.spool = spool
        self.leave = leave
        self.sources: list[Source] = []
        self.findings: list[Finding] = []

    def take(self, path: Path) -> None:
        if path.resolve() in self.leave:
            return
        if path.is_dir():
            self._folder(path)
        else:
            self._file(path)

    def _folder(self, folder: Path) -> None:
        try:
            inside = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as fault:
            self.findings.append(unreadable(str(folder), fault))
            return
        for entry in inside:
            # a link to a folder may lead in a circle
            if _is_data(entry.name) and not (entry.is_symlink() and entry.is_dir()):
                self.take(Path(entry.path))

    def _file(self, path: Path) -> None:
        try:
            size = path.stat().st_size
            with path.open("rb") as file:
                zipped = file.read(4) == _ZIP and path.suffix.lower() not in _NOT_ARCHIVES
        except OSError as fault:
            self.findings.append(unreadable(str(path), fault))
            return
        if zipped:
            self._archive(path, str(path))
        else:
            self.sources.append(Source(str(path), path, size))

    def _archive(self, path: Path, name: str, origin: Path | None = None) -> None:
        try:
            with zipfile.ZipFile(path) as archive:
                for member in sorted(archive.infolist(), key=lambda m: m.filename):
                    if not member.is_dir() and all(map(_is_data, member.filename.split("/"))):
                        self._member(archive, member, path, name, origin)
        except UNREADABLE as fault:
            self.findings.append(unreadable(name, fault))

    def _member(
        self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, name: str, origin: Path | None
    ) -> None:
        inside = f"{name}/{member.filename}"
        if origin or not member.filename.lower().endswith(".zip"):
            self.sources.append(Source(inside, path, member.file_size, member.filename, origin))
            return
        spooled = self.spool / f"{len(list(self.spool.iterdir()))}.zip"
        try:
            with archive.open(member) as packed, storing(self.spool), spooled.open("wb") as plain:
                shutil.copyfileobj(packed, plain)
        except UNREADABLE as fault:
            self.findings.append(unreadable(inside, fault))
        else:
            self._archive(spooled, inside, path)


def _is_data(name: str) -> bool:
    return bool(name) and not name.startswith((".", "~$")) and name not in _NOT_DATA
