"""DuckDB and Spark give every row alike: each scenario of the pricing suite, and each line of a demo practice."""

import os
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import pyarrow as pa
import pytest

from counteroffer.core.tables import PRICED
from counteroffer.price.given import Given
from counteroffer.price.run import price_lines
from counteroffer.store.spark import batches
from counteroffer.workspace.desk import Workspace
from tests.price.rows import SCHEMAS
from tests.price.scenarios import GATHER, Gathering, apart, kept

ROOT = Path(__file__).parents[2]
NUMBERS = [0, 1, 2, 3, 5, 1000, 1999, 2**53 + 1, 2**62 + 1]


@pytest.fixture(scope="module")
def scenarios(spark, tmp_path_factory, request):
    """What the pricing suite prices: gathered from this run where it has run all of it, else from a run of its own."""
    gathered = request.config.stash[Gathering.KEY]
    if gathered.whole:
        return kept(gathered.file)
    file = tmp_path_factory.mktemp("scenarios") / "all"
    suite = [
        str(path) for path in sorted((ROOT / "tests/price").rglob("test_*.py")) if path.name != Path(__file__).name
    ]
    asked = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *suite]
    ran = subprocess.run(
        asked, check=False, cwd=ROOT, env=os.environ | {GATHER: str(file)}, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout[-3000:]
    return kept(file)


def tables(scenarios):
    """Put scenarios into one set of tables, each under names of its own."""
    return {
        name: pa.Table.from_pylist(
            [row for number, scenario in enumerate(scenarios) for row in apart(number, scenario[0][name])],
            schema=schema,
        )
        for name, schema in SCHEMAS.items()
    }


def test_spark_prices_every_scenario_of_the_suite_as_duckdb_does(spark, scenarios):
    assert len(scenarios) > 100
    by_tolerance = sorted(scenarios, key=lambda scenario: (scenario[1], scenario[2]))
    for (tolerance, percent), some in groupby(by_tolerance, key=lambda scenario: (scenario[1], scenario[2])):
        together = list(some)
        given = {name: spark.arrow(rows) for name, rows in tables(together).items()}
        priced = price_lines(given.pop("lines"), Given(**given), tolerance, percent, spark.keep)
        found = batches(spark.rows(priced), PRICED.schema).read_all().sort_by("line_id").to_pylist()
        due = [
            row
            for number, scenario in enumerate(together)
            for row in apart(number, sorted(scenario[3], key=lambda row: row["line_id"]))
        ]
        assert found == due


def test_whole_numbers_are_divided_as_whole_numbers_beyond_what_a_double_holds(spark):
    table = spark.arrow(pa.table({"n": NUMBERS}))
    found = spark.rows(table.select(table.n, by_3=table.n // 3, by_2000=table.n // 2000)).to_table().sort_by("n")
    assert found["by_3"].to_pylist() == [n // 3 for n in NUMBERS]
    assert found["by_2000"].to_pylist() == [n // 2000 for n in NUMBERS]


def test_a_refresh_on_spark_writes_every_column_of_every_line_as_one_on_duckdb_does(spark, tmp_path):
    made = subprocess.run(
        [sys.executable, "-m", "counteroffer", "demo", str(tmp_path / "demo"), "--lines", "2000"],
        check=False, cwd=ROOT, env=os.environ | {"COUNTEROFFER_ENGINE": "duckdb"}, capture_output=True, text=True,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    desk = Workspace.open(tmp_path / "demo")
    counted = desk.refresh(force=True)
    due = _priced(desk)
    again = desk.refresh(force=True, engine="spark")
    assert (again.lines, again.priced) == (counted.lines, counted.priced)
    assert due.num_rows > 1500
    assert _priced(desk).equals(due)
    assert not list((tmp_path / "demo" / "lake" / ".spill").glob("spark-*"))


def _priced(desk):
    with desk.engine(current=False) as engine:
        return engine.arrow(engine.table("priced").order_by("line_id"))
