"""A contract's own examples are priced by the real pricing and held against the answers worked by hand."""

import pytest
from typer.testing import CliRunner

from counteroffer.cli import app
from counteroffer.contracts.canaries import read_canaries
from counteroffer.core.practice import Practice
from counteroffer.workspace import Workspace
from counteroffer.workspace.agreed import documents
from counteroffer.workspace.canaries import canary_findings, sing

CONTRACT = """contract: acme
payer: Acme
since: 2025-01-01
lesser_of_charges: yes
terms:
  - says: Visits pay 118.5%
    when: {codes: 99202-99215}
    pays: {percent_of_medicare: 118.5, year: 2025, locality: 0441231}
  - {says: The rest is agreed, when: {codes: S9338}, pays: {by_hand: yes}}
  - {says: Operations, when: {codes: 10000-69999}, pays: {conversion_factor: 50, year: 2025, geographic: no}}
adjustments:
  - {says: The second and further procedures of a day pay half, multiple: [100, 50]}
  - {says: Bilateral procedures pay 150%, modifiers: 50, percent: 150}
  - {says: Nurse practitioners pay 85%, practitioners: NP, percent: 85}
  - {says: Telehealth pays as the office does, places: "02", pays_as: nonfacility}
"""
CANARIES = """- says: An office visit
  lines: [{date: 2025-03-04, code: 99213, charge: 200, expected: 107.46}]
  by_hand: 90.68 x 118.5% = 107.4558
- says: A visit by telehealth
  lines: [{date: 2025-03-04, code: 99213, charge: 200, pos: "02", expected: 107.46}]
  by_hand: as in the office
- says: A nurse's visit
  lines: [{date: 2025-03-04, code: 99213, charge: 200, clinician: "1234567893", expected: 91.34}]
  by_hand: 107.46 x 85% = 91.341
- says: Two procedures of a day, the second on both sides
  lines:
    - {date: 2025-03-04, code: 27447, charge: 5000, setting: facility, expected: 1944.00}
    - {date: 2025-03-04, code: 20610, modifiers: [50], charge: 5000, setting: facility, expected: 51.00}
  by_hand: (19.60 + 15.30 + 3.98) x 50 = 1,944.00; (0.79 + 0.44 + 0.13) x 50 = 68.00, x 150% = 102.00, half of it
- says: What a person prices
  lines: [{date: 2025-03-04, code: S9338, charge: 5, why_not: by_hand}]
"""


@pytest.fixture
def desk(tmp_path):
    made = Workspace.create(tmp_path / "w", Practice("Cedar", zip="78701", clinicians={"1234567893": "NP"}))
    (made.home.contracts_dir / "acme.yaml").write_text(CONTRACT)
    return made


def outcomes(desk, text):
    (desk.home.contracts_dir / "acme.canaries.yaml").write_text(text)
    sung, faults = sing(desk, documents(desk)[0])
    assert not faults
    return [(one.outcome, str(one)) for one in sung]


def test_lines_of_one_example_are_of_one_patient_and_day_and_all_pass(desk):
    assert [kind for kind, _ in outcomes(desk, CANARIES)] == ["pass"] * 6
    assert list(canary_findings(desk, documents(desk)[0])) == []


def test_a_canary_that_is_not_priced_as_worked_by_hand_is_told_with_both_amounts_and_is_a_finding(desk):
    found = outcomes(
        desk, CANARIES.replace("expected: 107.46}]\n  by_hand: 90.68", "expected: 100}]\n  by_hand: 90.68")
    )
    assert found[0] == ("fail", "An office visit, 99213: $107.46, by hand $100.00")
    assert [kind for kind, _ in found[1:]] == ["pass"] * 5
    (finding,) = canary_findings(desk, documents(desk)[0])
    assert (finding.kind, finding.segment) == ("contract.canary", 2)
    run = CliRunner().invoke(app, ["contract", "test", "acme", "-w", str(desk.home.root)])
    assert run.exit_code == 1


def test_anesthesia_is_told_in_minutes(desk):
    (desk.home.contracts_dir / "base.csv").write_text("code,units\n00790,7\n")
    pays = "{anesthesia: 75.00, base_units: base.csv}"
    term = f"  - {{says: Anesthesia, when: {{codes: 00100-01999}}, pays: {pays}}}\nadjustments:"
    (desk.home.contracts_dir / "acme.yaml").write_text(CONTRACT.replace("adjustments:", term))
    line = '{date: 2025-03-04, code: "00790", minutes: 129, charge: 5000, expected: 1170.00}'
    text = f"- says: Base and time\n  lines: [{line}]\n  by_hand: 7 + 129 / 15 = 15.6 units x 75.00\n"
    assert outcomes(desk, text) == [("pass", "Base and time, 00790: $1,170.00")]


def test_a_wrong_reason_for_no_price_fails_and_an_answer_left_open_neither_passes_nor_fails(desk):
    assert outcomes(desk, CANARIES.replace("why_not: by_hand", "why_not: no_rate"))[-1][0] == "fail"
    assert outcomes(desk, CANARIES.replace("expected: 91.34", 'expected: ""'))[2][0] == "to fill in"
    run = CliRunner().invoke(app, ["contract", "test", "-w", str(desk.home.root)])
    assert run.exit_code == 0, run.output


def test_a_file_of_canaries_is_no_contract_and_its_faults_have_their_line(desk, tmp_path):
    (desk.home.contracts_dir / "acme.canaries.yaml").write_text(CANARIES)
    contracts, _, faults = documents(desk)
    assert [contract.contract for contract in contracts] == ["acme"]
    assert not faults
    (tmp_path / "c.yaml").write_text("- says: x\n  lines: [{date: 2025-13-04, code: 9, units: a, expected: 1.001}]\n")
    made, found = read_canaries(tmp_path / "c.yaml")
    assert not made
    assert len(found) == 4
    assert {finding.segment for finding in found} == {2}


TAKEN = """- says: A visit of which a part is withheld
  lines: [{date: 2025-03-04, code: 99213, charge: 200, owed: 7.46, expected: 107.46, withheld: 5.00, sequestered: 1.90}]
  by_hand: 107.46 - 7.46 = 100.00; 5% of it; 2% of the other 95.00
"""


def test_what_is_withheld_and_sequestered_is_part_of_the_answer_where_it_is_said(desk):
    file = desk.home.contracts_dir / "acme.yaml"
    file.write_text(f"{CONTRACT}  - {{says: Held, withhold: 5}}\n  - {{says: Taken, sequestration: 2}}\n")
    passes = "A visit of which a part is withheld, 99213: $107.46, withheld $5.00, sequestered $1.90"
    assert outcomes(desk, TAKEN) == [("pass", passes)]
    assert outcomes(desk, TAKEN.replace("withheld: 5.00, ", "")) == [("pass", passes.replace(", withheld $5.00", ""))]
    ((kind, says),) = outcomes(desk, TAKEN.replace("1.90", "2.00"))
    assert kind == "fail"
    assert says == f"{passes}, by hand $107.46, withheld $5.00, sequestered $2.00"
