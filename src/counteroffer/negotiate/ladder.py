"""The escalation ladder: on which rung we stand, how long we have waited, and when the next one is due."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.core.plain import read_plain
from counteroffer.negotiate.working_days import WorkingDays

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

SHELF = Path(__file__).parents[1] / "shelf" / "playbook" / "ladder.yaml"


@attrs.frozen
class Rung:
    """One rung.

    Attributes:
        key: as contacts name it.
        title: who it is.
        wait: working days without an answer after which the next rung is due.
        at_most: working days by which it is due at the latest.
        evidence: what to bring.
        ask: what to ask for.
    """

    key: str
    title: str
    wait: int
    at_most: int
    evidence: str
    ask: str


@attrs.frozen
class Door:
    """A door beside the ladder: key, who it is, when it is open, what to bring."""

    key: str
    title: str
    when: str
    evidence: str


@cache
def ladder() -> tuple[tuple[Rung, ...], tuple[Door, ...]]:
    """Read the shelf (once): the rungs from below, and the doors beside."""
    shelf: Any = read_plain(SHELF.read_text(encoding="utf-8")).value
    rungs = (
        Rung(key, one["title"], int(one["wait"]), int(one["at_most"]), one["evidence"], one["ask"])
        for key, one in shelf["rungs"].items()
    )
    doors = (Door(key, one["title"], one["when"], one["evidence"]) for key, one in shelf["beside"].items())
    return tuple(rungs), tuple(doors)


@attrs.frozen
class Contact:
    """One contact with the payer.

    Attributes:
        day: when.
        rung: key of the rung; a door beside the ladder has its own.
        answered: true where they answered.
        person: whom it was with.
        says: what was said.
    """

    day: date
    rung: str
    answered: bool = False
    person: str = ""
    says: str = ""


@attrs.frozen
class Standing:
    """Where we stand.

    Attributes:
        rung: the highest rung that was spoken to; None before the first contact.
        since: the day from which an answer of it is waited for; None where it has answered, or nobody was asked.
        waited: working days since then.
        contacts: how many contacts there were on it.
        next: the rung that comes next; None on the highest.
        due: the day on which the next step is due; None where nothing is waited for.
        latest: the day by which it is due at the latest.
        says: what to do, in a sentence.
        strange: contacts that name a rung that there is not; they count for nothing.
    """

    rung: Rung | None
    since: date | None
    waited: int
    contacts: int
    next: Rung | None
    due: date | None
    latest: date | None
    says: str
    strange: tuple[Contact, ...] = ()

    def late(self, today: date) -> bool:
        """True where the next step should have been taken by now."""
        return self.due is not None and self.due < today


def standing(
    contacts: Sequence[Contact], today: date, waits: Mapping[str, int] | None = None, working: WorkingDays | None = None
) -> Standing:
    """Say where a practice stands on the ladder.

    The wait runs from the first contact on the highest rung that was not answered, so that asking again does not begin
    it anew; an answer ends it.

    Args:
        contacts: in any order; those without a rung, or with a door beside the ladder, count for nothing here.
        today: the day asked about; later contacts are left out.
        waits: rung -> working days, where the practice wants others than the shelf's.
        working: working days; default: federal holidays only.
    """
    days, (rungs, doors) = working or WorkingDays(), ladder()
    places = {one.key: place for place, one in enumerate(rungs)}
    known = {"", *places, *(door.key for door in doors)}
    strange = tuple(contact for contact in contacts if contact.rung not in known)
    mine = sorted((c for c in contacts if c.rung in places and c.day <= today), key=lambda c: (c.day, places[c.rung]))
    if not mine:
        return Standing(None, None, 0, 0, rungs[0], None, None, f"Begin with the {_named(rungs[0])}.", strange)
    place = max(places[contact.rung] for contact in mine)
    here, above = rungs[place], rungs[place + 1] if place + 1 < len(rungs) else None
    there = [contact for contact in mine if contact.rung == here.key]
    since = _unanswered_since(there)
    if since is None:
        says = f"The {_named(here)} answered on {there[-1].day}: go on there."
        return Standing(here, None, 0, len(there), above, None, None, says, strange)
    wait = (waits or {}).get(here.key, here.wait)
    due, latest = days.after(since, wait), days.after(since, max(wait, here.at_most))
    to = f"go to the {_named(above)}" if above else "decide whether to give notice"
    says = f"No answer from the {_named(here)} since {since}: {to} on {due}, on {latest} at the latest."
    return Standing(here, since, days.between(since, today), len(there), above, due, latest, says, strange)


def _unanswered_since(contacts: Sequence[Contact]) -> date | None:
    """Give the first day after the last answer on which somebody was asked."""
    since: date | None = None
    for contact in contacts:
        since = None if contact.answered else since or contact.day
    return since


def _named(rung: Rung) -> str:
    return rung.title[0].lower() + rung.title[1:]
