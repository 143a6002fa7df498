"""Three packages that are worth the same to us, for the payer to choose from, and the frontier of all packages.

Offers of equal value side by side tell what the payer minds: its headline, the number of codes, or later years.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa

from counteroffer.core.errors import InputError
from counteroffer.core.money import show
from counteroffer.negotiate.changes import Changes, Term, headline, true_percent, value
from counteroffer.negotiate.gaps import families
from counteroffer.negotiate.levers import total
from counteroffer.negotiate.limits import ConflictError, Limits
from counteroffer.negotiate.optimise import optimise
from counteroffer.price.rounding import FULL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from counteroffer.negotiate.levers import Lever

    Worth = Callable[[Changes], int]
    Stage = Callable[[Changes, int], Changes]

CLOSE = 500
"""Cents that a package may be off before one code is trimmed by thousandths of a percent."""

BASE, CARVE_OUTS, ESCALATOR = "base", "carve-outs", "escalator"

SAYS = {
    "best": "worth most within the limits",
    BASE: "the same percent on everything, nothing later",
    CARVE_OUTS: "nothing but the codes that count",
    ESCALATOR: "little now, more each year",
}

FRONTIER = pa.schema(
    [("by", pa.string())]
    + [(n, pa.int64()) for n in ("limit", "worth", "headline", "percent", "base", "escalator", "codes", "flat")]
)
"""One point: what the most of a limit is worth.

