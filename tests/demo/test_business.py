"""The business case's views judged by the demo's truth."""

from __future__ import annotations

import csv
import gzip
import shutil
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest

from counteroffer.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from counteroffer.demo import Truth

FACILITY = ("21", "22", "24", "02")
SPANS = {"base": "2024-01:2024-06", "current": "2025-01:2025-06"}


@pytest.fixture(scope="module")
def desk(small: Truth, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder: Path = tmp_path_factory.mktemp("business") / "w"
    for name in ("files", "contracts"):
        shutil.copytree(small.out / name, folder / name)
    made = Workspace.create(folder, small.out / "practice.yaml")
    made.import_paths([folder / "files"])
    return made


def test_referrers_are_those_of_the_truth(small: Truth, desk: Workspace) -> None:
    mine: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in desk.view("referrers").to_pylist():
        told = {"patients": row["patients"], "new_patients": row["new_patients"], "allowed_cents": row["allowed"]}
        mine[row["payer"].upper()][row["referring_npi"]] = told
    due = {
        payer: {npi: {k: v for k, v in one.items() if k != "claims"} for npi, one in sent.items()}
        for payer, sent in small.facts["referrals"].items()
    }
    assert mine == due
    assert sum(len(sent) for sent in due.values()) > 40


def test_dependence_by_year_is_that_of_the_truth(small: Truth, desk: Workspace) -> None:
    found = {row["period"]: row for row in desk.view("dependence", said={"every": "year"}).to_pylist()}
    mix = desk.view("payer_mix", said={"every": "year"}).to_pylist()
    assert found.keys() == small.facts["dependence"].keys()
    for year, due in small.facts["dependence"].items():
        assert found[year]["largest_payer"].upper() == due["largest"]
        assert found[year]["index"] == pytest.approx(due["index"])
        sums: dict[str, int] = defaultdict(int)
        for row in mix:
            if row["period"] == year:
                sums[row["payer"].upper()] += row["allowed"]
        assert dict(sums) == due["allowed_cents"]


def test_rates_stand_since_the_day_of_the_truth(small: Truth, desk: Workspace) -> None:
    found = {row["payer"].upper(): row["rates_since"].isoformat() for row in desk.view("contract_age").to_pylist()}
    assert found == small.facts["rates_since"]


def test_price_volume_and_mix_are_those_of_the_true_lines(small: Truth, desk: Workspace) -> None:
    rows = csv.DictReader(gzip.decompress(small.lines_path.read_bytes()).decode().splitlines())
    with desk.engine() as engine:
        months = engine.arrow(engine.table("completeness")).to_pylist()
    served = [one for one in months if one["month"] < "2026"]
    late = {(one["payer"].upper(), one["month"][5:]) for one in served if not one["complete"]}
    cells: dict[Any, list[list[int]]] = defaultdict(lambda: [[0, 0], [0, 0]])
    for row in rows:
        year, month = row["service_date"][:4], int(row["service_date"][5:7])
        if row["outcome"] != "paid" or month > 6 or int(row["allowed_cents"] or 0) <= 0:
            continue
        if (row["payer"], row["service_date"][5:7]) in late:  # left out on both sides
            continue
        part = next((m for m in (row["mod1"], row["mod2"]) if m in ("26", "TC")), "")
        cell = cells[row["payer"], row["code"], part, row["pos"] in FACILITY][int(year) - 2024]
        cell[0], cell[1] = cell[0] + int(row["allowed_cents"]), cell[1] + int(row["units"])
    found = {row["cut"].upper(): row for row in desk.view("rate_lift", said=SPANS).to_pylist()}
    for payer, one in found.items():
        both = [(*b, *n) for (name, *_), (b, n) in cells.items() if name == payer and b[1] and n[1]]
        before, now = sum(c[0] for c in both), sum(c[2] for c in both)
        units = [sum(c[i] for c in both) for i in (1, 3)]
        priced = sum((2 * a * n + u) // (2 * u) for a, u, _, n in both)
        even = (2 * before * units[1] + units[0]) // (2 * units[0])
        assert (one["base_allowed"], one["current_allowed"], one["codes"]) == (before, now, len(both)), payer
        assert (one["price"], one["volume"], one["mix"]) == (now - priced, even - before, priced - even), payer
    assert len(found) == 7
