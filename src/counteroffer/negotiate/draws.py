"""Many draws of what leaving rests on: how sure the walk-away point is.

Each part has a stream of random numbers of its own, so that a range given to one of them moves no other. Draws are
floats: what is uncertain by dollars needs no exact cents; the exact formula is in `walkaway`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from counteroffer.negotiate.uncertain import NAMES

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray

    from counteroffer.negotiate.ranges import Range
    from counteroffer.negotiate.uncertain import Uncertain

TRIANGULAR, PERT = "triangular", "pert"
"""Triangular: straight lines from the likely value to both ends. PERT: a beta with mean (low + 4 likely + high) / 6,
which trusts the likely value more."""

SHAPES = (TRIANGULAR, PERT)

PERCENTS = (5, 10, 25, 50, 75, 90, 95)

DRAWS, SEED = 10_000, 20_261_129
"""How many draws, and where their stream begins, unless somebody says otherwise."""


@attrs.frozen
class Drawn:
    """What the draws came to.

    Attributes:
        shape: `triangular` or `pert`.
        seed: where the streams began: the same seed and ranges give the same draws.
        leave: cents a year of leaving, one for each draw.
        reserve: reservation rate in cents per visit, one for each draw.
    """

    shape: str
    seed: int
    leave: NDArray[np.float64]
    reserve: NDArray[np.float64]

    @property
    def n(self) -> int:
        """How many draws."""
        return len(self.leave)

    def percentiles(self, of: str) -> dict[int, float]:
        """Give the percentiles `PERCENTS` of `leave` or `reserve`, cents."""
        found = np.percentile(getattr(self, of), PERCENTS)
        return {percent: float(value) for percent, value in zip(PERCENTS, found, strict=True)}

    def beats(self, rate: Fraction) -> float:
        """Give the part of the draws in which leaving brings more than staying at a rate (cents per visit)."""
        return float(np.mean(self.reserve > float(rate)))


def draw(given: Uncertain, n: int = DRAWS, seed: int = SEED, shape: str = TRIANGULAR) -> Drawn:
    """Draw every part from its range and count what leaving brings.

    Raises:
        ValueError: if there are no draws or visits, or no such shape.
    """
    if n < 1 or given.visits.low <= 0:
        raise ValueError("draws need at least one, and visits above nothing")
    if shape not in SHAPES:
        raise ValueError(f"there is no shape {shape!r}; there are {', '.join(SHAPES)}")
    values = {
        name: draw_range(said, n, np.random.default_rng([seed, NAMES.index(name)]), shape)
        for name, said in given.ranges.items()
    }
    visits, cost, kept = values["visits"], values["cost"], values["retention"]
    filled = values["backfill"] * _first_year(values["ramp"])
    each = kept * (values["out_of_network"] - cost) + (1 - kept) * filled * (values["backfill_rate"] - cost)
    leave = visits * each - values["one_off"] - values["contamination"] * values["referred"]
    return Drawn(shape, seed, leave, cost + leave / visits)


def draw_range(said: Range, n: int, rng: np.random.Generator, shape: str) -> NDArray[np.float64]:
    """Draw from one range; one that is known gives its value each time."""
    low, likely, high = (float(end) for end in (said.low, said.likely, said.high))
    if low == high:
        return np.full(n, low)
    if shape == TRIANGULAR:
        return rng.triangular(low, likely, high, n)
    wide = high - low
    return low + wide * rng.beta(1 + 4 * (likely - low) / wide, 1 + 4 * (high - likely) / wide, n)


def _first_year(ramp: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the part of a year's full backfill that comes in the first year (`walkaway.first_year`)."""
    return np.where(ramp <= 12, 1 - ramp / 24, 6 / np.maximum(ramp, 12))
