"""Rates that follow charges: the percent of the charge that a group's lines are allowed."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np

from counteroffer.core.money import half_up

if TYPE_CHECKING:
    from counteroffer.discover.rates import Rate, Schedule

LEAST = 0.6
"""A rate follows charges when this share of its lines is the same percent of charges that are not all alike."""


def following(schedule: Schedule) -> dict[Rate, tuple[int, int]]:
    """Give the rates of groups that are paid a percent of charges.

    A whole group (code, modifier and setting) is looked at, since each change of a charge makes another amount of it.

    Returns:
        Rate -> percent in thousandths, and the allowed cents of its lines that are that percent of their charge.
    """
    columns = {n: schedule.observed[n].to_numpy() for n in ("charge", "allowed", "lines", "milliunits")}
    groups: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for i, rate in enumerate(schedule.rates):
        groups[rate.code, rate.modifier, rate.setting].append(i)
    order = np.argsort(schedule.place, kind="stable")
    starts = np.searchsorted(schedule.place[order], np.arange(len(schedule.rates) + 1))
    found: dict[Rate, tuple[int, int]] = {}
    for places in groups.values():
        rows = np.concatenate([order[starts[i] : starts[i + 1]] for i in places])
        percent = _percent(*(columns[n][rows] for n in ("charge", "allowed", "lines", "milliunits")))
        if percent is None:
            continue
        for i in places:
            mine = order[starts[i] : starts[i + 1]]
            given = (2 * columns["charge"][mine] * percent + 100_000) // 200_000
            at = np.abs(given - columns["allowed"][mine]) <= 1
            cents = int((columns["allowed"][mine] * columns["lines"][mine])[at].sum())
            found[schedule.rates[i]] = (percent, cents)
    return found


def _percent(charge: np.ndarray, allowed: np.ndarray, lines: np.ndarray, milliunits: np.ndarray) -> int | None:
    if len(np.unique(charge * 1000 // milliunits)) < 2 or not (charge > 0).all():
        return None
    votes: Counter[int] = Counter()
    for paid, billed, count in zip(allowed.tolist(), charge.tolist(), lines.tolist(), strict=True):
        votes[half_up(paid * 200, billed) * 500] += count
    percent, _ = votes.most_common(1)[0]
    at = np.abs((2 * charge * percent + 100_000) // 200_000 - allowed) <= 1
    if percent >= 100_000 or len(np.unique((charge * 1000 // milliunits)[at])) < 2:
        return None
    return percent if lines[at].sum() >= LEAST * lines.sum() else None
