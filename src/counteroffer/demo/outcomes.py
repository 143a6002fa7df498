"""How every line ended: first and final outcome and the amounts of the final adjudication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from counteroffer.demo.course import SENT_TWICE

if TYPE_CHECKING:
    from counteroffer.demo.book import World
    from counteroffer.demo.catalog import Bools, Ints

NONE, PAID, DENIED, REVERSED = range(4)
NAMES = ("none", "paid", "denied", "reversed")


@dataclass(frozen=True)
class Outcomes:
    """Each line's end, primary payer only.

    Attributes:
        first, final: positions in `NAMES`.
        allowed, paid, patient: cents of the final adjudication; 0 where denied, reversed or none.
        answered: the payer has answered at least once.
        first_day, final_day: by claim: payment days, -1 if none.
    """

    first: Ints
    final: Ints
    allowed: Ints
    paid: Ints
    patient: Ints
    answered: Bools
    first_day: Ints
    final_day: Ints


def settle(world: World) -> Outcomes:
    """Work out the ends."""
    course, claim = world.course, world.visits.claim
    one, two = world.first, world.second
    answered = course.first >= 0
    replaced = (course.second >= 0) & (course.path != SENT_TWICE)
    gone = (course.reversal >= 0) & ~replaced
    # a correction that came before its reversal, like any other, is the later adjudication
    first = np.where(answered[claim], np.where(one.denied, DENIED, PAID), NONE)
    final = np.where(replaced[claim], np.where(two.denied, DENIED, PAID), first)
    final = np.where(gone[claim], REVERSED, final)
    stands = (final == PAID) | (final == DENIED)
    last = replaced[claim]

    def of(a: Ints, b: Ints) -> Ints:
        return np.where(stands, np.where(last, b, a), 0).astype(np.int64)

    return Outcomes(
        first.astype(np.int64),
        final.astype(np.int64),
        of(one.allowed, two.allowed),
        of(one.paid, two.paid),
        of(one.shares.patient, two.shares.patient),
        answered[claim],
        course.first,
        np.where(replaced, course.second, np.where(gone, -1, course.first)),
    )
