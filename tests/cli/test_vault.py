"""`counteroffer vault`: identities with a reason; keys with a passphrase; faults end with a mend."""

import pytest
from tests.match.books import File
from tests.store.test_vault import ELIZA, HUGH, ZOE, people
from tests.workspace.small import workspace_of
from typer.testing import CliRunner

from counteroffer.cli import app
from counteroffer.cli import vault as command
from counteroffer.core.errors import InputError, StorageError, UnknownNameError, WorkspaceError
from counteroffer.store import key_backup
from counteroffer.store.vault import Vault

WORDS = "correct horse battery staple"


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    monkeypatch.setattr(key_backup, "_COST", {"n": 2**10, "r": 8, "p": 1})
    monkeypatch.delenv(command.PASSPHRASE, raising=False)


@pytest.fixture
def home(tmp_path):
    claims = File(1)
    claims.claim("C1", [("99213", 10000)], patient_key="c" * 16)
    home = workspace_of(tmp_path / "w", claims).home
    Vault(home).append([people(ELIZA, HUGH, ZOE)])
    return home


def run(home, *words, typed=None):
    done = CliRunner().invoke(app, ["vault", *map(str, words), "-w", str(home.root)], input=typed)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return " ".join(done.output.split())


def test_the_status_says_how_many_and_where_the_keys_are_and_names_nobody(home):
    shown = run(home, "status")
    assert "3, named by 3 files" in shown
    assert "vault.key" in shown
    assert "none of these keys" in shown
    assert "Doolittle" not in shown


def test_a_patient_is_shown_with_a_reason_and_the_log_says_so(home):
    shown = run(home, "show", ELIZA[1], "--reason", "appeal of a denial")
    assert "Doolittle, Eliza" in shown
    assert "1980-01-01" in shown
    assert "Pickering" not in shown
    told = run(home, "access")
    assert "appeal of a denial" in told
    assert "Doolittle" not in told


def test_without_a_reason_nobody_is_shown(home):
    for words in (("show", ELIZA[1]), ("search", "eliza"), ("search", "eliza", "--reason", " ")):
        with pytest.raises(InputError, match="--reason"):
            run(home, *words)
    assert "Nobody has opened" in run(home, "access")


def test_an_unknown_pseudonym_is_named(home):
    with pytest.raises(UnknownNameError, match="0000"):
        run(home, "show", "0000", "--reason", "appeal")


def test_a_search_shows_so_many_and_says_how_many_there_are(home):
    assert "O'Brien-Núñez, ZOË" in run(home, "search", "obrien", "zoe", "--reason", "refund")
    assert "and 2 more" in run(home, "search", "i", "--most", "1", "--reason", "refund")
    assert "Nobody" in run(home, "search", "higgins", "--reason", "refund")


def test_a_check_says_what_opens_and_what_is_missing_and_ends_with_an_error_at_damage(home):
    shown = run(home, "check")
    assert "3 entries open" in shown
    assert "1 patients of claims and remittances are not in the vault" in shown
    path = Vault(home).blobs()[0].path
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(StorageError, match="1 part of the vault"):
        run(home, "check")


def test_keys_are_exported_lost_and_put_back(home, tmp_path, monkeypatch):
    monkeypatch.setattr(command, "_somebody_there", lambda: True)
    shown = run(home, "key", "--export", tmp_path / "backup", typed=f"{WORDS}\n{WORDS}\n")
    assert "Written" in shown
    assert WORDS not in shown
    (home.secret_dir / "vault.key").unlink()
    with pytest.raises(WorkspaceError, match="--restore FILE"):
        run(home, "status")
    with pytest.raises(InputError, match="does not open"):
        run(home, "key", "--restore", tmp_path / "backup", typed="wrong\n")
    assert "Put back" in run(home, "key", "--restore", tmp_path / "backup", typed=f"{WORDS}\n")
    assert "3 entries open" in run(home, "check")


def test_a_script_gives_the_passphrase_in_the_environment_or_is_told_to(home, tmp_path, monkeypatch):
    monkeypatch.setattr(command, "_somebody_there", lambda: False)
    with pytest.raises(InputError, match=command.PASSPHRASE):
        run(home, "key", "--export", tmp_path / "backup")
    monkeypatch.setenv(command.PASSPHRASE, WORDS)
    assert "Written" in run(home, "key", "--export", tmp_path / "backup")
    with pytest.raises(InputError, match="there already"):
        run(home, "key", "--export", tmp_path / "backup")


def test_everything_opens_after_a_new_key_and_a_new_backup_is_asked_for(home):
    before = home.keys.read("vault")
    assert "--export FILE" in run(home, "rotate")
    assert home.keys.read("vault") != before
    assert "3 entries open" in run(home, "check")


def test_keys_are_where_they_are_said_to_be(home):
    assert str(home.secret_dir) in run(home, "key").replace(" ", "")
    assert "vault.key" in run(home, "key", "--to", "file")
    with pytest.raises(InputError, match="no place"):
        run(home, "key", "--to", "moon")
    with pytest.raises(InputError, match="One thing"):
        run(home, "key", "--to", "file", "--export", "x")
