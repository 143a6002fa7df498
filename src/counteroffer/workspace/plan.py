"""A negotiation's plan, notice and ladder at the desk: contract, `plan.yaml` and the book of what happened, joined."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.core.dates import OPEN, from_iso
from counteroffer.core.errors import InputError
from counteroffer.core.names import slug
from counteroffer.core.plain import read_plain
from counteroffer.negotiate.calendar_file import calendar_file, entries
from counteroffer.negotiate.continuing import PROPOSED
from counteroffer.negotiate.ladder import Contact, Standing, standing
from counteroffer.negotiate.leverage import Evidence, Leverage, leverage
from counteroffer.negotiate.plan import Plan, Wishes, first_start, planned
from counteroffer.negotiate.readiness import Readiness
from counteroffer.negotiate.ultimatum import DatedStep, Given, ultimatum, version_in_force
from counteroffer.negotiate.working_days import WorkingDays
from counteroffer.store.disk import storing, write_whole
from counteroffer.store.events import Event, EventBook
from counteroffer.workspace.agreed import current_contracts
from counteroffer.workspace.continuing import read_list
from counteroffer.workspace.plan_file import FILE, PlanFile, read_plan_file
from counteroffer.workspace.walkaway import COMPUTED, is_current

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from counteroffer.contracts.terms import Contract
    from counteroffer.workspace.desk import Workspace

CONTACT, SIGNED = "contact", "signed"
"""Events that are read: a contact with the payer, and a sign-off, of `notice`."""

DEPENDENCE, RATE = "share_of_allowed", "percent_of_medicare"
"""Metrics that answer arguments from the practice's own claims, in percent."""


@attrs.frozen
class NoticeDesk:
    """The dates of an ultimatum, and what is missing before a notice may be drafted.

    Attributes:
        payer: the payer.
        today: the day asked about.
        dates: every date (`negotiate.ultimatum`).
        ready: for `negotiate.readiness.missing` and `refuse_unready`.
        contract: the contract whose clauses count.
        others: further contracts with the payer in force, whose clauses were not read.
    """

    payer: str
    today: date
    dates: list[DatedStep]
    ready: Readiness
    contract: str = ""
    others: tuple[str, ...] = ()


def today_here() -> date:
    """Give today's date where the computer is."""
    return datetime.now(tz=UTC).astimezone().date()


def plan_file(desk: Workspace, payer: str) -> Path:
    """Give where the plan's settings are; the file need not be there."""
    return desk.home.negotiation_dir(payer) / FILE


def plan(desk: Workspace, payer: str, start: date | None = None, today: date | None = None) -> Plan:
    """Count the plan of a negotiation back from the day on which new rates begin.

    That day is `start`, else what `plan.yaml` or `negotiation.yaml` says, else the end of the term by the contract.

    Raises:
        UnknownNameError: if no payer is called so.
        InputError: if the days of notice or the day of beginning are nowhere said, or `plan.yaml` has faults.
    """
    name, now = desk.payer(payer), today or today_here()
    said = read_plan_file(plan_file(desk, name))
    dates = _dates(desk, name, said, Given(start or _start(desk, name, said)), now)
    by_key = {one.key: one for one in dates}
    deadline, over = (by_key[key].day if key in by_key else None for key in ("notice", "over"))
    begins = start or _start(desk, name, said) or (over if deadline is not None else None)
    notice = _notice_days(desk, name, now, said)
    if begins is None:
        earliest = first_start(now, notice)
        raise InputError(
            f"Nothing says when new rates with {name} are to begin.",
            f"Say it: --start DATE; the first day for which the whole plan is still ahead is {earliest}.",
        )
    note = ""
    if over is not None and deadline is not None and over != begins:
        note = f"By its clauses the contract can be over on {over}, not on {begins}: a notice has no force by that day."
        deadline = None
    made = planned(name, begins, notice, deadline, Wishes(said.owners, said.done, WorkingDays(said.closed)))
    return attrs.evolve(made, note=note)


def notice(
    desk: Workspace, payer: str, start: date | None = None, received: date | None = None, today: date | None = None
) -> NoticeDesk:
    """Give the dates of an ultimatum, and what is missing before a termination notice may be drafted.

    Args:
        desk: the workspace.
        payer: the payer.
        start: the day by which the contract is to be over.
        received: the day on which an amendment or a notice of the payer came.
        today: default: today.

    Raises:
        UnknownNameError: if no payer is called so.
        InputError: if there is no contract with it, or `plan.yaml` has faults.
    """
    name, now = desk.payer(payer), today or today_here()
    said = read_plan_file(plan_file(desk, name))
    contract = _contract(desk, name, now)
    if contract is None:
        raise InputError(f"There is no contract with {name} in force.", "Put it into contracts/ (docs/contracts.md).")
    given = Given(start or _start(desk, name, said), received)
    read = contract[0].contract
    live = {one.contract for one in current_contracts(desk)[0] if one.payer == name and one.until >= now}
    dates = _dates(desk, name, said, given, now)
    return NoticeDesk(name, now, dates, readiness(desk, name, now), read, tuple(sorted(live - {read})))


def readiness(desk: Workspace, payer: str, today: date | None = None) -> Readiness:
    """Say what is there of what a termination notice needs (a pure record: `negotiate.readiness` judges it)."""
    known = _contract(desk, payer, today or today_here())
    clause = known[0].clause("termination_notice") if known else None
    events = _events(desk, payer)
    computed = [event for event in events if event.what == COMPUTED]
    current = bool(computed) and is_current(desk, payer, computed[-1])
    listed = read_list(desk, payer)
    return Readiness(
        payer=payer,
        computed=current,
        stale=bool(computed) and not current,
        signed=tuple(event.who for event in events if event.what == SIGNED and event.said.get("what") == "notice"),
        notice_days=clause.number("days") if clause else None,
        method=clause.word("method") if clause else "",
        address=clause.word("address") if clause else "",
        continuity=listed is not None,
        undecided=listed.count(PROPOSED) if listed is not None else 0,
    )


