"""The arrangements in `arrangements/`, from their YAML to their worth, each with its calculation by hand."""

import datetime as dt
import json
from pathlib import Path

import pytest
from tests.cases.arranging import year_of

from counteroffer.contracts.arranged import KINDS
from counteroffer.contracts.read import read_contract
from counteroffer.core.money import cents
from counteroffer.core.plain import read_plain
from counteroffer.measure.arranged import worth

HERE = Path(__file__).parent
CASES = {case["says"]: case for case in read_plain((HERE / "arrangements/arranged.yaml").read_text()).value}
HEAD = "contract: meadow\npayer: Meadow\nsince: 2025-01-01\nterms: [{says: Rest, pays: {percent_of_charges: 40}}]\n"


def valued(case, folder):
    arrangement = json.dumps([{"says": "It"} | case["arrangement"]])
    (folder / "c.yaml").write_text(f"{HEAD}arrangements: {arrangement}\n")
    contract, findings = read_contract(folder / "c.yaml")
    assert findings == []
    (found,) = contract.arrangements
    return worth(found, year_of(found.form, case, folder))


@pytest.mark.parametrize("name", CASES)
def test_an_arrangement_is_worth_what_was_worked_out_by_hand(name, tmp_path):
    case = CASES[name]
    found = valued(case, tmp_path)
    due = [cents(case[key]) if key in case else None for key in ("low", "likely", "high")]
    assert [found.low, found.likely, found.high] == due, case["by_hand"]
    gaps = [said for said in found.missing if "of the 12 months" not in said]
    assert len([said for said in gaps if "encounter" not in said and "risk" not in said]) == int(case.get("missing", 0))


def test_every_kind_has_an_example_and_each_shows_the_calculation():
    assert {kind for case in CASES.values() for kind in case["arrangement"]} == set(KINDS)
    assert all(case["by_hand"] for case in CASES.values())


def test_a_withhold_is_due_after_each_year_of_service(tmp_path):
    found = valued(CASES["A withhold is rounded by the calendar year of service"], tmp_path)
    assert [(due.on, due.likely) for due in found.dues] == [(dt.date(2025, 4, 30), 100), (dt.date(2026, 4, 30), 333)]


@pytest.mark.parametrize("name", CASES)
def test_low_is_never_above_likely_nor_likely_above_high(name, tmp_path):
    found = valued(CASES[name], tmp_path)
    known = [value for value in (found.low, found.likely, found.high) if value is not None]
    assert known == sorted(known)
