"""When notice has to be given: the next day on which a contract can be ended or not renewed, by its own clauses.

Days are counted as the clauses say them, in calendar days. What a clause does not say is not guessed.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING

import attrs

from counteroffer.core.dates import OPEN, day_before

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counteroffer.contracts.terms import Contract

ENDS, RENEWS, ANY_DAY, UNKNOWN = "ends", "renews", "any_day", "unknown"


@attrs.frozen
class Notice:
    """The next notice of one contract.

    Attributes:
        payer: the payer.
        contract: the contract's name.
        kind: `ends` (on a fixed day), `renews` (by itself unless notice is given), `any_day` (notice may be given then)
            or `unknown` (no clause says it).
        term_ends: last day of the term in force; None if no clause says it.
        notice_by: last day for notice; None if it may be given on any day, or nothing says.
        notice_days: days of notice.
        free_from: first day on which the contract could be over, if notice were given on the day asked about.
        says: the clause, or what to write down.
    """

    payer: str
    contract: str
    kind: str
    term_ends: date | None
    notice_by: date | None
    notice_days: int | None
    free_from: date | None
    says: str


def next_notices(contracts: Iterable[Contract], today: date) -> list[Notice]:
    """Give the next notice of every contract that has a version in force on a day, or is to begin.

    Args:
        contracts: all versions; the newest one begun by `today` says the clauses, the oldest one when the term began.
        today: the day asked about.
    """
    groups: dict[tuple[str, str], list[Contract]] = {}
    for contract in contracts:
        groups.setdefault((contract.payer, contract.contract), []).append(contract)
    found = []
    for versions in groups.values():
        live = [one for one in versions if one.until >= today]
        if live:
            begun = [one for one in live if one.since <= today] or live
            found.append(next_notice(max(begun, key=lambda one: one.since), min(v.since for v in versions), today))
    return sorted(found, key=lambda one: (one.notice_by or one.free_from or date.max, one.payer, one.contract))


def next_notice(contract: Contract, began: date, today: date) -> Notice:
    """Give the next notice of a contract.

    Vectors: a term of 12 months from 2024-01-01 with 90 days of notice, asked on 2025-06-15 -> the term ends on
    2025-12-31, notice by 2025-10-02; asked on 2025-10-03 -> 2026-10-02. 90 days on any day, asked on 2025-06-15 ->
    free from 2025-09-14.

    Args:
        contract: the version that says the clauses.
        began: first day of the contract's first version.
        today: the day asked about.
    """
    renewal, leaving, first = (contract.clause(kind) for kind in ("renewal", "termination_notice", "initial_term"))
    asked = renewal.number("notice_days") if renewal else None
    days = asked if asked is not None else leaving.number("days") if leaving else None
    length, begins = (first.number("months") if first else None), began
    again = (renewal.number("months") if renewal else None) or length
    says = next((clause.says for clause in (renewal, leaving) if clause is not None and clause.says), "")
    free = leaving.number("days") if leaving else None
    from_day = today + timedelta(free + 1) if free is not None else None
    barred = first is not None and first.yes("no_cause_within") is False
    locked = barred and length is not None and _after(began, length) > today
    if from_day is not None and not locked:
        return Notice(contract.payer, contract.contract, ANY_DAY, None, None, free, from_day, says)
    if contract.until != OPEN:
        by = contract.until - timedelta(days) if days is not None else None
        return Notice(contract.payer, contract.contract, ENDS, contract.until, by, days, _next(contract.until), says)
    if length is None and again is None:
        mend = "Write a `renewal` or `termination_notice` clause into the contract."
        return Notice(contract.payer, contract.contract, UNKNOWN, None, None, days, None, says or mend)
    end = day_before(_after(begins, length or again or 0))
    while again and (end - timedelta(days or 0)) < today:
        begins = _next(end)
        end = day_before(_after(begins, again))
    by = end - timedelta(days) if days is not None else None
    return Notice(contract.payer, contract.contract, RENEWS, end, by, days, _next(end), says)


def _after(day: date, months: int) -> date:
    """Give the day some months later, or the last one of that month where it is too short."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _next(day: date) -> date:
    return day + timedelta(1)
