"""Interchange control numbers of the imported files, looked up where the files still lie."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counteroffer.core.errors import CounterofferError
from counteroffer.intake.discover import UNREADABLE, Source, discover

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

Row = dict[str, Any]

HEAD = 2**20
"""Bytes of each file that are looked at; interchanges further down in a file are not seen."""

_SIZES = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9)
"""Widths of ISA01 to ISA13, which are fixed."""


def envelopes(files: pa.Table) -> list[tuple[str, str, int, str]]:
    """Read sender (ISA06 with the kind of content), control number (ISA13), file_id and name of each interchange.

    Args:
        files: `core.tables.FILES`. Files that were moved since, or cannot be opened, are passed over.
    """
    known = {_where(row): row for row in files.to_pylist() if row["interchanges"] and row["path"]}
    paths = sorted({Path(row["path"]) for row in known.values()})
    found = []
    with tempfile.TemporaryDirectory() as spool:
        for source in _sources([path for path in paths if path.exists()], Path(spool)):
            row = known.get(source.name)
            if row:
                found += [
                    (f"{sender} ({row['kind']})", n, row["file_id"], row["name"]) for sender, n in _numbers(source)
                ]
    return found


def _sources(paths: list[Path], spool: Path) -> tuple[Source, ...]:
    try:
        return discover(paths, spool).sources if paths else ()
    except CounterofferError:
        return ()


def _where(row: Row) -> str:
    """Name a file as `discover` names it when it is given the path: the path, and the member behind it."""
    path: str = row["path"]
    name: str = row["name"]
    base = Path(path).name
    return path if name.endswith(base) else path + name[name.find(f"{base}/") + len(base) :]


def _numbers(source: Source) -> Iterator[tuple[str, str]]:
    try:
        with source.open() as stream:
            head = stream.read(HEAD)
    except UNREADABLE:
        return
    place = head.find(b"ISA")
    while place >= 0:
        parts = head[place : place + 106].split(head[place + 3 : place + 4])
        if len(parts) > 13 and tuple(map(len, parts[1:14])) == _SIZES:
            yield parts[6].decode("latin-1").strip(), parts[13].decode("latin-1")
        place = head.find(b"ISA", place + 3)
