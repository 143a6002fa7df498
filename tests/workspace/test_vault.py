"""The vault as its owner meets it: noted before it is shown; keys kept, moved and put back."""

import pytest
from tests.match.books import File
from tests.store.test_vault import ELIZA, HUGH, ZOE, people
from tests.workspace.small import workspace_of

from counteroffer.core.errors import InputError, StorageError, WorkspaceError
from counteroffer.store import key_backup
from counteroffer.store.access import AccessLog
from counteroffer.store.vault import Vault
from counteroffer.workspace.vault import VaultDesk

WORDS = "correct horse battery staple"


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    monkeypatch.setattr(key_backup, "_COST", {"n": 2**10, "r": 8, "p": 1})


@pytest.fixture
def home(tmp_path):
    claims = File(1)
    claims.claim("C1", [("99213", 10000)], patient_key="c" * 16)
    made = workspace_of(tmp_path / "w", claims)
    Vault(made.home).append([people(ELIZA, HUGH)])
    Vault(made.home).append([people(ZOE, (3, *ELIZA[1:]))])
    return made


@pytest.fixture
def desk(home):
    return VaultDesk(home)


def test_the_status_counts_patients_and_files_and_names_nobody(desk, home):
    told = desk.status()
    assert (told.patients, told.files, told.blobs, told.damaged, told.trouble) == (3, 3, 2, {}, None)
    assert told.bytes == sum(path.stat().st_size for path in home.home.vault_dir.iterdir())
    assert told.places["vault"] == str(home.home.secret_dir / "vault.key")
    assert not any(name in repr(told) for name in ("Doolittle", "Pickering", ELIZA[1]))


def test_a_status_without_the_key_tells_why_and_still_counts_the_files(desk, home):
    (home.home.secret_dir / "vault.key").unlink()
    told = desk.status()
    assert (told.patients, told.files, told.blobs) == (None, None, 2)
    assert "--restore" in told.trouble.mend


def test_who_is_shown_is_noted(desk):
    assert desk.show([ELIZA[1].upper(), "0" * 16], "appeal")["last"].to_pylist() == ["Doolittle"]
    found, every = desk.search("i", "refund", most=2)
    assert (len(found), every) == (2, 3)
    assert [(e.what, e.why, e.patients) for e in desk.log.entries()] == [("show", "appeal", 1), ("search", "refund", 2)]
    assert desk.status().openings == 2


def test_nothing_is_opened_without_a_reason_or_a_word(desk, monkeypatch):
    monkeypatch.setattr(Vault, "find", None)
    monkeypatch.setattr(Vault, "search", None)
    for ask in (lambda: desk.show([ELIZA[1]], " "), lambda: desk.search("eliza", ""), lambda: desk.search("-", "x")):
        with pytest.raises(InputError):
            ask()
    assert desk.log.entries() == []


def test_what_cannot_be_noted_is_not_shown(desk, monkeypatch):
    def refuse(*_):
        raise StorageError("The disk is full.")

    monkeypatch.setattr(AccessLog, "note", refuse)
    with pytest.raises(StorageError):
        desk.show([ELIZA[1]], "appeal")
    with pytest.raises(StorageError):
        desk.search("eliza", "appeal")


def test_a_check_finds_damage_and_patients_that_the_vault_does_not_know(desk, home):
    told = desk.check()
    assert (told.rows, told.unknown, told.damaged) == (4, 1, {})  # the patient of C1
    path = Vault(home.home).blobs()[0].path
    path.write_bytes(path.read_bytes()[:-1])
    told = desk.check()
    assert (told.rows, list(told.damaged)) == (2, [path.name])


def test_a_new_key_opens_everything_and_old_backups_are_said_to_be_old(desk, tmp_path):
    desk.export(tmp_path / "old", WORDS)
    assert desk.status().exported
    desk.rotate()
    assert desk.status().exported == ""
    assert desk.check().rows == 4
    with pytest.raises(InputError, match="not those"):
        desk.restore(tmp_path / "old", WORDS)


def test_lost_keys_come_back_from_the_backup(desk, home, tmp_path):
    desk.export(tmp_path / "backup", WORDS)
    before = home.home.keys.all()
    for path in home.home.secret_dir.iterdir():
        path.unlink()
    with pytest.raises(WorkspaceError):
        desk.check()
    with pytest.raises(WorkspaceError):
        desk.export(tmp_path / "empty", WORDS)
    assert not (tmp_path / "empty").exists()
    assert desk.restore(tmp_path / "backup", WORDS) == ["pseudonym", "vault"]
    assert home.home.keys.all() == before
    assert [entry.what for entry in desk.log.entries()] == ["key export", "key restore"]
