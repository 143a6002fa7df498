"""The facts: every final line beside its price, with the few columns that all measures share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from counteroffer.match.columns import left
from counteroffer.price.modifiers import component

if TYPE_CHECKING:
    from datetime import date

DERIVED = {
    "claim_key": "claim, payer and sequence: one claim at one payer",
    "visit": "patient, day and clinician: one visit",
    "component": "`26`, `TC` or empty",
    "year": "year of service",
    "quarter": "quarter of service like `2025-Q1`; empty when the date is unknown",
    "year_has_medicare": "true when a Medicare fee schedule of the year of service is loaded",
    "as_of": "the day that receivables are measured on",
    "complete": "false when the month of service has not arrived whole (see `completeness`); true where unknown",
    "worth": "expected allowed amount; see `worth_source`",
    "worth_source": "`contract` (expected), `allowed`, `usual` (the payer's own average for the code), `ratio`, `none`",
}
"""Columns of the facts beyond those of `lines` and `priced`."""


def facts(
    lines: ibis.Table, priced: ibis.Table, as_of: date | None = None, months: ibis.Table | None = None
) -> ibis.Table:
    """Join lines with their prices and add what all measures share.

    Args:
        lines: `core.tables.LINES`.
        priced: `core.tables.PRICED`.
        as_of: the day receivables are measured on; default: the last day on which claims were submitted, else the
            last payment date.
        months: `core.tables.COMPLETENESS`; without it every line counts as of a complete month.

    Returns:
        One row for each line: all columns of both tables, and `DERIVED`.
    """
    both = lines.inner_join(priced, "line_id")
    last = ibis.coalesce(lines.submitted_date.max(), lines.paid_date.max()).as_scalar()
    both = both.mutate(
        claim_key=both.claim + "|" + both.payer + "|" + both.sequence,
        visit=both.patient_key + "|" + both.service_date.cast("string").fill_null("") + "|" + both.rendering_npi,
        component=component(both),
        year=both.service_date.year().cast("int64"),
        quarter=both.service_date.strftime("%Y").concat("-Q", both.service_date.quarter().cast("string")).fill_null(""),
        as_of=ibis.literal(as_of) if as_of else last,
    )
    return _worth(_complete(_loaded_years(both), months))


def _complete(table: ibis.Table, months: ibis.Table | None) -> ibis.Table:
    """Say of every line whether its month has arrived whole; where nobody can know (no date), nothing is left out."""
    if months is None:
        return table.mutate(complete=ibis.literal(value=True))
    met = left(table, months.select("payer", "month", "complete"), ["payer", "month"])
    return met.mutate(complete=met.complete.fill_null(True))


def _loaded_years(table: ibis.Table) -> ibis.Table:
    years = table.filter(table.medicare.notnull()).select("year").distinct().mutate(year_has_medicare=True)
    met = left(table, years, ["year"])
    return met.mutate(year_has_medicare=met.year_has_medicare.fill_null(False))


def _worth(table: ibis.Table) -> ibis.Table:
    """Value every line at what should have been allowed, and say how that is known.

    The contract's expected amount comes first, then what was allowed. A line that has neither (denied or open, with no
    rate) is valued at the payer's own average for the code, or else at its charge times the payer's average ratio of
    allowed amount to charge.
    """
    paid = table.filter(table.outcome == "paid", table.sequence == "P", table.allowed > 0, table.milliunits > 0)
    key = ["payer", "billed_code", "component", "setting"]
    usual = paid.group_by(key).agg(u_allowed=paid.allowed.sum(), u_units=paid.milliunits.sum())
    ratio = paid.group_by("payer").agg(r_allowed=paid.allowed.sum(), r_charge=paid.charge.sum())
    met = left(table, usual, key)
    met = left(met, ratio, ["payer"])
    by_code = (met.milliunits.cast("float64") * met.u_allowed / met.u_units).round().cast("int64")
    by_ratio = (met.charge.cast("float64") * met.r_allowed / met.r_charge.nullif(0)).round().cast("int64")
    known = ibis.ifelse(met.outcome == "paid", met.allowed, ibis.null("int64"))
    met = met.mutate(
        worth=ibis.coalesce(met.expected, known, by_code, by_ratio, ibis.literal(0).cast("int64")),
        worth_source=ibis.cases(
            (met.expected.notnull(), "contract"),
            (known.notnull(), "allowed"),
            (by_code.notnull(), "usual"),
            (by_ratio.notnull(), "ratio"),
            else_="none",
        ),
    )
    return met.drop("u_allowed", "u_units", "r_allowed", "r_charge")
