"""The percents that modifiers, a clinician's class and a place pay of the rate, one after the other."""

from __future__ import annotations

import ibis

from counteroffer.contracts.capitated import CAPITATED
from counteroffer.price.adjust.by_modifier import PERCENTS
from counteroffer.price.adjust.cases import OUTLIER
from counteroffer.price.rounding import FULL, half_up

ORDER = (*PERCENTS, "percent_practitioner", "percent_place")


def percents(lines: ibis.Table) -> ibis.Value:
    """Take each percent of the rate, modifiers in the order of the claim, rounded half-up each time.

    A percent of charges is of the charge as billed: nothing changes it; nor what is capitated, which pays nothing.

    Vectors: 400.00 with 50 at 150% -> 600.00; 1,500.00 with 62 at 62.5% -> 937.50; 1,500.00 with AS at 13.6% -> 204.00;
    100.00 of a nurse practitioner at 85% -> 85.00.
    """
    amount = lines.amount
    for name in ORDER:
        amount = half_up(amount * lines[name], FULL)  # 100% of whole cents is the same cents
    same = ibis.and_(*(lines[name] == FULL for name in ORDER))
    same |= lines.basis.isin(("percent_of_charges", CAPITATED, OUTLIER))
    return ibis.ifelse(same, lines.amount, amount)
