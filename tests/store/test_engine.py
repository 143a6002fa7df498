"""The engine: exact schemas, pinned versions, months as text."""

from pathlib import Path

import ibis
import pyarrow as pa
import pytest
from tests.store.rows import some

from counteroffer.core import tables
from counteroffer.store.engine import Engine, steps_apart
from counteroffer.store.lake import Lake


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "it's a lake")


def put(lake, name, rows):
    with lake.writing() as write:
        write.append(name, rows)
        write.commit()


def types(schema):
    return [(f.name, f.type) for f in schema]


@pytest.mark.parametrize("table", tables.ALL, ids=lambda t: t.name)
def test_every_table_has_its_exact_schema_while_empty_and_when_filled(lake, table):
    with Engine(lake) as engine:
        empty = engine.arrow(engine.table(table.name))
    assert types(empty.schema) == types(table.schema)
    rows = some(table.name, 3)
    put(lake, table.name, rows)
    with Engine(lake) as engine:
        found = engine.arrow(engine.table(table.name))
    assert types(found.schema) == types(table.schema)
    assert found.cast(table.schema).equals(rows)


def test_months_come_back_as_text_the_unknown_one_too(lake):
    put(lake, "lines", some("lines", 3, month=["2025-01", "", "2024-12"]))
    with Engine(lake) as engine:
        found = engine.arrow(engine.table("lines").order_by("month"))
    assert found["month"].to_pylist() == ["", "2024-12", "2025-01"]


def test_an_engine_sees_what_was_there_when_it_was_opened(lake):
    put(lake, "remits", some("remits", 1))
    with Engine(lake) as engine:
        put(lake, "remits", some("remits", 1))
        assert engine.arrow(engine.table("remits")).num_rows == 1


def test_a_kept_table_is_computed_once_and_can_be_asked_again(lake):
    put(lake, "remits", some("remits", 3))
    with Engine(lake) as engine:
        kept = engine.keep(engine.table("remits").mutate(twice=engine.table("remits").paid * 2))
        assert engine.arrow(kept)["twice"].to_pylist() == [2, 2, 2]
        assert engine.arrow(kept.aggregate(n=kept.count())) == pa.table({"n": [3]})


def test_a_name_nobody_knows_lists_the_right_ones(lake):
    with Engine(lake) as engine, pytest.raises(KeyError, match="remit_lines"):
        engine.table("remit")


def test_the_memory_that_the_engine_may_hold_can_be_set(tmp_path, monkeypatch):
    monkeypatch.setenv("COUNTEROFFER_MEMORY", "300MB")
    with Engine(Lake(tmp_path)) as engine:
        said = engine.con.raw_sql("SELECT current_setting('memory_limit')").fetchone()[0]
    assert said.startswith("286")  # 300 MB in MiB


def test_each_engine_spills_into_a_folder_of_its_own(lake):
    """Two processes that share one folder overwrite each other's blocks, which DuckDB names alike in both."""
    put(lake, "claims", some("claims", 3))
    with Engine(lake) as one, Engine(lake) as other:
        asked = "SELECT current_setting('temp_directory')"
        folders = {engine.con.raw_sql(asked).fetchone()[0] for engine in (one, other)}
    assert len(folders) == 2
    assert {str(lake.path / ".spill")} == {str(Path(folder).parent) for folder in folders}
    assert (lake.path / ".spill").is_dir()


def test_what_was_written_before_gives_the_same_as_what_is_asked_at_once(lake):
    put(lake, "claims", some("claims", 3))
    with Engine(lake) as engine, steps_apart():
        asked = engine.table("claims").mutate(twice=ibis.literal(2)).filter(lambda t: t.twice == 2)
        rows = ibis.memtable({"claim": ["C"], "more": [1]})
        for expr in (asked, engine.table("claims").join(rows, "claim")):
            written = engine.written(expr)
            assert engine.arrow(written).equals(engine.arrow(expr))
            assert engine.arrow(written).schema == engine.arrow(expr).schema
    assert ibis.options.sql.fuse_selects
