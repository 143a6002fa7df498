"""`counteroffer import` and `counteroffer imports`: bring, list, take out, read anew, watch."""

import os
import signal
import subprocess
import sys
import time

import pytest
from tests.ingest.x12.samples import claim, era
from typer.testing import CliRunner

from counteroffer.cli import app, import_files
from counteroffer.cli import imports as commands
from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.store.lake import Lake


def ask(*words):
    done = CliRunner().invoke(app, [str(word) for word in words])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return " ".join(done.output.split())


@pytest.fixture
def desk(tmp_path):
    ask("init", tmp_path / "desk", "--name", "Elm Street", "--zip", "78701", "--state", "TX")
    return tmp_path / "desk"


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "files"
    path.mkdir()
    (path / "a.835").write_bytes(era())
    (path / "b.837").write_bytes(claim())
    return path


def bring(folder, desk):
    """Import without the check, which makes all lines and measures: most of these tests ask for none of them."""
    return ask("import", folder, "--no-check", "-w", desk)


def rows(desk, table="files"):
    return Lake(desk / "lake").rows(table)


def test_an_import_ends_with_what_is_missing_and_the_complete_months_of_each_payer(desk, folder):
    said = ask("import", folder, "-w", desk)
    assert "2 files stored" in said
    assert "service lines matched" in said
    assert "EXAMPLE HEALTH" in said
    assert "checks found something (`counteroffer quality`)" in said


def test_a_check_that_would_take_long_is_left_to_whoever_wants_it(desk, folder, monkeypatch):
    monkeypatch.setattr(import_files, "FEW", 3)
    said = ask("import", folder, "-w", desk)
    assert "Next: `counteroffer quality`" in said
    assert rows(desk, "lines") == 0
    (folder / "c.835").write_bytes(era(("TRACE1", "TRACE2")))
    assert "service lines matched" in ask("import", folder, "-w", desk, "--check")


def test_a_check_can_be_declined(desk, folder):
    assert "Next: `counteroffer quality`" in ask("import", folder, "-w", desk, "--no-check")


def test_nothing_new_is_nothing_to_check(desk, folder):
    ask("import", folder, "-w", desk)
    said = ask("import", folder, "-w", desk)
    assert "0 files stored, 2 already there" in said
    assert "EXAMPLE HEALTH" not in said


def test_an_import_of_nothing_asks_for_files(desk):
    with pytest.raises(InputError, match="Say what to import"):
        ask("import", "-w", desk)


def test_a_mapping_that_cannot_be_read_is_told_with_the_import(desk, folder):
    (desk / "mappings").mkdir(exist_ok=True)
    (desk / "mappings" / "broken.yaml").write_text("name: [")
    said = bring(folder, desk)
    assert "broken.yaml" in said
    assert "2 files stored" in said


def test_an_empty_list_says_how_to_bring_files(desk):
    assert "Nothing was imported yet. Bring files with `counteroffer import FOLDER`." in ask("imports", "-w", desk)


def test_imports_are_listed_with_their_sums(desk, folder):
    bring(folder, desk)
    said = ask("imports", "-w", desk)
    assert str(folder.name) in said
    assert "2 0 5" in said  # files, set aside, claims
    assert "$620 $170" in said  # 340 on the remittance and 280 on the claims charged; 110 + 0 + 60 paid


def test_the_files_of_an_import_are_shown_and_can_be_named_on(desk, folder):
    bring(folder, desk)
    said = ask("imports", "show", "last", "-w", desk)
    assert "a.835" in said
    assert "837P" in said
    with pytest.raises(UnknownNameError, match="no import and no file 'nothing'"):
        ask("imports", "show", "nothing", "-w", desk)


def test_many_files_are_shown_in_part(desk, folder, monkeypatch):
    monkeypatch.setattr(commands, "_SHOWN", 1)
    bring(folder, desk)
    assert "and 1 more" in ask("imports", "show", "last", "-w", desk)


def test_an_import_is_taken_out_with_all_its_rows_and_the_files_stay(desk, folder):
    bring(folder, desk)
    said = ask("imports", "remove", "last", "--yes", "-w", desk)
    assert "Taken out: 2 files with 5 claims ($620 charged, $170 paid)" in said
    assert rows(desk) == rows(desk, "remit_lines") == 0
    assert sorted(path.name for path in folder.iterdir()) == ["a.835", "b.837"]
    assert "Nothing was imported yet" in ask("imports", "-w", desk)


def test_without_a_terminal_nothing_is_taken_out_unasked(desk, folder):
    bring(folder, desk)
    with pytest.raises(InputError, match="Nobody is there to be asked"):
        ask("imports", "remove", "last", "-w", desk)
    assert rows(desk) == 2


@pytest.mark.parametrize(("answer", "left"), [(True, 0), (False, 2)])
def test_on_a_terminal_the_question_is_answered(desk, folder, monkeypatch, answer, left):
    bring(folder, desk)
    monkeypatch.setattr(commands, "_confirmed", lambda _: answer)
    ask("imports", "remove", "last", "-w", desk)
    assert rows(desk) == left


def test_files_are_read_anew_by_todays_rules(desk, folder, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("counteroffer.intake.readers.READER", "x12 0")
        bring(folder, desk)
    assert "2 files were read by older rules; `imports redo --all`" in ask("imports", "-w", desk)
    assert "2 files stored" in ask("imports", "redo", "--all", "-w", desk)
    assert "older rules" not in ask("imports", "-w", desk)
    assert rows(desk) == 2


def test_reading_anew_wants_to_know_what(desk):
    with pytest.raises(InputError, match="which imports or files"):
        ask("imports", "redo", "-w", desk)


def test_a_watched_folder_is_imported_once_when_asked(desk, folder):
    said = ask("import", "--watch", folder, "--once", "--every", "0.1", "-w", desk)
    assert rows(desk) == 2
    assert "2 files" in said
    assert said.split()[-1] in (desk / "logs" / "watch.log").read_text()


def test_a_folder_that_is_not_there_cannot_be_watched(desk, tmp_path):
    with pytest.raises(InputError, match="There is no folder"):
        ask("import", "--watch", tmp_path / "none", "-w", desk)


def test_a_watch_takes_what_is_dropped_and_ends_cleanly_when_told(desk, folder):
    command = [sys.executable, "-m", "counteroffer", "import", "--watch", folder, "--every", "0.2", "-w", desk]
    with subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True) as watch:
        try:
            _until(lambda: rows(desk) == 2)
            (folder / "c.835").write_bytes(era(("TRACE1", "TRACE2")))
            _until(lambda: rows(desk) == 3)
        finally:
            os.kill(watch.pid, signal.SIGTERM)
        said, _ = watch.communicate(timeout=30)
    assert watch.returncode == 0
    assert "Stopped watching; what was finished is stored." in said


def _until(holds, seconds=60):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)
