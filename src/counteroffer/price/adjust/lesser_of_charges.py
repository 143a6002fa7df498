"""Lesser-of: where the contract says so, a line never pays more than its charge."""

from __future__ import annotations

import ibis


def lesser_of_charges(lines: ibis.Table) -> ibis.Value:
    """Take the lesser of the amount and the line's charge, for terms that say so.

    Vector: charge 110.00, rate 124.00 -> 110.00.
    """
    return ibis.ifelse(lines.lesser_of & (lines.charge < lines.amount), lines.charge, lines.amount)
