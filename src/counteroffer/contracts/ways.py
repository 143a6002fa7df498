"""What each way to pay gives on a day: a row for every code it reaches, priced or said to have no price."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.contracts import anesthesia
from counteroffer.contracts.lists import OwnList
from counteroffer.contracts.options import AS_PUBLISHED
from counteroffer.contracts.sites import SITE
from counteroffer.contracts.terms import (
    Anesthesia,
    ByHand,
    ByYear,
    CaseRate,
    ConversionFactor,
    FeeSchedule,
    PercentOfCharges,
    PercentOfMedicare,
    PercentOfSchedule,
)
from counteroffer.core.codes import COMPONENT_MODIFIERS, EQUIPMENT_MODIFIERS, RATE_MODIFIERS, is_equipment
from counteroffer.core.errors import InputError
from counteroffer.core.money import half_up
from counteroffer.ingest.fees.edition import quarter_days
from counteroffer.medicare import beside
from counteroffer.medicare.book import Own, priced_codes
from counteroffer.medicare.units import UNIT, relative_units, valued_codes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from counteroffer.contracts.limits import ChargeLimit
    from counteroffer.contracts.options import OwnIndices
    from counteroffer.contracts.terms import Contract, RateTerm
    from counteroffer.core.practice import Practice
    from counteroffer.medicare.book import Gpcis, MedicareBook

SETTINGS = ("facility", "nonfacility")
PERCENT = 100_000
MICRO_PER_CENT = 10_000
UNPRICED, BY_HAND = "unpriced", "by_hand"
Key = tuple[str, str, str]
"""Code, modifier and setting."""
Row = dict[str, Any]
"""Columns of `core.tables.RATES` beside the key, the dates and the head."""

REST: Key = ("*", "*", "*")
"""Whatever no other row of the version names."""

Edition = tuple[int, ...]
"""What of Medicare a term pays by: a year, a year and a quarter, or nothing."""


@attrs.frozen
class Offer:
    """What a term gives in one edition of what it pays by.

    Attributes:
        rows: every key it reaches with its row; where `fault` is said they are rows without a price.
        fault: why the term cannot be priced; None if it can.
    """

    rows: tuple[tuple[Key, Row], ...]
    fault: InputError | None = None


class Ways:
    """Gives the offers of a contract version's terms; of `only` some codes, and the rest row, where these are said."""

    def __init__(
        self,
        contract: Contract,
        book: MedicareBook,
        practice: Practice,
        billed: Collection[str],
        only: Collection[str] | None = None,
    ) -> None:
        self.contract = contract
        self.only = only
        self.book = book
        self.billed = billed
        self.locality = practice.locality or book.locality_of(practice.zip)

    def turns(self, term: RateTerm) -> set[date]:
        """Give the days on which what a term gives may change."""
        pays = term.pays
        if isinstance(pays, ByYear) and pays.update is not None:
            return {date(year + more, *pays.update) for year in self.book.years for more in (0, 1)}
        if isinstance(pays, PercentOfSchedule) and pays.quarter is None:
            days = [quarter_days(*quarter) for quarter in beside.quarters(self.book, pays.schedule)]
            return {turn for first, last in days for turn in (first, last + timedelta(1))}
        return set()

    def edition(self, term: RateTerm, day: date) -> Edition:
        """Give what of Medicare a term pays by on a day."""
        pays = term.pays
        if isinstance(pays, ByYear):
            return (self._year(pays, day),)
        if isinstance(pays, PercentOfSchedule):
            return pays.quarter or (day.year, (day.month + 2) // 3)
        return ()

    def offer(self, ordinal: int, edition: Edition) -> Offer:
        """Give what a term (by its ordinal from 1) reaches in an edition."""
        term = self.contract.terms[ordinal - 1]
        base = {"term_id": self.contract.term_id(ordinal), "lesser_of": term.lesser_of}
        fault = None
        try:
            found = [(key, _BLANK | base | row) for key, row in self._asked(self._rows(term, edition))]
        except InputError as problem:
            fault = problem
            none = _BLANK | base | {"basis": UNPRICED}
            found = [(key, none) for key in self._unpriced(term) if self.only is None or key[0] in self.only]
        return Offer(tuple(_with_equipment(found)), fault)

    def _asked(self, rows: Iterable[tuple[Key, Row]]) -> Iterable[tuple[Key, Row]]:
        only = self.only
        return rows if only is None else ((key, row) for key, row in rows if key == REST or key[0] in only)

    def _rows(self, term: RateTerm, edition: Edition) -> Iterable[tuple[Key, Row]]:
        pays = term.pays
        if isinstance(pays, PercentOfMedicare):
            return self._of_medicare(pays, edition[0])
        if isinstance(pays, PercentOfSchedule):
            return self._of_published(pays, *edition)
        if isinstance(pays, ConversionFactor):
            return self._of_units(pays, edition[0])
        return self._of_anesthesia(pays, term, edition[0]) if isinstance(pays, Anesthesia) else self._of_own(term)

    def _of_own(self, term: RateTerm) -> Iterable[tuple[Key, Row]]:
        """Give what a term pays that rests on nothing of Medicare's."""
        pays = term.pays
        if isinstance(pays, FeeSchedule):
            return _of_fees(pays)
        if isinstance(pays, OwnList):
            return _of_list(pays)
        if isinstance(pays, PercentOfCharges) and pays.limit is not None:
            return self._up_to(pays, pays.limit, term)
        return self._of_known(term, _row_of(pays))  # type: ignore[arg-type]

    def _year(self, pays: ByYear, day: date) -> int:
        if pays.update is None:
            return pays.year or max(self.book.years, default=0)
        return day.year if (day.month, day.day) >= pays.update else day.year - 1

    def _place(self, locality: str) -> tuple[str, str]:
        """Give the locality, and the confidence with which it is known."""
        locality = "" if locality == SITE else locality
        if locality or self.locality:
            return locality or self.locality, "exact" if locality else "assumed_locality"
        raise InputError("no locality is known.", "Name it in the term, or the ZIP in practice.yaml.")

    def _of_medicare(self, pays: PercentOfMedicare, year: int) -> Iterator[tuple[Key, Row]]:
        locality, confidence = self._place(pays.locality)
        said = pays.year is not None or pays.update is not None
        row = {
            "basis": "percent_of_medicare", "percent": pays.percent, "medicare_year": year,
            "medicare_locality": locality, "confidence": confidence if said else "assumed_year",
        }  # fmt: skip
        own, told = self._indices(pays.indices, locality, year)
        factors = dict(pays.factors)
        factor = factors.get(year, factors.get(0))
        row |= told | {"factor": factor, "settled": pays.settled.said()}
        amounts = self.book.amounts(year, locality, pays.release, capped=pays.capped, own=Own(own, factor))
        if self.only is not None:
            amounts = amounts.filter(pc.is_in(amounts["code"], pa.array(sorted(self.only), pa.string())))
        columns = (amounts[name].to_pylist() for name in ("code", "modifier", "setting", "amount"))
        for code, modifier, setting, amount in zip(*columns, strict=True):
            if not modifier or modifier in COMPONENT_MODIFIERS:
                rate = pays.settled.rounded(amount * pays.percent, PERCENT)
                made = row | {"rate": rate, "medicare_rate": amount}
                if pays.by_line:
                    made["micro"] = pays.settled.rounded(amount * pays.percent * MICRO_PER_CENT, PERCENT)
                yield (code, modifier, setting), made

    def _indices(self, own: OwnIndices, locality: str, year: int) -> tuple[Gpcis | None, Row]:
        """Give the contract's own indices (None: as published), and what a row says of them."""
        if own == AS_PUBLISHED:
            return None, {}
        made = own.of(self.book.gpcis(locality, year))
        return made, {} if made is None else {"work_index": made[0], "expense_index": made[1]}

    def _of_units(self, pays: ConversionFactor, year: int) -> Iterator[tuple[Key, Row]]:
        locality, confidence = self._place(pays.locality) if pays.geographic else ("", "exact")
        said = pays.year is not None or pays.update is not None
        row = {
            "basis": "conversion_factor", "factor": pays.factor, "medicare_year": year, "medicare_locality": locality,
            "confidence": confidence if said else "assumed_year",
        }  # fmt: skip
        own, told = self._indices(pays.indices, locality, year) if pays.geographic else (None, {})
        row |= told | {"settled": pays.settled.said()}
        for key, units in relative_units(self.book, year, locality, pays.release, own).items():
            if not key[1] or key[1] in COMPONENT_MODIFIERS:
                made = row | {"rate": pays.settled.rounded(units * pays.factor, 100 * UNIT), "relative": units}
                if pays.by_line:
                    made["micro"] = pays.settled.rounded(units * pays.factor * 100, UNIT)
                yield key, made

    def _of_anesthesia(self, pays: Anesthesia, term: RateTerm, year: int) -> Iterator[tuple[Key, Row]]:
        locality, confidence = self._place(pays.locality) if pays.factor is None else ("", "exact")
        said = pays.factor is not None or pays.year is not None or pays.update is not None
        row = {"confidence": confidence if said else "assumed_year"}
        row |= anesthesia.dollars_for_a_unit(pays, self.book, year, locality)
        for code, made in anesthesia.rows_of(pays, term, self.known_codes, row):
            for modifier in parts(code):
                for setting in SETTINGS:
                    yield (code, modifier, setting), anesthesia.NO_PRICE if modifier else made

    def _of_published(self, pays: PercentOfSchedule, year: int, quarter: int) -> Iterator[tuple[Key, Row]]:
        row: Row = {
            "basis": f"percent_of_{pays.schedule}", "percent": pays.percent, "medicare_year": year,
            "medicare_quarter": quarter, "confidence": "exact", "settled": pays.settled.said(),
        }  # fmt: skip
        locality = ""
        if pays.schedule == "equipment":
            locality, row["confidence"] = self._place(pays.locality)
            row["medicare_locality"] = locality
        for (code, modifier), mills in beside.mills(self.book, pays.schedule, (year, quarter), locality).items():
            rate = pays.settled.rounded(mills * pays.percent, 10 * PERCENT)
            made = row | {"rate": rate, "medicare_rate": half_up(mills, 10)}
            if pays.schedule == "drugs":  # a cent is too coarse for a unit of a drug: the line is rounded
                made |= {"factor": mills * 10, "micro": pays.settled.rounded(mills * pays.percent, 100)}
            for setting in SETTINGS:
                yield (code, modifier, setting), made

    def _unpriced(self, term: RateTerm) -> Iterator[Key]:
        """Give what a term that cannot be priced would have reached: what its schedule prices in any edition.

        A code that the term names singly is its own even where no edition knows it.
        """
        pays = term.pays
        named = {(first, part) for first, last in term.when.spans if first == last for part in parts(first)}
        if isinstance(pays, PercentOfSchedule):
            reached = beside.codes(self.book, pays.schedule)
        elif isinstance(pays, ConversionFactor):
            reached = valued_codes(self.book.fees)
        elif isinstance(pays, Anesthesia):
            reached = {(code, part) for code in anesthesia.reached(term, self.known_codes) for part in parts(code)}
        else:
            reached = priced_codes(self.book.fees)
        for code, modifier in sorted(named | reached):
            for setting in SETTINGS:
                yield code, modifier, setting

    def _of_known(self, term: RateTerm, row: Row) -> Iterator[tuple[Key, Row]]:
        """Give a row for every known code; a term that restricts nothing reaches whatever the others leave."""
        when = term.when
        if not when.spans and not when.modifiers and not when.setting:
            confidence = "default" if row["confidence"] == "exact" else row["confidence"]
            yield REST, row | {"confidence": confidence}
            return
        for code in sorted(self.known_codes | {first for first, last in when.spans if first == last}):
            for modifier in parts(code):
                for setting in SETTINGS:
                    yield (code, modifier, setting), row

    def _up_to(self, pays: PercentOfCharges, limit: ChargeLimit, term: RateTerm) -> Iterator[tuple[Key, Row]]:
        """Give a percent of charges with the charges up to which it counts them; the rest as the contract says."""
        row = {"basis": "percent_of_charges", "percent": pays.percent, "confidence": "exact"}
        known = {(code, modifier): cents for code, modifier, cents in limit.charges}
        others = list(self._of_known(term, row if limit.full else {"basis": BY_HAND, "confidence": "cannot_price"}))
        rest = bool(others) and others[0][0] == REST
        if rest:  # the codes of the file stand before whatever is left
            row |= {"confidence": "default"}
            for (code, modifier), cents in known.items():
                for setting in SETTINGS:
                    yield (code, modifier, setting), row | {"charge_limit": cents}
        for key, other in others:
            yield key, row | {"charge_limit": known[key[:2]]} if key[:2] in known else other

    @cached_property
    def known_codes(self) -> set[str]:
        """Every code that Medicare's physician file, the contract's schedules or the practice's bills know."""
        known = {*pc.unique(self.book.fees["code"]).to_pylist(), *self.billed}
        for term in self.contract.terms:
            if isinstance(term.pays, FeeSchedule):
                known.update(row.code for row in term.pays.rows)
            if isinstance(term.pays, OwnList):
                known.update(code for code, _ in term.pays.prices)
            if isinstance(term.pays, PercentOfCharges) and term.pays.limit is not None:
                known.update(code for code, _, _ in term.pays.limit.charges)
            if isinstance(term.pays, PercentOfSchedule):
                known.update(code for code, _ in beside.codes(self.book, term.pays.schedule))
        return known


_BLANK: Row = {
    "site": "",
    "settled": "",
    "medicare_locality": "",
    "escalator": "",
    "round_time": "",
    "physical_status": "",
    "confidence": "cannot_price",
}
"""What text columns hold where a way says nothing of them."""


def blank_row() -> Row:
    """Give a row that says nothing yet."""
    return dict(_BLANK)


def parts(code: str) -> tuple[str, ...]:
    """Give the modifiers under which a code may have a rate."""
    return ("", *RATE_MODIFIERS) if is_equipment(code) else ("", *COMPONENT_MODIFIERS)


def _row_of(pays: PercentOfCharges | CaseRate | ByHand) -> Row:
    """Give the row of a way to pay that is the same for every code."""
    if isinstance(pays, ByHand):
        return {"basis": BY_HAND, "confidence": "cannot_price"}
    if isinstance(pays, CaseRate):
        return {"basis": "case_rate", "rate": pays.amount, "confidence": "exact"}
    return {"basis": "percent_of_charges", "percent": pays.percent, "confidence": "exact"}


def _of_list(pays: OwnList) -> Iterator[tuple[Key, Row]]:
    """Give a row for each code of a list, without its amounts: they hang on the day, and come when all is decided."""
    row = {"basis": pays.basis, "confidence": "exact"}
    for code, _ in pays.prices:
        for setting in SETTINGS:
            yield (code, "", setting), row


def _of_fees(pays: FeeSchedule) -> Iterator[tuple[Key, Row]]:
    for both in (False, True):  # a row for one setting stands before a row for both
        for row in pays.rows:
            if (row.setting == "") is both:
                for setting in SETTINGS if both else (row.setting,):
                    rate = {"basis": "fee_schedule", "rate": row.amount, "confidence": "exact"}
                    yield (row.code, row.modifier, setting), rate


def _with_equipment(rows: list[tuple[Key, Row]]) -> Iterator[tuple[Key, Row]]:
    """Let a row without a modifier also hold for new, rented and used, where these have no row of their own."""
    own = {key for key, _ in rows if key[1] in EQUIPMENT_MODIFIERS}
    for (code, modifier, setting), row in rows:
        yield (code, modifier, setting), row
        if not modifier and is_equipment(code):
            for use in EQUIPMENT_MODIFIERS:
                if (code, use, setting) not in own:
                    yield (code, use, setting), row
