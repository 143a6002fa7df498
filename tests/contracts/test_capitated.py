"""Lines of capitated codes are expected to be paid nothing, exactly; carve-outs pay as their term says."""

import datetime as dt

import attrs
import pytest
from tests.price.rows import line, price, rate

from counteroffer.contracts.contest import contenders
from counteroffer.contracts.ratebook import Compiler, compile_contract
from counteroffer.contracts.read import read_contract
from counteroffer.core.practice import Practice
from counteroffer.medicare.book import shipped
from counteroffer.price.base_sentence import base_sentence

TEXT = """\
contract: meadow
payer: Acme
since: 2025-01-01
lesser_of_charges: yes
terms:
  - says: Fees
    pays: {fee_schedule: fees.csv}
adjustments:
  - {says: Several, multiple: [100, 50], most: 1}
arrangements:
  - says: Primary care is capitated
    capitation: {pmpm: [{dollars: 20}], covers: "99202-99215, S9999, 20610", carve_outs: "99205"}
    source: {page: 40}
"""


@pytest.fixture
def contract(tmp_path):
    (tmp_path / "fees.csv").write_text("code,amount\n99205,200\n99213,90\n20610,70\n20611,60\n")
    (tmp_path / "c.yaml").write_text(TEXT)
    made, findings = read_contract(tmp_path / "c.yaml")
    assert findings == []
    return made


def priced(contract, *lines):
    book = compile_contract(contract, shipped(), Practice(name="P", zip="78701"), {"99213", "S9999"})
    assert book.findings == ()
    tables = (book.rates.to_pylist(), book.terms.to_pylist(), book.rules.to_pylist())
    return price(list(lines), tables[0], terms=tables[1], rules=tables[2])


def coded(number, code, **more):
    return line(number, billed_code=code, code=code, **more)


def test_a_covered_line_is_expected_nothing_and_is_neither_underpaid_nor_without_a_rate(contract):
    got, more = priced(contract, coded(1, "99213", allowed=0), coded(2, "S9999", allowed=500))
    for row in (got, more):
        assert (row["expected"], row["basis"], row["confidence"]) == (0, "capitated", "exact")
        assert (row["why_not"], row["underpaid"], row["term_id"]) == ("", False, "meadow/1~1")
    assert (got["variance"], more["variance"]) == (0, 500)


def test_a_carve_out_pays_its_term_and_a_code_that_is_not_covered_too(contract):
    one, other = priced(contract, coded(1, "99205", allowed=15000), coded(2, "20611"))
    assert (one["expected"], one["underpaid"], one["term_id"]) == (20000, True, "meadow/1#1")
    assert other["expected"] == 6000


@pytest.mark.parametrize("modifier", ["22", "26", "50", "80", "TC"])
def test_no_modifier_takes_a_covered_line_out_of_it(contract, modifier):
    (got,) = priced(contract, coded(1, "99213", mod1=modifier))
    assert (got["expected"], got["why_not"]) == (0, "")


def test_lines_that_are_capitated_take_no_rank_from_those_that_are_paid(contract):
    same = {"patient_key": "p", "billing_tin": "1"}
    got = priced(contract, coded(1, "20610", **same), coded(2, "20611", **same))
    assert [row["expected"] for row in got] == [0, 6000]
    assert [row["rank"] for row in got] == [0, got[1]["rank"]]


def test_the_arrangement_is_a_row_of_terms_with_its_page(contract):
    book = compile_contract(contract, shipped(), Practice(name="P"))
    (row,) = [row for row in book.terms.to_pylist() if row["term_id"] == "meadow/1~1"]
    assert (row["says"], row["page"], row["place"]) == ("Primary care is capitated", "40", 11)


def test_the_contest_tells_that_capitation_pays_and_why_a_term_does_not(contract):
    compiler = Compiler(contract, shipped(), Practice(name="P"), {"99213"})
    paid, term = contenders(compiler, ("99213", "", "nonfacility"), dt.date(2025, 3, 4))
    assert (paid.term_id, paid.won, paid.close) == ("meadow/1~1", True, "covered")
    assert (term.won, term.why) == (False, "the code is paid by capitation")
    (alone,) = contenders(compiler, ("99205", "", "nonfacility"), dt.date(2025, 3, 4))
    assert alone.won


def test_a_carve_out_of_what_is_not_covered_is_doubtful(contract, tmp_path):
    (tmp_path / "c.yaml").write_text(TEXT.replace('carve_outs: "99205"', 'carve_outs: "80053"'))
    made, _ = read_contract(tmp_path / "c.yaml")
    found = compile_contract(made, shipped(), Practice(name="P")).findings
    assert [(f.kind, f.segment) for f in found] == [("contract.carve_out", 11)]


def test_the_price_is_said_in_a_sentence():
    assert "capitation" in base_sentence(line(begun=0), rate(basis="capitated", rate=0))


def test_without_arrangements_the_rate_book_is_as_it_was(contract):
    plain = compile_contract(contract, shipped(), Practice(name="P")).rates.to_pylist()
    kept = [row for row in plain if row["basis"] != "capitated"]
    without = compile_contract(attrs.evolve(contract, arrangements=()), shipped(), Practice(name="P")).rates.to_pylist()
    covered = {row["code"] for row in plain if row["basis"] == "capitated"}
    assert kept == [row for row in without if row["code"] not in covered]
    assert {row["term_id"] for row in kept} == {"meadow/1#1"}
