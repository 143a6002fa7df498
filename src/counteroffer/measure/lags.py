"""How long payers take: the distribution of their lag, for lines paid and lines denied when first answered."""

from __future__ import annotations

from typing import Any

import ibis

from counteroffer.measure.delay import answered, lag
from counteroffer.measure.ratios import percent, total
from counteroffer.measure.registry import Facts, view

LAG = "first payment date - received date (DTM*050), else submission date; the lag that a prompt-payment clause limits"

PERCENTILES = tuple(range(10, 100, 10))

WIDTH, LAST = 5, 120
"""Days in a bar of the histogram; the day from which on all stand in the last bar."""


@view(
    title="Payer lag", grain="payer and first outcome", source=LAG,
    reads="payer submitted_date received_date first_paid_date outcome_first",
    columns={
        "payer": "payer", "outcome": "`paid` or `denied` at the first answer, or `all`", "lines": "lines answered",
        "from_receipt": "percent of them whose receipt the payer told; else counted from submission",
        **{f"p{p}": f"days within which {p}% were answered" for p in PERCENTILES},
        "slowest": "days of the slowest line",
    },
)  # fmt: skip
def payer_lag(facts: Facts) -> Any:
    """Percentiles of the days from a payer's receipt to its first answer, for lines paid, lines denied, and all.

    Percentiles lie between two days where the lines do (linear). A lag counted from submission holds the
    clearinghouse's days too. Half-arrived months lack their slowest answers and so flatter: ask for complete months.
    """
    known = facts.filter(answered(facts), facts.outcome_first != "none")
    known = known.mutate(took=lag(known).cast("int64"), told=known.received_date.notnull().cast("int64"))
    by_day = known.group_by("payer", "took", outcome="outcome_first").agg(n=known.count(), told=known.told.sum())
    columns = ("payer", "outcome", "took", "n", "told")
    every = by_day.group_by("payer", "took").agg(n=by_day.n.sum(), told=by_day.told.sum(), outcome=ibis.literal("all"))
    both = by_day.select(*columns).union(every.select(*columns))
    group = [both.payer, both.outcome]
    both = both.mutate(
        upto=both.n.sum().over(ibis.cumulative_window(group_by=group, order_by=both.took)).cast("int64"),
        lines=both.n.sum().over(ibis.window(group_by=group)).cast("int64"),
    )
    sums = both.group_by("payer", "outcome", "lines").agg(
        from_receipt=percent(both.told.sum(), of=both.n.sum()),
        **{f"p{p}": _percentile(both, p) for p in PERCENTILES},
        slowest=both.took.max(),
    )
    return sums.order_by(["payer", "outcome"]).relocate("lines", after="outcome")


def _percentile(both: Any, p: int) -> Any:
    """Percentile of days of which it is known how many lines took no longer (`upto`), linear between two lines."""
    at = (both.lines - 1) * p
    low, high = at // 100, (at + 99) // 100
    part = (at.max() % 100).cast("float64") / 100
    near, far = both.took.min(where=both.upto > low), both.took.min(where=both.upto > high)
    return near.cast("float64") + (far - near).cast("float64") * part


@view(
    title="Payer lag, as a histogram", grain="payer, first outcome and bar of days", source=LAG,
    reads="payer submitted_date received_date first_paid_date outcome_first worth",
    columns={
        "payer": "payer", "outcome": "`paid` or `denied` at the first answer",
        "since": "first day of the bar", "until": "last day of the bar; null: open", "lines": "lines",
        "dollars": "cents, expected allowed", "share": "percent of the payer's lines of that outcome",
    },
)  # fmt: skip
def payer_lag_histogram(facts: Facts) -> Any:
    """How many lines each payer answered after 0 to 4 days, 5 to 9 days, and so on; 120 days and more in one bar.

    An answer dated before the receipt stands in the first bar. Bars without a line are left out.
    """
    known = facts.filter(answered(facts), facts.outcome_first != "none")
    days = ibis.least(ibis.greatest(lag(known), 0), LAST).cast("int64")
    known = known.mutate(since=days // WIDTH * WIDTH, outcome=known.outcome_first)
    sums = known.group_by("payer", "outcome", "since").agg(
        lines=known.count(), dollars=total(known.worth, known.since >= 0)
    )
    of_outcome = sums.lines.sum().over(ibis.window(group_by=[sums.payer, sums.outcome]))
    until = ibis.ifelse(sums.since < LAST, sums.since + WIDTH - 1, ibis.null("int64"))
    named = sums.mutate(until=until, share=percent(sums.lines, of=of_outcome))
    ordered = named.order_by(["payer", "outcome", "since"])
    return ordered.select("payer", "outcome", "since", "until", "lines", "dollars", "share")
