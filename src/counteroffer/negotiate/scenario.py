"""Scenarios: what a proposal is worth on the volumes of the base period, year by year, and code by code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from counteroffer.contracts.ratebook import width_of
from counteroffer.contracts.terms import ByHand, RateTerm
from counteroffer.core.money import half_up
from counteroffer.negotiate.changes import present
from counteroffer.negotiate.repriced import CHARGES, FACTOR, KEEP, UNIT, Paid, repriced
from counteroffer.price.rounding import FULL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from counteroffer.negotiate.offered import Offered, Reached
    from counteroffer.negotiate.proposal import Proposal
    from counteroffer.negotiate.volumes import Row, Volumes


@attrs.frozen
class TermValue:
    """What a change of a clause is worth in a year, cents; what it rests on in words."""

    kind: str
    low: int
    likely: int
    high: int
    how: str = ""


@attrs.frozen
class CodeValue:
    """One row of the volumes in the first year of the term.

    Attributes:
        row: the lines.
        milliunits: units of a year, thousandths, at the scenario's volume.
        was: cents for one unit today; None where it is no rate of a unit.
        offered: cents for one unit as offered; None likewise.
        percent: percent of charges as offered, thousandths; None where it is none.
        change: change of the rate, thousandths of a percent; None where there is none to compare.
        now: cents of a year by today's contract.
        new: cents of a year as offered.
        says: the change that reaches it, empty if none.
    """

    row: Row
    milliunits: int
    was: int | None
    offered: int | None
    percent: int | None
    change: int | None
    now: int
    new: int
    says: str

    @property
    def gain(self) -> int:
        """Cents of a year more."""
        return self.new - self.now


@attrs.frozen
class Year:
    """One year of the term, cents.

    Attributes:
        number: from 1.
        since: its first day.
        now: the contract as it stands.
        new: the proposal, its clauses apart.
        low, likely, high: what changes of clauses are worth.
    """

    number: int
    since: date
    now: int
    new: int
    low: int = 0
    likely: int = 0
    high: int = 0

    @property
    def gain(self) -> int:
        """Cents more by the rates alone."""
        return self.new - self.now


@attrs.frozen
class Scenario:
    """What a proposal is worth.

    Attributes:
        proposal: the proposal.
        volumes: what it was valued on.
        codes: every row, the greatest change of money first.
        years: every year of the term.
        terms: what changes of clauses are worth in a year.
        unvalued: kinds of clauses in the proposal that have no value in dollars.
        discount: thousandths of a percent a year.
        present: present value of all years, cents: low, likely, high.
        scaled: lines whose amount was moved in proportion, and their cents of the base period.
    """

    proposal: Proposal
    volumes: Volumes
    codes: tuple[CodeValue, ...]
    years: tuple[Year, ...]
    terms: tuple[TermValue, ...]
    unvalued: tuple[str, ...]
    discount: int
    present: tuple[int, int, int]
    scaled: tuple[int, int]

    @property
    def now(self) -> int:
        """Cents of the first year by today's contract."""
        return self.years[0].now

    @property
    def gain(self) -> int:
        """Cents of the first year more, by the rates alone."""
        return self.years[0].gain

    @property
    def percent(self) -> int:
        """The first year's gain, thousandths of a percent of what is paid today."""
        return change_of(self.now, self.years[0].new) or 0


def change_of(was: int, now: int) -> int | None:
    """Give a change in thousandths of a percent, half-up; None where there was nothing."""
    return half_up((now - was) * FULL, was) if was > 0 else None


def valued(
    volumes: Volumes, offered: Offered, discount: int = 0, terms: Sequence[TermValue] = (), unvalued: Sequence[str] = ()
) -> Scenario:
    """Value a proposal.

    Args:
        volumes: the payer's lines under today's contract.
        offered: the proposal, compiled.
        discount: thousandths of a percent a year.
        terms: what its changes of clauses are worth.
        unvalued: kinds of its clauses that have no value in dollars.

    Returns:
        The scenario. A proposal that changes nothing is worth exactly 0 in every year and code. The sums of the codes
        are those of the years: each row's cents are rounded once, for its year, and then only added.
    """
    valuer = _Valuer(volumes, offered)
    years, codes = valuer.years(), valuer.codes()
    sums = {name: sum(getattr(term, name) for term in terms) for name in ("low", "likely", "high")}
    years = [attrs.evolve(year, **sums) for year in years]
    low, likely, high = (
        present([year.gain + getattr(year, name) for year in years], discount) for name in ("low", "likely", "high")
    )
    return Scenario(
        offered.proposal, volumes, tuple(sorted(codes, key=lambda code: (-abs(code.gain), -code.now, code.row.key))),
        tuple(years), tuple(terms), tuple(unvalued), discount, (low, likely, high), _scaled(volumes, codes),
    )  # fmt: skip


