"""What was imported can be taken out or read anew, whole, and nothing else changes."""

import zipfile

import pytest
from tests.ingest.x12.samples import claim, era
from tests.intake.fake import Fake, One, stored

from counteroffer.core.errors import UnknownNameError
from counteroffer.core.practice import Practice
from counteroffer.intake.manage import chosen, list_imports, redo, remove
from counteroffer.intake.run import import_paths
from counteroffer.store.home import create_home
from counteroffer.store.lake import Lake


@pytest.fixture
def home(tmp_path):
    return create_home(tmp_path / "desk", Practice(name="Elm Street"))


@pytest.fixture
def lake(home):
    return Lake(home.lake_dir)


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "files"
    path.mkdir()
    (path / "a.835").write_bytes(era())
    (path / "b.837").write_bytes(claim())
    return path


def test_imports_are_listed_newest_first_with_what_they_brought(home, lake, folder):
    import_paths(home, [folder])
    (folder / "c.835").write_bytes(era(("TRACE1", "TRACE2")))
    (folder / "scan.pdf").write_bytes(b"%PDF-1.7")
    import_paths(home, [folder])
    newest, oldest = list_imports(lake)
    assert newest.import_id > oldest.import_id
    assert [file.name for file in oldest.files] == [str(folder / "a.835"), str(folder / "b.837")]
    assert (oldest.paths, oldest.set_aside) == ((str(folder),), 0)
    assert [(file.kind, file.status) for file in newest.files] == [("835", "stored"), ("unreadable", "set_aside")]
    assert newest.files[0].paid == 17000


def test_an_import_taken_out_leaves_the_tables_as_they_were_before_it(home, lake, folder):
    import_paths(home, [folder])
    before = stored(lake)
    (folder / "c.835").write_bytes(era(("TRACE1", "TRACE2")))
    (folder / "cut.835").write_bytes(era(("TRACE1", "TRACE3"))[:900])
    import_paths(home, [folder])
    assert stored(lake) != before
    gone = remove(home, chosen(lake, ["last"]))
    assert stored(lake) == before
    assert len(gone.files) == 2
    assert gone.rows["files"] == 2
    assert gone.rows["remits"] >= 1
    assert gone.rows["findings"] >= 1


def test_a_file_taken_out_can_be_imported_again(home, lake, folder):
    import_paths(home, [folder])
    before = stored(lake)
    remove(home, chosen(lake, [str(folder / "a.835")]))
    assert lake.rows("remit_claims") == 0
    assert lake.rows("claims") == 2
    assert import_paths(home, [folder]).counts["stored"] == 1
    assert stored(lake) == before


def test_files_are_found_by_name_path_and_the_beginning_of_their_sha256(home, lake, folder):
    import_paths(home, [folder])
    (file,) = chosen(lake, ["a.835"])
    assert chosen(lake, [file.sha256[:8]]) == chosen(lake, [str(folder / "a.835")]) == (file,)
    assert len(chosen(lake, [file.import_id, "a.835"])) == 2
    with pytest.raises(UnknownNameError, match="no import and no file 'nothing'"):
        chosen(lake, ["nothing"])


def test_reading_anew_replaces_the_rows_of_each_file_by_what_todays_rules_give(home, lake, folder):
    (folder / "a.835").write_text("one\ntwo")
    (folder / "b.837").write_text("three")
    import_paths(home, [folder], readers=One(Fake()))
    report = redo(home, chosen(lake, ["a.835"]), readers=One(Fake(rows_per_line=3), "fake 2"))
    assert report.counts["stored"] == 1
    assert sorted(lake.read("remarks", ["code"])["code"].to_pylist()) == ["one"] * 3 + ["three"] + ["two"] * 3
    assert sorted(lake.read("files", ["reader"])["reader"].to_pylist()) == ["fake 1", "fake 2"]


def test_a_file_that_cannot_be_read_this_time_keeps_what_was_read_before(home, lake, folder):
    (folder / "a.835").write_text("one\ntwo")
    import_paths(home, [folder], readers=One(Fake()))
    before = stored(lake)

    def faulty(stream, name, file_id, key):
        yield from Fake()(stream, name, file_id, key)
        raise ValueError("a fault of our own")

    report = redo(home, chosen(lake, ["last"]), readers=One(faulty, "fake 2"))
    assert report.counts["failed"] == 2
    assert stored(lake) == before


def test_a_file_that_is_gone_or_has_changed_is_named_and_keeps_its_rows(home, lake, folder):
    import_paths(home, [folder])
    before = stored(lake)
    (folder / "a.835").unlink()
    (folder / "b.837").write_bytes(claim(("AUTH1", "AUTH2")))
    report = redo(home, chosen(lake, ["last"]))
    assert [outcome.status for outcome in report.files] == ["failed", "failed"]
    assert all("not where it was read from" in finding.says for finding in report.findings)
    assert stored(lake) == before


def test_a_member_of_an_archive_within_an_archive_is_read_anew_from_the_archive_the_user_has(home, lake, tmp_path):
    with zipfile.ZipFile(tmp_path / "inner.zip", "w") as inner:
        inner.writestr("deep.835", era())
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as outer:
        outer.write(tmp_path / "inner.zip", "inner.zip")
        outer.writestr("other.837", claim())
    (tmp_path / "inner.zip").unlink()
    import_paths(home, [tmp_path / "outer.zip"])
    before = stored(lake)
    (deep,) = chosen(lake, ["deep.835"])
    assert deep.path == str(tmp_path / "outer.zip")
    assert redo(home, [deep]).counts["stored"] == 1
    assert stored(lake) == before
