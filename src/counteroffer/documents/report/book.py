"""The appendix as a workbook: a sheet for each view with all its rows, and all metrics by payer."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import xlsxwriter

from counteroffer.documents import writing
from counteroffer.documents.report.cells import is_number, number
from counteroffer.measure.registry import metrics

if TYPE_CHECKING:
    from pathlib import Path

    from counteroffer.documents.report.records import Report, Row, Shown

FORMATS = {
    "money": "$#,##0.00;[Red]-$#,##0.00", "percent": '0.0"%"', "units": "#,##0.###", "count": "#,##0", "plain": "0.###",
    "year": "0", "date": "d mmm yyyy",
}  # fmt: skip

LONGEST, WIDEST, HIGHEST = 31, 46, 1_000_000
"""Characters of a sheet's name; of a column; and rows of a sheet beyond which the view must be written to a file."""

HEADER = 6
"""Rows above the headings of a view's sheet."""


def write_business_case_book(report: Report, out: Path) -> Path:
    """Write the workbook; cells that a spreadsheet could take for formulas are text."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "d mmm yyyy"}
    book = xlsxwriter.Workbook(str(out), options)
    book.set_properties({"title": "Business case, internal", "author": report.context.practice.name})
    sheets = _Book(book)
    names = sheet_names(list(report.shown))
    sheets.contents(report, names)
    sheets.metrics(report)
    for name, shown in report.shown.items():
        sheets.view(names[name], shown)
    book.close()
    return out


def sheet_names(views: list[str]) -> dict[str, str]:
    """Name a sheet for each view: valid for a spreadsheet, and no two alike."""
    made: dict[str, str] = {}
    taken = {"contents", "metrics"}
    for view in views:
        plain = re.sub(r"[\[\]:*?/\\']", " ", view)[:LONGEST] or "view"
        name, tries = plain, 1
        while name.lower() in taken:
            tries += 1
            name = f"{plain[: LONGEST - 1 - len(str(tries))]} {tries}"
        taken.add(name.lower())
        made[view] = name
    return made


class _Book:
    """Writes sheets in one style."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
        self.soft = book.add_format({"font_color": "#51606e"})
        self.link = book.get_default_url_format()
        self.forms = {name: book.add_format({"num_format": form}) for name, form in FORMATS.items()}

    def contents(self, report: Report, names: dict[str, str]) -> None:
        """Write the first sheet: what this is, from which tables, and a link to every view."""
        sheet = self._sheet("Contents")
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 10)
        sheet.set_column(2, 3, 60)
        sheet.write_string(0, 0, f"{report.context.practice.name}: business case", self.title)
        sheet.write_string(1, 0, f"Internal: not for a payer. Made on {writing.day(report.context.made_on)}.")
        said = ", ".join(f"{name} {version}" for name, version in sorted(report.context.versions.items()))
        sheet.write_string(2, 0, f"Versions of the tables: {said or 'none yet'}.", self.soft)
        for place, heading in enumerate(("Table", "Rows", "One row is", "The command that computes it again")):
            sheet.write_string(4, place, heading, self.heading)
        for line, (name, shown) in enumerate(report.shown.items(), 5):
            sheet.write_url(line, 0, f"internal:'{names[name]}'!A1", self.link, shown.view.title)
            if shown.table is not None:
                sheet.write_number(line, 1, shown.table.num_rows, self.forms["count"])
            sheet.write_string(line, 2, shown.fault or shown.view.grain)
            sheet.write_string(line, 3, shown.command)
        sheet.freeze_panes(5, 0)

    def metrics(self, report: Report) -> None:
        """Write every metric by payer with its n, formula and interval."""
        sheet = self._sheet("Metrics")
        heads = ("Metric", "Payer", "Unit", "n", "Value", "Low", "High", "Interval", "Withheld", "Formula", "Source")
        for place, (heading, width) in enumerate(zip(heads, (34, 32, 9, 9, 16, 14, 14, 20, 14, 60, 60), strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, heading, self.heading)
        line = 0
        for metric in metrics():
            every = [report.whole[metric.name] | {"payer": "(all)"}] if metric.name in report.whole else []
            for row in every + list(report.by_payer.get(metric.name, {}).values()):
                line += 1
                says = metric.unit
                self._cells(sheet, line, [metric.title, row["payer"], says, row["n"]])
                for place, key in enumerate(("value", "low", "high"), 4):
                    hidden = row.get("withheld") and key != "value"
                    self._cell(sheet, (line, place), None if hidden else row.get(key), says)
                words = [row.get("method") or "", row.get("withheld") or "", metric.formula, metric.source]
                self._cells(sheet, line, words, 7)
        sheet.autofilter(0, 0, max(line, 1), len(heads) - 1)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)

    def view(self, name: str, shown: Shown) -> None:
        """Write a view: what it is, what its columns hold, and all its rows."""
        sheet = self._sheet(name)
        view = shown.view
        about = (
            view.title,
            view.says.split("\n\n")[0].replace("\n", " "),
            f"One row is: {view.grain}. Source: {view.source}.",
            f"Options: {', '.join(f'{k} = {v}' for k, v in view.options.items()) or 'none'}. Again: {shown.command}",
            _rows_said(shown),
        )  # fmt: skip
        for line, text in enumerate(about):
            sheet.write_string(line, 0, text, self.soft if line else self.title)
        for place, (column, says) in enumerate(view.columns.items()):
            sheet.write_string(HEADER, place, column, self.heading)
            sheet.write_comment(HEADER, place, says, {"visible": False})
            sheet.set_column(place, place, _width(column, shown.rows))
        rows = shown.rows[:HIGHEST]
        for line, row in enumerate(rows, HEADER + 1):
            for place, (column, says) in enumerate(view.columns.items()):
                self._cell(sheet, (line, place), row.get(column), says)
        sheet.autofilter(HEADER, 0, HEADER + max(len(rows), 1), max(len(view.columns) - 1, 0))
        sheet.freeze_panes(HEADER + 1, 1)
        sheet.repeat_rows(HEADER)
        self._dictionary(sheet, shown, HEADER + 3 + len(rows))

    def _dictionary(self, sheet: Any, shown: Shown, line: int) -> None:
        """Write under the rows what each column holds, for those who print comments nowhere."""
        sheet.write_string(line, 0, "Column", self.heading)
        sheet.write_string(line, 1, "What it holds", self.heading)
        for place, (column, says) in enumerate(shown.view.columns.items(), line + 1):
            sheet.write_string(place, 0, column)
            sheet.write_string(place, 1, _in_sheet(says))

    def _sheet(self, name: str) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&LInternal: not for a payer&R&A, page &P of &N")
        return sheet

    def _cells(self, sheet: Any, line: int, values: list[Any], since: int = 0) -> None:
        for place, value in enumerate(values, since):
            self._cell(sheet, (line, place), value, "")

    def _cell(self, sheet: Any, at: tuple[int, int], value: Any, says: str) -> None:
        line, place = at
        if value is None:
            return
        if isinstance(value, date):
            sheet.write_datetime(line, place, value, self.forms["date"])
        elif is_number(value):
            amount, form = number(value, says)
            sheet.write_number(line, place, amount, self.forms[form])
        else:
            sheet.write_string(
                line, place, {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
            )


def _rows_said(shown: Shown) -> str:
    if shown.table is None:
        return f"Not computed: {shown.fault}"
    if shown.table.num_rows > HIGHEST:
        return (
            f"{shown.table.num_rows:,} rows; the first {HIGHEST:,} are here: add --out FILE.csv to the command for all."
        )
    return f"{shown.table.num_rows:,} rows."


def _in_sheet(says: str) -> str:
    """Say a column's unit as the sheet has it: dollars for cents, units for thousandths."""
    if says.startswith("cents"):
        return "dollars" + says.removeprefix("cents")
    if says.startswith("thousandths of a percent"):
        return says.removeprefix("thousandths of a ")
    return "units" + says.removeprefix("thousandths") if says.startswith("thousandths") else says


def _width(column: str, rows: list[Row]) -> int:
    longest = max((len(str(row.get(column))) for row in rows[:200]), default=0)
    return min(WIDEST, max(len(column) + 3, longest + 2, 11))
