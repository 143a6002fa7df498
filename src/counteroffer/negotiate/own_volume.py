"""What the practice's own claims say of a payer's visits: how many a year, and what is allowed for one."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.measure.pace import months_between
from counteroffer.measure.ratios import total

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MONTHS = 12
"""How many months of service are looked at, the latest complete ones."""

READS = ("service_date", "month", "patient_key", "rendering_npi", "visit", "allowed", "outcome", "paid_date")
"""Columns of the facts that are read, beside those that every question may be narrowed by."""


@attrs.frozen
class OwnVolume:
    """A payer's visits, from complete months of service.

    Attributes:
        payer: the payer, or empty for several together.
        visits: different visits: one patient with one clinician on one day.
        months: how many months they are of.
        allowed: cents allowed for them, lines finally paid.
        since: the first month, such as `2025-01`; empty without months.
        until: the last month.
        nameless: cents allowed on lines without a patient, which count in neither.
        days: mean days from service to the payment, weighted by the dollars allowed; None where no day is known.
    """

    payer: str
    visits: int
    months: int
    allowed: int
    since: str
    until: str
    nameless: int = 0
    days: Fraction | None = None

    @property
    def yearly(self) -> Fraction:
        """Visits a year."""
        return Fraction(self.visits * 12, self.months) if self.months else Fraction(0)

    @property
    def rate(self) -> Fraction | None:
        """Cents allowed per visit, visits for which nothing was allowed among them; None without visits."""
        return Fraction(self.allowed, self.visits) if self.visits else None

    def contribution(self, cost: Fraction) -> Fraction:
        """Give cents a year at a variable cost per visit: V x (r - vc)."""
        return self.yearly * ((self.rate or Fraction(0)) - cost)


def visits_by_month(facts: Any) -> Any:
    """Count visits and what is allowed for them, by payer and month of service, at the primary payer.

    Args:
        facts: the facts (`measure.facts`); `READS` are needed.

    Returns:
        An expression: payer, month (`2025-01`), complete, visits, allowed (cents), nameless (cents), timed (cents
        allowed of lines whose day of payment is known) and waited (days from service to it, times those cents).
    """
    some = facts.filter(facts.sequence == "P", facts.service_date.notnull())
    some = some.mutate(named=some.patient_key != "", took=some.paid_date.delta(some.service_date, unit="day"))
    timed = (some.outcome == "paid") & some.named & some.took.notnull()
    return some.group_by("payer", "month", "complete").agg(
        visits=some.visit.nunique(where=some.named),
        allowed=total(some.allowed, (some.outcome == "paid") & some.named),
        nameless=total(some.allowed, (some.outcome == "paid") & ~some.named),
        timed=total(some.allowed, timed),
        waited=total(some.allowed * some.took.cast("int64"), timed),
    )


def volume_of(rows: Iterable[Mapping[str, Any]], payer: str, months: int = MONTHS) -> OwnVolume:
    """Take the latest complete months of one payer from rows of `visits_by_month`."""
    some = list(rows)
    return _summed(payer, some, [payer], _window(some, payer, months))


def volume_of_others(rows: Iterable[Mapping[str, Any]], payer: str, months: int = MONTHS) -> OwnVolume:
    """Take the same months of every other payer together: what fills a freed place might bring."""
    some = list(rows)
    others = sorted({row["payer"] for row in some} - {payer})
    return _summed("", some, others, _window(some, payer, months))


def _window(rows: Sequence[Mapping[str, Any]], payer: str, months: int) -> list[str]:
    """Name the latest complete months of a payer; one without a visit counts, a half-arrived one does not."""
    known = {row["month"]: row["complete"] for row in rows if row["payer"] == payer}
    whole = [month for month, complete in known.items() if complete]
    if not whole:
        return []
    span = [month for month in months_between(min(known), max(whole)) if known.get(month, True)]
    return span[-months:]


def _summed(payer: str, rows: Sequence[Mapping[str, Any]], payers: Sequence[str], months: Sequence[str]) -> OwnVolume:
    mine = [row for row in rows if row["payer"] in payers and row["month"] in months and row["complete"]]
    names = ("visits", "allowed", "nameless", "timed", "waited")
    visits, allowed, nameless, timed, waited = (sum(int(row[name]) for row in mine) for name in names)
    first, last = (months[0], months[-1]) if months else ("", "")
    days = Fraction(waited, timed) if timed > 0 else None
    return OwnVolume(payer, visits, len(months), allowed, first, last, nameless, days)
