"""What leaving rests on as ranges: the likely value of each, and what each alone does to the reservation rate."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from counteroffer.negotiate.ranges import CENTS, NUMBER, SHARE, Range
from counteroffer.negotiate.walkaway import Leaving, reservation

if TYPE_CHECKING:
    from collections.abc import Mapping

NONE = Range.at(Fraction(0))


@attrs.frozen
class Uncertain:
    """The parts of `Leaving`, each a range. Visits, rate and cost are known; the rest is what somebody expects."""

    visits: Range
    rate: Range
    cost: Range
    retention: Range
    out_of_network: Range
    backfill: Range
    backfill_rate: Range
    one_off: Range = NONE
    ramp: Range = NONE
    contamination: Range = NONE
    referred: Range = NONE

    @property
    def ranges(self) -> Mapping[str, Range]:
        """Name -> range, in the order of the fields."""
        return {name: getattr(self, name) for name in NAMES}

    def likely(self) -> Leaving:
        """Give the likely value of each."""
        return Leaving(**{name: said.likely for name, said in self.ranges.items()})


NAMES = tuple(field.name for field in attrs.fields(Uncertain))

UNITS = {
    "visits": NUMBER,
    "rate": CENTS,
    "cost": CENTS,
    "retention": SHARE,
    "out_of_network": CENTS,
    "backfill": SHARE,
    "backfill_rate": CENTS,
    "one_off": CENTS,
    "ramp": NUMBER,
    "contamination": SHARE,
    "referred": CENTS,
}
"""Name -> what its range is of."""


@attrs.frozen
class Swing:
    """What one uncertain part does to the reservation rate by itself.

    Attributes:
        name: of the part.
        at_low: reservation rate with it at its low end, cents; all else likely.
        at_high: the same at its high end.
    """

    name: str
    at_low: Fraction
    at_high: Fraction

    @property
    def width(self) -> Fraction:
        """How far apart the two are."""
        return abs(self.at_high - self.at_low)


def swings(given: Uncertain) -> list[Swing]:
    """Give the swing of every part that is a range, the widest first: what is most worth finding out."""
    likely = given.likely()
    found = [
        Swing(name, *(reservation(attrs.evolve(likely, **{name: end})) for end in (said.low, said.high)))
        for name, said in given.ranges.items()
        if not said.known
    ]
    return sorted(found, key=lambda one: (-one.width, one.name))
