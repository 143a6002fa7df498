"""A payer's pace: how long after the service it answers, on which days it paid, and when it should have."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

RUN_OUT = 120
"""Days after the end of a month by which its answers are held to be in (metrics notes: 90 at least, 120 safer)."""

LONGEST = 730
"""Days after which an answer counts as having come on the last of them."""

REGULAR, OFTEN, SEEN = 0.8, 3.0, 3
"""A payer pays every month when it did in this share of months, or so often in each; judged from so many months."""


@attrs.frozen
class Pace:
    """One payer's pace.

    Attributes:
        payments: month -> payments dated in it.
        first: first day from which payments are here (the first of their first month); None without any.
        last: day of the last payment; None without any.
        missing: months without payments in which it should have paid.
        weights: share of the dollars answered on each day after the service, 0 to `LONGEST`; sums to 1, or empty.
        history: lines that the weights rest on.
        settled_months: months of service that they rest on.
    """

    payments: dict[str, int]
    first: date | None
    last: date | None
    missing: frozenset[str]
    weights: NDArray[np.float64]
    history: int
    settled_months: int

    @classmethod
    def of(cls, answered: list[dict[str, Any]], paid: list[dict[str, Any]], practice_last: date | None) -> Pace:
        """Read a payer's pace.

        Args:
            answered: rows of service_date, lag (days), lines and charge: lines by their first answer.
            paid: rows of payment_date and n.
            practice_last: the last payment of any payer.
        """
        payments: Counter[str] = Counter()
        for row in paid:
            payments[month_of(row["payment_date"])] += row["n"]
        last = max((row["payment_date"] for row in paid), default=None)
        first = first_day(min(payments)) if payments else None
        missing = missing_months(payments, month_of(practice_last) if practice_last else "")
        bare = cls(dict(payments), first, last, missing, np.zeros(0), 0, 0)
        settled = [row for row in answered if bare.run_out(month_of(row["service_date"]))]
        weights = np.zeros(LONGEST + 1)
        for row in settled:
            weights[min(row["lag"], LONGEST)] += row["charge"]
        total = float(weights.sum())
        return attrs.evolve(
            bare,
            weights=weights / total if total > 0 else np.zeros(0),
            history=sum(row["lines"] for row in settled) if total > 0 else 0,
            settled_months=len({month_of(row["service_date"]) for row in settled}),
        )

    def arrived(self, month: str) -> float:
        """Share of a month's dollars that, at this pace, the payments that are here have answered: 0 to 1."""
        if not self.weights.size or self.first is None or self.last is None:
            return 0.0
        start, end = first_day(month), last_day(month)
        days = (end - start).days + 1
        here = np.array([self._is_here(start + timedelta(days=n)) for n in range(days + LONGEST)])
        return float(np.mean([self.weights @ here[n : n + LONGEST + 1] for n in range(days)]))

    def _is_here(self, day: date) -> bool:
        return bool(self.first and self.last and self.first <= day <= self.last) and month_of(day) not in self.missing

    def run_out(self, month: str) -> bool:
        """Whether 120 days of payments without a missing month follow a month that began when payments were here."""
        if self.first is None or self.last is None or first_day(month) < self.first:
            return False
        end = last_day(month) + timedelta(days=RUN_OUT)
        return end <= self.last and not self.missing & set(months_between(month, month_of(end)))

    def lacks(self, month: str) -> str:
        """Say what an incomplete month lacks: earlier payments, those of a missing month, or just time."""
        if self.first is not None and last_day(month) < self.first + timedelta(days=RUN_OUT // 4):
            return "before"
        reach = month_of(last_day(month) + timedelta(days=RUN_OUT))
        return "missing_remits" if self.missing & set(months_between(month, reach)) else "recent"


def missing_months(payments: Counter[str] | dict[str, int], practice_last: str) -> frozenset[str]:
    """Months without payments of a payer that pays every month.

    The month of the practice's last payment is not over and counts for nobody; later ones of a payer that fell silent
    while others went on paying are missing.
    """
    if len(payments) < SEEN:
        return frozenset()
    first, last = min(payments), max(payments)
    share = len(payments) / len(months_between(first, last))
    often = sum(payments.values()) / len(payments)
    if share < REGULAR and often < OFTEN:
        return frozenset()
    over = [month for month in months_between(first, practice_last) if month != practice_last]
    return frozenset(month for month in over if month not in payments)


def month_of(day: date) -> str:
    """Give the month of a day as `2025-01`."""
    return f"{day:%Y-%m}"


def first_day(month: str) -> date:
    """Give the first day of a month."""
    return date(int(month[:4]), int(month[5:]), 1)


def last_day(month: str) -> date:
    """Give the last day of a month."""
    year, number = int(month[:4]), int(month[5:])
    following = date(year + number // 12, number % 12 + 1, 1)
    return following - timedelta(days=1)


def months_between(first: str, last: str) -> list[str]:
    """List the months from one to another, both included; none when they run backwards."""
    if not first or not last:
        return []
    start = int(first[:4]) * 12 + int(first[5:]) - 1
    end = int(last[:4]) * 12 + int(last[5:]) - 1
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in range(start, end + 1)]
