"""The keys: for their owner only, in files or in the keyring; moved and put back without loss."""

import stat

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from counteroffer.core.errors import WorkspaceError
from counteroffer.store.keys import ENVIRONMENT, NEXT_VAULT, PSEUDONYM, VAULT, Keys


class Ring(KeyringBackend):
    """A keyring in memory."""

    priority = 5

    def __init__(self):
        self.kept, self.locked, self.forgets = {}, False, False

    def get_password(self, service, username):
        if self.locked:
            raise KeyringLocked("locked")
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        if self.locked:
            raise KeyringLocked("locked")
        if not self.forgets:
            self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]


@pytest.fixture
def ring():
    before = keyring.get_keyring()
    keyring.set_keyring(Ring())
    yield keyring.get_keyring()
    keyring.set_keyring(before)


@pytest.fixture
def keys(tmp_path, monkeypatch):
    monkeypatch.delenv(ENVIRONMENT, raising=False)
    return Keys(tmp_path / "secret")


def test_a_key_is_random_and_kept_and_not_made_twice(keys):
    made = keys.make(VAULT)
    assert len(made) == 32
    assert keys.make(VAULT) == keys.read(VAULT) == made != keys.make(PSEUDONYM)
    assert (keys.has(VAULT), keys.has(NEXT_VAULT)) == (True, False)


def test_files_and_their_folder_are_for_the_owner_only(keys):
    keys.make(VAULT)
    assert stat.S_IMODE(keys.folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in keys.folder.iterdir()] == [0o600]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_that_others_may_read_is_not_used(keys, mode):
    keys.make(VAULT)
    (keys.folder / "vault.key").chmod(mode)
    with pytest.raises(WorkspaceError, match="chmod 600"):
        keys.read(VAULT)


def test_a_missing_and_a_damaged_key_are_said_with_what_to_do(keys):
    with pytest.raises(WorkspaceError, match=r"no vault key\. .*key --restore FILE"):
        keys.read(VAULT)
    keys.make(VAULT)
    (keys.folder / "vault.key").write_bytes(b"short")
    for ask in (keys.read, keys.has, keys.make):
        with pytest.raises(WorkspaceError, match="5 bytes, not 32"):
            ask(VAULT)


def test_a_backup_mends_a_missing_and_a_damaged_key_and_overwrites_no_other(keys):
    old = {PSEUDONYM: keys.make(PSEUDONYM), VAULT: keys.make(VAULT)}
    (keys.folder / "vault.key").write_bytes(b"short")
    (keys.folder / "pseudonym.key").unlink()
    keys.put_back(old)
    assert keys.all() == old
    with pytest.raises(WorkspaceError, match="another pseudonym key"):
        keys.put_back({VAULT: old[VAULT], PSEUDONYM: bytes(32)})
    assert keys.all() == old


def test_the_next_key_takes_the_place_of_the_old_one(keys):
    keys.make(VAULT)
    after = keys.make(NEXT_VAULT)
    keys.turn()
    assert keys.all() == {VAULT: after}


def test_the_environment_names_another_folder(keys, tmp_path, monkeypatch):
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "stick"))
    keys.make(VAULT)
    assert (tmp_path / "stick" / "vault.key").exists()
    assert not keys.folder.exists()
    with pytest.raises(WorkspaceError, match=ENVIRONMENT):
        keys.move(to_ring=True)


def test_keys_go_into_the_keyring_and_come_back(keys, ring):
    before = {PSEUDONYM: keys.make(PSEUDONYM), VAULT: keys.make(VAULT)}
    keys.move(to_ring=True)
    keys.move(to_ring=True)
    assert keys.all() == before
    assert [path.name for path in keys.folder.iterdir()] == ["keyring.json"]
    assert sorted(ring.kept.values()) == sorted(key.hex() for key in before.values())
    assert "keyring" in keys.place.where(VAULT)
    keys.move(to_ring=False)
    assert keys.all() == before
    assert ring.kept == {}
    assert sorted(path.name for path in keys.folder.iterdir()) == ["pseudonym.key", "vault.key"]


def test_two_workspaces_have_keys_of_their_own_in_one_keyring(keys, ring, tmp_path):
    other = Keys(tmp_path / "other")
    made = [(one, one.make(VAULT)) for one in (keys, other)]
    for one, _ in made:
        one.move(to_ring=True)
    assert [one.read(VAULT) for one, _ in made] == [key for _, key in made]
    assert len(ring.kept) == 2


def test_a_locked_keyring_is_said_and_nothing_is_lost(keys, ring):
    made = keys.make(VAULT)
    ring.locked = True
    with pytest.raises(WorkspaceError, match="takes no key"):
        keys.move(to_ring=True)
    assert keys.read(VAULT) == made
    ring.locked = False
    keys.move(to_ring=True)
    ring.locked = True
    with pytest.raises(WorkspaceError, match="Unlock it"):
        keys.read(VAULT)


def test_a_keyring_that_does_not_keep_what_it_is_given_gets_no_key(keys, ring):
    made = keys.make(VAULT)
    ring.forgets = True
    with pytest.raises(WorkspaceError, match="did not keep"):
        keys.move(to_ring=True)
    assert keys.read(VAULT) == made


def test_a_computer_without_a_keyring_keeps_keys_in_files(keys, ring, monkeypatch):
    keys.make(VAULT)
    monkeypatch.setattr(Ring, "priority", 0)
    with pytest.raises(WorkspaceError, match="no keyring"):
        keys.move(to_ring=True)
    assert keys.has(VAULT)
    assert ring.kept == {}


def test_a_damaged_note_of_the_keyring_is_said(keys, ring):
    keys.make(VAULT)
    keys.move(to_ring=True)
    (keys.folder / "keyring.json").write_text("{")
    with pytest.raises(WorkspaceError, match=r"keyring\.json.*key --restore FILE"):
        keys.read(VAULT)
