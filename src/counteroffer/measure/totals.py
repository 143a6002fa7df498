"""Measures on period totals: what a practice without claims files can know, and what it cannot.

They take `core.tables.TOTALS` with a column `payer`: the name after the roll-up.
"""

from __future__ import annotations

from typing import Any

import ibis

from counteroffer.match.columns import left, number, whole
from counteroffer.measure.ratios import percent, total
from counteroffer.price.modifiers import changes_price, component

Totals = Any
"""An Ibis table: totals, with `payer`, and for the measures against Medicare the columns of `with_medicare`."""

BASES = ("allowed", "paid", "charge")
"""What shares are of: the first of these that the totals have."""

CANNOT = {
    "denials": "Totals cannot tell how many claims were denied, why, or what became of them.",
    "delays": "Totals cannot tell how long payers took to pay.",
    "rules": "Totals cannot tell whether a claim was underpaid: modifiers, several procedures on one day and "
    "lesser-of-charges work on each claim, and a total averages over them.",
    "patients": "Totals cannot tell patients or visits apart, so nothing is said about either.",
}
"""What totals cannot tell, a sentence each."""


def with_medicare(totals: Totals, medicare: ibis.Table) -> Totals:
    """Add what Medicare would have allowed for the same units.

    Medicare's amount is that of the year in which the period ends. A total whose report does not say where the service
    was done is compared with the office amount (`setting_assumed`); one with a modifier that changes the price by a
    rule, or without an amount, is compared with nothing.

    Args:
        totals: with `payer`.
        medicare: `price.medicare.SCHEMA`: year, code, modifier, setting, amount (cents for one unit).

    Returns:
        The totals with component, year, compared_setting, setting_assumed, and medicare (cents; null when unknown).
    """
    unsaid = totals.setting == ""
    made = totals.mutate(
        component=component(totals),
        year=totals.until.year().cast("int64"),
        setting_assumed=unsaid,
        compared_setting=ibis.ifelse(unsaid, "nonfacility", totals.setting),
    )
    amounts = medicare.select("year", "code", "amount", component="modifier", compared_setting="setting")
    met = left(made, amounts, ["year", "code", "component", "compared_setting"])
    known = met.amount.notnull() & ~changes_price(met) & (met.milliunits > 0)
    worth = (met.amount.cast("float64") * met.milliunits.cast("float64") / 1000).round().cast("int64")
    return met.mutate(medicare=ibis.ifelse(known, worth, ibis.null("int64"))).drop("amount")


def payer_mix(totals: Totals, basis: str) -> Any:
    """Give each payer's units, charges, allowed and paid amounts, and its share of the practice's, the largest first.

    Args:
        totals: with `payer`.
        basis: one of `BASES`.

    Returns:
        payer, milliunits, charge, allowed, paid (cents), share (percent of the basis).
    """
    sums = totals.group_by("payer").agg(
        milliunits=whole(totals.milliunits.sum()), **{name: _sum(totals[name]) for name in BASES}
    )
    shared = sums.mutate(share=percent(sums[basis], of=sums[basis].sum().over(ibis.window())))
    return shared.order_by([ibis.desc(basis), "payer"])


def top_codes(totals: Totals, basis: str, share: float = 80.0) -> Any:
    """Give the smallest set of codes that reaches `share` percent of the basis, the largest first.

    Returns:
        code, component, compared_setting, milliunits, allowed, paid, charge (cents), per_unit (cents of the basis),
        medicare_per_unit (cents), percent_of_medicare, share, cumulative_share (percent).
    """
    key = ["code", "component", "compared_setting"]
    sums = totals.group_by(key).agg(
        milliunits=whole(totals.milliunits.sum()),
        **{name: _sum(totals[name]) for name in BASES},
        **_against(totals),
        medicare_milliunits=total(totals.milliunits, _comparable(totals)),
    )
    ranking = [ibis.desc(sums[basis]), *(sums[name] for name in key)]
    upto = ibis.window(order_by=ranking, preceding=None, following=0)
    ranked = sums.mutate(running=sums[basis].sum().over(upto), all=sums[basis].sum().over(ibis.window()))
    ranked = ranked.mutate(
        per_unit=_per_unit(ranked[basis], ranked.milliunits),
        medicare_per_unit=_per_unit(ranked.medicare, ranked.medicare_milliunits),
        share=percent(ranked[basis], of=ranked.all),
        cumulative_share=percent(ranked.running, of=ranked.all),
    )
    kept = ranked.filter(ranked.cumulative_share - ranked.share < share - 1e-9, ranked[basis] > 0)
    return kept.order_by([ibis.desc(basis), *key]).select(
        *key, "milliunits", *BASES, "per_unit", "medicare_per_unit", "percent_of_medicare", "share", "cumulative_share"
    )


def percent_of_medicare(totals: Totals) -> Any:
    """Give each payer's allowed amount as a percent of what Medicare would allow for the same units.

    Both sides are of the totals that have an allowed amount and a Medicare amount; `coverage` says what part of the
    allowed dollars those are, and `assumed` what part of them is compared in a setting that the report does not say.

    Returns:
        payer, compared_allowed, medicare (cents), percent_of_medicare, coverage, assumed (percent).
    """
    against = totals.group_by("payer").agg(
        allowed=_sum(totals.allowed),
        assumed_allowed=total(totals.allowed, _comparable(totals) & totals.setting_assumed),
        **_against(totals),
    )
    made = against.mutate(
        coverage=percent(against.compared_allowed, of=against.allowed),
        assumed=percent(against.assumed_allowed, of=against.compared_allowed),
    )
    return made.order_by([made.allowed.desc(), "payer"]).select(
        "payer", "compared_allowed", "medicare", "percent_of_medicare", "coverage", "assumed"
    )


def _against(totals: Totals) -> dict[str, Any]:
    allowed, medicare = (total(totals[name], _comparable(totals)) for name in ("allowed", "medicare"))
    return {
        "compared_allowed": allowed,
        "medicare": medicare,
        "percent_of_medicare": percent(allowed, of=medicare),
    }


def _comparable(totals: Totals) -> Any:
    return totals.allowed.notnull() & totals.medicare.notnull()


def _sum(amount: Any) -> Any:
    return whole(amount.sum().fill_null(0))


def _per_unit(amount: Any, milliunits: Any) -> Any:
    units = milliunits.cast("float64").nullif(0)
    return ibis.ifelse(
        amount > number(0), (amount.cast("float64") * 1000 / units).round().cast("int64"), ibis.null("int64")
    )
