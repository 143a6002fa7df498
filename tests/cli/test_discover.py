"""`counteroffer contract discover` on a small practice."""

from datetime import date

import pytest
from tests.match.books import File
from tests.workspace.small import workspace_of
from typer.testing import CliRunner

from counteroffer.cli import app
from counteroffer.contracts.read import read_contract
from counteroffer.core.errors import InputError, UnknownNameError

CONTRACT = """\
contract: acme
payer: Acme
since: 2025-01-01
terms:
  - says: Visits pay the schedule
    pays: {fee_schedule: fees.csv}
"""


@pytest.fixture
def desk(tmp_path):
    file = File(1)
    for number in range(6):
        day = {"service_date": date(2025, 1, 1 + number)}
        file.remit(f"C{number}", [("99213", 15000, 8000, [("CO", "45", 7000)], day)])
    file.remit("D", [("99214", 20000, 0, [("CO", "50", 20000)], {})])
    desk = workspace_of(tmp_path / "w", file)
    desk.refresh()
    return desk


def run(desk, *words, code=0):
    done = CliRunner().invoke(app, ["contract", "discover", *words, "-w", str(desk.home.root)], env={"COLUMNS": "200"})
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code
    return " ".join(done.output.split())


def test_what_a_payer_pays_is_told_without_any_contract(desk):
    shown = run(desk, "Acme")
    assert "Acme: 1 rates from 6 paid lines, 1 of them firm" in shown
    assert "visits nonfacility a schedule of its own 1 - $480" in shown
    assert "There is no contract of this payer" in shown
    assert "1 denied" in shown


def test_one_codes_history_has_its_support(desk):
    assert "99213 nonfacility 2025-01-01 2025-01-06 $80.00 6 6 100%" in run(desk, "Acme", "--code", "99213")
    assert "No paid line of Acme has the code 99499." in run(desk, "Acme", "--code", "99499")


def test_paper_against_payment_is_told_in_dollars(desk):
    (desk.home.contracts_dir / "acme.yaml").write_text(CONTRACT, encoding="utf-8")
    (desk.home.contracts_dir / "fees.csv").write_text("code,modifier,setting,amount\n99213,,,90.00\n", encoding="utf-8")
    desk.refresh()
    shown = run(desk, "Acme")
    assert "1 firm rates contradict the contract, $60.00 below it in all." in shown
    assert "99213 nonfacility 2025-01-01 2025-01-06 $80.00 $90.00 -$60.00 acme/1#1" in shown


def test_a_draft_is_saved_once_and_reads_as_a_contract(desk, tmp_path):
    folder = tmp_path / "drafts"
    assert "A draft to read and confirm" in run(desk, "Acme", "--save", str(folder))
    contract, faults = read_contract(folder / "acme-found.yaml")
    assert not faults
    assert [(row.code, row.amount) for row in contract.terms[0].pays.rows] == [("99213", 8000)]
    assert {path.name for path in folder.iterdir()} == {
        "acme-found.yaml", "acme-found.csv", "acme-found-rates.csv", "acme-found-rates.parquet"
    }  # fmt: skip
    with pytest.raises(InputError, match="there already"):
        run(desk, "Acme", "--save", str(folder))


def test_an_unknown_payer_and_one_that_never_paid_are_said(desk, tmp_path):
    with pytest.raises(UnknownNameError):
        run(desk, "Nobody")
    other = workspace_of(tmp_path / "v", File(1).claim("C", [("99213", 15000)]))
    with pytest.raises(InputError, match="was paid"):
        run(other, "Acme")
