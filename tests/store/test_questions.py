"""Questions that were written before give the same as those written now, and nothing stale is ever asked."""

import json
import os
from concurrent.futures import ThreadPoolExecutor

import ibis
import pytest
from tests.store.rows import some

from counteroffer.store import questions, stored
from counteroffer.store.engine import Engine
from counteroffer.store.lake import Lake
from counteroffer.store.questions import Questions
from counteroffer.store.stored import FOLDER, KEPT
from counteroffer.store.stored import stored as made_once


def put(lake, name, rows):
    with lake.writing() as write:
        write.append(name, rows)
        write.commit()


@pytest.fixture
def lake(tmp_path):
    made = Lake(tmp_path / "lake")
    put(made, "claims", some("claims", 3))
    return made


def never():
    raise AssertionError("written anew")


def twice(engine):
    return engine.table("claims").select("claim", n=ibis.literal(2))


def test_a_question_is_written_once_and_asked_again_by_its_name_in_a_later_engine(lake):
    with Engine(lake) as engine:
        first = Questions(engine, "on this")
        due = first.ask("twice", lambda: twice(engine))
        first.save()
    with Engine(lake) as engine:
        engine.table("claims")
        assert Questions(engine, "on this").ask("twice", never).equals(due)
    assert due.equals(twice_now(lake))


def twice_now(lake):
    with Engine(lake) as engine:
        return engine.arrow(twice(engine))


def test_a_question_keeps_the_rows_that_it_brings_with_it(lake):
    rows = {"claim": ["C"], "more": [1]}
    with Engine(lake) as engine:
        first = Questions(engine, "")
        due = first.ask("joined", lambda: engine.table("claims").left_join(ibis.memtable(rows), "claim"))
        first.save()
    with Engine(lake) as engine:
        engine.table("claims")
        found = Questions(engine, "").ask("joined", never)
        assert found.equals(due)
        assert found.schema == due.schema


def test_a_question_answers_from_the_tables_as_they_are_now(lake):
    with Engine(lake) as engine:
        first = Questions(engine, "")
        first.ask("twice", lambda: twice(engine))
        first.save()
    put(lake, "claims", some("claims", 5))
    with Engine(lake) as engine:
        rows = engine.table("claims").count().execute()
        assert Questions(engine, "").ask("twice", never).num_rows == rows > 3


@pytest.mark.parametrize("other", ["on", "code", "damage"])
def test_a_question_is_written_anew_when_what_it_was_written_from_is_another(lake, other, monkeypatch):
    with Engine(lake) as engine:
        first = Questions(engine, "old")
        first.ask("twice", lambda: twice(engine))
        first.save()
    if other == "code":
        monkeypatch.setattr(questions, "_code", lambda: "other code")
    if other == "damage":
        (lake.path / "questions.json").write_text('{"mark":')
    with Engine(lake) as engine:
        engine.table("claims")
        with pytest.raises(AssertionError, match="written anew"):
            Questions(engine, "new" if other == "on" else "old").ask("twice", never)


def test_nothing_is_written_to_disk_where_every_question_was_known(lake):
    with Engine(lake) as engine:
        first = Questions(engine, "")
        first.ask("twice", lambda: twice(engine))
        first.save()
        kept = lake.path / "questions.json"
        assert list(json.loads(kept.read_text())["questions"]) == ["twice"]
        kept.unlink()
        first.save()
        assert not kept.exists()


def test_days_and_moments_are_the_same_whatever_the_zone_of_the_computer(lake, monkeypatch):
    with Engine(lake) as engine:
        expr = engine.table("claims").select(at=ibis.timestamp("2025-03-01 23:30:00").cast("timestamp('UTC')"))
        text = expr.mutate(text=expr["at"].cast("string"))
        asked = engine.written(text)
        monkeypatch.setenv("TZ", "America/New_York")
        assert engine.arrow(asked).equals(engine.arrow(text))


def counted(engine):
    return engine.table("claims").group_by("claim").agg(n=lambda t: t.count())


def test_a_stored_table_is_made_once_and_read_by_the_next_engine(lake, monkeypatch):
    with Engine(lake) as engine:
        asked = engine.written(counted(engine))
        due = engine.arrow(counted(engine).order_by("claim"))
        made_once(engine, "sums", asked, ["claims"])
    monkeypatch.setattr(stored, "_make", lambda *_: never())
    with Engine(lake) as engine:
        assert engine.arrow(made_once(engine, "sums", asked, ["claims"]).order_by("claim")).equals(due)


def test_a_stored_table_is_made_anew_of_other_versions_and_the_oldest_files_go(lake):
    for n in range(4, 8):
        put(lake, "claims", some("claims", n))
        with Engine(lake) as engine:
            made = made_once(engine, "sums", engine.written(counted(engine)), ["claims"])
            assert engine.arrow(made)["n"].to_pylist() == engine.arrow(counted(engine))["n"].to_pylist()
    assert len(list((lake.path / FOLDER).glob("sums-*.parquet"))) == KEPT
    assert not list((lake.path / FOLDER).glob(".*.new"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_who_may_not_write_gets_the_table_all_the_same(lake):
    lake.path.chmod(0o500)
    try:
        with Engine(lake) as engine:
            assert made_once(engine, "sums", engine.written(counted(engine)), ["claims"]).count().execute()
    finally:
        lake.path.chmod(0o700)


def test_a_folder_that_takes_no_file_costs_only_the_keeping(lake):
    (lake.path / FOLDER).write_text("a file in the way")
    with Engine(lake) as engine:
        made = made_once(engine, "sums", engine.written(counted(engine)), ["claims"])
        assert engine.arrow(made)["n"].to_pylist() == engine.arrow(counted(engine))["n"].to_pylist()


def test_a_column_of_nothing_but_nulls_keeps_its_type(lake):
    with Engine(lake) as engine:
        expr = engine.table("claims").select("claim", nothing=ibis.null(), none=ibis.null("int64"))
        found = engine.arrow(engine.written(expr))
    assert found.schema == expr.schema().to_pyarrow()
    assert found["nothing"].null_count == found["none"].null_count == found.num_rows == 3


def test_several_threads_that_ask_at_once_get_each_its_own_answer(lake):
    with Engine(lake) as engine, ThreadPoolExecutor(4) as askers:
        table, asked = engine.table("claims"), Questions(engine, "")
        waiting = [
            askers.submit(asked.ask, f"number {n}", lambda n=n: table.select(n=ibis.literal(n, "int64")))
            for n in range(12)
        ]
        assert [one.result()["n"].unique().to_pylist() for one in waiting] == [[n] for n in range(12)]
