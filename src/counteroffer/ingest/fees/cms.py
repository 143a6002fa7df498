"""The Medicare physician fee schedule as CMS publishes it: PPRRVU, GPCI and ZIP5; exact integers, no descriptors."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core.errors import InputError
from counteroffer.core.tables import MEDICARE_FEES, MEDICARE_LOCALITIES, MEDICARE_ZIPS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_RELEASES = {"january": "A", "april": "B", "july": "C", "october": "D"}
_NUMBER = re.compile(r"-?\d*\.?\d*\Z")
_ZIP5 = re.compile(r"[A-Z]{2}\d{5}\d{7}.{61}20\d\d[1-4]\s*\Z")
"""A line of a ZIP5 file: state, ZIP, carrier and locality at its beginning, year and quarter in columns 76 to 80."""

_GRAIN = {
    "medicare_fees": ("year", "release", "code", "modifier"),
    "medicare_localities": ("year", "locality"),
    "medicare_zips": ("year", "quarter", "zip"),
}
"""What may be there only once in each table."""

_WIDTH = 31
"""Columns of a PPRRVU file."""


def read_published(paths: Sequence[Path], year: int | None = None) -> dict[str, pa.Table]:
    """Read published files, whichever of the three kinds each is, also inside the zip that CMS sends.

    Args:
        paths: PPRRVU, GPCI or ZIP5 files, or zips of them.
        year: calendar year, for a GPCI file that does not say it.

    Returns:
        Table name -> rows; `medicare_fees`, `medicare_localities`, `medicare_zips`, those that were found.

    Raises:
        InputError: if a path is not there or no file is of a known kind; the message names file and line.
    """
    found: dict[str, list[pa.Table]] = {}
    for path in paths:
        known = 0
        for name, content in _contents(path):
            kind = _kind(content)
            if kind is None:
                continue
            known += 1
            rows = {
                "medicare_fees": lambda n=name, c=content: fees(n, c),
                "medicare_localities": lambda n=name, c=content: localities(n, c, year),
                "medicare_zips": lambda n=name, c=content: zips(n, c),
            }[kind]()
            found.setdefault(kind, []).append(rows)
        if not known:
            raise InputError(
                f"{path} is no Medicare fee schedule file that can be read.",
                "Give PPRRVU*.csv, GPCI*.csv or ZIP5*.txt as CMS publishes them, or the zip they come in.",
            )
    return {kind: _once(kind, pa.concat_tables(parts)) for kind, parts in found.items()}


def read_pprrvu(path: Path) -> pa.Table:
    """Read the relative values (PPRRVU) of a file or zip into `medicare_fees`.

    Raises:
        InputError: if it holds none, or one that cannot be read; the message names file and line.
    """
    return _one(path, "medicare_fees", "relative value file (PPRRVU)")


def read_gpci(path: Path, year: int | None = None) -> pa.Table:
    """Read the geographic indices (GPCI) of a file or zip into `medicare_localities`.

    Raises:
        InputError: if it holds none, or one that cannot be read; the message names file and line.
    """
    return _one(path, "medicare_localities", "file of geographic indices (GPCI)", year)


def read_zip5(path: Path) -> pa.Table:
    """Read the ZIP codes (ZIP5) of a file or zip into `medicare_zips`.

    Raises:
        InputError: if it holds none, or one that cannot be read; the message names file and line.
    """
    return _one(path, "medicare_zips", "file of ZIP codes (ZIP5)")


def _one(path: Path, kind: str, what: str, year: int | None = None) -> pa.Table:
    found = read_published([path], year)
    if kind not in found:
        raise InputError(f"{path} holds no {what}.", "Give the file as CMS publishes it.")
    return found[kind]


def _once(kind: str, rows: pa.Table) -> pa.Table:
    """Give the rows without repeated ones; two that differ (2026 has two conversion factors) are refused."""
    every = rows.group_by(rows.column_names, use_threads=False).aggregate([])
    grain = _GRAIN[kind]
    counted = every.group_by(list(grain)).aggregate([([], "count_all")])
    twice = counted.filter(pc.greater(counted["count_all"], 1))
    if twice.num_rows:
        first = " ".join(str(twice[name][0]) for name in grain)
        raise InputError(
            f"Two files differ on the same row of {kind} ({first}).",
            "Give one of them: from 2026 on the one whose conversion factor is the practice's (QPP or non-QPP).",
        )
    return every.select(rows.column_names)


def fees(name: str, content: bytes) -> pa.Table:
    """Read a PPRRVU file into `medicare_fees`.

    Raises:
        InputError: if its heading does not say year and release, or a number cannot be read.
    """
    rows = list(csv.reader(io.StringIO(content.decode("latin-1"))))
    heading = " ".join(" ".join(row) for row in rows[:9]).lower()
    said = re.search(r"(20\d\d) national physician fee schedule relative value file (\w+)", heading)
    if said is None or said[2] not in _RELEASES:
        raise InputError(f"{name}:1: the heading does not say year and release.", "Use the file as CMS publishes it.")
    head = {"year": int(said[1]), "release": _RELEASES[said[2]]}
    start = next((i for i, row in enumerate(rows) if row and row[0].strip() == "HCPCS"), None)
    if start is None:
        raise InputError(f"{name}: there is no line that begins with HCPCS.", "Use the file as CMS publishes it.")
    made = [head | _fee(name, i, row) for i, row in enumerate(rows[start + 1 :], start + 2) if row and row[0].strip()]
    return pa.Table.from_pylist(made, schema=MEDICARE_FEES.schema)


def _fee(name: str, place: int, row: list[str]) -> dict[str, Any]:
    if len(row) < _WIDTH:
        raise InputError(f"{name}:{place}: {len(row)} columns where {_WIDTH} are due.", "Use the file as published.")
    cell = [value.strip() for value in row]

    def hundredths(column: int) -> int:
        return _scaled(name, place, cell[column], 2)

    return {
        "code": cell[0],
        "modifier": cell[1],
        "status": cell[3],
        "work": hundredths(5),
        "pe_nonfacility": hundredths(6),
        "na_nonfacility": cell[7] == "NA",
        "pe_facility": hundredths(8),
        "na_facility": cell[9] == "NA",
        "malpractice": hundredths(10),
        "pctc": cell[13],
        "global_days": cell[14],
        "multiple": cell[18],
        "bilateral": cell[19],
        "assistant": cell[20],
        "conversion": _scaled(name, place, cell[24], 4),
        "opps_pe_nonfacility": hundredths(28),
        "opps_pe_facility": hundredths(29),
        "opps_malpractice": hundredths(30),
    }


def localities(name: str, content: bytes, year: int | None = None) -> pa.Table:
    """Read a GPCI file (addendum E) into `medicare_localities`; the work index is the one with the 1.0 floor.

    Raises:
        InputError: if the year is neither given nor in the heading, or a number cannot be read.
    """
    rows = list(csv.reader(io.StringIO(content.decode("latin-1"))))
    said = re.search(r"CY (20\d\d)", " ".join(" ".join(row) for row in rows[:3]))
    if year is None and said is None:
        raise InputError(f"{name}:1: the heading does not say the year.", "Give it: --year 2025.")
    calendar = year if year is not None else int(said[1]) if said else 0
    made = []
    for place, row in enumerate(rows, 1):
        cell = [value.strip() for value in row]
        if len(cell) < 7 or not re.fullmatch(r"\d{5}", cell[0]):
            continue
        work, pe, mp = (_scaled(name, place, cell[i], 3) for i in (4, 5, 6))
        made.append(
            {
                "year": calendar,
                "locality": cell[0] + cell[2].zfill(2),
                "state": cell[1],
                "name": cell[3].rstrip("*"),
                "gpci_work": work,
                "gpci_pe": pe,
                "gpci_mp": mp,
            }
        )
    if not made:
        raise InputError(f"{name}: no line has a carrier, a locality and three indices.", "Use the file as published.")
    return pa.Table.from_pylist(made, schema=MEDICARE_LOCALITIES.schema)


def zips(name: str, content: bytes) -> pa.Table:
    """Read a ZIP5 file (fixed width) into `medicare_zips`.

    Raises:
        InputError: if a line has not state, ZIP, carrier, locality, year and quarter in their columns.
    """
    made = []
    for place, text in enumerate(content.decode("latin-1").splitlines(), 1):
        if not text.strip():
            continue
        if not _ZIP5.match(text):
            raise InputError(
                f"{name}:{place}: state, ZIP, carrier, locality and quarter do not stand in their columns.",
                "Use the file of fixed width as CMS publishes it.",
            )
        made.append(
            {
                "year": int(text[75:79]),
                "quarter": int(text[79]),
                "zip": text[2:7],
                "state": text[:2],
                "locality": text[7:12] + text[12:14],
            }
        )
    return pa.Table.from_pylist(made, schema=MEDICARE_ZIPS.schema)


def _scaled(name: str, place: int, text: str, digits: int) -> int:
    """Read a decimal number into an integer with so many digits behind the point; never by way of a float."""
    if not _NUMBER.match(text):
        raise InputError(f"{name}:{place}: '{text}' is not a number.", "Use the file as CMS publishes it.")
    sign = -1 if text.startswith("-") else 1
    whole, _, part = text.lstrip("-").partition(".")
    if part[digits:].strip("0"):
        raise InputError(f"{name}:{place}: '{text}' has more than {digits} decimals.", "Use the file as published.")
    return sign * int((whole or "0") + part[:digits].ljust(digits, "0"))


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    if not path.is_file():
        raise InputError(f"There is no file {path}.", "Name the file as CMS publishes it, or its zip.")
    if not zipfile.is_zipfile(path):
        yield str(path), path.read_bytes()
        return
    with zipfile.ZipFile(path) as archive:
        for member in archive.namelist():
            if member.endswith("/"):
                continue
            try:
                content = archive.read(member)
            except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as fault:
                raise InputError(f"{path}/{member} cannot be unpacked: {fault}.", "Download the zip again.") from None
            yield f"{path}/{member}", content


def _kind(content: bytes) -> str | None:
    head = content[:4000]
    if b"National Physician Fee Schedule Relative Value File" in head and b"HCPCS,MOD," in content[:20000]:
        return "medicare_fees"
    if b"GEOGRAPHIC PRACTICE COST INDICES" in head.upper() and b"GPCI" in head and b"," in head:
        return "medicare_localities"
    first = head.partition(b"\n")[0].decode("latin-1")
    return "medicare_zips" if _ZIP5.match(first) else None
