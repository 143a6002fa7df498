"""What to negotiate first: what is at stake x how likely it is won, what waiting costs, and when notice is due."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import ibis

from counteroffer.core.errors import InputError
from counteroffer.match.columns import left
from counteroffer.measure.age import contract_age, cost_of_not_asking
from counteroffer.measure.denials import first_denied, initially_denied_dollars, overturned
from counteroffer.measure.exact import scaled
from counteroffer.measure.ratios import total
from counteroffer.measure.registry import Facts, view
from counteroffer.measure.worth import worth

if TYPE_CHECKING:
    from counteroffer.core.practice import Practice

PARTS = ("owed", "denied", "lesser_of", "no_rate", "rate")
"""The parts of what is at stake; the practice may say in practice.yaml (`likelihood:`) how likely each is won."""

FULL = 100_000

COLUMNS = (
    *("place", "payer", "set_by_law", "likely_low", "likely_high", "at_stake_low", "at_stake_high", "owed"),
    *("denied_yearly", "lesser_of_yearly", "no_rate_yearly", "rate_low", "rate_high", "denied_likelihood"),
    *("unsaid", "rates_since", "months", "standing", "waiting_cost", "waiting_cost_real"),
    *("notice_kind", "notice_by", "free_from"),
)
"""The view's columns in their order."""


@view(
    title="What to negotiate first", grain="payer",
    source="sum of parts (view `worth`) x likelihood: the practice's own, of denials also measured on its own history",
    reads="payer filing_code setting month billed_code milliunits charge allowed outcome_first outcome "
    "denial_first_category denial_category contracted expected confidence why_not variance underpaid medicare "
    "component as_of worth",
    columns={
        "place": "rank by the low end of what is likely", "payer": "payer",
        "set_by_law": "true when no rate can be asked (Medicare, Medicaid)",
        "likely_low": "cents: owed, own charges, no rate and 3%, each x its likelihood",
        "likely_high": "cents: the same with 5%, and what is denied for good",
        "at_stake_low": "cents, before likelihoods", "at_stake_high": "cents, before likelihoods",
        "owed": "cents, underpaid and recoverable once", "denied_yearly": "cents a year, denied for good",
        "lesser_of_yearly": "cents a year, lost to own charges",
        "no_rate_yearly": "cents a year that codes without a rate are paid below Medicare",
        "rate_low": "cents a year, 3% of allowed", "rate_high": "cents a year, 5% of allowed",
        "denied_likelihood": "percent of denied dollars taken as winnable: own, or what was won back of first denials",
        "unsaid": "parts that count in full because nobody said how likely they are",
        "rates_since": "the last day on which rates changed", "months": "whole months since then",
        "standing": "`fresh`, `ageing` or `stale`",
        "waiting_cost": "cents, what the next years cost if rates stand still while costs rise, nominal",
        "waiting_cost_real": "cents, the same in today's dollars",
        "notice_kind": "`ends`, `renews`, `any_day` or `unknown`", "notice_by": "last day for notice",
        "free_from": "first day on which the contract could be over",
    },
)  # fmt: skip
def priorities(  # noqa: PLR0913, PLR0917 - it is made of that much
    facts: Facts, rates: Any, terms: Any, notices: Any, practice: Practice,
    growth: str = "", index: str = "", years: int = 3,
) -> Any:  # fmt: skip
    """Payers by what is likely to be won, with the contract's age, the cost of waiting and the next notice.

    A likelihood is the practice's own judgement and is never made up here: a part without one counts in full, and
    `unsaid` names it. Only for denials there is a measure: the share of first denials' dollars that was won back so
    far, which says what can be won of those that still stand only as far as they are alike. The cost of waiting is of
    `years` years at `growth` percent, or by `index`, and empty where nobody says how costs will rise (`cost_growth` in
    practice.yaml); it is what standing still costs, not what a payer would give. A payer with several contracts shows
    the oldest rates and the nearest notice.
    """
    said = _likelihoods(practice)
    met = left(worth(facts), _won_back(facts, said.get("denied")), ["payer"])
    met = met.mutate(denied_likely=met.denied_likely.fill_null(said.get("denied", FULL)))
    weight = {name: ibis.literal(said.get(name, FULL)).cast("int64") for name in PARTS} | {"denied": met.denied_likely}
    parts = {"owed": met.owed, "lesser_of": met.lesser_of_yearly, "no_rate": met.no_rate_yearly}
    sure = sum((_part(amount, weight[name]) for name, amount in parts.items()), ibis.literal(0).cast("int64"))
    met = met.mutate(
        likely_low=sure + _part(met.rate_low, weight["rate"]),
        likely_high=sure + _part(met.rate_high, weight["rate"]) + _part(met.denied_yearly, weight["denied"]),
        denied_likelihood=met.denied_likely.cast("float64") / 1000,
        unsaid=ibis.literal(", ".join(name for name in PARTS if name not in said and name != "denied")),
    )
    for beside in (_ages(facts, rates, terms), _waiting(facts, practice, growth, index, years), _notices(notices)):
        met = left(met, beside, ["payer"])
    met = met.mutate(place=ibis.row_number().over(order_by=[met.likely_low.desc(), met.payer]) + 1)
    return met.order_by("place").select(*COLUMNS)


