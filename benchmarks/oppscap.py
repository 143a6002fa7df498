"""Holds our Medicare formula against the amounts that CMS publishes for every locality (OPPSCAP), to the cent.

    python benchmarks/oppscap.py ../shared/data/cms/2025D/OPPSCAP_Oct.csv

Prints, for the facility and the non-facility price, how many rows are equal and what each of the others is due to.
Inputs: the three "used for OPPS" columns and the work RVU of the relative value file, the indices of the GPCI file.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import numpy as np

from counteroffer.ingest.fees.oppscap import read_oppscap
from counteroffer.medicare.book import MedicareBook, shipped
from counteroffer.medicare.formula import payment

YEAR = 2025
SETTINGS = ("nonfacility", "facility")

EQUAL = "equal"
WORK_OF_26 = "global row of status C, without a work RVU; equal with the work RVU of its 26 row"
SECOND_CARRIER = "locality listed a second time, under another carrier than the GPCI file's; amount equal to the first"
DIFFERENT = "different"
CAUSES = (EQUAL, WORK_OF_26, SECOND_CARRIER, DIFFERENT)


def causes(path: Path, setting: str) -> Counter[str]:
    """Compare every published row with the formula.

    Args:
        path: the OPPSCAP file.
        setting: `facility` or `nonfacility`, which of the two published prices.

    Returns:
        Cause -> rows; the causes are those of `CAUSES`.
    """
    published = read_oppscap(path).to_pylist()
    amounts = {(row["code"], row["modifier"], row["locality"]): row[setting] for row in published}
    book = shipped()
    known = set(book.localities["locality"].to_pylist())
    strict, with_work = _computed(book, setting)
    counted: Counter[str] = Counter()
    for (code, modifier, locality), due in amounts.items():
        if locality not in known:
            twins = [due == amounts.get((code, modifier, other)) for other in known if _twin(locality, other)]
            counted[SECOND_CARRIER if twins == [True] else DIFFERENT] += 1
        elif strict.get((code, modifier, locality)) == due:
            counted[EQUAL] += 1
        else:
            other = with_work.get((code, modifier, locality))
            counted[WORK_OF_26 if other == due else DIFFERENT] += 1
    assert len(amounts) == len(published), "a code, modifier and locality is published twice"
    return counted


def _twin(locality: str, other: str) -> bool:
    """Say whether two localities are California's, of the same number: two carriers share that state."""
    return {locality[:5], other[:5]} == {"01112", "01182"} and locality[5:] == other[5:]


def _computed(book: MedicareBook, setting: str) -> tuple[dict[tuple[str, str, str], int], ...]:
    """Compute every row's amount in every locality: as it stands, and status C globals with the work of their 26."""
    fees = [row for row in book.fees.to_pylist() if row["year"] == YEAR]
    work_of_26 = {row["code"]: row["work"] for row in fees if row["modifier"] == "26"}
    keys = [(row["code"], row["modifier"]) for row in fees]
    works = (
        [row["work"] for row in fees],
        [
            work_of_26.get(row["code"], 0) if row["status"] == "C" and not row["modifier"] else row["work"]
            for row in fees
        ],
    )
    expense, malpractice, conversion = (
        np.array([row[name] for row in fees]) for name in (f"opps_pe_{setting}", "opps_malpractice", "conversion")
    )
    made: tuple[dict[tuple[str, str, str], int], ...] = ({}, {})
    for row in book.localities.to_pylist():
        gpcis = (row["gpci_work"], row["gpci_pe"], row["gpci_mp"])
        for into, work in zip(made, works, strict=True):
            cents = payment((np.array(work), expense, malpractice), gpcis, conversion).tolist()
            into.update({(*key, row["locality"]): amount for key, amount in zip(keys, cents, strict=True)})
    return made


def main() -> None:
    """Print the counts for both prices."""
    path = (
        Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "shared/data/cms/2025D/OPPSCAP_Oct.csv"
    )
    for setting in SETTINGS:
        counted = causes(path, setting)
        print(f"{setting}: {counted.total():,} rows")
        for cause in CAUSES:
            print(f"  {counted[cause]:>6,}  {cause}")


if __name__ == "__main__":
    main()
