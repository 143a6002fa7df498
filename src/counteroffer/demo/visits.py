"""What happened in two years: who came when, to whom, and which lines were billed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from counteroffer.demo.calendar import LAST_SERVICE, day, open_days
from counteroffer.demo.kinds import KINDS
from counteroffer.demo.modifiers import Frame, modify
from counteroffer.demo.payers import GOLDEN, MEDICARE_B
from counteroffer.demo.people import ADVANCED, KIND_OF_CLINICIAN, NEWCOMER, PRIMARY, Patients

if TYPE_CHECKING:
    from counteroffer.demo.catalog import Bools, Catalog, Ints

MOST_LINES = 4
FACILITY = ("21", "22", "24", "02")
"""The places of service used here that are paid at the facility rate."""

PLACES = ("11", "10", "02", "22", "24", "21")


@dataclass(frozen=True)
class Visits:
    """Claims and their lines. A line's arrays are as long as there are lines, ordered by claim.

    Attributes:
        patient, payer, clinician, kind, day, place: of each claim; place by position in `PLACES`.
        start: first line of each claim, and the end of the last one.
        claim: claim of each line.
        code, mod1, mod2, part, units: of each line; part is whole, professional or technical.
        facility: of each claim: paid at the facility rate.
        copied_from: of each claim: the claim it repeats under a new number, -1 if none.
    """

    patient: Ints
    payer: Ints
    clinician: Ints
    kind: Ints
    day: Ints
    place: Ints
    start: Ints
    claim: Ints
    code: Ints
    mod1: Ints
    mod2: Ints
    part: Ints
    units: Ints
    facility: Bools
    copied_from: Ints

    @property
    def claims(self) -> int:
        """How many claims."""
        return len(self.patient)

    @property
    def lines(self) -> int:
        """How many lines."""
        return len(self.claim)


def draw(rng: np.random.Generator, catalog: Catalog, patients: Patients, lines: int) -> Visits:
    """Draw visits until there are exactly `lines` lines, then repeat a few claims under new numbers."""
    size = int(lines / 1.45) + 50
    who = np.searchsorted(patients.steps, rng.random(size) * patients.steps[-1], side="right").astype(np.int64)
    when = _days(rng, size)
    kind = _kinds(rng, patients.age[who], size)
    place = _places(rng, kind)
    code = _codes(rng, catalog, kind, patients.age[who], np.isin(patients.payer[who], (GOLDEN, MEDICARE_B)))
    chosen = _cut(code, lines)
    copied = chosen[rng.random(len(chosen)) < 0.0035]
    rows = np.concatenate([chosen, copied])
    origin = np.concatenate([np.full(len(chosen), -1), np.searchsorted(chosen, copied)]).astype(np.int64)
    payer = patients.payer[who]
    clinician = _clinicians(rng, kind, payer, when)
    return _flatten(
        rng, catalog, (who[rows], payer[rows], clinician[rows], kind[rows], when[rows], place[rows]), code[rows], origin
    )


def _cut(code: Ints, lines: int) -> Ints:
    """Keep the first claims that together have exactly so many lines; the last one loses what is too much."""
    filled = np.cumsum((code >= 0).sum(axis=1))
    last = int(np.searchsorted(filled, lines))
    surplus = int(filled[last]) - lines
    used = np.flatnonzero(code[last] >= 0)
    code[last, used[len(used) - surplus :]] = -1
    return np.arange(last + 1, dtype=np.int64)


def _days(rng: np.random.Generator, size: int) -> Ints:
    days = np.array(open_days(), dtype=np.int64)
    season = 1 + 0.10 * np.cos(2 * np.pi * (days - 20) / 365.25) - 0.08 * (days % 7 == 4)
    growth = 1 + 0.12 * days / LAST_SERVICE
    steps = np.cumsum(season * growth)
    drawn = np.searchsorted(steps, rng.random(size) * steps[-1], side="right")
    return np.asarray(days[drawn], dtype=np.int64)


def _kinds(rng: np.random.Generator, age: Ints, size: int) -> Ints:
    steps = np.cumsum([kind.share for kind in KINDS])
    kind = np.searchsorted(steps, rng.random(size) * steps[-1], side="right").astype(np.int64)
    grown = np.array([k.adults for k in KINDS])
    return np.where(grown[kind] & (age < 18), 0, kind).astype(np.int64)


def _places(rng: np.random.Generator, kind: Ints) -> Ints:
    place = np.zeros(len(kind), dtype=np.int64)
    for number, one in enumerate(KINDS):
        rows = np.flatnonzero(kind == number)
        place[rows] = rng.choice([PLACES.index(p) for p in one.places], size=len(rows), p=one.place_shares)
    return place


def _codes(rng: np.random.Generator, catalog: Catalog, kind: Ints, age: Ints, senior: Bools) -> Ints:
    """Fill up to four slots of each claim with codes; -1 is an empty slot; no code stands twice on a claim."""
    code = np.full((len(kind), MOST_LINES), -1, dtype=np.int64)
    for number, one in enumerate(KINDS):
        rows = np.flatnonzero(kind == number)
        for slot, (families, chance) in enumerate(one.slots):
            there = rows[rng.random(len(rows)) < chance]
            which = rng.integers(0, len(families), len(there))
            for choice, family in enumerate(families):
                chosen = there[which == choice]
                code[chosen, slot] = _family_codes(rng, catalog, family, (age[chosen], senior[chosen]))
    for later in range(1, MOST_LINES):
        for earlier in range(later):
            code[code[:, later] == code[:, earlier], later] = -1
    return code


def _family_codes(rng: np.random.Generator, catalog: Catalog, family: str, whose: tuple[Ints, Bools]) -> Ints:
    age, senior = whose
    if family != "prevent":
        return catalog.draw(rng, family, len(age))
    result = catalog.draw(rng, "wellness", len(age))
    for first, until in ((0, 5), (5, 12), (12, 18), (18, 40), (40, 65), (65, 200)):
        rows = ~senior & (age >= first) & (age < until)
        result[rows] = catalog.draw(rng, f"prevent_{first}", int(rows.sum()))
    return result


def _clinicians(rng: np.random.Generator, kind: Ints, payer: Ints, when: Ints) -> Ints:
    """Choose a clinician of the kind of visit; the federal payers see physicians only (they pay others less)."""
    clinician = np.zeros(len(kind), dtype=np.int64)
    for number, one in enumerate(KINDS):
        rows = np.flatnonzero(kind == number)
        able = [i for i, k in enumerate(KIND_OF_CLINICIAN) if k in one.clinicians]
        clinician[rows] = rng.choice(able, size=len(rows))
    advanced = np.array(KIND_OF_CLINICIAN)[clinician] == ADVANCED
    too_soon = (clinician == NEWCOMER) & (when < day("2025-02-03"))
    moved = (advanced & np.isin(payer, (GOLDEN, MEDICARE_B))) | too_soon
    return np.where(moved, rng.integers(0, KIND_OF_CLINICIAN.count(PRIMARY), len(kind)), clinician).astype(np.int64)


def _flatten(
    rng: np.random.Generator, catalog: Catalog, claim_columns: tuple[Ints, ...], code: Ints, origin: Ints
) -> Visits:
    who, payer, clinician, kind, when, place = claim_columns
    present = code >= 0
    claim, _ = np.nonzero(present)
    start = np.concatenate([[0], np.cumsum(present.sum(axis=1))]).astype(np.int64)
    flat = code[present]
    facility = np.isin(np.array(PLACES)[place], FACILITY)
    mod1, mod2, part = modify(rng, np.array(catalog.family)[flat], Frame(claim, kind, facility))
    most = catalog.most_units[flat]
    units = np.minimum(1 + (rng.random(len(flat)) ** 1.6 * most).astype(np.int64), most)
    for column in (mod1, mod2, part, units):
        _like_the_original(column, start, origin)
    columns = (who, payer, clinician, kind, when, place, start, claim.astype(np.int64), flat, mod1, mod2, part, units)
    return Visits(*columns, facility, origin)


def _like_the_original(column: Ints, start: Ints, origin: Ints) -> None:
    for copy in np.flatnonzero(origin >= 0).tolist():
        first, size = start[origin[copy]], start[copy + 1] - start[copy]
        column[start[copy] : start[copy] + size] = column[first : first + size]
