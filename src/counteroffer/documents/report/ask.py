"""Writes the business case of the whole practice: the page, the appendix, and the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from counteroffer.core.names import slug
from counteroffer.documents.report.book import write_business_case_book
from counteroffer.documents.report.page import appendix_page, business_case_page
from counteroffer.documents.report.records import Report
from counteroffer.measure.answer import answers, computed, withhold
from counteroffer.measure.registry import find_metric
from counteroffer.measure.sure import intervals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import ibis

    from counteroffer.documents.context import CaseContext
    from counteroffer.documents.gather import Everyone
    from counteroffer.documents.report.records import Shown
    from counteroffer.measure.answer import Ask
    from counteroffer.measure.completeness import PayerMonths


@attrs.frozen
class ReportPaths:
    """Where the business case of the whole practice was written.

    Attributes:
        html: the page for the owners.
        appendix: every table and figure.
        workbook: the same with all rows.
    """

    html: Path
    appendix: Path
    workbook: Path


def ask_report(  # noqa: PLR0913 - all that was asked before
    facts: ibis.Table,
    context: CaseContext,
    everyone: Everyone,
    shown: Mapping[str, Shown],
    months: Sequence[PayerMonths],
    *,
    ask: Ask = computed,
) -> Report:
    """Put together what the business case says.

    Args:
        facts: the facts of the whole practice, kept in the engine.
        context: the surroundings.
        everyone: what all payers were asked (`gather.ask_everyone`).
        shown: every view, computed once.
        months: how complete each payer's answers are.
        ask: computes what is asked here, by its name.
    """
    least = context.practice.minimum_n
    figures = {name: withhold(find_metric(name), table, least) for name, table in everyone.answers.items()}
    whole = {name: {"n": figure.n, "value": figure.value} for name, figure in everyone.practice.items()}
    whole |= {name: table.to_pylist()[0] for name, table in answers(facts, ask=ask).items()}
    return Report(context, shown, figures, whole, intervals(facts, ["payer"]), months)


def write_report(report: Report, out: Path) -> ReportPaths:
    """Write the business case into a folder, with links to the cases that stand in it."""
    out.mkdir(parents=True, exist_ok=True)
    payers = {row["payer"] for row in report.rows("worth")}
    written = frozenset(payer for payer in payers if (out / slug(payer) / "case.html").is_file())
    made = attrs.evolve(report, written=written)
    page, appendix = out / "business-case.html", out / "appendix.html"
    page.write_text(business_case_page(made), encoding="utf-8")
    appendix.write_text(appendix_page(made), encoding="utf-8")
    return ReportPaths(page, appendix, write_business_case_book(made, out / "business-case.xlsx"))