`by`: `headline` or `codes`. `limit`: the most of it (thousandths of a percent, or codes). `worth`: cents over the term.
`headline`, `percent`: what the payer sees and what it is on own volumes, thousandths. `base`, `escalator`, `codes`: of
the package. `flat`: cents that the same headline is worth as a base for every code, without an escalator.
"""


@attrs.frozen
class Package:
    """One of three packages.

    Attributes:
        name: `base`, `carve-outs` or `escalator`: what it is heavy in.
        changes: the package.
        worth: cents over the term.
        difference: cents that it is worth more than the target (less: below zero).
        headline: percent that the payer sees in the first year, thousandths.
        percent: percent of the first year on own volumes, thousandths.
    """

    name: str
    changes: Changes
    worth: int
    difference: int
    headline: int
    percent: int


def three(
    levers: Sequence[Lever], limits: Limits, term: Term, target: int, worth: Worth | None = None
) -> tuple[Package, ...]:
    """Make three packages that are each worth the target: base-heavy, carve-outs and escalator-heavy.

    Each fills one lever after the other, as far as its limits go, until the target is met: base, then escalator, then
    carve-outs; or carve-outs, base, escalator; or escalator (on its grid), base, carve-outs. Carve-outs are the codes
    with most dollars of room, all raised by the same percent as far as each may go. What a thousandth of a percent
    leaves is trimmed on one small code. Limits on the headline and the budget do not hold here: the three are to be
    compared by them.

    Args:
        levers: the codes.
        limits: how far each lever goes, and how many codes.
        term: the years.
        target: cents over the term, above zero.
        worth: values a package exactly, cents over the term; default: on the levers' volumes (`changes.value`).

    Raises:
        ConflictError: if the target is out of reach with every lever at its end.
    """
    if target <= 0:
        raise InputError("Packages of equal value need a value above zero.", "Give a value in dollars.")
    valued = worth or (lambda changes: value(levers, changes, term))
    made = []
    for name, order in _orders(levers, limits).items():
        changes = _trimmed(levers, limits, _filled(order, valued, target), valued, target)
        found = valued(changes)
        seen = headline(levers, changes), true_percent(levers, changes)
        made.append(Package(name, changes, found, found - target, *seen))
    return tuple(made)


def _orders(levers: Sequence[Lever], limits: Limits) -> dict[str, list[tuple[Stage, int, int]]]:
    """Give the levers of each package in their order: how each is set, its end, and its step."""
    count = len(levers) if limits.codes is None else limits.codes
    chosen = sorted(levers, key=lambda one: (-one.now * limits.reach(one), one.key))[:count]
    reaches = {lever.key: limits.reach(lever) for lever in levers}
    carved = {lever.key for lever in chosen if reaches[lever.key]}

    def to(base: int, escalator: int, level: int) -> Changes:
        own = {}
        for key, reach in reaches.items():
            change = min(reach, max(base, level if key in carved else 0))
            if change != base:
                own[key] = change
        return Changes(base, escalator, own)

    def level(changes: Changes) -> int:
        return max(
            (change for key, change in changes.own.items() if key in carved and change > changes.base), default=0
        )

    end = limits.escalator_most // limits.escalator_step * limits.escalator_step
    base = (lambda changes, to_be: to(to_be, changes.escalator, level(changes)), limits.base_most, 1)
    carve_outs = (lambda changes, to_be: to(changes.base, changes.escalator, to_be), limits.most, 1)
    escalator = (lambda changes, to_be: attrs.evolve(changes, escalator=to_be), end, limits.escalator_step)
    return {
        BASE: [base, escalator, carve_outs],
        CARVE_OUTS: [carve_outs, base, escalator],
        ESCALATOR: [escalator, base, carve_outs],
    }


def _filled(order: list[tuple[Stage, int, int]], worth: Worth, target: int) -> Changes:
    """Fill one lever after the other up to the target, never above it."""
    changes = Changes()
    for number, (stage, end, step) in enumerate(order):
        full = stage(changes, end)
        if worth(full) < target:
            changes = full
            continue
        low, high = 0, end // step  # worth at low <= target < worth above high
        while low < high:
            middle = (low + high + 1) // 2
            if worth(stage(changes, middle * step)) <= target:
                low = middle
            else:
                high = middle - 1
        changes = stage(changes, low * step)
        if step == 1 or number == len(order) - 1:
            return changes
    if worth(changes) < target:
        raise ConflictError(
            f"The limits reach {show(worth(changes), whole=True)} at the most, not {show(target, whole=True)}.",
            "Allow more codes, a higher base or escalator, or aim lower.",
        )
    return changes


def _trimmed(levers: Sequence[Lever], limits: Limits, changes: Changes, worth: Worth, target: int) -> Changes:
    """Close what is left on one code, the smallest that can take it; thousandths of a percent of it are cents."""
    left = target - worth(changes)
    if left <= CLOSE or limits.codes == 0:
        return changes
    for lever in sorted(levers, key=lambda one: (one.now, one.key)):
        room = limits.reach(lever) - changes.of(lever)
        if lever.now * room < left * FULL:  # even one year of it is too little
            continue

        def to(level: int, key: str = lever.key, now: int = changes.of(lever)) -> Changes:
            return attrs.evolve(changes, own=changes.own | {key: now + level})

        low, high = 0, room
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if worth(to(middle)) < target else (low, middle)
        return min((to(max(0, low - 1)), to(low)), key=lambda one: abs(worth(one) - target))
    return changes


def exceptions(levers: Sequence[Lever], changes: Changes) -> list[tuple[str, int, int, int]]:
    """Give the codes that get less than the base by kind of service: family, how many, of how many, cents a year."""
    made = []
    for family in families(levers):
        own = [lever for lever in levers if lever.family == family]
        held = [lever for lever in own if changes.of(lever) < changes.base]
        if held:
            made.append((family, len(held), len(own), total(held)))
    return made


def frontier(
    levers: Sequence[Lever], limits: Limits, term: Term, headlines: Sequence[int] = (), codes: Sequence[int] = ()
) -> pa.Table:
    """Give what is worth most at each headline, and at each number of codes, with the other limits as they are.

    Args:
        levers: the codes.
        limits: the other limits.
        term: the years.
        headlines: thousandths of a percent, ascending.
        codes: numbers of codes, ascending.

    Returns:
        `FRONTIER`; points that no package can keep (a least base above the headline) are left out.
    """
    rows: list[dict[str, Any]] = []
    for name, ends in (("headline", headlines), ("codes", codes)):
        start = None
        for most in ends:
            said: dict[str, Any] = {name: most}
            try:
                best = optimise(levers, attrs.evolve(limits, **said), term, start=start)
            except ConflictError:
                continue
            start, package = best.changes, best.changes
            rows.append({
                "by": name, "limit": most, "worth": best.worth, "headline": best.headline, "percent": best.percent,
                "base": package.base, "escalator": package.escalator, "codes": len(package.raised),
                "flat": value(levers, Changes(best.headline), term),
            })  # fmt: skip
    return pa.Table.from_pylist(rows, schema=FRONTIER)
