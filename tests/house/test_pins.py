"""The set of engine versions that we pin works together; a wrong set fails here before it fails anywhere else."""

import datetime as dt

import ibis
import pyarrow as pa
import pytest


@pytest.fixture
def con():
    return ibis.duckdb.connect()


def test_ibis_duckdb_and_sqlglot_run_the_operations_that_the_house_is_built_of(con):
    lines = con.create_table(
        "lines",
        pa.table(
            {"code": ["99213", "99213", "99214"], "day": [dt.date(2025, 1, d) for d in (1, 20, 5)], "cents": [1, 2, 4]}
        ),
    )
    rates = con.create_table(
        "rates",
        pa.table(
            {
                "code": ["99213", "99213", "99214"],
                "since": [dt.date(2025, 1, 1), dt.date(2025, 1, 15), dt.date(2025, 1, 1)],
                "until": [dt.date(2025, 1, 14), dt.date(9999, 12, 31), dt.date(9999, 12, 31)],
                "rate": [100, 200, 300],
            }
        ),
    )
    dated = lines.left_join(
        rates, [lines.code == rates.code, lines.day >= rates.since, lines.day <= rates.until]
    ).select(lines.code, lines.day, lines.cents, rates.rate)
    ranked = dated.mutate(place=ibis.row_number().over(group_by=dated.code, order_by=dated.day))
    summed = ranked.group_by("code").agg(rate=ranked.rate.sum(), last=ranked.place.max()).order_by("code")
    assert summed.to_pyarrow().to_pydict() == {"code": ["99213", "99214"], "rate": [300, 300], "last": [1, 0]}


def test_integer_half_up_arithmetic_agrees_with_python(con):
    amounts = list(range(0, 5000, 7))
    table = con.create_table("amounts", pa.table({"n": amounts}))
    got = table.select(x=(2 * table.n * 115_000 + 100_000) // 200_000).to_pyarrow()["x"].to_pylist()
    assert got == [(2 * n * 115_000 + 100_000) // 200_000 for n in amounts]
