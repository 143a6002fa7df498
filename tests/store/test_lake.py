"""The lake: whole commits over many tables, one writer, nothing lost."""

import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable
from tests.store.rows import some

from counteroffer.core import tables
from counteroffer.core.errors import StorageError, WorkspaceError
from counteroffer.core.tables import Table
from counteroffer.store.engine import Engine
from counteroffer.store.lake import Lake
from counteroffer.store.parts import write_part

ROOT = Path(__file__).parents[2]


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake", wait=0.3)


def put(lake, **rows_of):
    with lake.writing() as write:
        for name, rows in rows_of.items():
            write.append(name, rows)
        write.commit()


def data_files(lake):
    return {f for f in lake.path.rglob("*.parquet") if "_delta_log" not in f.parts}


def test_a_new_lake_has_no_versions_no_files_and_no_rows(lake):
    assert lake.versions() == {}
    assert lake.files("claims") == []
    assert lake.rows("claims") == 0


def test_a_name_nobody_knows_is_not_an_empty_table(lake):
    with pytest.raises(KeyError, match="claim_lines"):
        lake.files("claim")


def test_a_commit_moves_all_tables_at_once_and_nothing_shows_before_it(lake):
    put(lake, remits=some("remits", 2))
    before = lake.versions()
    with lake.writing() as write:
        write.append("remits", some("remits", 3))
        write.append("remarks", some("remarks", 4))
        assert lake.versions() == before
        assert (lake.rows("remits"), lake.rows("remarks")) == (2, 0)
        write.commit()
        assert (lake.rows("remits"), lake.rows("remarks")) == (5, 4)


def test_what_is_not_committed_is_taken_back_at_the_end_with_its_files(lake):
    put(lake, remits=some("remits", 2))
    files = data_files(lake)
    with lake.writing() as write:
        write.append("remits", some("remits", 3))
        write.append("remarks", some("remarks", 4))
    assert lake.rows("remits") == 2
    assert data_files(lake) == files
    assert not (lake.path / "remarks").exists()


def test_an_error_on_the_way_is_the_one_that_is_told_and_earlier_commits_stand(lake):
    def go_wrong():
        with lake.writing() as write:
            write.append("remits", some("remits", 3))
            write.commit()
            write.append("remits", some("remits", 4))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        go_wrong()
    assert lake.rows("remits") == 3


def test_versions_pin_the_tables_as_they_were(lake):
    put(lake, remits=some("remits", 1))
    pinned = lake.versions()
    with lake.writing() as write:
        write.replace("remits", some("remits", 7))
        write.append("remarks", some("remarks", 1))
        write.commit()
    assert lake.rows("remits") == 7
    assert lake.rows("remits", pinned) == 1
    assert lake.files("remarks", pinned) == []
    with Engine(lake, pinned) as engine:
        assert engine.arrow(engine.table("remits")).num_rows == 1


def test_rows_of_a_file_are_deleted_from_every_table(lake):
    put(
        lake,
        files=some("files", 2, file_id=[1, 2]),
        remits=some("remits", 3, file_id=[1, 1, 2]),
        findings=some("findings", 1, file_id=1),
    )
    with lake.writing() as write:
        write.delete_files([1])
        write.commit()
    assert (lake.rows("files"), lake.rows("remits"), lake.rows("findings")) == (1, 1, 0)
    assert lake.read("remits", ["file_id"])["file_id"].to_pylist() == [2]


def test_batches_can_be_streamed_in(lake):
    rows = some("remits", 10)
    reader = pa.RecordBatchReader.from_batches(rows.schema, rows.to_batches(max_chunksize=3))
    put(lake, remits=reader)
    assert lake.rows("remits") == 10


def test_a_missing_value_is_refused_where_the_table_wants_one(lake):
    rows = some("remits", 1)
    broken = rows.set_column(0, "file_id", pa.array([None], pa.int64()))
    with pytest.raises((pa.ArrowInvalid, ValueError), match=r"(?i)null"):
        put(lake, remits=broken)
    assert lake.rows("remits") == 0


