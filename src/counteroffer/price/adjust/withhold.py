"""Withhold: the part of its own share of a payment that a payer keeps back, to be settled later.

It changes what is paid and not the allowed amount. The payer's share is what is expected less what the patient owes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

from counteroffer.match.columns import left
from counteroffer.price.rounding import FULL, half_up

if TYPE_CHECKING:
    from counteroffer.price.given import Given

ALL = "*"


def share(lines: ibis.Table) -> Any:
    """Give the payer's share in cents: what is expected less the patient's responsibility, never below 0."""
    left_over = ibis.greatest(lines.amount - ibis.greatest(lines.patient_resp, 0), 0)
    return ibis.ifelse(lines.amount.isnull(), ibis.null("int64"), left_over)  # the greatest of nothing and 0 is 0


def withhold(lines: ibis.Table, given: Given) -> ibis.Table:
    """Put `withheld` beside every line: cents of the payer's share; null where nothing is expected.

    Args:
        lines: with number, billed_code, patient_resp and `amount` (what is expected).
        given: numbered.

    Vector: 5% of 120.00 less a coinsurance of 24.00 -> 4.80.
    """
    if not given.says("withhold"):
        return lines.mutate(withheld=lines.amount * 0)
    lines = with_percent(lines, given.rules, "withhold")
    return lines.mutate(withheld=half_up(share(lines) * lines.percent_taken, FULL)).drop("percent_taken")


def with_percent(lines: ibis.Table, rules: ibis.Table, kind: str) -> ibis.Table:
    """Put the percent of a kind of rule beside every line: the one of its code, else the one of all codes, else 0."""
    said = rules.filter(rules.kind == kind)
    own = said.filter(said.key != ALL).select("number", billed_code="key", own_taken="percent")
    every = said.filter(said.key == ALL).select("number", all_taken="percent")
    met = left(left(lines, own, ["number", "billed_code"]), every, ["number"])
    taken = ibis.coalesce(met.own_taken, met.all_taken, 0).cast("int64")
    return met.mutate(percent_taken=taken).drop("own_taken", "all_taken")
