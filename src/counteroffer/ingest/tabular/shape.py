"""Rows of one kind in the form of another: what the other kind has beside is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from counteroffer.ingest.tabular.fields import KINDS
from counteroffer.ingest.tabular.reading import TYPES

if TYPE_CHECKING:
    from counteroffer.ingest.tabular.fields import Field

PLACE = ("interchange", "segment", "offset", "patient_key", "code_modifiers")
"""Columns that every frame has beside those of its kind."""


def nothing(field: Field, count: int) -> pa.Array:
    """Give a column of a field that says nothing: empty texts, null numbers and days."""
    type_ = TYPES.get(field.reads, pa.string())
    return pa.array([""] * count, type_) if type_ == pa.string() else pa.nulls(count, type_)


def as_kind(rows: pa.Table, kind: str, **columns: Any) -> pa.Table:
    """Give rows the columns of a kind: those given, those they have, and nothing for the rest."""
    made = {name: rows[name] for name in PLACE}
    for name, field in KINDS[kind].fields.items():
        if field.identity:
            continue
        if name in columns:
            made[name] = columns[name]
        elif name in rows.column_names:
            made[name] = rows[name]
        else:
            made[name] = nothing(field, rows.num_rows)
    return pa.table(made)
