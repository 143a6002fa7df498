"""Limits of a package: what the payer will look at and what is not to be asked; each is checked in whole numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from counteroffer.core.errors import InputError
from counteroffer.core.money import show
from counteroffer.negotiate.changes import Changes, seen_sum
from counteroffer.negotiate.levers import PERCENTILES, Lever
from counteroffer.negotiate.writing import percent_text
from counteroffer.price.rounding import FULL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counteroffer.negotiate.changes import Term

STEP = 100
"""Percents of the first year are asked in steps of so many thousandths of a percent: a tenth of a point."""

ESCALATOR_STEP = 250
"""Escalators are tried in quarter points."""

POINT = 1_000


class ConflictError(InputError):
    """No package keeps all limits; the message names those in conflict."""


@attrs.frozen
class Limits:
    """What a package has to keep; percents in thousandths of a percent, None: no such limit.

    Attributes:
        headline: most percent of the first year, by the weights that the payer looks at.
        last_headline: most percent of the last year against today, the escalator included, by the same weights.
        codes: most codes that get more than the base.
        most: most percent for one code in the first year.
        percentile: no code's first-year rate above this percentile of its peers (25, 50, 75 or 90); codes without
            peers are free of it.
        spare_above: no ask on codes that are paid above their peers' 75th percentile already.
        base_least: least base.
        base_most: most base.
        escalator_most: most escalator a year.
        budget: most cents more in the first year, on own volumes.
        step: the grid of all percents but the escalator's.
        escalator_step: the grid of the escalator.
    """

    headline: int | None = None
    last_headline: int | None = None
    codes: int | None = None
    most: int = 25 * POINT
    percentile: int | None = None
    spare_above: bool = True
    base_least: int = 0
    base_most: int = 10 * POINT
    escalator_most: int = 0
    budget: int | None = None
    step: int = STEP
    escalator_step: int = ESCALATOR_STEP

    def __attrs_post_init__(self) -> None:
        numbers = {name: said for name, said in attrs.asdict(self).items() if name != "spare_above"}
        bad = [name for name, said in numbers.items() if said is not None and said < 0]
        if bad or not self.step or not self.escalator_step:
            raise InputError(f"A limit is below 0: {', '.join(bad) or 'step'}.", "Give 0 or more, and steps above 0.")
        if self.percentile not in (None, *PERCENTILES):
            said = ", ".join(map(str, PERCENTILES))
            raise InputError(f"There is no {self.percentile}th percentile of peers.", f"Choose one of {said}.")

    def reach(self, lever: Lever) -> int:
        """Give the largest change that one code may have, a multiple of the step.

        A code goes no further than its own charge lets it (lesser-of): what is above is asked for nothing.
        """
        if self.spare_above and lever.above_peers:
            return 0
        ends = [self.most]
        if lever.room is not None:
            ends.append(lever.room)
        if self.percentile is not None and (there := lever.to_peers(self.percentile)) is not None:
            ends.append(there)
        return max(0, min(ends)) // self.step * self.step

    @property
    def bases(self) -> tuple[int, int]:
        """Give the least and the most base on the grid; the least may be above the most: then nothing fits."""
        return -(-self.base_least // self.step) * self.step, self.base_most // self.step * self.step

    def escalators(self) -> tuple[int, ...]:
        """Give the escalators on the grid that may be the best, the largest first.

        Where no limit looks at the last year, the largest is: it is worth more with any base and takes nothing away.
        """
        every = tuple(range(0, self.escalator_most + 1, self.escalator_step))[::-1]
        return every[:1] if self.last_headline is None else every

    def seen_most(self, levers: Sequence[Lever], escalator: int, years: int) -> int | None:
        """Give the most that the sum of weight x change may be, or None; below 0 where the escalator is too much."""
        weights, ends = sum(lever.seen for lever in levers), []
        if self.headline is not None:
            ends.append(self.headline * weights)
        if self.last_headline is not None:
            grown = (FULL + escalator) ** (years - 1)
            ends.append((FULL + self.last_headline) * weights * FULL ** (years - 1) // grown - FULL * weights)
        return min(ends, default=None)

    def plain(self, levers: Sequence[Lever], base: int) -> Changes:
        """Give a package of nothing but a base, with the codes held back that cannot have it."""
        reaches = ((lever.key, self.reach(lever)) for lever in levers)
        return Changes(base, 0, {key: reach for key, reach in reaches if reach < base})


def broken(levers: Sequence[Lever], changes: Changes, limits: Limits, term: Term) -> tuple[str, ...]:
    """Name the limits that a package breaks, in whole numbers: none, if it is feasible."""
    asked = seen_sum(levers, changes)
    weights = sum(lever.seen for lever in levers)
    grown = (FULL + changes.escalator) ** (term.years - 1)
    raised = sum(changes.of(lever) > min(changes.base, limits.reach(lever)) for lever in levers)
    low = [lever for lever in levers if changes.of(lever) < min(changes.base, limits.reach(lever))]
    last = limits.last_headline
    checks = {
        "headline": limits.headline is not None and asked > limits.headline * weights,
        "last_headline": last is not None
        and (FULL * weights + asked) * grown > (FULL + last) * weights * FULL ** (term.years - 1),
        "codes": limits.codes is not None and raised > limits.codes,
        "reach": any(changes.of(lever) > limits.reach(lever) for lever in levers) or bool(low),
        "base_least": changes.base < limits.base_least,
        "base_most": changes.base > limits.base_most,
        "escalator_most": changes.escalator > limits.escalator_most,
        "budget": limits.budget is not None
        and sum(lever.now * changes.of(lever) for lever in levers) > limits.budget * FULL,
        "grid": any(change % limits.step for change in (changes.base, *changes.own.values()))
        or changes.escalator % limits.escalator_step != 0,
    }
    return tuple(name for name, is_broken in checks.items() if is_broken)


def refuse_conflict(levers: Sequence[Lever], limits: Limits, term: Term) -> None:
    """See that some package keeps all limits.

    Every limit is easier to keep with less, so the least package (the least base, no carve-out, no escalator) tells.

    Raises:
        ConflictError: if none does; the limits named cannot be kept together, and without any of them they can.
    """
    least, most = limits.bases
    found = [name for name in broken(levers, limits.plain(levers, least), limits, term) if name != "base_least"]
    if least > most and "base_most" not in found:
        found.insert(0, "base_most")
    if not found:
        return
    said = "; ".join(_against(levers, limits, name, least) for name in found)
    raise ConflictError(
        f"No package keeps these limits: a base of at least {percent(limits.base_least)} is too much. {said}.",
        "Lower the least base, or loosen " + (" and ".join(NAMES[name] for name in found)) + ".",
    )


def _against(levers: Sequence[Lever], limits: Limits, name: str, least: int) -> str:
    plain = limits.plain(levers, least)
    weights = max(1, sum(lever.seen for lever in levers))
    at_least = percent(-(-seen_sum(levers, plain) // weights))
    cost = -(-sum(lever.now * plain.of(lever) for lever in levers) // FULL)
    return {
        "base_most": f"The most base is {percent(limits.base_most)}",
        "headline": f"The payer would see {at_least}, and is to see at most {percent(limits.headline or 0)}",
        "last_headline": f"The payer would see {at_least} in the last year without any escalator, and is to see at "
        f"most {percent(limits.last_headline or 0)}",
        "budget": f"The first year would cost {show(cost)}, and may cost {show(limits.budget)}",
    }[name]


NAMES = {
    "headline": "the headline",
    "last_headline": "the headline of the last year",
    "codes": "the number of changed codes",
    "most": "the most for one code",
    "percentile": "the percentile of peers",
    "spare_above": "no ask above peers",
    "base_least": "the least base",
    "base_most": "the most base",
    "escalator_most": "the most escalator",
    "budget": "the budget of the first year",
}
"""What each limit is called in a sentence."""


def percent(thousandths: int) -> str:
    """Write thousandths of a percent: `4%`, `3.25%`, `-0.125%`."""
    return f"{percent_text(thousandths)}%"