class _Valuer:
    """One proposal on its way to values, year by year."""

    def __init__(self, volumes: Volumes, offered: Offered) -> None:
        self._volumes, self._offered = volumes, offered
        self._found = [offered.reached(row) for row in volumes.rows]
        self._factors = [_volume(offered.proposal, row) for row in volumes.rows]
        self._asked: list[Paid] = []
        self._sums: list[int] = []
        self._first: tuple[list[Paid], list[int], list[int]] = ([], [], [])

    def years(self) -> list[Year]:
        """Value every year of the term."""
        made = []
        for number, since in enumerate(self._offered.days, 1):
            now, new = self._year(number)
            made.append(Year(number, since, sum(now), sum(new)))
            if number == 1:
                self._first = (self._asked, now, new)
        return made

    def codes(self) -> list[CodeValue]:
        """Give the first year's rows; after `years`."""
        asked, now, new = self._first
        pairs = zip(now, new, strict=True)
        every = zip(self._volumes.rows, asked, self._factors, pairs, self._found, strict=True)
        return [
            _code(row, one, pair, self._volumes.yearly(row.milliunits, factor), _says(reach))
            for row, one, factor, pair, reach in every
        ]

    def _year(self, number: int) -> tuple[list[int], list[int]]:
        volumes, today = self._volumes, _today(self._volumes, number)
        stands = [_as_it_stands(row, rate) for row, rate in zip(volumes.rows, today, strict=True)]
        every = zip(volumes.rows, self._found, today, strict=True)
        asked = [self._offered.paid(row, one, number, rate) for row, one, rate in every]
        if asked != self._asked:
            self._asked, self._sums = asked, _sums(volumes, asked)
        now, new = (
            [volumes.yearly(cents, factor) for cents, factor in zip(sums, self._factors, strict=True)]
            for sums in (_sums(volumes, stands), self._sums)
        )
        return now, new


def _says(reach: Reached) -> str:
    return reach.change.says if reach.change is not None else ""


def _today(volumes: Volumes, year: int) -> list[int | None]:
    """Give the contract's own rate of each row in a year of the term."""
    rates = [row.rate for row in volumes.rows]
    for later in volumes.later[: year - 1]:
        rates = [rate if int(step) < 0 else int(step) for rate, step in zip(rates, later, strict=True)]
    return rates


def _as_it_stands(row: Row, rate: int | None) -> Paid:
    if rate is None or rate == row.rate or row.fine:
        return Paid(KEEP, 0, row.lesser_of)
    return Paid(UNIT, rate, row.lesser_of)


def _sums(volumes: Volumes, paid: list[Paid]) -> list[int]:
    stays = all(one.way == KEEP and one.lesser_of == row.lesser_of for one, row in zip(paid, volumes.rows, strict=True))
    return volumes.sums(volumes.now if stays else repriced(volumes, paid))


def _volume(proposal: Proposal, row: Row) -> int:
    """Give a row's volume, thousandths of a percent of today's; the closest change says it."""
    best: tuple[int, int] | None = None
    for change in proposal.volumes:
        width = width_of(RateTerm("", change.when, ByHand(), lesser_of=False), row.key)
        if width is not None and (best is None or width < best[0]):
            best = (width, FULL + change.percent)
    return FULL if best is None else best[1]


def _code(row: Row, paid: Paid, pair: tuple[int, int], milliunits: int, says: str) -> CodeValue:
    offered = {UNIT: paid.value, KEEP: row.rate}.get(paid.way)
    if paid.way == FACTOR and row.rate is not None:
        offered = half_up(row.rate * paid.value, FULL)
    percent = paid.value if paid.way == CHARGES else None
    change = change_of(row.rate, offered) if row.rate and offered is not None else None
    return CodeValue(row, milliunits, row.rate, offered, percent, change, *pair, says)


def _scaled(volumes: Volumes, codes: Sequence[CodeValue]) -> tuple[int, int]:
    """Count the lines, and the cents, that a proposal moves in proportion to the rate."""
    moved = np.array([code.gain != 0 for code in codes], dtype=bool)[volumes.row] if codes else np.zeros(0, dtype=bool)
    some = moved & ~volumes.plain & (volumes.modified >= 0)
    return int(np.count_nonzero(some)), int(volumes.now[some].sum())
