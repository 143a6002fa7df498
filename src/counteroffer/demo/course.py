"""The course of each claim: filed, received, adjudicated, filed again, reversed, corrected - and on which days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from counteroffer.demo.calendar import AS_OF
from counteroffer.demo.denials import ONE_LINE, OVERTURNED, TIMELY, UNTOUCHED, Denials
from counteroffer.demo.payers import MEDICARE_B, PAYERS

if TYPE_CHECKING:
    from counteroffer.demo.catalog import Bools, Ints
    from counteroffer.demo.people import Patients
    from counteroffer.demo.visits import Visits

ONCE, FILED_AGAIN, SAME_DAY, LATER, EARLIER, TAKEN_BACK, SENT_TWICE = range(7)
"""Paths: adjudicated once; filed again and adjudicated again without a reversal; reversed and corrected on the same
day, the correction later, the correction earlier; reversed and never replaced; sent twice under one number (the second
time denied as a duplicate)."""

PATHS = ("once", "filed_again", "same_day", "later", "earlier", "taken_back", "sent_twice")
AS_DENIED, UNDERPAID_AT_FIRST, SHARE_CHANGED, RECOUPED, DENIAL_STANDS = range(1, 6)
REASONS = (
    "",
    "denial_overturned",
    "underpayment_corrected",
    "patient_share_changed",
    "taken_back",
    "denial_upheld",
)
NEVER = 10**6


@dataclass(frozen=True)
class Course:
    """Days and paths, each as long as there are claims; a day is -1 where nothing happens (or after the files end).

    Attributes:
        submitted, received: first filing and its receipt.
        first: payment day of the first adjudication.
        again: day of the second filing.
        reversal, second: payment days of the reversal and of the second adjudication (or of the duplicate's denial).
        path, reason: see `PATHS` and `REASONS`.
        swapped: the correction stands before the reversal in their file.
        secondary, sent_secondary: payment day of the second payer; day the practice filed with it, -1 for a crossover.
    """

    submitted: Ints
    received: Ints
    first: Ints
    again: Ints
    reversal: Ints
    second: Ints
    path: Ints
    reason: Ints
    swapped: Bools
    secondary: Ints
    sent_secondary: Ints


def draw(rng: np.random.Generator, visits: Visits, denials: Denials, patients: Patients) -> Course:
    """Draw the course of every claim."""
    submitted = _submissions(rng, visits, denials)
    received = submitted + rng.integers(1, 3, visits.claims)
    mean, shape = (np.array([p.lag[i] for p in PAYERS], dtype=float)[visits.payer] for i in (0, 1))
    wait = np.maximum(2, np.rint(rng.gamma(shape, mean / shape))).astype(np.int64)
    first = pay_day(visits.payer, received + wait)
    first = np.where(rng.random(visits.claims) < 0.012, NEVER, first)
    path, reason = _paths(rng, visits, denials)
    again, reversal, second = _second_round(rng, visits, (path, first, wait), denials)
    stopped = first > AS_OF
    first = np.where(stopped, -1, first)
    path, reason, again, reversal, second = _until_now(stopped, path, reason, (again, reversal, second))
    secondary, sent = _second_payers(rng, visits, patients, (path, first, denials))
    swapped = rng.random(visits.claims) < 0.2
    return Course(submitted, received, first, again, reversal, second, path, reason, swapped, secondary, sent)


def pay_day(payer: Ints, from_day: Ints) -> Ints:
    """Give the payer's first payment day that is not before a day."""
    weekday = np.array([p.pay_weekday for p in PAYERS])[payer]
    every = np.array([p.pay_every for p in PAYERS])[payer]
    return np.asarray(from_day + (weekday - from_day) % every, dtype=np.int64)


def _work_day(day: Ints) -> Ints:
    """Move a weekend to the Monday after; what would lie after the end of the files comes just before it."""
    moved = day + np.where(day % 7 == 5, 2, np.where(day % 7 == 6, 1, 0))
    return np.minimum(moved, AS_OF - 1).astype(np.int64)


def _submissions(rng: np.random.Generator, visits: Visits, denials: Denials) -> Ints:
    lag = 1 + np.minimum(rng.gamma(1.6, 2.6, visits.claims), 55).astype(np.int64)
    limit = np.array([payer.limit for payer in PAYERS])[visits.payer]
    lag = np.where(denials.late, limit + rng.integers(3, 61, visits.claims), lag)
    submitted = _work_day(visits.day + lag)
    copies = np.flatnonzero(visits.copied_from >= 0)
    submitted[copies] = _work_day(submitted[visits.copied_from[copies]] + rng.integers(4, 30, len(copies)))
    return submitted


def _paths(rng: np.random.Generator, visits: Visits, denials: Denials) -> tuple[Ints, Ints]:
    size = visits.claims
    how = rng.choice([SAME_DAY, LATER, EARLIER], size=size, p=[0.62, 0.27, 0.11])
    path, reason = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    worked = denials.fate != UNTOUCHED
    whole = ~np.isin(denials.cause, ONE_LINE)
    upheld = worked & (denials.fate != OVERTURNED)
    refiled = (worked & whole & (rng.random(size) < 0.6)) | (upheld & (whole | (rng.random(size) < 0.2)))
    path[worked] = how[worked]
    path[refiled & (denials.cause != TIMELY)] = FILED_AGAIN
    reason[worked] = np.where(upheld, DENIAL_STANDS, AS_DENIED)[worked]
    quiet = (denials.cause < 0) & ~np.isin(np.arange(size), visits.copied_from)
    lot = rng.random(size)
    for low, high, why in ((0.0, 0.006, UNDERPAID_AT_FIRST), (0.006, 0.010, SHARE_CHANGED), (0.010, 0.0125, RECOUPED)):
        rows = quiet & (lot >= low) & (lot < high)
        path[rows], reason[rows] = how[rows], why
        path[rows & (why == RECOUPED)] = TAKEN_BACK
    path[quiet & (lot > 0.9985)] = SENT_TWICE
    return path, reason


def _second_round(
    rng: np.random.Generator, visits: Visits, before: tuple[Ints, Ints, Ints], denials: Denials
) -> tuple[Ints, Ints, Ints]:
    path, first, wait = before
    again = _work_day(first + rng.integers(4, 40, visits.claims))
    refiles = np.isin(path, (FILED_AGAIN, SENT_TWICE))
    base = pay_day(visits.payer, np.where(refiles, again + 2 + wait, first + rng.integers(24, 110, visits.claims)))
    every = np.array([payer.pay_every for payer in PAYERS])[visits.payer]
    after = base + every * rng.integers(1, 4, visits.claims)
    mends = np.isin(path, (SAME_DAY, LATER, EARLIER)) & (denials.fate == OVERTURNED) & (rng.random(visits.claims) < 0.5)
    none = np.full(visits.claims, -1, dtype=np.int64)
    corrected = np.isin(path, (SAME_DAY, EARLIER, FILED_AGAIN, SENT_TWICE))
    second = np.where(path == LATER, after, np.where(corrected, base, none))
    reversal = np.where(path == EARLIER, after, np.where(np.isin(path, (SAME_DAY, LATER, TAKEN_BACK)), base, none))
    again = np.where(refiles | mends, np.minimum(again, base - 3), none)
    return again, reversal, second


def _until_now(
    stopped: Bools, path: Ints, reason: Ints, days: tuple[Ints, Ints, Ints]
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Drop what lies after the end of the files; a round that would be left half-told is not begun."""
    again, reversal, second = days
    last = np.maximum(reversal, second)
    begun = np.where(path == LATER, reversal, last)
    half = (path == LATER) & (second > AS_OF) & (reason == UNDERPAID_AT_FIRST)
    drop = stopped | (begun > AS_OF) | half
    filed_only = drop & ~stopped & (path == FILED_AGAIN) & (again <= AS_OF)
    path, reason = np.where(drop, ONCE, path), np.where(drop, 0, reason)
    reversal = np.where(drop | (reversal > AS_OF), -1, reversal)
    second = np.where(drop | (second > AS_OF), -1, second)
    again = np.where(drop & ~filed_only, -1, again)
    return path, reason, again, reversal, second


def _second_payers(
    rng: np.random.Generator, visits: Visits, patients: Patients, so_far: tuple[Ints, Ints, Denials]
) -> tuple[Ints, Ints]:
    path, first, denials = so_far
    payer = patients.secondary[visits.patient]
    able = (payer >= 0) & (visits.payer == MEDICARE_B) & (path == ONCE) & (first >= 0) & (denials.cause < 0)
    able &= visits.copied_from < 0
    able &= ~np.isin(np.arange(visits.claims), visits.copied_from)
    filed = _work_day(first + rng.integers(3, 12, visits.claims))
    paid = pay_day(np.maximum(payer, 0), filed + rng.integers(5, 25, visits.claims))
    able &= paid <= AS_OF
    crossed = rng.random(visits.claims) < 0.6
    return np.where(able, paid, -1), np.where(able & ~crossed, filed, -1)
