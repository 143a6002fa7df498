"""What Medicare says of procedures, and would allow for the practice's lines."""

import pytest

from counteroffer.core.practice import Practice
from counteroffer.medicare.book import shipped
from counteroffer.price.medicare import PROCEDURES, SCHEMA, practice_locality, practice_medicare, procedures

CHICAGO = Practice("P", zip="60601")


def of(code, practice=CHICAGO):
    table = procedures(shipped(), practice)
    assert table.schema == PROCEDURES
    (row,) = (row for row in table.to_pylist() if row["code"] == code)
    return row


def test_the_locality_is_as_named_else_by_zip():
    assert practice_locality(shipped(), Practice("P", locality="0111205")) == "0111205"
    assert practice_locality(shipped(), CHICAGO) == "0610216"
    assert practice_locality(shipped(), Practice("P")) == ""


def test_every_code_has_one_row():
    codes = procedures(shipped(), CHICAGO)["code"].to_pylist()
    assert len(codes) == len(set(codes)) > 8000


@pytest.mark.parametrize(
    ("code", "multiple", "base"),
    [("99213", "0", ""), ("45380", "3", "45378"), ("70450", "4", ""), ("97110", "5", ""), ("93306", "6", ""),
     ("92235", "7", ""), ("11042", "2", "")],
)  # fmt: skip
def test_indicators_are_those_of_the_published_file(code, multiple, base):
    row = of(code)
    assert (row["multiple"], row["endoscopy_base"]) == (multiple, base)


def test_the_share_of_practice_expense_is_worked_out_with_the_localitys_indices():
    # 97110 of RVU25D: work 0.45, expense 0.41 (NA in a facility), malpractice 0.01; nationally 0.41 / 0.87 = 0.471264
    row = of("97110", Practice("P"))
    national = {n: v for n, v in row.items() if n.startswith("expense")}
    fee = next(f for f in shipped().fees.to_pylist() if f["code"] == "97110")
    wanted = round(fee["pe_nonfacility"] / (fee["work"] + fee["pe_nonfacility"] + fee["malpractice"]) * 1_000_000)
    assert national["expense_nonfacility"] == wanted
    work, expense, malpractice = shipped().gpcis("0610216", 2025)
    parts = (fee["work"] * work, fee["pe_nonfacility"] * expense, fee["malpractice"] * malpractice)
    assert of("97110")["expense_nonfacility"] == round(parts[1] / sum(parts) * 1_000_000)


def test_an_operations_shares_are_its_whole():
    row = of("27447")
    assert row["before"] + row["within"] + row["after"] == 100


def test_a_book_without_indicators_says_nothing():
    empty = shipped().with_tables(*(t.slice(0, 0) for t in (shipped().fees, shipped().localities, shipped().zips)))
    assert procedures(empty, CHICAGO).num_rows > 0
    fees = shipped().fees.slice(0, 0)
    book = type(empty)(fees, shipped().localities, shipped().zips)
    assert procedures(book, CHICAGO).num_rows == 0


def test_medicare_amounts_are_there_for_a_practice_with_a_locality_only():
    assert practice_medicare(shipped(), Practice("P")).num_rows == 0
    found = practice_medicare(shipped(), CHICAGO)
    assert found.schema == SCHEMA
    assert set(found["year"].to_pylist()) == set(shipped().years)
