"""What Medicare pays by the schedules beside the physician one: laboratory tests, drugs, equipment, by quarter."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core.codes import EQUIPMENT_MODIFIERS
from counteroffer.core.errors import InputError
from counteroffer.medicare.figures import state_of

if TYPE_CHECKING:
    from counteroffer.medicare.book import MedicareBook

_NONE = {
    "labs": "There is no laboratory fee schedule",
    "drugs": "There are no drug payment limits",
    "equipment": "There is no equipment fee schedule",
}


def quarters(book: MedicareBook, schedule: str) -> list[tuple[int, int]]:
    """Give the years and quarters of a schedule (`labs`, `drugs`, `equipment`) that are there, in order."""
    found = book.table(f"medicare_{schedule}").group_by(["year", "quarter"]).aggregate([]).to_pylist()
    return sorted((row["year"], row["quarter"]) for row in found)


def codes(book: MedicareBook, schedule: str) -> set[tuple[str, str]]:
    """Give every code and modifier that a schedule prices in any quarter."""
    rows = _usable(book.table(f"medicare_{schedule}"), schedule)
    if schedule == "drugs":
        return {(code, "") for code in pc.unique(rows["code"]).to_pylist()}
    return {(row["code"], row["modifier"]) for row in rows.group_by(["code", "modifier"]).aggregate([]).to_pylist()}


def mills(
    book: MedicareBook, schedule: str, quarter: tuple[int, int], locality: str = ""
) -> dict[tuple[str, str], int]:
    """Give what a schedule pays for one unit, in thousandths of a dollar, by code and modifier.

    Labs: the one national amount; a test that the carrier prices is left out, and so are amounts for QW, which equal
    those without it. Drugs: the payment limit, which is 106% of the average sales price already. Equipment: the
    amount of the locality's state outside of rural ZIPs, by NU, RR, UE or no modifier; an amount that wants a second
    modifier or another one is left out.

    Raises:
        InputError: if the quarter is not there, or the locality's state is not known (equipment).
    """
    rows = _of_quarter(book.table(f"medicare_{schedule}"), quarter)
    if not rows.num_rows:
        there = ", ".join(f"{y} Q{q}" for y, q in quarters(book, schedule)) or "none"
        raise InputError(
            f"{_NONE[schedule]} of {quarter[0]} Q{quarter[1]}.",
            f"Quarters loaded: {there}. Import another with `counteroffer medicare import`.",
        )
    if schedule == "drugs":
        return dict(zip(_keys(rows, ""), rows["limit"].to_pylist(), strict=True))
    if schedule == "equipment":
        rows = _in_state(rows, state_of(book, locality, quarter[0]), locality)
    rows = _usable(rows, schedule)
    return dict(zip(_keys(rows), pc.multiply(rows["amount"], 10).to_pylist(), strict=True))


def _of_quarter(table: pa.Table, quarter: tuple[int, int]) -> pa.Table:
    return table.filter(pc.and_(pc.equal(table["year"], quarter[0]), pc.equal(table["quarter"], quarter[1])))


def _in_state(rows: pa.Table, state: str, locality: str) -> pa.Table:
    if not state:
        raise InputError(f"The state of locality {locality} is not known.", "Mend the locality in the term.")
    return rows.filter(pc.and_(pc.equal(rows["area"], state), pc.invert(rows["rural"])))


def _usable(rows: pa.Table, schedule: str) -> pa.Table:
    wanted: list[Any] = []
    if schedule == "labs":
        wanted = [pc.equal(rows["modifier"], ""), pc.greater(rows["amount"], 0)]
    if schedule == "equipment":
        wanted = [pc.is_in(rows["modifier"], pa.array(["", *EQUIPMENT_MODIFIERS])), pc.equal(rows["modifier2"], "")]
    return rows.filter(reduce(pc.and_, wanted)) if wanted else rows


def _keys(rows: pa.Table, modifier: str | None = None) -> list[tuple[str, str]]:
    found = rows["code"].to_pylist()
    modifiers = rows["modifier"].to_pylist() if modifier is None else [modifier] * len(found)
    return list(zip(found, modifiers, strict=True))
