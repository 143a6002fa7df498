"""What views are given beside tables of the lake: payments with their payer, and what payers post of authorizations."""

from __future__ import annotations

import csv
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa

from counteroffer.contracts.read import read_contracts
from counteroffer.core.errors import InputError
from counteroffer.match.submitted import payer_map
from counteroffer.workspace.agreed import payer_names

if TYPE_CHECKING:
    from pathlib import Path

    from counteroffer.store.engine import Engine
    from counteroffer.store.home import Home
    from counteroffer.workspace.desk import Workspace

POSTED = pa.schema(
    [
        ("payer", pa.string()),
        ("year", pa.int64()),
        ("expedited", pa.bool_()),
        ("posted_approved", pa.float64()),
        ("posted_mean_hours", pa.float64()),
        ("posted_median_hours", pa.float64()),
        ("posted_appeal_won", pa.float64()),
        ("posted_source", pa.string()),
    ]
)
"""What a payer posts: percents, hours, and where it stands."""

_COLUMNS = ("payer", "year", "kind", "approved_percent", "mean_hours", "median_hours", "appeal_percent", "source")
_MEND = f"Write a CSV with the columns {', '.join(_COLUMNS)}; kind is standard or expedited, numbers may be empty."


def payments(desk: Workspace, engine: Engine) -> ibis.Table:
    """Give all remittances, each with its payer after the roll-up."""
    home: Home = desk.home
    contracts, _ = read_contracts(home.contracts_dir)
    names = payer_names(home, contracts)
    return engine.table("remits").join(payer_map(engine, names), ["payer_name", "payer_id"])


def posted(desk: Workspace, _: Engine) -> ibis.Table:
    """Give what the workspace's file of posted figures says."""
    home: Home = desk.home
    return ibis.memtable(read_posted(home.posted_file))


def read_posted(path: Path) -> pa.Table:
    """Read what payers post of their authorizations (`POSTED`); without a file, nothing.

    Raises:
        InputError: if it cannot be read; the message names the line.
    """
    if not path.is_file():
        return POSTED.empty_table()
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    except UnicodeDecodeError as fault:
        raise InputError(f"{path} cannot be read as text.", _MEND) from fault
    return pa.Table.from_pylist([_row(path, number, row) for number, row in enumerate(rows, 2)], schema=POSTED)


def _row(path: Path, line: int, row: dict[str, Any]) -> dict[str, Any]:
    said = {name: str(row.get(name) or "").strip() for name in _COLUMNS}
    numbers = ("approved_percent", "mean_hours", "median_hours", "appeal_percent")
    try:
        read = {name: float(Decimal(said[name])) if said[name] else None for name in numbers}
        year = int(said["year"])
    except (InvalidOperation, ValueError) as fault:
        raise InputError(f"{path}, line {line}: a number cannot be read.", _MEND) from fault
    if not said["payer"] or not said["source"] or said["kind"] not in ("standard", "expedited"):
        raise InputError(f"{path}, line {line}: payer, kind and source must be said.", _MEND)
    return {
        "payer": said["payer"],
        "year": year,
        "expedited": said["kind"] == "expedited",
        "posted_approved": read["approved_percent"],
        "posted_mean_hours": read["mean_hours"],
        "posted_median_hours": read["median_hours"],
        "posted_appeal_won": read["appeal_percent"],
        "posted_source": said["source"],
    }
