"""Speed of money: receivables in days (each variant labelled) and how long payers and the practice itself take."""

from __future__ import annotations

from typing import Any

import ibis

from counteroffer.measure.denials import duplicate
from counteroffer.measure.ratios import percent, total
from counteroffer.measure.registry import DAYS, PERCENT, Facts, metric

WINDOW = 90
"""Days of charges that receivables are compared with."""

OWN = "own definition of the usual measure; receivables are lines sent and not answered by the as-of day"


def _sent(facts: Facts) -> Any:
    return ibis.coalesce(facts.submitted_date, facts.service_date)


def is_open(facts: Facts) -> Any:
    """Lines sent by the as-of day that the payer had not answered by then."""
    answered = facts.first_paid_date.notnull() & (facts.first_paid_date <= facts.as_of)
    return (_sent(facts) <= facts.as_of) & ~answered


def _recent(facts: Facts) -> Any:
    age = facts.as_of.delta(_sent(facts), unit="day")
    return (age >= 0) & (age < WINDOW)


def _older(facts: Facts, days: int) -> Any:
    return is_open(facts) & (facts.as_of.delta(_sent(facts), unit="day") > days)


def _days(receivable: Any, lately: Any) -> Any:
    return receivable.cast("float64") * WINDOW / lately.cast("float64").nullif(0)


@metric(
    title="Days in A/R (gross, insurance)", unit=DAYS, source=OWN, rows=is_open,
    formula="charges of open lines / (charges sent in the last 90 days / 90)",
)  # fmt: skip
def days_in_ar_gross(facts: Facts) -> Any:
    """Days of charges that wait for a payer's first answer on the as-of day; patients' balances are not in it."""
    return _days(total(facts.charge, is_open(facts)), total(facts.charge, _recent(facts)))


@metric(
    title="Days in A/R (net, insurance)", unit=DAYS, source=OWN, rows=is_open,
    formula="expected allowed of open lines / (expected allowed of lines sent in the last 90 days / 90)",
)  # fmt: skip
def days_in_ar_net(facts: Facts) -> Any:
    """The same at what should be allowed, so that high charges do not flatter or frighten.

    Each line counts with what is still to come, never below zero: credit balances are not in it and cannot flatter.
    """
    return _days(total(facts.worth, is_open(facts)), total(facts.worth, _recent(facts)))


def _billed(facts: Facts) -> Any:
    return is_open(facts) & facts.submitted_date.notnull()


@metric(
    title="Days in A/R (net, insurance, from first bill)", unit=DAYS, source=OWN, rows=_billed,
    formula="expected allowed of open lines with a first submission / (expected allowed first sent in 90 days / 90)",
)  # fmt: skip
def days_in_ar_billed(facts: Facts) -> Any:
    """The net variant over lines whose first submission is known: the clock starts at the first bill.

    Lines known from remittances only are left out on both sides; with claims files for every month it equals the net
    variant.
    """
    lately = _recent(facts) & facts.submitted_date.notnull()
    return _days(total(facts.worth, _billed(facts)), total(facts.worth, lately))


def _unpaid(facts: Facts) -> Any:
    kept = (facts.outcome == "denied") & (_sent(facts) <= facts.as_of)
    return is_open(facts) | (kept & ~duplicate(facts))


@metric(
    title="Days in A/R (net, with denials not written off)", unit=DAYS, source=OWN, rows=_unpaid,
    formula="expected allowed of open and of denied lines / (expected allowed of lines sent in the last 90 days / 90)",
)  # fmt: skip
def days_in_ar_with_denials(facts: Facts) -> Any:
    """The net variant as a system shows it that writes no denial off: all lines denied in the end are still open.

    The files do not say what was written off, so the practice's own number lies between the net variant and this one.
    It grows with the years of data.
    """
    return _days(total(facts.worth, _unpaid(facts)), total(facts.worth, _recent(facts)))


@metric(
    title="A/R over 90 days", unit=PERCENT, source=OWN, rows=lambda f: _older(f, 90),
    formula="100 x expected allowed of open lines sent more than 90 days ago / of open lines",
)  # fmt: skip
def ar_over_90(facts: Facts) -> Any:
    """Share of open dollars that were sent more than 90 days before the as-of day."""
    return percent(total(facts.worth, _older(facts, 90)), of=total(facts.worth, is_open(facts)))


@metric(
    title="A/R over 120 days", unit=PERCENT, source=OWN, rows=lambda f: _older(f, 120),
    formula="100 x expected allowed of open lines sent more than 120 days ago / of open lines",
)  # fmt: skip
def ar_over_120(facts: Facts) -> Any:
    """Share of open dollars that were sent more than 120 days before the as-of day."""
    return percent(total(facts.worth, _older(facts, 120)), of=total(facts.worth, is_open(facts)))


def answered(facts: Facts) -> Any:
    """Lines with a first answer and a day from which the payer had them."""
    return facts.first_paid_date.notnull() & ibis.coalesce(facts.received_date, facts.submitted_date).notnull()


def lag(facts: Facts) -> Any:
    """Days from the payer's receipt, else from submission, to the first answer."""
    return facts.first_paid_date.delta(ibis.coalesce(facts.received_date, facts.submitted_date), unit="day")


@metric(
    settled=True, title="Payer lag (median)", unit=DAYS,
    source="contract-relevant lag; from DTM*050, else from submission",
    formula="median(first payment date - received date, else submission date)", rows=answered,
)  # fmt: skip
def payer_lag_median(facts: Facts) -> Any:
    """Half of the lines were answered within this many days of the payer's receipt."""
    return lag(facts).cast("float64").quantile(0.5, where=answered(facts))


@metric(
    settled=True, title="Payer lag (90th percentile)", unit=DAYS,
    source="contract-relevant lag; from DTM*050, else from submission",
    formula="90th percentile of (first payment date - received date, else submission date)", rows=answered,
)  # fmt: skip
def payer_lag_p90(facts: Facts) -> Any:
    """Nine of ten lines were answered within this many days of the payer's receipt."""
    return lag(facts).cast("float64").quantile(0.9, where=answered(facts))


@metric(
    title="Submission lag (median)", unit=DAYS, source="the practice's own lag",
    formula="median(submission date - date of service)",
    rows=lambda f: f.submitted_date.notnull() & f.service_date.notnull(),
)  # fmt: skip
def submission_lag_median(facts: Facts) -> Any:
    """Half of the lines were sent within this many days of the service: the practice's own part of the wait."""
    known = facts.submitted_date.notnull() & facts.service_date.notnull()
    return facts.submitted_date.delta(facts.service_date, unit="day").cast("float64").quantile(0.5, where=known)
