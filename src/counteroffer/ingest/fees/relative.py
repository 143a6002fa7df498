"""The relative values of the physician fee schedule (PPRRVU): CSV, workbook or text of fixed width; no descriptors."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from counteroffer.core.errors import InputError
from counteroffer.core.tables import MEDICARE_FEES
from counteroffer.ingest.fees.edition import MONTHS, RELEASES, Edition
from counteroffer.ingest.fees.numbers import scaled

if TYPE_CHECKING:
    from counteroffer.ingest.fees.cells import Cells

WIDTH = 31
"""Columns of a PPRRVU file; their order is the same since 2007."""

_SAID = re.compile(r"(20\d\d) NATIONAL PHYSICIAN FEE SCHEDULE RELATIVE VALUE FILE (\w+)")

_CUTS = (0, 5, 7, 57, 58, 59, 65, 72, 74, 81, 83, 89, 96, 102, 103, 106, 109, 112, 115, 116, 117, 118, 119, 120,
         132, 140, 143, 144, 147, 157, 164, 172)  # fmt: skip
"""Where the columns of the text form begin. Held against every row of the CSV form of RVU25D."""

_LINE = re.compile(r"[A-Z0-9]{5}[A-Z0-9 ]{2}.{50}[A-Z].{113}\s*\Z")


def knows(cells: Cells) -> bool:
    """Say whether this is a PPRRVU file."""
    if cells.fixed:
        return any(_LINE.match(row[0]) for row in cells.rows[:40])
    return "RELATIVE VALUE FILE" in cells.head(9) and _heading(cells) is not None


def read(cells: Cells, told: Edition) -> pa.Table:
    """Read the file into `medicare_fees`.

    A column that has slipped shows in the totals: each row's work, expense and malpractice must make its published
    totals, or the file is refused.

    Raises:
        InputError: if year or release are not known, or a row cannot be read; the message names the line.
    """
    said = _SAID.search(cells.head(9))
    if said is not None:
        told = Edition(int(said[1]), _release(said[2])).over(told)
    head = {"year": told.need_year(cells.name), "release": told.need_release(cells.name)}
    made = [head | _fee(cells.name, place, row) for place, row in _rows(cells)]
    return pa.Table.from_pylist(made, schema=MEDICARE_FEES.schema)


def _release(month: str) -> str:
    """Give the letter of a release month; a letter is one already (`2024 ... Relative Value File A`)."""
    lower = month.lower()
    return RELEASES[MONTHS.index(lower) // 3] if lower in MONTHS else ""


def _heading(cells: Cells) -> int | None:
    return next((i for i, row in enumerate(cells.rows[:40]) if row and row[0] == "HCPCS"), None)


def _rows(cells: Cells) -> list[tuple[int, list[str]]]:
    if cells.fixed:
        return [(i, _cut(cells.name, i, row[0])) for i, row in enumerate(cells.rows, 1) if _is_data(row[0])]
    start = _heading(cells)
    if start is None:
        raise InputError(f"{cells.name}: there is no line that begins with HCPCS.", "Use the file as CMS publishes it.")
    return [(i, row) for i, row in enumerate(cells.rows[start + 1 :], start + 2) if row and row[0]]


def _is_data(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("HDR ")


def _cut(name: str, place: int, line: str) -> list[str]:
    if not _LINE.match(line):
        raise InputError(f"{name}:{place}: the columns do not stand where they should.", "Use the file as published.")
    return [line[a:b].strip() for a, b in pairwise(_CUTS)]


def _fee(name: str, place: int, cell: list[str]) -> dict[str, Any]:
    if len(cell) < WIDTH:
        raise InputError(f"{name}:{place}: {len(cell)} columns where {WIDTH} are due.", "Use the file as published.")

    def hundredths(column: int) -> int:
        return scaled(name, place, cell[column], 2)

    work, nonfacility, facility, malpractice = (hundredths(i) for i in (5, 6, 8, 10))
    totals = (work + nonfacility + malpractice, work + facility + malpractice)
    if totals != (hundredths(11), hundredths(12)):
        says = f"{name}:{place}: work, expense and malpractice of {cell[0]} do not make its published totals."
        raise InputError(says, "A column may have slipped: use the file as CMS publishes it.")
    return {
        "code": cell[0],
        "modifier": cell[1],
        "status": cell[3],
        "work": work,
        "pe_nonfacility": nonfacility,
        "na_nonfacility": cell[7] == "NA",
        "pe_facility": facility,
        "na_facility": cell[9] == "NA",
        "malpractice": malpractice,
        "pctc": cell[13],
        "global_days": cell[14].zfill(3) if cell[14].isdigit() else cell[14],
        "before": hundredths(15),
        "within": hundredths(16),
        "after": hundredths(17),
        "multiple": cell[18],
        "bilateral": cell[19],
        "assistant": cell[20],
        "cosurgeons": cell[21],
        "team": cell[22],
        "endoscopy_base": cell[23],
        "conversion": scaled(name, place, cell[24], 4),
        "opps_pe_nonfacility": hundredths(28),
        "opps_pe_facility": hundredths(29),
        "opps_malpractice": hundredths(30),
    }
