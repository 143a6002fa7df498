"""Which columns of the facts are read: so that only those are computed, kept and carried along."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import ibis
import ibis.expr.operations as ops

from counteroffer.core.tables import LINES, PRICED
from counteroffer.measure.facts import DERIVED
from counteroffer.measure.registry import metrics, views

if TYPE_CHECKING:
    from collections.abc import Collection

    from counteroffer.measure.registry import Metric, View

ALWAYS = ("line_id", "sequence", "payer", "complete")
"""Columns that every question may be narrowed by."""

_TYPES = {"year": "int64", "year_has_medicare": "boolean", "as_of": "date", "complete": "boolean", "worth": "int64"}
"""Derived columns that are no text."""


@cache
def of_metric(metric: Metric) -> frozenset[str]:
    """Name the columns that a metric is made of."""
    schema = ibis.schema(LINES.schema) | ibis.schema(PRICED.schema)
    derived = {name: _TYPES.get(name, "string") for name in DERIVED}
    facts = ibis.table(schema | derived, name="facts")
    made = (metric.rows(facts), metric.reduce(facts))
    return frozenset(field.name for one in made for field in one.op().find(ops.Field) if field.rel == facts.op())


def of_all() -> list[str]:
    """Name what all metrics and all views with their defaults read."""
    found = set(ALWAYS).union(*(view.reads for view in views()), *map(of_metric, metrics()))
    return sorted(found)


def narrowed(facts: ibis.Table, view: View) -> ibis.Table:
    """Give the facts with the columns that a view reads with its defaults, and no others."""
    return facts.select(*(view.reads or ALWAYS[:1]))


def given(columns: Collection[str], facts: ibis.Table) -> ibis.Table:
    """Give some columns of the facts, and those that every question may be narrowed by."""
    return facts.select(*(name for name in facts.columns if name in columns or name in ALWAYS))
