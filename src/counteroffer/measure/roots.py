"""Where denials come from: by category with owner and clause, by code, clinician, place and payer, and over time."""

from __future__ import annotations

from typing import Any

import ibis

from counteroffer.match.denials import OTHER, denial_book
from counteroffer.measure.denials import OWN, adjudicated, claims, finally_denied, first_denied
from counteroffer.measure.ratios import count, percent, total
from counteroffer.measure.registry import Facts, view
from counteroffer.measure.worked import abandoned

DIMENSIONS = {
    "payer": "payer",
    "code": "billed_code",
    "clinician": "rendering_npi",
    "place": "pos",
    "billing": "billing_npi",
}
"""What denials are drilled down to -> the column of the facts."""

LEAST = 20
"""Answered lines below which a code, clinician or place is not named by itself."""

FEW = "(fewer)"
"""The value under which those stand together."""


def owner_of(category: Any) -> Any:
    """Say of a column of categories who can prevent them."""
    return _told(category, "owner")


def clause_of(category: Any) -> Any:
    """Say of a column of categories which clause would stop them; empty where none would."""
    return _told(category, "clause")


def _told(category: Any, part: str) -> Any:
    book = denial_book().categories
    told = [(name, ibis.literal(getattr(one, part))) for name, one in book.items()]
    return category.cases(*told, else_=ibis.literal(getattr(book[OTHER], part)))


@view(
    title="Denials by category", grain="category", source=OWN,
    reads="first_paid_date outcome_first outcome denial_first_category denial_category denial_group adjudications "
    "reversals resubmissions claim_key as_of worth",
    columns={
        "category": "own words", "owner": "who can prevent it", "clause": "the clause that would stop it, or empty",
        "first_lines": "lines denied at first", "first_claims": "claims with such a line",
        "first_dollars": "cents, expected allowed", "overturned_dollars": "cents, of those paid in the end",
        "abandoned_dollars": "cents, of those nobody worked in 60 days", "final_lines": "lines denied in the end",
        "final_dollars": "cents, expected allowed",
        "patient_dollars": "cents, of those that the payer puts on the patient (group PR)",
    },
)  # fmt: skip
def denials_by_category(facts: Facts) -> Any:
    """First and final denials by category; the dearest first.

    A line that changed category counts in both. The row `duplicate` stands apart: no rate and no headline has it.
    What the payer puts on the patient is not lost if the patient can be billed; a notice signed before may be needed.
    """
    at_first = facts.filter(facts.outcome_first == "denied")
    first = at_first.group_by(category=at_first.denial_first_category).agg(
        first_lines=at_first.count(),
        first_claims=at_first.claim_key.nunique(),
        first_dollars=at_first.worth.sum(),
        overturned_dollars=total(at_first.worth, at_first.outcome == "paid"),
        abandoned_dollars=total(at_first.worth, abandoned(at_first)),
    )
    at_last = facts.filter(facts.outcome == "denied")
    last = at_last.group_by(category=at_last.denial_category).agg(
        final_lines=at_last.count(),
        final_dollars=at_last.worth.sum(),
        patient_dollars=total(at_last.worth, at_last.denial_group == "PR"),
    )
    names = first.select("category").union(last.select("category"), distinct=True)
    met = names.left_join(first, "category").drop("category_right").left_join(last, "category").drop("category_right")
    columns = [name for name in met.columns if name != "category"]
    filled = met.select("category", **{name: met[name].fill_null(0).cast("int64") for name in columns})
    named = filled.mutate(owner=owner_of(filled.category), clause=clause_of(filled.category))
    ordered = named.order_by([named.final_dollars.desc(), named.first_dollars.desc(), "category"])
    return ordered.select("category", "owner", "clause", *columns)


