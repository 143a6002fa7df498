"""`counteroffer fees`: what an administrator sees, what is written, and the exit code."""

import pytest
from tests.ingest.fees.payer_files import workbook
from typer.testing import CliRunner

from counteroffer.cli import app
from counteroffer.core.errors import InputError, WorkspaceError
from counteroffer.core.practice import Practice
from counteroffer.workspace import Workspace


@pytest.fixture
def desk(tmp_path):
    return Workspace.create(tmp_path / "w", Practice("Cedar & Oak", zip="78701"))


@pytest.fixture
def say(desk):
    def run(*words, code=0):
        done = CliRunner().invoke(app, ["fees", *map(str, words), "-w", str(desk.home.root)])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == code, done.output
        return " ".join(done.output.split())

    return run


def text(tmp_path, content, name="acme.csv"):
    path = tmp_path / name
    path.write_text(content)
    return path


def test_a_reading_shows_columns_rows_what_was_mended_and_what_was_set_aside_and_writes_nothing(say, desk, tmp_path):
    shown = say("read", workbook(tmp_path / "acme.xlsx"))
    assert "code: A 'CPT/HCPCS', modifier: B 'Mod', amount facility: D" in shown
    assert "15 amounts of 6 codes" in shown
    assert "3 rows set aside" in shown
    assert "100 has lost its leading zeros and is read as 00100" in shown
    assert "Medicare 2025, locality 0441231" in shown
    assert "99213 nonfacility $1,105.50" in shown
    assert "Nothing was written yet" in shown
    assert "secret" not in shown
    assert list(desk.home.contracts_dir.glob("*.csv")) == []


def test_what_is_saved_lies_beside_the_contracts_and_the_term_to_write_is_shown(say, desk, tmp_path):
    shown = say("read", workbook(tmp_path / "acme.xlsx"), "--save")
    assert "15 rows written" in shown
    assert "pays: {fee_schedule: acme.csv}" in shown
    kept = desk.home.contracts_dir / "acme.csv"
    assert "99213,,nonfacility,1105.50" in kept.read_text().splitlines()
    assert "15 rows that a contract can use" in say("check", kept)
    with pytest.raises(InputError, match="there already"):
        say("read", tmp_path / "acme.xlsx", "--save")
    say("read", tmp_path / "acme.xlsx", "--save", "--force")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("Plan,Service,Fee\nPPO,Visit,100.00\n", "acme.csv has no column of CPT or HCPCS codes. What stands in line 1"),
        ("CPT,2024 Fee,2025 Fee\n99213,70,78.10\n", "acme.csv, line 1: The amount could be B '2024 Fee' or C"),
        ("CPT;Fee\n99213;78,10\n", "acme.csv has codes (line 2: 99213), but no column of amounts"),
        ("CPT,Fee\n99213,78.10\n99213,79.10\n", "99213 has different amounts: $78.10 (line 2), $79.10 (line 3)"),
        ("", "acme.csv is empty"),
    ],
)
def test_a_file_that_cannot_be_kept_is_named_with_place_and_reason_and_ends_with_one(
    say, desk, tmp_path, content, says
):
    shown = say("read", text(tmp_path, content), "--save", code=1)
    assert says in shown
    assert "Nothing was kept" in shown
    assert "Keep the rows with" not in shown
    assert list(desk.home.contracts_dir.glob("*.csv")) == []


def test_an_answer_on_the_command_line_settles_which_column_is_meant(say, desk, tmp_path):
    path = text(tmp_path, "CPT,2024 Fee,2025 Fee\n99213,70,78.10\n")
    say("read", path, "--columns", "code=A,amount=C", "--out", tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == "code,modifier,setting,amount\n99213,,,78.10\n"
    with pytest.raises(InputError, match="'price=C' names no column"):
        say("read", path, "--columns", "price=C")
    assert "There is no column 'Z'" in say("read", path, "--columns", "amount=Z", code=1)


def test_pages_with_the_same_columns_are_not_described_again_and_long_lists_are_cut(say, tmp_path):
    rows = [[str(99000 + i), "", "secret words", 100, 200] for i in range(20)]
    rows += [[str(99100 + i), "", "", "BR", "BR"] for i in range(12)]
    path = workbook(tmp_path / "acme.xlsx", rows)
    shown = say("read", path)
    assert "... and 30 more." in shown
    assert "... and 2 more: --all lists them" in shown
    assert "sheet Fees, row 37" in say("read", path, "--all")


def test_a_kept_schedule_that_was_edited_into_a_fault_is_found_with_its_line(say, tmp_path):
    path = text(tmp_path, "code,modifier,setting,amount\n99213,,,78.10\n99214,,home,1\n")
    shown = say("check", path, code=1)
    assert "line 3: The setting 'home'" in shown


def test_without_a_workspace_a_file_can_be_looked_at_but_not_saved(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COUNTEROFFER_WORKSPACE", raising=False)
    path = text(tmp_path, "CPT,Fee\n99213,78.10\n")
    done = CliRunner().invoke(app, ["fees", "read", str(path)])
    assert done.exit_code == 0
    assert "1 amount of 1 code" in done.output
    done = CliRunner().invoke(app, ["fees", "read", str(path), "--save"])
    assert isinstance(done.exception, WorkspaceError)
