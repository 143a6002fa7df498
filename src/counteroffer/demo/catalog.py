"""The codes the practice bills: how often, in how many units, and what Medicare pays for them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import resources

import numpy as np
import numpy.typing as npt

from counteroffer.demo import medicare

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

CONVERSION_2024, CONVERSION_2025 = 332_875, 323_465
"""Medicare's conversion factors, ten-thousandths of a dollar; their ratio ages the 2025 amounts to 2024."""


@dataclass(frozen=True)
class Catalog:
    """All codes, by position.

    Attributes:
        codes: code of each position.
        family: family name of each position.
        weight: how often, within the family.
        most_units: the most units on a line.
        flat: cents of a code without a Medicare price; 0 for one that has it.
        medicare: cents by (code, part, setting); -1 where Medicare has no price.
    """

    codes: tuple[str, ...]
    family: tuple[str, ...]
    weight: Floats
    most_units: Ints
    flat: Ints
    medicare: Ints

    def __len__(self) -> int:
        return len(self.codes)

    def position(self, code: str) -> int:
        """Find a code."""
        return self.codes.index(code)

    def of(self, *families: str) -> Ints:
        """Give the positions of some families' codes."""
        return np.flatnonzero(np.isin(np.array(self.family), families)).astype(np.int64)

    def draw(self, rng: np.random.Generator, family: str, size: int) -> Ints:
        """Draw codes of a family by their weights."""
        places = self.of(family)
        steps = np.cumsum(self.weight[places])
        drawn = np.searchsorted(steps, rng.random(size) * steps[-1], side="right")
        return np.asarray(places[drawn], dtype=np.int64)

    @property
    def medicare_2024(self) -> Ints:
        """The 2025 amounts aged to 2024 by the conversion factors: near the truth, and the demo's own schedule."""
        aged = (2 * self.medicare * CONVERSION_2024 + CONVERSION_2025) // (2 * CONVERSION_2025)
        return np.where(self.medicare < 0, -1, aged)


def load() -> Catalog:
    """Read the codes and price them."""
    text = (resources.files("counteroffer.demo") / "codes.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    codes = tuple(row["code"] for row in rows)
    prices = np.full((len(codes), 3, 2), -1, dtype=np.int64)
    where = {code: i for i, code in enumerate(codes)}
    for (code, part, setting), cents in medicare.amounts().items():
        if code in where:
            prices[where[code], part, setting] = cents
    flat = [round(float(row["flat"] or 0) * 100) for row in rows]
    return Catalog(
        codes,
        tuple(row["family"] for row in rows),
        np.array([float(row["weight"]) for row in rows]),
        np.array([int(row["most_units"]) for row in rows], dtype=np.int64),
        np.array(flat, dtype=np.int64),
        prices,
    )
