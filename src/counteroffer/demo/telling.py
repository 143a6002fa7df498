"""The parts of the truth, told claim by claim and line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from counteroffer.demo import plants
from counteroffer.demo.course import EARLIER, FILED_AGAIN, ONCE, PATHS, REASONS, SENT_TWICE
from counteroffer.demo.denials import TIMELY
from counteroffer.demo.outcomes import NAMES, PAID
from counteroffer.demo.payers import CARCS, CAUSES, PAYERS
from counteroffer.demo.rates import DEFAULT, NO_RATE

if TYPE_CHECKING:
    from counteroffer.demo.catalog import Bools
    from counteroffer.demo.scene import Scene

Facts = dict[str, Any]


def underpayments(scene: Scene) -> Facts:
    """Every underpaid line by its cause: claim, line, cents missing."""
    short = scene.world.priced.expected - scene.plants.allowed
    told: Facts = {}
    for cause in plants.UNDER:
        rows = np.flatnonzero(scene.plants.underpaid & (scene.plants.cause == cause))
        told[plants.CAUSES[cause]] = {
            "lines": len(rows),
            "cents": int(short[rows].sum()),
            "where": [[*scene.name(i), int(short[i])] for i in rows.tolist()],
        }
    return told


def decoys(scene: Scene) -> Facts:
    """Lines that look a little wrong and must not be reported: claim, line, cents (negative when overpaid)."""
    short = scene.world.priced.expected - scene.plants.allowed
    told: Facts = {}
    for cause in (plants.DECOY, plants.OVERPAID):
        rows = np.flatnonzero((scene.plants.cause == cause) & (scene.outcomes.final == PAID))
        told[plants.CAUSES[cause]] = [[*scene.name(i), int(short[i])] for i in rows.tolist()]
    return told


def overpayments(scene: Scene) -> Facts:
    """Every line paid too much by a mistake that has a name: claim, line, cents too much."""
    over = scene.plants.allowed - scene.world.priced.expected
    rows = np.flatnonzero((scene.plants.cause == plants.WHOLE_FOR_PART) & (scene.outcomes.final == PAID))
    return {
        plants.CAUSES[plants.WHOLE_FOR_PART]: {
            "lines": len(rows),
            "cents": int(over[rows].sum()),
            "where": [[*scene.name(i), int(over[i])] for i in rows.tolist()],
        }
    }


def sequestered(scene: Scene) -> list[list[Any]]:
    """Lines finally paid from which the federal cut was taken: claim, line, cents."""
    world, ends = scene.world, scene.outcomes
    last = (world.course.second >= 0) & (world.course.path != SENT_TWICE)
    cut = np.where(last[world.visits.claim], world.second.shares.sequestration, world.first.shares.sequestration)
    rows = np.flatnonzero((cut > 0) & (ends.final == PAID))
    return [[*scene.name(i), int(cut[i])] for i in rows.tolist()]


def denials(scene: Scene) -> Facts:
    """Every line denied at first, by cause: claim, line, final outcome."""
    world, ends = scene.world, scene.outcomes
    told: Facts = {}
    for number, cause in enumerate(CAUSES):
        struck = world.denials.line & (world.denials.cause == number)[world.visits.claim] & ends.answered
        rows = np.flatnonzero(struck)
        told[cause] = {
            "carc": CARCS[number],
            "claims": len(np.unique(world.visits.claim[rows])),
            "lines": len(rows),
            "charge_cents": int(world.priced.charge[rows].sum()),
            "final": {name: int((ends.final[rows] == i).sum()) for i, name in enumerate(NAMES)},
            "where": [[*scene.name(i), NAMES[ends.final[i]]] for i in rows.tolist()],
        }
    return told


def late_filings(scene: Scene) -> list[list[Any]]:
    """Claims filed after the payer's limit: claim, payer, days from service to filing, the limit."""
    world = scene.world
    late = np.flatnonzero(world.denials.late & (world.course.first >= 0)).tolist()
    days = (world.course.submitted - world.visits.day).tolist()
    who = world.visits.payer.tolist()
    return [[scene.book.number[c], PAYERS[who[c]].name, days[c], PAYERS[who[c]].limit] for c in late]


def timely_after_all(scene: Scene) -> list[str]:
    """Claims denied as late though filed in time."""
    wrong = (scene.world.denials.cause == TIMELY) & ~scene.world.denials.late & (scene.world.course.first >= 0)
    return [scene.book.number[c] for c in np.flatnonzero(wrong).tolist()]


def corrections(scene: Scene) -> list[Facts]:
    """Every claim with more than one adjudication."""
    course, starts = scene.world.course, scene.world.visits.start
    told = []
    for c in np.flatnonzero((course.path != ONCE) & (course.first >= 0)).tolist():
        ends = sorted({NAMES[scene.outcomes.final[i]] for i in range(starts[c], starts[c + 1])})
        path = int(course.path[c])
        replaced = bool(course.second[c] >= 0) and path != SENT_TWICE
        told.append({
            "claim": scene.book.number[c],
            "path": PATHS[path],
            "reason": REASONS[int(course.reason[c])],
            "reversals": int(course.reversal[c] >= 0),
            "replaced": replaced,
            "correction_first": path == EARLIER or (bool(course.swapped[c]) and PATHS[path] == "same_day"),
            "outcomes": ends,
        })  # fmt: skip
    return told


def paid_twice(scene: Scene) -> list[list[Any]]:
    """Claims whose paid lines were paid again when one denied line was filed again: claim, cents paid twice."""
    world = scene.world
    course, starts, paid = world.course, world.visits.start, world.first.paid
    told: list[list[Any]] = []
    for c in np.flatnonzero((course.path == FILED_AGAIN) & (course.second >= 0)).tolist():
        cents = int(paid[starts[c] : starts[c + 1]].sum())
        if cents:
            told.append([scene.book.number[c], cents])
    return told


def unscheduled(scene: Scene) -> Facts:
    """Lines whose contract has no rate for their code, by payer; and those that fell to a contract's default."""
    return {
        "no_rate": _by_payer(scene, scene.world.priced.confidence == NO_RATE),
        "default": _by_payer(scene, scene.world.priced.confidence == DEFAULT),
    }


def lesser_of(scene: Scene) -> Facts:
    """What is lost, by payer, where the charge is below the contract and the contract pays the lesser."""
    world = scene.world
    priced = world.priced
    lost = np.where(priced.lesser_of & (priced.contracted > priced.charge), priced.contracted - priced.charge, 0)
    told: Facts = {}
    for number, payer in enumerate(PAYERS):
        mine = (world.visits.payer == number)[world.visits.claim] & (lost > 0)
        if not mine.any():
            continue
        paid = mine & (scene.outcomes.final == PAID)
        told[payer.name] = {
            "lines": int(mine.sum()),
            "cents": int(lost[mine].sum()),
            "paid_lines": int(paid.sum()),
            "paid_cents": int(lost[paid].sum()),
            "codes": sorted({world.catalog.codes[c] for c in world.visits.code[mine].tolist()}),
        }
    return told


def _by_payer(scene: Scene, which: Bools) -> Facts:
    world = scene.world
    told: Facts = {}
    for number, payer in enumerate(PAYERS):
        rows = np.flatnonzero(which & (world.visits.payer == number)[world.visits.claim])
        if len(rows):
            codes = world.visits.code[rows]
            told[payer.name] = {
                "lines": len(rows),
                "charge_cents": int(world.priced.charge[rows].sum()),
                "allowed_cents": int(scene.outcomes.allowed[rows].sum()),
                "codes": sorted({world.catalog.codes[c] for c in codes.tolist()}),
            }
    return told
