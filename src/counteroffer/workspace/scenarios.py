"""Scenarios as tables for exports, and what values their clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from counteroffer.negotiate.trap import trap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counteroffer.negotiate.scenario import Scenario


_TEXTS = ("code", "modifier", "setting", "product", "basis", "term_id")
_NUMBERS = ("milliunits", "was", "offered", "percent_of_charges", "change", "now", "new", "gain")

CODES = pa.schema(
    [(name, pa.string()) for name in _TEXTS]
    + [(name, pa.int64()) for name in _NUMBERS]
    + [("says", pa.string()), ("lines", pa.int64())]
)
"""Rows of a scenario: rates in cents for a unit, changes in thousandths of a percent, money in cents of a year."""

YEARS = pa.schema(
    [("proposal", pa.string()), ("by", pa.string()), ("year", pa.int64()), ("since", pa.date32())]
    + [(name, pa.int64()) for name in ("now", "new", "gain", "clauses_low", "clauses", "clauses_high")]
    + [(name, pa.int64()) for name in ("quoted", "percent", "present_low", "present", "present_high")]
    + [("verdict", pa.string()), ("says", pa.string())]
)
"""Years of scenarios: money in cents, `quoted` and `percent` in thousandths; the present value is of the whole term."""


def code_table(scenario: Scenario) -> pa.Table:
    """Give every row of a scenario (`CODES`), the greatest change of money first."""
    rows = [
        {
            "code": one.row.code, "modifier": one.row.modifier, "setting": one.row.setting, "product": one.row.product,
            "basis": one.row.basis, "term_id": one.row.term_id, "milliunits": one.milliunits, "was": one.was,
            "offered": one.offered, "percent_of_charges": one.percent, "change": one.change, "now": one.now,
            "new": one.new, "gain": one.gain, "says": one.says, "lines": one.row.lines,
        }
        for one in scenario.codes
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=CODES)


def year_table(scenarios: Iterable[Scenario]) -> pa.Table:
    """Give every year of some scenarios (`YEARS`)."""
    rows = []
    for one in scenarios:
        caught = trap(one)
        rows += [
            {
                "proposal": one.proposal.name, "by": one.proposal.by, "year": year.number, "since": year.since,
                "now": year.now, "new": year.new, "gain": year.gain, "clauses_low": year.low, "clauses": year.likely,
                "clauses_high": year.high, "quoted": one.proposal.quoted, "percent": one.percent,
                "present_low": one.present[0], "present": one.present[1], "present_high": one.present[2],
                "verdict": caught.verdict, "says": caught.says,
            }
            for year in one.years
        ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=YEARS)
