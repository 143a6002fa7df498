"""Every measure says what it is; a wrong name is said with the right one."""

import inspect

import pytest

from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.measure import registry
from counteroffer.measure.answer import answer, rows_behind, view
from tests.measure.rows import build, denied, needed, row


@pytest.mark.parametrize("metric", registry.metrics(), ids=lambda m: m.name)
def test_every_metric_declares_itself_and_can_be_computed_and_cut(metric):
    assert metric.title
    assert metric.formula
    assert metric.source
    assert metric.grain
    assert metric.says.endswith((".", "."))
    assert metric.unit in registry.UNITS
    assert list(inspect.signature(metric.reduce).parameters) == ["facts"]
    made = build(row(), denied(denial_category="auth"), row(payer="Blue", claim="C2"))
    whole = answer(metric.name, made)
    assert whole.num_rows == 1
    if metric.whole:
        with pytest.raises(InputError, match="whole practice"):
            answer(metric.name, made, by=["payer"])
    else:
        assert answer(metric.name, made, by=["payer"])["payer"].to_pylist() == ["Acme", "Blue"]


@pytest.mark.parametrize("found", registry.views(), ids=lambda v: v.name)
def test_every_view_has_exactly_the_columns_that_it_declares(found):
    made = build(row(), denied(), row(why_not="no_rate", expected=None, confidence="cannot_price"))
    table = view(found.name, made, **needed(found.name))
    assert table.column_names == list(found.columns)
    assert found.says.split("\n")[0].endswith(".")


@pytest.mark.parametrize("metric", registry.metrics(), ids=lambda m: m.name)
def test_no_metric_falls_over_facts_without_a_row(metric):
    nothing = build(row()).filter(False)
    assert answer(metric.name, nothing)["n"].to_pylist() == [0]


@pytest.mark.parametrize("metric", [m for m in registry.metrics() if not m.whole], ids=lambda m: m.name)
def test_the_sample_size_is_the_number_of_rows_behind(metric):
    made = build(row(), denied(), row(underpaid=True, variance=-500, allowed=9500), row(outcome="none", allowed=None))
    behind = rows_behind(metric.name, made).to_pyarrow()
    assert answer(metric.name, made)["n"].to_pylist() == [behind.num_rows]


def test_a_wrong_name_is_said_with_the_nearest_right_one():
    with pytest.raises(UnknownNameError, match="underpaid_dollars"):
        registry.find_metric("undrpaid_dollars")
    with pytest.raises(UnknownNameError, match="top_codes"):
        registry.find_view("top_code")
    with pytest.raises(UnknownNameError, match="no column 'payr'"):
        answer("allowed", build(row()), by=["payr"])


def test_metrics_and_views_stand_in_the_order_of_their_families_whatever_was_imported_first():
    for functions in ([m.reduce for m in registry.metrics()], [v.table for v in registry.views()]):
        places = [registry.FAMILIES.index(f.__module__.rpartition(".")[2]) for f in functions]
        assert places == sorted(places)
