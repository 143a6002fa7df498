"""The shelf of states: every row is cited and dated, and only what was read in a statute makes a figure."""

from datetime import date

import attrs
import pytest

from counteroffer.measure.states import SHELF, TOPICS, named_only, prompt_pay_rules, state_rules, states

RULES = [rule for state in states() for rule in state_rules(state)]

READ_IN_THE_STATUTE = {("CO", "eft_fee")}
"""What the notes mark as read from a statute with a URL; a row is added here by whoever has read it."""


@pytest.mark.parametrize("rule", RULES, ids=lambda r: f"{r.state} {r.topic}")
def test_every_rule_is_cited_and_dated(rule):
    assert rule.topic in TOPICS
    assert rule.says
    assert rule.citation
    assert rule.url.startswith(("http://", "https://"))
    assert date(2026, 1, 1) <= rule.read_on <= date(2100, 1, 1)
    assert rule.status in ("verified", "unverified")
    assert rule.applies_to
    assert rule.form in ("electronic", "paper", "any")
    assert rule.day_type in ("calendar", "working", "unknown")


@pytest.mark.parametrize("rule", RULES, ids=lambda r: f"{r.state} {r.topic}")
def test_a_verified_rule_has_its_first_day_and_an_unverified_one_its_doubt(rule):
    if rule.status == "verified":
        assert rule.since is not None
        assert not rule.doubt
    else:
        assert rule.doubt


def test_only_what_was_read_in_a_statute_is_verified():
    assert {(r.state, r.topic) for r in RULES if r.status == "verified"} == READ_IN_THE_STATUTE


def test_a_file_is_named_after_its_state():
    for file in SHELF.glob("*.yaml"):
        assert {rule.state for rule in state_rules(file.stem)} == {file.stem.upper()}
    assert state_rules("ZZ") == ()


def test_an_unverified_rule_makes_no_figure_and_a_verified_pair_does():
    rules = state_rules("CA")
    assert prompt_pay_rules(rules) == ()
    assert named_only(rules) == rules
    sure = tuple(attrs.evolve(r, status="verified") for r in rules)
    [made] = prompt_pay_rules(sure)
    assert (made.days, made.rate, made.reach, made.since) == (30, 15_000, "insured", date(2026, 1, 1))
    assert prompt_pay_rules(sure[:1]) == ()
    assert prompt_pay_rules(tuple(attrs.evolve(r, day_type="working") for r in sure)) == ()
    assert prompt_pay_rules(tuple(attrs.evolve(r, form="paper") for r in sure)) == ()
