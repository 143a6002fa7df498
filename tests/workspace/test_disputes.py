"""Disputes from the worklist to what came back, on a workspace with a contract and real matching and pricing."""

import csv
import shutil
from datetime import date

import openpyxl
import pyarrow as pa
import pytest
from tests.match.books import File, _filled
from tests.workspace.small import workspace_of
from typer.testing import CliRunner

from counteroffer.cli import app
from counteroffer.core import tables
from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.workspace import Workspace

CONTRACT = """contract: acme
version: "1"
payer: Acme
since: 2024-01-01
terms:
  - says: Fees by schedule
    pays: {fee_schedule: fees.csv}
    source: {page: 7}
clauses:
  - clause: dispute_window
    says: Disputes come within 180 days of payment
    days: 180
    clock: payment
"""
OTHER = CONTRACT.replace("acme", "blue").replace("payer: Acme", "payer: Blue").split("clauses:")[0]
FEES = "code,amount\n99213,100.00\n99214,150.00\n"


def remit(file, claim, *lines, payer="Acme", paid_on="2025-03-01", **more):
    """Adjudicate lines of (code, charge, allowed): what is over the allowed amount is CO-45."""
    told = [(code, charge, paid, [("CO", "45", charge - paid)]) for code, charge, paid in lines]
    return file.remit(claim, told, paid_on, payer=payer, **more)


