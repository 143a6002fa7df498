"""The demo's contract that pays in every way: nothing is missing in it, its examples hold, and no claim is its."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from tests.demo.x12scan import contents
from typer.testing import CliRunner

from counteroffer.cli import app
from counteroffer.cli.case import write_all
from counteroffer.contracts.canaries import read_canaries
from counteroffer.contracts.methods import ADJUSTMENT, ARRANGEMENT, BESIDE, PAYS, TABLE
from counteroffer.contracts.ratebook import compile_contract
from counteroffer.contracts.read import read_contracts
from counteroffer.core.findings import ERROR
from counteroffer.core.plain import read_plain
from counteroffer.demo.paper import BEGINNER_NPI, COPPERLINE
from counteroffer.store.profile import read_profile
from counteroffer.workspace import Workspace
from counteroffer.workspace.agreed import documents
from counteroffer.workspace.canaries import sing

if TYPE_CHECKING:
    from pathlib import Path

    from counteroffer.demo import Truth

NAME = "Copperline Employer Network"


@pytest.fixture(scope="module")
def desk(small: Truth, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder: Path = tmp_path_factory.mktemp("copperline") / "w"
    for name in ("files", "contracts"):
        shutil.copytree(small.out / name, folder / name)
    made = Workspace.create(folder, small.out / "practice.yaml")
    made.import_paths([folder / "files"])
    return made


def run(desk: Workspace, *said: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, [*said, "-w", str(desk.home.root)], env={"COLUMNS": "200"})
    return found.exit_code, found.output


def document() -> dict[str, Any]:
    said = read_plain((COPPERLINE / "copperline.yaml").read_text()).value
    assert isinstance(said, dict)
    return said


def test_every_method_of_the_table_is_in_the_document_where_its_kind_belongs() -> None:
    said = document()
    places = {
        PAYS: [term["pays"] for term in said["terms"]],
        BESIDE: said["terms"],
        ADJUSTMENT: said["adjustments"],
        ARRANGEMENT: said["arrangements"],
    }
    missing = [f"{one.kind}: {one.key}" for one in TABLE if not any(one.key in place for place in places[one.kind])]
    assert missing == []


def test_exhibits_by_product_clauses_and_an_amendment_of_a_term_and_a_clause_are_there(small: Truth) -> None:
    contracts, findings = read_contracts(small.out / "contracts")
    assert findings == []
    old, new = [contract for contract in contracts if contract.payer == NAME]
    assert {product for term in old.terms for product in term.standing.products} == {"medicare_advantage"}
    assert (old.key, new.key, str(new.since)) == ("copperline/1", "copperline/1+A1", "2026-07-01")
    days = [piece.clause("timely_filing").number("days") for piece in (old, new)]  # type: ignore[union-attr]
    assert days == [120, 180]
    assert len(old.rules) - len(new.rules) == 1


def test_the_documents_compile_without_an_error_or_a_warning(small: Truth, desk: Workspace) -> None:
    practice = read_profile(small.out / "practice.yaml")
    for contract in read_contracts(small.out / "contracts")[0]:
        if contract.payer == NAME:
            found = compile_contract(contract, desk.medicare, practice, {"00400", "01400", "99213", "20610"}).findings
            assert [str(one) for one in found] == []
    said = desk.refresh().findings
    assert [str(one) for one in said if one.severity == ERROR] == []
    assert [str(one) for one in said if "copperline" in one.file] == []


def test_every_example_is_priced_as_worked_by_hand(desk: Workspace) -> None:
    code, told = run(desk, "contract", "test")
    assert code == 0
    assert " pass, 0 fail, 0 to fill in" in told
    assert told.count("pass copperline/") >= 40


def test_every_term_and_every_adjustment_makes_a_step_of_some_example(desk: Workspace) -> None:
    known = [one for one in documents(desk)[0] if one.payer == NAME]
    sung, _ = sing(desk, known)
    used = {step.rule_id for one in sung for step in one.explanation.steps}
    (old,) = [one for one in known if one.version == "1"]
    assert {old.term_id(i) for i in range(1, len(old.terms) + 1)} <= used
    silent = [rule.says for i, rule in enumerate(old.rules, 1) if old.rule_id(i) not in used]
    # a person decides, or the percent is 100, or another setting's rate is taken: these leave no step of their own
    assert silent == [
        "Unusual work is reviewed",
        "Anesthesia in person pays in full",
        "Telehealth pays as the office does",
    ]
    said = " ".join(one.canary.says for one in sung)
    assert "A visit by video" in said
    assert "Unusual work" in said
    assert {"AA"} <= {modifier for one in sung for modifier in one.line.modifiers}


def test_each_example_shows_its_calculation_and_invented_units_say_so() -> None:
    for file in COPPERLINE.glob("*.canaries.yaml"):
        canaries, faults = read_canaries(file)
        assert faults == []
        assert all(one.by_hand or all(line.why_not for line in one.lines) for one in canaries)
    assert "invented" in (COPPERLINE / "copperline-base-units.csv").read_text()


def test_no_claim_and_no_remittance_is_with_that_payer_or_by_its_clinician(small: Truth) -> None:
    for _, text in contents(small.out / "files"):
        assert "COPPERLINE" not in text.upper()
        assert "CEN29" not in text
        assert BEGINNER_NPI not in text
    assert "COPPERLINE" not in small.path.read_text().upper()


def test_the_ranking_and_the_cases_pass_over_a_payer_without_lines(desk: Workspace) -> None:
    desk.refresh()
    page = write_all(desk)
    assert "Copperline" not in page.read_text()
    assert len([folder for folder in page.parent.iterdir() if folder.is_dir()]) == 7


def test_its_arrangements_are_valued_as_far_as_anything_is_known_and_the_missing_roster_is_named(
    desk: Workspace,
) -> None:
    code, told = run(desk, "contract", "value", "Copperline")
    assert code == 0
    assert "No month of the roster 'copperline' lies in the year" in told
    found = {one.arrangement.kind: one.worth for one in desk.arrangements("Copperline").valued}
    assert {kind: (worth.low, worth.likely, worth.high) for kind, worth in found.items()} == {
        "capitation": (None, None, None),
        "withhold": (None, None, None),
        # 60% of 24,000 x (65 - 50) / 30, and 40% for 70 above 65; a survey of 68 is below its gate; a fifth may go back
        "bonus": (0, 720_000 + 960_000, 1_200_000 + 960_000),
        "care_management": (1_080_000, 1_260_000, 1_440_000),
        # 40% of 1,200,000 - 1,150,000 - 24,000; at best the cap; at worst 30% of 1,220,000 - 1,150,000 - 23,000
        "shared_savings": (-1_410_000, 1_040_000, 3_000_000),
    }
