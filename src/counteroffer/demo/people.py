"""Invented people: clinicians with NPIs that pass their check digit, and patients with names made of syllables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from counteroffer.demo.payers import BLUE_MESA, GOLDEN, LANTERN, MEDICARE_B, PAYERS, SUMMIT

if TYPE_CHECKING:
    from counteroffer.demo.catalog import Floats, Ints

PRACTICE = "CEDAR HOLLOW MEDICAL GROUP"
TIN = "990012345"
STREET, CITY, STATE = "410 CEDAR HOLLOW LANE", "GEORGETOWN", "TX"
NPI_BASE = 299_400_010
"""NPIs begin with 1 or 2 and none with 2 is in use: these are well-formed and nobody's."""


def _syllables(text: str) -> list[str]:
    return text.split()


_STARTS = _syllables("BAR DEL FEN GOR HAL JEN KEL LOR MAR NOR PEL QUIN RES SAL TOR VAN WEL YAR ZEN BRO CAL DOR EST")
_MIDDLES = _syllables("A E I O U AN EN IN ON AR ER IL OL AM EM")
_ENDS = _syllables("BY DEN FORD GAN LEY MAN NER PER RICK SON TON VER WICK ZEL LOW DRA")
_FIRST_ENDS = _syllables("A AH EN ET IA IE IN IS O ON Y ELLE")

PRIMARY, ADVANCED, ORTHOPAEDIC, GUT, HEART = range(5)
"""Kinds of clinician; `ADVANCED` are nurse practitioners and physician assistants."""

KIND_OF_CLINICIAN = (PRIMARY,) * 4 + (ADVANCED,) * 3 + (ORTHOPAEDIC,) * 2 + (GUT,) + (HEART,) * 2
TAXONOMY = {
    PRIMARY: "207Q00000X",
    ADVANCED: "363L00000X",
    ORTHOPAEDIC: "207X00000X",
    GUT: "207RG0100X",
    HEART: "207RC0000X",
}
NEWCOMER = 6
"""The clinician who joined in February 2025, and whom two payers were slow to credential."""


def npi(base: int) -> str:
    """Put the check digit to nine digits: Luhn over 80840 and the number."""
    total = 24  # what the prefix 80840 adds
    for i, figure in enumerate(reversed(str(base))):
        value = int(figure) * (2 if i % 2 == 0 else 1)
        total += value // 10 + value % 10
    return f"{base}{-total % 10}"


BILLING_NPI = npi(NPI_BASE)


@dataclass(frozen=True)
class Clinician:
    """One clinician: NPI, invented name, kind."""

    npi: str
    last: str
    first: str
    kind: int


@dataclass(frozen=True)
class Patients:
    """All patients, by position.

    Attributes:
        payer: position of the payer.
        secondary: position of the second payer, -1 if none.
        member, group: member id and group number.
        last, first, sex, birth: identity, all invented; birth as `19700131`.
        holder: first name of the subscriber when the patient is a dependent, else empty.
        street: street line.
        steps: cumulative weight of how often they come.
        age: age at the start of 2024.
        plan: uniform draw that fixes the benefit design.
    """

    payer: Ints
    secondary: Ints
    member: list[str]
    group: list[str]
    last: list[str]
    first: list[str]
    sex: list[str]
    birth: list[str]
    holder: list[str]
    street: list[str]
    steps: Floats
    age: Ints
    plan: Floats

    def __len__(self) -> int:
        return len(self.member)


def clinicians(rng: np.random.Generator) -> list[Clinician]:
    """Make the twelve."""
    lasts, firsts = _surnames(rng, 12), _first_names(rng, 12)
    return [
        Clinician(npi(NPI_BASE + 7 * (i + 1)), lasts[i], firsts[i], kind) for i, kind in enumerate(KIND_OF_CLINICIAN)
    ]


def patients(rng: np.random.Generator, size: int) -> Patients:
    """Make the patients; payers by their shares, ages by payer."""
    payer = rng.choice(len(PAYERS), size=size, p=[p.share for p in PAYERS]).astype(np.int64)
    age = _ages(rng, payer)
    second = np.where(rng.random(size) < 0.55, BLUE_MESA, SUMMIT)
    secondary = np.where((payer == MEDICARE_B) & (rng.random(size) < 0.34), second, -1).astype(np.int64)
    born = [
        f"{2023 - a}{m:02d}{d:02d}"
        for a, m, d in zip(age, rng.integers(1, 13, size), rng.integers(1, 29, size), strict=True)
    ]
    dependent = (rng.random(size) < np.where(age < 18, 0.9, 0.08)) & (payer < GOLDEN)
    holders = _first_names(rng, size)
    codes = rng.permutation(size) + 100_000
    return Patients(
        payer=payer,
        secondary=secondary,
        member=[f"{PAYERS[p].payer_id[:3]}{n}{n % 7}" for p, n in zip(payer.tolist(), codes.tolist(), strict=True)],
        group=[f"G{PAYERS[p].payer_id[:2]}{n % 40 + 100}" for p, n in zip(payer.tolist(), codes.tolist(), strict=True)],
        last=_surnames(rng, size),
        first=_first_names(rng, size),
        sex=np.where(rng.random(size) < 0.56, "F", "M").tolist(),
        birth=born,
        holder=[h if d else "" for h, d in zip(holders, dependent.tolist(), strict=True)],
        street=[
            f"{n} {s} STREET" for n, s in zip(rng.integers(100, 9900, size).tolist(), _surnames(rng, size), strict=True)
        ],
        steps=np.cumsum(rng.lognormal(0.0, 0.8, size)),
        age=age,
        plan=rng.random(size),
    )


def _ages(rng: np.random.Generator, payer: Ints) -> Ints:
    draw = rng.random(len(payer))
    age = (18 + draw * 47).astype(np.int64)
    age = np.where(draw < 0.12, (draw / 0.12 * 18).astype(np.int64), age)
    age = np.where(payer == LANTERN, (1 + draw * 60).astype(np.int64), age)
    return np.where((payer == GOLDEN) | (payer == MEDICARE_B), (65 + draw * draw * 28).astype(np.int64), age).astype(
        np.int64
    )


def _surnames(rng: np.random.Generator, size: int) -> list[str]:
    parts = [rng.integers(0, len(syllables), size).tolist() for syllables in (_STARTS, _MIDDLES, _ENDS)]
    return [_STARTS[a] + _MIDDLES[b] + _ENDS[c] for a, b, c in zip(*parts, strict=True)]


def _first_names(rng: np.random.Generator, size: int) -> list[str]:
    parts = [rng.integers(0, len(syllables), size).tolist() for syllables in (_STARTS, _FIRST_ENDS)]
    return [_STARTS[a] + _FIRST_ENDS[b] for a, b in zip(*parts, strict=True)]
