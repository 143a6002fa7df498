"""Escalators: what a rate becomes at each yearly step, in exact integers, and the days between the steps.

Compounding: each step multiplies what the one before made. Not compounding: each step adds its percent of the first
rate. Vector: 3% three times is 1.092727 compounding, 1.09 not.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.core.money import half_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from counteroffer.contracts.terms import Contract, Escalator

PERCENT = 100_000
Row = dict[str, Any]


@attrs.frozen
class Stage:
    """The days between two steps.

    Attributes:
        since: first day.
        until: last day.
        percents: the percents (thousandths) of the steps so far, after floor and cap; None: one is not known.
    """

    since: date
    until: date
    percents: tuple[int, ...] | None


def horizon(contract: Contract, years: Iterable[int]) -> date:
    """Give the last day that rates are escalated to: ten years on, or three beyond the latest Medicare year there is.

    A contract without an end has steps without an end; later days have no price.
    """
    return date(max(contract.since.year + 10, max(years, default=0) + 3), 12, 31)


def stages(escalator: Escalator, since: date, until: date, last: date) -> list[Stage]:
    """Give the stages of a version's days, in order.

    Args:
        escalator: the term's escalator.
        since: the version's first day; steps up to it have already changed the rates that the term says.
        until: its last day.
        last: the last day that rates are escalated to.
    """
    percents: tuple[int, ...] | None = ()
    starts: list[tuple[date, tuple[int, ...] | None]] = [(since, ())]
    step = escalator.since
    while step <= min(until, last):
        percent = _percent(escalator, step)
        percents = None if percents is None or percent is None else (*percents, percent)
        if step <= since:
            starts[0] = (since, percents)
        elif starts[-1][1] is not None:
            starts.append((step, percents))
        step = step.replace(year=step.year + 1)
    if until > last and starts[-1][1] is not None:
        starts.append((last + timedelta(1), None))
    ends = [*(first - timedelta(1) for first, _ in starts[1:]), until]
    return [Stage(first, end, known) for (first, known), end in zip(starts, ends, strict=True)]


def _percent(escalator: Escalator, step: date) -> int | None:
    """Give the percent of a step: the fixed one, else the index's newest of the year up to the step; None if none."""
    if escalator.percent is not None:
        return escalator.percent
    year_before = step.replace(year=step.year - 1)
    known = [change for change in escalator.index if year_before < change.since <= step]
    if not known:
        return None
    percent = max(known, key=lambda change: change.since).percent
    percent = percent if escalator.floor is None else max(percent, escalator.floor)
    return percent if escalator.cap is None else min(percent, escalator.cap)


def escalated(escalator: Escalator, cents: int, percents: tuple[int, ...]) -> int:
    """Give a rate after its steps, in cents, rounded half-up: at each step where the contract says so, else once."""
    over, under = cents, 1
    for percent in percents:
        added = over if escalator.compounding else cents * under
        over, under = over * PERCENT + added * percent, under * PERCENT
        if escalator.rounded:
            over, under = half_up(over, under), 1
    return max(half_up(over, under), 0)


def split(row: Row, escalator: Escalator, steps: list[Stage]) -> Iterator[Row]:
    """Give a dated rate row, cut at the steps that fall on its days.

    Args:
        row: of `core.tables.RATES`, with an amount in `rate`.
        escalator: its term's.
        steps: of the version's days.
    """
    for stage in steps:
        since, until = max(row["since"], stage.since), min(row["until"], stage.until)
        if since <= until:
            yield row | _at(row, escalator, stage.percents) | {"since": since, "until": until}


def _at(row: Row, escalator: Escalator, percents: tuple[int, ...] | None) -> Row:
    if percents is None:
        return {"basis": "unpriced", "rate": None, "confidence": "cannot_price"}
    if not percents:
        return {}
    said = ", ".join(f"{percent / 1000:g}%" for percent in percents)
    how = f"{said} {'compounding' if escalator.compounding else 'of the first rate'}"
    how += ", each step rounded to the cent" if escalator.rounded else ""
    made = {"rate": escalated(escalator, row["rate"], percents), "unescalated": row["rate"], "escalator": how}
    if row.get("micro") is not None:  # dollars for an anesthesia unit are finer than a cent, unless steps are rounded
        made["micro"] = made["rate"] * 10_000 if escalator.rounded else escalated(escalator, row["micro"], percents)
    return made
