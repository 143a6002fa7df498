"""Anesthesia terms: from YAML and the practice's base units to rows of the rate book."""

import pytest

from counteroffer.contracts.anesthesia import read_base_units
from counteroffer.contracts.ratebook import compile_contract
from counteroffer.contracts.read import read_contract
from counteroffer.core.practice import Practice
from counteroffer.medicare.book import shipped

BASE = "code,units\n00400,3\n00740,5\n"
TERM = "  - says: Anesthesia pays\n    when: {codes: 00100-01999}\n    pays: {PAYS}\n"
REST = "  - says: Anything else pays 40% of charges\n    pays: {percent_of_charges: 40}\n"


def read(tmp_path, pays, base=BASE, more=""):
    (tmp_path / "base.csv").write_text(base)
    path = tmp_path / "c.yaml"
    head = "contract: c\npayer: P\nsince: 2025-01-01\nterms:\n"
    path.write_text(head + TERM.replace("PAYS", pays) + more + REST)
    return read_contract(path)


def book_of(tmp_path, pays, billed=(), more="", base=BASE):
    contract, found = read(tmp_path, pays, base, more)
    assert found == []
    return compile_contract(contract, shipped(), Practice(name="P", zip="78701"), billed)


def row_of(book, code):
    return next(row for row in book.rates.to_pylist() if (row["code"], row["modifier"]) == (code, ""))


def test_dollars_for_a_unit_stand_beside_the_base_units_of_the_practices_own_file(tmp_path):
    row = row_of(book_of(tmp_path, "anesthesia: 75.00, base_units: base.csv"), "00740")
    assert (row["basis"], row["rate"], row["micro"], row["factor"]) == ("anesthesia", 7500, 75_000_000, 750_000)
    assert (row["base_units"], row["minutes_per_unit"], row["round_time"]) == (5000, 15, "tenth")
    assert (row["physical_status"], row["confidence"], row["medicare_locality"]) == ("", "exact", "")


def test_what_the_contract_says_of_time_and_status_is_kept(tmp_path):
    pays = "anesthesia: 20.4976, base_units: base.csv, minutes_per_unit: 10, round_time: up, "
    row = row_of(book_of(tmp_path, pays + "physical_status: {P3: 1, P4: 2, P5: 3}"), "00400")
    assert (row["micro"], row["minutes_per_unit"], row["round_time"]) == (20_497_600, 10, "up")
    assert row["physical_status"] == "001230"


def test_a_percent_is_of_medicares_factor_of_the_year_and_locality(tmp_path):
    pays = "percent_of_anesthesia: 120, base_units: base.csv, year: 2025, locality: '0111254'"
    row = row_of(book_of(tmp_path, pays), "00400")
    # ANES2025.csv: Bakersfield 20.45; x 120% = 24.54
    assert (row["basis"], row["factor"], row["micro"], row["rate"]) == ("percent_of_anesthesia", 204_500, 24_540_000,
                                                                         2454)  # fmt: skip
    assert (row["medicare_year"], row["medicare_locality"], row["confidence"]) == (2025, "0111254", "exact")


def test_without_locality_or_year_the_price_says_so(tmp_path):
    assert row_of(book_of(tmp_path, "percent_of_anesthesia: 120, base_units: base.csv, year: 2025"), "00400")[
        "confidence"
    ] == "assumed_locality"  # fmt: skip
    assert row_of(book_of(tmp_path, "percent_of_anesthesia: 120, base_units: base.csv"), "00400")["confidence"] == (
        "assumed_year"
    )


def test_a_year_without_a_factor_leaves_its_days_without_a_price_and_says_which(tmp_path):
    book = book_of(tmp_path, "percent_of_anesthesia: 120, base_units: base.csv, year: 2031, locality: '0111254'")
    assert row_of(book, "00400")["basis"] == "unpriced"
    (finding,) = book.findings
    assert "no Medicare anesthesia conversion factor of 2031" in finding.says


