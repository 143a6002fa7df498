"""The Medicare book: published fees, localities and ZIP codes of the years that are there."""

from __future__ import annotations

from functools import cache
from importlib import resources

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from counteroffer.core import tables
from counteroffer.core.errors import InputError
from counteroffer.medicare.formula import payment

PRICED_STATUSES = ("A", "R", "T")
"""Status codes paid by relative values; C is priced by the carrier, the others are not payable by this schedule.

Source: the status code column of PPRRVU and its record layout."""

AMOUNTS = pa.schema(
    [("code", pa.string()), ("modifier", pa.string()), ("setting", pa.string()), ("amount", pa.int64())]
)
"""One unit's Medicare amount in cents."""


class MedicareBook:
    """Published Medicare tables of one or more years.

    Attributes:
        fees: `core.tables.MEDICARE_FEES`.
        localities: `core.tables.MEDICARE_LOCALITIES`.
        zips: `core.tables.MEDICARE_ZIPS`.
    """

    def __init__(self, fees: pa.Table, localities: pa.Table, zips: pa.Table) -> None:
        self.fees = fees
        self.localities = localities
        self.zips = zips
        self._amounts: dict[tuple[int, str], pa.Table] = {}

    def with_tables(self, fees: pa.Table, localities: pa.Table, zips: pa.Table) -> MedicareBook:
        """Give a book with more rows; a year that is in the new rows replaces the same year here."""
        pairs = ((self.fees, fees), (self.localities, localities), (self.zips, zips))
        return MedicareBook(*(_replaced(old, new) for old, new in pairs))

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
        return self._gpcis(locality, year) is not None

    def locality_name(self, locality: str, year: int | None = None) -> str:
        """Give a locality's published name; empty if unknown. Default: the latest year."""
        found = [r for r in self.localities.to_pylist() if r["locality"] == locality and year in (None, r["year"])]
        return str(max(found, key=lambda row: row["year"])["name"]) if found else ""

    def amounts(self, year: int, locality: str) -> pa.Table:
        """Give every priced code's amount in a locality.

        Both settings are given for every code, as in the published payment files; where CMS marks a setting as not
        applicable (NA) the practice expense RVU it publishes for it is used.

        Returns:
            A table of `AMOUNTS`, at most one row for a code, modifier and setting.

        Raises:
            InputError: if the year or the locality is not in the book.
        """
        key = (year, locality)
        if key not in self._amounts:
            self._amounts[key] = self._computed(year, locality)
        return self._amounts[key]

    def _computed(self, year: int, locality: str) -> pa.Table:
        gpcis = self._gpcis(locality, year)
        if gpcis is None or year not in self.years:
            loaded = ", ".join(map(str, self.years)) or "none"
            raise InputError(
                f"There is no Medicare fee schedule of {year} for locality {locality}.",
                f"Years loaded: {loaded}. Import another with `counteroffer medicare import`.",
            )
        fees = self.fees.filter(pc.equal(self.fees["year"], year))
        fees = fees.filter(pc.equal(fees["release"], pc.max(fees["release"]).as_py()))
        fees = fees.filter(pc.is_in(fees["status"], pa.array(PRICED_STATUSES)))
        number = {name: fees[name].to_numpy() for name in ("work", "malpractice", "conversion")}
        parts = []
        for setting in ("nonfacility", "facility"):
            expense = fees[f"pe_{setting}"].to_numpy()
            cents = payment((number["work"], expense, number["malpractice"]), gpcis, number["conversion"])
            columns = [fees["code"], fees["modifier"], pa.array([setting] * len(cents), pa.string()), pa.array(cents)]
            parts.append(pa.table(columns, schema=AMOUNTS).filter(pa.array(np.asarray(cents) > 0)))
        return pa.concat_tables(parts)

    def _gpcis(self, locality: str, year: int) -> tuple[int, int, int] | None:
        mask = pc.and_(pc.equal(self.localities["locality"], locality), pc.equal(self.localities["year"], year))
        found = self.localities.filter(mask).to_pylist()
        return (found[0]["gpci_work"], found[0]["gpci_pe"], found[0]["gpci_mp"]) if found else None


def _replaced(old: pa.Table, new: pa.Table) -> pa.Table:
    if not new.num_rows:
        return old
    kept = old.filter(pc.invert(pc.is_in(old["year"], new["year"].unique())))
    return pa.concat_tables([kept, new.cast(old.schema)])


@cache
def shipped() -> MedicareBook:
    """Give the book that ships with Counteroffer; what it holds and whence stands in `shelf/medicare/sources.yaml`."""
    shelf = resources.files("counteroffer.shelf") / "medicare"
    made = []
    for table in (tables.MEDICARE_FEES, tables.MEDICARE_LOCALITIES, tables.MEDICARE_ZIPS):
        with resources.as_file(shelf / f"{table.name}.parquet") as file:
            made.append(pq.read_table(file).cast(table.schema))
    return MedicareBook(*made)
