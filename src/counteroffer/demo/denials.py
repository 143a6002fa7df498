"""Which claims are denied at first, why, and whether the practice wins them back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from counteroffer.demo.calendar import AS_OF, day
from counteroffer.demo.kinds import KINDS
from counteroffer.demo.payers import BLUE_MESA, CAUSES, OVERTURN_SHARE, PAYERS, SUMMIT, WORKED_AND_UPHELD
from counteroffer.demo.people import NEWCOMER

if TYPE_CHECKING:
    from counteroffer.demo.catalog import Bools, Ints
    from counteroffer.demo.visits import Visits

ELIGIBILITY, AUTH, TIMELY, BUNDLING, NECESSITY, INFORMATION, DUPLICATE, CREDENTIALING, NONCOVERED = range(len(CAUSES))
ONE_LINE = (BUNDLING, NECESSITY, NONCOVERED)
"""Causes that strike one line of a claim, not all of them."""

ASKS_FIRST = ("imaging", "reading", "scope", "surgery", "therapy", "heart", "nerves")
"""Kinds of visit for which payers want an authorization."""

UNTOUCHED, OVERTURNED, UPHELD = range(3)
CREDENTIALED = "2025-04-30"
LATE_ROOM = 110
"""Days after the filing limit in which a late claim still can be filed and answered."""


@dataclass(frozen=True)
class Denials:
    """What is denied.

    Attributes:
        cause: of each claim, by position in `CAUSES`; -1 if none.
        line: of each line: denied at first.
        fate: of each claim: untouched, overturned or upheld when worked.
        late: of each claim: really filed after the payer's limit.
    """

    cause: Ints
    line: Bools
    fate: Ints
    late: Bools


def draw(rng: np.random.Generator, visits: Visits) -> Denials:
    """Draw the denials of all claims."""
    cause = _random_causes(rng, visits)
    joined = (visits.clinician == NEWCOMER) & np.isin(visits.payer, (SUMMIT, BLUE_MESA))
    cause[joined & (visits.day <= day(CREDENTIALED))] = CREDENTIALING
    limit = np.array([payer.limit for payer in PAYERS])[visits.payer]
    timely, draw_ = visits.day + limit + LATE_ROOM <= AS_OF, rng.random(visits.claims)
    late = timely & (draw_ < 0.009)
    cause[late | (timely & (draw_ > 0.9988))] = TIMELY
    cause[visits.copied_from >= 0] = DUPLICATE
    cause[visits.copied_from[visits.copied_from >= 0]] = -1
    late &= cause == TIMELY
    fate = _fates(rng, cause)
    fate[(cause == TIMELY) & ~late] = OVERTURNED
    fate[late] = UNTOUCHED
    return Denials(cause, _struck_lines(rng, visits, cause), fate, late)


def _random_causes(rng: np.random.Generator, visits: Visits) -> Ints:
    cause = np.full(visits.claims, -1, dtype=np.int64)
    for number, payer in enumerate(PAYERS):
        mix = np.array(payer.denial_mix, dtype=float)
        rows = np.flatnonzero((visits.payer == number) & (rng.random(visits.claims) < payer.denial_share))
        cause[rows] = rng.choice(len(CAUSES), size=len(rows), p=mix / mix.sum())
    asked = np.isin(visits.kind, [i for i, kind in enumerate(KINDS) if kind.name in ASKS_FIRST])
    cause[(cause == AUTH) & ~asked & (rng.random(visits.claims) < 0.6)] = INFORMATION
    single = np.diff(visits.start) == 1
    cause[(cause == BUNDLING) & single] = INFORMATION
    return cause


def _fates(rng: np.random.Generator, cause: Ints) -> Ints:
    share = np.array((*OVERTURN_SHARE, 0.0))[cause]
    draw_ = rng.random(len(cause))
    worked = (draw_ >= share) & (draw_ < share + WORKED_AND_UPHELD)
    fate = np.where(draw_ < share, OVERTURNED, np.where(worked, UPHELD, UNTOUCHED))
    fate[(cause < 0) | (cause == DUPLICATE)] = UNTOUCHED
    return fate.astype(np.int64)


def _struck_lines(rng: np.random.Generator, visits: Visits, cause: Ints) -> Bools:
    size = np.diff(visits.start)
    chosen = visits.start[:-1] + (rng.random(visits.claims) * size).astype(np.int64)
    chosen = np.where(cause == BUNDLING, visits.start[1:] - 1, chosen)
    struck = (cause >= 0)[visits.claim]
    one = np.isin(cause, ONE_LINE)[visits.claim]
    return np.asarray(struck & (~one | (np.arange(visits.lines) == chosen[visits.claim])))
