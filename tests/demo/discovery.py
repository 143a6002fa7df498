"""The scorer of discovery: what was found beside the truth of a demo practice, which the finder never sees."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

STALE_PAYER, STALE_UNTIL = "HARBORLINE INSURANCE COMPANY", date(2025, 6, 30)
NEW_YEAR = date(2025, 1, 1)
FACILITY = ("21", "22", "24", "02")
NEAR = timedelta(days=7)

Cell = tuple[str, str, str]
"""Code, modifiers that change the price, setting."""


@attrs.frozen
class TrueLine:
    """A paid line as the truth tells it.

    Attributes:
        unit: the right amount for one unit in cents; None if there is none.
        cap: the unit's charge where the contract pays no more than that, and the charge is not above the amount.
        stale: the payer goes on with last year's schedule.
    """

    payer: str
    cell: Cell
    day: date
    allowed: int
    unit: float | None
    cap: float | None
    stale: bool = False


@attrs.define
class Score:
    """Dollars with the right unit rate, and changes dated within a week.

    Attributes:
        dollars: allowed cents of lines that have a right rate; `right` and `wrong` among them; `none` beside them.
        planted: changes by (payer, cell); `dated` those found; `false` changes found that nobody planted.
    """

    dollars: int = 0
    right: int = 0
    none: int = 0
    planted: int = 0
    dated: int = 0
    false: int = 0
    wrong: list[Any] = attrs.field(factory=list)
    missed: list[Any] = attrs.field(factory=list)

    def add(self, other: Score) -> None:
        """Add another payer's score."""
        for name in ("dollars", "right", "none", "planted", "dated", "false", "wrong", "missed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def right_share(self) -> float:
        """The share of dollars with the right unit rate."""
        return self.right / self.dollars

    @property
    def dated_share(self) -> float:
        """The share of planted changes that were dated within a week."""
        return self.dated / self.planted if self.planted else 1.0


def true_lines(path: Path) -> dict[str, list[TrueLine]]:
    """Read `truth_lines.csv.gz`: the paid lines of every payer, each with its right amount for one unit.

    Right is what the contract says, and at the payer that went on with last year's schedule what that one says. Both
    sides of a line (modifier 50) pay half as much again. Where a payer has no rate it allows some share of charges, a
    new one for every line: then nothing is right, but 55% at the payer without a contract.
    """
    rows = [
        r for r in csv.DictReader(gzip.decompress(path.read_bytes()).decode().splitlines()) if r["outcome"] == "paid"
    ]
    told: dict[tuple[str, Cell, int], float] = {}
    for row in rows:
        if row["contracted_cents"]:
            told[row["payer"], _cell(row), int(row["service_date"][:4])] = _per_unit(row, "contracted_cents")
    lines: dict[str, list[TrueLine]] = defaultdict(list)
    for row in rows:
        day = date.fromisoformat(row["service_date"])
        unit, charge = _right(row, day, told), _per_unit(row, "charge_cents")
        cap = charge if row["payer"] in LESSER_OF and unit is not None and charge <= unit else None
        stale = row["payer"] == STALE_PAYER and row["confidence"] == "exact"
        lines[row["payer"]].append(TrueLine(row["payer"], _cell(row), day, int(row["allowed_cents"]), unit, cap, stale))
    return lines


LESSER_OF = (STALE_PAYER, "BLUE MESA HEALTH COOPERATIVE")


def _right(row: dict[str, str], day: date, told: dict[tuple[str, Cell, int], float]) -> float | None:
    cell, year = _cell(row), day.year
    if row["confidence"] == "modifier":
        code, modifier, setting = cell
        whole = told.get((row["payer"], (code, modifier.replace("50", "").strip(), setting), year))
        if whole is not None and row["payer"] == STALE_PAYER and day <= STALE_UNTIL:
            whole = None  # nobody says whether the payer took the old or the new schedule
        return None if whole is None else min(whole * 1.5, _per_unit(row, "charge_cents"))
    if row["confidence"] == "no_contract":
        return _per_unit(row, "charge_cents") * 0.55
    if row["confidence"] == "no_rate":
        return None
    if row["cause"] == "last_years_schedule":
        return told.get((row["payer"], cell, year - 1), _per_unit(row, "allowed_cents"))
    return _per_unit(row, "contracted_cents")


def _per_unit(row: dict[str, str], column: str) -> float:
    return int(row[column]) / int(row["units"])


def _cell(row: dict[str, str]) -> Cell:
    apart = [m for m in ("26", "TC", "50") if m in (row["mod1"], row["mod2"])]
    return row["code"], " ".join(apart), "facility" if row["pos"] in FACILITY else "nonfacility"


def score(lines: Iterable[TrueLine], rates: Iterable[Any]) -> Score:
    """Judge one payer's rates (`discover.rates.Rate`)."""
    found: dict[Cell, list[Any]] = defaultdict(list)
    for rate in rates:
        found[rate.code, rate.modifier, rate.setting].append(rate)
    result, days = Score(), defaultdict(list)
    for line in lines:
        if line.unit is None:
            result.none += line.allowed
            continue
        days[line.cell].append(line)
        result.dollars += line.allowed
        rate = next((r for r in found[line.cell] if r.since <= line.day <= r.until), None)
        if rate is not None and _is_right(rate, line):
            result.right += line.allowed
        else:
            result.wrong.append((line, rate))
    for cell, mine in days.items():
        _score_changes(result, cell, sorted(mine, key=lambda line: line.day), found[cell])
    return result


def _is_right(rate: Any, line: TrueLine) -> bool:
    if line.cap is not None and rate.at_least:
        return bool(abs(rate.amount - line.cap) < 1)
    return abs(rate.amount - line.unit) < 1


def _score_changes(result: Score, cell: Cell, lines: list[TrueLine], rates: list[Any]) -> None:
    """Find where the right amount of a cell changes, among lines whose charge does not hide it."""
    free = [line for line in lines if line.cap is None]
    planted = []
    for one, two in pairwise(free):
        if abs(one.unit - two.unit) >= 1:
            planted.append(_true_day(one, two))
    dated = [rate.since for rate in rates if rate.dated]
    result.planted += len(planted)
    for day in planted:
        if any(abs(found - day) <= NEAR for found in dated):
            result.dated += 1
        else:
            result.missed.append((cell, day, rates))
    everywhere = [_true_day(one, two) for one, two in pairwise(lines) if one.unit != two.unit]
    result.false += sum(all(abs(found - day) > NEAR for day in (*planted, *everywhere)) for found in dated)


def _true_day(one: TrueLine, two: TrueLine) -> date:
    """Give the day on which the amount changed: the only ones on which anything does at a demo payer."""
    day = STALE_UNTIL + timedelta(days=1) if two.stale else NEW_YEAR
    assert one.day < day <= two.day, (one, two)
    return day
