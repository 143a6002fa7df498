"""An escalator is read whole, or every fault of it and of its index is found at its line."""

import datetime as dt

import pytest

from counteroffer.contracts.escalators import read_index
from counteroffer.contracts.read import read_contract
from counteroffer.contracts.terms import Change, Escalator

TEXT = """\
contract: acme
payer: Acme
since: 2025-01-01
terms:
  - says: Visits
    pays: {percent_of_medicare: 110, year: 2025, locality: 0441231}
    escalator: {percent: 3, every: year, from: 2026-01-01, compounding: no, round: cent}
"""


def read(tmp_path, text, index="date,percent\n2026-01-01,2.7\n"):
    (tmp_path / "index.csv").write_text(index)
    (tmp_path / "c.yaml").write_text(text)
    return read_contract(tmp_path / "c.yaml")


def test_a_fixed_percent_is_read(tmp_path):
    contract, findings = read(tmp_path, TEXT)
    assert findings == []
    assert contract.terms[0].escalator == Escalator(dt.date(2026, 1, 1), 3000, compounding=False, rounded=True)


def test_an_index_with_floor_and_cap_is_read(tmp_path):
    text = TEXT.replace("percent: 3, every: year", "index: index.csv, floor: 0, cap: 3.5").replace(", round: cent", "")
    contract, findings = read(tmp_path, text)
    assert findings == []
    index = (Change(dt.date(2026, 1, 1), 2700),)
    assert contract.terms[0].escalator == Escalator(
        dt.date(2026, 1, 1), None, index, compounding=False, floor=0, cap=3500
    )


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("percent: 3", "percent: three", "value"),
        ("percent: 3, ", "", "escalator"),
        ("percent: 3", "percent: 3, index: index.csv", "escalator"),
        ("percent: 3", "percent: 3, cap: 5", "escalator"),
        ("percent: 3", "index: index.csv, floor: 4, cap: 3", "escalator"),
        ("percent: 3", "index: gone.csv", "missing_file"),
        ("every: year", "every: month", "value"),
        ("from: 2026-01-01, ", "", "value"),
        ("from: 2026-01-01", "from: 2028-02-29", "value"),
        ("from: 2026-01-01", "from: open", "value"),
        ("compounding: no", "compounding: sometimes", "value"),
        ("round: cent", "round: dollar", "value"),
        ("round: cent", "rounding: cent", "unknown_key"),
    ],
)
def test_each_fault_is_found_at_its_line(tmp_path, old, new, kind):
    contract, findings = read(tmp_path, TEXT.replace(old, new, 1))
    assert contract is None
    assert (f"contract.{kind}", 7) in [(finding.kind, finding.segment) for finding in findings]
    assert all(finding.mend for finding in findings)


@pytest.mark.parametrize("pays", ["percent_of_charges: 40", "percent_of_drugs: 100", "by_hand: yes"])
def test_what_has_no_amount_of_its_own_cannot_escalate(tmp_path, pays):
    contract, findings = read(tmp_path, TEXT.replace("percent_of_medicare: 110, year: 2025, locality: 0441231", pays))
    assert contract is None
    assert [(finding.kind, finding.segment) for finding in findings] == [("contract.escalator", 7)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("day,change\n", 1),
        ("date,percent\n", 1),
        ("date,percent\n2026-01-01,2.7\n\nsoon,1\n", 4),
        ("date,percent\n2026-01-01,much\n", 2),
        ("date,percent\n2026-01-01,1\n2026-01-01,2\n", 3),
    ],
)
def test_a_fault_of_an_index_is_said_with_its_line(tmp_path, text, line):
    path = tmp_path / "index.csv"
    path.write_text(text)
    _, (fault,) = read_index(path)
    assert (fault.segment, fault.severity, fault.file) == (line, "error", str(path))
