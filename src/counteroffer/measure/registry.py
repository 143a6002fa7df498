"""The registry: every metric and view with its title, unit, grain, formula and source, in the order of declaration."""

from __future__ import annotations

import difflib
import inspect
from importlib import import_module
from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.core.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CENTS, PERCENT, COUNT, DAYS, INDEX = "cents", "percent", "count", "days", "index"
UNITS = (CENTS, PERCENT, COUNT, DAYS, INDEX)

FAMILIES = (
    "mix",
    "dependence",
    "referrals",
    "codes",
    "compared",
    "growth",
    "age",
    "escalation",
    "market",
    "payments",
    "causes",
    "quickwins",
    "denials",
    "auth",
    "asked",
    "burden",
    "net",
    "roots",
    "worked",
    "takebacks",
    "credentialing",
    "deadlines",
    "delay",
    "lags",
    "interest",
    "cash",
    "worth",
    "priorities",
)
"""The modules that declare metrics."""

Facts = Any
"""The facts: an Ibis table, one row a line (see `measure.facts`)."""


@attrs.frozen
class Metric:
    """One metric: a reduction over the facts, so that any cut of it is a group-by.

    Attributes:
        name: the function's name.
        title: for a person.
        unit: one of `UNITS`.
        grain: what is counted or summed.
        formula: in words or symbols.
        source: where the definition is from.
        says: the docstring: what it means and where it misleads.
        reduce: facts -> scalar expression.
        rows: facts -> predicate: the rows behind the figure.
        share: true when the value is the cut's part of the whole, in percent.
        whole: true when the metric is a property of all facts together and cannot be cut.
        every_sequence: true when secondary and tertiary payers count too; else primary only.
        settled: true when a half-arrived month would bend it (what comes early differs from what comes late): asked
            for complete months, unless all are wanted.
    """

    name: str
    title: str
    unit: str
    grain: str
    formula: str
    source: str
    says: str
    reduce: Callable[[Facts], Any]
    rows: Callable[[Facts], Any]
    share: bool = False
    whole: bool = False
    every_sequence: bool = False
    settled: bool = False


@attrs.frozen
class View:
    """One table-valued measure.

    Attributes:
        name: the function's name.
        title: for a person.
        grain: what one row is.
        source: where the definition is from.
        columns: column -> what it holds, with its unit.
        says: the docstring.
        table: facts (and what else it needs, and options) -> table expression.
        needs: what it is given beside the facts, by the names of its parameters without a default: a table of the
            lake (`terms`), or another input that the workspace knows (`workspace.viewing.INPUTS`).
        reads: columns of the facts that it reads when asked with its defaults; empty: none.
        options: what a person may choose, with the defaults: its parameters that have one. Where one of them is
            `payer`, the view sees all payers' facts and is told the payer; else it is given that payer's facts only.
    """

    name: str
    title: str
    grain: str
    source: str
    columns: Mapping[str, str]
    says: str
    table: Callable[..., Any]
    reads: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    options: Mapping[str, Any] = attrs.field(factory=dict)


_METRICS: dict[str, Metric] = {}
_VIEWS: dict[str, View] = {}


def _all_rows(facts: Facts) -> Any:
    return facts.line_id.notnull()


def metric(  # noqa: PLR0913 - a declaration says everything at once
    *,
    title: str,
    unit: str,
    formula: str,
    source: str,
    grain: str = "claim line",
    rows: Callable[[Facts], Any] = _all_rows,
    share: bool = False,
    whole: bool = False,
    every_sequence: bool = False,
    settled: bool = False,
) -> Callable[[Callable[[Facts], Any]], Callable[[Facts], Any]]:
    """Declare a metric; the function's name and docstring are the metric's."""

    def declare(function: Callable[[Facts], Any]) -> Callable[[Facts], Any]:
        name = function.__name__
        _METRICS[name] = Metric(
            name, title, unit, grain, formula, source, inspect.cleandoc(function.__doc__ or ""),
            function, rows, share, whole, every_sequence, settled,
        )  # fmt: skip
        return function

    return declare


def view(
    *, title: str, grain: str, source: str, reads: str, columns: Mapping[str, str]
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a table-valued measure; the function's name, docstring and parameters are the view's.

    `reads` names the columns of the facts that it reads with its defaults, blanks between; a test holds it to that.
    """

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        says = inspect.cleandoc(function.__doc__ or "")
        _, *others = inspect.signature(function).parameters.values()
        needs = tuple(one.name for one in others if one.default is one.empty)
        options = {one.name: one.default for one in others if one.default is not one.empty}
        name = function.__name__
        _VIEWS[name] = View(name, title, grain, source, columns, says, function, tuple(reads.split()), needs, options)
        return function

    return declare


def metrics() -> list[Metric]:
    """All metrics, family by family."""
    _load()
    return sorted(_METRICS.values(), key=lambda one: _family(one.reduce))


def views() -> list[View]:
    """All views, family by family."""
    _load()
    return sorted(_VIEWS.values(), key=lambda one: _family(one.table))


def _family(function: Callable[..., Any]) -> int:
    """Give the place of the family that declares it: whatever was imported first, the order is the same."""
    name = function.__module__.rpartition(".")[2]
    return FAMILIES.index(name) if name in FAMILIES else len(FAMILIES)


def find_metric(name: str) -> Metric:
    """Find a metric.

    Raises:
        UnknownNameError: if none is called so; the message has the nearest name.
    """
    _load()
    return _METRICS[name] if name in _METRICS else _unknown("metric", name, _METRICS)


def find_view(name: str) -> View:
    """Find a view.

    Raises:
        UnknownNameError: if none is called so; the message has the nearest name.
    """
    _load()
    return _VIEWS[name] if name in _VIEWS else _unknown("view", name, _VIEWS)


def _unknown(kind: str, name: str, known: Mapping[str, Any]) -> Any:
    near = difflib.get_close_matches(name, known, 1)
    guess = f"Did you mean '{near[0]}'? " if near else ""
    lists = "metrics" if kind == "metric" else "view"
    mend = f"{guess}(`counteroffer {lists}` lists all {len(known)}.)"
    raise UnknownNameError(f"No {kind} is called '{name}'.", mend)


def _load() -> None:
    for family in FAMILIES:
        import_module(f"counteroffer.measure.{family}")
