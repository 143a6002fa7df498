"""The plan: steps counted back from the day on which new rates begin, with owners and artefacts, and what is late."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.core.plain import read_plain
from counteroffer.negotiate.ultimatum import MARGIN
from counteroffer.negotiate.working_days import WorkingDays

if TYPE_CHECKING:
    from collections.abc import Mapping

SHELF = Path(__file__).parents[1] / "shelf" / "playbook" / "timeline.yaml"

DONE, LATE, NOW, AHEAD = "done", "late", "now", "ahead"

_DAYS = re.compile(r"(?P<n>n)?(?P<days>[+-]?\d+)?\Z")


@attrs.frozen
class TimelineStep:
    """A step as the shelf has it.

    Attributes:
        key: a name that does not change.
        title: what is done.
        since: days before the beginning on which it begins, such as `270`, `n` or `n+10`.
        until: days before the beginning by which it is done.
        owner: who does it.
        artefact: what is there when it is done.
        before_decision: true where it moves back with a long notice.
        working_days_before: done by so many working days before the last day for notice; None: it is no notice.
    """

    key: str
    title: str
    since: str
    until: str
    owner: str
    artefact: str
    before_decision: bool = False
    working_days_before: int | None = None


@attrs.frozen
class Timeline:
    """The shelf's timeline: its steps, and the days of notice that its fixed days are made for."""

    steps: tuple[TimelineStep, ...]
    notice_of: int


@cache
def timeline() -> Timeline:
    """Read the shelf (once)."""
    shelf: Any = read_plain(SHELF.read_text(encoding="utf-8")).value
    steps = (
        TimelineStep(
            key, one["title"], one["from"], one["to"], one["owner"], one["artefact"],
            one.get("before_decision") == "yes",
            int(one["working_days_before"]) if "working_days_before" in one else None,
        )
        for key, one in shelf["steps"].items()
    )  # fmt: skip
    return Timeline(tuple(steps), int(shelf["notice_of"]))


def days_before(said: str, notice: int) -> int:
    """Count `270`, `n` or `n+10` with the days of notice.

    Raises:
        ValueError: if it says neither days nor `n`.
    """
    found = _DAYS.match(said)
    if found is None or not said:
        raise ValueError(f"{said!r} is not like 270, n or n+10")
    return (notice if found["n"] else 0) + int(found["days"] or 0)


@attrs.frozen
class PlanStep:
    """A step with its days.

    Attributes:
        key: a name that does not change.
        title: what is done.
        owner: who does it: a person where plan.yaml names one for the role.
        artefact: what is there when it is done.
        since: first day.
        until: the day by which it is done.
        done: the day on which it was done; None: not yet.
        note: what is to be known of the day.
    """

    key: str
    title: str
    owner: str
    artefact: str
    since: date
    until: date
    done: date | None = None
    note: str = ""

    def state(self, today: date) -> str:
        """Give `done`, `late`, `now` or `ahead` on a day."""
        if self.done is not None:
            return DONE
        return LATE if self.until < today else NOW if self.since <= today else AHEAD


@attrs.frozen
class Plan:
    """A negotiation's plan.

    Attributes:
        payer: the payer.
        start: the day on which new rates begin.
        notice: days of notice.
        deadline: last day for notice.
        steps: by day.
        moved: days by which the steps before the decision were moved back because the notice is long.
        note: what is to be known of the day itself; empty: nothing.
    """

    payer: str
    start: date
    notice: int
    deadline: date
    steps: tuple[PlanStep, ...]
    moved: int = 0
    note: str = ""

    def late(self, today: date) -> list[PlanStep]:
        """Give the steps that should be done by now."""
        return [step for step in self.steps if step.state(today) == LATE]


@attrs.frozen
class Wishes:
    """What a practice changes of a plan.

    Attributes:
        owners: role -> person.
        done: step -> the day on which it was done.
        working: working days.
    """

    owners: Mapping[str, str] = attrs.field(factory=dict)
    done: Mapping[str, date] = attrs.field(factory=dict)
    working: WorkingDays = attrs.field(factory=WorkingDays)


def planned(payer: str, start: date, notice: int, deadline: date | None = None, wishes: Wishes | None = None) -> Plan:
    """Count a plan back from its beginning.

    The decision and the notice move with the days of notice (-(n + 10) and -n). The notice is planned for its last safe
    day, some working days before the deadline; the decision stays before it, on a working day. A notice longer than the
    timeline is made for moves every step before the decision back by the difference, so that the order is kept.

    Args:
        payer: the payer.
        start: the day on which new rates begin, or the contract is over.
        notice: days of notice.
        deadline: last day for notice (`ultimatum.last_day_for_notice`); default: the contract ends the day before
            `start` after so many days.
        wishes: owners, what is done, working days.
    """
    shelf, own = timeline(), wishes or Wishes()
    last = deadline or start - timedelta(notice + 1)
    moved = max(0, notice - shelf.notice_of)
    safe = own.working.before(last, MARGIN)
    steps = []
    for step in shelf.steps:
        earlier = moved if step.before_decision else 0
        since, until = (start - timedelta(days_before(said, notice) + earlier) for said in (step.since, step.until))
        note = ""
        if step.working_days_before is not None:
            since = until = own.working.before(last, step.working_days_before)
            note = f"last day for notice: {last}"
        elif step.key == "decision":
            since = until = min(own.working.before(until, 0), own.working.before(safe, 1))
        person = own.owners.get(step.owner, step.owner)
        steps.append(
            PlanStep(
                step.key, step.title, person, step.artefact, since, max(since, until), own.done.get(step.key), note
            )
        )
    return Plan(payer, start, notice, last, tuple(sorted(steps, key=lambda one: (one.until, one.since))), moved)


def first_start(today: date, notice: int) -> date:
    """Give the earliest day of new rates for which the whole plan is still ahead."""
    shelf = timeline()
    longest = max(days_before(step.since, notice) for step in shelf.steps if step.before_decision)
    return today + timedelta(longest + max(0, notice - shelf.notice_of))
