"""What became of denials: won back, upheld, or never worked at all; and how long the practice took."""

from __future__ import annotations

from typing import Any

import ibis

from counteroffer.measure.denials import claims, first_denied
from counteroffer.measure.ratios import count, percent, total
from counteroffer.measure.registry import CENTS, DAYS, PERCENT, Facts, metric, view

OWN = "own definition: worked is a denial whose claim was sent again, or that the payer answered a second time"

WAIT = 60
"""Days after a denial in which nothing need have happened yet."""

BANDS = ((30, "0-30"), (60, "31-60"), (90, "61-90"), (180, "91-180"), (365, "181-365"))
OLDEST = "over 365"
"""Ages of denials in days: upper end and name; what is older."""


def worked(facts: Facts) -> Any:
    """Lines whose claim was sent again after the first answer, or that were answered more than once."""
    return (facts.resubmissions > 0) | (facts.adjudications > 1) | (facts.reversals > 0)


def age(facts: Facts) -> Any:
    """Days from the first answer to the as-of day."""
    return facts.as_of.delta(facts.first_paid_date, unit="day")


def ripe(facts: Facts) -> Any:
    """Lines denied at first more than 60 days ago."""
    return first_denied(facts) & (age(facts) > WAIT).fill_null(False)


def abandoned(facts: Facts) -> Any:
    """Lines denied more than 60 days ago, denied still, and never worked."""
    return ripe(facts) & (facts.outcome == "denied") & ~worked(facts)


@metric(
    title="Abandonment rate (claims)", unit=PERCENT, grain="claim", source=OWN, rows=ripe,
    formula="100 x claims with a denied line never worked / claims with a line denied at first, over 60 days ago",
)  # fmt: skip
def abandonment_rate_claims(facts: Facts) -> Any:
    """Share of denied claims that nobody sent again and no second answer came for, 60 days on.

    The files tell of resubmissions (837) and of second answers (835) only: an appeal by letter or portal that the
    payer has not answered looks abandoned, and so does a correction under a new number that does not name the old one.
    """
    return percent(claims(facts, abandoned(facts)), of=claims(facts, ripe(facts)))


@metric(
    title="Abandonment rate (lines)", unit=PERCENT, source=OWN, rows=ripe,
    formula="100 x denied lines never worked / lines denied at first, over 60 days ago",
)  # fmt: skip
def abandonment_rate_lines(facts: Facts) -> Any:
    """The same by lines; an upper bound, since appeals without an answer are in no file."""
    return percent(count(abandoned(facts)), of=count(ripe(facts)))


@metric(
    title="Abandonment rate (dollars)", unit=PERCENT, source=OWN, rows=ripe,
    formula="100 x expected allowed of denied lines never worked / of lines denied at first, over 60 days ago",
)  # fmt: skip
def abandonment_rate_dollars(facts: Facts) -> Any:
    """The same by dollars at expected allowed; an upper bound, since appeals without an answer are in no file."""
    return percent(abandoned_dollars(facts), of=total(facts.worth, ripe(facts)))


@metric(
    title="Abandoned", unit=CENTS, source=OWN, rows=abandoned,
    formula="sum(expected allowed) of lines denied over 60 days ago, never sent again nor answered a second time",
)  # fmt: skip
def abandoned_dollars(facts: Facts) -> Any:
    """What denials were worth that nobody worked: money within the practice's own reach, until the deadlines pass."""
    return total(facts.worth, abandoned(facts))


def _sent_again(facts: Facts) -> Any:
    return first_denied(facts) & facts.resubmitted_date.notnull() & facts.first_paid_date.notnull()


def _days_to_resubmission(facts: Facts) -> Any:
    return facts.resubmitted_date.delta(facts.first_paid_date, unit="day").cast("float64")


@metric(
    title="Denial to resubmission (median)", unit=DAYS, source="the practice's own lag", rows=_sent_again,
    formula="median(first resubmission - first answer), lines denied at first and sent again",
)  # fmt: skip
def days_to_resubmission_median(facts: Facts) -> Any:
    """Half of the denied lines that were sent again were so within this many days of the denial."""
    return _days_to_resubmission(facts).quantile(0.5, where=_sent_again(facts))


@metric(
    title="Denial to resubmission (90th percentile)", unit=DAYS, source="the practice's own lag", rows=_sent_again,
    formula="90th percentile of (first resubmission - first answer), lines denied at first and sent again",
)  # fmt: skip
def days_to_resubmission_p90(facts: Facts) -> Any:
    """Nine of ten denied lines that were sent again were so within this many days; see what the deadlines leave."""
    return _days_to_resubmission(facts).quantile(0.9, where=_sent_again(facts))


@view(
    title="Denials never worked, by age", grain="age band of the denial", source=OWN,
    reads="first_paid_date outcome_first outcome denial_first_category denial_category adjudications reversals "
    "resubmissions claim_key as_of worth",
    columns={
        "days": "days from the first answer to the as-of day", "denied_claims": "claims with a line denied at first",
        "denied_lines": "lines denied at first", "denied_dollars": "cents, expected allowed",
        "open_claims": "claims with such a line, denied still and never worked", "open_lines": "lines",
        "open_dollars": "cents", "share": "percent of the band's denied dollars",
    },
)  # fmt: skip
def denials_never_worked(facts: Facts) -> Any:
    """Lines denied and neither sent again nor answered a second time, by the age of the denial.

    The youngest bands are work still waiting; only what is over 60 days old counts as abandoned. An appeal without an
    answer is in no file, so that each band is an upper bound. Duplicates are left out; denials dated after the as-of
    day (the last day on which claims were sent) stand in the first band.
    """
    denied = facts.filter(first_denied(facts), facts.first_paid_date.notnull())
    days = age(denied)
    bands = [(days <= most, ibis.literal(name)) for most, name in BANDS]
    order = [(days <= most, ibis.literal(most)) for most, _ in BANDS]
    denied = denied.mutate(
        days=ibis.cases(*bands, else_=OLDEST),
        upto=ibis.cases(*order, else_=ibis.literal(BANDS[-1][0] + 1)),
        open=(denied.outcome == "denied") & ~worked(denied),
    )
    sums = denied.group_by("days", "upto").agg(
        denied_claims=denied.claim_key.nunique(),
        denied_lines=denied.count(),
        denied_dollars=denied.worth.sum().fill_null(0).cast("int64"),
        open_claims=claims(denied, denied.open),
        open_lines=count(denied.open),
        open_dollars=total(denied.worth, denied.open),
    )
    return sums.mutate(share=percent(sums.open_dollars, of=sums.denied_dollars)).order_by("upto").drop("upto")
