"""When amounts change: each group alone, and the days on which many groups change together."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING

import attrs
import numpy as np

from counteroffer.discover.sections import section

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from counteroffer.discover.evidence import Evidence, Key

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

EPOCH = date(1970, 1, 1).toordinal()
TIGHT = 45
"""A group tells the day of a change when its lines leave it open by no more than so many days."""
FEWEST = 3
"""So many groups that change within the same days make one event of the payer."""
_ONLY_CAPPED = 1e-3
"""What an amount costs that no line shows except by its charge: it gives way to one that is as good."""


@attrs.frozen
class Segment:
    """Some days over which one amount prevails.

    Attributes:
        amount: cents for one unit.
        start, end: the first and last day on which a line agrees with it.
        first, last: the first and last day with any line.
    """

    amount: int
    start: int
    end: int
    first: int
    last: int


@attrs.frozen
class Event:
    """A day on which the payer changed many amounts.

    Attributes:
        day: days since 1970-01-01.
        after, by: the change came after this day and by that one, as the busiest groups leave it.
        changed: groups that changed on it, by section.
        could: groups seen often enough on both sides to tell, by section.
    """

    day: int
    after: int
    by: int
    changed: Mapping[str, int]
    could: Mapping[str, int]

    def share(self, of: str) -> float:
        """Give the share of a section's groups that changed, with half a group of doubt."""
        changed, could = sum(self.changed.values()), sum(self.could.values())
        everywhere = (changed + 0.5) / (could + 1)
        return (self.changed.get(of, 0) + everywhere) / (self.could.get(of, 0) + 1)


def segments(evidence: Evidence, events: Sequence[Event] = ()) -> list[Segment]:
    """Find the amounts of a group over time.

    The path of amounts is taken that leaves the fewest lines unexplained, where every change costs as much as some
    lines: more in a group whose lines agree less, little on a day on which other groups changed. It is found exactly
    (dynamic programming over days); the doubt is estimated from the first path, and the second one stands.
    """
    amounts = evidence.candidates()
    days, misses = evidence.misses(amounts)
    seen_uncapped = [bool((evidence.agrees(int(a)) & ~evidence.capped).any()) for a in amounts]
    cost = misses.astype(np.float64) + np.where(seen_uncapped, 0.0, _ONLY_CAPPED)
    doubt = 0.05
    for _ in range(2):
        path = best_path(cost, _penalties(days, int(evidence.lines.sum()), doubt, _near(events, evidence.key)))
        doubt = (misses[np.arange(len(days)), path].sum() + 0.5) / (evidence.lines.sum() + 10)
    return _segments(evidence, amounts, days, path)


def best_path(cost: Floats, penalties: Floats) -> Ints:
    """Choose a column for every row so that the sum of costs and of penalties for changing columns is least.

    Args:
        cost: shape (d, k).
        penalties: shape (d,); what it costs to change between the row before and this one.

    Returns:
        The columns, shape (d,); of equal ones the first.
    """
    rows, columns = cost.shape
    if columns == 1 or rows == 1:
        return np.repeat(np.argmin(cost.sum(axis=0)), rows).astype(np.int64)
    came = np.tile(np.arange(columns), (rows, 1))
    total = cost[0].copy()
    for i in range(1, rows):
        best = int(np.argmin(total))
        change = total[best] + penalties[i]
        moved = total > change
        came[i, moved] = best
        total = np.minimum(total, change) + cost[i]
    path = np.empty(rows, dtype=np.int64)
    path[-1] = np.argmin(total)
    for i in range(rows - 1, 0, -1):
        path[i - 1] = came[i, path[i]]
    return path


def common_events(found: Sequence[tuple[Evidence, list[Segment]]]) -> tuple[Event, ...]:
    """Find the days on which many groups change: the day that the most of their intervals share, then the next."""
    told = [gap for evidence, parts in found for gap in _gaps(evidence, parts)]
    spans = [(evidence.key, parts) for evidence, parts in found]
    events: list[Event] = []
    while tight := [gap for gap in told if gap[2] - gap[1] <= TIGHT]:
        day, after, by = _most_shared(tight)
        mine = {gap[0] for gap in tight if gap[1] < day <= gap[2]}
        told = [gap for gap in told if not gap[1] < day <= gap[2]]
        if len(mine) >= FEWEST:
            events.append(_event((day, after, by), mine, spans))
    return tuple(sorted(events, key=lambda event: event.day))


