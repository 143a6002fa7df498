"""Every view and every metric of the registry, over a small demo practice: the same on Spark, alone and all together.

New ones are asked too, by themselves. Options and edge cases are in the modules of the views.
"""

from decimal import Decimal

import attrs
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from counteroffer.core import tables
from counteroffer.core.errors import StorageError
from counteroffer.core.practice import Costs, Practice
from counteroffer.demo import generate
from counteroffer.measure.answer import answer, primary
from counteroffer.measure.facts import facts
from counteroffer.measure.reads import given as columns
from counteroffer.measure.reads import narrowed, of_all, of_metric
from counteroffer.measure.registry import find_metric, find_view, metrics, views
from counteroffer.workspace import Workspace
from counteroffer.workspace.viewing import given
from tests.measure.test_burden import ALL

NAMES = [view.name for view in views()]
COSTS = Costs(Decimal(900_000), Decimal(46), Decimal(8))
PRACTICES = (
    Practice("Says nothing"), ALL, attrs.evolve(ALL, costs=COSTS, likelihood={"owed": "50", "denied": "40"}),
    attrs.evolve(ALL, costs=COSTS, cost_growth={str(year): "3" for year in range(2020, 2032)}),
)  # fmt: skip
EMPTY = {
    "authorizations_beside_posted": "the practice has copied nothing that payers post",
    "missed_escalators": "no contract of the demo's payers with lines escalates",
    "carve_outs": "no code of so few lines is worth one",
    "authorizations_to_drop": "no kind of service was asked for twenty times",
}
"""Views that have no row here, and why; the modules of the views compare those with rows."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    root = tmp_path_factory.mktemp("demo")
    generate(root, lines=4000)
    opened = Workspace.create(root, root / "practice.yaml")
    opened.import_paths([root / "files"])
    return opened


@pytest.fixture(scope="module")
def here(desk):
    """The facts and what views need, on DuckDB."""
    with desk.engine() as engine:
        needed = {need: given(desk, engine, need) for name in NAMES for need in find_view(name).needs}
        yield {"facts": desk.facts(engine, of_all()), "needed": needed, "wide": desk.facts(engine)}


@pytest.fixture(scope="module")
def there(desk, here, spark):
    """The same on Spark: the facts made there of the lake's lines and prices."""

    def put(name):
        schema = pa.schema([field.with_nullable(True) for field in tables.table(name).schema])
        with desk.engine() as engine:
            return spark.arrow(engine.arrow(engine.table(name)).select(schema.names).cast(schema))

    made = facts(put("lines"), put("priced"), months=put("completeness"))
    needed = {n: one if n == "practice" else spark.arrow(one.to_pyarrow()) for n, one in here["needed"].items()}
    return {"facts": spark.keep(columns(of_all(), made)), "needed": needed}


def asked(name, engine):
    view = find_view(name)
    return view.table(narrowed(primary(engine["facts"]), view), **{need: engine["needed"][need] for need in view.needs})


def rank(one):
    return [str(value) for value in one.values() if not isinstance(value, float)]


@pytest.mark.parametrize("name", NAMES)
def test_spark_gives_every_row_of_a_view(name, here, there, spark):
    mine = asked(name, here).to_pyarrow().to_pylist()
    theirs = spark.rows(asked(name, there)).to_table().to_pylist()
    assert bool(mine) == (name not in EMPTY)
    assert len(mine) == len(theirs)
    for ours, other in zip(sorted(mine, key=rank), sorted(theirs, key=rank), strict=True):
        due = {k: pytest.approx(v, rel=1e-9, abs=1e-9) if isinstance(v, float) else v for k, v in ours.items()}
        assert other == due


def test_spark_gives_every_metric(here, there, spark):
    for every in (False, True):
        group = [one for one in metrics() if one.every_sequence is every and not one.whole]
        if not group:
            continue
        found = []
        for engine in (here, there):
            made = engine["facts"] if every else primary(engine["facts"])
            found.append(made.agg(**{one.name: one.reduce(made).cast("float64") for one in group}))
        mine, theirs = found[0].to_pyarrow().to_pylist()[0], spark.rows(found[1]).to_table().to_pylist()[0]
        assert theirs == {
            name: pytest.approx(value, rel=1e-9) if value is not None else None for name, value in mine.items()
        }


def test_spark_gives_the_metrics_of_the_whole_practice(here, there, spark):
    for one in metrics():
        if one.whole:
            mine = one.reduce(primary(here["facts"])).to_pyarrow().to_pylist()
            theirs = spark.rows(one.reduce(primary(there["facts"]))).to_table().to_pylist()
            assert [row["value"] for row in theirs] == [pytest.approx(row["value"], rel=1e-9) for row in mine]


@pytest.mark.parametrize("name", NAMES)
def test_a_view_gives_the_same_from_the_columns_that_it_reads_as_from_all(name, here):
    view = find_view(name)
    beside = {need: here["needed"][need] for need in view.needs}
    due = view.table(primary(here["wide"]), **beside).to_pyarrow()
    assert near(asked(name, here).to_pyarrow()) == near(due)


@pytest.mark.parametrize("practice", PRACTICES)
@pytest.mark.parametrize("name", [name for name in NAMES if "practice" in find_view(name).needs])
def test_a_view_reads_no_other_columns_when_the_practice_says_more(name, practice, here):
    told = here | {"needed": here["needed"] | {"practice": practice}}
    assert list(asked(name, told).columns) == list(find_view(name).columns)


def near(table):
    """Rows with fractions to eleven figures: an engine adds doubles up in different orders."""
    return [{k: f"{v:.11g}" if isinstance(v, float) else v for k, v in row.items()} for row in table.to_pylist()]


def test_what_a_metric_reads_is_told_by_its_expression():
    assert of_metric(find_metric("allowed")) == {"allowed", "outcome"}
    assert of_metric(find_metric("days_in_ar_gross")) == {
        "charge", "submitted_date", "service_date", "first_paid_date", "as_of",
    }  # fmt: skip


@pytest.fixture(scope="module")
def every(desk):
    heard = []
    made = desk.measures(lambda done, of: heard.append((done, of)))
    assert heard == [(number, len(NAMES)) for number in range(1, len(NAMES) + 1)]
    return made


def test_all_measures_hold_every_figure_as_one_asks_for_it_alone(desk, every, here):
    made, least = here["wide"], desk.practice.minimum_n
    rows = {(row["metric"], row["payer"]): row for row in every.metrics.to_pylist()}
    for one in metrics():
        for by in [[]] if one.whole else [[], ["payer"]]:
            for due in answer(one.name, made, by, complete=one.settled, minimum_n=least).to_pylist():
                found = rows.pop((one.name, due.get("payer", "")))
                value = due["value"] if due["value"] is None else pytest.approx(due["value"], rel=1e-9)
                assert (found["n"], found["withheld"]) == (due["n"], due["withheld"])
                assert found["cents" if one.unit == "cents" else "value"] == value, one.name
    assert not rows


def test_all_measures_hold_every_view_and_are_written_as_parquet(every, here, tmp_path):
    written = every.write(tmp_path / "out")
    assert sorted(file.stem for file in written) == sorted(["metrics", *NAMES])
    for name in NAMES:
        assert near(pq.read_table(tmp_path / "out" / f"{name}.parquet")) == near(asked(name, here).to_pyarrow())


def test_a_folder_that_cannot_be_written_says_what_to_do(every, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be written"):
        every.write(tmp_path / "file")
