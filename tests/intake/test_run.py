"""Imports: every file once, whole or not at all."""

import gzip
import io
import random
import subprocess
import sys
import textwrap
import time
import zipfile
from pathlib import Path

import pytest
from tests.intake.fake import VERSION, Fake, One, stored

from counteroffer.core.errors import InputError, StorageError
from counteroffer.core.practice import Practice
from counteroffer.intake import batch, hand
from counteroffer.intake.run import import_paths
from counteroffer.store.home import create_home, open_home
from counteroffer.store.lake import Lake

ROOT = Path(__file__).parents[2]


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
    return path


def run(home, *paths, reader=None, version=VERSION, progress=None):
    return import_paths(home, paths, progress, readers=One(reader or Fake(), version))


def statuses(report):
    return {Path(f.name).name: f.status for f in report.files}


def test_a_folder_is_read_in_order_hidden_files_and_our_own_left_alone(home, folder):
    for name in ("b.835", "a.835", ".hidden", "deep/c.835", "__MACOSX/a.835", ".git/x", "~$a.docx"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(name)
    fake = Fake()
    report = run(home, folder, reader=fake)
    assert fake.names == [str(folder / name) for name in ("a.835", "b.835", "deep/c.835")]
    assert report.counts == {"stored": 3, "set_aside": 0, "already_there": 0, "failed": 0}
    assert (report.tally.claims, report.tally.paid, report.kinds) == (3, 15, {"835": 3})
    (home.root / "in").mkdir()
    (home.root / "in" / "new.835").write_text("new")
    assert statuses(run(home, home.root)) == {"new.835": "stored"}


def test_content_that_is_there_is_passed_over_whatever_its_name(home, folder, lake):
    (folder / "a.835").write_text("one\ntwo")
    run(home, folder)
    (folder / "b.835").write_text("one\ntwo")
    before = lake.versions()
    assert statuses(run(home, folder)) == {"a.835": "already_there", "b.835": "already_there"}
    assert lake.versions() == before


def test_archives_are_opened_and_their_members_named(home, folder, lake):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("deep.835", "deep")
        archive.writestr("deeper.zip", b"PK\x03\x04 not opened any more")
    with zipfile.ZipFile(folder / "box.zip", "w") as archive:
        archive.writestr("one.835", "one")
        archive.writestr("two.835.gz", gzip.compress(b"two"))
        archive.writestr("__MACOSX/one.835", "resource")
        archive.writestr("sub/inner.ZIP", inner.getvalue())
    (folder / "single.gz").write_bytes(gzip.compress(b"single"))
    report = run(home, folder)
    box = str(folder / "box.zip")
    assert [f.name for f in report.files] == [
        f"{box}/one.835",
        f"{box}/sub/inner.ZIP/deep.835",
        f"{box}/sub/inner.ZIP/deeper.zip",
        f"{box}/two.835.gz",
        str(folder / "single.gz"),
    ]
    assert {"one", "deep", "two", "single"} <= set(lake.read("remarks", ["code"])["code"].to_pylist())
    assert [p.name for p in home.lake_dir.iterdir() if "spool" in p.name] == []


def test_a_file_of_the_files_table_says_what_was_read(home, folder, lake):
    (folder / "a.835").write_text("one\nodd")
    run(home, folder)
    (row,) = lake.read("files", ["name", "kind", "status", "bytes", "segments", "claims", "paid", "reader"]).to_pylist()
    assert row == {
        "name": str(folder / "a.835"),
        "kind": "835",
        "status": "stored",
        "bytes": 7,
        "segments": 2,
        "claims": 2,
        "paid": 10,
        "reader": VERSION,
    }
    (finding,) = lake.read("findings", ["stage", "kind", "file_id"]).to_pylist()
    assert (finding["stage"], finding["kind"]) == ("import", "x12.odd")
    assert finding["file_id"] == lake.read("files", ["file_id"])["file_id"][0].as_py()


def test_a_file_that_is_no_x12_is_set_aside_and_tried_again_only_by_another_reader(home, folder, lake):
    (folder / "scan.835").write_text("%PDF-1.7")
    (folder / "empty.835").touch()
    assert statuses(run(home, folder)) == {"scan.835": "set_aside", "empty.835": "set_aside"}
    assert lake.rows("findings") == 2
    again = Fake()
    assert statuses(run(home, folder, reader=again)) == {"scan.835": "already_there", "empty.835": "already_there"}
    assert again.names == []
    assert statuses(run(home, folder, version="fake 2")) == {"scan.835": "set_aside", "empty.835": "set_aside"}
    assert (lake.rows("files"), lake.rows("findings")) == (2, 2)


def test_a_path_that_is_not_there_and_an_empty_folder_are_told(home, folder, tmp_path):
    with pytest.raises(InputError, match=r"nowhere\.835"):
        run(home, folder, tmp_path / "nowhere.835")
    with pytest.raises(InputError, match="no file to read"):
        run(home, folder)


def test_damaged_archives_are_findings_and_the_rest_is_stored(home, folder, lake):
    (folder / "a.835").write_text("one")
    whole = gzip.compress(random.Random(1).randbytes(10000))
    (folder / "b.gz").write_bytes(whole[:5000])
    with zipfile.ZipFile(folder / "c.zip", "w") as archive:
        archive.writestr("c.835", "c" * 100)
    (folder / "d.zip").write_bytes((folder / "c.zip").read_bytes()[:40])
    broken = bytearray((folder / "c.zip").read_bytes())
    broken[40] ^= 0xFF
    (folder / "e.zip").write_bytes(bytes(broken))
    report = run(home, folder)
    assert statuses(report) == {"a.835": "stored", "b.gz": "failed", "d.zip": "failed", "c.835": "failed"} | {
        "c.835": "failed" if report.files[-1].status == "failed" else "stored"
    }
    assert {f.kind for f in report.findings} == {"intake.unreadable"}
    assert all(f.mend and f.file for f in report.findings)
    assert lake.rows("files") == 2


def test_a_file_without_permission_is_a_finding_that_names_it(home, folder, monkeypatch):
    (folder / "a.835").write_text("one")
    (folder / "b.835").write_text("two")
    opened = Path.open

    def refuse(self, *args, **kwargs):
        if self.name == "a.835":
            raise PermissionError(13, "Permission denied")
        return opened(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refuse)
    report = run(home, folder)
    assert statuses(report) == {"a.835": "failed", "b.835": "stored"}
    (finding,) = report.findings
    assert finding.file.endswith("a.835")
    assert "permission" in finding.says


def test_a_fault_of_the_readers_own_takes_back_the_file_and_spares_the_others(home, folder, lake, monkeypatch):
    monkeypatch.setattr(hand, "ROWS", 2)
    (folder / "a.835").write_text("one")
    (folder / "b.835").write_text("1\n2\n3\n4\n5\nfault")
    (folder / "c.835").write_text("three")
    report = run(home, folder)
    assert statuses(report) == {"a.835": "stored", "b.835": "failed", "c.835": "stored"}
    assert sorted(lake.read("remarks", ["code"])["code"].to_pylist()) == ["one", "three"]
    assert "a fault of our own" in report.findings[0].says


def test_a_file_that_changes_while_it_is_read_is_not_stored(home, folder, lake):
    path = folder / "a.835"
    path.write_text("one\ntwo")

    def reader(stream, name, file_id, key):
        yield from Fake()(stream, name, file_id, key)
        path.write_text("one\ntwo\nthree")

    report = run(home, folder, reader=reader)
    assert statuses(report) == {"a.835": "failed"}
    assert "changed" in report.findings[0].says
    assert lake.rows("remarks") == 0


def test_large_files_go_in_by_several_appends_and_one_commit(home, folder, lake, monkeypatch):
    monkeypatch.setattr(hand, "ROWS", 10)
    (folder / "a.835").write_text("\n".join(map(str, range(95))))
    seen = []

    def reader(stream, name, file_id, key):
        for chunk in Fake()(stream, name, file_id, key):
            seen.append(lake.rows("remarks"))
            yield chunk

    run(home, folder, reader=reader)
    assert set(seen) == {0}
    assert lake.rows("remarks") == 95
    assert len(lake.files("remarks")) == 10


class Shown:
    def __init__(self):
        self.said = []

    def start(self, total_bytes, total_files):
        self.said.append(("start", total_bytes, total_files))

    def advance(self, name, bytes_):
        self.said.append((Path(name).name, bytes_))

    def done(self):
        self.said.append(("done",))


def test_progress_adds_up_to_the_size_on_disk_whatever_becomes_of_the_files(home, folder):
    (folder / "a.835").write_text("one\n" * 300)
    (folder / "b.835").write_text("one\n" * 300)
    (folder / "c.gz").write_bytes(gzip.compress(b"two\n" * 2000))
    (folder / "d.gz").write_bytes(b"\x1f\x8bdamaged")
    (folder / "e.835").write_text("junk\n" * 1000)
    shown = Shown()
    run(home, folder, progress=shown)
    size = sum(p.stat().st_size for p in folder.iterdir())
    assert shown.said[0] == ("start", size, 5)
    assert shown.said[-1] == ("done",)
    assert sum(said[1] for said in shown.said[1:-1]) == size
    assert all(said[1] >= 0 for said in shown.said[1:-1])


def test_files_in_any_order_and_any_batches_are_stored_the_same(home, folder, lake, tmp_path, monkeypatch):
    for number in range(30):
        (folder / f"{number}.835").write_text("\n".join(f"{number}-{i}" for i in range(number)) or "junk")
    run(home, folder)
    monkeypatch.setattr(batch, "FILES", 4)
    other = create_home(tmp_path / "other", Practice(name="Elm Street"))
    paths = [*folder.iterdir()]
    random.Random(3).shuffle(paths)
    for path in paths[:10]:
        run(other, path)
    run(other, *paths)
    assert stored(Lake(other.lake_dir)) == stored(lake)


IMPORT = textwrap.dedent("""
    import sys, time
    from pathlib import Path
    from counteroffer.core.errors import CounterofferError
    from counteroffer.intake import batch, hand
    from counteroffer.intake.run import import_paths
    from counteroffer.store.home import open_home
    from tests.intake.fake import VERSION, Fake, One
    batch.FILES, hand.ROWS = 3, 20
    fake = Fake()
    def slow(*args):
        for chunk in fake(*args):
            time.sleep(0.002)
            yield chunk
    print("ready", flush=True)
    try:
        import_paths(open_home(Path(sys.argv[1])), [Path(sys.argv[2])], readers=One(slow, VERSION))
    except CounterofferError as fault:
        print(type(fault).__name__, fault.says)
""")


def test_an_import_killed_at_any_moment_resumes_and_ends_with_the_same_tables(home, folder, lake, tmp_path):
    for number in range(25):
        (folder / f"{number:02d}.835").write_text("\n".join(f"{number}-{i}" for i in range(10)))
    chance = random.Random(5)
    whole = []
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", IMPORT, home.root, folder], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        process.stdout.readline()
        begun = lake.rows("files")
        while process.poll() is None and lake.rows("files") < min(begun + 3, 25):
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.08))
        process.kill()
        process.wait()
        assert lake.rows("remarks") == lake.rows("remit_claims") == 10 * lake.rows("files")
        whole.append(lake.rows("files"))
    assert whole == sorted(whole)
    assert whole[0] > 0
    report = run(home, folder)
    assert report.counts["already_there"] == whole[-1]
    other = create_home(tmp_path / "other", Practice(name="Elm Street"))
    run(other, folder)
    assert stored(lake) == stored(Lake(other.lake_dir))
    assert [p.name for p in home.lake_dir.iterdir() if "spool" in p.name] == []


