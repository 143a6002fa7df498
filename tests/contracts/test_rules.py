"""Adjustments: from YAML to rules, and to rows."""

import pytest

from counteroffer.contracts.read import read_contract
from counteroffer.contracts.rule_rows import rule_rows
from counteroffer.contracts.rule_terms import ClaimRule, ModifierRule, MultipleRule, PlaceRule, PractitionerRule

HEAD = """\
contract: Acme
payer: Acme
since: 2025-01-01
terms:
  - says: Everything pays half its charge.
    pays: {percent_of_charges: 50}
adjustments:
"""


def read(tmp_path, *rules):
    """Read a contract with some adjustments, each given as its lines after `says`."""
    text = HEAD + "".join(f"  - says: Rule {i}.\n    {rule}\n" for i, rule in enumerate(rules, 1))
    path = tmp_path / "acme.yaml"
    path.write_text(text, encoding="utf-8")
    return read_contract(path)


def one(tmp_path, rule):
    contract, found = read(tmp_path, rule)
    assert not found
    return contract.rules[0]


def test_a_percent_for_modifiers(tmp_path):
    rule = one(
        tmp_path, "modifiers: 80, 81\n    percent: 16\n    indicators: 2\n    otherwise: 8\n    source: {page: 7}"
    )
    assert rule == ModifierRule("Rule 1.", ("80", "81"), 16_000, False, ("2",), 8_000, "7", "", 8)


def test_medicares_shares_and_what_a_person_decides(tmp_path):
    contract, found = read(tmp_path, "modifiers: 54, 55\n    percent: medicare", "modifiers: 22\n    by_hand: yes")
    assert not found
    assert [(rule.shares, rule.percent) for rule in contract.rules] == [(True, None), (False, None)]


def test_practitioners_and_places(tmp_path):
    contract, found = read(
        tmp_path,
        "practitioners: np, PA\n    percent: 85",
        'places: "02"\n    pays_as: nonfacility',
        "claim_charges: yes",
    )
    assert not found
    people, places, claim = contract.rules
    assert (people.classes, people.percent) == (("NP", "PA"), 85_000)
    assert (places.places, places.percent, places.setting) == (("02",), 100_000, "nonfacility")
    assert isinstance(people, PractitionerRule)
    assert isinstance(places, PlaceRule)
    assert isinstance(claim, ClaimRule)


def test_several_procedures(tmp_path):
    rule = one(tmp_path, "multiple: [100, 50, 25]\n    most: 5\n    indicators: 2, 3")
    assert rule == MultipleRule("Rule 1.", (100_000, 50_000, 25_000), 5, ("2", "3"), "rate", "", "", 8)
    assert one(tmp_path, "multiple: [100, 50]\n    of: technical\n    indicators: 4").part == "technical"


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("percent: 50", "about nothing"),
        ("modifiers: 50\n    multiple: [100]", "several things"),
        ("modifiers: 50", "neither a percent nor"),
        ("modifiers: 50\n    percent: 150\n    by_hand: yes", "neither a percent nor"),
        ("modifiers: 26\n    percent: 50", "'26' cannot stand"),
        ("modifiers: 5\n    percent: 50", "'5' cannot stand"),
        ("modifiers: 50\n    percent: a lot", "is not a percent"),
        ("modifiers: 50\n    percent: medicare", "publishes no share"),
        ("modifiers: 25\n    percent: 50\n    indicators: 1", "has no indicator"),
        ("modifiers: 50\n    percent: 150\n    otherwise: 100", "is for codes of other indicators"),
        ("modifiers: 50\n    percent: 150\n    most: 5", "'most' means nothing"),
        ("practitioners: NP", "says no percent"),
        ("practitioners: []\n    percent: 85", "names nothing"),
        ("places: office\n    percent: 85", "'OFFICE' cannot stand"),
        ('places: "02"', "says nothing of these places"),
        ('places: "02"\n    pays_as: home', "is no setting"),
        ("multiple: []", "No percents are said"),
        ("multiple: [100, 50, 50, 50, 50, 50, 25]", "More than 6"),
        ("multiple: [100, x]", "is not a percent"),
        ("multiple: [100, 50]\n    most: 0", "is not above 0"),
        ("multiple: [100, 50]\n    of: half", "is no part"),
        ("multiple: [100, 50]\n    indicators: 4", "are not reduced by rate"),
        ("multiple: [100, 50]\n    of: expense\n    indicators: 2", "are not reduced by expense"),
        ("claim_charges: no", "can only be yes"),
        ("modifiers: 50\n    percent: 150\n    surprise: 1", "no key 'surprise'"),
    ],
)
def test_a_fault_is_said_at_its_line_and_the_contract_left_out(tmp_path, rule, says):
    contract, found = read(tmp_path, rule)
    assert contract is None
    assert any(says in fault.says and fault.segment >= 8 for fault in found), [fault.says for fault in found]


def test_two_rules_about_the_same_are_a_fault(tmp_path):
    for first, second in (
        ("modifiers: 50\n    percent: 150", "modifiers: 22, 50\n    percent: 120"),
        ("multiple: [100, 50]", "multiple: [100, 25]"),
        ("practitioners: NP\n    percent: 85", "practitioners: NP\n    percent: 80"),
        ("claim_charges: yes", "claim_charges: yes"),
    ):
        contract, (fault,) = read(tmp_path, first, second)
        assert contract is None
        assert fault.says.startswith("Two rules are about")


def test_the_same_indicator_may_have_a_rule_for_each_part(tmp_path):
    technical = "multiple: [100, 50]\n    of: technical\n    indicators: 4"
    contract, found = read(tmp_path, technical, technical.replace("technical", "professional"))
    assert not found
    assert len(contract.rules) == 2


def test_adjustments_that_are_no_list_are_a_fault(tmp_path):
    path = tmp_path / "acme.yaml"
    path.write_text(HEAD.replace("adjustments:\n", "adjustments: no\n"), encoding="utf-8")
    contract, (fault,) = read_contract(path)
    assert (contract, fault.kind) == (None, "contract.form")


def test_rows_name_each_modifier_class_place_and_rank(tmp_path):
    contract, _ = read(
        tmp_path,
        "modifiers: 80, 82\n    percent: 16",
        "multiple: [100, 50]\n    most: 5",
        "practitioners: NP\n    percent: 85",
        'places: "02"\n    pays_as: facility',
        "claim_charges: yes",
    )
    rows = [(r["rule_id"][-1], r["kind"], r["key"], r["rank"], r["percent"], r["most"]) for r in rule_rows(contract)]
    assert rows == [
        ("2", "modifier", "51", 0, 100_000, None),  # a contract that ranks needs no rule on 51
        ("1", "modifier", "80", 0, 16_000, None),
        ("1", "modifier", "82", 0, 16_000, None),
        ("2", "multiple", "rate", 1, 100_000, 5),
        ("2", "multiple", "rate", 2, 50_000, 5),
        ("3", "practitioner", "NP", 0, 85_000, None),
        ("4", "place", "02", 0, 100_000, None),
        ("5", "claim_charges", "", 0, None, None),
    ]


def test_a_rule_on_51_of_the_contracts_own_is_kept(tmp_path):
    contract, _ = read(tmp_path, "multiple: [100, 50]", "modifiers: 51\n    percent: 50")
    assert [r["percent"] for r in rule_rows(contract) if r["key"] == "51"] == [50_000]
