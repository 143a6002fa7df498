"""`counteroffer quality`: the report on the terminal, as a page and as rows; the list of deposits."""

import csv
from datetime import date

import pytest
from tests.match.books import File
from tests.workspace.small import workspace_of
from typer.testing import CliRunner

from counteroffer.cli import app
from counteroffer.cli.quality import show_quality
from counteroffer.core.errors import InputError
from counteroffer.core.practice import Practice
from counteroffer.measure.arrival import Deposit
from counteroffer.workspace import Workspace
from counteroffer.workspace.quality import read_deposits


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    claims = File(1).claim("=cmd", [("99213", 10000)], sent="2025-01-02", payer="Acme <b>")
    claims.claim("C2", [("99213", 10000)], sent="2025-01-02", payer="Acme <b>")
    remits = File(2).remit("C2", [("99213", 10000, 8000)], "2025-06-30", payer="Acme <b>")
    return workspace_of(tmp_path_factory.mktemp("q") / "w", claims, remits)


def run(desk, *words):
    done = CliRunner().invoke(app, ["quality", *words, "-w", str(desk.home.root)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return " ".join(done.output.split())


def test_the_report_says_what_is_missing_and_what_to_do(desk):
    shown = run(desk)
    assert "Claims without remittances: 1, $100 unanswered" in shown
    assert "Ask for their status" in shown
    assert "Check numbers used twice There is nothing here of what this looks at." in shown


def test_rows_are_written_so_that_no_spreadsheet_runs_them(desk, tmp_path):
    out = tmp_path / "rows.csv"
    assert "1 rows behind the checks" in run(desk, "--rows", str(out), "--check", "unanswered")
    (row,) = csv.DictReader(out.open())
    assert (row["item"], row["dollars"], row["payer"]) == ("'=cmd", "100", "Acme <b>")
    with pytest.raises(InputError, match="no check 'nothing'"):
        run(desk, "--rows", str(out), "--check", "nothing")


def test_the_page_holds_the_checks_and_escapes_names(desk, tmp_path):
    out = tmp_path / "q.html"
    run(desk, "--html", str(out), "--payer", "Acme")
    text = out.read_text()
    assert "Acme &lt;b&gt;" in text
    assert "Acme <b>" not in text
    assert "Claims without remittances" in text
    assert "http" not in text.split("</style>")[1]


def test_deposits_are_compared_with_the_payments(desk, tmp_path):
    out = tmp_path / "d.csv"
    out.write_text('Date,Amount,Reference\n06/30/2025,$80.00,\n2025-07-01,"1,234.50",777\n')
    shown = run(desk, "--deposits", str(out))
    assert "Deposits without a remittance: 1, $1,23" in shown


def test_the_short_form_is_printed_after_an_import(desk, capsys):
    show_quality(desk.quality(thorough=False))
    shown = " ".join(capsys.readouterr().out.split())
    assert "checks found something" in shown
    assert "Claims without remittances: 1" in shown


def test_deposits_are_read_in_the_forms_in_which_banks_write_them(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text("\ufeffCheck Number;Deposit Date;Credit\n0071;3/4/25;(12.30)\n;20250305;5\n\n", encoding="utf-8")
    assert read_deposits(path) == (Deposit(date(2025, 3, 4), -1230, "0071", 2), Deposit(date(2025, 3, 5), 500, "", 3))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,b\n1,2\n", "no column for day and amount"),
        ("date,amount\n2025-13-01,5\n", "line 2: '2025-13-01' as a date"),
        ("date,amount\n2025-01-01,five\n", "line 2: 'five' as an amount"),
        ("date,amount\n2025-01-01,5.001\n", "line 2: '5.001' as an amount"),
        ("", "no column"),
    ],
)
def test_a_list_of_deposits_that_cannot_be_read_says_where(tmp_path, text, says):
    path = tmp_path / "d.csv"
    path.write_text(text)
    with pytest.raises(InputError) as fault:
        read_deposits(path)
    assert says in str(fault.value)


def test_an_empty_workspace_is_told_to_import_and_nothing_is_called_in_order(tmp_path):
    empty = Workspace.create(tmp_path / "w", Practice("Elm", zip="78701"))
    assert run(empty, "--html", str(tmp_path / "q.html")).startswith(
        "Nothing was imported yet. Start with: counteroffer import FOLDER"
    )
    page = (tmp_path / "q.html").read_text()
    assert "Nothing was imported yet." in page
    assert "in order" not in page
    assert {check.grade for check in empty.quality().checks} == {"untold"}


def test_a_list_of_deposits_that_is_not_there_or_is_no_text_is_refused(tmp_path):
    with pytest.raises(InputError, match="There is no file"):
        read_deposits(tmp_path / "nowhere.csv")
    (tmp_path / "d.csv").write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(InputError, match="cannot be read as text"):
        read_deposits(tmp_path / "d.csv")
