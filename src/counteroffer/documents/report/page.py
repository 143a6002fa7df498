"""The business case of the whole practice as one page, read in five minutes; and the appendix as another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from counteroffer.documents import writing
from counteroffer.documents.page import templates
from counteroffer.documents.report import leaks, parts, standing
from counteroffer.documents.report.actions import actions, first
from counteroffer.documents.report.cells import is_number, unit, written
from counteroffer.documents.report.sureness import sure
from counteroffer.measure.registry import metrics

if TYPE_CHECKING:
    from collections.abc import Mapping

    from counteroffer.documents.report.records import Report, Shown

SHOWN = 40
"""Rows of a view in the appendix; the workbook has all."""


def business_case_page(report: Report) -> str:
    """Write the page for the owners."""
    sections = [
        standing.begin(report), standing.depend(report), standing.pay(report), leaks.leaks(report),
        leaks.authorizations(report), leaks.quick(report), sure(report),
    ]  # fmt: skip
    used = {name for section in sections for block in section.blocks for name in block.views}
    return (
        templates()
        .get_template("business-case.html")
        .render(
            context=report.context,
            headline=headline(report),
            tiles=_tiles(report),
            actions=actions(report),
            sections=sections,
            shown=report.shown,
            days=_days(report),
            faults=[one for name, one in report.shown.items() if one.fault and name in used],
        )
    )


def headline(report: Report) -> Markup:
    """Say whom to begin with, what is likely, what waits and what is owed now."""
    rows = report.rows("priorities")
    row = first(report)
    if not rows:
        return Markup("Nothing can be ranked yet: import remittances and claims, then ask again.")
    owed = Markup("{} is owed now for lines allowed below the contracts. ").format(_total(rows, "owed"))
    if row is None:
        return owed + "All payers here have rates set by law: there is none to open a negotiation with."
    said = Markup("Begin with <strong>{}</strong>: {} to {} is likely there, of {} to {} at all payers. ").format(
        row["payer"], parts.strong(row["likely_low"]), parts.strong(row["likely_high"]),
        _total(rows, "likely_low"), _total(rows, "likely_high"),
    )  # fmt: skip
    return said + owed + _waits(rows)


def _waits(rows: list[dict[str, Any]]) -> Markup:
    dated = [row for row in rows if row["notice_by"]]
    if dated:
        row = min(dated, key=lambda row: row["notice_by"])
        return Markup("The next notice is due on <strong>{}</strong> ({}).").format(
            writing.day(row["notice_by"]), row["payer"]
        )
    free = [row["payer"] for row in rows if row["notice_kind"] == "any_day"]
    if free:
        return Markup("No notice day is near: {} may be given notice on any day.").format(", ".join(free[:3]))
    return Markup('No contract here says when notice is due: <a href="#sure">say it</a>, so that no date is missed.')


def _total(rows: list[dict[str, Any]], key: str) -> Markup:
    return parts.strong(parts.total(rows, key))


def _tiles(report: Report) -> list[dict[str, str]]:
    """Give the few figures that stand under the headline: title, value, beside, view."""
    rows, every = report.rows("priorities"), report.whole
    low, high = (parts.total(rows, f"likely_{end}") for end in ("low", "high"))
    asked = sum(not row["set_by_law"] for row in rows)
    told = (
        ("Likely, all payers", parts.between(low, high), f"{asked} payers whose rates can be asked", "priorities"),
        (
            "Owed now",
            writing.whole_money(parts.total(rows, "owed")),
            _n(every, "underpaid_lines"),
            "variances_by_cause",
        ),
        *(
            (title, _of(every, metric), _n(every, metric), view)
            for title, metric, view in (
                ("Percent of Medicare", "percent_of_medicare", "codes_compared"),
                ("Claims denied at first", "initial_denial_rate_claims", "denials_by_category"),
            )
        ),
    )
    return [dict(zip(("title", "value", "beside", "view"), one, strict=True)) for one in told]


def _of(every: Mapping[str, Any], name: str) -> str:
    return writing.percent(every[name]["value"]) if name in every else writing.DASH


def _n(every: Mapping[str, Any], name: str) -> str:
    return f"n = {every[name]['n']:,} lines" if name in every else ""


def _days(report: Report) -> str:
    months = [row["month"] for row in report.rows("months") if row["month"]]
    return f"Months of service {min(months)} to {max(months)}" if months else "No service yet"


def appendix_page(report: Report) -> str:
    """Write the appendix: every view with what it means and its first rows, and every metric by payer."""
    return (
        templates()
        .get_template("appendix.html")
        .render(
            context=report.context,
            shown=[(shown, _table(shown)) for shown in report.shown.values()],
            metrics=[
                (metric, list(report.by_payer.get(metric.name, {}).values()))
                for metric in metrics()
                if not metric.whole
            ],
            whole=[(metric, report.whole[metric.name]) for metric in metrics() if metric.name in report.whole],
            versions=sorted(report.context.versions.items()),
            limit=SHOWN,
        )
    )


def _table(shown: Shown) -> dict[str, Any]:
    """Give a view's first rows as text, and which columns stand right."""
    if shown.table is None:
        return {"columns": [], "rows": []}
    names, says = shown.table.column_names, shown.view.columns
    some = shown.rows[:SHOWN]
    right = [any(is_number(row[name]) for row in some) for name in names]
    rows = [[written(row[name], says.get(name, "")) for name in names] for row in some]
    heads = [(name, unit(says.get(name, "")), at) for name, at in zip(names, right, strict=True)]
    return {"columns": heads, "rows": [list(zip(row, right, strict=True)) for row in rows]}
