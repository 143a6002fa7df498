"""Kinds of visit: how often, where, by whom, and which families of codes fill the lines."""

from __future__ import annotations

from dataclasses import dataclass

from counteroffer.demo.people import ADVANCED, GUT, HEART, ORTHOPAEDIC, PRIMARY

Slots = tuple[tuple[tuple[str, ...], float], ...]


@dataclass(frozen=True)
class Kind:
    """One kind of visit.

    Attributes:
        name: for people.
        share: weight among the kinds.
        slots: up to four: families to choose among, and the chance that the line is there (the first always is).
        clinicians: kinds of clinician that do it.
        places, place_shares: places of service and their shares.
        diagnoses: ICD-10 codes to draw from.
        adults: only for grown-ups.
    """

    name: str
    share: float
    slots: Slots
    clinicians: tuple[int, ...]
    diagnoses: tuple[str, ...]
    places: tuple[str, ...] = ("11",)
    place_shares: tuple[float, ...] = (1.0,)
    adults: bool = True


def _slots(*slots: tuple[str, float]) -> Slots:
    return tuple((tuple(families.split()), chance) for families, chance in slots)


_ALL = (PRIMARY, PRIMARY, ADVANCED, ORTHOPAEDIC, GUT, HEART)
_FAMILY = (PRIMARY, ADVANCED)
_EVERYDAY = ("I10", "E119", "E785", "J069", "R059", "M545", "F411", "K219", "N390", "J309", "E039", "R5383", "Z7689")
_JOINTS = ("M1711", "M1712", "M25511", "M25512", "M7541", "M7542", "M5416", "S8391XA", "M79671", "M65341")
_HEART = ("I10", "I2510", "I4891", "R079", "R002", "I5022", "R55", "I4820")
_GUT = ("Z1211", "K219", "K635", "R1013", "D123", "K5730", "K2970")

KINDS = (
    Kind(
        "office",
        0.40,
        _slots(
            ("em_est em_est em_est em_est em_new", 1),
            ("draw lab addon", 0.44),
            ("lab xray skin ekg", 0.30),
            ("lab", 0.14),
        ),
        _ALL,
        _EVERYDAY,
        adults=False,
    ),
    Kind("telehealth", 0.05, _slots(("em_est", 1)), _FAMILY, _EVERYDAY, ("10", "02"), (0.82, 0.18), adults=False),
    Kind(
        "prevention",
        0.085,
        _slots(("prevent", 1), ("vax_admin vax_flu_admin", 0.55), ("vaccine lab", 0.7), ("lab addon", 0.5)),
        _FAMILY,
        ("Z0000", "Z0001", "Z23", "Z00129"),
        adults=False,
    ),
    Kind(
        "joint injection",
        0.06,
        _slots(("joint", 1), ("joint_drug", 0.86), ("em_est", 0.52), ("xray", 0.2)),
        (ORTHOPAEDIC, ORTHOPAEDIC, PRIMARY),
        _JOINTS,
    ),
    Kind(
        "injection",
        0.045,
        _slots(("im", 1), ("im_drug", 0.95), ("em_est", 0.35)),
        _FAMILY,
        ("M545", "E538", "J029", "R112", "E291"),
    ),
    Kind("x-ray", 0.06, _slots(("xray", 1), ("xray", 0.35), ("em_est", 0.3)), (ORTHOPAEDIC, PRIMARY), _JOINTS),
    Kind(
        "imaging",
        0.04,
        _slots(("ultrasound advanced", 1), ("ultrasound", 0.08)),
        (PRIMARY, HEART, ORTHOPAEDIC),
        ("R109", "N281", "Z1231", "M5416", "I6529", "R519"),
    ),
    Kind(
        "reading",
        0.055,
        _slots(("xray ultrasound advanced ekg_read", 1), ("xray ekg_read", 0.22)),
        (HEART, ORTHOPAEDIC),
        _HEART,
        ("22", "21"),
        (0.7, 0.3),
    ),
    Kind(
        "heart",
        0.055,
        _slots(("ekg echo ekg ekg_parts rhythm", 1), ("em_est", 0.55), ("rhythm ultrasound", 0.12)),
        (HEART,),
        _HEART,
    ),
    Kind(
        "hospital",
        0.035,
        _slots(("hosp_first hosp_next hosp_next hosp_out", 1)),
        (PRIMARY, HEART),
        ("I5023", "J189", "A419", "N179", "K5792"),
        ("21",),
    ),
    Kind("scope", 0.025, _slots(("endo", 1)), (GUT,), _GUT, ("24", "22"), (0.7, 0.3)),
    Kind("surgery", 0.016, _slots(("surgery", 1)), (ORTHOPAEDIC,), _JOINTS, ("24", "22", "21"), (0.5, 0.3, 0.2)),
    Kind(
        "fracture",
        0.012,
        _slots(("fracture", 1), ("xray", 0.7)),
        (ORTHOPAEDIC,),
        ("S52501A", "S62609A", "S92301A", "S82891A"),
        adults=False,
    ),
    Kind(
        "skin",
        0.03,
        _slots(("skin", 1), ("em_est", 0.45), ("skin_more ear_nose", 0.25)),
        _FAMILY,
        ("L570", "B079", "L821", "D485", "L0291"),
    ),
    Kind(
        "therapy",
        0.04,
        _slots(("pt pt pt pt_eval", 1), ("pt_hands", 0.75), ("pt", 0.5)),
        (ORTHOPAEDIC, PRIMARY),
        _JOINTS,
    ),
    Kind(
        "laboratory",
        0.05,
        _slots(("draw", 1), ("lab", 1), ("lab", 0.7), ("lab", 0.4)),
        _FAMILY,
        _EVERYDAY,
        adults=False,
    ),
    Kind(
        "lungs and ears",
        0.025,
        _slots(("lungs lungs ear_nose", 1), ("em_est", 0.4)),
        _FAMILY,
        ("J4520", "J449", "H6123", "J301"),
        adults=False,
    ),
    Kind("nerves", 0.012, _slots(("nerves", 1)), (PRIMARY, GUT), ("G5601", "M5416", "G4733", "E1165")),
)
