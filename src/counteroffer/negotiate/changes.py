"""A package as a plain record of changes, and its exact arithmetic: what the payer sees, and what we get.

Percents are thousandths of a percent, money is cents. The rate of a code in year t of the term (t = 1 is the first
year at new rates) is today's x (1 + its change) x (1 + escalator)^(t - 1), and never more than its charge where that
caps it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from counteroffer.core.errors import InputError
from counteroffer.core.money import half_up, nearest
from counteroffer.price.rounding import FULL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counteroffer.negotiate.levers import Lever


@attrs.frozen
class Changes:
    """What a package changes, all of it in thousandths of a percent.

    Attributes:
        base: percent on every code that is not named in `own`.
        escalator: percent a year from the second year on, on the rates then in force.
        own: key of a code -> its own percent instead of the base: more is a carve-out, less is held back.
    """

    base: int = 0
    escalator: int = 0
    own: dict[str, int] = attrs.field(factory=dict)

    def of(self, lever: Lever) -> int:
        """Give the change of one code."""
        return self.own.get(lever.key, self.base)

    @property
    def raised(self) -> dict[str, int]:
        """The carve-outs: codes that get more than the base."""
        return {key: change for key, change in self.own.items() if change > self.base}

    @property
    def held(self) -> dict[str, int]:
        """The codes that get less than the base."""
        return {key: change for key, change in self.own.items() if change < self.base}


@attrs.frozen
class Term:
    """The years that a package is valued over.

    Attributes:
        years: at new rates.
        discount: thousandths of a percent a year; year t is divided by (1 + discount)^t.
    """

    years: int = 3
    discount: int = 0

    def __attrs_post_init__(self) -> None:
        if not 1 <= self.years <= 30 or self.discount < 0:
            raise InputError("A term has 1 to 30 years and a discount of 0 or more.", "Give other years or percents.")


def yearly(levers: Sequence[Lever], changes: Changes, years: int) -> tuple[int, ...]:
    """Give cents more than at today's rates and volumes in each year of a term, each rounded once, half-up."""
    made = []
    for year in range(years):
        full, grown = FULL ** (year + 1), (FULL + changes.escalator) ** year
        more = 0
        for lever in levers:
            rate = (FULL + changes.of(lever)) * grown
            if lever.room is not None:
                rate = min(rate, max(FULL, FULL + lever.room) * FULL**year)
            more += lever.now * (rate - full)
        made.append(half_up(more, full))
    return tuple(made)


def present(amounts: Sequence[int], discount: int) -> int:
    """Give cents of several years at today's value: the sum of amount / (1 + discount)^t, rounded once, half-up."""
    rate = Fraction(FULL, FULL + discount)
    worth = sum((amount * rate**year for year, amount in enumerate(amounts, 1)), Fraction(0))
    return nearest(worth)


def value(levers: Sequence[Lever], changes: Changes, term: Term) -> int:
    """Give what a package is worth over the term, cents at today's value."""
    return present(yearly(levers, changes, term.years), term.discount)


def headline(levers: Sequence[Lever], changes: Changes) -> int:
    """Give the percent that the payer sees in the first year: changes by its own weights, rounded half-up."""
    return half_up(seen_sum(levers, changes), max(1, sum(lever.seen for lever in levers)))


def seen_sum(levers: Sequence[Lever], changes: Changes) -> int:
    """Give the sum of weight x change, for exact comparison with a limit x the sum of weights."""
    return sum(lever.seen * changes.of(lever) for lever in levers)


def true_percent(levers: Sequence[Lever], changes: Changes) -> int:
    """Give the first year's percent on own volumes, thousandths of a percent, half-up: beside the headline."""
    base = sum(lever.now for lever in levers)
    return half_up(yearly(levers, changes, 1)[0] * FULL, base) if base else 0
