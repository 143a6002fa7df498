"""What Medicare would allow for the practice's lines, each in its own year of service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from counteroffer.core.practice import Practice
    from counteroffer.medicare.book import MedicareBook

SCHEMA = pa.schema(
    [
        ("year", pa.int64()),
        ("code", pa.string()),
        ("modifier", pa.string()),
        ("setting", pa.string()),
        ("amount", pa.int64()),
    ]
)
"""One Medicare amount (cents for one unit) of a year in the practice's locality."""


def practice_locality(book: MedicareBook, practice: Practice) -> str:
    """Give the practice's locality: as the profile names it, else by ZIP; empty if neither leads to one."""
    return practice.locality or book.locality_of(practice.zip)


def practice_medicare(book: MedicareBook, practice: Practice) -> pa.Table:
    """Give every year's Medicare amounts in the practice's locality.

    Returns:
        A table of `SCHEMA`; empty if the locality is not known.
    """
    locality = practice_locality(book, practice)
    parts = [SCHEMA.empty_table()]
    for year in book.years if locality else ():
        amounts = book.amounts(year, locality)
        years = pa.array([year] * amounts.num_rows, pa.int64())
        parts.append(amounts.add_column(0, "year", years).select(SCHEMA.names).cast(SCHEMA))
    return pa.concat_tables(parts)


INDICATORS = pa.schema([("code", pa.string()), ("indicator", pa.string())])
"""Medicare's multiple procedure indicator of a code."""


def multiple_indicators(book: MedicareBook) -> pa.Table:
    """Give each code's multiple procedure indicator in the newest year and release there is.

    Returns:
        A table of `INDICATORS`, one row for each code.
    """
    fees = book.fees.filter(pc.equal(book.fees["modifier"], ""))
    year = max(book.years, default=0)
    releases = book.releases(year)
    if not releases:
        return INDICATORS.empty_table()
    fees = fees.filter(pc.and_(pc.equal(fees["year"], year), pc.equal(fees["release"], releases[-1])))
    return pa.table([fees["code"], fees["multiple"]], schema=INDICATORS)
