"""Visits by month are the same on DuckDB, on Spark, and counted in plain Python."""

from collections import defaultdict

import pyarrow as pa
import pytest

from counteroffer.core.tables import LINES, PRICED
from counteroffer.measure.facts import facts
from counteroffer.negotiate.own_volume import visits_by_month
from tests.measure import many
from tests.measure.rows import build

ROWS = many.rows(200)


def listed(table):
    return sorted(table.to_pylist(), key=lambda row: (row["payer"], row["month"], row["complete"]))


@pytest.fixture(scope="module")
def counted():
    return listed(visits_by_month(build(*ROWS, as_of=many.AS_OF)).to_pyarrow())


def test_every_month_of_a_payer_is_what_a_loop_over_the_lines_counts(counted):
    seen, sums = defaultdict(set), defaultdict(lambda: defaultdict(int))
    for row in ROWS:
        if row["sequence"] != "P" or row["service_date"] is None:
            continue
        key = (row["payer"], row["month"])
        sums[key]["lines"] += 1
        if row["patient_key"]:
            seen[key].add((row["patient_key"], row["service_date"], row["rendering_npi"]))
        if row["outcome"] == "paid":
            sums[key]["allowed" if row["patient_key"] else "nameless"] += row["allowed"] or 0
            if row["patient_key"] and row["paid_date"] is not None:
                sums[key]["timed"] += row["allowed"] or 0
                sums[key]["waited"] += (row["allowed"] or 0) * (row["paid_date"] - row["service_date"]).days
    want = [
        {"payer": payer, "month": month, "complete": True, "visits": len(seen[payer, month])}
        | {name: sums[payer, month][name] for name in ("allowed", "nameless", "timed", "waited")}
        for payer, month in sorted(sums)
    ]
    assert counted == want
    assert len({row["payer"] for row in counted}) > 1


def test_spark_counts_the_same(spark, counted):
    numbered = [row | {"line_id": i} for i, row in enumerate(ROWS, 1)]
    tables = []
    for table in (LINES, PRICED):
        schema = pa.schema([field.with_nullable(True) for field in table.schema])
        tables.append(
            spark.arrow(pa.Table.from_pylist([{n: r[n] for n in table.names} for r in numbered], schema=schema))
        )
    made = visits_by_month(facts(*tables, as_of=many.AS_OF))
    assert listed(made.to_pyarrow()) == counted
