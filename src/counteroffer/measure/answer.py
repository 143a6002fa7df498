"""Answers: a metric over any cut of the facts, with the sample size and the rows behind it."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa

from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.measure.registry import CENTS, COUNT, Metric, find_metric, find_view, metrics

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Ask = Callable[[str, Callable[[], ibis.Table]], pa.Table]
    """Computes an expression, by a name that means this one only (`store.questions`)."""


def computed(_: str, asked: Callable[[], ibis.Table]) -> pa.Table:
    """Write and compute an expression, whatever its name: how questions are asked where nobody says otherwise."""
    return asked().to_pyarrow()


def answer(  # noqa: PLR0913 - a question says everything at once
    name: str,
    facts: ibis.Table,
    by: Sequence[str] = (),
    where: ibis.Value | None = None,
    whole: ibis.Table | None = None,
    *,
    complete: bool = False,
    minimum_n: int = 0,
    ask: Ask = computed,
) -> pa.Table:
    """Answer one metric.

    Args:
        name: a metric's name.
        facts: the facts, or a part of them.
        by: columns of the facts to cut by.
        where: a predicate over the facts.
        whole: what shares are shares of; default: `facts`.
        complete: count lines of complete months of service only (`facts.complete`).
        minimum_n: a rate, ratio or percentile over fewer rows is withheld (`withhold`).
        ask: computes a metric of the whole practice.

    Returns:
        One row a cut: the `by` columns, `n` (rows behind the figure) and `value` (integer cents for money, else float);
        ordered by the `by` columns. `value` is null where the figure does not exist. With `minimum_n` also `withheld`:
        why a value is not shown, empty where it is.

    Raises:
        UnknownNameError: if no metric or column is called so.
        InputError: if a metric of the whole practice is to be cut.
    """
    metric = find_metric(name)
    check_cuts(metric, facts, by)
    if complete:
        whole = whole if whole is None else settled(whole)
    counted = counted_rows(metric, facts, where, complete=complete)
    if metric.whole:
        kind = f"{name} of the whole, complete {complete}"
        rows = ask(f"rows of {kind}", lambda: counted.agg(n=_n(metric, counted)))
        value = ask(kind, lambda: metric.reduce(counted))
        return withhold(metric, pa.table({"n": [rows["n"][0].as_py()], "value": value.column(0)}), minimum_n)
    values = {"n": _n(metric, counted), "value": metric.reduce(counted)}
    asked = counted.group_by(list(by)).agg(**values).order_by(list(by)) if by else counted.agg(**values)
    found = asked.to_pyarrow()
    every = (settled(facts) if complete else facts) if whole is None else whole
    return withhold(metric, _as_shares(metric, found, every) if metric.share else found, minimum_n)


def withhold(metric: Metric, found: pa.Table, minimum_n: int) -> pa.Table:
    """Withhold the values that rest on fewer than `minimum_n` rows, and say why: the one place where that is done.

    Sums and counts are exact however few rows there are, and so are shares of the practice: they are always shown.

    Args:
        metric: what was asked.
        found: `n` and `value` for each cut.
        minimum_n: 0 withholds nothing, and adds no column.

    Returns:
        The same with `withheld`, the reason, empty where the value is shown.
    """
    if not minimum_n:
        return found
    few = [metric.unit not in {CENTS, COUNT} and not metric.share and n < minimum_n for n in found["n"].to_pylist()]
    kept = [None if hidden else value for hidden, value in zip(few, found["value"].to_pylist(), strict=True)]
    place = found.schema.get_field_index("value")
    shown = found.set_column(place, "value", pa.array(kept, found.schema.field(place).type))
    return shown.append_column("withheld", pa.array([f"fewer than {minimum_n}" if hidden else "" for hidden in few]))


def shown(value: Any, n: Any, minimum_n: int) -> Any:
    """Withhold a figure of a view the same way: null where it rests on fewer than `minimum_n` rows."""
    return ibis.ifelse(n >= minimum_n, value, ibis.null("float64"))


def answers(
    facts: ibis.Table, by: Sequence[str] = (), *, complete: bool = False, minimum_n: int = 0, ask: Ask = computed
) -> dict[str, pa.Table]:
    """Answer every metric that can be cut, all in one pass over the facts for each kind of row that counts.

    Args:
        facts: the facts.
        by: columns of the facts to cut by.
        complete: count lines of complete months of service only, for metrics that half a month would bend (`settled`).
        minimum_n: as `answer` takes it.
        ask: computes the passes.

    Returns:
        Metric name -> what `answer` gives for it.
    """
    asked = [metric for metric in metrics() if not metric.whole]
    found: dict[str, pa.Table] = {}
    for every, whole_months in product((False, True), (False, True)):
        group = [m for m in asked if m.every_sequence is every and (complete and m.settled) is whole_months]
        if not group:
            continue
        known = settled(facts) if whole_months else facts
        counted = known if every else primary(known)
        kind = f"whole months {whole_months}"
        table = _in_one_pass(counted, group, by, kind, ask)
        shares = [m for m in group if m.share]
        totals = _in_one_pass(counted, shares, (), kind, ask) if by and shares else table
        for metric in group:
            columns = [*(table[cut] for cut in by), table[f"n {metric.name}"], table[f"value {metric.name}"]]
            one = pa.table(columns, names=[*by, "n", "value"])
            if metric.share:
                one = _shares(one, totals[f"value {metric.name}"][0].as_py())
            found[metric.name] = withhold(metric, one, minimum_n)
    return found


def _in_one_pass(counted: ibis.Table, group: Sequence[Metric], by: Sequence[str], kind: str, ask: Ask) -> pa.Table:
    """Compute `n NAME` and `value NAME` of some metrics, one row a cut."""

    def asked() -> ibis.Table:
        values: dict[str, Any] = {}
        for metric in group:
            values[f"n {metric.name}"] = _n(metric, counted)
            values[f"value {metric.name}"] = metric.reduce(counted)
        return counted.group_by(list(by)).agg(**values).order_by(list(by)) if by else counted.agg(**values)

    return ask(f"{' '.join(metric.name for metric in group)} by {' '.join(by)}, {kind}", asked)


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
    counted = counted_rows(metric, facts, complete=complete)
    return counted.filter(metric.rows(counted)).order_by("line_id")


def settled(facts: ibis.Table) -> ibis.Table:
    """Keep the lines of months of service that have arrived whole."""
    return facts.filter(facts.complete)


def primary(facts: ibis.Table) -> ibis.Table:
    """Keep the lines at the primary payer."""
    return facts.filter(facts.sequence == "P")


def counted_rows(
    metric: Metric, facts: ibis.Table, where: ibis.Value | None = None, *, complete: bool = False
) -> ibis.Table:
    """Keep the rows that a metric counts: its payers' sequence, a predicate, and complete months where asked."""
    kept = settled(facts) if complete else facts
    kept = kept if where is None else kept.filter(where)
    return _counted(metric, kept)


def _counted(metric: Metric, facts: ibis.Table) -> ibis.Table:
    return facts if metric.every_sequence else primary(facts)


def check_cuts(metric: Metric, facts: ibis.Table, by: Sequence[str]) -> None:
    """Check that a metric can be cut so.

    Raises:
        InputError: if it is of the whole practice.
        UnknownNameError: if a column is not there.
    """
    if by and metric.whole:
        raise InputError(f"'{metric.name}' is a figure of the whole practice.", "Ask for it without --by.")
    for column in by:
        if column not in facts.columns:
            known = ", ".join(facts.columns)
            raise UnknownNameError(f"There is no column '{column}' to cut by.", f"There are: {known}.")


def _as_shares(metric: Metric, found: pa.Table, whole: ibis.Table) -> pa.Table:
    return _shares(found, metric.reduce(_counted(metric, whole)).to_pyarrow().as_py())


def _shares(found: pa.Table, total: Any) -> pa.Table:
    parts = found["value"].to_pylist()
    shares = [None if part is None or not total else 100 * float(part) / float(total) for part in parts]
    return found.set_column(found.schema.get_field_index("value"), "value", pa.array(shares, pa.float64()))
