"""The payers' fixed fee schedules and the practice's own charge master."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from counteroffer.demo.catalog import Catalog, Ints
from counteroffer.demo.terms import FLAT_LABS

Schedules = dict[str, Ints]
"""File name -> cents by (code, part, setting); -1 where the schedule has no row."""

BELOW_CONTRACT = (
    "96372",
    "93000",
    "73030",
    "73630",
    "20552",
    "94640",
    "99406",
    "G0444",
    "36415",
    "81003",
    "11730",
    "97140",
)
"""Codes whose charge the practice has let fall below what its better contracts pay."""


@dataclass(frozen=True)
class Level:
    """How high a schedule pays: percent of (aged) Medicare, percent of the flat amounts, spread in percent points."""

    medicare: int
    flat: int
    spread: int = 0


FULL = {
    "summit-2024.csv": Level(110, 112, 4),
    "harborline-2024.csv": Level(127, 120, 9),
    "blue-mesa-2024.csv": Level(104, 100, 3),
    "golden-prairie-2024.csv": Level(98, 98, 0),
    "medicare-part-b-2024.csv": Level(100, 100, 0),
    "lantern.csv": Level(71, 80, 6),
}
FLAT = {"summit": 116, "pinebrook": 110, "blue-mesa": 104, "golden-prairie": 99, "medicare-part-b": 100}
"""Percent of the flat amounts that a payer's 2025 laboratory, vaccine and drug schedules pay."""


def half_up(amount: Ints, percent: Ints | int) -> Ints:
    """Take a whole percent of cents, half-up; -1 (no amount) stays."""
    return np.where(amount < 0, -1, (2 * amount * percent + 100) // 200).astype(np.int64)


def build(rng: np.random.Generator, catalog: Catalog) -> Schedules:
    """Make every schedule that a contract names."""
    made: Schedules = {}
    for name, level in FULL.items():
        made[name] = _full(rng, catalog, level)
    for name in (
        "summit-2024.csv",
        "harborline-2024.csv",
        "blue-mesa-2024.csv",
        "golden-prairie-2024.csv",
        "lantern.csv",
    ):
        made[name][_left_out(catalog)] = -1
    made["harborline-2025.csv"] = _next_year(rng, made["harborline-2024.csv"])
    for payer, percent in FLAT.items():
        for part, rows in _flat_parts(catalog).items():
            amounts = np.full_like(catalog.medicare, -1)
            amounts[rows, 0, :] = half_up(catalog.flat[rows], percent)[:, None]
            made[f"{payer}-{part}.csv"] = amounts
    return made


def _full(rng: np.random.Generator, catalog: Catalog, level: Level) -> Ints:
    percent = level.medicare + rng.integers(-level.spread, level.spread + 1, len(catalog))
    amounts = half_up(catalog.medicare_2024, percent[:, None, None])
    flat = catalog.flat > 0
    amounts[flat, 0, :] = half_up(catalog.flat[flat], level.flat)[:, None]
    return amounts


def _next_year(rng: np.random.Generator, before: Ints) -> Ints:
    """Raise most codes by 3 to 6%, cut one in fifteen by 5%."""
    change = 100 + rng.integers(3, 7, len(before))
    change[rng.random(len(before)) < 1 / 15] = 95
    return half_up(before, change[:, None, None])


def _left_out(catalog: Catalog) -> Ints:
    """Choose rare codes that the fixed schedules forgot; they fall to the contract's default."""
    rare = (catalog.weight <= 1) & (catalog.flat == 0) & ~np.isin(catalog.codes, ("96372", "90471", "90472"))
    places = np.flatnonzero(rare)
    return np.asarray(places[places % 5 == 2], dtype=np.int64)


def _flat_parts(catalog: Catalog) -> dict[str, Ints]:
    """Part the codes without a Medicare price among the laboratory, shot and drug schedules."""
    code = np.array(catalog.codes)
    flat = catalog.flat > 0
    drug = np.char.startswith(code, "J")
    lab = (np.char.startswith(code, "8") | np.isin(code, ("36415", "36416", *FLAT_LABS))) & flat
    return {
        "labs": np.flatnonzero(lab).astype(np.int64),
        "drugs": np.flatnonzero(drug & flat).astype(np.int64),
        "shots": np.flatnonzero(flat & ~lab & ~drug).astype(np.int64),
    }


def charge_master(catalog: Catalog, best: Ints) -> Ints:
    """Set the practice's charges.

    Args:
        catalog: the codes.
        best: cents by (code, part, setting) of the contract that pays best.

    Returns:
        Cents for one unit by (year, code, part), whole dollars: twice Medicare in 2024, 4% more in 2025, except the
        codes of `BELOW_CONTRACT`, which stand below the best contract.
    """
    medicare = catalog.medicare.max(axis=2)
    flat = np.zeros_like(medicare)
    flat[:, 0] = catalog.flat
    base = np.where(medicare > 0, medicare * 2, (flat * 12) // 5)
    first = -(-base // 100) * 100
    second = -(-first * 104 // 10_000) * 100
    for code in BELOW_CONTRACT:
        place = catalog.position(code)
        low = np.maximum(best[place, 0].max() * 85 // 10_000, 1) * 100
        first[place, 0] = second[place, 0] = low
    return np.stack([first, second])
