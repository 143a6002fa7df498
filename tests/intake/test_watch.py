"""A watched folder: files are taken when they have come to rest, once, and nothing in the folder is touched."""

import json

import pytest
from tests.ingest.x12.samples import claim, era

from counteroffer.core.errors import StorageError
from counteroffer.core.practice import Practice
from counteroffer.intake.run import import_paths
from counteroffer.intake.watch import Watch
from counteroffer.store.home import create_home
from counteroffer.store.lake import Lake


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def home(tmp_path):
    return create_home(tmp_path / "desk", Practice(name="Elm Street"))


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "drop"
    path.mkdir()
    return path


def watching(home, folder, clock, said, bring=None):
    return Watch(folder, home, bring or (lambda paths: import_paths(home, paths)), said.append, rest=5, clock=clock)


def test_a_file_is_taken_when_it_has_not_changed_for_a_while(home, folder, clock):
    said = []
    watch = watching(home, folder, clock, said)
    (folder / "a.835").write_bytes(era()[:300])
    assert watch.look() is None
    clock.now += 4
    (folder / "a.835").write_bytes(era())  # the sender is still writing
    assert watch.look() is None
    clock.now += 4
    assert watch.look() is None
    assert watch.waiting() == 1
    clock.now += 2
    report = watch.look()
    assert [outcome.status for outcome in report.files] == ["stored"]
    assert said == ["1 files: 1 stored; 3 claims, 0 findings."]
    assert watch.waiting() == 0


def test_a_file_is_taken_once_and_again_only_when_it_changes_also_after_a_restart(home, folder, clock):
    (folder / "sub").mkdir()
    (folder / "sub" / "a.835").write_bytes(era())
    brought = []

    def bring(paths):
        brought.append([path.name for path in paths])
        return import_paths(home, paths)

    for _ in range(2):
        watch = watching(home, folder, clock, [], bring)
        for _ in range(3):
            watch.look()
            clock.now += 10
    assert brought == [["a.835"]]
    (folder / "sub" / "a.835").write_bytes(claim())
    watch.look()
    clock.now += 10
    watch.look()
    assert brought == [["a.835"], ["a.835"]]
    assert Lake(home.lake_dir).rows("files") == 2


def test_unfinished_hidden_and_empty_files_are_left_alone(home, folder, clock):
    for name in ("a.835.part", "b.tmp", "c.filepart", ".hidden", "~lock"):
        (folder / name).write_bytes(era())
    (folder / "empty.835").touch()
    watch = watching(home, folder, clock, [])
    watch.look()
    clock.now += 60
    assert watch.look() is None
    assert len(list(folder.iterdir())) == 6


def test_trouble_is_told_and_the_files_are_tried_again(home, folder, clock):
    (folder / "a.835").write_bytes(era())
    said, full = [], [True]

    def bring(paths):
        if full[0]:
            raise StorageError("The disk is full.", "Free some space.")
        return import_paths(home, paths)

    watch = watching(home, folder, clock, said, bring)
    watch.look()
    clock.now += 10
    assert watch.look() is None
    assert said == ["1 files wait: The disk is full. Free some space."]
    full[0] = False
    assert watch.look().counts["stored"] == 1


def test_a_folder_that_is_away_for_a_while_is_told_and_looked_for_again(home, folder, clock):
    said = []
    watch = watching(home, folder / "not yet", clock, said)
    assert watch.look() is None
    assert "cannot be read now" in said[0]


def test_a_damaged_memory_only_means_that_known_contents_are_looked_at_again(home, folder, clock):
    (folder / "a.835").write_bytes(era())
    (home.lake_dir / "watch.json").write_text("{not json")
    watch = watching(home, folder, clock, [])
    watch.look()
    clock.now += 10
    assert watch.look().counts["stored"] == 1
    assert str(folder / "a.835") in json.loads((home.lake_dir / "watch.json").read_text())[str(folder)]
