"""Where patients live, who of them is pregnant, and the schedule: from a random stream of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from counteroffer.demo.calendar import AS_OF, LAST_SERVICE, NEW_YEAR_2025, day, iso
from counteroffer.demo.payers import PAYERS
from counteroffer.demo.people import ORTHOPAEDIC, STATE

if TYPE_CHECKING:
    from pathlib import Path

    from counteroffer.demo.people import Clinician, Patients
    from counteroffer.demo.scene import Scene
    from counteroffer.demo.visits import Visits

STREAM = 422
"""The number of its own random stream."""

TOWNS = (
    ("78628", "GEORGETOWN", 0.42), ("78626", "GEORGETOWN", 0.22), ("78633", "GEORGETOWN", 0.11),
    ("78681", "ROUND ROCK", 0.09), ("78641", "LEANDER", 0.08), ("76527", "FLORENCE", 0.05), ("76537", "JARRELL", 0.03),
)  # fmt: skip
"""ZIPs around the practice, and the share of patients who live there."""

CARRIES, AFTER = "Z3400", "Z390"
"""Diagnoses on a pregnant patient's claims: care of a pregnancy, and care after the birth."""

TERM = 250
"""Days from the first sign of a pregnancy to the birth."""

HEADER = ("Appt ID", "Last Name", "First Name", "DOB", "Appt Date", "Created", "Visit Type", "Provider NPI", "Status")
MAPPING = f"""\
mapping: appointments
version: 1
kind: appointments
header: [{", ".join(HEADER)}]
columns:
  appointment: Appt ID
  last: Last Name
  first: First Name
  birth_date: DOB
  appointment_date: Appt Date
  made_date: Created
  visit_type: Visit Type
  rendering_npi: Provider NPI
  status: Status
"""
"""The schedule's layout, as the practice has confirmed it."""

VISITS = (
    ("99202", "99215"), ("99241", "99245"), ("99341", "99350"), ("99381", "99397"), ("G0402", "G0402"),
    ("G0438", "G0439"),
)  # fmt: skip
NEW_VISITS = (("99202", "99205"), ("99381", "99387"))
"""Codes by which the truth counts visits, and new patients: first and last of each range."""


@dataclass(frozen=True)
class Appointment:
    """One appointment: patient, day, day on which it was made, kind of visit, clinician, status."""

    patient: int
    day: int
    made: int
    visit: str
    clinician: int
    status: str


@dataclass(frozen=True)
class Panel:
    """What is known of patients beside their claims.

    Attributes:
        town: of each patient, by position in `TOWNS`.
        first_sign: of each patient the day of the first sign of a pregnancy; -1 without one.
        appointments: the schedule.
    """

    town: list[int]
    first_sign: list[int]
    appointments: list[Appointment]

    def home(self, patient: int) -> str:
        """Write the patient's town as in N4."""
        zip_code, city, _ = TOWNS[self.town[patient]]
        return f"{city}*{STATE}*{zip_code}"

    def diagnosis(self, patient: int, when: int) -> str:
        """Give the diagnosis of a pregnancy on a claim of that day; empty if there is none."""
        sign = self.first_sign[patient]
        if sign < 0 or when < sign:
            return ""
        return CARRIES if when < sign + TERM else AFTER if when < sign + TERM + 60 else ""


