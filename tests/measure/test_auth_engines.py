"""Views of authorizations, burden and net yield give the same on Spark as on DuckDB, percentiles included."""

import pytest

from counteroffer.core.practice import Practice
from counteroffer.measure.registry import find_view
from tests.measure.rows import build, denied, needed, row
from tests.measure.test_auth import ROWS, lines
from tests.measure.test_burden import ALL, AUTHS, PAYMENTS, STATUSES

POSTED = [{"payer": "Acme", "year": 2025, "expedited": False, "posted_approved": 84.6, "posted_source": "its page"}]
GIVEN = {"authorizations": ROWS, "claim_statuses": STATUSES, "payments": PAYMENTS, "posted": POSTED}
OPTIONS = {"authorizations_to_drop": {"bound": 55.0}}
VIEWS = (
    "authorizations_by_family", "authorization_times", "authorization_reviews", "authorizations_to_drop",
    "authorizations_beside_posted", "burden", "payments_by_method", "net_yield",
)  # fmt: skip


@pytest.fixture(scope="module")
def facts():
    more = [denied(payer="Blue", claim="D"), row(claim="B", allowed=9000, variance=-1000, underpaid=True)]
    return build(*lines("Acme", 40), *lines("Blue", 20), *more).to_pyarrow()


@pytest.mark.parametrize("name", VIEWS)
def test_both_engines_give_the_same_rows(spark, facts, name):
    found, practice = find_view(name), ALL if name in ("burden", "net_yield") else Practice("Elm")
    tables = GIVEN | ({"authorizations": AUTHS} if practice is ALL else {})
    given = needed(name, **{need: rows for need, rows in tables.items() if need in found.needs})
    options = OPTIONS.get(name, {})

    def asked(put):
        others = {need: practice if need == "practice" else put(table.to_pyarrow()) for need, table in given.items()}
        return found.table(put(facts), **others, **options)

    import ibis

    mine = asked(ibis.memtable).to_pyarrow().to_pylist()
    theirs = spark.rows(asked(spark.arrow)).to_table().to_pylist()
    assert mine
    assert len(mine) == len(theirs)
    order = [name for name in found.columns if isinstance(mine[0][name], str | bool)]

    def rank(one):
        return [str(one[name]) for name in order]

    for ours, other in zip(sorted(mine, key=rank), sorted(theirs, key=rank), strict=True):
        for column in found.columns:
            value = ours[column]
            due = pytest.approx(value, rel=1e-12) if isinstance(value, float) else value
            assert other[column] == due, column
