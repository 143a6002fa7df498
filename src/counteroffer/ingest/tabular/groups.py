"""Rows that belong together (a claim, a check) numbered in order of first sight, over all chunks of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from counteroffer.core.tables import Table
    from counteroffer.ingest.tabular.rows import Ints


class Groups:
    """Numbers keys from 0 and remembers the place of each key's first row; sums amounts over them.

    Attributes:
        count: keys so far.
    """

    def __init__(self) -> None:
        """Start with none."""
        self._keys = pa.array([], pa.string())
        self._firsts: list[pa.Table] = []
        self._segments = np.zeros(0, dtype=np.int64)
        self._sums: dict[str, Ints] = {}

    @property
    def count(self) -> int:
        """Keys so far."""
        return len(self._keys)

    def take(self, keys: pa.Array, rows: pa.Table) -> Ints:
        """Number the rows' keys; of a key not seen before, its first row is kept whole."""
        unique = pc.unique(keys)
        fresh = unique.filter(pc.invert(pc.is_in(unique, self._keys)))
        if len(fresh):
            coded = pc.index_in(keys, fresh).to_numpy(zero_copy_only=False)
            given, first = np.unique(np.nan_to_num(coded, nan=-1).astype(np.int64), return_index=True)
            first = first[given >= 0]
            self._keys = pa.concat_arrays([self._keys, fresh])
            self._firsts.append(rows.take(pa.array(first)))
            self._segments = np.concatenate([self._segments, rows["segment"].to_numpy()[first]])
        return np.asarray(pc.index_in(keys, self._keys).to_numpy(zero_copy_only=False), dtype=np.int64)

    def segments(self, groups: Ints) -> Ints:
        """Give the place of the first row of each of some groups."""
        return self._segments[groups]

    def firsts(self) -> pa.Table:
        """Give the first row of every group, in order; there must be one."""
        return pa.concat_tables(self._firsts).combine_chunks()

    def add(self, name: str, groups: Ints, amounts: Any) -> None:
        """Add amounts (an Arrow column, nulls count nothing, or numbers) to a sum of each group."""
        if not isinstance(amounts, np.ndarray):
            amounts = pc.fill_null(amounts, 0).to_numpy(zero_copy_only=False)
        sums = self._grown(name)
        np.add.at(sums, groups, amounts.astype(np.int64))
        self._sums[name] = sums

    def sum(self, name: str) -> Ints:
        """Give a sum of every group; zeros when nothing was added."""
        return self._grown(name)

    def ordinals(self, groups: Ints) -> Ints:
        """Number the rows within their groups from 1, over all chunks."""
        order = np.argsort(groups, kind="stable")
        sorted_ = groups[order]
        starts = np.flatnonzero(np.diff(sorted_, prepend=-1))
        within = np.arange(len(groups)) - np.repeat(starts, np.diff(np.append(starts, len(groups))))
        nth = np.empty(len(groups), dtype=np.int64)
        nth[order] = within + 1
        nth += self._grown("rows")[groups]
        self.add("rows", groups, np.ones(len(groups), dtype=np.int64))
        return nth

    def _grown(self, name: str) -> Ints:
        before = self._sums.get(name, np.zeros(0, dtype=np.int64))
        return np.concatenate([before, np.zeros(self.count - len(before), dtype=np.int64)])


def key(*columns: Any) -> pa.Array:
    """Join columns to one key for each row; missing values are empty."""
    texts = [pc.fill_null(pc.cast(column, pa.string()), "") for column in columns]
    joined = pc.binary_join_element_wise(*texts, "\x1f")
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


def formed(table: Table, file_id: int, rows: pa.Table, **columns: Any) -> pa.Table:
    """Make rows of a core table: what is given, what `rows` has under the same name, else nothing.

    Nothing is an empty text, no, a null where the table allows one, and 0 elsewhere.
    """
    made = []
    for field in table.schema:
        if field.name in columns:
            column = columns[field.name]
        elif field.name == "file_id":
            column = np.full(rows.num_rows, file_id, dtype=np.int64)
        elif field.name in rows.column_names and rows.schema.field(field.name).type == field.type:
            column = rows[field.name]
        else:
            column = _nothing(field, rows.num_rows)
        array = column if isinstance(column, pa.Array | pa.ChunkedArray) else pa.array(column)
        made.append(array.cast(field.type))
    return pa.Table.from_arrays(made, schema=table.schema)


def _nothing(field: pa.Field, count: int) -> pa.Array:
    if field.type == pa.string():
        return pa.array([""] * count, pa.string())
    if field.nullable:
        return pa.nulls(count, field.type)
    return pa.array([False if field.type == pa.bool_() else 0] * count, field.type)