def _likelihoods(practice: Practice) -> dict[str, int]:
    """Read the practice's likelihoods as thousandths of a percent.

    Raises:
        InputError: if one is of no part, or is no percent from 0 to 100.
    """
    made = {}
    for name, text in practice.likelihood.items():
        try:
            value = Decimal(text.rstrip("%"))
        except InvalidOperation:
            value = Decimal(-1)
        if name not in PARTS or not 0 <= value <= 100:
            says = f"practice.yaml says a likelihood that cannot be used: {name}: {text}."
            raise InputError(says, f"Write percents from 0 to 100 for {', '.join(PARTS)}.")
        made[name] = int(value * 1000)
    return made


def _won_back(facts: Facts, said: int | None) -> Any:
    """Give each payer's share of first denials' dollars that was paid in the end, thousandths of a percent."""
    sums = facts.group_by("payer").agg(
        won=total(facts.worth, overturned(facts)), denied=initially_denied_dollars(facts),
        n=first_denied(facts).cast("int64").sum(),
    )  # fmt: skip
    if said is not None:
        return sums.select("payer", denied_likely=ibis.literal(said).cast("int64"))
    share = scaled(sums.won.fill_null(0), FULL, sums.denied.fill_null(0))
    return sums.select("payer", denied_likely=ibis.least(share, FULL))


def _part(amount: Any, likelihood: Any) -> Any:
    """Give a likelihood's part of an amount that is not negative, half-up."""
    return scaled(amount, likelihood, FULL)


def _ages(facts: Facts, rates: Any, terms: Any) -> Any:
    aged = contract_age(facts, rates, terms)
    aged = aged.filter(aged.version_since.notnull())
    first = ibis.window(group_by=[aged.payer], order_by=[aged.rates_since, aged.contract])
    aged = aged.mutate(nth=ibis.row_number().over(first))
    return aged.filter(aged.nth == 0).select("payer", "rates_since", "months", "standing")


def _waiting(facts: Facts, practice: Practice, growth: str, index: str, years: int) -> Any:
    try:
        costs = cost_of_not_asking(facts, practice, growth=growth, index=index, years=years)
    except InputError:
        if growth or index:
            raise
        unknown = ibis.null("int64")
        return facts.select("payer").distinct().mutate(waiting_cost=unknown, waiting_cost_real=unknown)
    last = costs.filter(costs.years == years)
    return last.select("payer", waiting_cost="cost", waiting_cost_real="cost_real")


def _notices(notices: Any) -> Any:
    day = ibis.coalesce(notices.notice_by, notices.free_from)
    first = ibis.window(group_by=[notices.payer], order_by=[day.asc(nulls_first=False), notices.contract])
    made = notices.mutate(nth=ibis.row_number().over(first))
    return made.filter(made.nth == 0).select("payer", "notice_by", "free_from", notice_kind="kind")
