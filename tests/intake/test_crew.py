"""Several processes store what one would store, and none of them can sink the lake."""

import gzip
import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
import zipfile
from multiprocessing import Pipe
from pathlib import Path

import pytest
from tests.ingest.x12.samples import claim, era
from tests.intake.fake import stored

from counteroffer.core.errors import StorageError
from counteroffer.core.practice import Practice
from counteroffer.intake import crew, hand, run, split
from counteroffer.intake.content import look
from counteroffer.intake.discover import Source
from counteroffer.intake.jobs import Whole
from counteroffer.intake.readers import Readers
from counteroffer.intake.run import import_paths
from counteroffer.store.home import create_home
from counteroffer.store.lake import Lake

ROOT = Path(__file__).parents[2]


def desk(path):
    home = create_home(path, Practice(name="Elm Street"))
    (home.secret_dir / "pseudonym.key").write_bytes(b"k" * 32)  # so that two desks can be compared
    return home


def many_sets(text, count):
    """One interchange whose transaction set stands in it many times."""
    text = text.decode()
    begin, end = text.index("ST*"), text.index("GE*")
    return (text[:begin] + text[begin:end] * count + text[end:].replace("GE*1*", f"GE*{count}*")).encode()


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "files"
    path.mkdir()
    (path / "large.835").write_bytes(many_sets(era(), 60))
    (path / "large.837").write_bytes(many_sets(claim(), 60))
    (path / "packed.835.gz").write_bytes(gzip.compress(many_sets(era(), 61)))
    with zipfile.ZipFile(path / "box.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside.835", many_sets(era(), 62))
        archive.writestr("small.835", era())
    (path / "mixed.edi").write_bytes(many_sets(era(), 30) + many_sets(claim(), 30).replace(b"*", b"|"))
    (path / "cut.835").write_bytes(many_sets(era(), 59)[:-5000])
    (path / "scan.835").write_bytes(b"%PDF-1.7 nothing" * 3000)
    for number in range(70):
        (path / f"small{number}.837").write_bytes(claim().replace(b"*80*", f"*80*{number}".encode()))
    return path


def by_hands(monkeypatch, home, path, count):
    monkeypatch.setenv("COUNTEROFFER_PROCESSES", str(count))
    monkeypatch.setattr(run, "SPLIT", 6000)
    monkeypatch.setattr(split, "SIZE", 4000)
    return import_paths(home, [path])


def test_two_processes_store_what_one_stores(monkeypatch, folder, tmp_path):
    one, two = desk(tmp_path / "one"), desk(tmp_path / "two")
    alone = by_hands(monkeypatch, one, folder, 1)
    given = []
    together = crew._Together.give
    monkeypatch.setattr(crew._Together, "give", lambda self, jobs: (given.append(jobs), together(self, jobs))[1])
    report = by_hands(monkeypatch, two, folder, 2)
    assert stored(Lake(two.lake_dir)) == stored(Lake(one.lake_dir))
    assert report.counts == alone.counts
    assert report.tally == alone.tally
    assert [outcome.name for outcome in report.files] == [outcome.name for outcome in alone.files]
    assert sum(isinstance(job, split.Portion) for jobs in given for job in jobs) > 20
    assert sum(len(jobs) for jobs in given if isinstance(jobs[0], Whole)) >= 70


def test_progress_of_several_processes_adds_up_to_the_size_on_disk(monkeypatch, folder, tmp_path):
    told = []

    class Shown:
        def start(self, size, files):
            told.append((size, files))

        def advance(self, _name, size):
            assert size >= 0
            told.append(size)

        def done(self):
            pass

    home = desk(tmp_path / "desk")
    monkeypatch.setenv("COUNTEROFFER_PROCESSES", "2")
    monkeypatch.setattr(run, "SPLIT", 6000)
    import_paths(home, [folder], Shown())
    assert sum(told[1:]) == told[0][0]


