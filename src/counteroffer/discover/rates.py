"""The schedule that a payer really uses: for each code, modifier and setting the amounts and their days."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import attrs
import numpy as np

from counteroffer.discover.changes import EPOCH, Event, Segment, common_events, dated, segments
from counteroffer.discover.evidence import Evidence, by_group

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]

FIRM_LINES, FIRM_SHARE = 3, 0.6
"""An amount is firm with so many lines at it, and this share of those that could be."""


@attrs.frozen
class Rate:
    """What the payer allows for one unit over some days of service.

    Attributes:
        code, modifier, setting: what for; modifiers are those of `discover.observed.PRICED_APART`.
        since, until: the first and last day of service, as far as the remittances reach.
        dated: true where `since` is the day of a change, not the first day seen.
        after: of a change: the last day on which the amount before it was seen; else None.
        amount: cents for one unit.
        at_least: the charge was allowed on every line at this amount: the rate may be higher.
        lines, dollars: all lines of these days, and what was allowed for them (cents).
        at_lines, at_dollars: of those, the ones at exactly this amount.
        capped: lines that allow the charge because the amount is higher.
        derived: lines whose allowed amount was added up, not told by the payer.
    """

    code: str
    modifier: str
    setting: str
    since: date
    until: date
    dated: bool
    after: date | None
    amount: int
    at_least: bool
    lines: int
    dollars: int
    at_lines: int
    at_dollars: int
    capped: int
    derived: int

    @property
    def stability(self) -> float:
        """The share of lines at exactly this amount, of those whose charge did not stand in the way."""
        free = self.lines - (0 if self.at_least else self.capped)
        return self.at_lines / free if free else 0.0

    @property
    def firm(self) -> bool:
        """Whether enough lines agree."""
        return self.at_lines >= FIRM_LINES and self.stability >= FIRM_SHARE


@attrs.frozen(eq=False)
class Schedule:
    """All rates of a payer, and the days on which it changed many of them.

    Attributes:
        rates: by code, modifier, setting and since.
        events: common changes, in order.
        place: for each observed row, the position of its rate; shape (rows of `observed`,).
        observed: the rows, in the order of `place`.
    """

    rates: tuple[Rate, ...]
    events: tuple[Event, ...]
    place: NDArray[np.int64]
    observed: pa.Table


def recover(observed: pa.Table) -> Schedule:
    """Recover the schedule from the observed lines (`discover.observed.OBSERVED`); no contract is looked at.

    Every group is first looked at alone; the days on which many groups change then date the rare ones too. A group
    that pays a share of charges changes on the days on which the practice changed its charges.
    """
    ordered = observed.sort_by([(name, "ascending") for name in ("code", "modifier", "setting", "day")])
    groups = list(by_group(ordered))
    common = common_events([(evidence, segments(evidence)) for evidence in groups])
    charged = common_events([(evidence, segments(evidence)) for evidence in map(Evidence.of_charges, groups)])
    place = np.zeros(ordered.num_rows, dtype=np.int64)
    derived = ordered["derived"].to_numpy()
    rates: list[Rate] = []
    for evidence in groups:
        own = charged if evidence.follows_charges else ()
        parts = segments(evidence, (*common, *own))
        starts = [parts[0].first, *(dated(*pair, (own, common), evidence.key) for pair in pairwise(parts))]
        for i, part in enumerate(parts):
            until = starts[i + 1] - 1 if i + 1 < len(parts) else part.last
            within = (evidence.day >= starts[i]) & (evidence.day <= until)
            place[evidence.row[within]] = len(rates)
            days = (starts[i], until, parts[i - 1].end if i else None)
            rates.append(_rate(evidence, part, days, within, int(derived[evidence.row[within]].sum())))
    return Schedule(tuple(rates), common, place, ordered)


def _rate(evidence: Evidence, part: Segment, days: tuple[int, int, int | None], within: Bools, derived: int) -> Rate:
    since, until, after = days
    lines = evidence.lines * within
    agreeing, amount = evidence.agrees(part.amount), part.amount
    exact = agreeing & (~evidence.capped | (evidence.greatest >= amount))
    free = bool(lines[exact & ~evidence.capped].sum())
    at, capped = exact & (~evidence.capped | (not free)), agreeing & evidence.capped
    return Rate(
        *evidence.key,
        since=as_date(since),
        until=as_date(until),
        dated=after is not None,
        after=None if after is None else as_date(after),
        amount=amount,
        at_least=not free and bool(lines[capped].sum()),
        lines=int(lines.sum()),
        dollars=int((evidence.allowed * lines).sum()),
        at_lines=int(lines[at].sum()),
        at_dollars=int((evidence.allowed * lines)[at].sum()),
        capped=int(lines[capped].sum()),
        derived=derived,
    )


def as_date(day: int) -> date:
    """Give a day since 1970-01-01 as a date."""
    return date.fromordinal(EPOCH + int(day))


def in_force(rates: Sequence[Rate], day: date) -> list[Rate]:
    """Give the rates in force on a day: of each group the one that rules it, also where no line fell on that day."""
    latest: dict[tuple[str, str, str], Rate] = {}
    for rate in rates:
        key = (rate.code, rate.modifier, rate.setting)
        if rate.since <= day or key not in latest:
            latest[key] = rate
    return list(latest.values())
