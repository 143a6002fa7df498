"""What is published about the region, in a workspace: the import of big files near the practice, and what there is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core import tables
from counteroffer.core.distance import miles
from counteroffer.core.errors import InputError
from counteroffer.ingest.nearby.nppes import Near, read_locations, read_npidata
from counteroffer.ingest.nearby.points import read_points
from counteroffer.ingest.nearby.sources import GAZETTEER, LOCATIONS, NPIDATA, STANDARDS, find
from counteroffer.ingest.nearby.standards import read_standards

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from counteroffer.ingest.nearby.sources import Source
    from counteroffer.store.lake import Write
    from counteroffer.workspace.desk import Workspace

WITHIN = 60
"""Miles around the practice within which clinicians are kept unless told otherwise: a matter of disk, no rule."""

WHERE = {
    GAZETTEER: "the ZCTA gazetteer: census.gov, Reference Files, Gazetteer Files, 'ZIP Code Tabulation Areas'",
    NPIDATA: "the monthly NPPES file: download.cms.gov/nppes/NPI_Files.html, 'Full Replacement Monthly NPI File'",
    LOCATIONS: "pl_pfile, in the same zip",
    STANDARDS: "the HSD reference file: cms.gov, Medicare Advantage, Medicare Advantage Applications (a workbook)",
}
"""Where to get each file. Seen in public pages, 2026-11-29; pages move."""

HOW = "`counteroffer nearby import FILES...` reads them."


@attrs.frozen
class NearbyRead:
    """What came of one file.

    Attributes:
        source: the file.
        rows: rows read.
        kept: rows kept.
        says: what else is to be said of it; empty if nothing.
    """

    source: Source
    rows: int
    kept: int
    says: str = ""


@attrs.frozen
class NearbyImport:
    """What came of an import: the files in the order in which they were read, and what is none of them."""

    read: tuple[NearbyRead, ...]
    passed: tuple[str, ...]


def import_nearby(
    desk: Workspace, paths: Sequence[Path], within: int = WITHIN, told: Callable[[str, int], None] | None = None
) -> NearbyImport:
    """Store published files of the region; each takes the place of what was there of its kind.

    ZIPs' points are read first, the places of NPPES's second file next, NPPES's first file last, whatever the order
    of the paths: each needs those before it. Give the files of one NPPES release together.

    Args:
        desk: the workspace.
        paths: files, zips or folders.
        within: miles around the practice's ZIP and its sites' within which clinicians are kept.
        told: hears the file and how many of its rows were read.

    Raises:
        InputError: if nothing is known, a file is damaged, or the practice's ZIP has no point.
        StorageError: if the disk refuses; what was stored before stands.
    """
    found, passed = find(paths)
    if not found:
        raise InputError(
            f"Nothing in {', '.join(map(str, paths))} is a file we know.", f"Get {'; '.join(WHERE.values())}. {HOW}"
        )
    done: list[NearbyRead] = []
    with desk.lake.writing() as write:
        store = _Store(desk, write, within, told)
        for kind in (GAZETTEER, STANDARDS, LOCATIONS, NPIDATA):
            some = [source for source in found if source.kind == kind]
            if some:
                done += store.take(kind, some)
        write.commit()
    return NearbyImport(tuple(done), tuple(passed))


class _Store:
    def __init__(self, desk: Workspace, write: Write, within: int, told: Callable[[str, int], None] | None) -> None:
        self._desk, self._write, self._within, self._told = desk, write, within, told
        self._fresh: dict[str, pa.Table] = {}
        self._centres = sorted({z for z in (desk.practice.zip, *(site.zip for site in desk.practice.sites)) if z})

    def take(self, kind: str, sources: list[Source]) -> list[NearbyRead]:
        """Read the files of a kind and put them in place of what was there."""
        parts = [self._read(kind, source) for source in sources]
        for name in {name for rows, _ in parts for name in rows}:
            self._put(name, pa.concat_tables([rows[name] for rows, _ in parts if name in rows]), kind)
        done = [done for _, done in parts]
        self._note(kind, done)
        return done

    def _read(self, kind: str, source: Source) -> tuple[dict[str, pa.Table], NearbyRead]:
        if kind in (GAZETTEER, STANDARDS):
            table, read = (
                (tables.ZIP_POINTS, read_points) if kind == GAZETTEER else (tables.ACCESS_STANDARDS, read_standards)
            )
            rows = read(source)
            return {table.name: rows}, NearbyRead(source, rows.num_rows, rows.num_rows)
        near = Near(self._near(), self._asked() if kind == NPIDATA else ())
        reader = read_npidata if kind == NPIDATA else read_locations
        tell = self._told
        kept = reader(source, near, (lambda n: tell(source.name, n)) if tell else None)
        made = {tables.CLINICIAN_PLACES.name: kept.places}
        if kind == NPIDATA:
            made[tables.CLINICIANS_NEAR.name] = kept.clinicians
        says = f"{kept.inactive:,} deactivated ones left out" if kept.inactive else ""
        return made, NearbyRead(source, kept.read, kept.places.num_rows, says)

    def _put(self, name: str, rows: pa.Table, kind: str) -> None:
        if name == tables.CLINICIAN_PLACES.name:
            word = "primary" if kind == NPIDATA else "other"
            old = self._table(tables.CLINICIAN_PLACES)
            rows = pa.concat_tables([old.filter(pc.not_equal(old["place"], word)), rows])
        self._fresh[name] = rows
        self._write.replace(name, rows)

    def _near(self) -> frozenset[str]:
        points = self._table(tables.ZIP_POINTS)
        if not points.num_rows:
            raise InputError("Where ZIP codes lie is not known yet.", f"Get {WHERE[GAZETTEER]}. {HOW}")
        known = dict(zip(points["zip"].to_pylist(), range(points.num_rows), strict=True))
        missing = [zip_code for zip_code in self._centres if zip_code not in known]
        if missing or not self._centres:
            says = (
                f"The practice's ZIP {missing[0]} is not in the gazetteer."
                if missing
                else "The practice's ZIP is not known."
            )
            raise InputError(
                says, "Write a ZIP with residents nearby as `zip` in practice.yaml; post office boxes have no area."
            )
        latitude, longitude = (points[name].to_numpy() / 1e6 for name in ("latitude", "longitude"))
        close: set[str] = set()
        for zip_code in self._centres:
            at = known[zip_code]
            far = miles(latitude[at], longitude[at], latitude, longitude)
            close.update(points["zip"].filter(pa.array(far <= self._within)).to_pylist())
        return frozenset(close)

    def _asked(self) -> frozenset[str]:
        """NPIs kept wherever they are: the practice's own, and those with another place that is near."""
        places = self._table(tables.CLINICIAN_PLACES)
        other = places.filter(pc.equal(places["place"], "other"))["npi"].to_pylist()
        return own_npis(self._desk) | frozenset(other)

    def _table(self, table: tables.Table) -> pa.Table:
        if table.name not in self._fresh:
            self._fresh[table.name] = self._write.read(table.name, list(table.names))
        return self._fresh[table.name]

    def _note(self, kind: str, done: list[NearbyRead]) -> None:
        table = tables.NEARBY_FILES
        cut = kind in (NPIDATA, LOCATIONS)
        rows: list[dict[str, Any]] = [
            {"table": _TABLE[kind], "kind": kind, "file": one.source.name, "rows": one.rows, "kept": one.kept,
             "miles": self._within if cut else None, "around": " ".join(self._centres) if cut else "",
             "imported_at": datetime.now(UTC)}
            for one in done
        ]  # fmt: skip
        old = self._table(table)
        fresh = pa.concat_tables(
            [old.filter(pc.not_equal(old["kind"], kind)), pa.Table.from_pylist(rows, schema=table.schema)]
        )
        self._fresh[table.name] = fresh
        self._write.replace(table.name, fresh)


_TABLE = {
    GAZETTEER: tables.ZIP_POINTS.name, STANDARDS: tables.ACCESS_STANDARDS.name,
    LOCATIONS: tables.CLINICIAN_PLACES.name, NPIDATA: tables.CLINICIANS_NEAR.name,
}  # fmt: skip


def own_npis(desk: Workspace) -> frozenset[str]:
    """Name the practice's own NPIs: those in its profile, and who renders in the files, matched yet or not."""
    names = ("claims", "claim_lines", "remit_claims", "remit_lines")
    with desk.engine(current=False) as engine:
        parts = [engine.table(name).select("rendering_npi") for name in names]
        found = engine.arrow(parts[0].union(*parts[1:], distinct=True))["rendering_npi"].to_pylist()
    return frozenset([*found, *desk.practice.npis, *desk.practice.clinicians]) - {""}


def nearby_files(desk: Workspace) -> list[dict[str, Any]]:
    """List the published files of the region that were imported (`core.tables.NEARBY_FILES`)."""
    return list(desk.lake.read(tables.NEARBY_FILES.name, list(tables.NEARBY_FILES.names)).to_pylist())
