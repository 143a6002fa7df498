"""Payer mix and dependence, beside plain SQL over the same rows."""

import random
from datetime import date

import duckdb
import pytest

from counteroffer.core.errors import InputError
from counteroffer.measure.answer import answer, view
from tests.measure.rows import build, denied, row

PERIOD = {
    "": "''",
    "month": "coalesce(strftime(service_date, '%Y-%m'), 'unknown')",
    "quarter": "coalesce(year(service_date) || '-Q' || quarter(service_date), 'unknown')",
    "year": "coalesce(CAST(year(service_date) AS VARCHAR), 'unknown')",
}
MIX = """
WITH f AS (SELECT *, {period} AS period FROM rows WHERE sequence = 'P'),
w AS (SELECT period, sum(charge) c, sum(CASE WHEN outcome = 'paid' THEN allowed END) a,
      count(DISTINCT CASE WHEN patient_key <> '' THEN patient_key END) p,
      count(DISTINCT CASE WHEN patient_key <> '' THEN (patient_key, service_date, rendering_npi) END) v
      FROM f GROUP BY 1),
s AS (SELECT period, payer, product, funding, count(*) n, sum(charge) c,
      coalesce(sum(CASE WHEN outcome = 'paid' THEN allowed END), 0) a,
      count(DISTINCT CASE WHEN patient_key <> '' THEN patient_key END) p,
      count(DISTINCT CASE WHEN patient_key <> '' THEN (patient_key, service_date, rendering_npi) END) v
      FROM f GROUP BY ALL),
y AS (SELECT period, payer, sum(a) a FROM s GROUP BY ALL)
SELECT s.period, s.payer, product, funding, n, s.c, 100.0 * s.c / w.c, s.a, 100.0 * s.a / w.a, s.p, 100.0 * s.p / w.p,
       s.v, 100.0 * s.v / w.v, 100.0 * s.a / nullif(y.a, 0)
FROM s JOIN w USING (period) JOIN y ON y.period = s.period AND y.payer = s.payer
ORDER BY s.period, s.a DESC, s.payer, product, funding
"""
INDEX = """
WITH s AS (SELECT {period} AS period, payer, sum(allowed) a FROM rows WHERE sequence = 'P' AND outcome = 'paid'
           GROUP BY ALL HAVING sum(allowed) > 0)
SELECT period, count(*), sum(a)::BIGINT, arg_max(payer, a), 100.0 * max(a) / sum(a),
       list_sum(list_slice(list_reverse_sort(list(a)), 1, 3)) * 100.0 / sum(a),
       sum(a * a::DOUBLE) * 10000 / (sum(a)::DOUBLE * sum(a))
FROM s GROUP BY ALL ORDER BY 1
"""


@pytest.fixture(scope="module")
def made():
    draw = random.Random(7)
    rows = []
    for i in range(600):
        day = draw.choice([None, *(date(y, m, 5) for y in (2024, 2025) for m in range(1, 13))])
        said = {
            "payer": draw.choice(["Acme", "Blue", "Cobalt", "Dune"]), "claim": f"C{i}", "service_date": day,
            "month": day.strftime("%Y-%m") if day else "",
            "product": draw.choice(["commercial", "unknown", "medicaid"]),
            "funding": draw.choice(["insured", "self_funded", "unknown"]), "charge": draw.randrange(1, 50000),
            "patient_key": draw.choice(["", *map(str, range(90))]), "rendering_npi": draw.choice("ab"),
            "sequence": draw.choice("PPPPS"),
        }  # fmt: skip
        rows.append(denied(**said) if draw.random() < 0.1 else row(**said, allowed=draw.randrange(1, 40000)))
    return build(*rows)


def plain(made, sql, every):
    rows = made.to_pyarrow()  # found by its name in the SQL
    assert rows.num_rows
    return duckdb.sql(sql.format(period=PERIOD[every])).fetchall()


def close(mine, due):
    assert len(mine) == len(due)
    for a, b in zip(mine, due, strict=True):
        assert [x for x in a if not isinstance(x, float)] == [x for x in b if not isinstance(x, float)]
        due_shares = [x for x in b if isinstance(x, float)]
        assert [x for x in a if isinstance(x, float)] == pytest.approx(due_shares, rel=1e-12)


@pytest.mark.parametrize("every", PERIOD)
def test_the_mix_is_what_plain_sql_counts(made, every):
    mine = [tuple(row.values()) for row in view("payer_mix", made, every=every).to_pylist()]
    close(mine, plain(made, MIX, every))


@pytest.mark.parametrize("every", PERIOD)
def test_the_index_is_what_plain_sql_counts(made, every):
    mine = [tuple(row.values()) for row in view("dependence", made, every=every).to_pylist()]
    close(mine, plain(made, INDEX, every))


def test_of_the_whole_time_the_view_says_what_the_metrics_say(made):
    [one] = view("dependence", made).to_pylist()
    assert one["index"] == pytest.approx(answer("dependence_index", made)["value"].to_pylist()[0], rel=1e-12)
    assert one["largest_share"] == answer("largest_payer_share", made)["value"].to_pylist()[0]


def test_shares_of_charges_and_allowed_add_up_to_a_hundred_in_every_period(made):
    for every in PERIOD:
        found = view("payer_mix", made, every=every).to_pylist()
        for period in {one["period"] for one in found}:
            for name in ("share_of_charges", "share_of_allowed"):
                assert sum(one[name] for one in found if one["period"] == period) == pytest.approx(100)


def test_one_payer_for_everything_is_ten_thousand_and_four_alike_are_a_quarter_of_it():
    four = [row(payer=payer, allowed=5000) for payer in "abcd"]
    assert view("dependence", build(four[0]))["index"].to_pylist() == [10000.0]
    assert view("dependence", build(*four))["index"].to_pylist() == [2500.0]


def test_another_cut_of_time_is_said_with_those_there_are(made):
    with pytest.raises(InputError, match="month, quarter, year"):
        view("payer_mix", made, every="week")


def test_any_metric_is_cut_by_quarter():
    made = build(row(allowed=100), row(allowed=30, service_date=date(2025, 5, 1)), row(service_date=None, allowed=7))
    found = answer("allowed", made, by=["quarter"]).to_pylist()
    assert [(one["quarter"], one["value"]) for one in found] == [("", 7), ("2025-Q1", 100), ("2025-Q2", 30)]
