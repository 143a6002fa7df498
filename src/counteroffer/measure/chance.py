"""How likely a total is: every uncertain input drawn from a triangle between its low, likely and high value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from counteroffer.core.money import half_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counteroffer.measure.arranged import Worth


@attrs.frozen
class Chance:
    """The drawn totals of a year, cents.

    Attributes:
        tenth: one in ten totals is below it.
        middle: half are.
        ninetieth: nine in ten are.
        mean: their mean, rounded.
        draws: how many were drawn.
        seed: what they were drawn with: the same seed gives the same totals.
        left_out: arrangements that something is missing of.
    """

    tenth: int
    middle: int
    ninetieth: int
    mean: int
    draws: int
    seed: int
    left_out: int


def simulate(worths: Sequence[Worth], draws: int = 5000, seed: int = 1) -> Chance | None:
    """Draw totals; None if no arrangement can be drawn.

    Inputs are drawn independently, each from a stream of its own: real ones move together (a bad year is bad for
    several), so the true spread is rather wider. Arithmetic on what is drawn is exact.

    Args:
        worths: what was valued.
        draws: how many totals.
        seed: of the streams.
    """
    known = [worth for worth in worths if worth.at is not None]
    if not known or draws < 1:
        return None
    totals = [0] * draws
    number = 0
    for worth in known:
        columns = []
        for drawn in worth.ranges:
            number += 1
            if drawn.sure:
                columns.append([drawn.low] * draws)
                continue
            stream = np.random.default_rng([seed, number])
            values = stream.triangular(drawn.low, drawn.likely, drawn.high, draws)
            columns.append([int(value) for value in np.rint(values)])
        assert worth.at is not None
        for i in range(draws):
            totals[i] += worth.at([column[i] for column in columns])
    totals.sort()
    tenth, middle, ninetieth = (totals[min(draws * share // 100, draws - 1)] for share in (10, 50, 90))
    return Chance(tenth, middle, ninetieth, half_up(sum(totals), draws), draws, seed, len(worths) - len(known))
