"""Views of payers and referrers give the same rows on DuckDB and on Spark."""

import random
from datetime import date

import pyarrow as pa
import pytest

from counteroffer.core.tables import LINES, PRICED
from counteroffer.measure.answer import primary, view
from counteroffer.measure.facts import facts
from counteroffer.measure.registry import find_view
from tests.measure.rows import build, denied, row

VIEWS = {
    "payer_mix": {"every": "quarter"},
    "dependence": {"every": "year", "payer": "Acme"},
    "referrers": {},
    "referral_exposure": {},
}
"""Views that were tried on Spark, with options."""


def lines():
    draw = random.Random(5)
    made = []
    for i in range(1, 401):
        year, month, payer = draw.choice([2024, 2025]), draw.randrange(1, 13), draw.choice(["Acme", "Blue", "Cobalt"])
        said = {
            "line_id": i, "claim": f"C{i}", "payer": payer, "contract": payer.lower(), "month": f"{year}-{month:02}",
            "service_date": date(year, month, draw.randrange(1, 28)), "referring_npi": draw.choice(["", "1", "2"]),
            "billed_code": draw.choice(["99213", "99214", "99203"]), "milliunits": draw.choice([1000, 2000]),
            "patient_key": str(draw.randrange(60)), "charge": draw.randrange(20000, 30000),
        }  # fmt: skip
        made.append(denied(**said) if i % 9 == 0 else row(**said, allowed=draw.randrange(7000, 15000)))
    return made


@pytest.fixture(scope="module")
def on_spark(spark):
    tables = []
    for table in (LINES, PRICED):
        schema = pa.schema([field.with_nullable(True) for field in table.schema])
        content = pa.Table.from_pylist([{n: one[n] for n in table.names} for one in lines()], schema=schema)
        tables.append(spark.arrow(content))
    return spark.keep(facts(*tables))


@pytest.fixture(scope="module")
def on_duckdb():
    return build(*lines())


@pytest.mark.parametrize("name", VIEWS)
def test_spark_gives_every_row_of_a_view_as_duckdb_does(spark, on_spark, on_duckdb, name):
    due = view(name, on_duckdb, **VIEWS[name])
    asked = find_view(name).table(primary(on_spark), **VIEWS[name])
    found = spark.rows(asked).to_table().select(due.column_names).to_pylist()
    assert due.num_rows
    assert sorted(map(written, found)) == sorted(map(written, due.to_pylist()))


def written(one):
    """Write a row with its fractions to eleven figures: engines add up doubles in different orders."""
    return str([f"{value:.11g}" if isinstance(value, float) else value for value in one.values()])
