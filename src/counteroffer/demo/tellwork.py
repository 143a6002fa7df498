"""What the truth says of work and money after the first answer: resubmissions, denials left alone, take-backs, lags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from counteroffer.demo.calendar import iso
from counteroffer.demo.denials import CREDENTIALING, DUPLICATE
from counteroffer.demo.outcomes import DENIED, PAID
from counteroffer.demo.payers import GOLDEN, PAYERS
from counteroffer.demo.people import NEWCOMER
from counteroffer.demo.remits import FIRST

if TYPE_CHECKING:
    from counteroffer.demo.scene import Scene

Facts = dict[str, Any]
LIMITS = (60, 90, 120, 180)


def sent_again(scene: Scene) -> list[list[Any]]:
    """Claims filed a second time after the payer's answer: claim, day of that filing."""
    course = scene.world.course
    rows = np.flatnonzero((course.again >= 0) & (course.first >= 0)).tolist()
    return [[scene.book.number[c], iso(int(course.again[c]))] for c in rows]


def never_worked(scene: Scene) -> list[list[Any]]:
    """Lines denied and left alone: claim, line, day of the denial; repeats under a new number are not among them."""
    world, course, claim = scene.world, scene.world.course, scene.world.visits.claim
    idle = (course.again < 0) & (course.second < 0) & (course.reversal < 0) & (world.denials.cause != DUPLICATE)
    rows = np.flatnonzero((scene.outcomes.first == DENIED) & (scene.outcomes.final == DENIED) & idle[claim])
    return [[*scene.name(i), iso(int(course.first[claim[i]]))] for i in rows.tolist()]


def takebacks(scene: Scene) -> list[list[Any]]:
    """Payments reversed: claim, payer, day of the first payment, day of the reversal, cents, cents paid instead."""
    world = scene.world
    course, starts, who = world.course, world.visits.start, world.visits.payer.tolist()
    told = []
    for c in np.flatnonzero(course.reversal >= 0).tolist():
        lines = slice(starts[c], starts[c + 1])
        cents = int(world.first.paid[lines].sum())
        instead = int(world.second.paid[lines].sum()) if course.second[c] >= 0 else 0
        if cents:
            days = (iso(int(course.first[c])), iso(int(course.reversal[c])))
            told.append([scene.book.number[c], PAYERS[who[c]].name, *days, cents, instead])
    return told


def recoupments(scene: Scene, taken: list[tuple[int, int, int]]) -> list[list[Any]]:
    """Payments taken back at provider level: claim, payer, reference, first payment, take-back, cents.

    Args:
        scene: what is told.
        taken: claim, day and cents, as written.
    """
    book, first = scene.book, scene.world.course.first
    name = PAYERS[GOLDEN].name
    return [
        [book.number[c], name, f"{book.control[c]}{FIRST}", iso(int(first[c])), iso(day), cents]
        for c, day, cents in taken
    ]


def credentialing(scene: Scene) -> Facts:
    """The newcomer's first months, by payer: days from the first service to the first one paid when first answered."""
    world, ends = scene.world, scene.outcomes
    visits, claim = world.visits, world.visits.claim
    told: Facts = {}
    for number, payer in enumerate(PAYERS):
        mine = ((visits.clinician == NEWCOMER) & (visits.payer == number))[claim]
        if not mine.any():
            continue
        days, paid = visits.day[claim], mine & (ends.first == PAID)
        first = int(days[mine].min())
        first_paid = int(days[paid].min()) if paid.any() else None
        struck = mine & (ends.first == DENIED) & (world.denials.cause == CREDENTIALING)[claim]
        told[payer.name] = {
            "first_service": iso(first),
            "first_paid_service": None if first_paid is None else iso(first_paid),
            "days": None if first_paid is None else first_paid - first,
            "denied_lines": int(struck.sum()),
            "lost_lines": int((struck & (ends.final == DENIED)).sum()),
        }
    return {"npi": world.clinicians[NEWCOMER].npi, "payers": told}


def filed_later_than(scene: Scene) -> Facts:
    """By payer: lines first filed more than 60, 90, 120 and 180 days after the service."""
    visits = scene.world.visits
    waits = (scene.world.course.submitted - visits.day)[visits.claim]
    payer = visits.payer[visits.claim]
    return {
        one.name: {str(d): int(((payer == number) & (waits > d)).sum()) for d in LIMITS}
        for number, one in enumerate(PAYERS)
    }
