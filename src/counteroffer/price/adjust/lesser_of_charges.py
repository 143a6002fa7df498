"""Lesser-of: where the contract says so, a line never pays more than its charge."""

from __future__ import annotations

from typing import Any

import ibis


def charged(lines: ibis.Table) -> Any:
    """Give what a line is compared with: its charge; the charges of the whole case beside the line that pays one."""
    return ibis.coalesce(lines.case_charges, lines.charge) if "case_charges" in lines.columns else lines.charge


def lesser_of_charges(lines: ibis.Table) -> ibis.Value:
    """Take the lesser of the amount and the line's charge, for terms that say so.

    Vector: charge 110.00, rate 124.00 -> 110.00.
    """
    return ibis.ifelse(lines.lesser_of & (charged(lines) < lines.amount), charged(lines), lines.amount)
