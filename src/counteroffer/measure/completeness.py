"""Completeness: how much of a payer's answers has arrived, month of service by month, by the payer's own pace.

The pace is read from months old enough to be settled: which share of the dollars was answered so many days after the
service. What that pace, laid over the payments that are here, leaves open tells a complete month from a half-arrived
one. `docs/quality.md` says the rules in words.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import pyarrow as pa

from counteroffer.core.tables import COMPLETENESS
from counteroffer.measure.pace import Pace, month_of, months_between

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis

ENOUGH = 95
"""Percent of the expected dollars that must have arrived for a month to be complete."""

CURVE_LINES, CURVE_MONTHS = 200, 3
"""Settled lines and months that a payer's own pace must rest on; with less, only 120 days of run-out are trusted."""

FEW_LINES = 30
"""Settled lines below which a payer's pace is not even shown."""

JUDGED = 30
"""Lines sent in a month from which its unanswered ones are held against it."""

_Z = 1.96


@attrs.frozen
class PayerMonths:
    """One payer's completeness in short.

    Attributes:
        payer: the payer.
        through: the last month of service that is complete; empty when none is known to be.
        through_high: the last one by the payer's pace alone, where there is too little history to trust it; else the
            same as `through`.
        holes: months of service before `through` that are not complete.
        missing: months without payments in which the payer would have paid.
        basis: `curve`, `few` or `none`.
        history: lines that the pace rests on.
    """

    payer: str
    through: str
    through_high: str
    holes: tuple[str, ...]
    missing: tuple[str, ...]
    basis: str
    history: int

    def __str__(self) -> str:
        """Say it as `complete through 2025-10, except 2025-06`."""
        if not self.through:
            known = f"complete through {self.through_high} at the most" if self.through_high else "not known"
            return f"{known} ({self.history:,} settled lines)" if self.basis != "curve" else "no month complete yet"
        until = "" if self.through_high == self.through else f" to {self.through_high}"
        few = f" (only {self.history:,} settled lines)" if self.basis != "curve" else ""
        return f"complete through {self.through}{until}{few}{_except(self.holes)}"


def _except(holes: Sequence[str]) -> str:
    if not holes:
        return ""
    shown = ", ".join(holes[:3]) + (f" and {len(holes) - 3} more" if len(holes) > 3 else "")
    return f", except {shown}"


def completeness(lines: ibis.Table, payments: ibis.Table, enough: int = ENOUGH) -> pa.Table:
    """Judge every month of every payer.

    Args:
        lines: `core.tables.LINES`.
        payments: one row for each remittance: payer and payment_date.
        enough: percent of the expected dollars that make a month complete.

    Returns:
        `core.tables.COMPLETENESS`, by payer and month: all months from the payer's first to the practice's last.
    """
    own = lines.filter(lines.sequence == "P", lines.month != "")
    lag = own.first_paid_date.delta(own.service_date, unit="day")
    answers = own.mutate(lag=lag).filter(lag >= 0).group_by("payer", "service_date", "lag")
    answered = _by_payer(answers.agg(lines=lambda t: t.count(), charge=lambda t: t.charge.sum()))
    sums = _by_payer(
        own.group_by("payer", "month").agg(
            lines=own.count(),
            answered=own.first_paid_date.notnull().cast("int64").sum(),
            charge=own.charge.sum(),
            unsent=own.submitted_date.isnull().cast("int64").sum(),
        )
    )
    dated = payments.filter(payments.payment_date.notnull())
    paid = _by_payer(dated.group_by("payer", "payment_date").agg(n=dated.count()))
    last = max((row["payment_date"] for rows in paid.values() for row in rows), default=None)
    end = max([row["month"] for rows in sums.values() for row in rows] + ([month_of(last)] if last else []), default="")
    rows: list[dict[str, Any]] = []
    for payer in sorted({*sums, *paid}):
        pace = Pace.of(answered.get(payer, []), paid.get(payer, []), last)
        rows += _months(payer, sums.get(payer, []), pace, end, enough)
    return pa.Table.from_pylist(rows, schema=COMPLETENESS.schema)


