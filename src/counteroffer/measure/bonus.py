"""Pay for performance: bonus = eligible x weight x score(measure), behind gates (house notes on reimbursement, 20)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from counteroffer.core.money import half_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counteroffer.contracts.arranged import Bonus, Measured

_HUNDRED = 100_000


def earned(measure: Measured, score: int) -> Fraction:
    """Give the share of a measure's weight that a performance (thousandths of a percent) earns, from 0 to 1, exactly.

    Vectors: without a benchmark 85% earns 85%; at a threshold of 80%, 79.999% earns nothing and 80% all; from 60% to
    90%, 75% earns half and 95% all. Fewer than the minimum number measured earn nothing.
    """
    if measure.count is not None and measure.count < measure.minimum:
        return Fraction(0)
    if measure.start is None or measure.full is None:
        return Fraction(score, _HUNDRED)
    if measure.start == measure.full:
        return Fraction(int(score >= measure.start))
    reached = min(max(score - measure.start, 0), measure.full - measure.start)
    return Fraction(reached, measure.full - measure.start)


def bonus_cents(bonus: Bonus, eligible: int, scores: Sequence[int], gates: Sequence[int]) -> int:
    """Give the bonus of a year, each measure's part rounded half-up to the cent.

    Args:
        bonus: what the contract says.
        eligible: cents that can be earned.
        scores: performance at each measure, thousandths of a percent.
        gates: performance at each gate.

    Vector: 100,000.00 eligible; 40% at 85% and 60% at 50%; gate passed -> 34,000.00 + 30,000.00.
    """
    if any(score < gate.at_least for gate, score in zip(bonus.gates, gates, strict=True)):
        return 0
    parts = (
        Fraction(eligible * measure.weight, _HUNDRED) * earned(measure, score)
        for measure, score in zip(bonus.measures, scores, strict=True)
    )
    return sum(half_up(part.numerator, part.denominator) for part in parts)


def kept(bonus: Bonus, cents: int) -> int:
    """Give what is left of a bonus if the payer takes back all that it may."""
    return cents - half_up(cents * bonus.clawback, _HUNDRED)
