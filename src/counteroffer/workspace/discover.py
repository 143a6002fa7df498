"""What a payer really pays, from the workspace's remittances: rates, rules, and where they contradict the contract."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import attrs
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from counteroffer.core.errors import InputError
from counteroffer.discover.charges import following
from counteroffer.discover.draft import Draft
from counteroffer.discover.explain import ENOUGH, SCHEDULE, Explanation, explain
from counteroffer.discover.observed import left_out, observed
from counteroffer.discover.paper import Contradiction, contradictions
from counteroffer.discover.published import candidates
from counteroffer.discover.rates import Rate, Schedule, as_date, in_force, recover
from counteroffer.price.medicare import practice_locality

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from counteroffer.workspace.desk import Workspace


@attrs.frozen
class Stretch:
    """Days between two common changes, and what each section is paid by on them."""

    since: date
    until: date
    explanations: tuple[Explanation, ...]
    rates: tuple[Rate, ...]


@attrs.frozen(eq=False)
class Discovery:
    """What was found about one payer.

    Attributes:
        payer: its name.
        schedule: all rates with their days and support.
        stretches: what the rates are paid by, the latest days first.
        contradictions: rates that differ from the contract in the workspace, the most dollars first.
        has_contract: whether there is one.
        silent: lines that tell nothing, with why (`discover.observed.left_out`).
    """

    payer: str
    schedule: Schedule
    stretches: tuple[Stretch, ...]
    contradictions: tuple[Contradiction, ...]
    has_contract: bool
    silent: tuple[dict[str, object], ...]

    def of(self, code: str) -> tuple[Rate, ...]:
        """Give the rates of one code, in the order of modifier, setting and days."""
        return tuple(rate for rate in self.schedule.rates if rate.code == code)

    def table(self) -> pa.Table:
        """Give the rates as a table: one row for each, with the columns of `discover.rates.Rate`."""
        rows = [attrs.asdict(rate) | {"stability": rate.stability, "firm": rate.firm} for rate in self.schedule.rates]
        return pa.Table.from_pylist(rows)


def discover(desk: Workspace, payer: str) -> Discovery:
    """Recover what a payer really pays. Contracts are looked at only afterwards, to be held against it.

    Raises:
        UnknownNameError: if no line is of such a payer.
        InputError: if no line of the payer was paid.
    """
    name = desk.payer(payer)
    with desk.engine() as engine:
        lines = engine.table("lines")
        seen = engine.arrow(observed(lines, name))
        silent = engine.arrow(left_out(lines, name)).to_pylist()
        rates = engine.table("rates")
        booked = engine.arrow(rates.filter(rates.payer == name, rates.site == "")).to_pylist()
    if not seen.num_rows:
        raise InputError(f"No line of {name} was paid.", "Import its remittances (835) first.")
    schedule = recover(seen)
    return Discovery(
        payer=name,
        schedule=schedule,
        stretches=_stretches(desk, schedule),
        contradictions=contradictions(schedule, booked),
        has_contract=bool(booked),
        silent=tuple(silent),
    )


def _stretches(desk: Workspace, schedule: Schedule) -> tuple[Stretch, ...]:
    charged = following(schedule)
    days = [rate.since for rate in schedule.rates]
    starts = [min(days), *(as_date(event.day) for event in schedule.events)]
    ends = [*(as_date(event.day - 1) for event in schedule.events), max(rate.until for rate in schedule.rates)]
    made = []
    for since, until in zip(starts, ends, strict=True):
        rates = tuple(rate for rate in in_force(schedule.rates, until) if rate.since <= until and rate.until >= since)
        made.append(Stretch(since, until, _explained(desk, rates, charged), rates))
    return tuple(reversed(made))


def _explained(
    desk: Workspace, rates: tuple[Rate, ...], charged: dict[Rate, tuple[int, int]]
) -> tuple[Explanation, ...]:
    """Try the practice's own locality first, and every other one only for what that leaves unexplained."""
    locality = practice_locality(desk.medicare, desk.practice)
    near = list(candidates(desk.medicare, locality))
    found = explain(rates, near, charged)
    open_ = [one for one in found if one.basis == SCHEDULE and one.rates > len(one.section) // 100]
    if not open_:
        return found
    far = explain(rates, list(chain(near, candidates(desk.medicare, locality, everywhere=True))), charged)
    better = {(one.section, one.setting): one for one in far if one.basis != SCHEDULE and one.share >= ENOUGH}
    return tuple(better.get((one.section, one.setting), one) for one in found)


def save(found: Discovery, folder: Path) -> list[Path]:
    """Write the draft contract of the latest days, its fee schedule, and all rates as Parquet and CSV.

    Raises:
        InputError: if one of the files is there already.
    """
    latest, stem = found.stretches[0], "-".join(found.payer.lower().split())
    paths = [folder / f"{stem}-found{end}" for end in (".yaml", ".csv", "-rates.parquet", "-rates.csv")]
    for path in paths:
        if path.exists():
            raise InputError(f"{path} is there already.", "Choose another folder, or move it away.")
    folder.mkdir(parents=True, exist_ok=True)
    draft = Draft(found.payer, f"{stem}-found", latest.since, latest.explanations, latest.rates)
    paths[0].write_text(draft.yaml(paths[1].name), encoding="utf-8")
    paths[1].write_text(draft.fees(), encoding="utf-8")
    table = found.table()
    pq.write_table(table, paths[2])
    pacsv.write_csv(table, paths[3])
    return paths