def test_without_a_file_of_base_units_the_codes_are_unpriced_and_left_to_no_wider_term(tmp_path):
    book = book_of(tmp_path, "anesthesia: 75")
    assert row_of(book, "00400")["basis"] == "unpriced"
    (finding,) = book.findings
    assert "names no base units" in finding.says
    assert "base.csv" in finding.mend


def test_a_billed_code_without_base_units_is_unpriced_and_told(tmp_path):
    book = book_of(tmp_path, "anesthesia: 75, base_units: base.csv", billed=["00400", "00810", "99213"])
    assert row_of(book, "00810")["basis"] == "unpriced"
    assert not [row for row in book.rates.to_pylist() if row["code"] == "99213"]
    (finding,) = book.findings
    assert finding.kind == "contract.base_units"
    assert finding.says == "'Anesthesia pays' cannot price 1 of the codes billed, for they have no base units: 00810."


def test_a_code_of_its_own_term_is_not_told_as_lacking(tmp_path):
    daily = "  - says: Days pay 90\n    when: {codes: '01996'}\n    pays: {case_rate: 90}\n"
    book = book_of(tmp_path, "anesthesia: 75, base_units: base.csv", billed=["01996"], more=daily)
    assert row_of(book, "01996")["basis"] == "case_rate"
    assert book.findings == ()


@pytest.mark.parametrize(
    ("steps", "due"),
    [("percent: 3", [7500, 7725, 7957]), ("percent: 3, round: cent", [7500, 7725, 7957])],
)
def test_dollars_for_a_unit_escalate(tmp_path, steps, due):
    pays = f"anesthesia: 75, base_units: base.csv}}\n    escalator: {{{steps}, from: 2026-01-01"
    rows = [r for r in book_of(tmp_path, pays).rates.to_pylist() if (r["code"], r["modifier"], r["setting"]) == (
        "00400", "", "facility")]  # fmt: skip
    assert [row["rate"] for row in rows[:3]] == due
    # 75 x 1.03 x 1.03 = 79.5675; a step rounded to the cent makes 79.57
    assert rows[2]["micro"] == (79_570_000 if "round" in steps else 79_567_500)


@pytest.mark.parametrize(
    ("pays", "kind"),
    [
        ("anesthesia: 75, base_units: no.csv", "contract.missing_file"),
        ("anesthesia: 0, base_units: base.csv", "contract.value"),
        ("anesthesia: 20000, base_units: base.csv", "contract.value"),
        ("anesthesia: 75, round_time: down", "contract.value"),
        ("anesthesia: 75, minutes_per_unit: 0", "contract.value"),
        ("anesthesia: 75, minutes_per_unit: 61", "contract.value"),
        ("anesthesia: 75, physical_status: {P3: one}", "contract.value"),
        ("anesthesia: 75, physical_status: {P9: 1}", "contract.unknown_key"),
        ("anesthesia: 75, year: 2025", "contract.pays"),
        ("percent_of_charges: 40, base_units: base.csv", "contract.pays"),
    ],
)
def test_a_fault_in_an_anesthesia_term_is_told_at_its_line(tmp_path, pays, kind):
    contract, found = read(tmp_path, pays)
    assert contract is None
    assert kind in {finding.kind for finding in found}
    assert all(finding.segment == 7 for finding in found)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("procedure,units\n00400,3\n", 1),
        ("", 1),
        ("code,units\n", 1),
        ("code,units\n00400,3\n00400,4\n", 3),
        ("code,units\n00400,three\n", 2),
        ("code,units\n00400,-1\n", 2),
        ("code,units\nabc,3\n", 2),
    ],
)
def test_a_faulty_file_of_base_units_is_told_with_its_line(tmp_path, text, line):
    path = tmp_path / "base.csv"
    path.write_text(text)
    _, (finding,) = read_base_units(path)
    assert (finding.kind, finding.segment, finding.severity) == ("contract.base_units", line, "error")


def test_zeros_that_a_spreadsheet_has_taken_are_given_back(tmp_path):
    path = tmp_path / "base.csv"
    path.write_text("\ufeffCode,Units\n400,3\n1967, 5.5 \n\n")
    assert read_base_units(path) == ({"00400": 3000, "01967": 5500}, [])
