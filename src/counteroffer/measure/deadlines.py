"""Deadlines: which part of the money a limit on filing, correcting or appealing would put at risk, by the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa

from counteroffer.match.columns import left
from counteroffer.measure.agreed import said
from counteroffer.measure.denials import first_denied, overturned
from counteroffer.measure.ratios import count, percent, total
from counteroffer.measure.registry import CENTS, Facts, metric, view

if TYPE_CHECKING:
    from collections.abc import Sequence

OWN = "own definition: share_late(d) = expected dollars sent after d days / expected dollars sent"

TOO_LATE = "29"
"""The reason code of a claim filed after the limit."""

LIMITS = "60,90,120,180"
"""Filing limits in days that are asked for."""

LONGEST = 365
"""Days through which the curves run."""

WINDOWS = ("filing", "corrected_from_service", "corrected_from_answer", "overturned")
"""What is timed: service to first submission; service, or first answer, to the first replacement claim (frequency 7);
and first answer to the final one that paid."""


def sent_after(facts: Facts) -> Any:
    """Days from the service to the first submission; null where either is not known."""
    return facts.submitted_date.delta(facts.service_date, unit="day")


def share_late(facts: Facts, days: int) -> Any:
    """Percent of the expected dollars that were first sent more than so many days after the service.

    Lines without one of the two dates count in neither sum.
    """
    known = sent_after(facts).notnull()
    return percent(total(facts.worth, sent_after(facts) > days), of=total(facts.worth, known))


def lost_late(facts: Facts) -> Any:
    """Lines denied in the end as filed too late."""
    return (facts.outcome == "denied") & (facts.denial_carc == TOO_LATE)


@metric(
    title="Lost to filing limits", unit=CENTS, source=OWN, rows=lost_late,
    formula="sum(expected allowed) of lines denied in the end with reason code 29",
)  # fmt: skip
def timely_filing_losses(facts: Facts) -> Any:
    """What is denied for good as filed too late. Claims never sent because it was too late are in no file."""
    return total(facts.worth, lost_late(facts))


@view(
    title="Deadline curves", grain="window and day", source=OWN,
    reads="line_id service_date submitted_date first_paid_date paid_date outcome_first outcome "
    "denial_first_category denial_category corrected_date worth",
    columns={
        "window": "`filing`, `corrected_from_service`, `corrected_from_answer` or `overturned`", "days": "d",
        "lines": "lines that took longer", "dollars": "cents, expected allowed, of those", "of_lines": "all lines",
        "of_dollars": "cents, expected allowed, of all", "share": "percent of the dollars",
    },
)  # fmt: skip
def deadline_curves(facts: Facts) -> Any:
    """For every day d to 365: which share of the money took more than d days, in each of four windows.

    `filing` is from the service to the first submission; what was never sent is in no file, so that the true share is
    larger. `corrected_...` is to the first replacement claim, from the service and from the first answer. `overturned`
    is from a denial to the payment that overturned it: the appeal itself was earlier, so that the curve overstates.
    """
    waits = ibis.union(*(_waits(facts, window) for window in WINDOWS))
    every = waits.group_by("window").agg(of_lines=waits.lines.sum(), of_dollars=waits.dollars.sum())
    grid = every.cross_join(_days(range(LONGEST + 1))).rename(window_="window")
    met = grid.left_join(waits, [grid.window_ == waits.window, waits.took > grid.days])
    return _shares(met.group_by(window=met.window_, days=met.days), met).order_by(["window", "days"])


@view(
    title="Filing limits and what they would cost", grain="payer and limit", source=OWN,
    reads="line_id payer service_date submitted_date outcome denial_carc worth",
    columns={
        "payer": "payer", "limit": "days from service to first submission",
        "lines": "lines with both dates", "late_lines": "of those sent later", "dollars": "cents, expected allowed",
        "late_dollars": "cents, of lines sent later: at risk under such a limit", "share": "percent of the dollars",
        "lost_lines": "lines denied in the end as too late (29), under whatever limit holds",
        "lost_dollars": "cents, expected allowed, of those",
        "agreed": "days that the contract says in its latest version; null where it does not",
    },
)  # fmt: skip
def filing_limits(facts: Facts, clauses: Any, limits: str = LIMITS) -> Any:
    """What a limit of 60, 90, 120 or 180 days would have put at risk with each payer, by the practice's own pace.

    A practice that knew of a shorter limit might file sooner: this is the risk at today's pace. Lines known from
    remittances only have no day of submission and are left out of the shares. What is lost is the same in all rows of
    a payer.
    """
    timed = facts.mutate(took=sent_after(facts).cast("int64"))
    days = timed.group_by("payer", "took").agg(
        lines=timed.count(),
        dollars=total(timed.worth, timed.line_id.notnull()),
        lost_lines=count(lost_late(timed)),
        lost_dollars=total(timed.worth, lost_late(timed)),
    )
    grid = days.cross_join(_days([int(limit) for limit in limits.split(",")]).rename(limit="days"))
    known, late = grid.took.notnull(), grid.took > grid["limit"]
    sums = grid.group_by("payer", "limit").agg(
        lines=total(grid.lines, known),
        late_lines=total(grid.lines, late),
        dollars=total(grid.dollars, known),
        late_dollars=total(grid.dollars, late),
        lost_lines=grid.lost_lines.sum().cast("int64"),
        lost_dollars=grid.lost_dollars.sum().cast("int64"),
    )
    told = said(clauses, "timely_filing", ["days"])
    # a window inside a filter is no good on Spark
    told = told.mutate(last=told.before.max().over(ibis.window(group_by=told.payer)))
    told = told.filter(told.before == told["last"])
    met = left(sums, told.select("payer", agreed="days"), ["payer"])
    named = met.mutate(share=percent(met.late_dollars, of=met.dollars), agreed=met.agreed.cast("int64"))
    return named.order_by(["payer", "limit"]).select(
        "payer", "limit", "lines", "late_lines", "dollars", "late_dollars", "share", "lost_lines", "lost_dollars",
        "agreed",
    )  # fmt: skip


def _waits(facts: Facts, window: str) -> Any:
    """How long lines took in one window: window, took (days), lines, dollars."""
    since, until, counted = {
        "filing": (facts.service_date, facts.submitted_date, facts.line_id.notnull()),
        "corrected_from_service": (facts.service_date, facts.corrected_date, facts.line_id.notnull()),
        "corrected_from_answer": (facts.first_paid_date, facts.corrected_date, first_denied(facts)),
        "overturned": (facts.first_paid_date, facts.paid_date, overturned(facts)),
    }[window]
    some = facts.filter(counted, since.notnull(), until.notnull())
    some = some.mutate(took=until.delta(since, unit="day").cast("int64"))
    sums = some.group_by("took").agg(lines=some.count(), dollars=some.worth.sum().fill_null(0).cast("int64"))
    return sums.select("took", "lines", "dollars", window=ibis.literal(window))


def _shares(grouped: Any, met: Any) -> Any:
    sums = grouped.agg(
        lines=met.lines.sum().fill_null(0).cast("int64"),
        dollars=met.dollars.sum().fill_null(0).cast("int64"),
        of_lines=met.of_lines.max().cast("int64"),
        of_dollars=met.of_dollars.max().cast("int64"),
    )
    return sums.mutate(share=percent(sums.dollars, of=sums.of_dollars))


def _days(days: Sequence[int]) -> Any:
    return ibis.memtable(pa.table({"days": pa.array(list(days), pa.int64())}))
