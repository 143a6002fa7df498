"""The underpayments that are planted, one cause to a line at most, and decoys that nobody may report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from counteroffer.demo.amounts import Expected, final_prices_hold
from counteroffer.demo.calendar import NEW_YEAR_2025, day
from counteroffer.demo.course import SENT_TWICE, Course
from counteroffer.demo.denials import UPHELD, Denials
from counteroffer.demo.payers import BLUE_MESA, HARBORLINE, LANTERN, SUMMIT
from counteroffer.demo.rates import BY_MEDICARE, Rates

if TYPE_CHECKING:
    from counteroffer.demo.catalog import Bools, Floats, Ints
    from counteroffer.demo.visits import Visits

LAST_YEAR, WRONG_SETTING, WRONG_RATE, UNITS, DECOY, OVERPAID = range(1, 7)
DOWNCODED, LOCALITY, NEXT_YEAR, CLASS, RANK, REST, PART, CHARGE, WHOLE_FOR_PART = range(7, 16)
CAUSES = (
    "",
    "last_years_schedule",
    "wrong_setting",
    "wrong_rate",
    "units_dropped",
    "small_within_tolerance",
    "overpaid",
    "downcoded",
    "wrong_locality",
    "next_years_schedule",
    "class_percent",
    "rank_percent",
    "rest_term",
    "part_for_whole",
    "charge_of_one_unit",
    "whole_for_part",
)
UNDER = (LAST_YEAR, WRONG_SETTING, WRONG_RATE, UNITS, DOWNCODED, LOCALITY, NEXT_YEAR, CLASS, RANK, REST, PART, CHARGE)
"""Causes that pay too little."""

STALE_UNTIL = "2025-06-30"
"""Through this day of service Harborline still pays its 2024 schedule."""

MISLOADED = ("2025-07-01", "2025-09-30")
"""Over these days of service Blue Mesa pays one clinician as if at the hospital."""

MISLOADED_CLINICIAN = 1
TOLERANCE_CENTS, TOLERANCE_PERCENT = 100, 1


@dataclass(frozen=True)
class Plants:
    """What was planted.

    Attributes:
        cause: of each line, by position in `CAUSES`.
        allowed: cents that the payer allows in its final adjudication.
        units: units that it pays.
        underpaid: the final allowed amount is short by more than the tolerance, and the price is exact.
    """

    cause: Ints
    allowed: Ints
    units: Ints
    underpaid: Bools


def outcome_paid(visits: Visits, denials: Denials, course: Course) -> Bools:
    """Say which lines stand as paid at the end."""
    answered = (course.first >= 0) & ~((course.reversal >= 0) & (course.second < 0))
    replaced = (course.second >= 0) & (course.path != SENT_TWICE)
    struck = np.where(replaced[visits.claim], denials.line & (denials.fate == UPHELD)[visits.claim], denials.line)
    return answered[visits.claim] & ~struck


def plant(rng: np.random.Generator, about: tuple[Visits, Expected, Rates], allowed: Ints, paid: Bools) -> Plants:
    """Plant the causes on lines that end as paid and have an exact price."""
    visits, priced, rates = about
    firm = final_prices_hold(priced) & paid
    payer, when = visits.payer[visits.claim], visits.day[visits.claim]
    second_year = when >= NEW_YEAR_2025
    lot = rng.random(visits.lines)
    cause = np.zeros(visits.lines, dtype=np.int64)
    amount, units = allowed.copy(), visits.units.copy()

    stale = final_prices_hold(priced) & (payer == HARBORLINE) & second_year & (when <= day(STALE_UNTIL))
    old = rates.rate[HARBORLINE, 0, visits.code, visits.part, visits.facility.astype(int)[visits.claim]] * visits.units
    old = np.minimum(old, priced.charge)
    _put(amount, cause, stale & (old > 0), old, LAST_YEAR)

    facility = _at_facility(visits, rates)
    misloaded = (payer == BLUE_MESA) & (visits.clinician == MISLOADED_CLINICIAN)[visits.claim]
    misloaded &= (when >= day(MISLOADED[0])) & (when <= day(MISLOADED[1]))
    able = firm & (priced.basis == BY_MEDICARE) & ~visits.facility[visits.claim] & (cause == 0)
    able &= short(priced.expected, facility) & (facility > 0)
    _put(amount, cause, able & (misloaded | ((payer == SUMMIT) & (lot < 0.012))), facility, WRONG_SETTING)

    many = firm & (visits.units >= 2) & (cause == 0) & np.isin(payer, (SUMMIT, HARBORLINE, LANTERN))
    single = np.where(priced.lesser_of, np.minimum(priced.rate, priced.charge), priced.rate)
    many &= (single > 0) & short(priced.expected, single) & (rng.random(visits.lines) < 0.14)
    _put(amount, cause, many, single, UNITS)
    units[many] = 1

    cut = allowed - allowed * rng.integers(30, 90, visits.lines) // 1000
    wrong = firm & (cause == 0) & np.isin(payer, (SUMMIT, BLUE_MESA)) & short(priced.expected, cut)
    _put(amount, cause, wrong & (lot > 0.975), cut, WRONG_RATE)
    _decoys(rng, priced, (firm & (payer != HARBORLINE), lot), (amount, cause))
    underpaid = final_prices_hold(priced) & paid & short(priced.expected, amount)
    return Plants(cause, amount, units, underpaid)


def _put(amount: Ints, cause: Ints, rows: Bools, value: Ints, name: int) -> None:
    amount[rows] = np.maximum(value[rows], 1)
    cause[rows] = name


def short(expected: Ints, allowed: Ints) -> Bools:
    """Say where the allowed amount is short by more than both tolerances."""
    missing = expected - allowed
    return (missing > TOLERANCE_CENTS) & (missing * 100 > expected * TOLERANCE_PERCENT)


def _at_facility(visits: Visits, rates: Rates) -> Ints:
    rate = rates.rate[visits.payer[visits.claim], 1, visits.code, visits.part, 1]
    return np.asarray(rate * visits.units, dtype=np.int64)


def _decoys(
    rng: np.random.Generator, priced: Expected, where: tuple[Bools, Floats], planted: tuple[Ints, Ints]
) -> None:
    """Cut some lines by no more than the tolerance (a few to the very cent of it), and overpay a few."""
    amount, cause = planted
    free, lot = where[0] & (cause == 0) & (priced.expected > 400), where[1]
    small = rng.integers(1, 101, len(lot))
    small = np.where(rng.random(len(lot)) < 0.15, TOLERANCE_CENTS, small)
    decoy = free & (lot > 0.45) & (lot < 0.463)
    _put(amount, cause, decoy, priced.expected - small, DECOY)
    over = free & (lot > 0.47) & (lot < 0.473) & (priced.charge > priced.expected)
    _put(amount, cause, over, np.minimum(priced.expected * 106 // 100, priced.charge), OVERPAID)
