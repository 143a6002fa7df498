"""Small words that the expressions of matching share."""

from __future__ import annotations

from typing import Any

import ibis

NOTHING = ibis.literal("")
"""Text that says nothing (a bare `""` would name a column)."""


def number(value: int) -> Any:
    """A whole number of the width of all our numbers."""
    return ibis.literal(value, "int64")


def whole(value: Any) -> Any:
    """A whole number again, where an engine widened it (sums; by way of a decimal, else no cast would be written)."""
    return value.cast("decimal(18, 0)").cast("int64")


def no_number() -> Any:
    """A number that is not known."""
    return ibis.null("int64")


def truth(value: Any) -> Any:
    """Yes or no, where not known means no."""
    return ibis.coalesce(value, ibis.literal(value=False))


def text(*choices: Any) -> Any:
    """The first of some texts that says something; empty if none does."""
    return ibis.coalesce(*(c.nullif("") for c in choices), NOTHING)


def modifiers(table: ibis.Table) -> Any:
    """The four modifiers of a row joined by spaces."""
    return (table.mod1 + " " + table.mod2 + " " + table.mod3 + " " + table.mod4).strip()


def left(table: ibis.Table, more: ibis.Table, keys: list[str]) -> ibis.Table:
    """Join what is known more of each row; the keys stay once."""
    joined = table.left_join(more, keys)
    return joined.drop(*(f"{key}_right" for key in keys if f"{key}_right" in joined.columns))


def nth(table: ibis.Table, keys: list[str], order: list[Any]) -> Any:
    """Number rows from 0 within equal keys; `order` must tell all of them apart."""
    return ibis.row_number().over(ibis.window(group_by=[table[key] for key in keys], order_by=order))
