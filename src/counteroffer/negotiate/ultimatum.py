"""The dates of an ultimatum: last safe day for notice, objection to an amendment, the tail at old rates, and others.

Days of clauses are calendar days, as `contracts.notices` counts them; the margin before a deadline is working days.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING

import attrs

from counteroffer.contracts.notices import ANY_DAY, RENEWS, Notice, next_notice
from counteroffer.core.dates import anniversary
from counteroffer.negotiate.working_days import WorkingDays

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counteroffer.contracts.clauses import Clause
    from counteroffer.contracts.terms import Contract

MARGIN = 5
"""Working days before a deadline on which a thing is done at the latest: for the post, and for what goes wrong."""

MONTH_END, ANNIVERSARY = "month_end", "anniversary"


@attrs.frozen
class Given:
    """What the practice says beside the contract, in `plan.yaml`.

    Attributes:
        start: the day on which new rates are to begin, or the contract to be over; None: not said.
        received: the day on which an amendment or a notice of the payer came; None: none did.
        tail_days: days for which old rates go on after the end, where the contract does not say; None: not confirmed.
        tail_source: where those days are from.
        dates: other days that matter, each with what it is.
    """

    start: date | None = None
    received: date | None = None
    tail_days: int | None = None
    tail_source: str = ""
    dates: tuple[tuple[date, str], ...] = ()


@attrs.frozen
class DatedStep:
    """One date.

    Attributes:
        key: a name that does not change.
        title: what has to be done, or happens.
        day: the day itself, the last one where it is a deadline; None where it cannot be known.
        safe: last safe day: `MARGIN` working days before a deadline; None where nothing has to be done.
        says: how it is counted, or what to write down.
        source: the clause, or who said it.
    """

    key: str
    title: str
    day: date | None
    safe: date | None
    says: str
    source: str = ""

    def passed(self, today: date) -> bool:
        """True where the last safe day has gone by."""
        return self.safe is not None and self.safe < today


def over_from(given_on: date, days: int, effective: str = "any_day", began: date | None = None) -> date:
    """Give the first day on which a contract is over, if notice is given on a day.

    Args:
        given_on: the day of notice.
        days: of notice; the contract holds through the last of them.
        effective: `any_day`, `month_end` (it ends with a month) or `anniversary` (with a year of the contract).
        began: first day of the contract, for anniversaries.
    """
    return _end_on_or_after(given_on + timedelta(days), effective, began) + timedelta(1)


def last_day_for_notice(start: date, days: int, effective: str = "any_day", began: date | None = None) -> date:
    """Give the last day on which notice leaves a contract over by `start`: the inverse of `over_from`."""
    end = start - timedelta(1)
    if effective == MONTH_END:
        end = start - timedelta(start.day)
    elif effective == ANNIVERSARY and began is not None:
        end = anniversary(began, start.year - began.year) - timedelta(1)
        if end >= start:
            end = anniversary(began, start.year - 1 - began.year) - timedelta(1)
    return end - timedelta(days)


def _end_on_or_after(day: date, effective: str, began: date | None) -> date:
    if effective == MONTH_END:
        return day.replace(day=monthrange(day.year, day.month)[1])
    if effective == ANNIVERSARY and began is not None:
        ends = (anniversary(began, year - began.year) - timedelta(1) for year in (day.year, day.year + 1, day.year + 2))
        return next(end for end in ends if end >= day)
    return day


def ultimatum(
    contract: Contract, began: date, today: date, given: Given, working: WorkingDays | None = None
) -> list[DatedStep]:
    """Give every date that an ultimatum turns on; what a clause does not say is told, never guessed.

    Args:
        contract: the version in force; its clauses are read.
        began: first day of the contract's first version.
        today: the day asked about.
        given: what the practice says.
        working: working days; default: federal holidays only.
    """
    days = working or WorkingDays()
    notice = _notice(contract, began, today, given, days)
    start = given.start or notice[-1].day
    rows = [*notice, *_objection(contract, given, days), _tail(contract, given, start)]
    for place, (day, what) in enumerate(sorted(given.dates)):
        beside = (
            "" if start is None else f"{abs((day - start).days)} days {'before' if day < start else 'after'} {start}"
        )
        again = sum(other == what for _, other in sorted(given.dates)[:place])
        key = f"told {what}{f' {again + 1}' if again else ''}"  # without the day: the entry moves when the day does
        rows.append(DatedStep(key, what, day, None, beside or "as told", "plan.yaml"))
    return rows


def _notice(contract: Contract, began: date, today: date, given: Given, working: WorkingDays) -> list[DatedStep]:
    """Give the deadline for notice, and the day from which the contract is over."""
    found = _reached(contract, began, today, given.start)
    clause = contract.clause("termination_notice")
    where = _where(contract, clause or contract.clause("renewal"))
    days, effective = (clause.number("days") if clause else None), clause.word("effective") if clause else ""
    ends = f", effective at {_spaced(effective)}" if effective in (MONTH_END, ANNIVERSARY) else ""
    how = f"{days} days of notice{ends}"
    by, over = found.notice_by, found.free_from
    beyond = found.kind == RENEWS and given.start is not None and over is not None and given.start > over
    free = found.kind == ANY_DAY or beyond
    if days is not None and free and given.start is not None:
        by, over = last_day_for_notice(given.start, days, effective, began), given.start
        says = f"the contract holds through {how}, and is over by {given.start}"
    elif days is not None and free:
        by, over = None, over_from(today, days, effective, began)
        says = f"on any day; given today, the contract is over on {over} ({how}). Say when: --start DATE"
    elif by is not None:
        says = f"{found.notice_days} days before the term ends on {found.term_ends}"
        if given.start is not None and given.start != over:
            says += f"; the contract can be over on {over}, not on {given.start}"
    else:
        says = "no clause says the days of notice: write `termination_notice` or `renewal` into the contract"
    safe = working.before(by, MARGIN) if by is not None else None
    return [
        DatedStep("notice", "Last day for notice", by, safe, says, where),
        DatedStep("over", "First day out of the contract, or of new rates", over, None, "the day after it ends", where),
    ]


def _reached(contract: Contract, began: date, today: date, start: date | None) -> Notice:
    """Give the notice of the last term that ends before a day; without one, or where none does, the next notice."""
    found = later = next_notice(contract, began, today)
    while (
        start is not None and later.kind == RENEWS and later.notice_by and later.free_from and later.free_from < start
    ):
        later = next_notice(contract, began, later.notice_by + timedelta(1))
        if later.free_from is not None and later.free_from <= start:
            found = later
    return found


def _spaced(word: str) -> str:
    return word.replace("_", " ")


def _objection(contract: Contract, given: Given, working: WorkingDays) -> list[DatedStep]:
    """Give the days of an amendment that the payer announced, counted from the day it came."""
    title, change = "Last day to object to an amendment", contract.clause("unilateral_amendment")
    days = change.number("objection_days") if change else None
    where = _where(contract, change)
    if given.received is None:
        says = "say when it came: --received DATE" if days is not None else _MISSING.format("objection_days")
        return [DatedStep("object", title, None, None, says, where)]
    rows = []
    if days is None:
        rows.append(
            DatedStep("object", title, None, None, f"{_MISSING.format('objection_days')}; object at once", where)
        )
    else:
        by = given.received + timedelta(days)
        says = f"{days} days from {given.received}; where it says from the sending, count from the postmark"
        rows.append(DatedStep("object", title, by, working.before(by, MARGIN), says, where))
    for kind, what in (("unilateral_amendment", "An amendment"), ("fee_schedule_change", "A new fee schedule")):
        clause = contract.clause(kind)
        ahead = clause.number("notice_days") if clause else None
        if ahead is not None:
            says = f"{ahead} days of notice from {given.received}"
            earliest = given.received + timedelta(ahead)
            rows.append(DatedStep(kind, f"{what} binds from here", earliest, None, says, _where(contract, clause)))
    return rows


_MISSING = "the contract does not say `{}`: write a clause `unilateral_amendment`"


def _tail(contract: Contract, given: Given, over: date | None) -> DatedStep:
    """Give the day through which old rates go on for some patients: by the contract, else as the practice confirms."""
    title, clause = "Old rates go on for some patients through", contract.clause("post_termination")
    days, where = (clause.number("days") if clause else None), _where(contract, clause)
    who = _spaced(clause.word("patients")) if clause else ""
    if days is None:
        days, where, who = given.tail_days, given.tail_source, ""
    if days is None:
        says = (
            "neither the contract (`post_termination`) nor plan.yaml (`continuity`: days, source) says for how long; "
            "federal law on continuing care may: ask counsel"
        )
        return DatedStep("tail", title, None, None, says)
    last = over + timedelta(days - 1) if over is not None else None
    says = f"{days} days from {over or 'the first day out'}{f', {who}' if who else ''}"
    return DatedStep("tail", title, last, None, says, where)


def _where(contract: Contract, clause: Clause | None) -> str:
    if clause is None:
        return ""
    page = f", page {clause.page}" if clause.page else ""
    return f"{contract.contract}/{contract.version}, {clause.kind}{page}"


def version_in_force(versions: Sequence[Contract], today: date) -> tuple[Contract, date] | None:
    """Give the version whose clauses count on a day, and the first day of the first one; None where there is none.

    It is the newest begun by then, or else the first to come, of those that have not ended.
    """
    live = [one for one in versions if one.until >= today]
    if not live:
        return None
    begun = [one for one in live if one.since <= today]
    chosen = max(begun, key=lambda one: one.since) if begun else min(live, key=lambda one: one.since)
    return chosen, min(one.since for one in versions if one.contract == chosen.contract)
