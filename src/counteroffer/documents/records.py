"""What a case is made of before it has a form: figures, tables and lines, all plain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from datetime import date

    import pyarrow as pa


@attrs.frozen
class Figure:
    """One figure with everything that it opens to.

    Attributes:
        name: the metric's name.
        title: for a person.
        unit: cents, percent, count, days or index.
        value: integer cents for money, else a number; None where the figure does not exist.
        n: sample size, rows behind the figure.
        formula: in words or symbols.
        says: what it means and where it misleads.
        source: where the definition is from.
        whole: true when it is a figure of the whole practice, whose rows are no part of one payer's case.
        flag: column of `rows/lines.csv` that is 1 for the rows behind the figure; empty if it is of all lines.
        rows: a few of those rows.
    """

    name: str
    title: str
    unit: str
    value: float | None
    n: int
    formula: str
    says: str
    source: str
    whole: bool = False
    flag: str = ""
    rows: tuple[dict[str, Any], ...] = ()


@attrs.frozen
class Case:
    """The business case for one payer, computed and not yet written.

    Attributes:
        payer: the payer.
        since: first day of service.
        until: last day of service.
        paid_to: last payment date seen: what came later is not in it.
        as_of: the day receivables are measured on.
        figures: metric name -> figure of this payer.
        others_percent: percent of Medicare of the other payers whose rates are negotiated, together; None below three.
        practice: metric name -> figure of the whole practice (dependence).
        compared: cents allowed that the comparison with Medicare rests on.
        denied_worth: how the worth of a line is known (`worth_source`) -> cents denied for good.
        views: view name -> table of this payer.
        terms: the contract terms with this payer.
        lines: every primary line of the payer, dollars as decimals of cents, with a flag column for each figure.
        underpaid: the underpaid ones with term, page and why, the costliest first.
        worth: this payer's row of the ranking.
    """

    payer: str
    since: date | None
    until: date | None
    paid_to: date | None
    as_of: date | None
    figures: dict[str, Figure]
    others_percent: float | None
    practice: dict[str, Figure]
    compared: int | None
    denied_worth: dict[str, int]
    views: dict[str, pa.Table]
    terms: list[dict[str, Any]]
    lines: pa.Table
    underpaid: list[dict[str, Any]]
    worth: dict[str, Any]
