"""What is worth negotiating first: payers ranked by the dollars at stake, each part shown, as a range."""

from __future__ import annotations

from typing import Any

import ibis

from counteroffer.measure.denials import finally_denied_dollars
from counteroffer.measure.mix import allowed
from counteroffer.measure.payments import lesser_of_losses, underpaid_dollars, without_rate
from counteroffer.measure.ratios import total
from counteroffer.measure.registry import Facts, view

SET_BY_LAW = ("MB", "MA", "MC")
"""Claim filing indicators of payers whose rates are set by law, not by talking: Medicare Part B and A, Medicaid."""

LOW, HIGH = 3, 5
"""The frame for a rate ask in percent (how-to-negotiate article: 3% to 5% every few years)."""


@view(
    title="What is worth negotiating first", grain="payer",
    source="sum of what is owed and what a year is worth; 3% to 5% is the usual frame for a rate ask",
    reads="payer filing_code month charge allowed outcome denial_first_category denial_category contracted expected "
    "confidence why_not variance underpaid medicare worth",
    columns={
        "payer": "payer", "set_by_law": "true when no rate can be asked (Medicare, Medicaid)",
        "allowed_yearly": "cents a year", "owed": "cents, underpaid and recoverable once",
        "denied_yearly": "cents a year, denied for good at expected allowed",
        "lesser_of_yearly": "cents a year, lost to own charges",
        "no_rate_yearly": "cents a year that codes without a rate are paid below Medicare",
        "rate_low": "cents a year, 3% of allowed", "rate_high": "cents a year, 5% of allowed",
        "at_stake_low": "cents: owed + lesser-of + no rate + 3%",
        "at_stake_high": "cents: owed + lesser-of + no rate + 5% + all that is denied for good",
    },
)  # fmt: skip
def worth(facts: Facts) -> Any:
    """Payers by what is worth negotiating first.

    Yearly amounts are the whole period's, times 12 over the months of service in the data. The low end counts no
    denial as won back, the high end all of them; the rank is by the low end.
    """
    months = facts.filter(facts.month != "").month.nunique().as_scalar()
    sums = facts.group_by("payer").agg(
        set_by_law=set_by_law(facts),
        allowed=allowed(facts),
        owed=underpaid_dollars(facts),
        denied=finally_denied_dollars(facts),
        lesser_of=lesser_of_losses(facts),
        no_rate=_below_medicare(facts),
    )
    sums = sums.mutate(months=ibis.greatest(months, 1))
    yearly = sums.mutate(
        **{
            f"{name}_yearly": _half_up(sums[name] * 12, sums.months)
            for name in ("allowed", "denied", "lesser_of", "no_rate")
        }
    )
    asks = yearly.mutate(
        rate_low=_ask(yearly, LOW),
        rate_high=_ask(yearly, HIGH),
        sure=yearly.owed + yearly.lesser_of_yearly + yearly.no_rate_yearly,
    )
    ranked = asks.mutate(
        at_stake_low=asks.sure + asks.rate_low, at_stake_high=asks.sure + asks.rate_high + asks.denied_yearly
    )
    return ranked.order_by([ranked.at_stake_low.desc(), "payer"]).select(
        "payer", "set_by_law", "allowed_yearly", "owed", "denied_yearly", "lesser_of_yearly", "no_rate_yearly",
        "rate_low", "rate_high", "at_stake_low", "at_stake_high",
    )  # fmt: skip


def set_by_law(facts: Facts) -> Any:
    """Say of a payer's lines whether most of their charges are of a kind whose rates are set by law."""
    return total(facts.charge, facts.filing_code.isin(SET_BY_LAW)) * 2 > facts.charge.sum().fill_null(0)


def _below_medicare(facts: Facts) -> Any:
    gap = facts.medicare - facts.allowed
    return total(gap, without_rate(facts) & (facts.outcome == "paid") & (gap > 0))


def _half_up(numerator: Any, denominator: Any) -> Any:
    return ((numerator * 2 + denominator) // (denominator * 2)).cast("int64")


def _ask(yearly: Any, percent: int) -> Any:
    return ibis.ifelse(yearly.set_by_law, 0, _half_up(yearly.allowed_yearly * percent, 100)).cast("int64")
