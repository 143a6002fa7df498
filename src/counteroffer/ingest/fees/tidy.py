"""Relative values and indices that somebody else has tidied: code, status and four values, without modifiers.

Such a file is no publication of CMS. Its release is called `tidy` and is never taken for newer than one of CMS's own.
Its conversion factor must be told. Three rows of one code are the whole service, its 26 and its TC when the parts make
the whole; two are the whole and its 53 (discontinued) when the second is half of the first. Other repeated rows are
left out.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from counteroffer.core.errors import InputError
from counteroffer.core.tables import MEDICARE_FEES, MEDICARE_LOCALITIES
from counteroffer.ingest.fees.edition import TIDY, Edition
from counteroffer.ingest.fees.numbers import scaled
from counteroffer.ingest.fees.places import locality

if TYPE_CHECKING:
    from counteroffer.ingest.fees.cells import Cells

_VALUES = ("hcpcs", "status", "work_rvu", "pe_nonfac_rvu", "pe_fac_rvu", "mp_rvu")
_INDICES = ("mac", "state", "locality_num", "locality_name", "pw_gpci", "pe_gpci", "mp_gpci")

Values = tuple[int, int, int, int]
"""Work, expense outside a facility, expense in one, malpractice: hundredths."""


def knows_values(cells: Cells) -> bool:
    """Say whether this is a tidied file of relative values."""
    return cells.heading(*_VALUES) is not None


def knows_indices(cells: Cells) -> bool:
    """Say whether this is a tidied file of geographic indices."""
    return cells.heading(*_INDICES) is not None


def values(cells: Cells, told: Edition) -> pa.Table:
    """Read the file into `medicare_fees`.

    Raises:
        InputError: if the year or the conversion factor is not known, or a number cannot be read.
    """
    year = told.need_year(cells.name)
    if told.conversion is None:
        raise InputError(f"{cells.name} has no conversion factor.", "Give it: --conversion 33.4009.")
    by_code: dict[str, list[tuple[str, Values]]] = defaultdict(list)
    for place, row in enumerate(cells.rows[1:], 2):
        if len(row) >= len(_VALUES) and row[0]:
            work, nonfacility, facility, malpractice = (scaled(cells.name, place, cell, 2) for cell in row[2:6])
            by_code[row[0]].append((row[1], (work, nonfacility, facility, malpractice)))
    made = [
        {"year": year, "conversion": told.conversion, "code": code, "modifier": modifier, "status": status} | _fee(one)
        for code, rows in by_code.items()
        for modifier, (status, one) in zip(_modifiers([v for _, v in rows]), rows, strict=False)
    ]
    return pa.Table.from_pylist(made, schema=MEDICARE_FEES.schema)


def _modifiers(rows: list[Values]) -> tuple[str, ...]:
    """Name the rows of one code; nothing if they cannot be told apart."""
    if len(rows) == 1:
        return ("",)
    if len(rows) == 3 and not rows[2][0] and all(a == b + c for a, b, c in zip(*rows, strict=True)) and any(rows[0]):
        return ("", "26", "TC")
    if len(rows) == 2 and any(rows[0]) and all(abs(a - 2 * b) <= 1 for a, b in zip(*rows, strict=True)):
        return ("", "53")
    return ()


def _fee(value: Values) -> dict[str, Any]:
    work, nonfacility, facility, malpractice = value
    unknown: dict[str, Any] = dict.fromkeys(
        ("pctc", "global_days", "multiple", "bilateral", "assistant", "cosurgeons", "team", "endoscopy_base"), ""
    )
    unknown |= dict.fromkeys(("before", "within", "after"), 0)
    return {
        "release": TIDY, "work": work, "pe_nonfacility": nonfacility, "pe_facility": facility,
        "malpractice": malpractice, "na_nonfacility": False, "na_facility": False, "opps_pe_nonfacility": 0,
        "opps_pe_facility": 0, "opps_malpractice": 0, **unknown,
    }  # fmt: skip


def indices(cells: Cells, told: Edition) -> pa.Table:
    """Read the file into `medicare_localities`.

    Raises:
        InputError: if the year is not known, or a number cannot be read.
    """
    year = told.need_year(cells.name)
    made = []
    for place, row in enumerate(cells.rows[1:], 2):
        if len(row) >= len(_INDICES) and row[0]:
            work, pe, mp = (scaled(cells.name, place, cell, 3) for cell in row[4:7])
            made.append(
                {"year": year, "locality": locality(row[0], row[2]), "state": row[1], "name": row[3].rstrip("*"),
                 "gpci_work": work, "gpci_pe": pe, "gpci_mp": mp}
            )  # fmt: skip
    return pa.Table.from_pylist(made, schema=MEDICARE_LOCALITIES.schema)
