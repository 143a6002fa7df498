"""The walk-away point with all it rests on: every figure with its formula, every input with its source."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import pyarrow as pa

from counteroffer.negotiate.questions import QUESTIONS, Answer
from counteroffer.negotiate.ranges import CENTS, NUMBER, SHARE, Range, plain, whole_cents, write_range
from counteroffer.negotiate.uncertain import Uncertain, swings
from counteroffer.negotiate.walkaway import break_even_backfill, break_even_retention, gains, leave, reservation, stay

if TYPE_CHECKING:
    from collections.abc import Mapping

    from counteroffer.negotiate.cash import Cash
    from counteroffer.negotiate.draws import Drawn

TABLE = pa.schema([(name, pa.string()) for name in ("part", "name", "at", "value", "unit", "says")])
"""One figure: which part of the answer, its name, where in it, its value in `unit` (dollars as a decimal; empty where
there is none), and its formula or source."""


@attrs.frozen
class Figure:
    """One figure of the answer.

    Attributes:
        name: as the table names it.
        title: for a person.
        value: cents for money, a part of one for a share, else a number; None where there is none.
        unit: of `ranges`.
        formula: in words or symbols.
    """

    name: str
    title: str
    value: Fraction | None
    unit: str
    formula: str


@attrs.frozen
class WalkAway:
    """What leaving a payer would bring.

    Attributes:
        payer: the payer.
        answers: every input by its question, with its source.
        given: the inputs as ranges.
        offer: cents per visit at which staying is looked at; today's rate unless another was asked about.
        drawn: the draws.
        cash: the cash by month, at the likely values.
        notes: what counts though nobody said it, and what the figures leave out, in sentences.
    """

    payer: str
    answers: Mapping[str, Answer]
    given: Uncertain
    offer: Fraction
    drawn: Drawn
    cash: Cash
    notes: tuple[str, ...] = ()

    @property
    def point(self) -> Fraction:
        """The reservation rate at the likely values, first year, cents per visit."""
        return reservation(self.given.likely())

    @property
    def change(self) -> Fraction:
        """The reservation rate against today's allowed per visit, part of one: -0.19 is a cut of 19%."""
        return self.point / self.given.rate.likely - 1

    @property
    def reservation(self) -> int:
        """The same change as a mandate says it: percent of a year's money by today's contract, thousandths."""
        return whole_cents(self.change * 100_000)

    def figures(self) -> list[Figure]:
        """Give the yearly figures, at the likely values."""
        here = self.given.likely()
        later, offered = here.later(), self.offer
        better = leave(here) > stay(here, offered)
        retention, backfill = break_even_retention(here, offered), break_even_backfill(here, offered)
        return [
            Figure("stay", "Contribution of staying, a year", stay(here), CENTS, "visits x (rate - cost)"),
            Figure("stay_at", "... at the rate asked about", stay(here, offered), CENTS, "visits x (offer - cost)"),
            Figure("leave", "Contribution of leaving, first year", leave(here), CENTS, _LEAVE),
            Figure("leave_later", "... a later year", leave(later), CENTS, "the same, all filled, nothing paid once"),
            Figure("gain", "Leaving over staying at that rate", leave(here) - stay(here, offered), CENTS,
                   "leave - stay_at"),
            Figure("reservation", "Walk-away rate per visit, first year", self.point, CENTS, "cost + leave / visits"),
            Figure("reservation_later", "... a later year", reservation(later), CENTS, "cost + leave_later / visits"),
            Figure("change", "Walk-away rate against today's", self.change, SHARE, "reservation / rate - 1"),
            Figure("break_even_retention", f"Retention: {retention.says(better)}", retention.share, SHARE,
                   "the retention at which leave = stay_at; outside 0 to 1 there is none"),
            Figure("break_even_backfill", f"Backfill: {backfill.says(better)}", backfill.share, SHARE,
                   "the backfill at which leave = stay_at; outside 0 to 1 there is none"),
        ]  # fmt: skip

    def grid(self) -> tuple[list[Fraction], list[Fraction], list[list[Fraction]]]:
        """Give retentions, backfills, and what leaving gains over staying for each pair, cents a year."""
        rets, fills = steps(self.given.retention), steps(self.given.backfill)
        return rets, fills, gains(self.given.likely(), rets, fills, self.offer)

    def table(self) -> pa.Table:
        """Give everything as one table (`TABLE`)."""
        rows = [("input", name, "", write_range(one.said, QUESTIONS[name].unit), QUESTIONS[name].unit, one.source)
                for name, one in self.answers.items()]  # fmt: skip
        rows += [("figure", one.name, "", number(one.value, one.unit), one.unit, one.formula) for one in self.figures()]
        rows += self._spread()
        rets, fills, cells = self.grid()
        rows += [
            ("grid", "gain", f"retention {share(ret)}, backfill {share(fill)}", number(cell, CENTS), CENTS, "a year")
            for ret, line in zip(rets, cells, strict=True)
            for fill, cell in zip(fills, line, strict=True)
        ]
        for month in self.cash.months:
            rows += [("cash", name, f"month {month.month}", number(getattr(month, name), CENTS), CENTS, said)
                     for name, said in _CASH.items()]  # fmt: skip
        rows += [("note", "", "", "", "", note) for note in self.notes]
        return pa.Table.from_pylist([dict(zip(TABLE.names, row, strict=True)) for row in rows], schema=TABLE)

    def _spread(self) -> list[tuple[str, str, str, str, str, str]]:
        """Give the draws' percentiles and probabilities, and the swings, as rows."""
        drawn = self.drawn
        how = f"{drawn.n} draws, {drawn.shape}, seed {drawn.seed}"
        rows = [
            ("draws", of, f"percentile {percent}", number(Fraction(round(value)), CENTS), CENTS, how)
            for of in ("leave", "reserve")
            for percent, value in drawn.percentiles(of).items()
        ]
        asked = f"at {number(self.offer, CENTS)} per visit"
        rows.append(("draws", "leaving is better", asked, f"{drawn.beats(self.offer):.4f}", SHARE, how))
        for one in swings(self.given):
            ends = f"{number(one.at_low, CENTS)} to {number(one.at_high, CENTS)}"
            rows.append(("swing", one.name, "low to high", ends, CENTS, "reservation rate, all else likely"))
        return rows


_LEAVE = (
    "visits x (retention x (out_of_network - cost) + (1 - retention) x backfill x first year's part x "
    "(backfill_rate - cost)) - one_off - contamination x referred"
)

_CASH = {
    "stay": "cash of the month when staying",
    "leave": "cash of the month when leaving",
    "old": "of it at the old rate: claims of before, and care that goes on",
    "behind": "what leaving has brought less than staying so far",
}


def steps(said: Range) -> list[Fraction]:
    """Give shares to look at: low, likely, high and between them; for one known value quarters from 0 to 1, and it."""
    if said.known:
        return sorted({Fraction(quarter, 4) for quarter in range(5)} | {said.likely})
    ends = (said.low, (said.low + said.likely) / 2, said.likely, (said.likely + said.high) / 2, said.high)
    return sorted(set(ends))


def share(value: Fraction) -> str:
    """Write a part of one as a percent."""
    return f"{plain(value * 100, most=1)}%"


def number(value: Fraction | None, unit: str) -> str:
    """Write a figure: dollars with their fractions of cents, a share as a part of one."""
    if value is None:
        return ""
    return plain(value / 100, 2) if unit == CENTS else plain(value, most=6 if unit in (SHARE, NUMBER) else 2)
