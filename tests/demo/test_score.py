"""The product judged by the demo's truth: what it finds beside what was planted, precision and recall per cause."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from counteroffer.demo import Truth, generate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

try:
    from counteroffer.workspace import Workspace
except ModuleNotFoundError as missing:
    if not str(missing.name).startswith("counteroffer."):
        raise
    pytest.skip(f"there is no product to score: {missing.name} is not written yet", allow_module_level=True)

LINES, LEAST = 20_000, 0.99

Place = tuple[str, int]
Row = dict[str, Any]


def found_and_planted(found: Iterable[Any], planted: Iterable[Any]) -> None:
    """Hold precision and recall to `LEAST`, and say what was missed."""
    mine, true = set(found), set(planted)
    assert true, "nothing was planted"
    both = len(mine & true)
    assert both / len(true) >= LEAST, f"recall {both / len(true):.4f}: missed {sorted(true - mine)[:3]}"
    assert both / len(mine) >= LEAST, f"precision {both / len(mine):.4f}: wrongly {sorted(mine - true)[:3]}"


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    folder: Path = tmp_path_factory.mktemp("practice")
    return generate(folder, lines=LINES)


@pytest.fixture(scope="module")
def told(truth: Truth) -> dict[Place, Row]:
    return told_by(truth)


def told_by(truth: Truth) -> dict[Place, Row]:
    """Give every line as the truth tells it, by place."""
    rows = csv.DictReader(gzip.decompress(truth.lines_path.read_bytes()).decode().splitlines())
    return {(row["claim"], int(row["line"])): row for row in rows}


@pytest.fixture(scope="module")
def product(truth: Truth) -> dict[str, list[Row]]:
    return run(truth)


def run(truth: Truth) -> dict[str, list[Row]]:
    """Run the product once: its files, its first-payer lines beside their prices, its findings."""
    desk = Workspace.create(truth.out, truth.out / "practice.yaml")
    desk.import_paths([truth.out / "files"])
    desk.refresh()
    causes = desk.variances().to_pylist()
    engine = desk.engine()
    try:
        rows = {name: engine.arrow(engine.table(name)).to_pylist() for name in ("files", "lines", "priced", "findings")}
    finally:
        engine.close()
    prices = {row["line_id"]: row for row in rows["priced"]}
    joined = [{**row, **prices[row["line_id"]]} for row in rows["lines"]]
    return {
        "lines": [row for row in joined if row["sequence"] == "P"],
        "second": [row for row in joined if row["sequence"] == "S"],
        "files": rows["files"],
        "findings": rows["findings"],
        "causes": causes,
    }


@pytest.fixture(scope="module")
def found(product: dict[str, list[Row]]) -> dict[Place, Row]:
    return {(row["claim"], row["line"]): row for row in product["lines"]}


def cents(text: str) -> int | None:
    return int(text) if text else None


def test_every_file_was_stored_with_the_counts_and_sums_of_the_truth(
    truth: Truth, product: dict[str, list[Row]]
) -> None:
    for kind, name in (("835", "835"), ("837P", "837")):
        mine = [row for row in product["files"] if row["kind"] == kind]
        planted = truth.facts["files"][name]
        assert sum(row["claims_set_aside"] for row in mine) == 0
        assert {
            "files": len(mine),
            "transactions": sum(row["transactions"] for row in mine),
            "claims": sum(row["claims"] for row in mine),
            "lines": sum(row["lines"] for row in mine),
            "charge_cents": sum(row["charge"] for row in mine),
            "paid_cents": sum(row["paid"] for row in mine),
        } == {k: v for k, v in planted.items() if k not in ("bpr_cents", "plb_cents")}


def test_the_final_lines_are_exactly_those_of_the_practice(
    product: dict[str, list[Row]], found: dict[Place, Row], told: dict[Place, Row]
) -> None:
    assert len(product["lines"]) == len(found)
    assert found.keys() == told.keys()


def test_every_expected_amount_is_right_to_the_cent(found: dict[Place, Row], told: dict[Place, Row]) -> None:
    for place, row in told.items():
        mine = found[place]
        assert (mine["contracted"], mine["expected"]) == (cents(row["contracted_cents"]), cents(row["expected_cents"]))


def test_every_price_says_how_sure_it_is_and_what_it_rests_on(found: dict[Place, Row], told: dict[Place, Row]) -> None:
    for place, row in told.items():
        mine, sure = found[place], row["confidence"]
        priced = sure in ("exact", "assumed_locality", "default")
        assert mine["confidence"] == (sure if priced else "cannot_price"), place
        assert mine["why_not"] == ("" if priced else sure), place
        if priced:
            assert mine["basis"] == row["basis"], place


def test_every_line_ends_with_the_outcome_and_the_money_of_the_truth(
    found: dict[Place, Row], told: dict[Place, Row]
) -> None:
    wrong: Counter[str] = Counter()
    for place, row in told.items():
        mine = found[place]
        wrong["first"] += mine["outcome_first"] != row["outcome_first"]
        wrong["final"] += mine["outcome"] != row["outcome"]
        wrong["allowed"] += (mine["allowed"] or 0) != int(row["allowed_cents"] or 0)
        wrong["paid"] += mine["paid"] != int(row["paid_cents"])
        wrong["patient"] += mine["patient_resp"] != int(row["patient_cents"])
    assert not +wrong


def test_underpayments_are_found_and_nothing_else_is(
    truth: Truth, found: dict[Place, Row], told: dict[Place, Row]
) -> None:
    mine = {place for place, row in found.items() if row["underpaid"]}
    found_and_planted(mine, {place for place, row in told.items() if row["underpaid"] == "1"})
    for cause, planted in truth.facts["underpayments"].items():
        where = {(claim, line): missing for claim, line, missing in planted["where"]}
        found_and_planted({place for place in mine if told[place]["cause"] == cause}, where)
        assert all(-found[place]["variance"] == missing for place, missing in where.items()), cause


CAUSE_OF = {
    "last_years_schedule": "wrong_schedule",
    "next_years_schedule": "wrong_schedule",
    "wrong_setting": "wrong_setting",
    "units_dropped": "units_dropped",
    "downcoded": "downcoded",
    "wrong_locality": "wrong_locality",
    "class_percent": "practitioner_percent",
    "rank_percent": "multiple_reduction",
    "rest_term": "default_rate",
    "part_for_whole": "modifier_misread",
    "charge_of_one_unit": "lesser_of",
    "wrong_rate": "unexplained",
}
"""What the product calls the causes that are planted."""

DECIDABLE = 0.98


def caused(product: dict[str, list[Row]], direction: str) -> dict[Place, Row]:
    """Give the causes found, by place."""
    lines = {row["line_id"]: (row["claim"], row["line"]) for row in product["lines"]}
    return {lines[row["line_id"]]: row for row in product["causes"] if row["direction"] == direction}


def judge(mine: dict[Place, Row], planted: dict[Place, str]) -> None:
    """Hold every cause to `DECIDABLE`, precision and recall; a line whose amount several mistakes make is set apart."""
    open_ = {p for p, row in mine.items() if row["cause"] == "ambiguous" and planted.get(p) in row["others"].split()}
    assert len(open_) <= 0.05 * len(planted), f"{len(open_)} ambiguous"
    for cause in sorted(set(planted.values())):
        true = {place for place, name in planted.items() if name == cause} - open_
        said = {place for place, row in mine.items() if row["cause"] == cause}
        assert len(true) >= 5, cause
        right = len(true & said)
        assert right / len(true) >= DECIDABLE, (cause, "recall", right, len(true))
        assert right / len(said) >= DECIDABLE, (cause, "precision", right, len(said), sorted(said - true)[:3])


def planted_under(truth: Truth, found: dict[Place, Row], told: dict[Place, Row]) -> dict[Place, str]:
    """Give the cause of every line that was paid too little, from the truth (patients as on the claims)."""
    planted = {
        (claim, line): CAUSE_OF[name]
        for name, one in truth.facts["underpayments"].items()
        for claim, line, _ in one["where"]
    }
    day = {place: (row["payer"], found[place]["patient_key"], row["service_date"]) for place, row in told.items()}
    paid_days = {day[place] for place, row in told.items() if row["outcome"] == "paid" and row["confidence"] == "exact"}
    for place, row in told.items():
        bundled = row["outcome"] == "denied" and row["denial_cause"] == "bundling" and row["confidence"] == "exact"
        if bundled and day[place] in paid_days:
            planted[place] = "bundled"
    for claim, line, _ in truth.facts["sequestered"]:
        row = told[claim, line]
        off = row["underpaid"] == "1" or row["cause"] == "overpaid"
        if row["payer"] == "GOLDEN PRAIRIE ADVANTAGE" and row["confidence"] == "exact" and not off:
            planted[claim, line] = "sequestration"
    return planted


def test_the_cause_of_every_underpayment_is_proved(
    truth: Truth, product: dict[str, list[Row]], found: dict[Place, Row], told: dict[Place, Row]
) -> None:
    planted = planted_under(truth, found, told)
    assert set(CAUSE_OF.values()) | {"bundled", "sequestration"} == set(planted.values())
    mine = caused(product, "under")
    judge(mine, planted)
    missing = {(c, n): cents for one in truth.facts["underpayments"].values() for c, n, cents in one["where"]}
    cut = {(c, n): cents for c, n, cents in truth.facts["sequestered"]}
    for place, row in mine.items():
        if place in missing:
            assert row["dollars"] == missing[place], place
        elif row["cause"] == "sequestration":
            assert row["dollars"] == cut[place], place


def test_the_cause_of_overpayments_is_proved_and_kept_apart(
    truth: Truth, product: dict[str, list[Row]], told: dict[Place, Row]
) -> None:
    mine = caused(product, "over")
    over = truth.facts["overpayments"]["whole_for_part"]["where"]
    planted = {(claim, line): "modifier_misread" for claim, line, _ in over}
    planted |= {(c, n): "unexplained" for c, n, cents in truth.facts["decoys"]["overpaid"] if (c, n) in mine and cents}
    judge(mine, planted)
    assert all(mine[c, n]["dollars"] == cents for c, n, cents in over)
    assert not {place for place, row in told.items() if row["underpaid"] == "1"} & mine.keys()


def test_no_decoy_is_reported(truth: Truth, found: dict[Place, Row]) -> None:
    for planted in truth.facts["decoys"].values():
        assert planted
        assert not [(c, n) for c, n, _ in planted if found[c, n]["underpaid"]]


def test_first_and_final_denials_are_found_by_cause(truth: Truth, found: dict[Place, Row]) -> None:
    for planted in truth.facts["denials"].values():
        mine = {place: row for place, row in found.items() if row["denial_carc"] == planted["carc"]}
        first = {place for place, row in mine.items() if row["outcome_first"] == "denied"}
        found_and_planted(first, {(c, n) for c, n, _ in planted["where"]})
        final = {(c, n) for c, n, outcome in planted["where"] if outcome == "denied"}
        if final:
            found_and_planted({place for place, row in mine.items() if row["outcome"] == "denied"}, final)


def test_late_filings_are_told_from_claims_filed_in_time(truth: Truth, found: dict[Place, Row]) -> None:
    limits = {name: payer["filing_limit_days"] for name, payer in truth.facts["payers"].items()}
    mine: set[str] = set()
    for row in found.values():
        service, submitted = row["service_date"], row["submitted_date"]
        assert isinstance(service, date)
        if row["denial_carc"] == "29" and (submitted - service).days > limits[row["payer"].upper()]:
            mine.add(row["claim"])
    found_and_planted(mine, [claim for claim, *_ in truth.facts["late_filings"]])
    wrongly = {c for c in truth.facts["denied_as_late_but_timely"] if c not in mine}
    assert wrongly == set(truth.facts["denied_as_late_but_timely"])


def test_reversals_and_corrections_are_netted_in_any_order(truth: Truth, found: dict[Place, Row]) -> None:
    told = {c["claim"]: c for c in truth.facts["corrections"]}
    found_and_planted(
        {row["claim"] for row in found.values() if row["reversals"]},
        {claim for claim, c in told.items() if c["reversals"]},
    )
    found_and_planted(
        {row["claim"] for row in found.values() if row["outcome"] == "reversed"},
        {claim for claim, c in told.items() if "reversed" in c["outcomes"]},
    )
    twice = {c for c, one in told.items() if one["replaced"] or one["path"] == "sent_twice"}
    found_and_planted({row["claim"] for row in found.values() if row["adjudications"] > 1}, twice)


def test_claims_paid_twice_are_findings(truth: Truth, product: dict[str, list[Row]]) -> None:
    mine = {row["claim"] for row in product["findings"] if row["kind"] == "match.paid_twice"}
    found_and_planted(mine, {claim for claim, _ in truth.facts["paid_twice"]})


def test_claims_never_answered_stay_open(truth: Truth, found: dict[Place, Row]) -> None:
    mine = {row["claim"] for row in found.values() if row["outcome"] == "none"}
    found_and_planted(mine, truth.facts["never_answered"])


def test_second_payers_are_kept_apart(truth: Truth, product: dict[str, list[Row]]) -> None:
    found_and_planted({row["claim"] for row in product["second"]}, truth.facts["secondary"])


def test_lesser_of_losses_are_right_to_the_cent(truth: Truth, found: dict[Place, Row]) -> None:
    lost: dict[str, list[int]] = defaultdict(list)
    for row in found.values():
        if row["expected"] is not None and row["expected"] < row["contracted"]:
            lost[row["payer"].upper()].append(row["contracted"] - row["expected"])
    planted = truth.facts["lesser_of"]
    assert {name: (len(all_), sum(all_)) for name, all_ in lost.items()} == {
        name: (one["lines"], one["cents"]) for name, one in planted.items()
    }


def test_codes_without_a_rate_are_found(truth: Truth, found: dict[Place, Row], told: dict[Place, Row]) -> None:
    mine = {place: row for place, row in found.items() if row["why_not"] == "no_rate"}
    found_and_planted(mine, {place for place, row in told.items() if row["confidence"] == "no_rate"})
    for name, planted in truth.facts["unscheduled"]["no_rate"].items():
        rows = [row for row in mine.values() if row["payer"].upper() == name]
        assert sorted({row["code"] for row in rows}) == planted["codes"]
        assert sum(row["allowed"] or 0 for row in rows) == planted["allowed_cents"]


def test_what_medicare_would_allow_is_right_to_the_cent(found: dict[Place, Row], told: dict[Place, Row]) -> None:
    for place, row in told.items():
        if row["service_date"] >= "2025" and row["confidence"] != "modifier":
            assert found[place]["medicare"] == cents(row["medicare_cents"]), place


def test_payers_add_up_as_in_the_truth(truth: Truth, found: dict[Place, Row]) -> None:
    mine: dict[str, Counter[str]] = defaultdict(Counter)
    patients: dict[str, set[str]] = defaultdict(set)
    for row in found.values():
        name = row["payer"].upper()
        mine[name]["charge_cents"] += row["charge"]
        mine[name]["allowed_cents"] += row["allowed"] or 0
        mine[name]["paid_cents"] += row["paid"]
        patients[name].add(row["patient_key"])
    for name, planted in truth.facts["payers"].items():
        assert {k: planted[k] for k in mine[name]} == mine[name]
        assert len(patients[name]) == planted["patients"]


def test_days_are_those_of_the_truth(truth: Truth, found: dict[Place, Row]) -> None:
    waits: dict[str, list[int]] = defaultdict(list)
    for row in found.values():
        if row["first_paid_date"] is not None and row["received_date"] is not None:
            waits[row["payer"].upper()].append((row["first_paid_date"] - row["received_date"]).days)
    for name, planted in truth.facts["payers"].items():
        days = sorted(waits[name])
        middle = (days[(len(days) - 1) // 2] + days[len(days) // 2]) / 2
        assert middle == planted["days"]["receipt_to_first_payment"]["lines"]