def _by_payer(table: ibis.Table) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in table.to_pyarrow().to_pylist():
        found[row["payer"]].append(row)
    return found


def _months(payer: str, sums: list[dict[str, Any]], pace: Pace, end: str, enough: int) -> list[dict[str, Any]]:
    by_month = {row["month"]: row for row in sums}
    first = min([*by_month, *pace.payments], default=end)
    basis = _basis(pace)
    usual = _usual(by_month, pace)
    blank = {"lines": 0, "answered": 0, "charge": 0, "unsent": 0}
    rows = []
    for month in months_between(first, end):
        row = by_month.get(month, blank)
        arrived = pace.arrived(month) if basis != "none" else None
        why = _why(pace, month, arrived if basis == "curve" else None, enough)
        if not why and _too_few_answers(row, usual, enough):
            why = "unanswered"
        rows.append(
            {
                "payer": payer, "month": month, **{name: row[name] for name in ("lines", "answered", "charge")},
                "remits": pace.payments.get(month, 0), "missing": month in pace.missing,
                "arrived": None if arrived is None else round(arrived * 100_000), "complete": not why, "why": why,
                "basis": basis, "history": pace.history,
            }
        )  # fmt: skip
    return rows


def _basis(pace: Pace) -> str:
    if pace.history >= CURVE_LINES and pace.settled_months >= CURVE_MONTHS:
        return "curve"
    return "few" if pace.history >= FEW_LINES else "none"


def _why(pace: Pace, month: str, arrived: float | None, enough: int) -> str:
    """Say why a month is not complete; by the pace where it is known, else by 120 days of run-out."""
    if pace.last is None:
        return "no_remits"
    if arrived is not None:
        if 100 * arrived >= enough:
            return ""
        return pace.lacks(month)
    return "" if pace.run_out(month) else pace.lacks(month)


def _usual(by_month: dict[str, dict[str, Any]], pace: Pace) -> float:
    """The share of lines that the payer answers in the end: the median over its settled months."""
    settled = [row for month, row in by_month.items() if pace.run_out(month) and row["lines"] >= JUDGED]
    return float(np.median([row["answered"] / row["lines"] for row in settled])) if settled else 1.0


def _too_few_answers(row: dict[str, Any], usual: float, enough: int) -> bool:
    """Whether the lines sent and not answered are more than chance explains (upper end of Wilson's interval)."""
    if row["lines"] < JUDGED or row["unsent"] == row["lines"]:
        return False
    n, share = row["lines"], row["answered"] / row["lines"]
    middle = share + _Z**2 / (2 * n)
    wide = _Z * (share * (1 - share) / n + _Z**2 / (4 * n * n)) ** 0.5
    return bool((middle + wide) / (1 + _Z**2 / n) < usual * enough / 100)


def by_payer(rows: pa.Table) -> list[PayerMonths]:
    """Sum up the table of `completeness`, one record for each payer, by name."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.to_pylist():
        found[row["payer"]].append(row)
    return [_short(payer, sorted(months, key=lambda m: m["month"])) for payer, months in sorted(found.items())]


def _short(payer: str, months: list[dict[str, Any]]) -> PayerMonths:
    served = [m for m in months if m["lines"]]
    through = max((m["month"] for m in served if m["complete"]), default="")
    near = [m["month"] for m in served if m["arrived"] is not None and m["arrived"] >= ENOUGH * 1000]
    basis, history = (months[0]["basis"], months[0]["history"]) if months else ("none", 0)
    high = max([through, *near]) if basis == "few" else through
    holes = tuple(m["month"] for m in served if m["month"] < through and not m["complete"])
    return PayerMonths(payer, through, high, holes, tuple(m["month"] for m in months if m["missing"]), basis, history)
