"""Versions follow each other without a gap of our making, and whatever overlaps or shares a name is said."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.contracts.terms import Contract
from counteroffer.contracts.versions import in_sequence
from counteroffer.core.dates import OPEN


def contract(version="1", since="2025-01-01", until="open", name="acme", payer="Acme"):
    end = OPEN if until == "open" else dt.date.fromisoformat(until)
    return Contract(name, version, payer, (), dt.date.fromisoformat(since), end, file=Path(f"{name}-{version}.yaml"))


def kinds(findings):
    return [finding.kind.removeprefix("contract.") for finding in findings]


def test_an_open_version_ends_the_day_before_the_next_without_a_word():
    made, findings = in_sequence([contract("2", "2026-01-01"), contract("1")])
    assert [(c.version, str(c.until)) for c in made] == [("1", "2025-12-31"), ("2", "9999-12-31")]
    assert findings == []


def test_an_own_end_that_reaches_into_the_next_version_is_said_and_cut():
    made, findings = in_sequence([contract("1", until="2026-06-30"), contract("2", "2026-01-01")])
    assert str(made[0].until) == "2025-12-31"
    assert kinds(findings) == ["overlap"]


def test_an_earlier_end_stays_and_leaves_its_gap():
    made, findings = in_sequence([contract("1", until="2025-06-30"), contract("2", "2026-01-01")])
    assert str(made[0].until) == "2025-06-30"
    assert findings == []


def test_a_version_number_that_was_forgotten_is_said_and_no_term_id_is_there_twice():
    made, findings = in_sequence([contract(), contract(since="2026-01-01"), contract(since="2026-01-01")])
    assert [c.term_id(1) for c in made] == ["acme/1#1", "acme/1@2026-01-01#1", "acme/1@2026-01-01@2026-01-01#1"]
    assert kinds(findings) == ["version", "version", "overlap"]


def test_of_two_versions_that_begin_on_one_day_the_higher_is_used_counted_as_people_count():
    made, findings = in_sequence([contract("10"), contract("9")])
    assert [c.version for c in made if c.since <= c.until] == ["10"]
    assert kinds(findings) == ["overlap"]


def test_two_payers_that_share_a_contracts_name_do_not_end_each_other():
    made, findings = in_sequence([contract(payer="Acme"), contract(since="2026-01-01", payer="Blue")])
    assert [c.until for c in made] == [OPEN, OPEN]
    assert len({c.key for c in made}) == 2
    assert kinds(findings) == ["two_payers", "version"]


@pytest.mark.parametrize(("until", "count"), [("open", 1), ("2025-12-31", 0)])
def test_two_contracts_of_one_payer_that_overlap_are_said(until, count):
    _, findings = in_sequence([contract(until=until), contract(since="2026-01-01", name="other")])
    assert kinds(findings).count("two_contracts") == count


drawn = st.builds(
    contract,
    version=st.sampled_from(["1", "2", "10"]),
    since=st.dates(dt.date(2024, 1, 1), dt.date(2024, 1, 6)).map(str),
    until=st.sampled_from(["open", "2024-01-08", "2024-12-31"]),
    name=st.sampled_from(["acme", "beta"]),
    payer=st.sampled_from(["Acme", "Blue"]),
)


@given(st.lists(drawn, max_size=8))
def test_no_day_has_two_versions_of_one_contract_and_every_key_is_single(contracts):
    made, _ = in_sequence(contracts)
    assert len(made) == len(contracts) == len({c.key for c in made})
    for day in (dt.date(2024, 1, 1) + dt.timedelta(n) for n in range(12)):
        live = [(c.contract, c.payer) for c in made if c.since <= day <= c.until]
        assert len(live) == len(set(live))
