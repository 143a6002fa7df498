"""What the practice's business case is made of: every view, every metric by payer, and how sure they are."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from counteroffer.documents.context import CaseContext
    from counteroffer.measure.completeness import PayerMonths
    from counteroffer.measure.registry import View

Row = dict[str, Any]


@attrs.frozen(slots=False)
class Shown:
    """One view, computed.

    Attributes:
        view: what was asked.
        table: its rows; None where it could not be computed.
        fault: why not, and what to do about it; empty where it was.
    """

    view: View
    table: pa.Table | None
    fault: str = ""

    @cached_property
    def rows(self) -> list[Row]:
        """All rows as dicts; none where the view could not be computed."""
        return [] if self.table is None else self.table.to_pylist()

    @property
    def command(self) -> str:
        """The command that computes it again, with every option that has a value."""
        said = "".join(
            f" --set {name}={_text(value)}" for name, value in self.view.options.items() if value or value == 0
        )
        return f"counteroffer view {self.view.name}{said}"


def _text(value: Any) -> str:
    text = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    return f"'{text}'" if " " in text else text


@attrs.frozen(slots=False)
class Report:
    """The business case of the whole practice, computed and not yet written.

    Attributes:
        context: the practice and the day.
        shown: view name -> view, every one of the registry.
        figures: metric name -> its answers by payer: `payer`, `n`, `value`, `withheld`.
        whole: metric name -> n and value of the whole practice.
        sure: metric name -> its 95% intervals by payer: `payer`, `low`, `high`, `method`.
        months: through which month each payer's answers are complete.
        written: payers whose case is there to link to.
    """

    context: CaseContext
    shown: Mapping[str, Shown]
    figures: Mapping[str, pa.Table]
    whole: Mapping[str, Row]
    sure: Mapping[str, pa.Table]
    months: Sequence[PayerMonths]
    written: frozenset[str] = frozenset()

    def rows(self, name: str) -> list[Row]:
        """Give a view's rows; none where there is no such view or it could not be computed."""
        return self.shown[name].rows if name in self.shown else []

    @cached_property
    def by_payer(self) -> dict[str, dict[str, Row]]:
        """Metric name -> payer -> n, value, withheld, and low, high, method where they are known."""
        made: dict[str, dict[str, Row]] = {}
        for name, table in self.figures.items():
            made[name] = {row["payer"]: row for row in table.to_pylist()}
            for row in self.sure[name].to_pylist() if name in self.sure else []:
                made[name][row["payer"]] |= row
        return made

    def figure(self, metric: str, payer: str) -> Row:
        """Give a metric of a payer; without a value where there is none."""
        return self.by_payer.get(metric, {}).get(payer, {"n": 0, "value": None, "withheld": ""})
