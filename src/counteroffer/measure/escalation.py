"""Steps of an escalator that the payer did not take: what was allowed before and after, beside what was agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

from counteroffer.match.columns import whole
from counteroffer.measure.exact import scaled
from counteroffer.measure.ratios import percent
from counteroffer.measure.registry import Facts, view

if TYPE_CHECKING:
    from datetime import date

STEP = ["payer", "contract", "step"]
USED = ["version", "term_id", "code", "component", "setting"]


@view(
    title="Missed escalators", grain="payer, contract and step of its escalator",
    source="own definition: the rate book's steps beside allowed amounts",
    reads="payer setting service_date billed_code code milliunits allowed outcome contract version term_id "
    "contracted expected component",
    columns={
        "payer": "payer", "contract": "contract", "step": "the day on which rates should have risen",
        "lines_before": "lines finally paid in the days before", "lines_after": "lines finally paid in the days after",
        "promised": "percent, the rates' step at the units after it",
        "observed": "percent, allowed after it over the same units at the averages before it",
        "verdict": "`taken`, `partly`, `missed`, or `too few` lines",
        "allowed": "cents, the lines after it", "due": "cents, their rates after the step",
        "short": "cents, rates after the step less allowed; 0 where the step was taken",
    },
)  # fmt: skip
def missed_escalators(  # noqa: PLR0913, PLR0917 - as many as it needs
    facts: Facts, rates: Any, payer: str = "", days: int = 180, fewest_lines: int = 5, as_of: date | None = None
) -> Any:
    """The steps of contracts' escalators, each beside what the payer's allowed amounts did on that day.

    Lines of the `days` before and after a step count, of codes that were paid on both sides. Observed is a Laspeyres
    step with own averages, so that mix does not move it: at least three quarters of what was promised is taken, under
    a quarter is missed. Lines that pay the charge (lesser-of) cannot rise and are left out. A payer that loads a step
    late shows as partly: ask for the lines since the step to be paid again. A step far back may lack lines before it.
    """
    steps = _steps(rates)
    used = _used(facts.filter(facts.payer == payer) if payer else facts)
    met = used.inner_join(steps, ["contract", *USED])
    away = met.service_date.delta(met.step, unit="day")
    after = (away >= 0) & (away < days) & (met.service_date <= met.until)
    before = (away < 0) & (away >= -days)
    met = met.mutate(side=ibis.cases((after, 1), (before, 0), else_=-1))
    met = met.filter(met.side >= 0, met.service_date <= as_of) if as_of else met.filter(met.side >= 0)
    sums = met.group_by([*STEP, *USED, "old", "new"]).agg(
        **{f"n{i}": whole(met.lines.sum(where=met.side == i)).fill_null(0) for i in (0, 1)},
        **{f"a{i}": whole(met.allowed.sum(where=met.side == i)).fill_null(0) for i in (0, 1)},
        **{f"q{i}": whole(met.milliunits.sum(where=met.side == i)).fill_null(0) for i in (0, 1)},
    )
    both = sums.filter(sums.q0 > 0, sums.q1 > 0)
    both = both.mutate(
        stood=scaled(both.a0, both.q1, both.q0), due=scaled(both.new, both.q1, 1000),
        was_due=scaled(both.old, both.q1, 1000),
    )  # fmt: skip
    made = both.group_by(STEP).agg(
        lines_before=whole(both.n0.sum()), lines_after=whole(both.n1.sum()), allowed=whole(both.a1.sum()),
        stood=whole(both.stood.sum()), due=whole(both.due.sum()), was_due=whole(both.was_due.sum()),
    )  # fmt: skip
    return _judged(made, fewest_lines)


def _judged(made: Any, fewest_lines: int) -> Any:
    promised = percent(made.due - made.was_due, of=made.was_due)
    observed = percent(made.allowed - made.stood, of=made.stood)
    part = observed / promised
    few = (made.lines_before < fewest_lines) | (made.lines_after < fewest_lines)
    verdict = ibis.cases((few, "too few"), (part >= 0.75, "taken"), (part >= 0.25, "partly"), else_="missed")
    made = made.mutate(promised=promised, observed=observed, verdict=verdict)
    short = ibis.ifelse(made.verdict.isin(["missed", "partly"]), ibis.greatest(made.due - made.allowed, 0), 0)
    return made.order_by(STEP).select(
        *STEP, "lines_before", "lines_after", "promised", "observed", "verdict", "allowed", "due", short=short
    )


def _steps(rates: Any) -> Any:
    """Give each rate that an escalator has moved, with the rate before it."""
    key = ["contract", "version", "term_id", "code", "modifier", "setting"]
    by_day = ibis.window(group_by=[rates[name] for name in key], order_by=rates.since)
    rows = rates.mutate(old=rates.rate.lag().over(by_day))
    moved = rows.filter(rows.escalator != "", rows.old.notnull(), rows.rate != rows.old)
    return moved.select(
        "contract", "version", "term_id", "code", "setting", "old", "until", component=moved.modifier, step=moved.since,
        new=moved.rate,
    )  # fmt: skip


def _used(facts: Facts) -> Any:
    """Sum the lines paid by contract rates day by day; those that pay the charge are left out."""
    paid = facts.filter(facts.outcome == "paid", facts.allowed > 0, facts.milliunits > 0, facts.term_id != "")
    paid = paid.filter((paid.contracted == paid.expected).fill_null(False)).drop("code").rename(code="billed_code")
    return paid.group_by(["payer", "contract", *USED, "service_date"]).agg(
        lines=paid.count(), allowed=whole(paid.allowed.sum()), milliunits=whole(paid.milliunits.sum())
    )
