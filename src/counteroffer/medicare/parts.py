"""What a physician fee is made of: relative values, indices and conversion factor, release by release."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pyarrow.compute as pc

from counteroffer.core.money import half_up, show
from counteroffer.medicare.formula import NANO_PER_CENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counteroffer.medicare.book import MedicareBook

_NAMES = ("work", "practice expense", "malpractice")
_NATIONAL = (1000, 1000, 1000)


@attrs.frozen
class Parts:
    """The parts of one code's fee.

    Attributes:
        values: work, practice expense of the setting and malpractice, hundredths.
        indices: the locality's index of each, thousandths; 1.000 each where the units are national.
        conversion: dollars for one unit, ten-thousandths.
        cap: Medicare's outpatient cap in cents; None if there is none.
    """

    values: tuple[int, int, int]
    indices: tuple[int, int, int]
    conversion: int
    cap: int | None = None

    @property
    def units(self) -> int:
        """Total relative value units, hundred-thousandths."""
        return sum(value * index for value, index in zip(self.values, self.indices, strict=True))

    @property
    def cents(self) -> int:
        """The fee before the cap."""
        return half_up(self.units * self.conversion, NANO_PER_CENT)

    def written(self, factor: str) -> str:
        """Write the sum of the parts, times a factor in dollars."""
        told = zip(_NAMES, self.values, self.indices, strict=True)
        summed = " + ".join(f"{name} {value / 100:.2f} x {index / 1000:.3f}" for name, value, index in told)
        return f"({summed}) x ${factor}"

    def fee(self) -> str:
        """Write how Medicare's fee comes about."""
        text = f"{self.written(f'{self.conversion / 10_000:.4f}')} = {show(self.cents)}"
        capped = self.cap is not None and self.cap < self.cents
        return f"{text}, capped at the outpatient amount of {show(self.cap)}" if capped else text


def parts(book: MedicareBook, year: int, locality: str, key: tuple[str, str, str]) -> Iterator[Parts]:
    """Give the parts of a code, modifier and setting in each release of a year, the newest first.

    Args:
        book: Medicare as published.
        year: calendar year.
        locality: carrier and locality, seven digits; empty: national units.
        key: code, modifier, setting.
    """
    code, modifier, setting = key
    indices = book.gpcis(locality, year) if locality else _NATIONAL
    found = book.fees.filter(pc.and_(pc.equal(book.fees["code"], code), pc.equal(book.fees["modifier"], modifier)))
    rows = {row["release"]: row for row in found.to_pylist() if row["year"] == year}
    for release in reversed(book.releases(year)):
        if indices is not None and release in rows:
            row = rows[release]
            caps = book.caps(year, locality, release).get((code, modifier))
            values = (row["work"], row[f"pe_{setting}"], row["malpractice"])
            capped = caps[("facility", "nonfacility").index(setting)] if caps and row["status"] == "A" else None
            yield Parts(values, indices, row["conversion"], capped)