def test_many_small_files_are_put_together_in_the_commit_that_made_them_too_many(lake):
    with lake.writing() as write:
        for _ in range(60):
            write.append("remarks", some("remarks", 1))
        write.commit()
    assert lake.rows("remarks") == 60
    assert len(lake.files("remarks")) == 1


def test_a_second_writer_waits_and_then_says_who_is_writing(lake, caplog):
    with lake.writing(), pytest.raises(WorkspaceError, match=str(os.getpid())), lake.writing():
        pass
    assert "Waiting" in caplog.text


def test_a_damaged_manifest_is_told_not_taken_for_an_empty_lake(lake):
    put(lake, remits=some("remits", 1))
    (lake.path / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(WorkspaceError, match=r"manifest\.json is damaged"):
        lake.versions()


def test_a_pinned_version_that_is_gone_is_a_storage_error(lake):
    put(lake, remits=some("remits", 1))
    with pytest.raises(StorageError, match="Version 9"):
        lake.files("remits", {"remits": 9})


def test_delta_readers_of_others_can_open_a_table(lake):
    put(lake, remits=some("remits", 2))
    assert DeltaTable(str(lake.path / "remits")).to_pyarrow_table().num_rows == 2


WRITER = textwrap.dedent("""
    import sys
    from pathlib import Path
    from counteroffer.store.lake import Lake
    from tests.store.rows import some
    lake = Lake(Path(sys.argv[1]))
    print("ready", flush=True)
    number = lake.rows("remits")
    while True:
        with lake.writing() as write:
            for _ in range(3):
                number += 1
                for name in ("remits", "remit_claims", "remarks"):
                    write.append(name, some(name, 1, segment=number))
                write.commit()
                print("committed", flush=True)
""")


def writer(lake):
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(lake.path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def test_a_writer_killed_at_any_moment_leaves_whole_commits_and_the_next_one_goes_on(lake):
    chance = random.Random(7)
    seen = 0
    for _ in range(6):
        process = writer(lake)
        # at any moment of a commit, not of a start: how long that takes is the machine's affair
        for _ in range(chance.randint(1, 4)):
            process.stdout.readline()
        time.sleep(chance.uniform(0, 0.04))
        process.send_signal(signal.SIGKILL)
        process.wait()
        counts = {lake.rows(name) for name in ("remits", "remit_claims", "remarks")}
        assert len(counts) == 1
        assert counts.pop() >= seen
        seen = lake.rows("remits")
        for name in ("remits", "remit_claims", "remarks"):
            if seen:
                assert sorted(lake.read(name, ["segment"])["segment"].to_pylist()) == list(range(1, seen + 1))
    assert seen >= 6
    with lake.writing():
        pass
    named = {Path(f) for v in range(lake.versions()["remits"] + 1) for f in lake.delta("remits").files(v)}
    assert {f for f in data_files(lake) if "remits" in f.parts} == named


def test_readers_in_other_processes_see_whole_commits_while_one_writes(lake):
    process = writer(lake)
    try:
        end = time.monotonic() + 2
        while time.monotonic() < end:
            with Engine(lake) as engine:
                tables = [engine.table(name) for name in ("remits", "remit_claims", "remarks")]
                assert len({engine.arrow(t.aggregate(n=t.count()))["n"][0].as_py() for t in tables}) == 1
    finally:
        process.kill()
        process.wait()


FILLER = textwrap.dedent("""
    import sys
    from pathlib import Path
    from counteroffer.core.errors import StorageError
    from counteroffer.store.lake import Lake
    from tests.store.rows import some
    import random, resource, signal
    if len(sys.argv) > 2:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
    lake = Lake(Path(sys.argv[1]))
    try:
        while True:
            with lake.writing() as write:
                names = [random.randbytes(40).hex() for _ in range(4000)]
                for name in ("remits", "remit_claims"):
                    write.append(name, some(name, 4000, payer_name=names, claim=names))
                write.commit()
    except StorageError as fault:
        print(fault.says)
""")


def fill(path, *limit):
    done = subprocess.run(
        [sys.executable, "-c", FILLER, str(path), *limit],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def check_readable(lake):
    assert lake.rows("remits") == lake.rows("remit_claims")
    with Engine(lake) as engine:
        assert engine.arrow(engine.table("remits")).num_rows == lake.rows("remits")


@pytest.fixture
def small_disk(tmp_path):
    path = tmp_path / "disk"
    path.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", path], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("mounting a small disk needs root")
    yield path
    subprocess.run(["umount", "-l", path], check=True)


def test_a_full_disk_is_told_with_what_is_free_and_nothing_stored_is_lost(small_disk):
    lake = Lake(small_disk / "lake")
    says = fill(lake.path)
    assert "is full" in says
    assert "free" in says
    assert "Nothing stored before was lost" in says
    assert lake.rows("remits") > 0
    check_readable(lake)
    subprocess.run(["mount", "-o", "remount,size=64m", small_disk], check=True)
    stored = lake.rows("remits")
    put(lake, remits=some("remits", 5), remit_claims=some("remit_claims", 5))
    assert lake.rows("remits") == stored + 5


def test_a_file_size_quota_is_told_the_same_way(lake):
    put(lake, remits=some("remits", 5), remit_claims=some("remit_claims", 5))
    assert "is full" in fill(lake.path, "100000")
    assert lake.rows("remits") == 5
    check_readable(lake)


def test_the_manifest_is_plain_text_that_names_every_table(lake):
    put(lake, remits=some("remits", 1))
    said = json.loads((lake.path / "manifest.json").read_text())
    assert said == {"format": 1, "tables": {"remits": 1}}


@pytest.fixture
def before(monkeypatch):
    """Give a moment before the table `remits` had its last two columns."""
    now = tables.table("remits")
    former = Table(now.name, now.grain, now.columns[:-2])

    @contextmanager
    def moment():
        with monkeypatch.context() as patch:
            patch.setattr(tables, "table", lambda name: former if name == "remits" else KeyError(name))
            yield former.names

    return moment


def read_back(lake):
    columns = list(tables.table("remits").names)
    with Engine(lake) as engine:
        found = engine.arrow(engine.table("remits")).sort_by("segment").select(columns)
    assert lake.read("remits", columns).sort_by("segment").to_pylist() == found.to_pylist()
    return [(row["segment"], row["provider_adjusted"], row["balanced"]) for row in found.to_pylist()]


def test_rows_from_before_a_table_got_columns_are_read_with_nothing_in_them(lake, before):
    with before() as names:
        put(lake, remits=some("remits", 2, segment=[1, 2]).select(names))
    assert read_back(lake) == [(1, 0, False), (2, 0, False)]


def test_new_rows_stand_beside_those_from_before_their_table_got_columns(lake, before):
    with before() as names:
        put(lake, remits=some("remits", 2, segment=[1, 2]).select(names))
        old = lake.versions()
    put(lake, remits=some("remits", 1, segment=3, balanced=True, provider_adjusted=7))
    assert read_back(lake) == [(1, 0, False), (2, 0, False), (3, 7, True)]
    with Engine(lake, old) as engine:
        assert engine.arrow(engine.table("remits").count()).as_py() == 2


def test_parts_are_adopted_by_a_table_from_before_it_got_columns(lake, before):
    with before() as names:
        put(lake, remits=some("remits", 1, segment=1).select(names))
    with lake.writing() as write:
        rows = some("remits", 1, segment=2, balanced=True, provider_adjusted=7)
        write.adopt([write_part(lake.path, tables.table("remits"), rows)])
        write.delete_files([99])
        write.commit()
    assert read_back(lake) == [(1, 0, False), (2, 7, True)]
    assert len(DeltaTable(lake.path / "remits").schema().fields) == len(tables.table("remits").names)


def test_rows_from_before_go_with_their_file(lake, before):
    with before() as names:
        put(lake, remits=some("remits", 2, file_id=[4, 5], segment=[1, 2]).select(names))
    with lake.writing() as write:
        write.delete_files([4])
        write.commit()
    assert read_back(lake) == [(2, 0, False)]
