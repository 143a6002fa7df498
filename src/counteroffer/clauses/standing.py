"""What rates and rules already say of a clause that nobody wrote down as one: lesser-of, escalator, percents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counteroffer.clauses.terms import Terms, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date


def standing(
    rates: Iterable[Mapping[str, Any]], rules: Iterable[Mapping[str, Any]], on: date | None
) -> dict[str, Terms]:
    """Give the terms that a payer's latest contract version is made of.

    Args:
        rates: groups of its rate-book rows: contract, version, lesser_of, escalator, basis, rest (true of the row for
            every other code), percent, and since and until of their version.
        rules: its adjustments (`core.tables.RULES`), with since and until of their version.
        on: the day; None: the latest of all.
    """
    mine = _in_force(list(rates), on)
    ruled = _in_force(list(rules), on)
    found: dict[str, dict[str, Value]] = {}
    if mine:
        by_claim = any(row["kind"] == "claim_charges" for row in ruled)
        found["lesser_of"] = {
            "by": "line" if any(row["lesser_of"] for row in mine) else "claim" if by_claim else "none"
        }
        rest = [row["percent"] for row in mine if row["rest"] and row["basis"] == "percent_of_charges"]
        if rest and rest[0] is not None:
            found["default_rate"] = {"percent_of_charges": int(rest[0])}
        steps = max(row["escalator"] for row in mine)
        if steps:
            found["escalator"] = {"index": f"the rates' own steps ({steps})"}
    percents = {kind: [r["percent"] for r in ruled if r["kind"] == kind and r["percent"] is not None] for kind in _FROM}
    if percents["practitioner"]:
        found["practitioner_percent"] = {"percent": min(percents["practitioner"])}
    if percents["withhold"]:
        found["withhold"] = {"percent": max(percents["withhold"])}
        low = [r["returned_low"] for r in ruled if r["kind"] == "withhold" and r["returned_low"] is not None]
        high = [r["returned_high"] for r in ruled if r["kind"] == "withhold" and r["returned_high"] is not None]
        if low and low == high:
            found["withhold"] |= {"returned_percent": low[0]}
    if percents["sequestration"]:
        found["sequestration"] = {"passed_on": True, "percent": max(percents["sequestration"])}
    source = f"{mine[0]['contract']}/{mine[0]['version']}, its rates and rules" if mine else ""
    return {kind: Terms(kind, values, True, source) for kind, values in found.items()}


_FROM = ("practitioner", "withhold", "sequestration")


def _in_force(rows: Sequence[Mapping[str, Any]], on: date | None) -> list[Mapping[str, Any]]:
    """Keep the rows of the version in force on a day, else of the one that began last."""
    here = [row for row in rows if on is None or row["since"] <= on <= row["until"]] or list(rows)
    last = max((row["since"] for row in here), default=None)
    versions = {(row["contract"], row["version"]) for row in here if row["since"] == last}
    return [row for row in rows if (row["contract"], row["version"]) in versions]
