"""An amendment waits, is tried, adopted and read back like every document, and its prices name it."""

import datetime as dt

import pytest

from counteroffer.core.errors import InputError
from counteroffer.core.practice import Practice
from counteroffer.workspace import Workspace
from counteroffer.workspace.adoption import adopt, rates_as_of, trial
from counteroffer.workspace.agreed import current_contracts
from counteroffer.workspace.canaries import sing
from counteroffer.workspace.matching import Asked

BASE = """contract: acme
payer: Acme
since: 2025-01-01
terms:
  - {says: Visits pay 100, id: visits, when: {codes: 99213}, pays: {case_rate: 100}}
  - {says: MA visits pay 80, when: {codes: 99213, products: medicare_advantage}, pays: {case_rate: 80}}
"""
AMENDMENT = """amends: acme
version: A1
since: 2025-07-01
terms:
  - {says: Visits pay 110, replaces: visits, when: {codes: 99213}, pays: {case_rate: 110}, source: {page: 2}}
"""
CANARIES = """- says: Before and after
  lines:
    - {date: 2025-06-30, code: 99213, charge: 500, expected: 100.00}
    - {date: 2025-07-01, code: 99213, charge: 500, expected: 110.00}
    - {date: 2025-07-01, code: 99213, charge: 500, product: medicare_advantage, expected: 80.00}
  by_hand: the contract until June, the amendment from July on
"""


@pytest.fixture
def desk(tmp_path):
    made = Workspace.create(tmp_path / "w", Practice("Cedar", zip="78701"))
    (made.home.contracts_dir / "acme.yaml").write_text(BASE)
    made.refresh()
    return made


def write(desk, text):
    (desk.home.contracts_dir / "acme-1.yaml").write_text(text)


def test_an_amendment_is_tried_adopted_matched_and_proved_and_what_was_before_is_read_back(desk):
    write(desk, AMENDMENT)
    assert trial(desk).documents == {"acme-1.yaml": "new"}
    adopt(desk, "amendment 1, signed")
    assert {row["rate"] for row in rates_as_of(desk, "1").to_pylist()} == {10_000, 8_000}
    assert {row["rate"] for row in rates_as_of(desk).to_pylist()} == {10_000, 11_000, 8_000}
    (desk.home.contracts_dir / "acme-1.canaries.yaml").write_text(CANARIES)
    sung, faults = sing(desk, current_contracts(desk)[0])
    assert [one.outcome for one in sung] == ["pass", "pass", "pass"]
    assert faults == []
    assert sung[1].explanation.sentences[0] == "acme, version 1+A1, by amendment A1: Visits pay 110 (page 2)."
    found = desk.match_asked(Asked("99213", "Acme", dt.date(2025, 8, 1), product="medicare_advantage"))
    assert [(term.term_id, term.won) for term in found.terms] == [("acme/1+A1#1", False), ("acme/1+A1#2", True)]
    assert [seen.why for seen in found.versions] == ["not in force on 2025-08-01", "in force"]
    assert found.terms[0].file.endswith("acme-1.yaml")


def test_an_amendment_of_an_unknown_id_is_not_adopted(desk):
    write(desk, AMENDMENT.replace("replaces: visits", "replaces: labs"))
    with pytest.raises(InputError, match="no term or adjustment with the id labs"):
        adopt(desk, "amendment 1")
