"""A plan as an iCalendar file (RFC 5545) that any calendar program reads, and reads again when the plan has moved."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import attrs
import icalendar

from counteroffer.core.names import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from counteroffer.negotiate.plan import Plan
    from counteroffer.negotiate.ultimatum import DatedStep

DOMAIN = "counteroffer"

DEADLINE_ALARMS, STEP_ALARMS = (14, 7, 1), (7,)
"""Days before, on which a calendar reminds: of a deadline, and of any other step."""


@attrs.frozen
class Entry:
    """One entry of the calendar: whole days.

    Attributes:
        key: a name that does not change: with the payer it makes the UID, so that importing again moves the entry.
        title: what it is.
        since: first day.
        until: last day.
        says: the text inside.
        alarms: days before `since` on which to remind.
    """

    key: str
    title: str
    since: date
    until: date
    says: str = ""
    alarms: tuple[int, ...] = ()


def entries(plan: Plan, dates: Iterable[DatedStep] = ()) -> list[Entry]:
    """Give the entries of a plan and of an ultimatum's dates; steps that are done have no reminder.

    A deadline stands on its last safe day and says the day itself; what has no day is left out.
    """
    made = [
        Entry(
            step.key, f"{plan.payer}: {step.title}", step.since, step.until,
            "\n".join(filter(None, (f"Owner: {step.owner}", f"Result: {step.artefact}", step.note))),
            () if step.done else DEADLINE_ALARMS if step.key in ("notice", "decision") else STEP_ALARMS,
        )
        for step in plan.steps
    ]  # fmt: skip
    for one in dates:
        day = one.safe or one.day
        if day is not None and one.key not in ("notice", "over"):
            last = f"The day itself is {one.day}." if one.safe else ""
            says = "\n".join(filter(None, (last, one.says, one.source)))
            alarms = DEADLINE_ALARMS if one.safe else ()
            made.append(Entry(f"date-{slug(one.key)}", f"{plan.payer}: {one.title}", day, day, says, alarms))
    return made


def calendar_file(payer: str, made: Sequence[Entry], stamp: datetime) -> bytes:
    """Write entries as iCalendar: whole days, reminders, UIDs that stay, and a sequence that grows.

    Args:
        payer: the payer.
        made: the entries.
        stamp: when it is written, in UTC; its minute is the SEQUENCE, so that a later file wins over an earlier one.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Counteroffer//Negotiation plan//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"Negotiation with {payer}")
    for one in made:
        event = icalendar.Event()
        event.add("uid", f"{slug(payer)}.{one.key}@{DOMAIN}")
        event.add("dtstamp", stamp)
        event.add("last-modified", stamp)
        event.add("sequence", int(stamp.timestamp()) // 60)
        event.add("summary", one.title)
        event.add("description", one.says)
        event.add("dtstart", one.since)
        event.add("dtend", one.until + timedelta(1))  # the day after, by RFC 5545 3.6.1
        event.add("transp", "TRANSPARENT")
        for days in one.alarms:
            alarm = icalendar.Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", one.title)
            alarm.add("trigger", timedelta(days=-days))
            event.add_component(alarm)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
