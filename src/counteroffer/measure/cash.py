"""The cash value of days: what being paid sooner is worth, once and every year."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import ibis

from counteroffer.core.money import half_up
from counteroffer.measure.ratios import total
from counteroffer.measure.registry import Facts, view

if TYPE_CHECKING:
    from counteroffer.core.practice import Practice

OWN = "daily allowed x days saved (once) and x cost of capital (a year)"

YEAR = 365
"""Days before the as-of day over which the daily allowed amount is averaged."""


@view(
    title="Cash value of days", grain="payer", source=OWN,
    reads="payer first_paid_date paid_date allowed outcome as_of",
    columns={
        "payer": "payer", "allowed": "cents, of lines finally paid in the window",
        "window": "days of the window, up to 365", "daily_allowed": "cents a day", "days": "days saved",
        "one_off": "cents that come in once, earlier",
        "cost_of_capital": "thousandths of a percent a year; null: unknown",
        "yearly": "cents a year that the money is worth; null without a cost of capital",
    },
)  # fmt: skip
def cash_value_of_days(facts: Facts, practice: Practice, days: int = 1, percent: float = 0.0) -> Any:
    """What a payer's paying so many days sooner is worth: a one-off of cash, and the cost of capital on it each year.

    The one-off is no income: it is the practice's own money, earlier. The allowed amount holds the patients' part,
    which does not come with the payer's payment; the value is that much too high where deductibles are large. Days
    are by payment date up to the as-of day.

    Args:
        facts: the facts.
        practice: its cost of capital.
        days: days saved; by default one, and every further one is worth the same.
        percent: cost of capital in percent a year, such as the interest of the credit line, instead of the profile's.
    """
    paid = facts.filter(facts.outcome == "paid", facts.paid_date.notnull(), facts.paid_date <= facts.as_of)
    first = facts.first_paid_date.min().as_scalar()
    age = paid.as_of.delta(paid.paid_date, unit="day")
    paid = paid.mutate(recent=age < YEAR, span=ibis.least(paid.as_of.delta(first, unit="day") + 1, YEAR).cast("int64"))
    sums = paid.group_by("payer").agg(allowed=total(paid.allowed, paid.recent), window=paid.span.max())
    capital = Decimal(str(percent)) if percent else practice.costs.cost_of_capital_percent
    rate = None if capital is None else half_up(int(capital * 10_000), 10)
    yearly = ibis.null("int64") if rate is None else _half_up(sums.allowed * days * rate, sums.window * 100_000)
    found = sums.mutate(
        daily_allowed=_half_up(sums.allowed, sums.window),
        days=ibis.literal(days, "int64"),
        one_off=_half_up(sums.allowed * days, sums.window),
        cost_of_capital=ibis.null("int64") if rate is None else ibis.literal(rate, "int64"),
        yearly=yearly,
    )
    ordered = found.order_by([found.one_off.desc(), "payer"])
    return ordered.select("payer", "allowed", "window", "daily_allowed", "days", "one_off", "cost_of_capital", "yearly")


def _half_up(numerator: Any, denominator: Any) -> Any:
    return ((numerator * 2 + denominator) // (denominator * 2)).cast("int64")
