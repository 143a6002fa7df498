"""The form of a table: its grain in one sentence, its columns with types and units.

Money is integer cents, quantities are thousandths (`milliunits`), percents are thousandths of a percent, dates are
dates, codes are text. A row read from a file has `file_id`, `interchange`, `segment` and `offset`: (`file_id`,
`segment`) is its key and says where it stands. A child names its parent's `segment` in the same file.
"""

from __future__ import annotations

from functools import cached_property

import attrs
import pyarrow as pa

TEXT, CENTS, COUNT, MILLI, PERCENT, KEY, DAY, FLAG, MOMENT = (
    "text",
    "cents",
    "count",
    "thousandths",
    "thousandths of a percent",
    "key",
    "date",
    "yes/no",
    "moment (UTC)",
)

_ARROW: dict[str, pa.DataType] = {
    TEXT: pa.string(),
    CENTS: pa.int64(),
    COUNT: pa.int64(),
    MILLI: pa.int64(),
    PERCENT: pa.int64(),
    KEY: pa.int64(),
    DAY: pa.date32(),
    FLAG: pa.bool_(),
    MOMENT: pa.timestamp("us", tz="UTC"),
}


_NOTHING: dict[str, str | int | bool] = {TEXT: "", FLAG: False}
"""What a column that always has a value holds in rows that were written before it was there; else 0."""


@attrs.frozen
class Column:
    """One column: its name, its unit (which fixes the Arrow type), what it holds, and whether it may be null."""

    name: str
    unit: str
    says: str
    null: bool = False

    @property
    def type(self) -> pa.DataType:
        """Its Arrow type."""
        return _ARROW[self.unit]

    @property
    def nothing(self) -> str | int | bool | None:
        """What it holds in rows that were written before the column was there."""
        return None if self.null or self.unit in {DAY, MOMENT} else _NOTHING.get(self.unit, 0)


@attrs.frozen
class Table:
    """One table: its grain in a sentence and its columns in order.

    Attributes:
        name: the table's name in the lake and in SQL.
        grain: one sentence that says what one row is.
        columns: in stored order.
        partition: columns of the lake's folders; `month` is text like `2025-01`.
    """

    name: str
    grain: str
    columns: tuple[Column, ...]
    partition: tuple[str, ...] = ()

    @cached_property
    def schema(self) -> pa.Schema:
        """The Arrow schema; a column that may not be null is declared so."""
        return pa.schema([pa.field(c.name, c.type, nullable=c.null) for c in self.columns])

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(c.name for c in self.columns)

    def empty(self) -> pa.Table:
        """An empty Arrow table of this schema."""
        return self.schema.empty_table()


def col(name: str, unit: str, says: str) -> Column:
    """Declare a column that always has a value."""
    return Column(name, unit, says)


def maybe(name: str, unit: str, says: str) -> Column:
    """Declare a column that may be null."""
    return Column(name, unit, says, null=True)


MODIFIERS = tuple(col(f"mod{i}", TEXT, f"procedure modifier {i}, empty if none") for i in (1, 2, 3, 4))
