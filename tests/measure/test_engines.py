"""Views of denials, deadlines and days give the same rows on Spark as on DuckDB."""

import pyarrow as pa
import pytest

from counteroffer.core.practice import Costs, Practice
from counteroffer.core.tables import CLAUSES, LINES, MOVEMENTS, PRICED
from counteroffer.measure.answer import primary, view
from counteroffer.measure.facts import facts
from counteroffer.measure.registry import find_metric, find_view
from tests.measure import many
from tests.measure.clause_rows import clause, given, movement
from tests.measure.rows import build

VIEWS = (
    "denials_by_category", "denial_roots", "denial_trend", "denials_never_worked", "recoupments_by_age",
    "recoupments_too_late", "credentialing_lag", "deadline_curves", "filing_limits", "payer_lag", "payer_lag_histogram",
    "interest_owed", "cash_value_of_days",
)  # fmt: skip
METRICS = (
    "abandonment_rate_claims", "abandoned_dollars", "duplicate_denied_dollars", "days_to_resubmission_p90",
    "timely_filing_losses", "credentialing_denied_dollars", "days_in_ar_billed", "days_in_ar_with_denials",
)  # fmt: skip
ROWS = many.rows(200)
CLAUSE_ROWS = (
    clause("prompt_pay", days=20, interest_percent=12_000, funding="all"),
    clause("lookback", payer="Blue", months=12),
    clause("timely_filing", payer="Blue", days=95),
)
MOVEMENT_ROWS = (
    movement(moved_date=many.AS_OF),
    movement(payer="Blue", kind="recoupment", paid_date=None),
    movement(payer="Blue", moved_date=many.AS_OF, cents=500),
    movement(kind="interest", cents=-77),
)
OPTIONS = {"interest_owed": {"days": 30, "percent": 18.0}}
PRACTICE = Practice("P", costs=Costs(cost_of_capital_percent=8))


@pytest.fixture(scope="module")
def on_spark(spark):
    """The same facts, movements and clauses on Spark."""
    numbered = [r | {"line_id": i} for i, r in enumerate(ROWS, 1)]
    made = {}
    for table in (LINES, PRICED):
        schema = pa.schema([field.with_nullable(True) for field in table.schema])
        made[table.name] = pa.Table.from_pylist([{n: r[n] for n in table.names} for r in numbered], schema=schema)
    beside = given(MOVEMENT_ROWS, CLAUSE_ROWS)
    made |= {t.name: beside[t.name].to_pyarrow() for t in (MOVEMENTS, CLAUSES)}
    tables = {name: spark.arrow(content) for name, content in made.items()}
    kept = spark.keep(facts(tables["lines"], tables["priced"], as_of=many.AS_OF))
    return {"facts": primary(kept), "movements": tables["movements"], "clauses": tables["clauses"]}


@pytest.fixture(scope="module")
def on_duckdb():
    return {"facts": build(*ROWS, as_of=many.AS_OF), **given(MOVEMENT_ROWS, CLAUSE_ROWS)}


def asked(name, beside):
    every = beside | {"practice": PRACTICE}
    return {need: every[need] for need in find_view(name).needs} | OPTIONS.get(name, {})


def near(row):
    return {k: pytest.approx(v, rel=1e-12) if isinstance(v, float) else v for k, v in row.items()}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_gives_the_same_rows_on_both_engines(name, on_spark, on_duckdb):
    here = view(name, on_duckdb["facts"], **asked(name, on_duckdb)).to_pylist()
    there = find_view(name).table(on_spark["facts"], **asked(name, on_spark)).to_pyarrow().to_pylist()
    assert here
    assert there == [near(row) for row in here]


def test_metrics_give_the_same_figures_on_both_engines(on_spark, on_duckdb):
    made = primary(on_duckdb["facts"])
    here = made.agg(**{n: find_metric(n).reduce(made) for n in METRICS}).to_pyarrow().to_pylist()
    facts_there = on_spark["facts"]
    there = facts_there.agg(**{n: find_metric(n).reduce(facts_there) for n in METRICS}).to_pyarrow().to_pylist()
    assert there == [near(row) for row in here]
