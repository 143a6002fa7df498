"""Contract -> rate book: which term wins, what each way to pay becomes, and what is never guessed."""

import datetime as dt

import pyarrow as pa
import pytest

from counteroffer.contracts.ratebook import compile_contract
from counteroffer.contracts.read import read_contract
from counteroffer.core import tables
from counteroffer.core.practice import Practice
from counteroffer.medicare.book import shipped

AUSTIN = Practice(name="P", zip="78701")
NOWHERE = Practice(name="P")
HEAD = "contract: acme\npayer: Acme\nsince: 2025-01-01\nterms:\n"


def book(tmp_path, terms, practice=AUSTIN, **files):
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text("code,modifier,setting,amount\n" + text)
    (tmp_path / "c.yaml").write_text(HEAD + terms)
    contract, findings = read_contract(tmp_path / "c.yaml")
    assert contract is not None, findings
    return compile_contract(contract, shipped(), practice)


def rates(made, code, modifier=""):
    return {r["setting"]: r for r in made.rates.to_pylist() if r["code"] == code and r["modifier"] in (modifier, "*")}


def medicare(code, setting="nonfacility", locality="0441231"):
    (row,) = (
        r
        for r in shipped().amounts(2025, locality).to_pylist()
        if (r["code"], r["modifier"], r["setting"]) == (code, "", setting)
    )
    return row["amount"]


def test_a_percent_of_medicare_is_taken_of_the_rounded_medicare_amount(tmp_path):
    made = book(tmp_path, "  - {says: V, pays: {percent_of_medicare: 118.5, year: 2025, locality: 0441231}}\n")
    row = rates(made, "99213")["nonfacility"]
    assert row["medicare_rate"] == medicare("99213") == 9068
    assert row["rate"] == 10746  # 90.68 x 118.5% = 107.4558
    assert (row["confidence"], row["medicare_year"], row["term_id"]) == ("exact", 2025, "acme/1#1")
    assert made.rates.schema.equals(tables.RATES.schema)


def test_what_the_contract_leaves_open_is_assumed_and_said(tmp_path):
    made = book(tmp_path, "  - {says: V, pays: {percent_of_medicare: 100, year: 2025}}\n")
    assert {r["confidence"] for r in made.rates.to_pylist()} == {"assumed_locality"}
    made = book(tmp_path, "  - {says: V, pays: {percent_of_medicare: 100, locality: 0441231}}\n")
    assert {r["confidence"] for r in made.rates.to_pylist()} == {"assumed_year"}


@pytest.mark.parametrize(
    ("pays", "practice"),
    [
        ("{percent_of_medicare: 100, year: 2031, locality: 0441231}", AUSTIN),
        ("{percent_of_medicare: 100, year: 2025, locality: 9999999}", AUSTIN),
        ("{percent_of_medicare: 100, year: 2025}", NOWHERE),
    ],
)
def test_a_year_or_locality_that_is_not_there_is_a_finding_and_never_guessed(tmp_path, pays, practice):
    made = book(tmp_path, f"  - {{says: V, pays: {pays}}}\n", practice)
    assert made.rates.num_rows == 0
    (fault,) = made.findings
    assert (fault.kind, fault.severity, fault.segment) == ("contract.medicare", "error", 5)


def test_the_more_specific_term_wins_whatever_the_order(tmp_path):
    rest = "year: 2025, locality: 0441231}}"
    terms = [
        f"  - {{says: all, pays: {{percent_of_medicare: 100, {rest}\n",
        f"  - {{says: wide, when: {{codes: 99202-99499}}, pays: {{percent_of_medicare: 110, {rest}\n",
        f"  - {{says: narrow, when: {{codes: 99211-99215}}, pays: {{percent_of_medicare: 120, {rest}\n",
        f"  - {{says: one, when: {{codes: 99214}}, pays: {{percent_of_medicare: 130, {rest}\n",
    ]
    for order in (terms, terms[::-1]):
        made = book(tmp_path, "".join(order))
        percents = {c: rates(made, c)["nonfacility"]["percent"] for c in ("99214", "99213", "99203", "73030")}
        assert percents == {"99214": 130_000, "99213": 120_000, "99203": 110_000, "73030": 100_000}
        assert made.findings == ()


