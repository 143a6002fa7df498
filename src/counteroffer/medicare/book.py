"""The Medicare book: published schedules, localities and ZIP codes of the years and releases that are there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial, reduce
from importlib import resources
from typing import TYPE_CHECKING

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from counteroffer.core import tables
from counteroffer.core.errors import InputError
from counteroffer.ingest.fees.edition import newest
from counteroffer.medicare.formula import payment

if TYPE_CHECKING:
    from numpy.typing import NDArray

PRICED_STATUSES = ("A", "R", "T")
"""Status codes paid by relative values; C is priced by the carrier, the others are not payable by this schedule.

Source: the status code column of PPRRVU and its record layout."""

AMOUNTS = pa.schema(
    [("code", pa.string()), ("modifier", pa.string()), ("setting", pa.string()), ("amount", pa.int64())]
)
"""One unit's Medicare amount in cents."""


Gpcis = tuple[int, int, int]
"""Work, practice expense and malpractice index of a locality, thousandths."""


@attrs.frozen
class Own:
    """What somebody reckons with instead of what is published; None: as published.

    Attributes:
        gpcis: indices of the locality.
        factor: conversion factor, ten-thousandths of a dollar.
    """

    gpcis: Gpcis | None = None
    factor: int | None = None


Load = Callable[[], pa.Table]
"""Gives a table when it is first asked for: the larger ones are seldom needed."""


class MedicareBook:
    """Published Medicare tables, several releases of several years side by side.

    Attributes:
        fees: `core.tables.MEDICARE_FEES`.
        localities: `core.tables.MEDICARE_LOCALITIES`.
        zips: `core.tables.MEDICARE_ZIPS`.
    """

    def __init__(
        self, fees: pa.Table, localities: pa.Table, zips: pa.Table, others: Mapping[str, Load] | None = None
    ) -> None:
        self.fees = fees
        self.localities = localities
        self.zips = zips
        self._others = dict(others or {})
        self._loaded: dict[str, pa.Table] = {}
        self._amounts: dict[tuple[int, str, str, bool, Own], pa.Table] = {}

    def with_tables(
        self, fees: pa.Table, localities: pa.Table, zips: pa.Table, others: Mapping[str, Load] | None = None
    ) -> MedicareBook:
        """Give a book with more rows; a release that is in the new rows replaces the same release of the year here."""
        schedules = {name: partial(self._merged, name, load) for name, load in (others or {}).items()}
        return MedicareBook(
            replaced("medicare_fees", self.fees, fees),
            replaced("medicare_localities", self.localities, localities),
            replaced("medicare_zips", self.zips, zips),
            {**self._others, **schedules},
        )

    def _merged(self, name: str, load: Load) -> pa.Table:
        return replaced(name, self.table(name), load())

    def table(self, name: str) -> pa.Table:
        """Give one of the tables of `core.tables.MEDICARE`; empty if nothing of its kind is there."""
        if name in ("medicare_fees", "medicare_localities", "medicare_zips"):
            return {"medicare_fees": self.fees, "medicare_localities": self.localities}.get(name, self.zips)
        if name not in self._loaded:
            load = self._others.get(name)
            self._loaded[name] = load() if load else tables.table(name).empty()
        return self._loaded[name]

    def releases(self, year: int) -> tuple[str, ...]:
        """Name the releases of a year's relative values, the newest last."""
        found = set(self.fees.filter(pc.equal(self.fees["year"], year))["release"].unique().to_pylist())
        ordered: list[str] = []
        while found:
            ordered.insert(0, newest(found))
            found.discard(ordered[0])
        return tuple(ordered)

    @property
    def years(self) -> tuple[int, ...]:
        """Years that have both fees and localities, in order."""
        both = set(self.fees["year"].unique().to_pylist()) & set(self.localities["year"].unique().to_pylist())
        return tuple(sorted(both))

    def locality_of(self, zip_code: str, year: int | None = None) -> str:
        """Find the locality (seven digits) of a ZIP; empty if unknown. Default: the latest year."""
        found = self.zips.filter(pc.equal(self.zips["zip"], zip_code))
        if year is not None:
            found = found.filter(pc.equal(found["year"], year))
        rows = sorted(found.to_pylist(), key=lambda row: (row["year"], row["quarter"]))
        return str(rows[-1]["locality"]) if rows else ""

    def has_locality(self, locality: str, year: int) -> bool:
        """Say whether a locality has indices in a year."""
        return self.gpcis(locality, year) is not None

    def locality_name(self, locality: str, year: int | None = None) -> str:
        """Give a locality's published name; empty if unknown. Default: the latest year."""
        found = [r for r in self.localities.to_pylist() if r["locality"] == locality and year in (None, r["year"])]
        return str(max(found, key=lambda row: row["year"])["name"]) if found else ""

    def amounts(
        self,
        year: int,
        locality: str,
        release: str = "",
        *,
        capped: bool = True,
        own: Own | None = None,
    ) -> pa.Table:
        """Give every priced code's amount in a locality.

        Both settings are given for every code, as in the published payment files; where CMS marks a setting as not
        applicable (NA) the practice expense RVU it publishes for it is used. Where the year's OPPSCAP file is there, a
        code of status A is paid no more than its amount in it (section 1848(b)(4) of the Social Security Act).

        Args:
            year: calendar year of the fee schedule.
            locality: carrier and locality, seven digits.
            release: release letter; empty: the newest of the year.
            capped: whether the outpatient cap is applied.
            own: indices and factor to reckon with instead of the published ones; the cap stays as published.

        Returns:
            A table of `AMOUNTS`, at most one row for a code, modifier and setting.

        Raises:
            InputError: if the year, the release or the locality is not in the book.
        """
        own = own or Own()
        key = (year, locality, release, capped, own)
        if key not in self._amounts:
            self._amounts[key] = self._computed(year, locality, release, capped=capped, own=own)
        return self._amounts[key]

    def _computed(self, year: int, locality: str, release: str, *, capped: bool, own: Own) -> pa.Table:
        published, known = self.gpcis(locality, year), self.releases(year)
        if published is None or not known or (release and release not in known):
            loaded = ", ".join(f"{y} ({', '.join(self.releases(y))})" for y in self.years) or "none"
            raise InputError(
                f"There is no Medicare fee schedule of {year} {release} for locality {locality}.".replace("  ", " "),
                f"Years loaded: {loaded}. Import another with `counteroffer medicare import`.",
            )
        fees = self.fees.filter(pc.equal(self.fees["year"], year))
        fees = fees.filter(pc.equal(fees["release"], release or known[-1]))
        fees = fees.filter(pc.is_in(fees["status"], pa.array(PRICED_STATUSES)))
        number = {name: fees[name].to_numpy() for name in ("work", "malpractice", "conversion")}
        if own.factor is not None:
            number["conversion"] = np.full_like(number["conversion"], own.factor)
        caps = self.caps(year, locality, release or known[-1]) if capped else {}
        parts = []
        for place, setting in enumerate(("facility", "nonfacility")):
            expense = fees[f"pe_{setting}"].to_numpy()
            cents = payment(
                (number["work"], expense, number["malpractice"]), own.gpcis or published, number["conversion"]
            )
            if caps:
                cents = np.minimum(cents, _limits(fees, caps, place))
            columns = [fees["code"], fees["modifier"], pa.array([setting] * len(cents), pa.string()), pa.array(cents)]
            parts.append(pa.table(columns, schema=AMOUNTS).filter(pa.array(np.asarray(cents) > 0)))
        return pa.concat_tables(reversed(parts))

    def caps(self, year: int, locality: str, release: str) -> dict[tuple[str, str], tuple[int, int]]:
        """Give the outpatient caps of a locality: (code, modifier) -> cents in a facility and outside of one.

        Those of the release, else of the newest of the year; empty if there are none. The amounts of codes that the
        carrier prices (status C) are published too, and are left out: they cap nothing that is computed here.
        """
        every = self.table("medicare_opps_caps")
        found = every.filter(pc.and_(pc.equal(every["year"], year), pc.equal(every["locality"], locality)))
        known = set(found["release"].unique().to_pylist())
        if not known:
            return {}
        found = found.filter(pc.equal(found["release"], release if release in known else newest(known)))
        found = found.filter(pc.equal(found["status"], "A"))
        return {(row["code"], row["modifier"]): (row["facility"], row["nonfacility"]) for row in found.to_pylist()}

    def gpcis(self, locality: str, year: int) -> Gpcis | None:
        """Give a locality's work, practice expense and malpractice index, thousandths; None if it has none."""
        mask = pc.and_(pc.equal(self.localities["locality"], locality), pc.equal(self.localities["year"], year))
        found = self.localities.filter(mask).to_pylist()
        return (found[0]["gpci_work"], found[0]["gpci_pe"], found[0]["gpci_mp"]) if found else None


