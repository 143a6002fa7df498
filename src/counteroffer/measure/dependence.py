"""Dependence: the payer mix by product and funding and over time, and how much hangs on the largest payer."""

from __future__ import annotations

from typing import Any

import ibis

from counteroffer.match.columns import whole
from counteroffer.measure.mix import NOTES, allowed, charges, patients, visits
from counteroffer.measure.periods import with_period
from counteroffer.measure.ratios import percent
from counteroffer.measure.registry import Facts, view

BASES = {"charge": charges, "allowed": allowed, "patients": patients, "visits": visits}
"""The four bases of the mix."""


@view(
    title="Payer mix", grain="period, payer, product and funding", source=NOTES,
    reads="payer product funding patient_key charge allowed outcome visit",
    columns={
        "period": "month, quarter or year of service; empty for the whole time", "payer": "payer",
        "product": "product line; `unknown` where nobody said", "funding": "who pays; `unknown` where nobody said",
        "lines": "count", "charge": "cents", "share_of_charges": "percent of the period's charges",
        "allowed": "cents, lines finally paid", "share_of_allowed": "percent of the period's allowed",
        "patients": "count of different patients", "share_of_patients": "percent of the period's patients",
        "visits": "count of different visits", "share_of_visits": "percent of the period's visits",
        "share_of_payer": "percent of the payer's own allowed in the period",
    },
)  # fmt: skip
def payer_mix(facts: Facts, every: str = "", payer: str = "") -> Any:
    """Who the practice's work is for, on four bases side by side, by product line and funding.

    `every` cuts by month, quarter or year. Shares are of the period. Shares of patients and visits can add up to more
    than 100: a patient who changes payer or plan counts in each. Allowed is the basis for leverage; charges flatter
    payers that pay little. A recent period is short of allowed dollars until its payers have answered.
    """
    dated = with_period(facts, every)
    by = ["period", "payer", "product", "funding"]
    sums = dated.group_by(by).agg(lines=dated.count(), **{name: basis(dated) for name, basis in BASES.items()})
    all_of = dated.group_by("period").agg(**{f"all_{name}": basis(dated) for name, basis in BASES.items()})
    met = sums.inner_join(all_of, "period")
    of_payer = met.allowed.sum().over(ibis.window(group_by=[met.period, met.payer]))
    made = met.mutate(
        share_of_charges=percent(met.charge, of=met.all_charge),
        share_of_payer=percent(met.allowed, of=of_payer),
        **{f"share_of_{name}": percent(met[name], of=met[f"all_{name}"]) for name in ("allowed", "patients", "visits")},
    )
    made = made.filter(made.payer == payer) if payer else made
    return made.order_by(["period", made.allowed.desc(), "payer", "product", "funding"]).select(
        *by, "lines", "charge", "share_of_charges", "allowed", "share_of_allowed", "patients", "share_of_patients",
        "visits", "share_of_visits", "share_of_payer",
    )  # fmt: skip


@view(
    title="Dependence on payers", grain="period", source="Herfindahl-Hirschman index on allowed dollars",
    reads="payer allowed outcome",
    columns={
        "period": "month, quarter or year of service; empty for the whole time",
        "payers": "payers with allowed dollars", "allowed": "cents, lines finally paid",
        "largest_payer": "the payer with the most allowed", "largest_share": "percent of allowed that is its",
        "top_three_share": "percent of allowed of the three largest", "index": "sum of squared shares, to 10,000",
        "payer_share": "percent of allowed of the payer asked for",
    },
)  # fmt: skip
def dependence(facts: Facts, every: str = "", payer: str = "") -> Any:
    """How concentrated the allowed dollars are, and whether that grows: `every` cuts by month, quarter or year.

    The index is the sum over payers of the squared share in percent: 10,000 is one payer for everything. A payer
    under two names counts as two and makes the practice look freer than it is: roll payers up first.
    """
    dated = with_period(facts, every)
    sums = dated.group_by(["period", "payer"]).agg(allowed=allowed(dated))
    sums = sums.filter(sums.allowed > 0)
    in_period = ibis.window(group_by=sums.period)
    ranking = ibis.window(group_by=sums.period, order_by=[sums.allowed.desc(), sums.payer])
    ranked = sums.mutate(all_allowed=sums.allowed.sum().over(in_period), nth=ibis.row_number().over(ranking))
    shares = ranked.mutate(share=percent(ranked.allowed, of=ranked.all_allowed))
    made = shares.group_by("period").agg(
        payers=shares.count(),
        allowed=whole(shares.allowed.sum()),
        largest_payer=shares.payer.max(where=shares.nth == 0),
        largest_share=shares.share.max(where=shares.nth == 0),
        top_three_share=shares.share.sum(where=shares.nth < 3),
        index=(shares.share * shares.share).sum(),
        payer_share=shares.share.sum(where=shares.payer == payer),
    )
    return made.order_by("period")