def draw(seed: int, patients: Patients, visits: Visits, team: list[Clinician]) -> Panel:
    """Give each patient a town, some a pregnancy, and those who came an appointment now and then."""
    rng = np.random.default_rng([seed, STREAM])
    size = len(patients)
    town = rng.choice(len(TOWNS), size=size, p=[share for _, _, share in TOWNS])
    young = (np.array(patients.sex) == "F") & (patients.age >= 17) & (patients.age < 44)
    sign = rng.integers(NEW_YEAR_2025 - 120, LAST_SERVICE - 10, size)
    sign = np.where(young & (rng.random(size) < 0.14), sign, -1)
    last = np.full(size, -1)
    last[visits.patient] = np.arange(visits.claims)  # the last claim that names the patient
    booked, when, off, lead = rng.random(size), rng.integers(1, 151, size), rng.random(size), rng.integers(3, 90, size)
    made = []
    for p in np.flatnonzero((last >= 0) & (booked < 0.34)).tolist():
        clinician = int(visits.clinician[last[p]])
        surgical = team[clinician].kind == ORTHOPAEDIC and off[p] < 0.2
        visit = "Arthroscopy" if surgical else ("Follow-up" if off[p] < 0.7 else "Physical")
        status = "Scheduled" if booked[p] < 0.28 else "Cancelled" if booked[p] < 0.32 else "No show"
        ahead = int(when[p]) if status != "No show" else -int(when[p])
        made.append(
            Appointment(p, AS_OF + ahead, AS_OF + ahead - int(lead[p]) - max(ahead, 0), visit, clinician, status)
        )
    return Panel(town.tolist(), sign.tolist(), made)


def write(out: Path, panel: Panel, patients: Patients, team: list[Clinician]) -> None:
    """Write the schedule with its mapping."""
    rows = [",".join(HEADER)]
    for number, one in enumerate(panel.appointments, 1):
        p, born = one.patient, patients.birth[one.patient]
        who = f"{patients.last[p]},{patients.first[p]},{born[:4]}-{born[4:6]}-{born[6:]}"
        rows.append(
            f"S{number:06d},{who},{iso(one.day)},{iso(one.made)},{one.visit},{team[one.clinician].npi},{one.status}"
        )
    folder = out / "files" / "appointments"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "appointments.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (out / "mappings").mkdir(exist_ok=True)
    (out / "mappings" / "appointments.yaml").write_text(MAPPING, encoding="utf-8")


def facts(scene: Scene) -> dict[str, Any]:
    """Tell by payer how many patients were seen, visited, new, pregnant and booked on the day the files end."""
    panel, visits, book = scene.world.panel, scene.world.visits, scene.book
    since_24, since_12 = day("2024-02-01"), day("2025-02-01")
    codes = [procedure.split(":")[1] for procedure in book.procedure]
    days: dict[int, list[tuple[int, bool, bool]]] = {}
    for line, code in enumerate(codes):
        claim = int(visits.claim[line])
        if visits.day[claim] >= since_24:
            said = (int(visits.day[claim]), _in(code, VISITS), _in(code, NEW_VISITS))
            days.setdefault(int(visits.patient[claim]), []).append(said)
    booked = {a.patient for a in panel.appointments if a.status == "Scheduled" and AS_OF < a.day <= AS_OF + 90}
    told: dict[str, Any] = {}
    for payer, one in enumerate(PAYERS):
        mine = {p: rows for p, rows in days.items() if int(scene.world.patients.payer[p]) == payer}
        seen = {p for p, rows in mine.items() if any(visit for _, visit, _ in rows)}
        late = {p for p in seen if any(when >= since_12 for when, _, _ in mine[p])}
        told[one.name] = {
            "seen": len(mine), "attributed": len(seen), "attributed_12": len(late),
            "new": sum(any(new and when >= since_12 for when, _, new in mine[p]) for p in late),
            "pregnant": sum(_carries(panel, p, [when for when, _, _ in mine[p]]) for p in seen),
            "scheduled": len(seen & booked),
            "zips": {zip_code: sum(panel.town[p] == at for p in seen) for at, (zip_code, _, _) in enumerate(TOWNS)},
        }  # fmt: skip
    return {"as_of": iso(AS_OF), "scheduled_days": 90, "pregnancy_days": 280, "payers": told}


def _in(code: str, ranges: tuple[tuple[str, str], ...]) -> bool:
    return any(first <= code <= last for first, last in ranges)


def _carries(panel: Panel, patient: int, days: list[int]) -> bool:
    """Say whether a claim of the last 280 days says pregnant, and none since that it is over."""
    said = {when: panel.diagnosis(patient, when) for when in days}
    carried = max((when for when, code in said.items() if code == CARRIES), default=-1)
    over = max((when for when, code in said.items() if code == AFTER), default=-1)
    return carried > AS_OF - 280 and over < carried
