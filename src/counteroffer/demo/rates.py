"""What every contract pays for every code: the demo's own reading of its own terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from counteroffer.demo.calendar import NEW_YEAR_2025, day
from counteroffer.demo.payers import PAYERS
from counteroffer.demo.terms import CHARGES, MEDICARE, SCHEDULE, VERSIONS, Term, Version

if TYPE_CHECKING:
    from counteroffer.demo.catalog import Catalog, Ints
    from counteroffer.demo.schedules import Schedules

NO_CONTRACT, NO_RATE, EXACT, ASSUMED_LOCALITY, DEFAULT = range(5)
CONFIDENCE = ("no_contract", "no_rate", "exact", "assumed_locality", "default")

BY_MEDICARE, BY_SCHEDULE, BY_CHARGES = 1, 2, 3
BASIS = ("", MEDICARE, SCHEDULE, CHARGES)

WIDEST = 10**9


@dataclass(frozen=True)
class Rates:
    """What is paid, by (payer, year, code, part, setting); year 0 is 2024, year 1 is 2025.

    Attributes:
        rate: cents for one unit; -1 where there is none, or it is a percent of charges.
        percent: thousandths of a percent of charges; 0 where it is none.
        basis: position in `BASIS`.
        confidence: position in `CONFIDENCE`.
        lesser_of: by (payer, year): pays the lesser of rate and charge.
    """

    rate: Ints
    percent: Ints
    basis: Ints
    confidence: Ints
    lesser_of: Ints


def build(catalog: Catalog, schedules: Schedules) -> Rates:
    """Read all contract versions."""
    shape = (len(PAYERS), 2, len(catalog), 3, 2)
    rate = np.full(shape, -1, dtype=np.int64)
    percent, basis, confidence = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    lesser = np.zeros(shape[:2], dtype=np.int64)
    for version in VERSIONS:
        for year in _years(version):
            at = (version.payer, year)
            lesser[at] = version.lesser_of
            for place, code in enumerate(catalog.codes):
                for part, setting in np.ndindex(3, 2):
                    found = _best(version, code, (place, part, setting), (catalog, schedules))
                    rate[at][place, part, setting], percent[at][place, part, setting] = found[:2]
                    basis[at][place, part, setting], confidence[at][place, part, setting] = found[2:]
    return Rates(rate, percent, basis, confidence, lesser)


def _years(version: Version) -> list[int]:
    first = 1 if day(version.since) >= NEW_YEAR_2025 else 0
    last = 0 if version.until != "open" and day(version.until) < NEW_YEAR_2025 else 1
    return list(range(first, last + 1))


def _best(
    version: Version, code: str, cell: tuple[int, int, int], books: tuple[Catalog, Schedules]
) -> tuple[int, int, int, int]:
    """Find the narrowest term that reaches the code and can pay it: rate, percent of charges, basis, confidence."""
    reaching = [(width, term) for term in version.terms if (width := _width(term, code, cell[2])) is not None]
    for width, term in sorted(reaching, key=lambda pair: pair[0]):
        if term.kind == CHARGES:
            return -1, term.percent, BY_CHARGES, DEFAULT if width == WIDEST else EXACT
        catalog, schedules = books
        amount = int((schedules[term.schedule] if term.kind == SCHEDULE else catalog.medicare)[cell])
        if amount < 0:
            continue
        if term.kind == SCHEDULE:
            return amount, 0, BY_SCHEDULE, EXACT
        taken = (2 * amount * term.percent + 100_000) // 200_000
        return taken, 0, BY_MEDICARE, EXACT if version.locality else ASSUMED_LOCALITY
    return -1, 0, 0, NO_RATE


def _width(term: Term, code: str, setting: int) -> int | None:
    """Say how many codes the narrowest span of the term has that reaches the code; None if none does."""
    if term.setting and term.setting != ("nonfacility", "facility")[setting]:
        return None
    if not term.codes:
        return WIDEST
    widths = [width for span in term.codes if (width := _span_width(span, code)) is not None]
    return min(widths) if widths else None


def _span_width(span: str, code: str) -> int | None:
    first, _, last = span.partition("-")
    last = last or first
    if first[0].isdigit() != code[0].isdigit() or (code[0].isalpha() and code[0] != first[0]):
        return None
    digits = 1 if code[0].isalpha() else 0
    if not int(first[digits:]) <= int(code[digits:]) <= int(last[digits:]):
        return None
    return int(last[digits:]) - int(first[digits:])
