"""Every way to pay and every adjustment has its row in the table, its place in the docs, and a case that prices it."""

from pathlib import Path

import pytest

from counteroffer.contracts.arranged import KINDS
from counteroffer.contracts.methods import ADJUSTMENT, ARRANGEMENT, BESIDE, PAYS, TABLE
from counteroffer.contracts.schema import METHODS, RULE_KINDS, TERM_KEYS
from counteroffer.core.plain import read_plain

TESTS = Path(__file__).parents[1]
DOCS = (TESTS.parent / "docs/contracts.md").read_text()
SAY_NOTHING_OF_MONEY = {"says", "when", "pays", "source"}
by_name = pytest.mark.parametrize("method", TABLE, ids=lambda method: method.key)


def keys(kind):
    return [method.key for method in TABLE if method.kind == kind]


def test_every_way_to_pay_every_key_beside_one_and_every_adjustment_is_in_the_table_once():
    assert sorted(keys(PAYS)) == sorted(METHODS)
    assert sorted(keys(ADJUSTMENT)) == sorted(RULE_KINDS)
    assert sorted(keys(ARRANGEMENT)) == sorted(KINDS)
    assert sorted(keys(BESIDE)) == sorted(TERM_KEYS.keys() - SAY_NOTHING_OF_MONEY)


@by_name
def test_each_has_its_place_in_the_docs(method):
    assert any(form in DOCS for form in (f"`{{{method.key}:", f"`{method.key}`", f"`{method.key}:"))


@by_name
def test_each_has_cases_that_are_there_and_price_by_it(method):
    assert method.cases
    for name in method.cases:
        assert (TESTS / name).is_file(), name
    examples = [name for name in method.cases if name.startswith("cases/contracts")]
    assert not examples or any(f"{method.key}:" in contracts_of(TESTS / name) for name in examples)


def contracts_of(path):
    """The text of the example contracts of the payers in a file of cases."""
    payers = {case["line"].get("payer", "Acme Health") for case in read_plain(path.read_text()).value}
    texts = [file.read_text() for file in (TESTS / "contracts/examples").glob("*.yaml")]
    return "".join(text for text in texts if any(f"payer: {payer}\n" in text for payer in payers))


@by_name
def test_each_says_what_it_does_what_it_needs_and_where_the_rule_is_from(method):
    assert all((method.says, method.needs, method.source))
