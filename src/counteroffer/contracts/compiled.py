"""Compiled contracts, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pyarrow as pa

from counteroffer.core import tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counteroffer.contracts.ratebook import RateBook

NAMES = ("rates", "rules", "terms", "versions", "cases")
"""The tables that contracts are compiled into."""


@attrs.frozen
class Compiled:
    """Some compiled contracts: the rows of the tables `NAMES` (`core.tables`)."""

    rates: pa.Table
    rules: pa.Table
    terms: pa.Table
    versions: pa.Table
    cases: pa.Table

    @classmethod
    def of(cls, books: Iterable[RateBook]) -> Compiled:
        """Put the rows of compiled versions together."""
        some = list(books)
        return cls(
            **{
                name: pa.concat_tables([tables.table(name).empty(), *(getattr(book, name) for book in some)])
                for name in NAMES
            }
        )

    @property
    def said(self) -> frozenset[str]:
        """Name what any of them says beside rates: kinds of rules, versions for some `products`, and `cases`."""
        named = (pair for name in ("product", "funding") for pair in self.versions[name].unique().to_pylist())
        by_product = {"products"} if any(named) else set()
        return frozenset(
            {*self.rules["kind"].unique().to_pylist(), *by_product, *(["cases"] if len(self.cases) else [])}
        )
