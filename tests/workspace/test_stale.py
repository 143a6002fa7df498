"""A refresh makes anew what rests on what has changed, and leaves everything else as it was."""

import pytest
from tests.match.books import File
from tests.workspace.small import workspace_of

from counteroffer.workspace import adoption
from counteroffer.workspace.adoption import adopt, trial

CONTRACT = """contract: acme
payer: {payer}
since: 2020-01-01
terms:
  - {{says: Visits, when: {{codes: 99213}}, pays: {{fee_schedule: acme.csv}}}}
"""
EXAMPLE = """- says: A visit
  lines: [{{date: 2025-03-04, code: 99213, charge: 200, expected: {expected}}}]
  by_hand: as the schedule says
"""
LINES = {"lines", "authorizations", "movements", "completeness"}
PRICES = {"rates", "rules", "versions", "cases", "terms", "clauses", "priced"}


@pytest.fixture
def desk(tmp_path):
    made = workspace_of(tmp_path / "w", book())
    folder = made.home.contracts_dir
    (folder / "acme.yaml").write_text(CONTRACT.format(payer="Acme"))
    (folder / "acme.csv").write_text("code,amount\n99213,90\n")
    made.refresh()
    return made


def made_anew(desk, **asked):
    """Refresh, and name the tables that got another version."""
    before = desk.lake.versions()
    done = desk.refresh(**asked)
    after = desk.lake.versions()
    return done, {name for name in after if after[name] != before.get(name)}


def test_each_change_makes_anew_just_what_rests_on_it(desk):
    folder = desk.home.contracts_dir
    expected = desk.answer("expected_dollars")["value"].to_pylist()
    assert made_anew(desk)[1] == set()
    counted, every = made_anew(desk, force=True)
    assert every >= LINES | PRICES | {"findings"}
    # a fee that waits makes findings only, and all that was told before is told with it
    (folder / "acme.csv").write_text("code,amount\n99213,91\n")
    waiting, changed = made_anew(desk)
    assert changed == {"findings"}
    assert (waiting.lines, waiting.priced, waiting.contracts) == (counted.lines, counted.priced, 1) == (2, 2, 1)
    assert {f.kind for f in waiting.findings} == {f.kind for f in counted.findings} | {"contract.pending"}
    assert stages(desk) == stages_of(waiting)
    assert desk.answer("expected_dollars")["value"].to_pylist() == expected
    # once adopted it prices the lines that are there
    assert adopt(desk, "one more").cents == 200
    adopted, changed = made_anew(desk)
    assert changed == PRICES | {"findings"}
    assert [f.kind for f in adopted.findings] == [f.kind for f in counted.findings]
    assert desk.answer("expected_dollars")["value"].to_pylist() == [expected[0] + 200]
    # a contract with another spelling of the payer changes the lines too
    (folder / "acme.yaml").write_text(CONTRACT.format(payer="ACME Health"))
    adopt(desk, "its new name")
    assert made_anew(desk)[1] >= {"priced", "findings"} | LINES


def test_an_example_that_is_edited_is_priced_anew_and_nothing_else(desk):
    (desk.home.contracts_dir / "acme.canaries.yaml").write_text(EXAMPLE.format(expected="80.00"))
    made, changed = made_anew(desk)
    assert changed == {"findings"}
    assert "contract.canary" in {f.kind for f in made.findings}
    (desk.home.contracts_dir / "acme.canaries.yaml").write_text(EXAMPLE.format(expected="90.00"))
    assert "contract.canary" not in {f.kind for f in made_anew(desk)[0].findings}


def test_an_adoption_takes_the_last_trial_only_if_it_tried_the_same(desk, monkeypatch):
    fees = desk.home.contracts_dir / "acme.csv"
    fees.write_text("code,amount\n99213,95\n")
    assert trial(desk).cents == 1000
    fees.write_text("code,amount\n99213,96\n")
    assert adopt(desk, "another").cents == 1200
    fees.write_text("code,amount\n99213,97\n")
    assert trial(desk).cents == 200
    monkeypatch.setattr(adoption, "try_out", None)
    assert adopt(desk, "what was tried").cents == 200


def stages(desk):
    with desk.engine(current=False) as engine:
        rows = engine.arrow(engine.table("findings")).to_pylist()
    return sorted(row["says"] for row in rows if row["stage"] != "import")


def stages_of(made):
    return sorted(finding.says for finding in made.findings)


def book():
    file = File(1)
    for claim in ("C1", "C2"):
        file.claim(claim, [("99213", 20000)]).remit(claim, [("99213", 20000, 8000, [("CO", "45", 12000)])])
    return file
