"""The ask's ladder: what to bring up first, ranked by dollars over the term for each step of difficulty."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from counteroffer.core.errors import InputError
from counteroffer.core.money import half_up, show
from counteroffer.negotiate.changes import Changes, Term, present, value
from counteroffer.negotiate.limits import Limits, percent
from counteroffer.price.rounding import FULL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from counteroffer.negotiate.levers import Lever

OWED, TERMS, CARVE_OUTS, BASE, ESCALATOR = "owed", "terms", "carve-outs", "base", "escalator"

DIFFICULTY = {OWED: 1, TERMS: 2, CARVE_OUTS: 3, BASE: 4, ESCALATOR: 5}
"""How hard each rung is to get: an order of ours (errors owed first, then terms, carve-outs, base, escalator), no fact.
A practice that knows its payer gives other numbers."""

CARVE_SHARE, CARVE_POINTS = 2_000, 15_000
"""Without peers, a code is a candidate from this share of the dollars on, if its percent of Medicare is so far below
the payer's, or it is paid below its cost (thousandths of a percent)."""

MOST_CODES = 10


@attrs.frozen
class CarveOut:
    """One code that deserves a rate of its own: cents a year more, and up to what."""

    lever: Lever
    more: int
    why: str


@attrs.frozen
class Rung:
    """One rung of the ladder.

    Attributes:
        name: `owed`, `terms`, `carve-outs`, `base` or `escalator`.
        worth: cents over the term, at today's value; None: not valued yet.
        difficulty: from 1.
        says: what it is, and what the worth is made of.
    """

    name: str
    worth: int | None
    difficulty: int
    says: str

    @property
    def score(self) -> Fraction:
        """Cents for each step of difficulty; what is not valued comes last."""
        return Fraction(-1) if self.worth is None else Fraction(self.worth, self.difficulty)


def ladder(  # noqa: PLR0913 - as many as it needs
    levers: Sequence[Lever], term: Term, *, owed: int | None, terms: int | None, target: int, escalator: int,
    difficulty: Mapping[str, int] | None = None,
) -> tuple[Rung, ...]:  # fmt: skip
    """Rank the rungs by dollars over the term / difficulty.

    Carve-outs and base overlap: a code carved out gets no base too, so their worths are alternatives, never a sum.

    Args:
        levers: the payer's codes.
        term: the years that are valued.
        owed: cents owed today by the contract as it is, once; None: not known.
        terms: cents a year that terms other than rates are worth; None: not valued yet.
        target: the base asked for, thousandths of a percent.
        escalator: a year, thousandths of a percent.
        difficulty: name -> from 1, instead of `DIFFICULTY`.

    Raises:
        InputError: if a difficulty is not above 0, or names no rung.
    """
    hard = DIFFICULTY | dict(difficulty or {})
    if set(hard) - set(DIFFICULTY) or any(one < 1 for one in hard.values()):
        names = ", ".join(DIFFICULTY)
        raise InputError("A difficulty is not of a rung, or not above 0.", f"The rungs are {names}; 1 is easiest.")
    carved = carve_outs(levers)
    base = Limits(percentile=75).plain(levers, target)
    worths = {
        OWED: owed,
        TERMS: None if terms is None else present([terms] * term.years, term.discount),
        CARVE_OUTS: present([sum(one.more for one in carved)] * term.years, term.discount),
        BASE: value(levers, base, term),
        ESCALATOR: value(levers, Changes(0, escalator), term),
    }
    said = _said(owed, terms, carved, target, escalator, term)
    made = (Rung(name, worths[name], hard[name], said[name]) for name in DIFFICULTY)
    return tuple(sorted(made, key=lambda rung: -rung.score))


def _said(  # noqa: PLR0913, PLR0917 - as many as it needs
    owed: int | None, terms: int | None, carved: Sequence[CarveOut], target: int, escalator: int, term: Term
) -> dict[str, str]:
    yearly = show(sum(one.more for one in carved), whole=True)
    codes = ", ".join(one.lever.code for one in carved) or "no code stands out"
    years = f"{term.years} year{'s' * (term.years > 1)}"
    return {
        OWED: "errors owed today by the contract as it is, once"
        + (": not known" if owed is None else " (`counteroffer underpayments`)"),
        TERMS: "terms with a value in dollars" + (": not valued yet" if terms is None else f", {years}"),
        CARVE_OUTS: f"rates of their own for {codes}: {yearly} a year, {years}",
        BASE: f"{percent(target)} on everything but codes above peers, none beyond its peers' 75th percentile, {years}",
        ESCALATOR: f"{percent(escalator)} a year on the rates then in force, from the second year on, {years}",
    }


def carve_outs(levers: Sequence[Lever], most: int = MOST_CODES) -> tuple[CarveOut, ...]:
    """Find the codes that deserve a rate of their own, the dearest first.

    With peers: a code below their median, up to it. Without: a code of at least 2% of the dollars whose percent of
    Medicare is 15 points below the payer's, up to the payer's; or that is paid below its cost, up to that.
    """
    total = sum(lever.now for lever in levers)
    met = [lever for lever in levers if lever.medicare]
    compared, medicare = sum(lever.now for lever in met), sum(lever.medicare or 0 for lever in met)
    found = []
    for lever in levers:
        if lever.peers is not None:
            found.append(CarveOut(lever, lever.peers.amounts[50] - lever.now, "up to the peers' median"))
        elif lever.now * FULL >= CARVE_SHARE * total:
            found.append(_without_peers(lever, compared, medicare))
    real = [one for one in found if one.more > 0]
    return tuple(sorted(real, key=lambda one: (-one.more, one.lever.key))[:most])


def _without_peers(lever: Lever, compared: int, medicare: int) -> CarveOut:
    ways = [CarveOut(lever, 0, "")]
    if lever.medicare:
        there = half_up(lever.medicare * compared, medicare)
        if half_up(compared * FULL, medicare) - half_up(lever.now * FULL, lever.medicare) >= CARVE_POINTS:
            ways.append(CarveOut(lever, there - lever.now, "up to the payer's own percent of Medicare"))
    if lever.cost is not None and lever.cost > lever.now:
        ways.append(CarveOut(lever, lever.cost - lever.now, "up to what it costs"))
    return max(ways, key=lambda one: one.more)
