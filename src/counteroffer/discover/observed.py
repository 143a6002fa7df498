"""The paid lines that speak of a payer's rates, grouped as it prices them; the others are counted by why not."""

from __future__ import annotations

from typing import Any

import ibis
import pyarrow as pa

PRICED_APART = (
    *("26", "TC", "22", "50", "51", "52", "53", "54", "55", "56", "62", "66", "73", "74", "78"),
    *("80", "81", "82", "AS", "SA", "AA", "AD", "QK", "QX", "QY", "QZ", "QS", "CO", "CQ", "JZ", "JW"),
)
"""Modifiers with amounts of their own: lines with them are never mixed with lines without.

Source: CMS, Medicare Claims Processing Manual (Pub. 100-04), chapter 12 (surgery, assistants, anesthesia), chapter 5
(therapy assistants) and chapter 17 (drugs). Informational ones (25, 59, LT, 95) do not make a group."""

OBSERVED = pa.schema(
    [
        ("code", pa.string()),
        ("modifier", pa.string()),
        ("setting", pa.string()),
        ("day", pa.date32()),
        ("milliunits", pa.int64()),
        ("charge", pa.int64()),
        ("allowed", pa.int64()),
        ("lines", pa.int64()),
        ("derived", pa.int64()),
    ]
)
"""Equal lines of one payer and day: charge and allowed are cents of one line, `derived` counts those without AMT*B6."""

_COLUMNS = ("mod1", "mod2", "mod3", "mod4")


def observed(lines: ibis.Table, payer: str) -> ibis.Table:
    """Give the lines that speak of a payer's rates: first payer, finally paid, with an amount, units, code and day.

    Args:
        lines: `core.tables.LINES`.
        payer: the payer's name, as in `lines.payer`.

    Returns:
        A table of `OBSERVED`; equal lines are one row.
    """
    mine = lines.filter(lines.payer == payer, _why_not(lines) == "")
    shown = mine.mutate(
        modifier=_priced_apart(mine), day=mine.service_date, is_derived=(mine.allowed_source == "derived").cast("int64")
    )
    keys = [name for name in OBSERVED.names if name not in ("lines", "derived")]
    grouped = shown.group_by(keys).agg(lines=shown.count(), derived=shown.is_derived.sum().cast("int64"))
    return grouped.select(OBSERVED.names).order_by(keys)


def left_out(lines: ibis.Table, payer: str) -> ibis.Table:
    """Count the payer's lines that say nothing of its rates.

    Returns:
        why (`not_first_payer`, `denied`, `reversed`, `unanswered`, `no_amount`, `nothing_allowed`, `no_units`,
        `no_day` or `no_code`), lines and charge (cents), the most lines first.
    """
    mine = lines.filter(lines.payer == payer)
    mine = mine.mutate(why=_why_not(mine))
    told = mine.filter(mine.why != "").group_by("why").agg(lines=lambda t: t.count(), charge=lambda t: t.charge.sum())
    return told.select("why", "lines", charge=told.charge.fill_null(0).cast("int64")).order_by(
        [ibis.desc("lines"), "why"]
    )


def _why_not(lines: ibis.Table) -> Any:
    """Say why a line tells nothing of the rates, the first reason that holds; empty if it does."""
    return ibis.cases(
        (lines.sequence != "P", "not_first_payer"),
        (lines.outcome == "denied", "denied"),
        (lines.outcome == "reversed", "reversed"),
        (lines.outcome != "paid", "unanswered"),
        (lines.allowed.isnull(), "no_amount"),
        (lines.allowed <= 0, "nothing_allowed"),
        (lines.milliunits <= 0, "no_units"),
        (lines.service_date.isnull(), "no_day"),
        (lines.code == "", "no_code"),
        else_="",
    )


def _priced_apart(lines: ibis.Table) -> Any:
    """Join the line's modifiers that have amounts of their own, in one order whatever theirs: `26 52`."""
    said = ibis.literal("")
    for modifier in PRICED_APART:
        has = ibis.or_(*(lines[column] == modifier for column in _COLUMNS))
        said += ibis.ifelse(has, f"{modifier} ", "")
    return said.strip()