def test_a_tie_is_a_finding_and_the_first_term_stands(tmp_path):
    made = book(
        tmp_path,
        "  - {says: one, when: {codes: 99214}, pays: {percent_of_medicare: 130, year: 2025, locality: 0441231}}\n"
        "  - {says: two, when: {codes: 99214}, pays: {percent_of_medicare: 140, year: 2025, locality: 0441231}}\n",
    )
    assert rates(made, "99214")["nonfacility"]["percent"] == 130_000
    assert [f.kind for f in made.findings] == ["contract.tie"]


def test_a_fee_schedule_reaches_what_it_names_and_a_setting_of_its_own_stands_first(tmp_path):
    made = book(
        tmp_path,
        "  - {says: fees, pays: {fee_schedule: fees.csv}}\n  - {says: rest, pays: {percent_of_charges: 40}}\n",
        fees="20610,,,70.00\n20610,,facility,50.00\n73030,26,,9.10\n",
    )
    joint = rates(made, "20610")
    assert (joint["facility"]["rate"], joint["nonfacility"]["rate"]) == (5000, 7000)
    assert rates(made, "73030", "26")["facility"]["rate"] == 910
    assert rates(made, "73030") == {}
    (rest,) = (r for r in made.rates.to_pylist() if r["code"] == "*")
    assert (rest["percent"], rest["rate"], rest["confidence"], rest["setting"]) == (40_000, None, "default", "*")


def test_a_schedule_carves_its_codes_out_of_a_percent_of_medicare(tmp_path):
    made = book(
        tmp_path,
        "  - {says: all, pays: {percent_of_medicare: 100, year: 2025, locality: 0441231}}\n"
        "  - {says: carve-out, pays: {fee_schedule: fees.csv}}\n",
        fees="99213,,,150.00\n",
    )
    assert rates(made, "99213")["nonfacility"]["basis"] == "fee_schedule"
    assert rates(made, "99214")["nonfacility"]["basis"] == "percent_of_medicare"


def test_codes_that_medicare_does_not_price_fall_to_the_next_term(tmp_path):
    made = book(
        tmp_path,
        "  - {says: all, when: {codes: 80000-89999}, pays: {percent_of_medicare: 100, year: 2025, locality: 0441231}}\n"
        "  - {says: labs, when: {codes: 80000-89999}, pays: {percent_of_charges: 30}}\n",
    )
    assert rates(made, "80053")["nonfacility"]["basis"] == "percent_of_charges"


def test_no_code_modifier_and_setting_has_two_rows(tmp_path):
    made = book(
        tmp_path,
        "  - {says: all, pays: {percent_of_medicare: 100, year: 2025, locality: 0441231}}\n"
        "  - {says: some, when: {codes: 10000-69999}, pays: {percent_of_charges: 30}}\n"
        "  - {says: fees, pays: {fee_schedule: fees.csv}}\n"
        "  - {says: rest, pays: {percent_of_charges: 40}}\n",
        fees="20610,,,70.00\n99213,,facility,50.00\n",
    )
    keys = made.rates.group_by(["code", "modifier", "setting"]).aggregate([([], "count_all")])
    assert max(keys["count_all"].to_pylist()) == 1
    assert made.rates.num_rows > 18_000


def test_every_term_is_kept_with_its_page_and_line(tmp_path):
    made = book(tmp_path, "  - {says: rest, pays: {percent_of_charges: 40}, source: {page: 31, section: B}}\n")
    (term,) = made.terms.to_pylist()
    assert (term["term_id"], term["says"], term["page"], term["section"], term["place"]) == (
        "acme/1#1", "rest", "31", "B", 5,
    )  # fmt: skip
    assert term["since"] == dt.date(2025, 1, 1)
    assert made.terms.schema.equals(tables.TERMS.schema)
    assert isinstance(made.terms, pa.Table)


