"""What is seen of a payer: the lines of its base period as columns, and what clauses need beside them, asked once.

Whether a line was sent late, denied, overturned or paid below the contract is said by the measures' own expressions;
here they are only evaluated line by line, so that any limit and any percent can be tried on the same columns.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from counteroffer.clauses.columns import columns
from counteroffer.clauses.worth import Span
from counteroffer.core.money import half_up
from counteroffer.measure.answer import primary
from counteroffer.measure.sure import bootstrap

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from counteroffer.contracts.arranged import Range
    from counteroffer.core.practice import Practice
    from counteroffer.measure.registry import Facts

    Cents = NDArray[np.int64]
    Truth = NDArray[np.bool_]

MONTHS = 12
"""Months of the base period: the last complete ones."""

NEVER = -(10**6)
"""Days between two days of which one is not known: below every limit."""

DEALT, DRAWS, SEED = 500, 1_000, 57
"""Claims are dealt into so many groups, and groups are drawn anew so often (`measure.sure`)."""


@attrs.frozen
class Sources:
    """What clauses are valued on.

    Attributes:
        facts: `measure.facts.facts`, of all payers.
        practice: wages, times, fees and costs.
        need: gives a table by its name when a clause first needs it: `movements`, `authorizations` and `variances`
            (`core.tables`), and `payments`: remittances with their payer, method, paid cents and payment_date.
    """

    facts: Facts
    practice: Practice
    need: Callable[[str], Any]


class Seen:
    """A payer's base period: its last twelve complete months of service at the primary payer.

    Every yearly figure is the base period's times 12 over its months. Columns are asked of the engine once, when a
    clause first needs them.

    Attributes:
        payer: the payer's name.
        practice: the practice's profile.
        inputs: what the practice says of what no claim can (`clauses.inputs`).
        memo: what valuing one clause has found and another may use.
    """

    def __init__(self, payer: str, sources: Sources, inputs: Mapping[str, Range] | None = None) -> None:
        self.payer = payer
        self.sources = sources
        self.practice = sources.practice
        self.inputs = dict(inputs or {})
        self.memo: dict[str, Any] = {}

    @cached_property
    def facts(self) -> Facts:
        """All of the payer's lines as the primary payer, of all days."""
        mine = primary(self.sources.facts)
        return mine.filter(mine.payer == self.payer)

    @cached_property
    def _dates(self) -> tuple[list[str], date | None]:
        asked = self.facts.filter(self.facts.complete, self.facts.month != "")
        found = asked.group_by("month").agg(as_of=asked.as_of.max()).order_by("month").to_pyarrow().to_pylist()
        known = [row["month"] for row in found]
        last = _number(known[-1]) if known else 0
        kept = [month for month in known if last - _number(month) < MONTHS]
        return kept, found[-1]["as_of"] if found else None

    @property
    def months(self) -> list[str]:
        """The months of the base period; fewer than twelve where the data begin later."""
        return self._dates[0]

    @property
    def as_of(self) -> date | None:
        """The day that ages are counted to; None without a line."""
        return self._dates[1]

    @property
    def window(self) -> tuple[date, date] | None:
        """First and last day of the base period; None without a complete month."""
        if not self.months:
            return None
        return _first(_number(self.months[0])), _first(_number(self.months[-1]) + 1) - timedelta(days=1)

    @cached_property
    def base(self) -> Facts:
        """The payer's lines of the base period."""
        return self.facts.filter(self.facts.complete, self.facts.month.isin(self.months))

    @cached_property
    def others(self) -> Facts:
        """The lines of all other payers in the same months, as the primary payer."""
        every = primary(self.sources.facts)
        return every.filter(every.payer != self.payer, every.complete, every.month.isin(self.months))

    @cached_property
    def columns(self) -> dict[str, Any]:
        """The base period's lines as arrays of one length (`clauses.columns`), ordered by line."""
        return arrays(columns(self.base).order_by("line_id").to_pyarrow())

    def column(self, name: str) -> Any:
        """Give one of the columns."""
        return self.columns[name]

    def yearly(self, cents: int) -> int:
        """Scale cents of the base period to a year, half-up."""
        return half_up(int(cents) * MONTHS, max(len(self.months), 1))

    @property
    def revenue(self) -> int:
        """Cents a year that the payer allows, of lines finally paid."""
        return self.yearly(int(self.column("allowed")[self.column("paid_finally")].sum()))

    @property
    def paid_yearly(self) -> int:
        """Cents a year that the payer itself pays, of lines finally paid."""
        return self.yearly(int(self.column("paid")[self.column("paid_finally")].sum()))

    @cached_property
    def claim(self) -> NDArray[np.int64]:
        """The number of each line's claim."""
        _, claim = np.unique(self.column("claim_key"), return_inverse=True)
        return np.asarray(claim, dtype=np.int64)

    @cached_property
    def _groups(self) -> NDArray[np.int64]:
        """Deal whole claims into groups, at random but always the same way."""
        claim = self.claim
        count = int(claim.max()) + 1 if len(claim) else 0
        if count <= DEALT:
            return np.asarray(claim, dtype=np.int64)
        return np.asarray(np.random.default_rng(SEED).integers(0, DEALT, count)[claim], dtype=np.int64)

    def span(self, amounts: Cents) -> Span:
        """Give cents a year of amounts by line: their sum, and the middle 95% of sums over claims drawn anew."""
        likely = self.yearly(int(amounts.sum()))
        if not amounts.any():
            return Span.sure(likely)
        grouped = np.bincount(self._groups, amounts.astype(np.float64), int(self._groups.max()) + 1).astype(np.float64)
        ends = bootstrap(grouped, None, DRAWS)
        assert ends is not None
        low, high = (self.yearly(round(end)) for end in ends)
        return Span(min(low, likely), likely, max(high, likely))

    def claims(self, where: Truth) -> int:
        """Count the claims with such a line."""
        return len(np.unique(self.column("claim_key")[where]))

    def ids(self, where: Truth) -> NDArray[np.int64]:
        """Give the ids of such lines."""
        return np.asarray(self.column("line_id")[where], dtype=np.int64)


def arrays(table: Any) -> dict[str, Any]:
    """Turn an Arrow table into arrays: days not known are `NEVER`, amounts not known 0, truths not known false."""
    made = {}
    for name in table.column_names:
        column = table[name].combine_chunks()
        kind = str(column.type)
        if kind == "string":
            made[name] = np.array(column.to_pylist(), dtype=object)
        elif kind == "bool":
            made[name] = column.fill_null(False).to_numpy(zero_copy_only=False)
        else:
            nothing = NEVER if name.startswith("days_") else 0
            made[name] = column.fill_null(nothing).to_numpy(zero_copy_only=False).astype(np.int64)
    return made


def _number(month: str) -> int:
    return int(month[:4]) * MONTHS + int(month[5:]) - 1


def _first(number: int) -> date:
    return date(number // MONTHS, number % MONTHS + 1, 1)
