"""Anesthesia of a contract: the base units of the practice's own file, and a rate row for every code that has some.

No table of base units ships: the American Society of Anesthesiologists licenses its own, and CMS's is not among the
files that are read here. The practice keeps a CSV beside the contract.
"""

from __future__ import annotations

import csv
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from counteroffer.core.codes import in_span, is_code
from counteroffer.core.errors import InputError
from counteroffer.core.findings import ERROR, WARNING, Finding
from counteroffer.core.money import half_up

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from counteroffer.contracts.terms import Anesthesia, Contract, RateTerm
    from counteroffer.medicare.book import MedicareBook

CODES = ("00100", "01999")
"""The anesthesia section of CPT. What lies in it is never left to a wider term, even without base units."""

BASES = ("anesthesia", "percent_of_anesthesia")
_MOST_UNITS = 1000
Row = dict[str, Any]

NO_PRICE: Row = {"basis": "unpriced", "confidence": "cannot_price"}
"""What a code's row says that the term reaches and cannot price."""


def read_base_units(path: Path) -> tuple[dict[str, int], list[Finding]]:
    """Read base units: columns `code` and `units` (not below zero, at most three decimals).

    Returns:
        Thousandths of a unit by code, and every fault with its line; with an error the file must not be used.
    """
    rows = list(csv.reader(path.read_text(encoding="utf-8-sig", errors="replace").splitlines()))
    heading = [cell.strip().lower() for cell in rows[0]] if rows else []
    if "code" not in heading or "units" not in heading:
        return {}, [_fault(path, 1, "The columns code and units are due.", "Write them in the first line.")]
    made: dict[str, int] = {}
    found: list[Finding] = []
    for place, cells in enumerate(rows[1:], 2):
        cell = dict(zip(heading, (text.strip() for text in cells), strict=False))
        if not any(cell.values()):
            continue
        try:
            code, units = _code(cell.get("code", "")), _units(cell.get("units", ""))
        except ValueError as fault:
            found.append(_fault(path, place, f"The row cannot be read: {fault}.", "Write it like 00400,3."))
            continue
        if code in made:
            found.append(_fault(path, place, f"{code} stands here a second time.", "Strike one of them out."))
        made.setdefault(code, units)
    if not made and not found:
        found.append(_fault(path, 1, "There is no row under the heading.", "Write at least one code and its units."))
    return made, found


def _code(text: str) -> str:
    """Give a code; a spreadsheet has robbed `400` of its zeros, and only anesthesia codes begin with some."""
    code = text.upper().zfill(5) if text.isdigit() and len(text) in (3, 4) else text.upper()
    if not is_code(code):
        raise ValueError(f"'{text}' is not a code")
    return code


def _units(text: str) -> int:
    try:
        value = Decimal(text) * 1000
    except InvalidOperation:
        raise ValueError(f"'{text}' is not a number of units") from None
    if not value.is_finite() or value != value.to_integral_value() or not 0 <= value <= _MOST_UNITS * 1000:
        raise ValueError(f"'{text}' is not a number of units from 0 to {_MOST_UNITS} with at most three decimals")
    return int(value)


def _fault(path: Path, place: int, says: str, mend: str) -> Finding:
    return Finding("contract.base_units", ERROR, says, mend, file=str(path), segment=place)


def dollars_for_a_unit(pays: Anesthesia, book: MedicareBook, year: int, locality: str) -> Row:
    """Give the columns of `core.tables.RATES` that say what one unit pays.

    Raises:
        InputError: if it is a percent of Medicare's factor, and that is not there.
    """
    if pays.factor is not None:
        micro = pays.factor * 100
        return {"basis": "anesthesia", "factor": pays.factor, "micro": micro, "rate": half_up(micro, 10_000)}
    table = book.table("medicare_anesthesia")
    found = {(row["year"], row["locality"]): row["conversion"] for row in table.to_pylist()}
    if (year, locality) not in found:
        there = ", ".join(str(y) for y in sorted({y for y, _ in found})) or "none"
        raise InputError(
            f"There is no Medicare anesthesia conversion factor of {year} for locality {locality}.",
            f"Years loaded: {there}. Import another with `counteroffer medicare import`.",
        )
    factor = found[year, locality]
    micro = half_up(factor * (pays.percent or 0), 1000)
    return {
        "basis": "percent_of_anesthesia", "percent": pays.percent, "factor": factor, "micro": micro,
        "rate": half_up(micro, 10_000), "medicare_year": year, "medicare_locality": locality,
    }  # fmt: skip


def rows_of(pays: Anesthesia, term: RateTerm, known: Collection[str], row: Row) -> Iterator[tuple[str, Row]]:
    """Give the row of every code: with its base units, or without a price where it has none."""
    if not pays.base_units:
        raise InputError(
            "it names no base units, and none ship with Counteroffer.",
            "Write `base_units: base.csv` and put the file (columns code, units) beside the contract.",
        )
    timed = {
        "minutes_per_unit": pays.minutes_per_unit, "round_time": pays.round_time,
        "physical_status": pays.physical_status,
    }  # fmt: skip
    units = dict(pays.base_units)
    for code in sorted(reached(term, known) | units.keys()):
        if code in units:
            yield code, row | timed | {"base_units": units[code]}
        else:
            yield code, NO_PRICE


def reached(term: RateTerm, known: Collection[str]) -> set[str]:
    """Give the codes that are an anesthesia term's own: known ones of the section, and those that it names singly."""
    section = {code for code in known if in_span(code, *CODES)}
    return section | {first for first, last in term.when.spans if first == last}


def without_units(contract: Contract, rows: Iterable[Row], billed: Collection[str]) -> Iterator[Finding]:
    """Say which billed codes an anesthesia term pays and cannot price, for its file has no base units of them.

    Args:
        contract: the version.
        rows: its rows of the rate book.
        billed: codes that the practice bills.
    """
    bare = {(row["term_id"], row["code"]) for row in rows if row["basis"] == NO_PRICE["basis"]}
    for ordinal, term in enumerate(contract.terms, 1):
        units = dict(getattr(term.pays, "base_units", ()))
        own = {code for term_id, code in bare if term_id == contract.term_id(ordinal)}
        lacking = sorted((own & set(billed)) - units.keys()) if units else []
        if lacking:
            some = ", ".join(lacking[:5]) + (" ..." if len(lacking) > 5 else "")
            says = (
                f"'{term.says}' cannot price {len(lacking)} of the codes billed, for they have no base units: {some}."
            )
            mend = "Write their units into the file of base units."
            yield Finding("contract.base_units", WARNING, says, mend, file=str(contract.file), segment=term.line)
