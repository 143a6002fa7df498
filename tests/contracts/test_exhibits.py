"""Products and exhibits: whose lines a document, a term and an adjustment are for, and what is said of overlaps."""

import datetime as dt

import pytest

from counteroffer.contracts.contest import contenders
from counteroffer.contracts.exhibits import exhibit_of, exhibits
from counteroffer.contracts.ratebook import Compiler, compile_contract
from counteroffer.contracts.read import read_contracts
from counteroffer.core.practice import Practice
from counteroffer.medicare.book import MedicareBook, shipped

EMPTY = MedicareBook(shipped().fees.slice(0, 0), shipped().localities, shipped().zips)
HEAD = "contract: acme\npayer: Acme\nsince: 2025-01-01\n"
TERMS = """terms:
  - {says: All, pays: {percent_of_charges: 40}}
  - {says: Visits, when: {codes: 99213}, pays: {case_rate: 100}}
"""
MA = "  - {says: MA, when: {products: medicare_advantage}, pays: {percent_of_charges: 80}}\n"


def read(tmp_path, *texts):
    for i, text in enumerate(texts):
        (tmp_path / f"{i}.yaml").write_text(text)
    return read_contracts(tmp_path)


def one(tmp_path, text):
    (contract,), findings = read(tmp_path, text)
    assert findings == []
    return contract


def compiled(contract):
    return compile_contract(contract, EMPTY, Practice(name="P"), ["99213", "99214"])


def test_a_version_that_looks_at_no_product_has_one_exhibit_for_all(tmp_path):
    contract = one(tmp_path, HEAD + TERMS)
    (exhibit,) = exhibits(contract)
    assert (exhibit.name, exhibit.lines) == ("", (("", ""),))
    assert {row["exhibit"] for row in compiled(contract).rates.to_pylist()} == {""}


def test_an_exhibits_rest_leaves_nothing_for_a_closer_term_of_all_products(tmp_path):
    book = compiled(one(tmp_path, HEAD + TERMS + MA))
    rates = {(r["exhibit"], r["code"], r["term_id"]) for r in book.rates.to_pylist()}
    assert rates == {
        ("", "*", "acme/1#1"),
        ("", "99213", "acme/1#2"),
        ("medicare_advantage", "*", "acme/1#3"),
    }
    assert [(v["exhibit"], v["product"]) for v in book.versions.to_pylist()] == [
        ("medicare_advantage", "medicare_advantage"),
        ("", ""),
    ]


def test_products_that_the_same_terms_hold_for_share_an_exhibit(tmp_path):
    text = HEAD + TERMS + MA.replace("medicare_advantage", "[medicaid, medicaid_managed]")
    assert [exhibit.name for exhibit in exhibits(one(tmp_path, text))] == ["medicaid medicaid_managed", ""]


def test_a_line_takes_the_exhibit_of_its_product_then_of_its_funding_then_the_one_for_all(tmp_path):
    more = "  - {says: SF, when: {funding: self_funded}, pays: {percent_of_charges: 70}}\n"
    contract = one(tmp_path, HEAD + TERMS + MA + more)
    found = exhibits(contract)
    named = {
        pair: sorted(exhibit_of(found, *pair).terms)
        for pair in (
            ("medicare_advantage", "insured"),
            ("commercial", "self_funded"),
            ("commercial", "insured"),
            ("medicare_advantage", "self_funded"),
        )
    }
    assert list(named.values()) == [[1, 2, 3], [1, 2, 4], [1, 2], [1, 2, 3, 4]]


def test_of_two_adjustments_about_one_thing_the_one_for_the_lines_product_stands(tmp_path):
    rules = (
        "adjustments:\n  - {says: A, modifiers: [80, 81], percent: 16}\n"
        "  - {says: B, modifiers: 80, percent: 20, products: medicare_advantage}\n"
        "  - {says: C, withhold: 5, codes: 99213}\n  - {says: D, withhold: 3, products: medicare_advantage}\n"
        "  - {says: E, withhold: 2}\n"
    )
    rows = compiled(one(tmp_path, HEAD + TERMS + rules)).rules.to_pylist()
    assert sorted((r["exhibit"], r["kind"], r["key"], r["percent"]) for r in rows) == [
        ("", "modifier", "80", 16_000),
        ("", "modifier", "81", 16_000),
        ("", "withhold", "*", 2_000),
        ("", "withhold", "99213", 5_000),
        ("medicare_advantage", "modifier", "80", 20_000),
        ("medicare_advantage", "modifier", "81", 16_000),
        ("medicare_advantage", "withhold", "*", 3_000),
    ]


@pytest.mark.parametrize(
    ("one_", "other", "found"),
    [
        ("products: commercial\n", "", []),
        ("products: commercial\n", "products: medicare_advantage\n", []),
        ("products: commercial\n", "products: [commercial, other]\n", ["contract.two_contracts"]),
        ("products: commercial\n", "funding: self_funded\n", []),
    ],
)
def test_documents_of_a_payer_overlap_only_where_they_are_equally_close_to_some_line(tmp_path, one_, other, found):
    _, findings = read(tmp_path, HEAD + one_ + TERMS, HEAD.replace("acme", "beta") + other + TERMS)
    assert [finding.kind for finding in findings] == found


def test_versions_for_other_products_do_not_end_each_other(tmp_path):
    second = HEAD.replace("2025", "2026") + "version: 2\nproducts: medicare_advantage\n"
    made, findings = read(tmp_path, HEAD + TERMS, second + TERMS)
    assert findings == []
    assert {str(contract.until) for contract in made} == {"9999-12-31"}


@pytest.mark.parametrize("said", ["products: hmo\n", "funding: nobody\n", "products: []\n"])
def test_a_product_that_no_line_has_is_an_error_with_its_line(tmp_path, said):
    made, findings = read(tmp_path, HEAD + said + TERMS)
    assert made == []
    assert [(finding.kind, finding.segment) for finding in findings] == [("contract.value", 4)]


def test_the_contest_tells_who_pays_a_line_of_a_product_and_why_each_other_does_not(tmp_path):
    contract = one(tmp_path, HEAD + TERMS + MA)
    compiler = Compiler(contract, EMPTY, Practice(name="P"), ["99213"])
    key, day = ("99213", "", "facility"), dt.date(2025, 3, 4)
    advantage = contenders(compiler, key, day, ("medicare_advantage", "government"))
    assert [(told.won, told.why) for told in advantage] == [
        (False, "term 3 is for the line's own product"),
        (False, "term 3 is for the line's own product"),
        (True, "pays"),
    ]
    assert [told.why for told in contenders(compiler, key, day, ("commercial", ""))][2] == "it is for other products"
