"""Capitation: dollars by month out of rosters, what later rosters correct, yield, and stop-loss.

Formulas (house notes on reimbursement, 19): dollars of a month = sum over its members of the band's PMPM, times the
member's risk score where the contract says so; yield = capitation / what the same services would have paid line by
line; stop-loss = percent x (a member's cost of the year - attachment), never below zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.core.money import half_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from counteroffer.contracts.arranged import Capitation, StopLoss

Row = dict[str, Any]
Members = dict[str, Row]
"""The members of a month by their key."""

_HUNDRED, _ONE = 100_000, 1000


@attrs.frozen
class MonthPaid:
    """What a month's members bring.

    Attributes:
        month: such as 2025-01.
        members: members on the roster.
        paid: cents.
        unbanded: members whom no band holds: they bring nothing.
        unscored: members without a risk score where the contract pays by it: they count as 1.000.
    """

    month: str
    members: int
    paid: int
    unbanded: int = 0
    unscored: int = 0


@attrs.frozen
class Correction:
    """What a later roster changed in a month that an earlier one had told already.

    Attributes:
        reading: number of the roster's file.
        file: its name.
        month: the month corrected.
        added: members who were not there before.
        dropped: members who are not there any more.
        changed: members whose age, sex or risk is another.
        before: cents of the month before it.
        after: cents after it.
    """

    reading: int
    file: str
    month: str
    added: int
    dropped: int
    changed: int
    before: int
    after: int


def standing(rows: Iterable[Row]) -> dict[str, Members]:
    """Give the members of each month as the latest files say it.

    Args:
        rows: rows of one roster (`core.tables.MEMBERS`), in any order.

    A file that names everybody of a month stands in the place of all that was said of it; an added or dropped member
    changes that one. Months without a member left stay, empty.
    """
    months: dict[str, Members] = {}
    for some in _readings(rows):
        _apply(months, some)
    return dict(sorted(months.items()))


def month_paid(capitation: Capitation, month: str, members: Members) -> MonthPaid:
    """Price one month. Every member's dollars are rounded half-up to the cent, so that months and members add up."""
    paid = unbanded = unscored = 0
    for member in members.values():
        band = next((b for b in capitation.bands if b.reaches(member["age"], member["sex"])), None)
        if band is None:
            unbanded += 1
        elif not capitation.risk:
            paid += band.cents
        else:
            unscored += member["risk"] is None
            paid += half_up(band.cents * (_ONE if member["risk"] is None else member["risk"]), _ONE)
    return MonthPaid(month, len(members), paid, unbanded, unscored)


def by_month(capitation: Capitation, rows: Iterable[Row]) -> list[MonthPaid]:
    """Price every month of a roster as it stands."""
    return [month_paid(capitation, month, members) for month, members in standing(rows).items()]


def corrections(capitation: Capitation, rows: Iterable[Row]) -> list[Correction]:
    """Tell what each later file changed in months told before: what the payer owes, or takes back, for them."""
    months: dict[str, Members] = {}
    made: list[Correction] = []
    for some in _readings(rows):
        before = {month: dict(members) for month, members in months.items()}
        _apply(months, some)
        made += [
            _correction(capitation, some[0], month, before[month], months[month])
            for month in sorted({row["month"] for row in some})
            if month in before and _told(before[month]) != _told(months[month])
        ]
    return made


def _readings(rows: Iterable[Row]) -> list[list[Row]]:
    by: dict[int, list[Row]] = {}
    for row in rows:
        by.setdefault(row["reading"], []).append(row)
    return [by[reading] for reading in sorted(by)]


def _apply(months: dict[str, Members], rows: Sequence[Row]) -> None:
    for month in {row["month"] for row in rows if row["change"] == "whole"}:
        months[month] = {}
    for row in rows:
        members = months.setdefault(row["month"], {})
        if row["change"] == "drop":
            members.pop(row["member_key"], None)
        else:
            members[row["member_key"]] = row


def _told(members: Members) -> dict[str, tuple[Any, ...]]:
    return {key: (row["age"], row["sex"], row["risk"]) for key, row in members.items()}


def _correction(capitation: Capitation, row: Row, month: str, old: Members, new: Members) -> Correction:
    one, other = _told(old), _told(new)
    return Correction(
        row["reading"], row["file"], month,
        added=len(other.keys() - one.keys()),
        dropped=len(one.keys() - other.keys()),
        changed=sum(one[key] != other[key] for key in one.keys() & other.keys()),
        before=month_paid(capitation, month, old).paid,
        after=month_paid(capitation, month, new).paid,
    )  # fmt: skip


def stop_loss(rule: StopLoss, costs: Mapping[str, int]) -> int:
    """Give the cents that the payer adds for members whose year cost more than the attachment point.

    Args:
        rule: percent and attachment.
        costs: cents of a year by member.

    Vector: 80% above 5,000.00; costs 4,000.00, 5,000.00 and 9,000.50 -> 0 + 0 + 0.80 x 4,000.50 = 3,200.40.
    """
    return sum(half_up(max(0, cost - rule.attachment) * rule.percent, _HUNDRED) for cost in costs.values())


def yield_of(paid: int, equivalent: int) -> int | None:
    """Give capitation over what the services would have paid, thousandths of a percent; None where they pay nothing."""
    return half_up(paid * _HUNDRED, equivalent) if equivalent > 0 else None
