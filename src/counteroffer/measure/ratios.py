"""Ratios as sums over sums, in percent; null where there is nothing below."""

from __future__ import annotations

from typing import Any


def percent(part: Any, of: Any) -> Any:
    """Give 100 x part / of as float64; null when `of` is zero or null."""
    return part.cast("float64") * 100 / of.cast("float64").nullif(0)


def count(predicate: Any) -> Any:
    """Count the rows where a predicate holds; zero when there are none."""
    return predicate.fill_null(False).cast("int64").sum().fill_null(0)


def total(amount: Any, where: Any) -> Any:
    """Sum an amount over the rows where a predicate holds; zero when there are none."""
    return amount.sum(where=where.fill_null(False)).fill_null(0).cast("int64")
