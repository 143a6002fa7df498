"""Payment limits of drugs (ASP pricing file): dollars for one billing unit, a quarter at a time."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa

from counteroffer.core.errors import InputError
from counteroffer.core.tables import MEDICARE_DRUGS
from counteroffer.ingest.fees.edition import MONTHS, quarter_days
from counteroffer.ingest.fees.numbers import scaled

if TYPE_CHECKING:
    from counteroffer.ingest.fees.cells import Cells
    from counteroffer.ingest.fees.edition import Edition

_NOT_GIVEN = ("N/A", "NA", "")
_DATES = re.compile(r"EFFECTIVE (\w+) (\d+), (20\d\d) (?:THROUGH|TO|-) (\w+) (\d+), (20\d\d)")


def knows(cells: Cells) -> bool:
    """Say whether this is an ASP pricing file."""
    return "PAYMENT ALLOWANCE LIMITS" in cells.head(3) and cells.heading("hcpcs code") is not None


def read(cells: Cells, told: Edition) -> pa.Table:
    """Read the file into `medicare_drugs`; a drug whose limit is N/A (priced from invoices) has no row.

    Raises:
        InputError: if its dates are neither in its title nor known otherwise, or a limit cannot be read.
    """
    start = cells.heading("hcpcs code")
    column = {" ".join(name.lower().split()): i for i, name in enumerate(cells.rows[start or 0])}
    if start is None or not {"payment limit", "hcpcs code dosage"} <= set(column):
        raise InputError(f"{cells.name}: there is no column of payment limits.", "Use the file as CMS publishes it.")
    since, until = _days(cells, told)
    head = {"year": since.year, "quarter": (since.month + 2) // 3, "since": since, "until": until}
    made = []
    for place, row in enumerate(cells.rows[start + 1 :], start + 2):
        code = row[0] if row else ""
        if not re.fullmatch(r"[A-Z0-9]{4,5}", code):
            continue
        limit = row[column["payment limit"]]
        if limit.upper() in _NOT_GIVEN:
            continue
        share = row[column["co-insurance percentage"]] if "co-insurance percentage" in column else "20"
        made.append(
            head
            | {
                "code": code.zfill(5),
                "dosage": row[column["hcpcs code dosage"]] if code[0].isalpha() else "",
                "limit": scaled(cells.name, place, limit, 3),
                "coinsurance": scaled(cells.name, place, share, 3),
            }
        )
    return pa.Table.from_pylist(made, schema=MEDICARE_DRUGS.schema)


def _days(cells: Cells, told: Edition) -> tuple[date, date]:
    said = _DATES.search(cells.head(8))
    if said and {said[1].lower(), said[4].lower()} <= set(MONTHS):
        first, last = (MONTHS.index(said[i].lower()) + 1 for i in (1, 4))
        return date(int(said[3]), first, int(said[2])), date(int(said[6]), last, int(said[5]))
    return quarter_days(told.need_year(cells.name), told.need_quarter(cells.name))
