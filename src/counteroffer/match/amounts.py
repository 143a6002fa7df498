"""Money of adjudicated lines: what the claim's own adjustments took is shared out to its lines, to the cent."""

from __future__ import annotations

from typing import Any

import ibis

from counteroffer.match.columns import left, nth, number, whole
from counteroffer.match.denials import SEQUESTRATION, denial_book, denies_expr

CLAIM = ["file_id", "claim_segment"]
LINE = [*CLAIM, "segment", "slot"]
"""What names an adjudicated line; `slot` tells apart the lines of a claim that was adjudicated as a whole."""


def classed(adjustments: ibis.Table) -> ibis.Table:
    """Add to adjustments: share (the patient's part of the allowed amount), cut (sequestration), and denies."""
    amount = adjustments.amount
    share = (adjustments.group == "PR") & adjustments.carc.isin(sorted(denial_book().patient_share))
    return adjustments.mutate(
        share=ibis.ifelse(share, amount, number(0)),
        cut=ibis.ifelse(adjustments.carc == SEQUESTRATION, amount, number(0)),
        denies=denies_expr(adjustments.carc),
    )


def with_amounts(lines: ibis.Table, adjusted: ibis.Table) -> ibis.Table:
    """Give lines their payment and adjustments with their part of the claim's own.

    SVC03 tells what the line was paid before the claim's own CAS; CLP04 is after them. So they are shared out, by
    what the lines were paid (by charge where nothing was), and the payments of a claim's lines sum to CLP04.

    Returns:
        The lines with `paid`, `share` and `cut` in cents, and `reasons`: the number of adjustments that reach it.
    """
    found = left(lines, _sums(adjusted, "line_segment", "line"), ["file_id", "line_segment"])
    found = left(found, _sums(adjusted.filter(adjusted.line_segment.isnull()), "claim_segment", "claim"), CLAIM)
    names = [f"{level}_{sum_}" for level in ("line", "claim") for sum_ in ("amount", "share", "cut", "reasons")]
    found = found.mutate(**{name: found[name].fill_null(0) for name in names})
    found = _weighed(found)
    alone = ibis.ifelse(found.nth == 0, found.paid, number(0))
    sent_on = found.paid - _part(found, found.claim_amount)
    found = found.mutate(
        paid=ibis.ifelse(found.as_whole, alone, sent_on),
        share=found.line_share + _part(found, found.claim_share),
        cut=found.line_cut + _part(found, found.claim_cut),
        reasons=found.line_reasons + found.claim_reasons,
    )
    return found.drop(*names, "nth", "weight", "upto", "total")


def _sums(adjusted: ibis.Table, place: str, level: str) -> ibis.Table:
    return adjusted.group_by("file_id", place).agg(
        **{f"{level}_{name}": whole(adjusted[name].sum()) for name in ("amount", "share", "cut")},
        **{f"{level}_reasons": adjusted.count()},
    )


def _weighed(found: ibis.Table) -> ibis.Table:
    within = ibis.window(group_by=[found[c] for c in CLAIM])
    by_charge = found.as_whole | (found.paid.sum().over(within) <= 0)
    weight = ibis.ifelse(by_charge, found.charge, found.paid)
    found = found.mutate(weight=ibis.greatest(weight, number(0)))
    place = [found.segment, found.slot]
    within = ibis.window(group_by=[found[c] for c in CLAIM])
    so_far = ibis.cumulative_window(group_by=[found[c] for c in CLAIM], order_by=place)
    return found.mutate(
        nth=nth(found, CLAIM, place),
        upto=whole(found.weight.sum().over(so_far)),
        total=whole(found.weight.sum().over(within)),
    )


def _part(found: ibis.Table, amount: Any) -> Any:
    """One line's part of a claim's amount: running totals rounded down, so that the parts sum to the amount exactly."""
    total = found.total.nullif(0)
    part = amount * found.upto // total - amount * (found.upto - found.weight) // total
    return ibis.coalesce(whole(part), ibis.ifelse(found.nth == 0, amount, number(0)))
