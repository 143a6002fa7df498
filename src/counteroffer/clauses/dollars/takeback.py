"""Clauses on money that is taken back: the look-back, offsets, audits, lost eligibility, approvals that do not bind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from counteroffer.clauses.dollars.waiting import NO_CAPITAL, capital, interest
from counteroffer.clauses.hazard import hazards
from counteroffer.clauses.inputs import missing
from counteroffer.clauses.registry import dollars
from counteroffer.clauses.worth import ASKED, Cost, Input, Span, Unknown
from counteroffer.core.money import half_up, show
from counteroffer.measure.takebacks import taken_back

if TYPE_CHECKING:
    from counteroffer.clauses.seen import Seen
    from counteroffer.clauses.terms import Terms

ELIGIBILITY = "front_end.eligibility"


@dollars(
    "lookback",
    "claims paid in a year x months of age within the limit x the hazard of a take-back in a month of that age x what "
    "one takes, by the ages 1-12, 13-18, 19-24 and over 24 months; now less asked.",
)
def lookback(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What a look-back lets the payer take, by how often it has taken money back at each age.

    The hazard is the payer's own take-backs over the months that its claims were old enough to be taken from, with
    Wilson's interval: few events make it wide, and none give nothing with a high end above it. A clause that is silent
    counts as no limit. Ages that the data do not reach are not counted, on neither side. Refunds sent by check are in
    no file; fraud and coordination are mostly excepted from a limit.
    """
    del now
    limit = terms.number("months")
    known = hazards(seen)
    ends = [known.taken(limit, reading) for reading in (0, 1, 2)]
    inputs = (
        Input(
            "limit", f"{limit} months" if limit is not None else f"none: the {known.horizon} months that the data reach"
        ),
        Input("claims paid in a year", f"{known.claims_yearly:,}"),
        *(Input(f"take-backs at {band.name} months", band.says()) for band in known.bands),
        Input("take-backs whose claim's payment is not in the data", f"{known.undated:,}, not counted"),
    )
    return Cost(Span(min(ends), ends[1], max(ends)), inputs, known.events)


@dollars(
    "offset",
    "money taken from payments in a year x days of notice x cost of capital / 365; asked less now.",
)
def offset(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What notice before an offset is worth: the use of the money for so many days.

    That a disputed offset may turn out wrong is worth more than the days, and no file says how often. The cost is
    counted from an offset at once, so that notice makes it less than nothing.
    """
    del now
    rate = capital(seen)
    if rate is None:
        return NO_CAPITAL
    assert seen.window is not None
    since, until = seen.window
    taken = taken_back(seen.facts, seen.sources.need("movements"))
    rows = (
        taken.filter(taken.moved_date >= since, taken.moved_date <= until).select("net").to_pyarrow()["net"].to_pylist()
    )
    total = max(seen.yearly(sum(rows)), 0)
    days = terms.number("notice_days") or 0
    saved = int(interest(np.array([total]), rate, np.array([days]))[0])
    inputs = (
        Input("taken from payments", f"{show(total)} a year, {show(half_up(total, 12))} a month", "reversals and PLB"),
        Input("cost of capital", f"{rate / 1000:g}% a year", "practice.yaml"),
    )
    return Cost(Span.sure(-saved), inputs, len(rows))


@dollars(
    "audit", "records asked for in a year x what one costs; nothing where the payer pays for them; now less asked."
)
def audit(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What audits cost in records. Neither is in a claim: both are asked of the practice."""
    del now
    lacking = missing(seen.inputs, "audit_requests", "audit_record_cost")
    if lacking:
        return Unknown("No claim tells how many records auditors ask for.", lacking)
    count, each = seen.inputs["audit_requests"], seen.inputs["audit_record_cost"]
    free = terms.yes("records_paid") is True
    ends = [0 if free else n * c for n, c in zip(*_ends(count, each), strict=True)]
    inputs = (
        Input("records a year", f"{count.likely:,}", "terms.yaml, audit_requests"),
        Input("one record", show(each.likely), "terms.yaml, audit_record_cost"),
    )
    return Cost(Span(*ends), inputs, count.likely, how=ASKED)


def _ends(*ranges: object) -> list[tuple[int, int, int]]:
    return [(one.low, one.likely, one.high) for one in ranges]  # type: ignore[attr-defined]


@dollars(
    "retro_eligibility",
    "expected allowed of lines denied in the end for eligibility, as far as the limit lets the payer deny them; "
    "nothing where verified eligibility binds; now less asked.",
)
def retro_eligibility(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What is lost where the payer finds out later that a patient was not covered.

    No claims file says whether eligibility had been verified, so that nothing says what is likely: the low end counts
    lines that were paid before they were denied, the high end every denial for eligibility.
    """
    del now
    lost = seen.column("denied") & (seen.column("denial_category") == ELIGIBILITY)
    worth, limit = seen.column("worth"), terms.number("days")
    within = lost if limit is None else lost & (seen.column("days_denied") <= limit)
    if terms.yes("reliance"):
        within = np.zeros_like(lost)
    ends = [seen.yearly(int(worth[where].sum())) for where in (within & seen.column("once_paid"), within)]
    inputs = (Input("denied in the end for eligibility", f"{show(seen.yearly(int(worth[lost].sum())))} a year"),)
    return Cost(Span(ends[0], None, ends[1]), inputs, int(lost.sum()), seen.ids(lost))


@dollars(
    "retro_denial",
    "expected allowed of lines denied in the end although the claim carried an authorization number; nothing where an "
    "approval binds; now less asked.",
)
def retro_denial(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What is denied after approval. A number may have been for another service of the claim, or mistyped."""
    del now
    lost = seen.column("denied") & seen.column("numbered")
    amounts = seen.column("worth") * (lost if terms.yes("binding") is not True else np.zeros_like(lost))
    inputs = (
        Input("claims denied after approval", f"{seen.claims(lost):,}"),
        Input("their expected allowed", f"{show(seen.yearly(int(seen.column('worth')[lost].sum())))} a year"),
    )
    return Cost(seen.span(amounts), inputs, int(lost.sum()), seen.ids(lost), amounts)
