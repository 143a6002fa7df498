"""Compiled contracts, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core import tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counteroffer.contracts.ratebook import RateBook

NAMES = ("rates", "rules", "terms", "versions", "cases")
"""The tables that contracts are compiled into."""

FINE = ("micro", "charge_limit", "base_units")
"""Columns of rates that few contracts use."""


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

    def only(self, payers: Iterable[str]) -> Compiled:
        """Keep the contracts of some payers: those without lines price nothing, and should not slow the others."""
        own = self.versions.filter(pc.is_in(self.versions["payer"], value_set=pa.array(sorted(payers), pa.string())))
        names = own["contract"].unique()
        return Compiled(**{name: _of(getattr(self, name), names) for name in NAMES})

    @property
    def said(self) -> frozenset[str]:
        """Name what any of them says, so that a price is not made of steps that nobody asked for.

        Returns:
            Kinds of rules; `products` where versions are for some lines only; `cases`; of the rates `any` (a rate for
            what no other row names) and the columns `micro`, `charge_limit` and `base_units` where one is not null; of
            rules on several procedures `families` (indicator 3), their parts, such as `of rate`, and `ranks 3` for the
            highest rank that one names.
        """
        found = {*self.rules["kind"].unique().to_pylist()}
        named = (pair for name in ("product", "funding") for pair in self.versions[name].unique().to_pylist())
        found |= {"products"} if any(named) else set()
        found |= {"cases"} if len(self.cases) else set()
        found |= {"any"} if pc.any(pc.equal(self.rates["code"], "*")).as_py() else set()
        found |= {name for name in FINE if self.rates[name].null_count < len(self.rates)}
        several = self.rules.filter(pc.equal(self.rules["kind"], "multiple"))
        found |= {f"of {part}" for part in several["key"].unique().to_pylist()}
        found |= {f"ranks {rank}" for rank in several["rank"].unique().to_pylist()}
        found |= {"families"} if any("3" in text for text in several["indicators"].unique().to_pylist()) else set()
        return frozenset(found)


def _of(rows: pa.Table, contracts: pa.Array) -> pa.Table:
    return rows.filter(pc.is_in(rows["contract"], value_set=contracts))
