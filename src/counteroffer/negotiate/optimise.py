"""The package that is worth most to us within what the payer will see and take."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from time import monotonic
from typing import TYPE_CHECKING

import attrs

from counteroffer.core.errors import InputError
from counteroffer.negotiate.changes import Changes, Term, headline, true_percent, value, yearly
from counteroffer.negotiate.limits import Limits, broken, refuse_conflict
from counteroffer.negotiate.model import Box, solve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counteroffer.negotiate.levers import Lever

SECONDS = 60.0
"""HiGHS stops after so long, and what it has not proved is said."""

CENT = 0.01


@attrs.frozen
class Best:
    """The best package found, valued in whole cents.

    Attributes:
        changes: the package.
        worth: cents over the term at today's value.
        years: cents of each year.
        headline: percent that the payer sees in the first year, thousandths, half-up.
        percent: percent of the first year on own volumes, thousandths, half-up.
        open_cents: cents that another package on the grid could be worth more at most; 0: proved the best.
    """

    changes: Changes
    worth: int
    years: tuple[int, ...]
    headline: int
    percent: int
    open_cents: int


def optimise(
    levers: Sequence[Lever], limits: Limits, term: Term, *, start: Changes | None = None, seconds: float = SECONDS
) -> Best:
    """Find the package worth most: a base for all codes, more for some, and an escalator.

    Base x escalator is not linear, so every escalator of the grid (quarter points) is looked at, and every base, in
    boxes: of each the relaxed programme says what it is worth at most; the dearest box is halved until it holds one
    base, then solved whole; boxes worth less than the best so far are passed over. The result is the best of the grid,
    to a dollar in ten million; it keeps every limit in whole numbers and is valued anew in whole numbers.

    Args:
        levers: the codes; their order does not matter.
        limits: what the package has to keep.
        term: the years it is valued over.
        start: a package that keeps all limits, to begin with; the result is never worth less.
        seconds: the longest that all of it may take; what is not proved by then is said in `open_cents`.

    Raises:
        InputError: if there is no code with allowed dollars.
        ConflictError: if no package keeps all limits.
    """
    if not any(lever.now for lever in levers):
        raise InputError("There is no code with allowed dollars to ask for.", "Import remittances of this payer first.")
    refuse_conflict(levers, limits, term)
    best = limits.plain(levers, limits.bases[0]) if start is None else start
    worth, bound, ends = value(levers, best, term), 0.0, monotonic() + seconds
    waiting = [_ahead(levers, limits, term, Box(one, *_steps(limits))) for one in limits.escalators()]
    heapify(waiting)
    while waiting and -waiting[0][0] * 100 > worth + CENT and monotonic() < ends:
        _, _, box = heappop(waiting)
        if box.low < box.high:
            middle = (box.low + box.high) // 2
            for half in (attrs.evolve(box, high=middle), attrs.evolve(box, low=middle + 1)):
                heappush(waiting, _ahead(levers, limits, term, half))
            continue
        found = solve(levers, limits, term, box, seconds=max(1.0, ends - monotonic()))
        bound = max(bound, found.bound)
        if found.changes is None:
            continue
        kept = mended(levers, found.changes, limits, term)
        if (worth_now := value(levers, kept, term)) > worth:
            best, worth = kept, worth_now
    bound = max(bound, -waiting[0][0] if waiting else 0.0)
    open_cents = max(0, round(bound * 100) - worth)
    return told(levers, best, term, open_cents if open_cents > term.years else 0)


def _ahead(levers: Sequence[Lever], limits: Limits, term: Term, box: Box) -> tuple[float, tuple[int, ...], Box]:
    """Give a box with what it is worth at most, the dearest first."""
    bound = solve(levers, limits, term, box, relaxed=True).bound
    return -bound, (-box.low, box.escalator, box.high), box


def _steps(limits: Limits) -> tuple[int, int]:
    low, high = limits.bases
    return low // limits.step, high // limits.step


def told(levers: Sequence[Lever], changes: Changes, term: Term, open_cents: int = 0) -> Best:
    """Value a package in whole numbers."""
    years = yearly(levers, changes, term.years)
    return Best(
        changes, value(levers, changes, term), years, headline(levers, changes), true_percent(levers, changes),
        open_cents,
    )  # fmt: skip


def mended(levers: Sequence[Lever], changes: Changes, limits: Limits, term: Term) -> Changes:
    """Take steps back, the least worth first, until every limit holds exactly: floats may be off by one step."""
    by_size = sorted(levers, key=lambda lever: (lever.now, lever.key))
    while broken(levers, changes, limits, term):
        carved = next((lever.key for lever in by_size if lever.key in changes.raised and lever.seen), None)
        if carved is None:
            plain = limits.plain(levers, max(limits.bases[0], changes.base - limits.step))
            changes = attrs.evolve(changes, base=plain.base, own=plain.own)
            continue
        own = changes.own | {carved: changes.own[carved] - limits.step}
        changes = attrs.evolve(changes, own={key: one for key, one in own.items() if one != changes.base})
    return changes
