"""Prices made by Spark, from the files that a refresh has just written, through the same commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.compute as pc

from counteroffer.core import tables
from counteroffer.price.clinicians import clinicians
from counteroffer.price.given import Given
from counteroffer.price.medicare import practice_medicare, procedures
from counteroffer.price.run import price_lines
from counteroffer.price.sites import sites
from counteroffer.store.spark import Spark, batches

if TYPE_CHECKING:
    from decimal import Decimal

    import ibis

    from counteroffer.core.practice import Practice
    from counteroffer.store.lake import Write
    from counteroffer.workspace.desk import Workspace


def write_prices(desk: Workspace, write: Write, url: str, said: frozenset[str], *, by_site: bool) -> int:
    """Price the lines that this write has made and put `priced` into the place of the last; count those with a price.

    Args:
        desk: the workspace.
        write: the open write.
        url: the Spark to use.
        said: what any contract says (`price.given.Given.said`).
        by_site: whether some contract pays by the site of a line.

    Raises:
        EngineError: if Spark cannot be used, or stops.
        StorageError: if the disk is full or refuses.
    """
    with Spark.open(url, desk.lake.path / ".spill") as spark:

        def written(table: tables.Table) -> ibis.Table:
            return spark.table(table, write.files(table.name), desk.lake.path / table.name)

        given = Given(
            rates=written(tables.RATES),
            rules=written(tables.RULES),
            versions=written(tables.VERSIONS),
            cases=written(tables.CASES),
            said=said,
            procedures=spark.arrow(procedures(desk.medicare, desk.practice)),
            clinicians=spark.arrow(clinicians(desk.practice)),
            medicare=spark.arrow(practice_medicare(desk.medicare, desk.practice)),
            sites=spark.arrow(sites(desk.medicare, desk.practice)) if by_site else None,
        )
        known = tolerances(desk.practice)
        rows = spark.rows(price_lines(written(tables.LINES), given, *known, spark.keep, payers=by_payer(desk.practice)))
        write.replace("priced", batches(rows, tables.PRICED.schema))
        return int(rows.count_rows(filter=pc.field("expected").is_valid()))


def tolerances(practice: Practice) -> tuple[int, Decimal]:
    """What a line may be short by before it is underpaid: cents, and percent of the expected amount."""
    return practice.tolerance_cents, practice.tolerance_percent


def by_payer(practice: Practice) -> dict[str, tuple[int, Decimal]]:
    """The same of payers with another tolerance."""
    cents, percent = tolerances(practice)
    return {
        payer: (cents if said.cents is None else said.cents, percent if said.percent is None else said.percent)
        for payer, said in practice.tolerances.items()
    }
