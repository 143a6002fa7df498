"""What Medicare pays in 2025 for a code at the practice's place: the demo's own reading and its own arithmetic.

It reads the public relative values that ship on the shelf as plain data files; no code of the product is used, so that
a mistake there cannot hide itself here.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

if TYPE_CHECKING:
    from pathlib import Path

ZIP = "78628"
LOCALITY = "0441299"
"""The practice's ZIP and the carrier and locality that CMS gives it in 2025 (rest of Texas)."""

YEAR = 2025
OFFICE, FACILITY = 0, 1
WHOLE, PROFESSIONAL, TECHNICAL = 0, 1, 2
PARTS = ("", "26", "TC")
"""Modifiers of the whole service, its professional and its technical part."""

PRICED_STATUS = frozenset("ART")

Amounts = dict[tuple[str, int, int], int]
"""(code, part, setting) -> cents."""


def amounts(year: int = YEAR, locality: str = LOCALITY) -> Amounts:
    """Give what Medicare pays, in cents, for every code that it prices by relative values."""
    shelf = resources.files("counteroffer") / "shelf" / "medicare"
    with resources.as_file(shelf) as folder:
        fees = _rows(folder, "medicare_fees")
        places = _rows(folder, "medicare_localities")
    place = next(p for p in places if p["year"] == year and p["locality"] == locality)
    found: Amounts = {}
    for fee in fees:
        if fee["year"] != year or fee["status"] not in PRICED_STATUS or fee["modifier"] not in PARTS:
            continue
        part = PARTS.index(str(fee["modifier"]))
        for setting, expense in ((OFFICE, "pe_nonfacility"), (FACILITY, "pe_facility")):
            cents = _payment(fee, place, expense)
            if cents:
                found[str(fee["code"]), part, setting] = cents
    return found


def _rows(folder: Path, name: str) -> list[dict[str, object]]:
    return list(pq.read_table(folder / f"{name}.parquet").to_pylist())


def _payment(fee: dict[str, object], place: dict[str, object], expense: str) -> int:
    """(work x index + expense x index + malpractice x index) x conversion factor, half-up to the cent, once."""
    units = [(fee["work"], place["gpci_work"]), (fee[expense], place["gpci_pe"])]
    units += [(fee["malpractice"], place["gpci_mp"])]
    exact = sum(int(str(value)) * int(str(index)) for value, index in units) * int(str(fee["conversion"]))
    return (2 * exact + 10**7) // (2 * 10**7)  # hundredths x thousandths x ten-thousandths of a dollar
