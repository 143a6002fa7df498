"""What CMS publishes, any of it mixed in folders, zips and files: each is recognised by its content and read."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import attrs
import pyarrow as pa

from counteroffer.core import tables
from counteroffer.core.errors import InputError
from counteroffer.core.findings import ERROR, NOTE, Finding
from counteroffer.ingest.fees import anesthesia, drugs, equipment, labs, oppscap, places, relative, tidy
from counteroffer.ingest.fees.cells import BOOK_ENDINGS, BOOK_HEADS, Cells, read_cells
from counteroffer.ingest.fees.edition import RELEASES, Edition, days_of, of_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

_TEXTS = (".csv", ".txt", ".tsv", "")
_ORDER = (".csv", *BOOK_ENDINGS, ".txt")
"""Which form of one file is read when a release has it in several: the CSV before the workbook before the text."""


@attrs.frozen
class Kind:
    """One kind of published file.

    Attributes:
        table: where its rows go.
        says: what it is, for a person.
        knows: whether some cells are such a file.
        read: cells and edition -> rows; raises InputError.
    """

    table: tables.Table
    says: str
    knows: Callable[[Cells], bool]
    read: Callable[[Cells, Edition], pa.Table]


KINDS = (
    Kind(tables.MEDICARE_FEES, "physician fee schedule, relative values (PPRRVU)", relative.knows, relative.read),
    Kind(tables.MEDICARE_LOCALITIES, "geographic indices (GPCI)", places.knows_indices, places.indices),
    Kind(tables.MEDICARE_ZIPS, "ZIP codes with their locality (ZIP5)", places.knows_zips, places.zips),
    Kind(tables.MEDICARE_OPPS_CAPS, "outpatient cap amounts (OPPSCAP)", oppscap.knows, oppscap.read),
    Kind(tables.MEDICARE_ANESTHESIA, "anesthesia conversion factors (ANES)", anesthesia.knows, anesthesia.read),
    Kind(tables.MEDICARE_LABS, "clinical laboratory fee schedule (CLFS)", labs.knows, labs.read),
    Kind(tables.MEDICARE_DRUGS, "drug payment limits (ASP)", drugs.knows, drugs.read),
    Kind(tables.MEDICARE_EQUIPMENT, "equipment and supplies (DMEPOS)", equipment.knows, equipment.read),
    Kind(tables.MEDICARE_COUNTIES, "counties of the localities (LOCCO)", places.knows_counties, places.counties),
    Kind(tables.MEDICARE_FEES, "relative values tidied by somebody else", tidy.knows_values, tidy.values),
    Kind(tables.MEDICARE_LOCALITIES, "geographic indices tidied by somebody else", tidy.knows_indices, tidy.indices),
)


@attrs.frozen
class Published:
    """One file that was read.

    Attributes:
        kind: what it turned out to be.
        file: where it was read from.
        sha256: of its content.
        rows: rows of `kind.table`.
        year: calendar year.
        release: letter A to D, `tidy`, quarter `Q1` to `Q4`, or empty where there is one a year.
    """

    kind: Kind
    file: str
    sha256: str
    rows: pa.Table = attrs.field(repr=False, eq=False)
    year: int
    release: str

    @property
    def days(self) -> tuple[date, date]:
        """First and last day it holds for."""
        return days_of(self.year, self.release)


@attrs.frozen
class Survey:
    """What some paths hold.

    Attributes:
        found: the files that were read, one for a table and release.
        findings: the files that were not, each with the reason; a note where another form of the same file was read.
    """

    found: tuple[Published, ...]
    findings: tuple[Finding, ...]


@attrs.frozen
class _Raw:
    name: str
    content: bytes = attrs.field(repr=False)


def survey(paths: Sequence[Path], told: Edition | None = None) -> Survey:
    """Read every published file in folders, zips and files; what cannot be read is a finding, and the rest is read.

    Args:
        paths: any of them mixed, zips in folders too.
        told: year, release, quarter and conversion factor for files that do not say them.

    Raises:
        InputError: if a path is not there.
    """
    given = told or Edition()
    findings: list[Finding] = []
    raws = list(_one_form_each(_raws(paths, findings), findings))
    around = _beside(raws)
    read: list[Published] = []
    for raw in raws:
        try:
            one = _read(raw, given.over(of_name(raw.name)).over(around.get(_folder(raw.name), Edition())))
        except InputError as fault:
            findings.append(_fault(raw.name, fault.says, fault.mend))
            continue
        except (ValueError, IndexError, KeyError, pa.ArrowException) as fault:
            findings.append(_fault(raw.name, f"{raw.name} cannot be read: {fault}.", "Use the file as published."))
            continue
        if one is None:
            findings.append(_fault(raw.name, f"{raw.name} is no Medicare file that is known here.", _KNOWN, NOTE))
        else:
            read.append(one)
    return Survey(tuple(_agreeing(read, given.conversion, findings)), tuple(findings))


_KNOWN = "Known are PPRRVU, GPCI, OPPSCAP, ANES, LOCCO, ZIP5, CLFS, ASP and DMEPOS files as CMS publishes them."


def _read(raw: _Raw, edition: Edition) -> Published | None:
    cells = read_cells(raw.name, raw.content)
    kind = next((kind for kind in KINDS if kind.knows(cells)), None)
    if kind is None:
        return None
    rows = _once(raw.name, kind, kind.read(cells, edition))
    if not rows.num_rows:
        raise InputError(f"{raw.name} has no rows.", "Download it again from CMS.")
    year = rows["year"][0].as_py()
    release = ""
    if "release" in rows.column_names:
        release = rows["release"][0].as_py()
    elif "quarter" in rows.column_names:
        release = f"Q{rows['quarter'][0].as_py()}"
    return Published(kind, raw.name, hashlib.sha256(raw.content).hexdigest(), rows, year, release)


_GRAIN = {
    "medicare_fees": ("code", "modifier"),
    "medicare_localities": ("locality",),
    "medicare_zips": ("zip",),
    "medicare_opps_caps": ("code", "modifier", "locality"),
    "medicare_anesthesia": ("locality",),
    "medicare_labs": ("code", "modifier"),
    "medicare_drugs": ("code",),
    "medicare_equipment": ("code", "modifier", "modifier2", "area", "rural"),
    "medicare_counties": (),
}
"""What may be there only once in a release."""


def _once(name: str, kind: Kind, rows: pa.Table) -> pa.Table:
    """Give the rows without repeated ones.

    Raises:
        InputError: if two rows differ where there may be one, or the file is of two releases.
    """
    every = rows.group_by(rows.column_names, use_threads=False).aggregate([]).select(rows.column_names)
    edition = tables.EDITION[kind.table.name]
    if every.num_rows and every.select(edition).group_by(list(edition)).aggregate([]).num_rows > 1:
        raise InputError(f"{name} has rows of more than one release.", "Use the file as CMS publishes it.")
    grain = _GRAIN[kind.table.name]
    if grain:
        keys = every.select(grain).group_by(list(grain)).aggregate([([], "count_all")])
        twice = [row for row in keys.to_pylist() if row["count_all"] > 1] if keys.num_rows < every.num_rows else []
        if twice:
            first = " ".join(str(twice[0][column]) for column in grain)
            raise InputError(f"{name} has two different rows for {first}.", "Use the file as CMS publishes it.")
    return every


def _agreeing(read: list[Published], conversion: int | None, findings: list[Finding]) -> Iterator[Published]:
    """Pass on one file for a table and release: of files that differ the one of the factor asked for, else none."""
    by_edition: dict[tuple[str, int, str], list[Published]] = {}
    for one in read:
        by_edition.setdefault((one.kind.table.name, one.year, one.release), []).append(one)
    for (_, year, release), every in by_edition.items():
        asked = [one for one in every if conversion is not None and _has_factor(one, conversion)]
        same = asked or every
        first, *others = same
        if all(first.rows.sort_by(_sorting(first)).equals(one.rows.sort_by(_sorting(one))) for one in others):
            yield first
            findings.extend(
                _fault(one.file, f"{one.file} has the same rows as {first.file}.", "Nothing.", NOTE) for one in others
            )
            continue
        names = " and ".join(one.file for one in same)
        says = f"{names} differ for {year} {release}: none of them is taken."
        mend = "Give one of them; from 2026 on name the practice's conversion factor (--conversion 33.4009, non-QPP)."
        findings.extend(_fault(one.file, says, mend) for one in same)


def _sorting(one: Published) -> list[tuple[str, str]]:
    return [(name, "ascending") for name in one.rows.column_names]


def _has_factor(one: Published, conversion: int) -> bool:
    return one.kind.table is tables.MEDICARE_FEES and one.rows["conversion"][0].as_py() == conversion


def _raws(paths: Sequence[Path], findings: list[Finding]) -> Iterator[_Raw]:
    for path in paths:
        if not path.exists():
            raise InputError(f"There is no file {path}.", "Name the file as CMS publishes it, its zip, or its folder.")
        members = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for member in members:
            if any(part.startswith(".") for part in member.relative_to(path.parent).parts):
                continue
            try:
                yield from _contents(member)
            except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as fault:
                says = f"{member} cannot be unpacked: {fault}."
                findings.append(_fault(str(member), says, "Download it again, without a password."))


def _contents(path: Path) -> Iterator[_Raw]:
    if not zipfile.is_zipfile(path) or path.suffix.lower() in BOOK_ENDINGS:
        yield _Raw(str(path), path.read_bytes())
        return
    with zipfile.ZipFile(path) as archive:
        for member in archive.namelist():
            if not member.endswith("/") and not member.startswith("__MACOSX"):
                yield _Raw(f"{path}/{member}", archive.read(member))


def _one_form_each(raws: Iterator[_Raw], findings: list[Finding]) -> Iterator[_Raw]:
    """Pass over what is no data (PDF), and further forms of the same file."""
    forms: dict[str, list[_Raw]] = {}
    for raw in raws:
        ending = PurePosixPath(raw.name).suffix.lower()
        if ending in (*_TEXTS, *BOOK_ENDINGS) or raw.content.startswith(BOOK_HEADS):
            forms.setdefault(raw.name.removesuffix(PurePosixPath(raw.name).suffix).lower(), []).append(raw)
        else:
            findings.append(_fault(raw.name, f"{raw.name} holds no table.", "Nothing: it is passed over.", NOTE))
    for same in forms.values():
        first, *others = sorted(same, key=_rank)
        yield first
        for other in others:
            says = f"{other.name} is {first.name} in another form."
            findings.append(_fault(other.name, says, "Nothing: it is passed over.", NOTE))


def _rank(raw: _Raw) -> int:
    ending = PurePosixPath(raw.name).suffix.lower()
    return _ORDER.index(ending) if ending in _ORDER else len(_ORDER)


def _beside(raws: Sequence[_Raw]) -> dict[str, Edition]:
    """What the relative values in a folder or zip say of their release, for the files beside them that say nothing."""
    found: dict[str, Edition] = {}
    for raw in raws:
        if "PPRRVU" in raw.name.upper():
            said = of_name(raw.name)
            if said.year and said.release in RELEASES:
                found[_folder(raw.name)] = said
    return found


def _folder(name: str) -> str:
    return str(PurePosixPath(name.replace("\\", "/")).parent)


def _fault(file: str, says: str, mend: str, severity: str = ERROR) -> Finding:
    return Finding("medicare.file", severity, says, mend, file=file)