@view(
    title="Root causes of denials", grain="category, dimension and value", source=OWN,
    reads="payer billing_npi rendering_npi pos billed_code outcome_first outcome denial_first_category "
    "denial_category worth",
    columns={
        "category": "category of the first denial", "owner": "who can prevent it",
        "clause": "the clause that would stop it, or empty",
        "dimension": "`payer`, `code` as billed, `clinician` (rendering NPI), `place` of service or `billing` (NPI)",
        "value": "the payer, code, clinician or place; `(fewer)`: all with too few lines",
        "lines": "lines of the value that the payer answered", "denied_lines": "of those denied so at first",
        "denied_dollars": "cents, expected allowed", "final_dollars": "cents, of those denied in the end",
        "rate": "percent of the value's dollars denied so", "share": "percent of the category's denied dollars",
        "usual_share": "percent of all answered dollars that are of the value",
    },
)  # fmt: skip
def denial_roots(facts: Facts, least: int = LEAST) -> Any:
    """Where each category of denials comes from: a share far above the usual share points to the cause.

    Values with fewer than `least` answered lines stand together as `(fewer)`, since a rate of five lines says nothing.
    Within category and dimension the shares add up to 100. Duplicates are left out. A clinician's share may only
    mirror what codes the clinician bills: look at both.
    """
    answered = facts.filter(adjudicated(facts))
    parts = [_by(answered, dimension, column, least) for dimension, column in DIMENSIONS.items()]
    found = ibis.union(*parts)
    named = found.mutate(owner=owner_of(found.category), clause=clause_of(found.category))
    ordered = named.order_by(["category", "dimension", named.denied_dollars.desc(), "value"])
    return ordered.select(
        "category", "owner", "clause", "dimension", "value", "lines", "denied_lines", "denied_dollars",
        "final_dollars", "rate", "share", "usual_share",
    )  # fmt: skip


def _by(answered: Any, dimension: str, column: str, least: int) -> Any:
    """One dimension: the values, those with too few lines together, beside each category's denials."""
    sums = answered.group_by(value=answered[column].fill_null("")).agg(n=answered.count(), dollars=answered.worth.sum())
    sums = sums.mutate(name=ibis.ifelse(sums.n >= least, sums.value, FEW))
    denied = answered.filter(first_denied(answered))
    struck = denied.group_by(category=denied.denial_first_category, value=denied[column].fill_null("")).agg(
        denied_lines=denied.count(),
        denied_dollars=denied.worth.sum(),
        final_dollars=total(denied.worth, denied.outcome == "denied"),
    )
    names = sums.select("value", "name")
    struck = struck.join(names, "value").group_by("category", value="name")
    struck = struck.agg(**{c: ibis._[c].sum() for c in ("denied_lines", "denied_dollars", "final_dollars")})
    grouped = sums.group_by(value="name").agg(lines=sums.n.sum(), dollars=sums.dollars.sum())
    whole = grouped.mutate(usual_share=percent(grouped.dollars, of=grouped.dollars.sum().over(ibis.window())))
    met = struck.join(whole, "value")
    of_category = met.denied_dollars.sum().over(ibis.window(group_by=met.category))
    whole_numbers = {c: met[c].cast("int64") for c in ("lines", "denied_lines", "denied_dollars", "final_dollars")}
    return met.select(
        "category", "value", **whole_numbers, dimension=ibis.literal(dimension),
        rate=percent(met.denied_dollars, of=met.dollars), share=percent(met.denied_dollars, of=of_category),
        usual_share=met.usual_share,
    )  # fmt: skip


@view(
    title="Denials month by month", grain="month of the payer's first answer", source=OWN,
    reads="first_paid_date outcome_first outcome denial_first_category denial_category claim_key worth",
    columns={
        "month": "month like `2025-01`", "claims": "claims first answered", "denied_claims": "with a line denied",
        "lines": "lines first answered", "denied_lines": "of those denied", "dollars": "cents, expected allowed",
        "denied_dollars": "cents, of lines denied at first", "final_dollars": "cents, of lines denied in the end",
        "rate_claims": "percent", "rate_lines": "percent", "rate_dollars": "percent",
    },
)  # fmt: skip
def denial_trend(facts: Facts) -> Any:
    """First denials by the month in which the payer first answered, so that a half-arrived month bends nothing.

    The last months' final denials still shrink as appeals come back; their first denials do not move. A claim whose
    lines were first answered in two months counts in both.
    """
    dated = facts.filter(adjudicated(facts), facts.first_paid_date.notnull())
    dated = dated.mutate(month=dated.first_paid_date.strftime("%Y-%m"))
    sums = dated.group_by("month").agg(
        claims=dated.claim_key.nunique(),
        denied_claims=claims(dated, first_denied(dated)),
        lines=dated.count(),
        denied_lines=count(first_denied(dated)),
        dollars=dated.worth.sum().fill_null(0).cast("int64"),
        denied_dollars=total(dated.worth, first_denied(dated)),
        final_dollars=total(dated.worth, finally_denied(dated)),
    )
    return sums.mutate(
        rate_claims=percent(sums.denied_claims, of=sums.claims),
        rate_lines=percent(sums.denied_lines, of=sums.lines),
        rate_dollars=percent(sums.denied_dollars, of=sums.dollars),
    ).order_by("month")