def books():
    claims, remits = File(1), File(2)
    for claim, payer, allowed in (
        ("A1", "Acme", 8500),
        ("A2", "Acme", 8500),
        ("A3", "Acme", 10000),
        ("B1", "Blue", 9000),
    ):
        claims.claim(claim, [("99213", 20000)], payer=payer, patient_key=claim)
        remit(remits, claim, ("99213", 20000, allowed), payer=payer)
    claims.claim("=SUM(1)", [("99214", 30000)], payer="Acme", patient_key="p")
    remit(remits, "=SUM(1)", ("99214", 30000, 13177))
    return claims, remits


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The workspace, refreshed and with its causes: made once, since both take seconds."""
    made = workspace_of(tmp_path_factory.mktemp("disputes") / "w", *books())
    for name, text in (("acme.yaml", CONTRACT), ("blue.yaml", OTHER), ("fees.csv", FEES)):
        (made.home.contracts_dir / name).write_text(text)
    assert made.variances().num_rows == 4
    return made.home.root


@pytest.fixture
def desk(made, tmp_path):
    return Workspace.open(shutil.copytree(made, tmp_path / "w"))


def later(desk, *files):
    """Bring files that came later."""
    with desk.lake.writing() as write:
        for file in files:
            for name, some in file.rows.items():
                schema = tables.table(name).schema
                if some:
                    write.append(name, pa.Table.from_pylist([_filled(schema, row) for row in some], schema=schema))
        write.commit()
    desk.refresh()


def corrected(number, claim, old, new):
    """Take a payment back and pay another, in a file of its own."""
    file = File(number)
    file.remit(claim, [("99213", -20000, -old, [("CO", "45", old - 20000)])], "2025-05-01", status="22")
    return remit(file, claim, ("99213", 20000, new), paid_on="2025-05-01")


def test_the_worklist_groups_by_payer_cause_and_code_and_says_the_oldest(desk):
    rows = desk.underpayments().to_pylist()
    told = [(r["payer"], r["cause"], r["code"], r["lines"], r["dollars"], r["oldest"]) for r in rows]
    day = date(2025, 1, 15)
    assert told == [
        ("Acme", "practitioner_percent", "99213", 2, 3000, day),
        ("Acme", "unexplained", "99214", 1, 1823, day),
        ("Blue", "unexplained", "99213", 1, 1000, day),
    ]
    assert [row["payer"] for row in desk.underpayments("bl").to_pylist()] == ["Blue"]


def test_causes_are_kept_until_the_lines_change(desk):
    first = desk.variances()
    version = desk.lake.versions()["variances"]
    assert desk.variances().equals(first)
    assert desk.lake.versions()["variances"] == version
    later(desk, corrected(3, "A1", 8500, 10000))
    assert desk.variances().num_rows == first.num_rows - 1
    assert desk.lake.versions()["variances"] > version


def test_a_batch_has_every_line_once_with_the_deadline_of_the_contract(desk):
    batch = desk.disputes().open("acme", owner="ann")
    assert (batch.id, batch.payer, batch.status, batch.owner) == ("D0001", "Acme", "open", "ann")
    assert [(line.claim, line.line, line.asked) for line in batch.lines] == [
        ("=SUM(1)", 1, 1823),
        ("A1", 1, 1500),
        ("A2", 1, 1500),
    ]
    assert batch.asked == 4823
    assert batch.deadline(date(2025, 3, 2)) == date(2025, 8, 28)  # 1 March and 180 days
    assert (batch.deadline(date(2025, 8, 29)), batch.past(date(2025, 8, 29))) == (None, 3)
    with pytest.raises(InputError, match="nothing to dispute"):
        desk.disputes().open("Acme")


def test_without_a_clause_the_deadline_is_not_known(desk):
    batch = desk.disputes().open("Blue")
    assert (batch.undated, batch.deadline(date(2025, 3, 2))) == (1, None)


def test_a_batch_can_be_narrowed_and_the_rest_goes_into_another(desk):
    one = desk.disputes().open("Acme", causes=["practitioner_percent"])
    two = desk.disputes().open("Acme", codes=["99214"])
    assert ([line.claim for line in one.lines], [line.claim for line in two.lines]) == (["A1", "A2"], ["=SUM(1)"])
    with pytest.raises(UnknownNameError, match="No cause"):
        desk.disputes().open("Acme", causes=["greed"])


def test_later_remittances_answer_by_themselves(desk):
    desk.disputes().open("Acme")
    later(desk, corrected(3, "A1", 8500, 10000), corrected(4, "A2", 8500, 9000))
    batch = desk.disputes().show("d0001")
    assert {line.claim: (line.status, line.recovered) for line in batch.lines} == {
        "A1": ("recovered", 1500), "A2": ("partly", 500), "=SUM(1)": ("open", 0),
    }  # fmt: skip
    assert (batch.recovered, batch.waiting) == (2000, 1)
    answers = [(e.who, e.claim) for e in desk.disputes().history("D0001") if e.what == "answered"]
    assert answers == [("remittances", "A1"), ("remittances", "A2")]
    paths = desk.disputes().export("D0001")
    assert (paths.lines, paths.cents) == (2, 1000 + 1823)  # what is recovered is not asked again


def test_an_answer_with_no_more_money_is_a_refusal_and_a_later_one_still_counts(desk):
    desk.disputes().open("Acme")
    later(desk, corrected(3, "A1", 8500, 8500))
    line = next(line for line in desk.disputes().show("D0001").lines if line.claim == "A1")
    assert (line.status, line.recovered, line.answered) == ("refused", 0, date(2025, 5, 1))
    file = File(5)
    file.remit("A1", [("99213", -20000, -8500, [("CO", "45", -11500)])], "2025-06-01", status="22")
    later(desk, remit(file, "A1", ("99213", 20000, 9950), paid_on="2025-06-01"))
    line = next(line for line in desk.disputes().show("D0001").lines if line.claim == "A1")
    assert (line.status, line.recovered) == ("recovered", 1450)  # what is missing is within the tolerance


def test_status_owner_and_notes_are_kept_for_batches_and_lines_and_taken_back(desk):
    work = desk.disputes()
    work.open("Acme")
    work.set_status("D0001", "sent")
    work.assign("D0001", "bob", "A1", 1)
    work.note("D0001", "sent by fax", "A1", 1)
    batch = work.set_status("D0001", "withdrawn", "A2", 1)
    lines = {line.claim: line for line in batch.lines}
    assert (batch.status, lines["A1"].owner, lines["A1"].notes[0][2]) == ("sent", "bob", "sent by fax")
    assert batch.asked == 3323
    assert work.undo("D0001")[0].what == "status"
    assert work.show("D0001").asked == 4823
    with pytest.raises(InputError, match="cannot be 'won'"):
        work.set_status("D0001", "won")
    with pytest.raises(UnknownNameError, match="no line 9"):
        work.note("D0001", "?", "A1", 9)
    with pytest.raises(UnknownNameError, match="no batch"):
        work.show("D0009")


def test_a_withdrawn_line_may_be_disputed_again_and_a_closed_batch_only_when_asked(desk):
    work = desk.disputes()
    work.open("Acme", causes=["practitioner_percent"])
    work.set_status("D0001", "withdrawn", "A2", 1)
    assert [line.claim for line in work.open("Acme", causes=["practitioner_percent"]).lines] == ["A2"]
    work.close("D0001")
    with pytest.raises(InputError, match="nothing to dispute"):
        work.open("Acme", causes=["practitioner_percent"])
    assert [line.claim for line in work.open("Acme", causes=["practitioner_percent"], again=True).lines] == ["A1"]


def test_the_export_explains_every_line_and_guards_its_cells(desk):
    work = desk.disputes()
    work.open("Acme")
    work.note("D0001", "our target is 130% of Medicare")
    paths = work.export("D0001")
    assert (paths.lines, paths.cents) == (3, 4823)
    with paths.csv.open() as file:
        rows = {row["Claim"]: row for row in csv.DictReader(file)}
    assert set(rows) == {"'=SUM(1)", "A1", "A2"}
    assert (rows["A1"]["By contract"], rows["A1"]["Allowed"], rows["A1"]["Asked"]) == ("100.00", "85.00", "15.00")
    assert rows["A1"]["Dispute until"] == "2025-08-28"
    assert "Fees by schedule (page 7)" in rows["A1"]["Explanation"]
    assert "We ask that the line be processed again at $100.00" in rows["A1"]["Explanation"]
    assert "paid as a clinician of another class" in rows["A1"]["Explanation"]
    sheet = openpyxl.load_workbook(paths.workbook).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    formulas = [cell.value for cell in cells if cell.data_type == "f"]
    assert formulas == ["=SUM(K5:K7)"]
    assert "'=SUM(1)" in {cell.value for cell in cells}
    everything = paths.csv.read_text() + " ".join(str(cell.value) for cell in cells)
    assert "target" not in everything
    assert "130%" not in everything


def test_the_commands_do_the_same(desk):
    def run(*words):
        done = CliRunner().invoke(app, [*words, "-w", str(desk.home.root)], catch_exceptions=False)
        return " ".join(done.output.split())

    assert "3 lines, $48.23" in run("underpayments", "Acme")
    assert "Nothing was paid otherwise" in run("underpayments", "--over")
    assert "No batches yet" in run("disputes", "list")
    assert "D0001 Acme: open, 3 lines, $48.23 asked" in run("disputes", "open", "acme")
    assert "sent, 3 lines" in run("disputes", "set", "D0001", "sent", "--owner", "ann")
    assert "D0001" in run("disputes", "note", "D0001", "by fax")
    shown = run("disputes", "show", "D0001")
    assert "practitioner_percent" in shown
    assert "by fax" in shown
    assert "note text by fax" in run("disputes", "show", "D0001", "--history")
    assert "3 lines, $48.23 asked" in run("disputes", "export", "D0001")
    assert "closed, 3 lines" in run("disputes", "close", "D0001")
    assert "Taken back: D0001: status" in run("disputes", "undo")
    assert "D0001 Acme sent ann 3 3 $48.23 $0.00" in run("disputes", "list")
