"""Lines of the base period priced by other rates: one pass of the pricer's chain over numpy columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from counteroffer.negotiate.volumes import FIXED, OF_CHARGES, Volumes, by_claim, chained, rounded
from counteroffer.price.rounding import FULL
from counteroffer.price.run import MICRO_PER_CENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counteroffer.negotiate.volumes import Flags, Ints

KEEP, UNIT, CHARGES, FACTOR, MICRO = range(5)
"""What becomes of a row: it stays, pays cents for a unit, a percent of charges, moves by a percent, or pays millionths
of a dollar for a unit, rounded by the line."""


@attrs.frozen
class Paid:
    """What one row pays.

    Attributes:
        way: `KEEP`, `UNIT`, `CHARGES`, `FACTOR` or `MICRO`.
        value: cents or millionths of a dollar for a unit, or thousandths of a percent; 0 where it stays.
        lesser_of: whether the charge limits it.
    """

    way: int
    value: int
    lesser_of: bool


def repriced(volumes: Volumes, paid: Sequence[Paid]) -> Ints:
    """Price every line by what its row pays.

    Args:
        volumes: the lines.
        paid: one for each of its rows.

    Returns:
        Cents for each line. Lines that no rate changes (inside a case, capitated) and rows that stay keep theirs; a
        line that something beyond its own charge cuts today (its claim's charges) never pays more than today.
    """
    row = volumes.row
    way = np.array([one.way for one in paid], dtype=np.int64)[row]
    value = np.array([one.value for one in paid], dtype=np.int64)[row]
    lesser = np.array([one.lesser_of for one in paid], dtype=bool)[row]
    was_lesser = np.array([one.lesser_of for one in volumes.rows], dtype=bool)[row]
    fixed = np.array([one.basis in FIXED for one in volumes.rows], dtype=bool)[row]
    was_charges = np.array([one.basis == OF_CHARGES for one in volumes.rows], dtype=bool)[row]
    contracted = _contracted(volumes, way, value, was_charges)
    contracted = np.where(fixed | volumes.stuck, volumes.contracted, contracted)
    limited = np.where(lesser, np.minimum(contracted, volumes.charge), contracted)
    together = by_claim(limited, volumes.charge, volumes.claim, volumes.line_id)
    stays = fixed | volumes.stuck | ((way == KEEP) & (lesser == was_lesser))
    alone = np.where(stays, volumes.now, together)
    made = np.where(volumes.claim >= 0, together, alone)
    made = np.where(volumes.cut, np.minimum(made, volumes.now), made)
    return np.where(contracted < 0, volumes.now, made)


def _contracted(volumes: Volumes, way: Ints, value: Ints, was_charges: Flags) -> Ints:
    """Give the contracted amount of each line; -1 where it has none."""
    whole = np.where(way == UNIT, volumes.whole & ~was_charges, way == MICRO)
    by_line = rounded(value * volumes.milliunits, MICRO_PER_CENT * 1000)
    begun = np.where(way == MICRO, by_line, value)
    rated = (way == UNIT) | (way == MICRO)
    modified = np.full(len(begun), -1, dtype=np.int64)
    modified[rated] = chained(begun[rated], volumes.percents[rated], (volumes.percents[rated] != FULL).any(axis=1))
    direct = np.where(whole, modified, rounded(np.maximum(modified, 0) * volumes.milliunits, 1000))
    scales = (way == UNIT) & ~volumes.plain & (volumes.modified > 0) & (volumes.contracted >= 0) & ~was_charges
    was = np.maximum(volumes.contracted, 0)
    in_proportion = rounded(was * np.maximum(modified, 0), np.maximum(volumes.modified, 1))
    rate = np.where(scales, in_proportion, direct)
    factor = np.where(volumes.contracted < 0, -1, rounded(was * value, FULL))
    charges = rounded(np.maximum(volumes.charge, 0) * value, FULL)
    made: Ints = np.select([rated, way == CHARGES, way == FACTOR], [rate, charges, factor], volumes.contracted)
    return made
