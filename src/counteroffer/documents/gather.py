"""Asks the measures everything that a case says. Nothing is computed here; only this module knows the registry."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import attrs
import pyarrow.compute as pc

from counteroffer.documents.records import Case, Figure
from counteroffer.documents.why import why
from counteroffer.measure.answer import answer, answers, computed, primary, view
from counteroffer.measure.registry import find_view, metrics

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis
    import pyarrow as pa

    from counteroffer.documents.context import CaseContext
    from counteroffer.documents.report.records import Shown
    from counteroffer.measure.answer import Ask
    from counteroffer.measure.registry import Metric

VIEWS = (
    "top_codes",
    "lines_by_code",
    "underpaid_by_term",
    "underpaid_by_code",
    "denials_by_category",
    "no_rate_codes",
    "months",
    "denial_roots",
)
SHARED = ("variances_by_cause", "authorizations_by_family", "authorization_times", "recoupments_by_age")
"""Views of all payers of which a case shows its own payer's rows. What each of them is of stands in its `payer` column,
and nothing in a row tells of another payer: only such views may be named here, for a case goes to a payer."""
LINE_COLUMNS = (
    "claim",
    "line",
    "service_date",
    "billed_code",
    "code",
    "mod1",
    "mod2",
    "mod3",
    "mod4",
    "setting",
    "pos",
    "milliunits",
    "charge",
    "allowed",
    "allowed_source",
    "expected",
    "variance",
    "paid",
    "patient_resp",
    "outcome_first",
    "outcome",
    "denial_first_category",
    "denial_category",
    "denial_group",
    "denial_carc",
    "denial_rarc",
    "contract",
    "version",
    "term_id",
    "basis",
    "rate",
    "contracted",
    "confidence",
    "why_not",
    "worth",
    "worth_source",
    "medicare",
    "medicare_year",
    "submitted_date",
    "received_date",
    "first_paid_date",
    "paid_date",
    "rendering_npi",
    "claim_file",
    "claim_place",
    "remit_file",
    "remit_place",
)
"""What a line shows in a case: never the patient."""

COMPARED = "percent_of_medicare"
"""The figure that stands beside the other payers' average."""

FEWEST_OTHERS = 3
"""A case goes to a payer: an average over fewer others would tell it what a competitor pays."""

SHOWN_ROWS = 5
WORST = 25
"""Underpaid lines shown on the page; the workbook has them all."""


@attrs.frozen
class Everyone:
    """What is asked of all payers at once: it serves every case and the ranking.

    Attributes:
        answers: metric name -> its answers by payer.
        worth: the ranking's rows.
        practice: metric name -> figure of the whole practice.
        shared: view name -> table of all payers, of `SHARED`; none where they were not computed.
    """

    answers: dict[str, pa.Table]
    worth: list[dict[str, Any]]
    practice: dict[str, Figure]
    shared: dict[str, pa.Table] = attrs.field(factory=dict)


@attrs.frozen
class Own:
    """One payer's lines.

    Attributes:
        facts: its facts; where several payers are asked one after the other, by the same name.
        ask: computes what is asked of them, by its name.
    """

    facts: ibis.Table
    ask: Ask = computed


def ask_everyone(facts: ibis.Table, shown: Mapping[str, Shown] | None = None, ask: Ask = computed) -> Everyone:
    """Ask what all cases of a practice share, in a few passes over the facts; `shown` has views computed before."""
    practice = {}
    for metric in metrics():
        if metric.whole:
            said = answer(metric.name, facts, ask=ask).to_pylist()[0]
            practice[metric.name] = _figure(metric, said["value"], said["n"])
    kept = {name: one.table for name, one in (shown or {}).items() if one.table is not None}
    worth = kept["worth"] if "worth" in kept else view("worth", facts)
    shared = {name: kept[name] for name in SHARED if name in kept}
    return Everyone(answers(facts, by=["payer"], ask=ask), worth.to_pylist(), practice, shared)


def gather(facts: ibis.Table, payer: str, context: CaseContext, everyone: Everyone, asked: Own | None = None) -> Case:
    """Compute a payer's case.

    Args:
        facts: the facts of the whole practice (`measure.facts`), kept in the engine.
        payer: a payer's name as in the facts.
        context: the surroundings.
        everyone: what all payers were asked, by `ask_everyone`.
        asked: the payer's own lines; default: taken from the facts.
    """
    asked = asked or Own(facts.filter(facts.payer == payer))
    own = asked.facts
    lines = _lines(asked, context)
    figures = _figures(everyone.answers, payer, lines)
    days = asked.ask("days of a case", lambda: _days(own)).to_pylist()[0]
    terms = [row for row in context.terms.to_pylist() if row["payer"] == payer]
    return Case(
        payer=payer,
        **days,
        figures=figures,
        others_percent=_others_percent(facts, payer, everyone),
        practice=everyone.practice,
        compared=_value("allowed", own.filter(own.medicare.notnull())),
        denied_worth=_denied_worth(own),
        views={name: asked.ask(f"view {name}", partial(_view, name, own)) for name in VIEWS}
        | {name: table.filter(pc.equal(table["payer"], payer)) for name, table in everyone.shared.items()},
        terms=terms,
        lines=lines,
        underpaid=_underpaid(lines, terms),
        worth=next((row for row in everyone.worth if row["payer"] == payer), {}),
    )


