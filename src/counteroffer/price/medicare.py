"""What Medicare would allow for the practice's lines, each in its own year of service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.ingest.fees.edition import newest

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


PROCEDURES = pa.schema(
    [
        ("code", pa.string()),
        *((name, pa.string()) for name in ("multiple", "bilateral", "assistant", "cosurgeons", "team")),
        *((name, pa.int64()) for name in ("before", "within", "after")),
        ("endoscopy_base", pa.string()),
        *((name, pa.int64()) for name in ("expense_facility", "expense_nonfacility")),
    ]
)
"""What Medicare says of a procedure beside its amount: indicators; shares of an operation in percent; the base code of
its endoscopic family; and the share of practice expense in its relative values by setting, in millionths."""

MILLION = 1_000_000


def procedures(book: MedicareBook, practice: Practice) -> pa.Table:
    """Give what Medicare says of each procedure in the newest year and release that has indicators.

    The share of practice expense is taken with the indices of the practice's locality, else nationally.

    Returns:
        A table of `PROCEDURES`, one row for each code.
    """
    fees = book.fees.filter(pc.and_(pc.equal(book.fees["modifier"], ""), pc.not_equal(book.fees["multiple"], "")))
    if not fees.num_rows:
        return PROCEDURES.empty_table()
    year = pc.max(fees["year"]).as_py()
    fees = fees.filter(pc.equal(fees["year"], year))
    fees = fees.filter(pc.equal(fees["release"], newest(set(fees["release"].to_pylist()))))
    gpcis = book.gpcis(practice_locality(book, practice), year) or (1000, 1000, 1000)
    made = {name: fees[name] for name in PROCEDURES.names if name in fees.column_names}
    for setting in ("facility", "nonfacility"):
        made[f"expense_{setting}"] = _expense(fees, setting, gpcis)
    return pa.table(made).select(PROCEDURES.names).cast(PROCEDURES)


def _expense(fees: pa.Table, setting: str, gpcis: tuple[int, int, int]) -> pa.Array:
    work, expense, malpractice = (
        fees[name].to_numpy() * index
        for name, index in zip(("work", f"pe_{setting}", "malpractice"), gpcis, strict=True)
    )
    total = np.maximum(work + expense + malpractice, 1)
    return pa.array((2 * expense * MILLION + total) // (2 * total))
