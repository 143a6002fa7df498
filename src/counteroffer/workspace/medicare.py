"""Medicare in a workspace: what ships, what was imported over it, and the import itself."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa
import pyarrow.parquet as pq

from counteroffer.core import tables
from counteroffer.core.errors import InputError
from counteroffer.core.findings import ERROR
from counteroffer.ingest.fees.published import survey
from counteroffer.medicare.book import MedicareBook, replaced, shipped
from counteroffer.medicare.figures import Figure, Question, figures
from counteroffer.medicare.ship import releases
from counteroffer.price.medicare import practice_locality

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from counteroffer.core.findings import Finding
    from counteroffer.core.practice import Practice
    from counteroffer.ingest.fees.edition import Edition
    from counteroffer.ingest.fees.published import Published
    from counteroffer.store.lake import Lake


@attrs.frozen
class MedicareImport:
    """What an import of published files stored.

    Attributes:
        found: the files that were read and stored.
        findings: those that were not, each with the reason, and what was passed over.
    """

    found: tuple[Published, ...]
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> tuple[Finding, ...]:
        """The files that should have been read and could not be."""
        return tuple(finding for finding in self.findings if finding.severity == ERROR)


def medicare_book(lake: Lake) -> MedicareBook:
    """Give Medicare as published: what ships with Counteroffer, and over it what was imported."""
    versions = lake.versions()
    fees, localities, zips, *rest = (partial(_stored, lake, table, versions) for table in tables.MEDICARE)
    others = {table.name: load for table, load in zip(tables.MEDICARE[3:], rest, strict=True) if table.name in versions}
    return shipped().with_tables(fees(), localities(), zips(), others)


def _stored(lake: Lake, table: tables.Table, versions: dict[str, int]) -> pa.Table:
    parts = [pq.ParquetFile(file).read(list(table.names)) for file in lake.files(table.name, versions)]
    return pa.concat_tables([table.empty(), *(part.select(table.names).cast(table.schema) for part in parts)])


def import_published(lake: Lake, paths: Sequence[Path], told: Edition | None = None) -> MedicareImport:
    """Store published files; rows of the same year and release are replaced, other releases stay beside them.

    Raises:
        InputError: if a path is not there, or nothing in it can be read.
        StorageError: if the disk is full; what was stored before stands.
    """
    surveyed = survey(paths, told)
    done = MedicareImport(surveyed.found, surveyed.findings)
    if not surveyed.found:
        if len(done.failed) == 1:
            raise InputError(done.failed[0].says, done.failed[0].mend)
        said = " ".join(finding.says for finding in done.failed[:3])
        raise InputError(
            f"No Medicare file in {', '.join(map(str, paths))} can be read. {said}".strip(),
            "Give PPRRVU, GPCI, OPPSCAP, ANES, LOCCO, ZIP5, CLFS, ASP or DMEPOS files as CMS publishes them, or zips.",
        )
    new = {table.name: [f.rows for f in surveyed.found if f.kind.table is table] for table in tables.MEDICARE_SCHEDULES}
    new[tables.MEDICARE_RELEASES.name] = [releases(surveyed.found, lambda one: one.file, datetime.now(UTC))]
    with lake.writing() as write:
        versions = lake.versions()
        for table in tables.MEDICARE:
            if new[table.name]:
                old = _stored(lake, table, versions)
                write.replace(table.name, replaced(table.name, old, pa.concat_tables(new[table.name])))
        write.commit()
    return done


def list_releases(book: MedicareBook) -> list[dict[str, Any]]:
    """Give one row for each release of each table, newest last: table, year, release, days, rows, file, imported_at.

    Rows are counted in the tables themselves; a release imported before files were noted down has no file.
    """
    noted = {(r["table"], r["year"], r["release"]): r for r in book.table("medicare_releases").to_pylist()}
    listed = []
    for table in tables.MEDICARE_SCHEDULES:
        rows = book.table(table.name)
        edition = list(tables.EDITION[table.name])
        for one in (
            rows.group_by(edition)
            .aggregate([([], "count_all")])
            .sort_by([(n, "ascending") for n in edition])
            .to_pylist()
        ):
            release = one.get("release") or (f"Q{one['quarter']}" if "quarter" in one else "")
            note = noted.get((table.name, one["year"], release), {"file": "", "imported_at": None})
            listed.append(
                note | {"table": table.name, "year": one["year"], "release": release, "rows": one["count_all"]}
            )
    return listed


@attrs.frozen
class Place:
    """Where a service is rendered, if not at the practice's own place.

    Attributes:
        zip: five-digit ZIP, or empty.
        locality: carrier and locality, seven digits, or empty; it stands before the ZIP.
        rural: whether the patient's ZIP is rural by the equipment rules.
    """

    zip: str = ""
    locality: str = ""
    rural: bool = False


def medicare_figures(
    book: MedicareBook, practice: Practice, code: str, place: Place, when: Edition
) -> tuple[str, tuple[Figure, ...]]:
    """Give a sentence about the place, and what Medicare publishes for a code there.

    Raises:
        InputError: if the year, the ZIP or the locality is not in the book.
    """
    year = when.year or max(book.years, default=0)
    locality = place.locality or (book.locality_of(place.zip) if place.zip else practice_locality(book, practice))
    if not locality:
        raise InputError(
            f"The Medicare locality of {place.zip or 'the practice'} is not known.",
            "Name it with --locality, or give the ZIP (or the locality) in practice.yaml.",
        )
    name = book.locality_name(locality, year) or book.locality_name(locality) or "name not known"
    asked = Question(code, year, locality, when.release, when.quarter, place.rural)
    return f"{code} in {year}, Medicare locality {locality} ({name}).", figures(book, asked)
