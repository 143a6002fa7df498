"""What a proposal makes of each row of the volumes: which of its changes reaches it, and what it then pays."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.contracts.ratebook import compile_for, width_of
from counteroffer.contracts.terms import ByHand, Contract, RateTerm
from counteroffer.contracts.ways import REST
from counteroffer.core.codes import in_span
from counteroffer.core.money import half_up, nearest
from counteroffer.negotiate.repriced import CHARGES, FACTOR, KEEP, MICRO, UNIT, Paid
from counteroffer.negotiate.volumes import FIXED, OF_CHARGES
from counteroffer.price.rounding import FULL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from counteroffer.core.practice import Practice
    from counteroffer.medicare.book import MedicareBook
    from counteroffer.negotiate.proposal import Proposal, RateChange
    from counteroffer.negotiate.volumes import Row

Key = tuple[str, str, str]
RateRow = dict[str, Any]

OFFER = "offer"
"""Version under which a proposal's own rates are compiled."""


@attrs.frozen
class OwnRates:
    """A proposal's own rates (`pays`, `dollars`), compiled like a contract's.

    Attributes:
        rows: key -> rate rows (`core.tables.RATES`), each with its days.
    """

    rows: Mapping[Key, tuple[RateRow, ...]]

    def on(self, key: Key, day: date) -> RateRow | None:
        """Give the row of a code, modifier and setting on a day: its own, else the one for whatever is not named."""
        for asked in (key, REST):
            found = self.rows.get(asked, ())
            if found:
                begun = [row for row in found if row["since"] <= day] or [found[0]]
                return begun[-1]
        return None


def own_rates(proposal: Proposal, codes: Iterable[str], day: date, book: MedicareBook, practice: Practice) -> OwnRates:
    """Compile a proposal's own rates for some codes.

    Args:
        proposal: the proposal.
        codes: billed codes.
        day: first day of its rates.
        book: Medicare as published.
        practice: for the locality where the proposal names none.
    """
    terms = tuple(change.term for change in proposal.rates if change.term is not None)
    if not terms:
        return OwnRates({})
    contract = Contract(proposal.name, OFFER, proposal.payer, (), day, terms=terms, file=proposal.file)
    made: dict[Key, list[RateRow]] = {}
    for row in compile_for(frozenset(codes), contract, book, practice).rates.to_pylist():
        made.setdefault((row["code"], row["modifier"], row["setting"]), []).append(row)
    return OwnRates({key: tuple(sorted(rows, key=lambda row: row["since"])) for key, rows in made.items()})


@attrs.frozen
class Reached:
    """What of a proposal reaches one row.

    Attributes:
        change: the closest change; None where none reaches it.
        own: the rate row that it pays by then; None where today's rate moves, or nothing reaches it.
    """

    change: RateChange | None = None
    own: RateRow | None = None


NOBODY = Reached()


@attrs.frozen
class Offered:
    """A proposal with its own rates compiled, ready to be held against rows.

    Attributes:
        proposal: the proposal.
        own: its own rates.
        days: first day of each year of its term.
    """

    proposal: Proposal
    own: OwnRates
    days: tuple[date, ...]

    def reached(self, row: Row) -> Reached:
        """Find the change that reaches a row: the closest, of two equally close ones the first."""
        pays = self.own.on(row.key, self.days[0])
        best: tuple[int, int] | None = None
        terms = 0
        for place, change in enumerate(self.proposal.rates):
            terms += change.term is not None
            term_id = f"{self.proposal.name}/{OFFER}#{terms}"
            if change.term is not None and (pays is None or pays["term_id"] != term_id):
                continue
            width = width_of(change.term or RateTerm("", change.when, ByHand(), lesser_of=False), row.key)
            if width is not None and (best is None or width < best[0]):
                best = (width, place)
        if best is None:
            return NOBODY
        change = self.proposal.rates[best[1]]
        return Reached(change, pays if change.term is not None else None)

    def paid(self, row: Row, found: Reached, year: int, today: int | None) -> Paid:
        """Say what a row pays in a year of the term (from 1), where the contract's own rate is then `today` (cents)."""
        lesser = row.lesser_of if self.proposal.lesser_of is None else self.proposal.lesser_of
        if row.basis in FIXED:
            return Paid(KEEP, 0, row.lesser_of)
        step = self._risen(row, year)
        if found.own is not None and found.change is not None and found.change.term is not None:
            moves = self.proposal.rise is None and year > 1
            own = (self.own.on(row.key, self.days[year - 1]) if moves else None) or found.own
            limited = found.change.term.lesser_of if self.proposal.lesser_of is None else self.proposal.lesser_of
            return _own(own, step, lesser_of=limited)
        percent = FULL + ((found.change.percent or 0) if found.change else 0)
        if row.basis == OF_CHARGES or (today is None and not row.fine):
            return Paid(KEEP, 0, lesser)
        if percent == FULL and step == 1 and today == row.rate:
            return Paid(KEEP, 0, lesser)
        if row.fine:
            return Paid(FACTOR, nearest(percent * step), lesser)
        base = row.rate if self.proposal.rise is not None else today
        return Paid(UNIT, nearest(half_up((base or 0) * percent, FULL) * step), lesser)

    def _risen(self, row: Row, year: int) -> Fraction:
        """Give how far rates have risen by a year of the term: 1 in the first."""
        rise = self.proposal.rise
        if rise is None or row.basis == OF_CHARGES or any(in_span(row.code, *span) for span in rise.spares):
            return Fraction(1)
        if rise.compounding:
            return Fraction(FULL + rise.percent, FULL) ** (year - 1)
        return 1 + Fraction(rise.percent * (year - 1), FULL)


def _own(own: RateRow, step: Fraction, *, lesser_of: bool) -> Paid:
    if own["basis"] == OF_CHARGES:
        return Paid(CHARGES, own["percent"], lesser_of)
    if own["micro"] is not None:
        return Paid(MICRO, nearest(own["micro"] * step), lesser_of)
    if own["rate"] is None:
        return Paid(KEEP, 0, lesser_of)
    return Paid(UNIT, nearest(own["rate"] * step), lesser_of)
