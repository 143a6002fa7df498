"""A check of the data: what was counted, what it is worth, what to do about it, and the rows that it opens to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

GOOD, LOOK, BAD, UNTOLD = "good", "look", "bad", "untold"
"""Grades: nothing found; look at it; money or records are missing; the data cannot tell."""

NOTHING = "There is nothing here of what this looks at."
"""What a check says that had nothing to look at."""

ROWS = pa.schema(
    [
        ("check", pa.string()),
        ("payer", pa.string()),
        ("item", pa.string()),
        ("day", pa.date32()),
        ("cents", pa.int64()),
        ("says", pa.string()),
        ("file_id", pa.int64()),
        ("segment", pa.int64()),
    ]
)
"""Rows behind a check: what the item is (claim, check number, month, file) and where it stands."""


@attrs.frozen
class Check:
    """One check.

    Attributes:
        name: a name that does not change.
        title: for a person.
        grade: `good`, `look`, `bad` or `untold`.
        count: how many were found.
        of: of how many; None where that means nothing.
        cents: the money they touch; None where it has no price.
        says: a sentence with what was found.
        mend: a sentence with what to do; empty when nothing is to do.
        rows: those of `ROWS`.
    """

    name: str
    title: str
    grade: str
    count: int
    of: int | None
    cents: int | None
    says: str
    mend: str
    rows: pa.Table = ROWS.empty_table()  # noqa: RUF009 - an empty table never changes


def found(  # noqa: PLR0913 - a check has these parts
    name: str,
    title: str,
    rows: Iterable[Mapping[str, Any]],
    says: str,
    mend: str,
    *,
    of: int | None = None,
    grade: str = LOOK,
    good: str = "None.",
    priced: bool = True,
) -> Check:
    """Make a check of the rows that were found; without any it is good, but untold where it had nothing to look at."""
    table = as_rows(name, rows)
    cents = sum(c for c in table["cents"].to_pylist() if c is not None) if priced else None
    if not table.num_rows and of == 0:
        return Check(name, title, UNTOLD, 0, 0, None, NOTHING, "", table)
    if not table.num_rows:
        return Check(name, title, GOOD, 0, of, 0 if priced else None, good, "", table)
    return Check(name, title, grade, table.num_rows, of, cents, says, mend, table)


def as_rows(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Put rows into the form of `ROWS`; what a row does not say is empty."""
    blank = {"payer": "", "item": "", "day": None, "cents": None, "says": "", "file_id": 0, "segment": 0}
    made = [blank | {key: row[key] for key in blank if key in row} | {"check": name} for row in rows]
    return pa.Table.from_pylist(made, schema=ROWS)