def _days(own: ibis.Table) -> ibis.Table:
    return own.aggregate(
        since=own.service_date.min(), until=own.service_date.max(), paid_to=own.paid_date.max(), as_of=own.as_of.max()
    )


def _view(name: str, own: ibis.Table) -> ibis.Table:
    shown: ibis.Table = find_view(name).table(primary(own))
    return shown


def _others_percent(facts: ibis.Table, payer: str, everyone: Everyone) -> float | None:
    """Average the other payers that negotiate; not when they are so few that it would tell what one of them pays."""
    apart = [payer, *(row["payer"] for row in everyone.worth if row["set_by_law"])]
    known = [row["payer"] for row in everyone.answers[COMPARED].to_pylist() if row["value"] is not None]
    if len(set(known) - set(apart)) < FEWEST_OTHERS:
        return None
    value: float | None = _value(COMPARED, facts.filter(facts.payer.notin(apart)))
    return value


def _value(name: str, facts: ibis.Table) -> Any:
    return answer(name, facts)["value"].to_pylist()[0]


def _denied_worth(own: ibis.Table) -> dict[str, int]:
    found = answer("finally_denied_dollars", own, by=["worth_source"]).to_pylist()
    return {row["worth_source"]: row["value"] for row in found if row["value"]}


def gather_ranking(everyone: Everyone) -> list[dict[str, Any]]:
    """Rank the payers, each row with the percent of Medicare and the share of allowed beside it."""
    found = everyone.answers
    beside = {
        name: dict(zip(found[name]["payer"].to_pylist(), found[name]["value"].to_pylist(), strict=True))
        for name in ("percent_of_medicare", "share_of_allowed", "final_denial_rate_dollars", "payer_lag_median")
    }
    return [row | {name: values.get(row["payer"]) for name, values in beside.items()} for row in everyone.worth]


def _lines(asked: Own, context: CaseContext) -> pa.Table:
    """Fetch the payer's lines with one flag for each figure, and the names of the files they came from."""
    table = asked.ask("lines of a case", lambda: _flagged(primary(asked.facts)))
    names = context.file_names
    for column in ("claim_file", "remit_file"):
        named = [names.get(number, "") for number in table[column].to_pylist()]
        table = table.set_column(table.schema.get_field_index(column), column, [named])
    return table


def _flagged(counted: ibis.Table) -> ibis.Table:
    flags = {f"in_{m.name}": m.rows(counted).fill_null(False) for m in metrics() if _is_flagged(m)}
    return counted.select(*LINE_COLUMNS, **flags).order_by(["service_date", "claim", "line"])


def _is_flagged(metric: Metric) -> bool:
    return not metric.whole and not metric.every_sequence and metric.rows.__name__ != "_all_rows"


def _figures(found: dict[str, pa.Table], payer: str, lines: pa.Table) -> dict[str, Figure]:
    figures = {}
    for metric in metrics():
        if metric.whole:
            continue
        rows = [row for row in found[metric.name].to_pylist() if row["payer"] == payer]
        value, n = (rows[0]["value"], rows[0]["n"]) if rows else (None, 0)
        flag = f"in_{metric.name}" if _is_flagged(metric) else ""
        behind = lines.filter(lines[flag]) if flag else lines
        figures[metric.name] = _figure(metric, value, n, flag, tuple(behind.slice(0, SHOWN_ROWS).to_pylist()))
    return figures


def _figure(metric: Metric, value: Any, n: int, flag: str = "", rows: tuple[dict[str, Any], ...] = ()) -> Figure:
    return Figure(
        name=metric.name,
        title=metric.title,
        unit=metric.unit,
        value=value,
        n=n,
        formula=metric.formula,
        says=metric.says,
        source=metric.source,
        whole=metric.whole,
        flag=flag,
        rows=rows,
    )


def _underpaid(lines: pa.Table, terms: list[dict[str, Any]]) -> list[dict[str, Any]]:
    short = lines.filter(lines["in_underpaid_dollars"])
    short = short.take(
        pc.sort_indices(short, [("variance", "ascending"), ("claim", "ascending"), ("line", "ascending")])
    )
    said = {term["term_id"]: term for term in terms}
    nothing = {"says": "", "page": "", "section": ""}
    rows = [row | {key: said.get(row["term_id"], nothing)[key] for key in nothing} for row in short.to_pylist()]
    return [row | {"why": why(row)} for row in rows]
