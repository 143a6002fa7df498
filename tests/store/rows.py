"""Rows for the tests of the store: any table, any number of rows, every column with some value."""

from datetime import UTC, date, datetime

import pyarrow as pa

from counteroffer.core import tables

_VALUE = {
    pa.string(): "x",
    pa.int64(): 1,
    pa.date32(): date(2025, 1, 2),
    pa.bool_(): False,
    pa.timestamp("us", tz="UTC"): datetime(2025, 1, 2, tzinfo=UTC),
}


def some(name: str, n: int = 1, **given) -> pa.Table:
    """Make `n` rows of a table; a given value stands in all rows, a given list in one row each."""
    schema = tables.table(name).schema
    columns = {}
    for field in schema:
        value = given.get(field.name, _VALUE[field.type])
        columns[field.name] = value if isinstance(value, list) else [value] * n
    return pa.table(columns, schema=schema)
