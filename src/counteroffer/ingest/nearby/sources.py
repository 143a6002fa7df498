"""What a published file is, by its heading; where files lie, in folders and zips; and how it is streamed."""

from __future__ import annotations

import csv
import io
import zipfile
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NPIDATA, LOCATIONS, GAZETTEER, STANDARDS = "npidata", "locations", "gazetteer", "standards"
NPI = "NPI"
PLACE_ZIP = "Provider Business Practice Location Address Postal Code"
OTHER_ZIP = "Provider Secondary Practice Location Address - Postal Code"
_BOOKS = (".xlsx", ".xlsm", ".xls")
_TEXTS = (".csv", ".txt", ".tsv")
_HEAD = 65_536


@attrs.frozen
class Source:
    """One published file, perhaps a member of a zip.

    Attributes:
        path: the file or the zip.
        member: its name in the zip; empty for a file of its own.
        kind: `npidata`, `locations`, `gazetteer` or `standards`.
        header: its heading, of text files.
        delimiter: what stands between cells, of text files.
    """

    path: Path
    member: str
    kind: str
    header: tuple[str, ...] = ()
    delimiter: str = ","

    @property
    def name(self) -> str:
        """The file as it is told to the user."""
        return f"{self.path}/{self.member}" if self.member else str(self.path)

    @contextmanager
    def opened(self) -> Iterator[Any]:
        """Give its bytes as a stream, unpacked."""
        with ExitStack() as held:
            if self.member:
                archive = held.enter_context(zipfile.ZipFile(self.path))
                yield held.enter_context(archive.open(self.member))
            else:
                yield held.enter_context(self.path.open("rb"))


def find(paths: Sequence[Path]) -> tuple[list[Source], list[str]]:
    """Find what is known in files, zips and folders.

    Returns:
        The files, and the names of those that are nothing we know.

    Raises:
        InputError: if a path is not there, or a zip is damaged.
    """
    found: list[Source] = []
    passed: list[str] = []
    for path in paths:
        if not path.exists():
            raise InputError(f"There is no {path}.", "Name files, zips or folders of published files.")
        files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
        for file in files:
            for source in _in_file(file):
                (found.append(source) if isinstance(source, Source) else passed.append(source))
    return found, passed


def _in_file(path: Path) -> Iterator[Source | str]:
    if path.suffix.lower() == ".zip":
        try:
            with zipfile.ZipFile(path) as archive:
                for member in archive.namelist():
                    if PurePosixPath(member).suffix.lower() in (*_TEXTS, *_BOOKS):
                        with archive.open(member) as stream:
                            yield _known(path, member, stream.read(_HEAD))
        except zipfile.BadZipFile as fault:
            raise InputError(f"{path} is no zip, or is damaged.", "Download it again.") from fault
    elif path.suffix.lower() in (*_TEXTS, *_BOOKS):
        with path.open("rb") as stream:
            yield _known(path, "", stream.read(_HEAD))
    else:
        yield str(path)


def _known(path: Path, member: str, head: bytes) -> Source | str:
    name = f"{path}/{member}" if member else str(path)
    if PurePosixPath(member or path.name).suffix.lower() in _BOOKS:
        return Source(path, member, STANDARDS)
    line = head.decode("utf-8-sig", "replace").partition("\n")[0].strip("\r")
    delimiter = max(",\t|", key=line.count)
    header = tuple(cell.strip() for cell in next(csv.reader(io.StringIO(line), delimiter=delimiter), []))
    for kind, wanted in _SIGNS.items():
        if wanted <= {_folded(cell) for cell in header}:
            return Source(path, member, kind, header, delimiter)
    return name


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").split())


_SIGNS = {
    NPIDATA: {_folded(NPI), _folded(PLACE_ZIP), "entity type code"},
    LOCATIONS: {_folded(NPI), _folded(OTHER_ZIP)},
    GAZETTEER: {"geoid", "intptlat", "intptlong"},
    STANDARDS: {"specialty", "county type", "minutes", "miles"},
}
"""By which columns a heading tells what the file is."""
