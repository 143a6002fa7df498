"""Sequestration: the percent that is taken of what the payer then pays, where the contract has words for it.

It changes what is paid and not the allowed amount: it is taken of the payer's share, less what is withheld. The percent
is the contract's; Medicare's own is of the Budget Control Act of 2011, 2 U.S.C. 901a.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from counteroffer.price.adjust.withhold import share, with_percent
from counteroffer.price.rounding import FULL, half_up

if TYPE_CHECKING:
    import ibis

    from counteroffer.price.given import Given


def sequestration(lines: ibis.Table, given: Given) -> ibis.Table:
    """Put `sequestered` beside every line: cents of what the payer pays; null where nothing is expected.

    Args:
        lines: with number, billed_code, patient_resp, `amount` (what is expected) and `withheld`.
        given: numbered.

    Vector: allowed 100.00, coinsurance 20.00, 2% -> 1.60, so that 98.40 is paid together.
    """
    if not given.says("sequestration"):
        return lines.mutate(sequestered=lines.amount * 0)
    lines = with_percent(lines, given.rules, "sequestration")
    taken = half_up((share(lines) - lines.withheld) * lines.percent_taken, FULL)
    return lines.mutate(sequestered=taken).drop("percent_taken")
