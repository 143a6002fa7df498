"""Sealed files: what was written comes back, and whatever is changed around it is found."""

import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counteroffer.store.sealed import MAGIC, DamagedError, Seal, mark_of, read_sealed, write_sealed

SEAL, OTHER = Seal.of(bytes(32)), Seal.of(bytes([1] * 32))
SECTIONS = [b"Doolittle", b"", b"Pickering" * 50]


@pytest.fixture
def path(tmp_path):
    write_sealed(tmp_path / "a.blob", SEAL, SECTIONS)
    return tmp_path / "a.blob"


def opened(path, wanted=(0, 1, 2), seals=(SEAL,), count=3):
    return read_sealed(path, {seal.mark: seal for seal in seals}, count, wanted)


def test_sections_open_one_by_one_and_all_together(path):
    assert opened(path) == SECTIONS
    assert [opened(path, [number])[0] for number in range(3)] == SECTIONS
    assert opened(path, [0, 2], [OTHER, SEAL]) == [SECTIONS[0], SECTIONS[2]]


def test_a_file_is_for_its_owner_tells_its_key_and_nothing_else(path):
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert mark_of(path) == SEAL.mark != OTHER.mark
    assert path.read_bytes().startswith(MAGIC + SEAL.mark)
    assert b"Doolittle" not in path.read_bytes()
    assert "cipher" not in repr(SEAL)


def test_the_same_written_twice_looks_different(path):
    before = path.read_bytes()
    write_sealed(path, SEAL, SECTIONS)
    assert path.read_bytes()[16:] != before[16:]


def test_another_key_does_not_open_it(path):
    with pytest.raises(DamagedError, match="key that is not here"):
        opened(path, seals=[OTHER])


def test_a_renamed_file_one_cut_short_and_one_with_more_are_found(path):
    content = path.read_bytes()
    for name, changed in (("b.blob", content), ("a.blob", content[:-1]), ("a.blob", content + b"x"), ("a.blob", b"")):
        path.with_name(name).write_bytes(changed)
        with pytest.raises(DamagedError):
            opened(path.with_name(name))


def test_exchanged_sections_are_found(tmp_path):
    path = tmp_path / "a.blob"
    write_sealed(path, SEAL, [b"one", b"two"])
    content = path.read_bytes()
    size = (len(content) - 16) // 2
    path.write_bytes(content[:16] + content[16 + size :] + content[16 : 16 + size])
    with pytest.raises(DamagedError, match="changed"):
        opened(path, [0, 1], count=2)


def test_every_changed_bit_is_found(path):
    content = path.read_bytes()
    for at in range(len(content)):
        for bit in range(8):
            path.write_bytes(content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :])
            with pytest.raises(DamagedError):
                opened(path)


@settings(max_examples=30, deadline=None)
@given(sections=st.lists(st.binary(), min_size=1, max_size=4), key=st.binary(min_size=32, max_size=32))
def test_any_sections_come_back_under_any_key(tmp_path_factory, sections, key):
    path = tmp_path_factory.mktemp("s") / "a.blob"
    write_sealed(path, Seal.of(key), sections)
    assert opened(path, range(len(sections)), [Seal.of(key)], len(sections)) == sections
