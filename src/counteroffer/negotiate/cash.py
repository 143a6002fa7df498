"""Cash by month of staying and of leaving: when the money of a visit comes, not when the visit was.

Month 1 is the first one out of network. Costs are paid in the month of the visit; what a visit brings comes its payer's
days later. Before month 1 the practice had seen the payer's patients evenly for as long as its claims take.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING

import attrs

from counteroffer.negotiate.walkaway import ZERO, Leaving

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MONTHS = 18
"""How many months are looked at unless somebody says otherwise."""

DAYS_A_MONTH = Fraction(365, 12)


@attrs.frozen
class Lags:
    """Days from a visit to its money.

    Attributes:
        payer: of the payer that is left, under the contract.
        out_of_network: of a visit kept out of network.
        backfill: of a visit that fills a freed place.
    """

    payer: Fraction
    out_of_network: Fraction
    backfill: Fraction


@attrs.frozen
class Tail:
    """Care that goes on at the old rate after the end, as the contract or the law says.

    Attributes:
        share: part of the payer's visits that it reaches.
        days: for how long.
    """

    share: Fraction = ZERO
    days: Fraction = ZERO

    def part(self, month: int) -> Fraction:
        """Give the part of a month (from 1) on which it still runs, times its share."""
        left = self.days / DAYS_A_MONTH - (month - 1)
        return self.share * min(max(left, ZERO), Fraction(1))


@attrs.frozen
class CashMonth:
    """One month of both ways, cents.

    Attributes:
        month: from 1.
        stay: cash of the month when staying.
        leave: cash of the month when leaving.
        old: of `leave`, what still comes in at the old rate: claims of before, and the tail.
        behind: what leaving has brought less than staying, all months to this one together (negative: more).
    """

    month: int
    stay: Fraction
    leave: Fraction
    old: Fraction
    behind: Fraction


@attrs.frozen
class Cash:
    """Cash by month.

    Attributes:
        months: from month 1.
    """

    months: tuple[CashMonth, ...]

    @property
    def trough(self) -> CashMonth:
        """The month at whose end leaving is furthest behind staying, the first of several."""
        return max(self.months, key=lambda one: (one.behind, -one.month))

    @property
    def lowest(self) -> CashMonth:
        """The month that brings least when leaving."""
        return min(self.months, key=lambda one: (one.leave, one.month))

    @property
    def turns(self) -> int | None:
        """The first month from which leaving brings at least as much as staying, to the end; None if none does."""
        short = [one.month for one in self.months if one.leave < one.stay]
        turn = max(short, default=0) + 1
        return turn if turn <= len(self.months) else None

    @property
    def growing(self) -> bool:
        """True where leaving is still falling behind in the last month: the trough lies beyond."""
        last = self.months[-1]
        return last.leave < last.stay


def cash_by_month(given: Leaving, lags: Lags, tail: Tail | None = None, months: int = MONTHS) -> Cash:
    """Count the cash of both ways, month by month.

    Args:
        given: what leaving rests on; `ramp` months until the backfill is reached.
        lags: days to the money.
        tail: care that goes on at the old rate; those visits are neither kept out of network nor freed.
        months: how many.

    Raises:
        ValueError: if there is no month.
    """
    if months < 1:
        raise ValueError("cash needs at least one month")
    tail, monthly = tail or Tail(), given.visits / 12
    parts = [tail.part(month) for month in range(1, months + 1)]
    others = [1 - part for part in parts]
    fills = [
        (1 - given.retention) * given.backfill * ramped(given.ramp, month) * other
        for month, other in enumerate(others, 1)
    ]
    old = _arriving(lambda m: Fraction(1) if m < 1 else parts[m - 1], lags.payer, months)
    kept = _arriving(lambda m: ZERO if m < 1 else given.retention * others[m - 1], lags.out_of_network, months)
    filled = _arriving(lambda m: ZERO if m < 1 else fills[m - 1], lags.backfill, months)
    stay = monthly * (given.rate - given.cost)
    lost = given.contamination * given.referred / 12
    leave = []
    for place in range(months):
        seen = parts[place] + given.retention * others[place] + fills[place]
        into = old[place] * given.rate + kept[place] * given.out_of_network + filled[place] * given.backfill_rate
        leave.append(monthly * (into - seen * given.cost) - lost - (given.one_off if place == 0 else ZERO))
    return _cash(stay, leave, [monthly * given.rate * part for part in old])


def _cash(stay: Fraction, leave: Sequence[Fraction], old: Sequence[Fraction]) -> Cash:
    behind = accumulate(stay - month for month in leave)
    rows = enumerate(zip(leave, old, behind, strict=True), 1)
    return Cash(tuple(CashMonth(month, stay, *cells) for month, cells in rows))


def ramped(ramp: Fraction, month: int) -> Fraction:
    """Give the mean of min(1, t / ramp) over a month (t in months; month 1 is t from 0 to 1)."""
    since, until = Fraction(month - 1), Fraction(month)
    if ramp <= since:
        return Fraction(1)
    bend = min(ramp, until)
    return (bend * bend - since * since) / (2 * ramp) + (until - bend)


def _arriving(seen: Callable[[int], Fraction], days: Fraction, months: int) -> list[Fraction]:
    """Give the visits whose money comes in each month: those of so many days before, spread evenly over a month."""
    whole, part = divmod(days / DAYS_A_MONTH, 1)
    return [
        (1 - part) * seen(month - int(whole)) + part * seen(month - int(whole) - 1) for month in range(1, months + 1)
    ]
