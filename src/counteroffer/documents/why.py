"""Why a line counts as underpaid, in two sentences that the payer can check: the price by its term, and what came."""

from __future__ import annotations

from typing import Any

from counteroffer.documents import writing

ONE_UNIT = 1000
"""Thousandths in one unit."""


def why(line: dict[str, Any]) -> str:
    """Say how a line's expected amount comes about, and what the payer allowed instead.

    Args:
        line: an underpaid line of a case: `says` and `page` of its term beside the columns of the line, cents and
            thousandths. (`price.explain` says more, but wants the rate book, which a case does not carry.)
    """
    return f"{_term(line)}: {_price(line)}. {_came(line)}"


def _term(line: dict[str, Any]) -> str:
    place = f", page {line['page']}" if line["page"] else ""
    return f"{line['says'].rstrip('.') or 'The contract'} ({line['term_id']}{place})"


def _price(line: dict[str, Any]) -> str:
    contracted = writing.money(line["contracted"])
    if line["basis"] == "in_case":
        said = f"{contracted}, inside the case that another line pays"
    elif line["basis"] in ("case_rate", "case_outlier"):
        said = f"{contracted} for the case"
    elif line["basis"] == "percent_of_charges" or line["rate"] is None:
        said = f"{contracted} of the charge of {writing.money(line['charge'])}"
    elif line["basis"] == "percent_of_drugs":  # the line is rounded, not the unit
        said = f"{contracted} for {writing.units(line['milliunits'])} units"
    elif line["milliunits"] == ONE_UNIT:
        said = f"{contracted} for one unit"
    else:
        said = f"{writing.money(line['rate'])} a unit x {writing.units(line['milliunits'])} units = {contracted}"
    if line["expected"] < line["contracted"]:
        said += f", or the charge of {writing.money(line['expected'])}, which is less"
    return said


def _came(line: dict[str, Any]) -> str:
    said = f"The payer allowed {writing.money(line['allowed'])}"
    if line["milliunits"] > ONE_UNIT and line["allowed"] == line["rate"]:
        said += ", the price of one unit"
    return f"{said}."
