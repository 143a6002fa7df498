"""All measures at once: every metric of the practice and of each payer, and every view, from the same few columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa
import pyarrow.parquet as pq

from counteroffer.core.errors import StorageError
from counteroffer.measure.answer import answer, answers
from counteroffer.measure.registry import CENTS, metrics
from counteroffer.workspace.viewing import asking, at_once, facts_of_all, show_all

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from counteroffer.documents.report.records import Shown
    from counteroffer.workspace.desk import Workspace

METRICS = pa.schema(
    [
        ("metric", pa.string()),
        ("payer", pa.string()),
        ("unit", pa.string()),
        ("n", pa.int64()),
        ("cents", pa.int64()),
        ("value", pa.float64()),
        ("withheld", pa.string()),
    ]
)
"""One metric of one payer, or of the practice (`payer` empty): `cents` where the unit is cents, else `value`."""


@attrs.frozen
class Measures:
    """Every measure of a practice.

    Attributes:
        metrics: `METRICS`; those that half a month would bend are of complete months of service.
        views: name -> the view's table, or why it cannot be computed.
    """

    metrics: pa.Table
    views: dict[str, Shown]

    def write(self, folder: Path) -> list[Path]:
        """Write `metrics.parquet` and `NAME.parquet` for every view that could be computed.

        Raises:
            StorageError: if the folder cannot be written.
        """
        tables = {name: shown.table for name, shown in self.views.items() if shown.table is not None}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, table in ({"metrics": self.metrics} | tables).items():
                pq.write_table(table, folder / f"{name}.parquet")
        except OSError as fault:
            raise StorageError(f"{folder} cannot be written: {fault}.", "Choose another folder.") from fault
        return [folder / f"{name}.parquet" for name in ("metrics", *tables)]


def measures(desk: Workspace, told: Callable[[int, int], None] | None = None) -> Measures:
    """Compute every metric and every view; `told` hears how many of how many views are there."""
    with desk.engine() as engine:
        facts = facts_of_all(desk, engine)
        least = desk.practice.minimum_n
        ask = asking(desk, engine, facts)
        with at_once(desk, engine) as askers:
            every, by_payer = (
                askers.submit(answers, facts, by, complete=True, minimum_n=least, ask=ask) for by in ((), ("payer",))
            )
            whole = {
                one.name: answer(one.name, facts, complete=one.settled, minimum_n=least, ask=ask)
                for one in metrics()
                if one.whole
            }
        found = _listed(every.result() | whole, by_payer.result())
        return Measures(found, show_all(desk, engine, facts, told=told))


def _listed(every: dict[str, pa.Table], by_payer: dict[str, pa.Table]) -> pa.Table:
    """Put the answers under each other, metric by metric, the practice's own figure first."""
    rows: list[dict[str, Any]] = []
    for metric in metrics():
        found = [*every[metric.name].to_pylist(), *(by_payer[metric.name].to_pylist() if not metric.whole else ())]
        for row in found:
            value, money = row["value"], metric.unit == CENTS
            said = {"cents": value if money else None, "value": None if money or value is None else float(value)}
            rows.append({"metric": metric.name, "payer": "", "withheld": "", "unit": metric.unit} | row | said)
    return pa.Table.from_pylist(rows, schema=METRICS)
