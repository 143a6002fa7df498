"""Lesser-of by the claim: its lines together pay no more than its charges together."""

from __future__ import annotations

from typing import Any

import ibis

from counteroffer.match.columns import left, truth, whole
from counteroffer.price.rounding import half_up

_VERSION = ("contract", "version")


def lesser_of_claim(lines: ibis.Table, rules: ibis.Table) -> ibis.Table:
    """Cut what a claim's lines pay down to its charges, for versions that say so.

    What is cut is shared in proportion to what the lines would pay; the shares sum to the charges exactly. A claim
    with a line that has no price cannot be compared, so none of its lines has one. Lines finally denied stay out.

    Args:
        lines: with `amount`, `why_not`, `claim`, `charge`, `outcome` and `line_id`.
        rules: `core.tables.RULES`.

    Returns:
        The lines, `amount` cut where it had to be; `claim_open` where the claim could not be compared.

    Vector: charges 100.00 + 50.00, rates 90.00 + 90.00 -> 75.00 + 75.00.
    """
    said = rules.filter(rules.kind == "claim_charges").select(*_VERSION).distinct()
    met = lines.filter(lines.outcome != "denied").inner_join(said, list(_VERSION))
    claim: list[Any] = [met[name] for name in ("payer", "sequence", "claim", "patient_key", *_VERSION)]
    together = ibis.window(group_by=claim)
    met = met.mutate(
        charges=whole(met.charge.sum().over(together)),
        amounts=whole(met.amount.sum().over(together)),
        unpriced=whole(met.amount.isnull().cast("int64").sum().over(together)),
        upto=whole(
            met.amount.sum().over(ibis.window(group_by=claim, order_by=[met.line_id], preceding=None, following=0))
        ),
    )
    share = half_up(met.upto * met.charges, met.amounts) - half_up((met.upto - met.amount) * met.charges, met.amounts)
    over = (met.amounts > met.charges) & (met.charges >= 0)
    met = met.select("line_id", cut=ibis.ifelse(over, share, met.amount), open=met.unpriced > 0)
    beside = left(lines, met, ["line_id"])
    claim_open = truth(beside.open) & (beside.why_not == "")
    amount = ibis.cases((claim_open, ibis.null("int64")), (beside.cut.notnull(), beside.cut), else_=beside.amount)
    return beside.mutate(amount=amount, claim_open=claim_open).drop("cut", "open")
