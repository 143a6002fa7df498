"""Lesser-of by the claim: its lines together pay no more than its charges together."""

from __future__ import annotations

from typing import Any

import ibis

from counteroffer.match.columns import whole
from counteroffer.price.rounding import half_up


def lesser_of_claim(lines: ibis.Table) -> ibis.Table:
    """Cut what a claim's lines pay down to its charges, for lines of versions that say so.

    What is cut is shared in proportion to what the lines would pay; the shares sum to the charges exactly. A claim
    with a line that has no price cannot be compared, so none of its lines has one. Lines finally denied stay out.

    Args:
        lines: with `amount`, `why_not`, `claim`, `charge`, `outcome` and `line_id`.

    Returns:
        The lines, `amount` cut where it had to be; `claim_open` where the claim could not be compared.

    Vector: charges 100.00 + 50.00, rates 90.00 + 90.00 -> 75.00 + 75.00.
    """
    claim: list[Any] = [lines[name] for name in ("number", "sequence", "claim", "patient_key")]
    together = ibis.window(group_by=claim)
    so_far = ibis.window(group_by=claim, order_by=[lines.line_id], preceding=None, following=0)
    counts = lines.outcome != "denied"
    charge, amount = (ibis.ifelse(counts, value, 0) for value in (lines.charge, lines.amount.fill_null(0)))
    lines = lines.mutate(
        charges=whole(charge.sum().over(together)),
        amounts=whole(amount.sum().over(together)),
        upto=whole(amount.sum().over(so_far)),
        unpriced=whole((counts & lines.amount.isnull()).cast("int64").sum().over(together)),
    )
    counts = (lines.outcome != "denied") & lines.amount.notnull()
    share = half_up(lines.upto * lines.charges, ibis.greatest(lines.amounts, 1))
    before = half_up((lines.upto - lines.amount) * lines.charges, ibis.greatest(lines.amounts, 1))
    claim_open = counts & (lines.unpriced > 0)
    over = counts & (lines.amounts > lines.charges) & (lines.charges >= 0)
    cut = ibis.cases((claim_open, ibis.null("int64")), (over, share - before), else_=lines.amount)
    return lines.mutate(amount=cut, claim_open=claim_open).drop("charges", "amounts", "upto", "unpriced")