def test_setting_and_modifier_of_a_term_restrict_it(tmp_path):
    made = book(
        tmp_path,
        "  - says: office\n    when: {codes: 73030, setting: nonfacility, modifiers: [26]}\n"
        "    pays: {percent_of_medicare: 100, year: 2025, locality: 0441231}\n",
    )
    assert [(r["modifier"], r["setting"]) for r in made.rates.to_pylist()] == [("26", "nonfacility")]


REST_TERM = "  - {says: rest, pays: {percent_of_charges: 40}}\n"
ALL = "  - {says: all, pays: {percent_of_medicare: 100, year: 2025, locality: 0441231}}\n"


def test_the_width_of_a_range_is_counted_in_codes_also_over_a_ten(tmp_path):
    terms = [
        "  - {says: eleven, when: {codes: 99202-99212}, pays: {percent_of_charges: 10}}\n",
        "  - {says: seven, when: {codes: 99209-99215}, pays: {percent_of_charges: 20}}\n",
        "  - {says: ten, when: {codes: J1880-J1889}, pays: {percent_of_charges: 30}}\n",
        "  - {says: six, when: {codes: J1885-J1890}, pays: {percent_of_charges: 50}}\n",
    ]
    for order in (terms, terms[::-1]):
        made = book(tmp_path, "".join(order))
        assert rates(made, "99212")["facility"]["percent"] == 20_000
        assert rates(made, "J1885")["facility"]["percent"] == 50_000
        assert made.findings == ()


def test_what_a_term_that_cannot_be_priced_governs_is_priced_by_no_other_term(tmp_path):
    gone = "  - {says: gone, when: {codes: 99211-99215}, pays: {percent_of_medicare: 120, year: 2031}}\n"
    wide = "  - {says: wide, when: {codes: 99202-99499}, pays: {percent_of_medicare: 110, year: 2025}}\n"
    for terms in (gone + wide + REST_TERM, REST_TERM + wide + gone):
        made = book(tmp_path, terms)
        assert rates(made, "99213") == {}
        assert rates(made, "99203")["facility"]["percent"] == 110_000
        assert rates(made, "80053")["facility"]["percent"] == 40_000
        assert rates(made, "80053")["facility"]["confidence"] == "default"
        assert [fault.kind for fault in made.findings] == ["contract.medicare"]


def test_a_closer_term_still_prices_its_codes_beside_one_that_cannot_be_priced(tmp_path):
    gone = "  - {says: gone, pays: {percent_of_medicare: 120, year: 2031}}\n"
    fees = "  - {says: fees, pays: {fee_schedule: fees.csv}}\n"
    made = book(tmp_path, gone + fees, fees="99213,,,150.00\n")
    assert {row["code"] for row in made.rates.to_pylist()} == {"99213"}


def test_a_rest_that_stands_first_leaves_nothing_to_an_equally_wide_term_and_that_is_said(tmp_path):
    made = book(tmp_path, REST_TERM + ALL)
    assert [row["code"] for row in made.rates.to_pylist()] == ["*"]
    (tie,) = made.findings
    assert (tie.kind, tie.severity, tie.segment) == ("contract.tie", "warning", 6)


def test_a_rest_that_stands_last_is_no_tie_for_it_pays_what_the_others_leave(tmp_path):
    made = book(tmp_path, ALL + REST_TERM)
    assert made.findings == ()
    assert rates(made, "99213")["facility"]["basis"] == "percent_of_medicare"


def test_a_percent_of_charges_on_a_range_reaches_the_codes_that_are_known(tmp_path):
    terms = "  - {says: drugs, when: {codes: J0000-J9999}, pays: {percent_of_charges: 50}}\n"
    made = book(tmp_path, terms)
    assert rates(made, "J1885")["facility"]["percent"] == 50_000
    assert rates(made, "J9998") == {}
    contract, _ = read_contract(tmp_path / "c.yaml")
    also = compile_contract(contract, shipped(), AUSTIN, billed=["J9998", "99213"])
    assert rates(also, "J9998")["facility"]["percent"] == 50_000
    assert rates(also, "99213") == {}