def test_a_file_with_a_fault_leaves_nothing_behind_even_when_its_rows_were_written(tmp_path, monkeypatch):
    monkeypatch.setattr(hand, "ROWS", 3)
    home = desk(tmp_path / "desk")
    path, lake = tmp_path / "a.835", Lake(home.lake_dir)
    path.write_bytes(many_sets(era(), 5))
    source = Source("a.835", path, path.stat().st_size)
    content = look(source)
    good, bad = (Whole(source, content, number, Readers().for_file("a.835", content.head)) for number in (1, 2))
    with lake.writing() as write:
        worker = hand.Hand(home.lake_dir, b"k" * 32)
        assert worker.do(good).fault is None
        path.write_bytes(many_sets(era(), 6))
        seen = worker.do(bad)
        assert "changed" in seen.fault.says
        worker.drop([2])
        write.adopt(worker.flush())
        write.commit()
    assert set(lake.read("remit_lines", ["file_id"])["file_id"].to_pylist()) == {1}
    assert lake.rows("remits") == 5


def test_a_hand_that_dies_is_told_and_the_next_import_ends_whole(monkeypatch, folder, tmp_path):
    home, whole = desk(tmp_path / "desk"), desk(tmp_path / "whole")
    called = crew._call

    def dying(lake, key):
        line = called(lake, key)
        os.kill(line.process.pid, signal.SIGKILL)
        return line

    monkeypatch.setattr(crew, "_call", dying)
    with pytest.raises(StorageError, match="ended before its work was done"):
        by_hands(monkeypatch, home, folder, 2)
    monkeypatch.setattr(crew, "_call", called)
    assert Lake(home.lake_dir).rows("files") == 0
    by_hands(monkeypatch, home, folder, 2)
    by_hands(monkeypatch, whole, folder, 1)
    assert stored(Lake(home.lake_dir)) == stored(Lake(whole.lake_dir))


def test_what_a_hand_cannot_write_comes_back_as_the_error_itself(tmp_path):
    (tmp_path / "lake").write_text("a file where the folder should be")
    path = tmp_path / "a.835"
    path.write_bytes(era())
    source = Source("a.835", path, path.stat().st_size)
    content = look(source)
    ours, theirs = Pipe()
    threading.Thread(target=hand.serve, args=(theirs,), daemon=True).start()
    ours.send(("begin", (tmp_path / "lake", b"k" * 32)))
    ours.send(("do", [Whole(source, content, 1, Readers().for_file("a.835", content.head))]))
    (seen,) = ours.recv()
    assert seen.rows > 0
    ours.send(("flush", ()))
    assert isinstance(ours.recv(), StorageError)
    ours.close()


IMPORT = textwrap.dedent("""
    import sys
    from pathlib import Path
    from counteroffer.intake import batch, hand, run, split
    from counteroffer.store.home import open_home
    run.SPLIT, split.SIZE, batch.FILES = 6000, 4000, 7
    print("ready", flush=True)
    run.import_paths(open_home(Path(sys.argv[1])), [Path(sys.argv[2])])
""")


def test_killed_with_its_hands_at_any_moment_an_import_resumes_and_ends_with_the_same_tables(
    monkeypatch, folder, tmp_path
):
    home, whole = desk(tmp_path / "desk"), desk(tmp_path / "whole")
    chance = random.Random(11)
    lake = Lake(home.lake_dir)
    for _ in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", IMPORT, home.root, folder],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            env={**os.environ, "COUNTEROFFER_PROCESSES": "2"},
        )
        process.stdout.readline()
        time.sleep(chance.uniform(0.2, 1.6))
        process.kill()
        process.wait()
        assert lake.rows("files") >= len(set(lake.read("remits", ["file_id"])["file_id"].to_pylist()))
    by_hands(monkeypatch, home, folder, 2)
    by_hands(monkeypatch, whole, folder, 1)
    assert stored(lake) == stored(Lake(whole.lake_dir))
