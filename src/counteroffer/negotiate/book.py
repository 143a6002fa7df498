"""A proposal as a rate book: today's rows with its amounts in their places, and rows of its own beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from counteroffer.core import tables
from counteroffer.core.money import half_up
from counteroffer.negotiate.repriced import CHARGES, FACTOR, KEEP, MICRO, UNIT, Paid
from counteroffer.negotiate.volumes import OF_CHARGES, Row
from counteroffer.price.rounding import FULL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from counteroffer.negotiate.offered import Offered

ANY = "*"


def offered_rates(rates: pa.Table, offered: Offered, codes: Collection[str]) -> pa.Table:
    """Write the rates that a proposal offers for its first year.

    Args:
        rates: today's rate book of one contract version (`core.tables.RATES`).
        offered: the proposal.
        codes: billed codes, of which those without a row of today's get one where the proposal reaches them.

    Returns:
        `core.tables.RATES`; every row whose amount is another names the contract's own term still.
    """
    today = rates.to_pylist()
    made = [_changed(row, offered) for row in today if row["code"] == ANY or row["code"] in codes]
    return pa.Table.from_pylist([*made, *_added(today, offered, codes)], schema=tables.RATES.schema)


def _changed(rate: dict[str, Any], offered: Offered) -> dict[str, Any]:
    if rate["code"] == ANY:
        lesser = offered.proposal.lesser_of
        return rate if lesser is None else rate | {"lesser_of": lesser}
    row = _as_row(rate)
    found = offered.reached(row)
    paid = offered.paid(row, found, 1, rate["rate"])
    own = found.own if found.own is not None else {}
    return rate | _amounts(rate, paid, own) | {"lesser_of": paid.lesser_of}


def _amounts(rate: dict[str, Any], paid: Paid, own: dict[str, Any]) -> dict[str, Any]:
    basis = {"basis": own["basis"]} if own and paid.way != KEEP else {}
    if paid.way == UNIT:
        return basis | {"rate": paid.value, "micro": None}
    if paid.way == MICRO:
        return basis | {"rate": half_up(paid.value, 10_000), "micro": paid.value}
    if paid.way == CHARGES:
        return basis | {"rate": None, "micro": None, "percent": paid.value}
    if paid.way == FACTOR:
        return {
            name: None if rate[name] is None else half_up(rate[name] * paid.value, FULL) for name in ("rate", "micro")
        }
    return {}


def _as_row(rate: dict[str, Any]) -> Row:
    fine = rate["micro"] is not None and rate["basis"] not in ("percent_of_medicare", "conversion_factor")
    return Row(
        rate["code"], rate["modifier"], rate["setting"], "", rate["term_id"], rate["basis"], rate["rate"],
        rate["percent"], rate["lesser_of"], 0, 0, fine,
    )  # fmt: skip


def _added(today: list[dict[str, Any]], offered: Offered, codes: Collection[str]) -> Iterator[dict[str, Any]]:
    """Give the rows of a proposal's own rates where today's book has none."""
    heads = {(row["contract"], row["version"], row["exhibit"]): row for row in today}
    for head in heads.values():
        names = ("contract", "version", "exhibit", "payer", "since", "until")
        there = {(row["code"], row["modifier"], row["setting"]) for row in today if row["exhibit"] == head["exhibit"]}
        for key, rows in offered.own.rows.items():
            if key in there or key[0] not in codes:
                continue
            row = Row(*key, "", "", OF_CHARGES, None, None, head["lesser_of"], 0, 0)
            found = offered.reached(row)
            if found.own is None:
                continue
            paid = offered.paid(row, found, 1, None)
            basis = "case_rate" if rows[0]["basis"] == "case_rate" else found.own["basis"]
            yield rows[0] | {name: head[name] for name in names} | _amounts(rows[0], paid, found.own) | {
                "basis": basis, "lesser_of": paid.lesser_of, "confidence": "exact",
            }  # fmt: skip