@pytest.fixture
def small_disk(tmp_path):
    path = tmp_path / "disk"
    path.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=5m", "tmpfs", path]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting a small disk needs root")
    yield path
    subprocess.run(["umount", "-l", path], check=True)


def test_a_full_disk_stops_the_import_keeps_what_was_stored_and_the_next_run_goes_on(small_disk, folder):
    home = create_home(small_disk / "desk", Practice(name="Elm Street"))
    lake = Lake(home.lake_dir)
    chance = random.Random(9)
    for number in range(40):
        (folder / f"{number:02d}.835").write_text("\n".join(chance.randbytes(900).hex() for _ in range(100)))
    code = IMPORT.replace("0.002", "0").replace("ROWS = 3, 20", "ROWS = 3, 90")
    done = subprocess.run([sys.executable, "-c", code, home.root, folder], cwd=ROOT, capture_output=True, check=True)
    assert b"StorageError" in done.stdout
    assert b"is full" in done.stdout
    stored_files = lake.rows("files")
    assert 0 < stored_files < 40
    assert lake.rows("remarks") == lake.rows("remit_claims") == 100 * stored_files
    subprocess.run(["mount", "-o", "remount,size=100m", small_disk], check=True)
    report = run(open_home(home.root), folder)
    assert report.counts["already_there"] == stored_files
    assert report.counts["stored"] == 40 - stored_files


def test_a_full_disk_is_an_error_that_says_so(home, folder, monkeypatch):
    (folder / "a.835").write_text("one")

    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("counteroffer.store.parts.pq.write_table", full)
    with pytest.raises(StorageError, match="is full"):
        run(home, folder)
    assert [p.name for p in home.lake_dir.iterdir()] == [".lock"]
