"""Old payments that one payer takes back at provider level (PLB reason WO), drawn from a stream of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from counteroffer.demo.calendar import AS_OF
from counteroffer.demo.course import ONCE
from counteroffer.demo.payers import GOLDEN

if TYPE_CHECKING:
    from counteroffer.demo.book import World

STREAM = 47
"""Number of the stream: other draws of a seed do not move by it."""

SHARE = 0.05
YOUNGEST, OLDEST = 120, 740
"""Days after the first payment on which a payment is taken back."""

AT_ONCE = 3
"""Entries in one transaction; the rest waits for the next."""


class Demand(NamedTuple):
    """One payment to be taken back; the fields sort it.

    Attributes:
        day: the first day on which it may be taken.
        claim: claim.
        cents: what the claim was paid.
    """

    day: int
    claim: int
    cents: int


def draw(seed: int, world: World) -> list[Demand]:
    """Draw which claims of Golden Prairie, answered once and paid, are taken back, and when."""
    rng = np.random.default_rng([seed, STREAM])
    course, visits = world.course, world.visits
    paid = np.add.reduceat(world.first.paid, visits.start[:-1])
    lot, age = rng.random(visits.claims), rng.integers(YOUNGEST, OLDEST, visits.claims)
    able = (visits.payer == GOLDEN) & (course.path == ONCE) & (course.first >= 0) & (paid > 0)
    rows = np.flatnonzero(able & (lot < SHARE) & (course.first + age <= AS_OF))
    return sorted(Demand(int(course.first[c] + age[c]), int(c), int(paid[c])) for c in rows.tolist())
