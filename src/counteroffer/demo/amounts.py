"""What each line should have been allowed, what it was allowed, and how payer and patient shared it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from counteroffer.demo.calendar import NEW_YEAR_2025
from counteroffer.demo.course import SHARE_CHANGED, UNDERPAID_AT_FIRST, Course
from counteroffer.demo.denials import UPHELD, Denials
from counteroffer.demo.modifiers import M_50
from counteroffer.demo.payers import PINEBROOK
from counteroffer.demo.rates import EXACT, NO_CONTRACT, Rates
from counteroffer.demo.shares import Shares, share

if TYPE_CHECKING:
    from counteroffer.demo.catalog import Bools, Catalog, Ints
    from counteroffer.demo.visits import Visits

MODIFIER = 5
CONFIDENCE = ("no_contract", "no_rate", "exact", "assumed_locality", "default", "modifier")
"""How sure a price is; the first, second and last mean that there is none."""


@dataclass(frozen=True)
class Expected:
    """Each line beside its contract.

    Attributes:
        charge: line charge, cents.
        rate: cents for one unit, -1 where charges are the basis or there is none.
        contracted: cents for all units before lesser-of, -1 if none.
        expected: cents after lesser-of, -1 if none.
        basis, confidence: positions in `rates.BASIS` and `CONFIDENCE`.
        lesser_of: the contract pays the lesser of rate and charge.
        medicare: what Medicare pays for the line if it is of 2025, -1 if it has no price or is of 2024.
    """

    charge: Ints
    rate: Ints
    contracted: Ints
    expected: Ints
    basis: Ints
    confidence: Ints
    lesser_of: Bools
    medicare: Ints


@dataclass(frozen=True)
class State:
    """One adjudication of all lines.

    Attributes:
        denied: by line.
        allowed, units: by line; allowed is 0 when denied.
        shares: deductible, coinsurance, copay and sequestration by line.
        paid: by line.
    """

    denied: Bools
    allowed: Ints
    units: Ints
    shares: Shares
    paid: Ints


def price(visits: Visits, catalog: Catalog, rates: Rates, charge_master: Ints) -> Expected:
    """Price every line by its contract."""
    year = (visits.day >= NEW_YEAR_2025).astype(np.int64)[visits.claim]
    payer, setting = visits.payer[visits.claim], visits.facility.astype(np.int64)[visits.claim]
    cell = (payer, year, visits.code, visits.part, setting)
    charge = charge_master[year, visits.code, visits.part] * visits.units
    rate, percent = rates.rate[cell], rates.percent[cell]
    contracted = np.where(rate >= 0, rate * visits.units, -1)
    contracted = np.where(percent > 0, (2 * charge * percent + 100_000) // 200_000, contracted)
    confidence = rates.confidence[cell]
    bilateral = visits.mod1 == M_50
    confidence = np.where(bilateral & (confidence != NO_CONTRACT), MODIFIER, confidence)
    contracted = np.where(bilateral, -1, contracted)
    lesser = rates.lesser_of[payer, year].astype(bool)
    expected = np.where(lesser & (contracted >= 0), np.minimum(contracted, charge), contracted)
    medicare = catalog.medicare[visits.code, visits.part, setting] * visits.units
    medicare = np.where((medicare > 0) & (year == 1) & ~bilateral, medicare, -1)
    return Expected(charge, rate, contracted, expected, rates.basis[cell], confidence, lesser, medicare)


def before_plants(rng: np.random.Generator, visits: Visits, priced: Expected) -> Ints:
    """Give what payers allow when all goes right; what the contract does not price they price as they like."""
    by_habit = priced.charge * rng.integers(38, 46, visits.lines) // 100
    abroad = visits.payer[visits.claim] == PINEBROOK
    by_habit = np.where(abroad & (priced.confidence == NO_CONTRACT), priced.charge * 55 // 100, by_habit)
    bilateral = (priced.confidence == MODIFIER) & (priced.rate > 0)
    by_habit = np.where(bilateral, np.minimum(priced.rate * visits.units * 3 // 2, priced.charge), by_habit)
    return np.maximum(np.where(priced.expected >= 0, priced.expected, by_habit), 1).astype(np.int64)


def adjudicate(
    rng: np.random.Generator, visits: Visits, allowed: tuple[Ints, Ints], denials: Denials, course: Course
) -> tuple[State, State]:
    """Make the first and the second adjudication of every line; the second counts only where the course has one."""
    right, units = allowed
    reason = course.reason[visits.claim]
    cut = right * rng.integers(72, 90, visits.lines) // 100
    first = np.where(reason == UNDERPAID_AT_FIRST, np.maximum(cut, 1), right)
    denied_again = denials.line & (denials.fate == UPHELD)[visits.claim]
    draws = rng.random((3, visits.lines))
    free = reason == SHARE_CHANGED
    one = _state(visits, (first, units), denials.line, share(visits, np.where(denials.line, 0, first), draws, free))
    nobody = np.zeros(visits.lines, dtype=bool)
    two = _state(visits, (right, units), denied_again, share(visits, np.where(denied_again, 0, right), draws, nobody))
    return one, two


def _state(visits: Visits, allowed: tuple[Ints, Ints], denied: Bools, shares: Shares) -> State:
    amount = np.where(denied, 0, allowed[0])
    paid = amount - shares.patient - shares.sequestration
    return State(denied, amount, np.where(denied, visits.units, allowed[1]), shares, paid)


def final_prices_hold(priced: Expected) -> Bools:
    """Say which lines have a price that a dispute may rest on."""
    return np.asarray((priced.confidence == EXACT) & (priced.expected >= 0))
