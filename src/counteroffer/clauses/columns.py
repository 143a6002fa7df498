"""The columns that clauses are valued on: each is an expression of a measure, evaluated line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

from counteroffer.measure.auth import numbered
from counteroffer.measure.credentialing import denied_for_it
from counteroffer.measure.deadlines import lost_late, sent_after
from counteroffer.measure.delay import lag
from counteroffer.measure.denials import finally_denied, first_denied, overturned
from counteroffer.measure.interest import runs_interest
from counteroffer.measure.payments import bound_by_charge, exact, without_rate

if TYPE_CHECKING:
    from counteroffer.measure.registry import Facts

READS = (
    "adjudications", "allowed", "as_of", "basis", "billed_code", "charge", "claim_key", "code", "complete",
    "component", "confidence", "contract", "contracted", "corrected_date", "denial_carc", "denial_category",
    "denial_first_category", "expected", "filing_code", "first_paid_date", "funding", "line_id", "medicare",
    "milliunits", "mod1", "mod2", "mod3", "mod4", "modified", "month", "outcome", "outcome_first", "paid",
    "paid_date", "patient_key", "payer", "prior_auth", "product", "rank", "rate", "received_date", "rendering_npi",
    "resubmitted_date", "sequence", "sequestered", "service_date", "setting", "submitted_date", "underpaid",
    "variance", "visit", "why_not", "withheld", "worth",
)  # fmt: skip
"""Columns of the facts that valuing clauses reads."""


def columns(facts: Facts) -> Any:
    """Give each line's columns; those that begin with `days_` are days between two days, null where one is unknown."""
    paid = facts.outcome == "paid"
    from_denial = ibis.ifelse(
        first_denied(facts), _days(facts.corrected_date, facts.first_paid_date), ibis.null("int64")
    )
    back = ibis.ifelse(overturned(facts), _days(facts.paid_date, facts.first_paid_date), ibis.null("int64"))
    again = ibis.ifelse(overturned(facts), _days(facts.resubmitted_date, facts.first_paid_date), ibis.null("int64"))
    downcoded = exact(facts) & (facts.code != facts.billed_code) & (facts.variance < 0)
    return facts.select(
        "line_id", "claim_key", "billed_code", "component", "setting", "product", "funding", "rendering_npi", "visit",
        "worth", "charge", "paid", "milliunits", "contracted", "expected", "rate", "modified", "rank", "withheld",
        "sequestered", "denial_category", "medicare",
        allowed=facts.allowed.fill_null(0),
        paid_finally=paid,
        priced=facts.contracted.notnull() & facts.expected.notnull() & paid,
        exact=exact(facts),
        bound=bound_by_charge(facts),
        bare=without_rate(facts) & paid,
        by_default=(facts.confidence == "default") & paid,
        lost_late=lost_late(facts),
        first_denied=first_denied(facts),
        denied=finally_denied(facts),
        overturned=overturned(facts),
        first_category=facts.denial_first_category,
        once_paid=facts.outcome_first == "paid",
        numbered=numbered(facts),
        credentialing=denied_for_it(facts),
        downcoded=downcoded,
        short=ibis.ifelse(facts.underpaid, -facts.variance, 0),
        runs_interest=runs_interest(facts),
        days_sent=sent_after(facts).cast("int64"),
        days_lag=lag(facts).cast("int64"),
        days_back=back,
        days_again=again,
        days_corrected_service=_days(facts.corrected_date, facts.service_date),
        days_corrected_denial=from_denial,
        days_age=_days(facts.as_of, facts.paid_date),
        days_denied=_days(facts.paid_date, facts.service_date),
    )  # fmt: skip


def _days(until: Any, since: Any) -> Any:
    return until.delta(since, unit="day").cast("int64")
