"""What charges, payments and denials share: the claim's number, the modifiers, the units and the diagnoses."""

from __future__ import annotations

from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.ingest.tabular.reading import each


def with_services(rows: pa.Table) -> pa.Table:
    """Add to rows: claim (the number, or account and day), mod1 to mod4 put together, milliunits, whole diagnoses."""
    day = pc.fill_null(pc.strftime(rows["service_date"], "%Y%m%d"), "")
    account = pc.if_else(pc.equal(rows["account"], ""), "", pc.binary_join_element_wise(rows["account"], day, "-"))
    rows = _put(rows, "claim", pc.if_else(pc.equal(rows["claim"], ""), account, rows["claim"]))
    said = pc.binary_join_element_wise(
        *(rows[name] for name in ("mod1", "mod2", "mod3", "mod4", "modifiers", "code_modifiers")), " "
    )
    for i in range(4):
        rows = _put(rows, f"mod{i + 1}", each(_whole(said), partial(_nth, i), pa.string())[0])
    units = pc.fill_null(rows["units"], 1000)
    return _put(rows, "milliunits", pc.if_else(pc.equal(units, 0), 1000, units))


def diagnoses(rows: pa.Table) -> pa.Array:
    """Join the diagnoses of all columns, each once, in order."""
    said = pc.binary_join_element_wise(*(rows[name] for name in ("dx1", "dx2", "dx3", "dx4", "diagnoses")), " ")
    return each(_whole(said), lambda text: " ".join(dict.fromkeys(text.split())), pa.string())[0]


def _nth(i: int, text: str) -> str:
    parts = list(dict.fromkeys(text.split()))
    return parts[i] if i < len(parts) else ""


def _whole(column: Any) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _put(rows: pa.Table, name: str, column: Any) -> pa.Table:
    if name in rows.column_names:
        return rows.set_column(rows.column_names.index(name), name, column)
    return rows.append_column(name, column)
