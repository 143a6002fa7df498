"""Denials: never one rate, but first and final outcome, each by claims, lines and dollars."""

from __future__ import annotations

from typing import Any

from counteroffer.measure.ratios import count, percent, total
from counteroffer.measure.registry import CENTS, PERCENT, Facts, metric, view

OWN = "own definition after the field's usage; dollars at the expected allowed amount, not at charges"


def adjudicated(facts: Facts) -> Any:
    """Lines with a first adjudication."""
    return facts.outcome_first != "none"


def closed(facts: Facts) -> Any:
    """Lines finally paid or denied."""
    return facts.outcome.isin(["paid", "denied"])


def first_denied(facts: Facts) -> Any:
    """Lines denied at their first adjudication."""
    return facts.outcome_first == "denied"


def finally_denied(facts: Facts) -> Any:
    """Lines denied in the end."""
    return facts.outcome == "denied"


def overturned(facts: Facts) -> Any:
    """Lines denied at first and paid in the end."""
    return first_denied(facts) & (facts.outcome == "paid")


@metric(
    settled=True, title="Initial denial rate (claims)", unit=PERCENT, grain="claim", source=OWN, rows=adjudicated,
    formula="100 x claims with a line denied at first adjudication / claims adjudicated",
)  # fmt: skip
def initial_denial_rate_claims(facts: Facts) -> Any:
    """Share of claims with at least one line denied when the payer first answered."""
    return percent(
        facts.claim_key.nunique(where=first_denied(facts)), of=facts.claim_key.nunique(where=adjudicated(facts))
    )


@metric(
    settled=True, title="Initial denial rate (lines)", unit=PERCENT, source=OWN, rows=adjudicated,
    formula="100 x lines denied at first adjudication / lines adjudicated",
)  # fmt: skip
def initial_denial_rate_lines(facts: Facts) -> Any:
    """Share of lines denied when the payer first answered."""
    return percent(count(first_denied(facts)), of=count(adjudicated(facts)))


@metric(
    settled=True, title="Initial denial rate (dollars)", unit=PERCENT, source=OWN, rows=adjudicated,
    formula="100 x expected allowed of lines denied at first / expected allowed of lines adjudicated",
)  # fmt: skip
def initial_denial_rate_dollars(facts: Facts) -> Any:
    """Share of dollars denied at first, at what should have been allowed; `worth_source` says how that is known."""
    return percent(initially_denied_dollars(facts), of=total(facts.worth, adjudicated(facts)))


@metric(
    settled=True, title="Final denial rate (claims)", unit=PERCENT, grain="claim", source=OWN, rows=closed,
    formula="100 x claims with a line denied in the end / claims closed",
)  # fmt: skip
def final_denial_rate_claims(facts: Facts) -> Any:
    """Share of closed claims with at least one line denied in the end."""
    return percent(
        facts.claim_key.nunique(where=finally_denied(facts)), of=facts.claim_key.nunique(where=closed(facts))
    )


@metric(
    settled=True, title="Final denial rate (lines)", unit=PERCENT, source=OWN, rows=closed,
    formula="100 x lines denied in the end / lines closed",
)  # fmt: skip
def final_denial_rate_lines(facts: Facts) -> Any:
    """Share of closed lines denied in the end."""
    return percent(count(finally_denied(facts)), of=count(closed(facts)))


@metric(
    settled=True, title="Final denial rate (dollars)", unit=PERCENT, source=OWN, rows=closed,
    formula="100 x expected allowed of lines denied in the end / expected allowed of lines closed",
)  # fmt: skip
def final_denial_rate_dollars(facts: Facts) -> Any:
    """Share of dollars denied for good: the denial rate that costs money."""
    return percent(finally_denied_dollars(facts), of=total(facts.worth, closed(facts)))


@metric(
    title="Initially denied", unit=CENTS, source=OWN, rows=first_denied,
    formula="sum(expected allowed) of lines denied at first",
)  # fmt: skip
def initially_denied_dollars(facts: Facts) -> Any:
    """What the lines denied at first were worth."""
    return total(facts.worth, first_denied(facts))


@metric(
    title="Denied for good", unit=CENTS, source=OWN, rows=finally_denied,
    formula="sum(expected allowed) of lines denied in the end",
)  # fmt: skip
def finally_denied_dollars(facts: Facts) -> Any:
    """What the lines denied in the end were worth."""
    return total(facts.worth, finally_denied(facts))


@metric(
    settled=True, title="Overturn rate", unit=PERCENT, source=OWN, rows=first_denied,
    formula="100 x expected allowed of lines denied at first and paid in the end / of lines denied at first",
)  # fmt: skip
def overturn_rate(facts: Facts) -> Any:
    """Share of the dollars denied at first that were paid in the end."""
    return percent(total(facts.worth, overturned(facts)), of=initially_denied_dollars(facts))


@view(
    title="Denials by category", grain="category", source=OWN,
    columns={
        "category": "own words", "first_lines": "lines denied at first", "first_claims": "claims with such a line",
        "first_dollars": "cents, expected allowed", "overturned_dollars": "cents, of those paid in the end",
        "final_lines": "lines denied in the end", "final_dollars": "cents, expected allowed",
    },
)  # fmt: skip
def denials_by_category(facts: Facts) -> Any:
    """First and final denials by category; the dearest first. A line that changed category counts in both."""
    at_first = facts.filter(first_denied(facts))
    first = at_first.group_by(category=at_first.denial_first_category).agg(
        first_lines=at_first.count(),
        first_claims=at_first.claim_key.nunique(),
        first_dollars=at_first.worth.sum(),
        overturned_dollars=total(at_first.worth, at_first.outcome == "paid"),
    )
    at_last = facts.filter(finally_denied(facts))
    last = at_last.group_by(category=at_last.denial_category).agg(
        final_lines=at_last.count(), final_dollars=at_last.worth.sum()
    )
    names = first.select("category").union(last.select("category"), distinct=True)
    met = names.left_join(first, "category").drop("category_right").left_join(last, "category").drop("category_right")
    columns = ("first_lines", "first_claims", "first_dollars", "overturned_dollars", "final_lines", "final_dollars")
    filled = met.select("category", **{name: met[name].fill_null(0).cast("int64") for name in columns})
    return filled.order_by([filled.final_dollars.desc(), filled.first_dollars.desc(), "category"])
