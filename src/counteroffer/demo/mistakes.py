"""More mistakes of payers, drawn from a stream of their own on lines that were paid exactly: existing draws stay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from counteroffer.demo import medicare, plants, rates
from counteroffer.demo.amounts import Expected, final_prices_hold
from counteroffer.demo.calendar import NEW_YEAR_2025, day
from counteroffer.demo.medicare import PROFESSIONAL, WHOLE
from counteroffer.demo.modifiers import PARTED
from counteroffer.demo.payers import BLUE_MESA, HARBORLINE, PINEBROOK, SUMMIT
from counteroffer.demo.plants import Plants
from counteroffer.demo.rates import BY_MEDICARE, Rates

if TYPE_CHECKING:
    from counteroffer.demo.catalog import Bools, Catalog, Floats, Ints
    from counteroffer.demo.schedules import Schedules
    from counteroffer.demo.visits import Visits

STREAM = 31
"""The stream of these draws, beside the seed."""

ELSEWHERE = "0441220"
"""The locality (Beaumont) whose amounts Summit takes now and then."""

LOWER = {"99215": "99214", "99214": "99213", "99205": "99204", "99204": "99203", "99203": "99202"}
"""The next lower visit."""

CLASS_PERCENT, RANK_PERCENT, REST_PERCENT = 85, 50, 45


@dataclass(frozen=True)
class Frame:
    """What the mistakes are planted on.

    Attributes:
        visits, priced: every line, and its price.
        catalog, schedules, rates: what prices are made of.
        paid: lines that stand as paid at the end.
    """

    visits: Visits
    priced: Expected
    catalog: Catalog
    schedules: Schedules
    rates: Rates
    paid: Bools


def more(seed: int, frame: Frame, planted: Plants) -> tuple[Plants, Ints]:
    """Plant the mistakes.

    Returns:
        The plants with them, and the code that was adjudicated: its position, -1 where it is the billed one.
    """
    rng = np.random.default_rng([seed, STREAM])
    work = _Work(frame, planted, rng.random(frame.visits.lines))
    read = work.downcode()
    work.elsewhere()
    work.by_amount()
    work.over()
    firm = final_prices_hold(frame.priced) & frame.paid
    underpaid = firm & plants.short(frame.priced.expected, work.amount)
    return Plants(work.cause, work.amount, planted.units, underpaid), read


class _Work:
    def __init__(self, frame: Frame, planted: Plants, lot: Floats) -> None:
        visits = frame.visits
        self.frame, self.lot = frame, lot
        self.amount, self.cause = planted.allowed.copy(), planted.cause.copy()
        self.payer, self.when = visits.payer[visits.claim], visits.day[visits.claim]
        self.year = (self.when >= NEW_YEAR_2025).astype(np.int64)
        self.setting = visits.facility.astype(np.int64)[visits.claim]
        self.codes = np.array(frame.catalog.codes)
        self.firm = final_prices_hold(frame.priced) & frame.paid & (frame.priced.expected > 0)

    def put(self, name: int, where: Bools, unit: Ints, band: tuple[float, float], *, over: bool = False) -> Bools:
        """Pay lines a wrong amount a unit: those of a band of the lot, still right, whose amount is then short."""
        visits, priced = self.frame.visits, self.frame.priced
        value = np.where(unit > 0, unit * visits.units, -1)
        value = np.where(priced.lesser_of, np.minimum(value, priced.charge), value)
        missing = plants.short(value, priced.expected) if over else plants.short(priced.expected, value)
        rows = self.firm & (self.cause == 0) & where & (value > 0) & missing
        rows &= (self.lot >= band[0]) & (self.lot < band[1])
        self.amount[rows], self.cause[rows] = value[rows], name
        return np.asarray(rows, dtype=bool)

    def rate(self, book: Rates, year: Ints, code: Ints, part: Ints) -> Ints:
        """Give cents for one unit by a book."""
        return np.asarray(book.rate[self.payer, year, code, part, self.setting], dtype=np.int64)

    def downcode(self) -> Ints:
        """Adjudicate the next lower visit."""
        visits, catalog = self.frame.visits, self.frame.catalog
        places = [catalog.position(LOWER[code]) if LOWER.get(code) in catalog.codes else -1 for code in catalog.codes]
        lower = np.array(places, dtype=np.int64)[visits.code]
        unit = self.rate(self.frame.rates, self.year, np.maximum(lower, 0), visits.part)
        fresh = (self.payer != HARBORLINE) | (self.when > day(plants.STALE_UNTIL)) | (self.year == 0)
        payers = np.isin(self.payer, (HARBORLINE, BLUE_MESA)) & fresh
        rows = self.put(plants.DOWNCODED, payers & (lower >= 0), unit, (0.0, 0.04))
        return np.where(rows, lower, -1).astype(np.int64)

    def elsewhere(self) -> None:
        """Take another locality's amounts, and another version's."""
        frame, visits = self.frame, self.frame.visits
        other = np.full_like(frame.catalog.medicare, -1)
        for (code, part, setting), cents in medicare.amounts(locality=ELSEWHERE).items():
            if code in frame.catalog.codes:
                other[frame.catalog.position(code), part, setting] = cents
        book = rates.build(replace(frame.catalog, medicare=other), frame.schedules)
        by_medicare = (self.payer == SUMMIT) & (frame.priced.basis == BY_MEDICARE)
        self.put(plants.LOCALITY, by_medicare, self.rate(book, self.year, visits.code, visits.part), (0.05, 0.13))
        early = (self.payer == BLUE_MESA) & (self.year == 0)
        later = self.rate(frame.rates, np.ones_like(self.year), visits.code, visits.part)
        self.put(plants.NEXT_YEAR, early, later, (0.14, 0.30))

    def by_amount(self) -> None:
        """Reduce for a class, a rank or a charge; pay by the rest term; read a part of the service."""
        frame, visits, priced = self.frame, self.frame.visits, self.frame.priced
        unit = self.rate(frame.rates, self.year, visits.code, visits.part)
        personal = np.char.isdigit(np.char.array(self.codes).astype("U1"))[visits.code]
        one = visits.units == 1
        self.put(
            plants.CLASS, np.isin(self.payer, (BLUE_MESA, PINEBROOK)) & (self.year == 1) & personal,
            _percent(unit, CLASS_PERCENT), (0.31, 0.35),
        )  # fmt: skip
        self.put(plants.RANK, (self.payer == PINEBROOK) & personal & one, _percent(unit, RANK_PERCENT), (0.36, 0.41))
        rest = (2 * priced.charge * REST_PERCENT + 100) // (200 * visits.units)
        self.put(plants.REST, (self.payer == SUMMIT) & (self.year == 0) & one, rest, (0.50, 0.54))
        parted = np.isin(np.array(frame.catalog.family), PARTED)[visits.code] & (visits.part == WHOLE)
        part = self.rate(frame.rates, self.year, visits.code, np.full_like(visits.part, PROFESSIONAL))
        self.put(plants.PART, np.isin(self.payer, (SUMMIT, PINEBROOK)) & parted, part, (0.60, 0.70))
        fresh = (self.payer == BLUE_MESA) | ((self.payer == HARBORLINE) & (self.when > day(plants.STALE_UNTIL)))
        each = np.minimum(unit * visits.units, priced.charge // visits.units)
        # the amount is the whole line's, so that of one unit is put only where it divides
        whole = (visits.units >= 2) & (each % visits.units == 0)
        self.put(plants.CHARGE, fresh & whole, each // visits.units, (0.55, 0.97))

    def over(self) -> None:
        """Pay the whole service for its professional part."""
        visits = self.frame.visits
        part = self.payer[:] == SUMMIT
        part = part & (visits.part == PROFESSIONAL)
        whole = self.rate(self.frame.rates, self.year, visits.code, np.full_like(visits.part, WHOLE))
        self.put(plants.WHOLE_FOR_PART, part, whole, (0.20, 0.35), over=True)


def _percent(unit: Ints, whole: int) -> Ints:
    return np.where(unit > 0, (2 * unit * whole + 100) // 200, -1).astype(np.int64)
