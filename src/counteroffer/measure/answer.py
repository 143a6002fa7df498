"""Answers: a metric over any cut of the facts, with the sample size and the rows behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.measure.registry import Metric, find_metric, find_view, metrics

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis


def answer(  # noqa: PLR0913 - a question says everything at once
    name: str,
    facts: ibis.Table,
    by: Sequence[str] = (),
    where: ibis.Value | None = None,
    whole: ibis.Table | None = None,
    *,
    complete: bool = False,
) -> pa.Table:
    """Answer one metric.

    Args:
        name: a metric's name.
        facts: the facts, or a part of them.
        by: columns of the facts to cut by.
        where: a predicate over the facts.
        whole: what shares are shares of; default: `facts`.
        complete: count lines of complete months of service only (`facts.complete`).

    Returns:
        One row a cut: the `by` columns, `n` (rows behind the figure) and `value` (integer cents for money, else float);
        ordered by the `by` columns. `value` is null where the figure does not exist.

    Raises:
        UnknownNameError: if no metric or column is called so.
        InputError: if a metric of the whole practice is to be cut.
    """
    metric = find_metric(name)
    _check(metric, facts, by)
    if complete:
        facts, whole = settled(facts), whole if whole is None else settled(whole)
    counted = _counted(metric, facts if where is None else facts.filter(where))
    n = metric.rows(counted).fill_null(False).cast("int64").sum().fill_null(0)
    if metric.whole:
        value = metric.reduce(counted).to_pyarrow()
        return pa.table({"n": [n.to_pyarrow().as_py()], "value": value.column(0)})
    values = {"n": n, "value": metric.reduce(counted)}
    asked = counted.group_by(list(by)).agg(**values).order_by(list(by)) if by else counted.agg(**values)
    found = asked.to_pyarrow()
    return _as_shares(metric, found, facts if whole is None else whole) if metric.share else found


def answers(facts: ibis.Table, by: Sequence[str] = ()) -> dict[str, pa.Table]:
    """Answer every metric that can be cut, all in one pass over the facts for each kind of row that counts.

    Returns:
        Metric name -> what `answer` gives for it.
    """
    asked = [metric for metric in metrics() if not metric.whole]
    found: dict[str, pa.Table] = {}
    for every in (False, True):
        group = [metric for metric in asked if metric.every_sequence is every]
        if not group:
            continue
        counted = facts if every else primary(facts)
        values: dict[str, Any] = {}
        for metric in group:
            values[f"n {metric.name}"] = _n(metric, counted)
            values[f"value {metric.name}"] = metric.reduce(counted)
        expr = counted.group_by(list(by)).agg(**values).order_by(list(by)) if by else counted.agg(**values)
        table = expr.to_pyarrow()
        for metric in group:
            columns = [*(table[cut] for cut in by), table[f"n {metric.name}"], table[f"value {metric.name}"]]
            one = pa.table(columns, names=[*by, "n", "value"])
            found[metric.name] = _as_shares(metric, one, facts) if metric.share else one
    return found


def _n(metric: Metric, counted: ibis.Table) -> Any:
    return metric.rows(counted).fill_null(False).cast("int64").sum().fill_null(0)


def view(name: str, facts: ibis.Table, **options: Any) -> pa.Table:
    """Compute a view.

    Raises:
        UnknownNameError: if none is called so.
    """
    return find_view(name).table(primary(facts), **options).to_pyarrow()


def rows_behind(name: str, facts: ibis.Table, *, complete: bool = False) -> ibis.Table:
    """Give the rows of the facts that a figure is made of; with `complete`, those of complete months of service.

    Raises:
        UnknownNameError: if no metric is called so.
    """
    metric = find_metric(name)
    counted = _counted(metric, settled(facts) if complete else facts)
    return counted.filter(metric.rows(counted)).order_by("line_id")


def settled(facts: ibis.Table) -> ibis.Table:
    """Keep the lines of months of service that have arrived whole."""
    return facts.filter(facts.complete)


def primary(facts: ibis.Table) -> ibis.Table:
    """Keep the lines at the primary payer."""
    return facts.filter(facts.sequence == "P")


def _counted(metric: Metric, facts: ibis.Table) -> ibis.Table:
    return facts if metric.every_sequence else primary(facts)


def _check(metric: Metric, facts: ibis.Table, by: Sequence[str]) -> None:
    if by and metric.whole:
        raise InputError(f"'{metric.name}' is a figure of the whole practice.", "Ask for it without --by.")
    for column in by:
        if column not in facts.columns:
            known = ", ".join(facts.columns)
            raise UnknownNameError(f"There is no column '{column}' to cut by.", f"There are: {known}.")


def _as_shares(metric: Metric, found: pa.Table, whole: ibis.Table) -> pa.Table:
    counted = _counted(metric, whole)
    total = metric.reduce(counted).to_pyarrow().as_py()
    parts = found["value"].to_pylist()
    shares = [None if part is None or not total else 100 * float(part) / float(total) for part in parts]
    return found.set_column(found.schema.get_field_index("value"), "value", pa.array(shares, pa.float64()))
