"""Columns put together as the rows of one of the core tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from counteroffer.ingest.x12.arrays import Ints, flags, ints

if TYPE_CHECKING:
    from counteroffer.core.tables import Table
    from counteroffer.ingest.x12.faults import Page


def rows(table: Table, page: Page, at: Ints, columns: dict[str, Any]) -> pa.Table:
    """Make a table of some rows of a page.

    Args:
        table: which core table.
        page: where the rows stand.
        at: the row of the page for each row of the table; gives the place columns.
        columns: the other columns by name, numpy or Arrow, all as long as `at`.

    Raises:
        KeyError: if a column of the table is not given.
    """
    place = {
        "file_id": np.full(len(at), page.file_id, dtype=np.int64),
        "interchange": page.interchange[at],
        "segment": page.number[at],
        "offset": page.offset[at],
    }
    given = place | columns
    return pa.Table.from_arrays(
        [_array(given[field.name]) for field in table.schema],
        schema=table.schema,
    )


def _array(column: Any) -> pa.Array:
    if not isinstance(column, np.ndarray):
        return column
    return flags(column) if column.dtype == np.bool_ else ints(column)
