"""Modifiers of the lines: those that change the price (26, TC, 50) and those that only inform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from counteroffer.demo.kinds import KINDS
from counteroffer.demo.medicare import PROFESSIONAL, TECHNICAL

if TYPE_CHECKING:
    from counteroffer.demo.catalog import Bools, Ints

MODIFIERS = ("", "25", "59", "LT", "RT", "26", "TC", "95", "50")
M_25, M_59, M_LT, M_RT, M_26, M_TC, M_95, M_50 = range(1, 9)

SIDED = ("xray", "joint", "surgery")
PARTED = ("xray", "ultrasound", "advanced")
"""Families whose codes have a professional and a technical part."""

BESIDE = ("skin_more", "ear_nose", "pt_hands")
QUIET = ("lab", "draw", "addon")
"""Families beside which a visit needs no modifier 25."""


@dataclass(frozen=True)
class Frame:
    """Where the lines stand: the claim of each line; kind and facility of each claim."""

    claim: npt.NDArray[np.intp]
    kind: Ints
    facility: Bools


def modify(rng: np.random.Generator, family: npt.NDArray[np.str_], frame: Frame) -> tuple[Ints, Ints, Ints]:
    """Give first modifier, second modifier and part of each line."""
    size = len(family)
    first, second, part = (np.zeros(size, dtype=np.int64) for _ in range(3))
    facility, draw = frame.facility[frame.claim], rng.random(size)
    side = np.where(rng.random(size) < 0.5, M_LT, M_RT)

    visit = np.char.startswith(family, "em_")
    loud = ~visit & ~np.isin(family, QUIET)
    beside = np.bincount(frame.claim, weights=loud, minlength=len(frame.kind)) > 0
    first[visit & beside[frame.claim] & (draw < 0.85)] = M_25
    remote = np.array([kind.name == "telehealth" for kind in KINDS])[frame.kind][frame.claim]
    first[visit & remote] = M_95

    sided = np.isin(family, SIDED) & (draw < 0.6)
    first[sided] = side[sided]
    first[(family == "joint") & (draw > 0.985)] = M_50
    first[np.isin(family, BESIDE) & (draw < 0.4)] = M_59

    parted = np.isin(family, PARTED)
    for rows, modifier, which in (
        (parted & facility, M_26, PROFESSIONAL),
        (parted & ~facility & (draw > 0.96), M_TC, TECHNICAL),
    ):
        second[rows] = first[rows]
        first[rows] = modifier
        part[rows] = which
    return first, second, part
