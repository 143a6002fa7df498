"""Total relative value units of every code that has any, for contracts that pay dollars for a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core.errors import InputError

if TYPE_CHECKING:
    from counteroffer.medicare.book import MedicareBook

UNIT = 100_000
"""One relative value unit: units are hundred-thousandths (published hundredths times indices in thousandths)."""

_NATIONAL = (1000, 1000, 1000)


def relative_units(book: MedicareBook, year: int, locality: str, release: str = "") -> dict[tuple[str, str, str], int]:
    """Give the total units (work, practice expense of the setting, malpractice) by code, modifier and setting.

    Every code that CMS publishes units for is there, whatever its status: payers pay by units also for codes that
    Medicare itself does not cover.

    Args:
        book: Medicare as published.
        year: calendar year of the relative value file.
        locality: carrier and locality, seven digits, for its indices; empty: national units, no index.
        release: release letter; empty: the newest of the year.

    Raises:
        InputError: if the year, the release or the locality is not in the book.
    """
    known = book.releases(year)
    gpcis = book.gpcis(locality, year) if locality else _NATIONAL
    if gpcis is None or not known or (release and release not in known):
        there = ", ".join(str(y) for y in sorted(pc.unique(book.fees["year"]).to_pylist())) or "none"
        place = f" for locality {locality}" if locality else ""
        raise InputError(
            f"There are no relative value units of {year} {release}".rstrip() + f"{place}.",
            f"Years loaded: {there}. Import another with `counteroffer medicare import`.",
        )
    fees = book.fees.filter(pc.equal(book.fees["year"], year))
    fees = fees.filter(pc.equal(fees["release"], release or known[-1]))
    keys = list(zip(fees["code"].to_pylist(), fees["modifier"].to_pylist(), strict=True))
    found = {}
    for setting in ("facility", "nonfacility"):
        columns = (fees[name].to_numpy() for name in ("work", f"pe_{setting}", "malpractice"))
        total = np.sum([column * index for column, index in zip(columns, gpcis, strict=True)], axis=0)
        for (code, modifier), units in zip(keys, total.tolist(), strict=True):
            if units:
                found[code, modifier, setting] = units
    return found


RELATIVE = pa.schema(
    [
        ("year", pa.int64()),
        ("code", pa.string()),
        ("modifier", pa.string()),
        ("setting", pa.string()),
        ("units", pa.int64()),
    ]
)
"""National total units of one unit of a code in a year, hundred-thousandths: always whole hundredths of a unit."""


def national_units(book: MedicareBook) -> pa.Table:
    """Give the national units of every year in the book.

    Returns:
        A table of `RELATIVE`.
    """
    parts = [RELATIVE.empty_table()]
    for year in book.years:
        found = relative_units(book, year, "")
        code, modifier, setting = zip(*found, strict=True) if found else ((), (), ())
        columns = [[year] * len(found), list(code), list(modifier), list(setting), list(found.values())]
        parts.append(pa.table([pa.array(c, f.type) for c, f in zip(columns, RELATIVE, strict=True)], schema=RELATIVE))
    return pa.concat_tables(parts)


def valued_codes(fees: pa.Table) -> set[tuple[str, str]]:
    """Give every code and modifier that has units in any year of some rows of `MEDICARE_FEES`."""
    names = ("work", "pe_facility", "pe_nonfacility", "malpractice")
    units = np.sum([fees[name].to_numpy() for name in names], axis=0)
    valued = fees.filter(pa.array(units > 0))
    return set(zip(valued["code"].to_pylist(), valued["modifier"].to_pylist(), strict=True))
