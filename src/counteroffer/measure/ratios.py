"""Ratios as sums over sums, in percent; null where there is nothing below."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_SEEN: ContextVar[list[tuple[Any, Any]] | None] = ContextVar("_SEEN", default=None)


def percent(part: Any, of: Any) -> Any:
    """Give 100 x part / of as float64; null when `of` is zero or null."""
    seen = _SEEN.get()
    if seen is not None:
        seen.append((part, of))
    return part.cast("float64") * 100 / of.cast("float64").nullif(0)


def parts_of(reduce: Callable[[Any], Any], facts: Any) -> tuple[Any, Any] | None:
    """Give what a measure divides, and by what, where it is one ratio made by `percent`; else None."""
    mark = _SEEN.set([])
    try:
        reduce(facts)
        seen = _SEEN.get() or []
    finally:
        _SEEN.reset(mark)
    return seen[0] if len(seen) == 1 else None


def count(predicate: Any) -> Any:
    """Count the rows where a predicate holds; zero when there are none."""
    return predicate.fill_null(False).cast("int64").sum().fill_null(0)


def total(amount: Any, where: Any) -> Any:
    """Sum an amount over the rows where a predicate holds; zero when there are none."""
    return amount.sum(where=where.fill_null(False)).fill_null(0).cast("int64")
