"""Units: a rate is for one unit; some amounts are for the line already, and ranked procedures have been summed."""

from __future__ import annotations

import ibis

from counteroffer.price.rounding import half_up


def units(lines: ibis.Table) -> ibis.Value:
    """Multiply the unit rate by the units billed (thousandths), rounded half-up to the cent.

    Where the contract rounds the line and nothing has changed the rate, the line's amount (`of_line`) is there already.
    """
    by_unit = half_up(lines.amount * lines.milliunits, 1000)
    if "of_line" in lines.columns:
        by_line = lines.of_line.notnull() & (lines.amount == lines.begun)
        by_unit = ibis.ifelse(by_line, lines.of_line, by_unit)
    return ibis.cases(
        (lines.by_report, ibis.null("int64")),
        (lines.rank > 0, lines.ranked),
        (lines.whole, lines.amount),
        else_=by_unit,
    )