def where_we_stand(desk: Workspace, payer: str, today: date | None = None) -> tuple[Standing, list[Contact]]:
    """Say where a practice stands on the ladder, with the contacts that say so, the latest first.

    Raises:
        UnknownNameError: if no payer is called so.
        InputError: if a contact has no day, or `plan.yaml` has faults.
    """
    name = desk.payer(payer)
    said = read_plan_file(plan_file(desk, name))
    contacts = [contact_of(event.said) for event in _events(desk, name) if event.what == CONTACT]
    found = standing(contacts, today or today_here(), said.waits, WorkingDays(said.closed))
    return found, sorted(contacts, key=lambda one: one.day, reverse=True)


def contact_of(said: dict[str, Any]) -> Contact:
    """Read a contact as the book holds it: day, with, rung, says, answered.

    Raises:
        InputError: if it has no day.
    """
    try:
        day = from_iso(str(said["day"]))
    except (KeyError, ValueError) as fault:
        raise InputError(
            f"A contact in the book has no day: {said}.", "Take it back and write it again with its day."
        ) from fault
    answered = said.get("answered") in (True, "yes", "true")
    return Contact(day, str(said.get("rung", "")), answered, str(said.get("with", "")), str(said.get("says", "")))


def write_calendar(desk: Workspace, made: Plan, path: Path, today: date | None = None) -> int:
    """Write a plan and the dates of its notice as an iCalendar file; give how many entries it has.

    Raises:
        StorageError: if the disk refuses.
    """
    now = today or today_here()
    said = read_plan_file(plan_file(desk, made.payer))
    given = Given(made.start)
    listed = entries(made, _dates(desk, made.payer, said, given, now))
    with storing(path.parent):
        write_whole(path, calendar_file(made.payer, listed, datetime.now(tz=UTC).replace(microsecond=0)))
    return len(listed)


def arguments(desk: Workspace, payer: str, further: Iterable[Evidence] = ()) -> Leverage:
    """Give what speaks for and against us, from the practice's own claims and what is handed in.

    Raises:
        UnknownNameError: if no payer is called so.
        InputError: if evidence is of no known kind, has no source, or is another practice's.
    """
    name, given = desk.payer(payer), list(further)
    told = {one.kind for one in given}
    return leverage([*(one for one in _own_evidence(desk, name) if one.kind not in told), *given])


def _own_evidence(desk: Workspace, payer: str) -> list[Evidence]:
    """Give what the practice's own claims say of its dependence and of rates; a withheld figure is no evidence."""
    found = []
    for metric, kind in ((DEPENDENCE, "our_dependence"), (RATE, "rate_beside_others")):
        rows = [row for row in desk.answer(metric, ["payer"]).to_pylist() if row["value"] is not None]
        rows = [row for row in rows if not row["withheld"]]
        source = f"counteroffer metric {metric} --by payer"
        found += [Evidence(kind, f"{row['value']:.1f}%", source, n=row["n"]) for row in rows if row["payer"] == payer]
        others = sorted(row["value"] for row in rows if row["payer"] != payer)
        if metric == RATE and others:
            n = sum(row["n"] for row in rows if row["payer"] != payer)
            figure = f"{others[0]:.1f}% to {others[-1]:.1f}%"
            found.append(Evidence("rate_of_others", figure, source, n=n, says=f"{len(others)} payers"))
    return found


def _events(desk: Workspace, payer: str) -> list[Event]:
    return [event for event in EventBook(desk.home.talks_file).events() if event.batch == slug(payer)]


def _contract(desk: Workspace, payer: str, today: date) -> tuple[Contract, date] | None:
    return version_in_force([one for one in current_contracts(desk)[0] if one.payer == payer], today)


def _dates(desk: Workspace, payer: str, said: PlanFile, given: Given, today: date) -> list[DatedStep]:
    known = _contract(desk, payer, today)
    if known is None:
        return []
    full = attrs.evolve(given, tail_days=said.tail_days, tail_source=said.tail_source, dates=said.dates)
    return ultimatum(*known, today, full, WorkingDays(said.closed))


def _notice_days(desk: Workspace, payer: str, today: date, said: PlanFile) -> int:
    """Give the days of notice: of the contract's clause, else of `plan.yaml`."""
    known = _contract(desk, payer, today)
    clauses = [known[0].clause(kind) for kind in ("termination_notice", "renewal")] if known else []
    days = [one.number(field) for one, field in zip(clauses, ("days", "notice_days"), strict=False) if one is not None]
    found = next((day for day in days if day is not None), said.notice_days)
    if found is None:
        raise InputError(
            f"No clause of the contract with {payer} says the days of notice.",
            f"Write `termination_notice` into it, or `notice_days: 90` into {plan_file(desk, payer)}.",
        )
    return found


def _start(desk: Workspace, payer: str, said: PlanFile) -> date | None:
    """Give the day of beginning that is written down: in `plan.yaml`, else in `negotiation.yaml`."""
    if said.start is not None:
        return said.start
    file = desk.home.negotiation_dir(payer) / "negotiation.yaml"
    try:
        value = read_plain(file.read_text(encoding="utf-8")).value
        day = from_iso(str(value["starts"])) if isinstance(value, dict) and "starts" in value else None
    except (OSError, ValueError):
        return None
    return None if day == OPEN else day
