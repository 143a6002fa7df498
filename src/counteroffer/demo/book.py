"""Everything about claims and lines as plain lists of text and numbers, ready to be written."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from counteroffer.demo.calendar import x12_days
from counteroffer.demo.denials import INFORMATION, Denials
from counteroffer.demo.modifiers import MODIFIERS
from counteroffer.demo.payers import CARCS, MISSING_INFORMATION_RARCS, RARCS
from counteroffer.demo.visits import PLACES, Visits

if TYPE_CHECKING:
    from counteroffer.demo.amounts import Expected, State
    from counteroffer.demo.catalog import Catalog, Ints
    from counteroffer.demo.course import Course
    from counteroffer.demo.panel import Panel
    from counteroffer.demo.people import Clinician, Patients
    from counteroffer.demo.referrals import Referrals


@dataclass(frozen=True)
class World:
    """The whole practice, drawn: what the writers and the truth are made from.

    `read` has the code that was adjudicated for each line: its position, -1 where it is the billed one.
    """

    catalog: Catalog
    clinicians: list[Clinician]
    patients: Patients
    visits: Visits
    denials: Denials
    course: Course
    priced: Expected
    first: State
    second: State
    referrals: Referrals
    read: Ints
    panel: Panel


@dataclass(frozen=True)
class Book:
    """The lists. Lines by position; `start` gives the first line of a claim.

    Attributes:
        days: every day as X12 writes it.
        number: patient control number of each claim.
        start: first line of each claim.
        procedure: `HC:99213:25` of each line.
        charge, units: of each line.
        place, facility: place of service of each claim.
        claim_charge: sum of each claim.
        carc, rarc: of each claim's denial, empty if none.
        control: the payer's number of each claim's first adjudication.
    """

    days: list[str]
    number: list[str]
    start: list[int]
    procedure: list[str]
    charge: list[int]
    units: list[int]
    place: list[str]
    claim_charge: list[int]
    carc: list[str]
    rarc: list[str]
    control: list[str]


def open_book(world: World) -> Book:
    """Turn the arrays into lists once."""
    visits, cause = world.visits, world.denials.cause.tolist()
    marks = zip(visits.code.tolist(), visits.mod1.tolist(), visits.mod2.tolist(), strict=True)
    tails = [[f":{m}" if m else "" for m in MODIFIERS]] * 2
    codes = world.catalog.codes
    start, charge = visits.start.tolist(), world.priced.charge.tolist()
    days = x12_days()
    received = world.course.received.tolist()
    return Book(
        days=days,
        number=[f"CH{i * 7 + 1_000_003}" for i in range(visits.claims)],
        start=start,
        procedure=[f"HC:{codes[c]}{tails[0][a]}{tails[1][b]}" for c, a, b in marks],
        charge=charge,
        units=visits.units.tolist(),
        place=[PLACES[p] for p in visits.place.tolist()],
        claim_charge=[sum(charge[a:b]) for a, b in itertools.pairwise(start)],
        carc=[CARCS[c] if c >= 0 else "" for c in cause],
        rarc=[_rarc(c, i) for i, c in enumerate(cause)],
        control=[
            f"{p + 1}{days[d][2:]}{i:08d}" for i, (p, d) in enumerate(zip(visits.payer.tolist(), received, strict=True))
        ],
    )


def _rarc(cause: int, claim: int) -> str:
    if cause < 0:
        return ""
    return MISSING_INFORMATION_RARCS[claim % len(MISSING_INFORMATION_RARCS)] if cause == INFORMATION else RARCS[cause]
