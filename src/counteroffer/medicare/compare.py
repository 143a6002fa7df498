"""A fee schedule beside Medicare: the usual ratio, and the rows so far from it that a column may have slipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from counteroffer.medicare.figures import amounts_beside

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from counteroffer.medicare.book import MedicareBook

OUTLYING = 3
"""How many times above or below the usual ratio a row is told apart."""
SLIPPED = 0.2
"""Share of outlying rows from which a slipped column is likely."""

Fee = tuple[str, str, str, int]
"""Code, modifier, setting (empty: both) and cents."""


@attrs.frozen
class Compared:
    """One amount beside Medicare's, cents."""

    code: str
    modifier: str
    setting: str
    amount: int
    medicare: int

    @property
    def ratio(self) -> float:
        """The amount over Medicare's."""
        return self.amount / self.medicare


@attrs.frozen
class Comparison:
    """A fee schedule beside Medicare.

    Attributes:
        year: Medicare's year.
        locality: Medicare's carrier and locality, seven digits.
        rows: amounts that Medicare has too.
        missing: amounts that Medicare has not.
        median: the middle of the ratios; 0 when there is none.
        outlying: rows more than `OUTLYING` times above or below the median, the farthest first.
    """

    year: int
    locality: str
    rows: tuple[Compared, ...]
    missing: int
    median: float
    outlying: tuple[Compared, ...]

    @property
    def slipped(self) -> bool:
        """Whether so many rows are far off that the columns should be looked at."""
        return len(self.rows) >= 10 and len(self.outlying) > SLIPPED * len(self.rows)


def compare(book: MedicareBook, fees: Iterable[Fee], year: int, locality: str) -> Comparison:
    """Put each amount beside Medicare's of the same code, modifier and setting; both settings: beside non-facility.

    Raises:
        InputError: if the year or the locality is not in the book.
    """
    pfs = {(r["code"], r["modifier"], r["setting"]): r["amount"] for r in book.amounts(year, locality).to_pylist()}
    beside = amounts_beside(book, year, locality)
    rows, missing = [], 0
    for code, modifier, setting, amount in fees:
        medicare = pfs.get((code, modifier, setting or "nonfacility")) or beside.get((code, modifier))
        if medicare:
            rows.append(Compared(code, modifier, setting, amount, medicare))
        else:
            missing += 1
    middle = _median([row.ratio for row in rows])
    far = [row for row in rows if not middle / OUTLYING <= row.ratio <= middle * OUTLYING]
    far.sort(key=lambda row: max(row.ratio / middle, middle / row.ratio) if row.ratio else float("inf"), reverse=True)
    return Comparison(year, locality, tuple(rows), missing, middle, tuple(far))


def _median(ratios: Sequence[float]) -> float:
    ordered = sorted(ratios)
    if not ordered:
        return 0.0
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
