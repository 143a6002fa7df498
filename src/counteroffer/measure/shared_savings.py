"""Shared savings: share x max(0, benchmark - actual - minimum), capped, and the same of losses where they are borne.

Formula: house notes on reimbursement, 20. The minimum is a percent of the benchmark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from counteroffer.core.money import half_up

if TYPE_CHECKING:
    from counteroffer.contracts.arranged import Range, SharedSavings, Side

_HUNDRED = 100_000


def settled(arrangement: SharedSavings, benchmark: int, actual: int) -> int:
    """Give what a year settles at, cents: above zero the practice's share of savings, below zero its share of losses.

    Vectors: 50% above 2% of 1,000,000.00, actual 900,000.00 -> 0.5 x (100,000 - 20,000) = 40,000.00; from the first
    dollar 50,000.00; with a cap of 30,000.00 that; actual 1,100,000.00 with 30% of losses above 2% -> -24,000.00.
    """
    saved = benchmark - actual
    if saved >= 0:
        return _part(arrangement.up, benchmark, saved)
    return -_part(arrangement.down, benchmark, -saved) if arrangement.down is not None else 0


def _part(side: Side, benchmark: int, amount: int) -> int:
    minimum = half_up(benchmark * side.minimum, _HUNDRED)
    counted = max(0, amount - minimum)
    if counted and side.first_dollar:
        counted = amount
    caps = [side.cap] if side.cap is not None else []
    caps += [half_up(benchmark * side.cap_percent, _HUNDRED)] if side.cap_percent is not None else []
    return min([half_up(counted * side.share, _HUNDRED), *caps])


def bounds(arrangement: SharedSavings, benchmark: Range, actual: Range) -> tuple[int, int]:
    """Give the least and the most that a year can settle at between the ends of what is known.

    It falls as the actual cost rises, so the ends of that are enough. Of the benchmark they are not: a cap on losses
    that is a percent of it grows with it. So the benchmark at which such a cap begins to hold is tried too, and those
    where savings or losses pass the minimum.
    """
    low = min(settled(arrangement, b, actual.high) for b in _turns(arrangement, benchmark, actual.high))
    high = max(settled(arrangement, b, actual.low) for b in _turns(arrangement, benchmark, actual.low))
    return low, high


def _turns(arrangement: SharedSavings, benchmark: Range, actual: int) -> set[int]:
    """Give the benchmarks between which the settlement rises or falls evenly, a cent to either side."""
    found = {benchmark.low, benchmark.likely, benchmark.high, actual}
    for side, sign in ((arrangement.up, -1), (arrangement.down, 1)):
        if side is None:
            continue
        found.add(half_up(actual * _HUNDRED, _HUNDRED + sign * side.minimum) if _HUNDRED + sign * side.minimum else 0)
        if side.cap_percent is not None and side.share:
            # share x (|b - a| - minimum x b) = cap x b, and of the first dollar without the minimum
            offset = 0 if side.first_dollar else side.minimum
            below = _HUNDRED * side.share + sign * (side.share * offset + _HUNDRED * side.cap_percent)
            found.add(half_up(actual * _HUNDRED * side.share, below) if below > 0 else 0)
        if side.cap is not None and side.share:
            offset = 0 if side.first_dollar else side.minimum
            capped = half_up(side.cap * _HUNDRED, side.share)
            found.add(
                half_up((actual - sign * capped) * _HUNDRED, _HUNDRED + sign * offset) if offset < _HUNDRED else 0
            )
    near = {b + step for b in found for step in (-2, -1, 0, 1, 2)}
    return {min(max(b, benchmark.low), benchmark.high) for b in near}
