"""The walk-away point: what staying and leaving bring in a year, and the rate below which leaving is better.

All of it is exact: money in cents as fractions, shares as parts of one; cents are rounded where they are shown.
Source: the project's notes on metrics, Q6, with its test vector (reservation rate 84.925).
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Sequence

ZERO = Fraction(0)


@attrs.frozen
class Leaving:
    """What leaving a payer rests on, each at one value.

    Attributes:
        visits: visits a year with the payer now (V).
        rate: cents allowed per visit now (r).
        cost: cents of variable cost per visit (vc).
        retention: part of the visits that are kept out of network (ret).
        out_of_network: cents collected per kept visit (r_oon).
        backfill: part of the freed visits that others take, once all is filled (bf).
        backfill_rate: cents per such visit (r_bf).
        one_off: cents that leaving costs once (F).
        ramp: months until the backfill is reached, rising evenly from nothing.
        contamination: part of `referred` that is lost.
        referred: cents of contribution a year from other payers' patients who come through this payer's referrers.
    """

    visits: Fraction
    rate: Fraction
    cost: Fraction
    retention: Fraction
    out_of_network: Fraction
    backfill: Fraction
    backfill_rate: Fraction
    one_off: Fraction = ZERO
    ramp: Fraction = ZERO
    contamination: Fraction = ZERO
    referred: Fraction = ZERO

    @property
    def filled(self) -> Fraction:
        """Part of the freed visits that others take in the first year."""
        return self.backfill * first_year(self.ramp)

    def later(self) -> Leaving:
        """Give a year after the first: nothing paid once, all filled that will be."""
        return attrs.evolve(self, one_off=ZERO, ramp=ZERO)


def first_year(ramp: Fraction) -> Fraction:
    """Give the part of a year's full backfill that comes in the first year, rising evenly over `ramp` months.

    The area under min(1, t / ramp) over twelve months: 1 - ramp / 24 up to twelve months, 6 / ramp beyond.
    """
    return 1 - ramp / 24 if ramp <= 12 else 6 / ramp


def stay(given: Leaving, rate: Fraction | None = None) -> Fraction:
    """Give the contribution of a year of staying, cents: V x (r - vc); at another rate where one is given."""
    return given.visits * ((given.rate if rate is None else rate) - given.cost)


def leave(given: Leaving) -> Fraction:
    """Give the contribution of the first year after leaving, cents.

    V x ret x (r_oon - vc) + V x (1 - ret) x bf x (r_bf - vc) - F - contamination x referred; bf as far as it is
    reached in the first year.
    """
    kept = given.retention * (given.out_of_network - given.cost)
    filled = (1 - given.retention) * given.filled * (given.backfill_rate - given.cost)
    return given.visits * (kept + filled) - given.one_off - given.contamination * given.referred


def reservation(given: Leaving) -> Fraction:
    """Give the reservation rate, cents per visit with their fractions: vc + CM_leave / V. Below it, leaving is better.

    Raises:
        ValueError: if there are no visits.
    """
    if given.visits <= 0:
        raise ValueError("no visits with the payer: there is nothing to leave")
    return given.cost + leave(given) / given.visits


@attrs.frozen
class BreakEven:
    """The share at which leaving is worth what staying is.

    Attributes:
        share: of one; None where the share changes nothing. It may lie below 0 or above 1: then no share does it.
        above: true where leaving is better above it, false where it is better below.
    """

    share: Fraction | None
    above: bool = True

    @property
    def reached(self) -> bool:
        """True where it is a share that could be."""
        return self.share is not None and 0 <= self.share <= 1

    def says(self, better: bool) -> str:  # noqa: FBT001 - whether leaving is better at the likely shares
        """Say it in words; `better` is whether leaving is better as things are likely."""
        if self.reached and self.share is not None:
            return f"leaving is better {'above' if self.above else 'below'} {float(self.share * 100):.1f}%"
        return f"leaving is {'better' if better else 'worse'} at every share from 0 to 100%"


def break_even_retention(given: Leaving, rate: Fraction | None = None) -> BreakEven:
    """Solve CM_leave = CM_stay for the retention, all else as given."""
    return _solved(given, "retention", rate)


def break_even_backfill(given: Leaving, rate: Fraction | None = None) -> BreakEven:
    """Solve CM_leave = CM_stay for the backfill, all else as given."""
    return _solved(given, "backfill", rate)


def _solved(given: Leaving, name: str, rate: Fraction | None) -> BreakEven:
    """Solve for a share in which CM_leave is linear, from its values at none and at all."""
    at_none = leave(attrs.evolve(given, **{name: ZERO}))
    slope = leave(attrs.evolve(given, **{name: Fraction(1)})) - at_none
    if not slope:
        return BreakEven(None)
    return BreakEven((stay(given, rate) - at_none) / slope, slope > 0)


def gains(
    given: Leaving, retentions: Sequence[Fraction], backfills: Sequence[Fraction], rate: Fraction | None = None
) -> list[list[Fraction]]:
    """Give what leaving gains over staying, cents a year: a row for each retention, a column for each backfill."""
    here = stay(given, rate)
    return [
        [leave(attrs.evolve(given, retention=ret, backfill=fill)) - here for fill in backfills] for ret in retentions
    ]