def priced_codes(fees: pa.Table) -> set[tuple[str, str]]:
    """Give every code and modifier that relative values price in any year of some rows of `MEDICARE_FEES`."""
    priced = fees.filter(pc.is_in(fees["status"], pa.array(PRICED_STATUSES)))
    return {(row["code"], row["modifier"]) for row in priced.group_by(["code", "modifier"]).aggregate([]).to_pylist()}


def _limits(fees: pa.Table, caps: dict[tuple[str, str], tuple[int, int]], place: int) -> NDArray[np.int64]:
    """Give each row's cap in cents, beyond any amount where there is none."""
    columns = (fees[name].to_pylist() for name in ("code", "modifier", "status"))
    none = (_NO_LIMIT, _NO_LIMIT)
    return np.array(
        [caps.get((c, m), none)[place] if s == "A" else _NO_LIMIT for c, m, s in zip(*columns, strict=True)],
        dtype=np.int64,
    )


_NO_LIMIT = np.iinfo(np.int64).max


def replaced(name: str, old: pa.Table, new: pa.Table) -> pa.Table:
    """Give the rows of two tables; a release that is in the new one replaces the same release in the old one.

    Args:
        name: the table's name; `core.tables.EDITION` says by what its releases differ.
        old: its rows.
        new: rows of the same columns.
    """
    if not new.num_rows:
        return old
    edition = tables.EDITION.get(name, ("table", "year", "release"))
    kept = old
    for row in new.select(edition).group_by(list(edition)).aggregate([]).to_pylist():
        same = [pc.equal(kept[column], row[column]) for column in edition]
        kept = kept.filter(pc.invert(reduce(pc.and_, same)))
    return pa.concat_tables([kept, new.cast(old.schema)])


@cache
def shipped() -> MedicareBook:
    """Give the book that ships with Counteroffer; what it holds and whence stands in `shelf/medicare/sources.yaml`."""
    fees, localities, zips, *rest = tables.MEDICARE
    others = {table.name: partial(_shelved, table) for table in rest}
    return MedicareBook(_shelved(fees), _shelved(localities), _shelved(zips), others)


def _shelved(table: tables.Table) -> pa.Table:
    file = resources.files("counteroffer.shelf") / "medicare" / f"{table.name}.parquet"
    if not file.is_file():
        return table.empty()
    with resources.as_file(file) as path:
        return pq.read_table(path).select(table.names).cast(table.schema)
