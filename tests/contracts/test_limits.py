"""Charge-increase limits: min(charge, earlier charge x (1 + percent)), by the day."""

import datetime as dt

import pytest
from tests.contracts.reading import faults, first

from counteroffer.contracts.limits import read_charges
from counteroffer.contracts.ratebook import compile_contract
from counteroffer.contracts.read import read_contract
from counteroffer.core.practice import Practice
from counteroffer.medicare.book import shipped

LIMIT = "charge_limit: {charges: b.csv, percent: 5, from: 2026-01-01, otherwise: full}"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "b.csv").write_text("code,charge\n99213,200.00\n20610,300\n")
    return tmp_path


def compiled(folder, terms):
    (folder / "c.yaml").write_text("contract: a\npayer: A\nsince: 2025-01-01\nuntil: 2027-12-31\nterms:\n" + terms)
    contract, found = read_contract(folder / "c.yaml")
    assert contract is not None, found
    return compile_contract(contract, shipped(), Practice(name="P"))


def test_a_limit_is_read_with_its_file(folder):
    limit = first(folder, f"{{percent_of_charges: 60, {LIMIT}}}").limit
    assert limit.charges == (("99213", "", 20_000), ("20610", "", 30_000))
    assert (limit.rises.percent, limit.rises.since, limit.full) == (5000, dt.date(2026, 1, 1), True)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("charge_limit: {charges: b.csv, percent: 5, otherwise: full}", "does not say `from`"),
        ("charge_limit: {charges: b.csv, percent: 5, from: 2026-01-01, otherwise: half}", "neither full nor by_hand"),
        ("charge_limit: {charges: b.csv, percent: 5, from: 2028-02-29, otherwise: full}", "day of every year"),
        ("charge_limit: {charges: no.csv, percent: 5, from: 2026-01-01, otherwise: full}", "There is no file"),
        ("charge_limit: {charges: b.csv, percent: x, from: 2026-01-01, otherwise: full}", "is not a percent"),
        ("charge_limit: 5", "should be keys"),
    ],
)
def test_a_fault_of_a_limit_is_told(folder, said, words):
    assert any(words in fault.says for fault in faults(folder, f"{{percent_of_charges: 60, {said}}}"))


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("code,amount\n", 1, "columns code, charge are due"),
        ("code,charge\n99213,1.005\n", 2, "part of a cent"),
        ("code,modifier,charge\n73030,50,9\n", 2, "have charges of their own"),
        ("code,modifier,charge\n73030,26,9\n73030,26,8\n", 3, "a second time"),
    ],
)
def test_a_fault_of_its_file_has_its_line(tmp_path, text, place, words):
    (tmp_path / "b.csv").write_text(text)
    _, found = read_charges(tmp_path / "b.csv")
    assert [(fault.segment, words in fault.says) for fault in found] == [(place, True)]


def test_the_limit_rises_on_each_anniversary_and_a_horizon_ends_it(folder):
    made = compiled(folder, f"  - {{says: A, when: {{codes: 99213}}, pays: {{percent_of_charges: 60, {LIMIT}}}}}\n")
    rows = [row for row in made.rates.to_pylist() if (row["setting"], row["modifier"]) == ("facility", "")]
    assert [(str(row["since"]), row["charge_limit"]) for row in rows] == [
        ("2025-01-01", 20_000),
        ("2026-01-01", 21_000),
        ("2027-01-01", 22_050),
    ]


def test_a_limited_rest_is_no_contest_with_the_terms_before_it(folder):
    made = compiled(
        folder,
        "  - {says: M, pays: {percent_of_medicare: 100, year: 2025, locality: '0441231'}}\n"
        f"  - {{says: R, pays: {{percent_of_charges: 60, {LIMIT}}}}}\n",
    )
    assert made.findings == ()
    rows = made.rates.to_pylist()
    assert {row["basis"] for row in rows if row["code"] == "99213"} == {"percent_of_medicare"}
    assert {row["basis"] for row in rows if row["code"] == "*"} == {"percent_of_charges"}