def dated(before: Segment, after: Segment, events: Sequence[Sequence[Event]], key: Key) -> int:
    """Give the day of a change: an event within its interval, else the first day on which the new amount is seen.

    Of several events the one counts in which most of the code's section took part.

    Args:
        before: the days of the old amount.
        after: the days of the new one.
        events: common changes, the ones that come first in question first.
        key: what the amounts are of.
    """
    for some in events:
        within = [event for event in some if before.end < event.day <= after.start]
        if within:
            return max(within, key=lambda event: (event.share(section(key[0])), -event.day)).day
    return after.start


def _penalties(days: Ints, lines: int, doubt: float, near: Sequence[tuple[int, float]]) -> Floats:
    worth = max(0.3, log((1 - doubt) * 20 / doubt))
    alone = max(1.5, 2 * log(max(lines, 2)) / worth)
    penalties = np.full(len(days), alone)
    for day, share in near:
        between = np.searchsorted(days, day)
        if 0 < between < len(days):
            penalties[between] = min(penalties[between], max(0.02, log(1 / min(share, 1.0)) / worth))
    return penalties


def _near(events: Sequence[Event], key: Key) -> list[tuple[int, float]]:
    return [(event.day, event.share(section(key[0]))) for event in events]


def _segments(evidence: Evidence, amounts: Ints, days: Ints, path: Ints) -> list[Segment]:
    breaks = [0, *(np.flatnonzero(np.diff(path)) + 1).tolist(), len(path)]
    made = []
    for start, end in pairwise(breaks):
        amount, first, last = int(amounts[path[start]]), int(days[start]), int(days[end - 1])
        within = (evidence.day >= first) & (evidence.day <= last) & evidence.agrees(amount)
        agreeing = evidence.day[within]
        ends = (int(agreeing.min()), int(agreeing.max())) if len(agreeing) else (first, last)
        made.append(Segment(amount, *ends, first, last))
    return made


_Gap = tuple["Key", int, int, int]
"""A group's change: after the one day and by the other; and how many lines stand behind the weaker side."""


def _gaps(evidence: Evidence, parts: list[Segment]) -> list[_Gap]:
    """Give the changes of a group that are no accident: at least two lines on both sides."""
    lines = [_lines(evidence, part) for part in parts]
    return [
        (evidence.key, one.end, two.start, min(lines[i], lines[i + 1]))
        for i, (one, two) in enumerate(pairwise(parts))
        if min(lines[i], lines[i + 1]) >= 2
    ]


def _lines(evidence: Evidence, part: Segment) -> int:
    within = (evidence.day >= part.first) & (evidence.day <= part.last) & evidence.agrees(part.amount)
    return int(evidence.lines[within].sum())


def _most_shared(gaps: Sequence[_Gap]) -> tuple[int, int, int]:
    """Give the day that the most intervals share, tight ones weighing more; of equal days the likeliest one."""
    weight: dict[int, float] = defaultdict(float)
    for _, after, by, _ in gaps:
        for day in range(after + 1, by + 1):
            weight[day] += 1 / (1 + (by - after) / 7)
    most = max(weight.values())
    days = sorted(day for day, value in weight.items() if value > most - 1e-9)
    return max(days, key=lambda day: (_roundness(day), -abs(day - days[-1]))), days[0] - 1, days[-1]


def _roundness(day: int) -> int:
    """Rank a day as contracts date changes: a year's first, a quarter's, a month's, any other."""
    when = date.fromordinal(EPOCH + day)
    if when.day != 1:
        return 0
    return 3 if when.month == 1 else 2 if when.month % 3 == 1 else 1


def _event(when: tuple[int, int, int], mine: set[Key], found: Sequence[tuple[Key, list[Segment]]]) -> Event:
    changed: dict[str, int] = defaultdict(int)
    could: dict[str, int] = defaultdict(int)
    day = when[0]
    for key, parts in found:
        if key in mine:
            changed[section(key[0])] += 1
            could[section(key[0])] += 1
        elif any(part.start <= day - 7 and part.end >= day + 7 for part in parts):
            could[section(key[0])] += 1
    return Event(*when, dict(changed), dict(could))
