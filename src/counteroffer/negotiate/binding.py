"""Which limits hold a package back, and what it would be worth to loosen each by one: in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.core.money import show
from counteroffer.negotiate.limits import POINT, Limits, percent
from counteroffer.negotiate.optimise import SECONDS, Best, optimise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counteroffer.negotiate.changes import Term
    from counteroffer.negotiate.levers import Lever

WIDER = 5 * POINT
"""How many points more for one code are tried."""

NEXT = {25: 50, 50: 75, 75: 90, 90: None}
"""The percentile of peers that is tried instead of another; None: no such limit."""

TENTH = 10
"""A budget is tried with a tenth more."""

CHARGES = "charges"


@attrs.frozen
class Binding:
    """One limit at the best package.

    Attributes:
        limit: its name in `Limits`, or `charges`: the practice's own charges, under lesser-of terms.
        gain: cents over the term that the best package is worth more when it is loosened as `says` says; 0: it does
            not bind.
        says: that in a sentence.
    """

    limit: str
    gain: int
    says: str


def explain(
    levers: Sequence[Lever], limits: Limits, term: Term, best: Best, *, seconds: float = SECONDS
) -> tuple[Binding, ...]:
    """Solve again with each limit loosened by one step, and say what that is worth, the dearest first.

    These are not prices that add up: loosening two limits may be worth more or less than both.
    """
    made = []
    for name, (loosened, step) in _loosened(limits).items():
        found = optimise(levers, loosened, term, start=best.changes, seconds=seconds)
        made.append(_told(name, max(0, found.worth - best.worth), _is(levers, name, limits, best), step, term))
    if any(lever.room is not None for lever in levers):
        free = [attrs.evolve(lever, room=None) for lever in levers]
        found = optimise(free, limits, term, start=best.changes, seconds=seconds)
        stopped = _stopped(levers, limits, best)
        is_now = f"Own charges stop {codes(stopped)} under lesser-of terms"
        gain = max(0, found.worth - best.worth)
        made.append(_told(CHARGES, gain, is_now, "charges high enough (no payer has to agree)", term))
    return tuple(sorted(made, key=lambda one: (-one.gain, one.limit)))


def _told(name: str, gain: int, is_now: str, step: str, term: Term) -> Binding:
    if gain <= term.years:  # no more than rounding
        return Binding(name, 0, f"{is_now}: this does not bind; {step} would change nothing.")
    return Binding(name, gain, f"{is_now}: {step} would be worth {show(gain, whole=True)} over {_years(term)}.")


def codes(n: int) -> str:
    """Write a number of codes."""
    return f"{n} code" if n == 1 else f"{n:,} codes"


def _years(term: Term) -> str:
    return "1 year" if term.years == 1 else f"{term.years} years"


def _loosened(limits: Limits) -> dict[str, tuple[Limits, str]]:
    """Give each limit that is set, loosened by one natural step, and the step in words."""

    def to(name: str, most: int | None) -> Limits:
        said: dict[str, Any] = {name: most}
        return attrs.evolve(limits, **said)

    made: dict[str, tuple[Limits, str]] = {}
    for name in ("headline", "last_headline"):
        if (most := getattr(limits, name)) is not None:
            made[name] = (to(name, most + POINT), "one more point")
    if limits.codes is not None:
        made["codes"] = (to("codes", limits.codes + 1), "one more code")
    made["most"] = (to("most", limits.most + WIDER), f"{percent(limits.most + WIDER)} instead")
    if limits.percentile is not None:
        other = NEXT[limits.percentile]
        said = f"the {other}th instead" if other else "no such limit"
        made["percentile"] = (to("percentile", other), said)
    if limits.spare_above:
        made["spare_above"] = (attrs.evolve(limits, spare_above=False), "asking there too")
    if limits.base_least:
        made["base_least"] = (to("base_least", 0), "none")
    made["base_most"] = (to("base_most", limits.base_most + POINT), "one more point")
    more = limits.escalator_most + limits.escalator_step
    made["escalator_most"] = (to("escalator_most", more), f"{percent(more)} instead")
    if limits.budget is not None:
        made["budget"] = (to("budget", limits.budget + limits.budget // TENTH), "a tenth more")
    return made


def _is(levers: Sequence[Lever], name: str, limits: Limits, best: Best) -> str:
    """Say a limit, and how much of it the best package uses."""
    changes = best.changes
    above = sum(lever.above_peers for lever in levers)
    bare = sum(lever.peers is None for lever in levers)
    return {
        "headline": f"The payer sees at most {percent(limits.headline or 0)} (it sees {percent(best.headline)})",
        "last_headline": f"The payer sees at most {percent(limits.last_headline or 0)} in the last year",
        "codes": f"At most {codes(limits.codes or 0)} may get more than the base ({len(changes.raised)} do)",
        "most": f"No code gets more than {percent(limits.most)}",
        "percentile": f"No code goes above its peers' {limits.percentile}th percentile ({codes(bare)} without any)",
        "spare_above": f"Nothing is asked on {codes(above)} paid above three quarters of their peers",
        "base_least": f"The least base is {percent(limits.base_least)}",
        "base_most": f"The base is at most {percent(limits.base_most)} (it is {percent(changes.base)})",
        "escalator_most": f"The escalator is at most {percent(limits.escalator_most)} (it is "
        f"{percent(changes.escalator)})",
        "budget": f"The first year may cost the payer {show(limits.budget)} (it costs {show(best.years[0])})",
    }[name]


def _stopped(levers: Sequence[Lever], limits: Limits, best: Best) -> int:
    """Count the codes whose own charge is what stops them."""
    free = {lever.key: limits.reach(attrs.evolve(lever, room=None)) for lever in levers}
    return sum(
        limits.reach(lever) < free[lever.key] and best.changes.of(lever) == limits.reach(lever) for lever in levers
    )
