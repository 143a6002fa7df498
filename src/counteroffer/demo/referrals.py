"""Who sent the patients: referring physicians of the town, each with payers of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from counteroffer.demo.payers import PAYERS
from counteroffer.demo.people import NPI_BASE, ORTHOPAEDIC, npi

if TYPE_CHECKING:
    from counteroffer.demo.catalog import Ints
    from counteroffer.demo.people import Clinician, Patients
    from counteroffer.demo.visits import Visits

REFERRERS, STREAM = 24, 2310
"""How many there are, and the number of their own random stream: nothing else is drawn from it."""

SENT = 0.7
"""Share of the specialists' patients that somebody sent."""


@dataclass(frozen=True)
class Referrals:
    """Referring physicians.

    Attributes:
        npis: of each.
        of_claim: the referrer of each claim, -1 if none.
    """

    npis: list[str]
    of_claim: Ints

    def segments(self) -> list[str]:
        """Write loop 2310A of each claim; empty where nobody referred."""
        made = [f"NM1*DN*1*REFERRER*N{i}****XX*{number}~" for i, number in enumerate(self.npis)]
        return [made[r] if r >= 0 else "" for r in self.of_claim.tolist()]


def draw(seed: int, patients: Patients, visits: Visits, team: list[Clinician]) -> Referrals:
    """Give patients a referrer, more often one who has many of their payer; claims of specialists name him."""
    rng = np.random.default_rng([seed, STREAM])
    liked = rng.dirichlet(np.full(REFERRERS, 0.6), size=len(PAYERS))
    steps = liked.cumsum(axis=1)
    spot = rng.random(len(patients))
    whose = (spot[:, None] > steps[patients.payer]).sum(axis=1).clip(max=REFERRERS - 1)
    whose = np.where(rng.random(len(patients)) < SENT, whose, -1)
    special = np.array([one.kind >= ORTHOPAEDIC for one in team])[visits.clinician]
    of_claim = np.where(special, whose[visits.patient], -1).astype(np.int64)
    return Referrals([npi(NPI_BASE + 5_003 + 11 * i) for i in range(REFERRERS)], of_claim)
