"""The workspace folder."""

import stat

import pytest

from counteroffer.core.errors import InputError, WorkspaceError
from counteroffer.core.practice import Practice
from counteroffer.store.home import create_home, open_home, read_practice, write_practice

PRACTICE = Practice(name="Elm Street Family Medicine", tins=("012345678",), zip="02139")


def test_a_workspace_is_made_once_and_opened_again(tmp_path):
    home = create_home(tmp_path / "a" / "desk", PRACTICE)
    assert open_home(home.root) == home
    assert read_practice(home) == PRACTICE
    with pytest.raises(WorkspaceError, match="already"):
        create_home(home.root, PRACTICE)


def test_the_key_is_random_stays_the_same_and_is_for_its_owner_only(tmp_path):
    home, other = (create_home(tmp_path / name, PRACTICE) for name in "ab")
    assert len(home.key()) == 32
    assert home.key() == open_home(home.root).key() != other.key()
    assert stat.S_IMODE((home.secret_dir / "pseudonym.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.secret_dir.stat().st_mode) == 0o700


def test_a_lost_or_damaged_key_is_told(tmp_path):
    home = create_home(tmp_path / "desk", PRACTICE)
    (home.secret_dir / "pseudonym.key").write_bytes(b"short")
    with pytest.raises(WorkspaceError, match="5 bytes"):
        home.key()
    (home.secret_dir / "pseudonym.key").unlink()
    with pytest.raises(WorkspaceError, match="backup"):
        home.key()


@pytest.mark.parametrize("made", ["nothing", "folder", "file"])
def test_a_folder_that_is_no_workspace_says_how_to_make_one(tmp_path, made):
    path = tmp_path / "desk"
    if made == "folder":
        path.mkdir()
    if made == "file":
        path.touch()
    with pytest.raises(WorkspaceError, match="counteroffer init"):
        open_home(path)


def test_a_profile_that_is_there_already_is_kept_if_it_says_the_same(tmp_path):
    home = create_home(tmp_path / "one", PRACTICE)
    written = home.practice_file.read_text()
    other = tmp_path / "two"
    other.mkdir()
    (other / "practice.yaml").write_text("# mine\n" + written)
    assert create_home(other, PRACTICE).practice_file.read_text().startswith("# mine")
    third = tmp_path / "three"
    third.mkdir()
    (third / "practice.yaml").write_text(written)
    with pytest.raises(WorkspaceError, match="says something else"):
        create_home(third, Practice(name="Another"))


def test_a_changed_profile_is_written_whole(tmp_path):
    home = create_home(tmp_path / "desk", PRACTICE)
    write_practice(home, Practice(name="New"))
    assert read_practice(home).name == "New"
    assert {p.name for p in home.root.iterdir()} == {"practice.yaml", "contracts", "lake", "secret", "reports"}


def test_a_profile_that_is_not_text_is_told(tmp_path):
    home = create_home(tmp_path / "desk", PRACTICE)
    home.practice_file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises((WorkspaceError, InputError), match=r"practice\.yaml"):
        read_practice(home)
