"""Denials: never one rate, but first and final outcome, each by claims, lines and dollars. Duplicates are apart.

A claim that the payer holds to have seen before is no lost money and no new work: it counts in no rate here.
"""

from __future__ import annotations

from typing import Any

from counteroffer.measure.ratios import count, percent, total
from counteroffer.measure.registry import CENTS, COUNT, PERCENT, Facts, metric

OWN = "own definition after the field's usage; dollars at the expected allowed amount, not at charges"

DUPLICATE = "duplicate"
"""The category of claims held to be seen before."""


def adjudicated(facts: Facts) -> Any:
    """Lines with a first adjudication that is no mere duplicate denial."""
    return (facts.outcome_first != "none") & ~duplicate(facts)


def closed(facts: Facts) -> Any:
    """Lines finally paid or denied, duplicates left out."""
    return facts.outcome.isin(["paid", "denied"]) & ~duplicate(facts)


def first_denied(facts: Facts) -> Any:
    """Lines denied at their first adjudication, duplicates left out."""
    return (facts.outcome_first == "denied") & ~duplicate(facts)


def finally_denied(facts: Facts) -> Any:
    """Lines denied in the end, duplicates left out."""
    return (facts.outcome == "denied") & ~duplicate(facts)


def overturned(facts: Facts) -> Any:
    """Lines denied at first and paid in the end."""
    return first_denied(facts) & (facts.outcome == "paid")


def duplicate(facts: Facts) -> Any:
    """Lines that were never answered but as a duplicate."""
    only = (facts.denial_first_category == DUPLICATE) & facts.denial_category.isin(["", DUPLICATE])
    return only & (facts.outcome != "paid")


def claims(facts: Facts, where: Any) -> Any:
    """Count the claims with at least one such line."""
    return facts.claim_key.nunique(where=where.fill_null(False))


@metric(
    settled=True, title="Initial denial rate (claims)", unit=PERCENT, grain="claim", source=OWN, rows=adjudicated,
    formula="100 x claims with a line denied at first adjudication / claims adjudicated",
)  # fmt: skip
def initial_denial_rate_claims(facts: Facts) -> Any:
    """Share of claims with at least one line denied when the payer first answered."""
    return percent(claims(facts, first_denied(facts)), of=claims(facts, adjudicated(facts)))


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
    return percent(claims(facts, finally_denied(facts)), of=claims(facts, closed(facts)))


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
    """What the lines denied in the end were worth. Young denials that are still being worked are in it."""
    return total(facts.worth, finally_denied(facts))


@metric(
    settled=True, title="Overturn rate", unit=PERCENT, source=OWN, rows=first_denied,
    formula="100 x expected allowed of lines denied at first and paid in the end / of lines denied at first",
)  # fmt: skip
def overturn_rate(facts: Facts) -> Any:
    """Share of the dollars denied at first that were paid in the end, whether or not anybody worked them."""
    return percent(total(facts.worth, overturned(facts)), of=initially_denied_dollars(facts))


@metric(
    settled=True, title="Overturn rate (claims)", unit=PERCENT, grain="claim", source=OWN, rows=first_denied,
    formula="100 x claims with a line denied at first and paid in the end / claims with a line denied at first",
)  # fmt: skip
def overturn_rate_claims(facts: Facts) -> Any:
    """Share of claims with a first denial of which at least one denied line was paid in the end."""
    return percent(claims(facts, overturned(facts)), of=claims(facts, first_denied(facts)))


@metric(
    settled=True, title="Overturn rate (lines)", unit=PERCENT, source=OWN, rows=first_denied,
    formula="100 x lines denied at first and paid in the end / lines denied at first",
)  # fmt: skip
def overturn_rate_lines(facts: Facts) -> Any:
    """Share of the lines denied at first that were paid in the end."""
    return percent(count(overturned(facts)), of=count(first_denied(facts)))


@metric(
    title="Duplicate denials (claims)", unit=COUNT, grain="claim", source=OWN, rows=duplicate,
    formula="claims with a line that was never answered but as a duplicate",
)  # fmt: skip
def duplicate_denied_claims(facts: Facts) -> Any:
    """Claims denied as already seen. They say how often the practice sends twice, not what the payer owes."""
    return claims(facts, duplicate(facts))


@metric(
    title="Duplicate denials (lines)", unit=COUNT, source=OWN, rows=duplicate,
    formula="lines that were never answered but as a duplicate",
)  # fmt: skip
def duplicate_denied_lines(facts: Facts) -> Any:
    """Lines denied as already seen; in no denial rate."""
    return count(duplicate(facts))


@metric(
    title="Duplicate denials (dollars)", unit=CENTS, source=OWN, rows=duplicate,
    formula="sum(expected allowed) of lines that were never answered but as a duplicate",
)  # fmt: skip
def duplicate_denied_dollars(facts: Facts) -> Any:
    """What they would be worth were they no duplicates. Where the payer is wrong about that, it is money to ask for."""
    return total(facts.worth, duplicate(facts))
