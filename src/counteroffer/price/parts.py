"""Pricing in parts: some payers at a time, so that memory does not grow with the number of lines.

Nothing that prices a line looks at another payer's lines or rates: contracts, ranks, cases and claims are of one payer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import attrs

from counteroffer.core.tables import PRICED
from counteroffer.price.ready import ready
from counteroffer.price.run import price_ready

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    import ibis
    import pyarrow as pa

    from counteroffer.price.given import Given
    from counteroffer.price.run import Tolerances

MOST_LINES = 3_000_000
"""Lines that are priced at once; a payer with more of them is priced alone."""


def payer_groups(counts: Mapping[str, int], most: int = MOST_LINES) -> list[list[str]]:
    """Put payers together, as many as have no more lines than are priced at once, the largest first.

    Args:
        counts: payer -> its lines.
        most: lines of a group; only a single payer may have more.
    """
    groups: list[tuple[int, list[str]]] = []
    for payer, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        place = next((i for i, (size, _) in enumerate(groups) if size + n <= most), None)
        if place is None:
            groups.append((n, [payer]))
        else:
            groups[place] = (groups[place][0] + n, [*groups[place][1], payer])
    return [names for _, names in groups]


class Engine(Protocol):
    """What prices in parts ask of an engine (`store.Engine` has it)."""

    def keep(self, expr: ibis.Table) -> ibis.Table:
        """Compute a table once."""

    def view(self, name: str, expr: ibis.Table) -> ibis.Table:
        """Name an expression, in place of the one that had the name."""

    def sql(self, expr: ibis.Table) -> str:
        """Write an expression as a query that computes what it shares once."""

    def stream(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Run a query."""


def queries(  # noqa: PLR0913 - what prices, the tolerances, and the parts
    engine: Engine,
    lines: ibis.Table,
    given: Given,
    counts: Mapping[str, int],
    tolerance: tuple[int, Decimal],
    *,
    payers: Tolerances | None = None,
    most: int = MOST_LINES,
) -> Iterator[str]:
    """Give the query that prices lines once for each group: it reads views that are of one group after the other.

    Args:
        engine: what computes.
        lines: final lines (`core.tables.LINES`).
        given: what prices them.
        counts: payer -> its lines.
        tolerance: cents and percent, as of `price.run.price_lines`.
        payers: payers with others.
        most: lines of a group.

    Yields:
        The query; run it before the next one is asked for. It gives the columns of `core.tables.PRICED`.
    """
    made, sql = ready(lines, given, engine.keep), ""
    groups = payer_groups(counts, most)
    for names in groups:
        some, rates = (
            engine.view(name, rows.filter(rows.payer.isin(names)) if len(groups) > 1 else rows)
            for name, rows in (("lines_priced", lines), ("rates_priced", made.rates))
        )
        sql = sql or engine.sql(price_ready(some, attrs.evolve(made, rates=rates), tolerance, payers=payers))
        yield sql


def priced(engine: Engine, asked: Iterable[str]) -> Iterator[pa.RecordBatch]:
    """Run the `queries` one after the other; give rows of `core.tables.PRICED`."""
    for sql in asked:
        for batch in engine.stream(sql):
            yield batch.cast(PRICED.schema)
