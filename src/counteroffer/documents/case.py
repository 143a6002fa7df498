"""The business case: a page, a workbook and the rows behind every figure, in one folder for each payer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from counteroffer.core.names import slug
from counteroffer.documents.gather import Everyone, Own, ask_everyone, gather, gather_ranking
from counteroffer.documents.page import case_page, ranking_page
from counteroffer.documents.workbook import write_workbook
from counteroffer.documents.writing import guarded
from counteroffer.match.denials import denial_book
from counteroffer.measure.registry import find_view

if TYPE_CHECKING:
    from pathlib import Path

    import ibis

    from counteroffer.documents.context import CaseContext
    from counteroffer.documents.records import Case
    from counteroffer.documents.report.ask import ReportPaths

MONEY = ("charge", "allowed", "expected", "variance", "paid", "patient_resp", "rate", "contracted", "worth", "medicare")


@attrs.frozen
class CasePaths:
    """Where a case was written.

    Attributes:
        html: the report.
        workbook: the Excel workbook.
        rows: the folder of rows behind the figures.
    """

    html: Path
    workbook: Path
    rows: Path


@attrs.frozen
class Cases:
    """Where everything was written.

    Attributes:
        ranking: the page that ranks the payers.
        cases: every payer's case.
        report: the business case of the whole practice, for its owners.
    """

    ranking: Path
    cases: list[CasePaths]
    report: ReportPaths


def write_case(  # noqa: PLR0913 - what is asked, of whom, and where it goes
    facts: ibis.Table,
    payer: str,
    context: CaseContext,
    out: Path,
    everyone: Everyone | None = None,
    *,
    own: Own | None = None,
) -> CasePaths:
    """Write a payer's case into `out/<payer>/`.

    Args:
        facts: the facts of the whole practice, kept in the engine.
        payer: a payer's name as in the facts.
        context: the surroundings.
        out: the folder of reports.
        everyone: what all payers were asked, when several cases are written; asked here if not given.
        own: the payer's own lines, when several cases are written.
    """
    return write_gathered(gather(facts, payer, context, everyone or ask_everyone(facts), own), context, out)


def write_gathered(case: Case, context: CaseContext, out: Path) -> CasePaths:
    """Write a case that was gathered before; any thread may, while the next one is gathered."""
    folder = out / slug(case.payer)
    rows = folder / "rows"
    rows.mkdir(parents=True, exist_ok=True)
    pacsv.write_csv(guarded(_in_dollars(case.lines)), rows / "lines.csv")
    page = folder / "case.html"
    page.write_text(case_page(case, context, _owners()), encoding="utf-8")
    return CasePaths(page, write_workbook(case, context, folder / "case.xlsx"), rows)


def write_ranking(context: CaseContext, out: Path, everyone: Everyone) -> Path:
    """Write `out/ranking.html`: the payers by what is worth negotiating first, with links into the cases there are."""
    out.mkdir(parents=True, exist_ok=True)
    found = find_view("worth")
    page = out / "ranking.html"
    rows = gather_ranking(everyone)
    written = {row["payer"] for row in rows if (out / slug(row["payer"]) / "case.html").is_file()}
    text = ranking_page(rows, context, found.says, written, report=(out / "business-case.html").is_file())
    page.write_text(text, encoding="utf-8")
    return page


def _owners() -> dict[str, tuple[str, str]]:
    return {name: (category.says, category.owner) for name, category in denial_book().categories.items()}


def _in_dollars(lines: pa.Table) -> pa.Table:
    """Write cents as dollars and thousandths as units, as people expect them in a CSV."""
    for name, digits in (*((name, 2) for name in MONEY), ("milliunits", 3)):
        place = lines.schema.get_field_index(name)
        # the nearest double to a whole number of cents prints as exactly those cents
        scaled = pc.divide(lines[name].cast(pa.float64()), float(10**digits))
        lines = lines.set_column(place, "units" if name == "milliunits" else name, scaled)
    return lines
