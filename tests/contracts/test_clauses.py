"""Clauses: from YAML to typed values, and to rows; the catalogue holds together."""

import jsonschema
import pytest
import yaml

from counteroffer.contracts.clauses import UNITS, clause_kinds, clause_rows
from counteroffer.contracts.read import json_schema, read_contract

HEAD = """\
contract: Acme
payer: Acme
since: 2025-01-01
terms:
  - says: Everything pays half its charge.
    pays: {percent_of_charges: 50}
clauses:
"""


def read(tmp_path, text):
    path = tmp_path / "acme.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    return read_contract(path)


GOOD = """\
  - says: Payment follows within 30 days; later money bears 1.5 percent
    clause: prompt_pay
    days: 30
    interest_percent: 1.5
    automatic: yes
    funding: all
    source: {page: 12, section: 6.3}
  - clause: most_favored_nation
    silent: yes
  - says: Imaging needs an authorization
    clause: prior_authorization
    codes: [70551-70553, "73721"]
    list_attached: no
"""


def test_a_clause_holds_typed_values_with_its_place(tmp_path):
    contract, found = read(tmp_path, GOOD)
    assert not found
    pay = contract.clause("prompt_pay")
    assert pay.values == {"days": 30, "interest_percent": 1500, "automatic": True, "funding": "all"}
    assert (pay.number("days"), pay.yes("automatic"), pay.word("funding"), pay.page) == (30, True, "all", "12")
    assert pay.number("automatic") is None  # a yes is no number
    assert contract.clause("most_favored_nation").silent
    assert contract.clause("prior_authorization").word("codes") == "70551-70553, 73721"
    assert contract.clause("lookback") is None


def test_rows_hold_one_value_each_and_a_silent_clause_has_a_row(tmp_path):
    contract, _ = read(tmp_path, GOOD)
    rows = list(clause_rows(contract))
    told = [(r["clause"], r["field"], r["value"], r["number"], r["unit"], r["silent"]) for r in rows]
    assert told == [
        ("prompt_pay", "days", "30", 30, "days", False),
        ("prompt_pay", "interest_percent", "1500", 1500, "percent", False),
        ("prompt_pay", "automatic", "yes", 1, "yes_no", False),
        ("prompt_pay", "funding", "all", None, "word", False),
        ("most_favored_nation", "", "", None, "", True),
        ("prior_authorization", "list_attached", "no", 0, "yes_no", False),
        ("prior_authorization", "codes", "70551-70553, 73721", None, "codes", False),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("  - says: x\n    days: 3\n", "does not say what it is about"),
        ("  - says: x\n    clause: prompt_pays\n", "no kind of clause 'prompt_pays'"),
        ("  - says: x\n    clause: lookback\n    days: 3\n", "no key 'days'"),
        ("  - says: x\n    clause: lookback\n    months: a year\n", "'months': 'a year' is not a whole number"),
        ("  - says: x\n    clause: offset\n    allowed: perhaps\n", "neither yes nor no"),
        ("  - says: x\n    clause: timely_filing\n    clock: birth\n", "'clock' cannot be 'birth'"),
        ("  - clause: lookback\n    months: 12\n", "sentence is missing"),
        ("  - says: x\n    clause: lookback\n    silent: yes\n    months: 12\n", "silent says something"),
        ("  - says: x\n    clause: lookback\n  - says: y\n    clause: lookback\n", "Two clauses are about lookback"),
        ("  - says: x\n    clause: default_rate\n    percent_of_charges: -5\n", "below zero"),
    ],
)
def test_a_fault_is_said_and_the_contract_left_out(tmp_path, text, says):
    contract, found = read(tmp_path, text)
    assert contract is None
    assert any(says in fault.says for fault in found), found
    assert all(fault.segment >= 7 for fault in found)


def test_clauses_that_are_no_list_are_a_fault(tmp_path):
    path = tmp_path / "acme.yaml"
    path.write_text(HEAD.replace("clauses:\n", "clauses: none\n"), encoding="utf-8")
    assert "should be a list" in read_contract(path)[1][0].says


def test_the_json_schema_takes_a_contract_with_clauses():
    jsonschema.validate(yaml.safe_load((HEAD + GOOD).replace("2025-01-01", "'2025-01-01'")), json_schema())


def test_the_catalogue_says_of_every_kind_what_it_holds_harms_and_asks():
    kinds = clause_kinds()
    assert len(kinds) == 45
    for kind in kinds.values():
        assert kind.title, kind.key
        assert kind.harm, kind.key
        assert kind.ask, kind.key
        assert kind.fallback, kind.key
        for unit in kind.holds.values():
            assert isinstance(unit, tuple) or unit in {*UNITS, "codes", "text"}, (kind.key, unit)
