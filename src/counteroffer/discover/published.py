"""What Medicare publishes, as candidates for what a payer pays a percent of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from counteroffer.core.money import half_up
from counteroffer.medicare import beside

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from counteroffer.medicare.book import MedicareBook

SETTINGS = ("facility", "nonfacility")


@attrs.frozen(eq=False)
class Published:
    """One schedule of one place and time.

    Attributes:
        basis: `percent_of_medicare`, `percent_of_labs` or `percent_of_drugs`.
        year: its year; `release` its letter, or quarter.
        locality: seven digits; empty for national amounts.
        amounts: (code, modifier, setting) -> cents for one unit.
    """

    basis: str
    year: int
    release: str
    locality: str
    amounts: Mapping[tuple[str, str, str], int]

    @property
    def name(self) -> str:
        """Its name in a sentence."""
        place = f", locality {self.locality}" if self.locality else ""
        what = {"percent_of_labs": "Medicare's laboratory schedule", "percent_of_drugs": "Medicare's drug limits"}
        return f"{what.get(self.basis, 'Medicare')} {self.year} {self.release}{place}"


def candidates(book: MedicareBook, locality: str, *, everywhere: bool = False) -> Iterator[Published]:
    """Give what a payer may pay a percent of: the newest years first, the practice's own locality.

    Args:
        book: Medicare as published.
        locality: the practice's; empty if it is not known.
        everywhere: give every other locality, instead of the practice's and what is national.
    """
    for year in reversed(book.years):
        places = sorted({row["locality"] for row in book.localities.to_pylist() if row["year"] == year})
        for release in reversed(book.releases(year)):
            for place in places if everywhere else [one for one in places if one == locality]:
                if everywhere and place == locality:
                    continue
                yield _physician(book, year, release, place)
    if not everywhere:
        yield from _national(book)


def _physician(book: MedicareBook, year: int, release: str, place: str) -> Published:
    amounts = book.amounts(year, place, release)
    columns = (amounts[name].to_pylist() for name in ("code", "modifier", "setting", "amount"))
    made = {(code, modifier, setting): cents for code, modifier, setting, cents in zip(*columns, strict=True)}
    return Published("percent_of_medicare", year, release, place, made)


def _national(book: MedicareBook) -> Iterator[Published]:
    for schedule in ("labs", "drugs"):
        for year, quarter in reversed(beside.quarters(book, schedule)):
            mills = beside.mills(book, schedule, (year, quarter))
            made = {
                (code, modifier, setting): half_up(mill, 10)
                for (code, modifier), mill in mills.items()
                for setting in SETTINGS
            }
            yield Published(f"percent_of_{schedule}", year, f"Q{quarter}", "", made)
