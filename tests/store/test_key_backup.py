"""A backup of keys opens with its passphrase and with nothing else; a changed one is found."""

import base64
import json
import stat

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from hypothesis import given, settings
from hypothesis import strategies as st

from counteroffer.core.errors import InputError, StorageError
from counteroffer.store import key_backup
from counteroffer.store.key_backup import read_backup, write_backup
from counteroffer.store.keys import NAMES

WORDS = "correct horse battery staple"
KEYS = {"pseudonym": bytes(range(32)), "vault": bytes(range(32, 64))}


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    monkeypatch.setattr(key_backup, "_COST", {"n": 2**10, "r": 8, "p": 1})


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "keys.json"
    write_backup(made, KEYS, WORDS)
    return made


def test_keys_come_back_with_the_passphrase(path):
    assert read_backup(path, WORDS) == KEYS


def test_the_file_is_for_its_owner_and_holds_no_key_in_clear(path):
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for key in KEYS.values():
        assert key.hex() not in path.read_text()
        assert base64.b64encode(key).decode() not in path.read_text()


def test_the_file_opens_with_scrypt_and_aes_gcm_as_it_says_of_itself(path):
    said = json.loads(path.read_bytes())
    salt, nonce, sealed = (base64.b64decode(said[name]) for name in ("salt", "nonce", "keys"))
    key = Scrypt(salt=salt, length=32, **said["scrypt"]).derive(WORDS.encode())
    plain = json.loads(AESGCM(key).decrypt(nonce, sealed, said["format"].encode()))
    assert {name: bytes.fromhex(value) for name, value in plain.items()} == KEYS


def test_a_wrong_passphrase_is_said(path):
    with pytest.raises(InputError, match="does not open with this passphrase"):
        read_backup(path, WORDS + "!")


def test_accents_typed_in_another_way_are_the_same_passphrase(tmp_path):
    write_backup(tmp_path / "k", KEYS, "caf\u00e9 caf\u00e9 caf\u00e9")
    assert read_backup(tmp_path / "k", "cafe\u0301 cafe\u0301 cafe\u0301") == KEYS


def test_a_short_passphrase_a_file_that_is_there_and_a_folder_that_is_not_are_refused(path, tmp_path):
    with pytest.raises(InputError, match="fewer than 12"):
        write_backup(tmp_path / "new", KEYS, "short")
    with pytest.raises(InputError, match="there already"):
        write_backup(path, KEYS, WORDS)
    with pytest.raises(StorageError):
        write_backup(tmp_path / "none" / "keys", KEYS, WORDS)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff\xfe", b'{"format": "counteroffer keys 2"}'])
def test_another_file_is_no_backup(tmp_path, content):
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(InputError, match="no backup of keys"):
        read_backup(tmp_path / "x", WORDS)
    with pytest.raises(InputError, match="cannot be read"):
        read_backup(tmp_path / "y", WORDS)


@pytest.mark.parametrize(
    "change",
    [{"scrypt": {"n": 2**40, "r": 8, "p": 1}}, {"scrypt": {"n": 3, "r": 8, "p": 1}}, {"salt": "?"}, {"keys": None}],
)
def test_a_damaged_backup_is_said_and_asks_for_no_more_memory(path, change):
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(InputError, match="is damaged"):
        read_backup(path, WORDS)


@settings(max_examples=40, deadline=None)
@given(at=st.integers(0), bit=st.integers(0, 7))
def test_no_changed_bit_gives_other_keys(tmp_path_factory, at, bit):
    path = tmp_path_factory.mktemp("b") / "keys.json"
    write_backup(path, KEYS, WORDS)
    content = bytearray(path.read_bytes())
    content[at % len(content)] ^= 1 << bit
    path.write_bytes(content)
    try:
        found = read_backup(path, WORDS)
    except InputError:
        return
    assert found == KEYS  # a change of white space, or of bits of base64 that stand for nothing


@settings(max_examples=20, deadline=None)
@given(
    keys=st.dictionaries(st.sampled_from(NAMES), st.binary(min_size=32, max_size=32)),
    words=st.text(st.characters(exclude_categories=["Cs"]), min_size=12),
)
def test_any_keys_come_back_with_any_passphrase(tmp_path_factory, keys, words):
    path = tmp_path_factory.mktemp("b") / "keys.json"
    write_backup(path, keys, words)
    assert read_backup(path, words) == keys
