"""The workbook: rows on their sheets, and a summary whose every total is a live formula over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import xlsxwriter

from counteroffer.documents import writing
from counteroffer.documents.notes import notes

if TYPE_CHECKING:
    from pathlib import Path

    from counteroffer.documents.context import CaseContext
    from counteroffer.documents.records import Case

Column = tuple[str, str, str, int]
"""Heading, key in the row, format (money, count, percent, units, date, text), width."""

CODES: tuple[Column, ...] = (
    ("Code", "code", "text", 9), ("Part", "component", "text", 6), ("Setting", "setting", "text", 12),
    ("Lines", "lines", "count", 9), ("Units", "milliunits", "units", 10), ("Charges", "charge", "money", 14),
    ("Paid lines", "paid_lines", "count", 10), ("Allowed", "allowed", "money", 14),
    ("Allowed, with Medicare price", "compared_allowed", "money", 16),
    ("Medicare, same lines", "medicare", "money", 16),
    ("Allowed, exactly priced", "priced_allowed", "money", 16), ("Expected, same lines", "expected", "money", 16),
    ("Underpaid lines", "underpaid_lines", "count", 10), ("Underpaid", "underpaid", "money", 13),
    ("Lost to own charges", "lesser_of", "money", 13), ("Adjudicated lines", "adjudicated_lines", "count", 12),
    ("Denied at first, lines", "first_denied_lines", "count", 12), ("Denied at first", "first_denied", "money", 13),
    ("Closed lines", "closed_lines", "count", 10), ("Denied for good, lines", "denied_lines", "count", 12),
    ("Denied for good", "denied", "money", 13),
)  # fmt: skip
UNDERPAID: tuple[Column, ...] = (
    ("Claim", "claim", "text", 16), ("Line", "line", "count", 6), ("Service", "service_date", "date", 12),
    ("Code", "billed_code", "text", 9), ("Setting", "setting", "text", 12), ("Units", "milliunits", "units", 8),
    ("Charge", "charge", "money", 12), ("Expected", "expected", "money", 12), ("Allowed", "allowed", "money", 12),
    ("Short", "short", "short", 12), ("Term", "term_id", "text", 22), ("Page", "page", "text", 8),
    ("Per unit", "rate", "money", 12), ("Paid on", "paid_date", "date", 12),
    ("Remittance", "remit_file", "text", 36), ("Segment", "remit_place", "count", 10), ("Why", "why", "text", 110),
)  # fmt: skip
TOP: tuple[Column, ...] = (
    ("Code", "code", "text", 9), ("Part", "component", "text", 6), ("Setting", "setting", "text", 12),
    ("Lines", "lines", "count", 9), ("Units", "milliunits", "units", 10), ("Allowed", "allowed", "money", 14),
    ("Share", "share", "percent", 9), ("Running share", "cumulative_share", "percent", 11),
    ("Allowed per unit", "allowed_per_unit", "money", 13), ("Contract per unit", "expected_per_unit", "money", 13),
    ("Medicare per unit", "medicare_per_unit", "money", 13), ("% of Medicare", "percent_of_medicare", "percent", 11),
)  # fmt: skip
DENIALS: tuple[Column, ...] = (
    ("Category", "category", "words", 34), ("Lines at first", "first_lines", "count", 12),
    ("Claims at first", "first_claims", "count", 12), ("Dollars at first", "first_dollars", "money", 14),
    ("Won back", "overturned_dollars", "money", 14), ("Lines in the end", "final_lines", "count", 13),
    ("Denied for good", "final_dollars", "money", 14),
)  # fmt: skip
NO_RATE: tuple[Column, ...] = (
    ("Code", "code", "text", 9), ("Part", "component", "text", 6), ("Lines", "lines", "count", 9),
    ("Units", "milliunits", "units", 10), ("Charges", "charge", "money", 14), ("Allowed", "allowed", "money", 14),
    ("Medicare", "medicare", "money", 14), ("Paid how", "why_not", "text", 12),
)  # fmt: skip
TERMS: tuple[Column, ...] = (
    ("Term", "term_id", "text", 24), ("Since", "since", "date", 12), ("Until", "until", "until", 12),
    ("Page", "page", "text", 8), ("Section", "section", "text", 12), ("Says", "says", "text", 80),
)  # fmt: skip

SUMMARY: tuple[tuple[str, str, str, str], ...] = (
    ("charges", "Charges", "=SUM({codes[charge]})", "money"),
    ("allowed", "Allowed", "=SUM({codes[allowed]})", "money"),
    ("lines_count", "Lines", "=SUM({codes[lines]})", "count"),
    ("percent_of_medicare", "Percent of Medicare",
     '=IF(SUM({codes[medicare]})=0,"",100*SUM({codes[compared_allowed]})/SUM({codes[medicare]}))', "percent"),
    ("expected_dollars", "Expected, exactly priced lines", "=SUM({codes[expected]})", "money"),
    ("allowed_priced_dollars", "Allowed, the same lines", "=SUM({codes[priced_allowed]})", "money"),
    ("underpaid_dollars", "Underpaid", "=SUM({underpaid[short]})", "money"),
    ("underpaid_lines", "Underpaid lines", "=COUNT({underpaid[line]})", "count"),
    ("underpayment_rate", "Underpayment rate",
     '=IF(SUM({codes[expected]})=0,"",100*SUM({underpaid[short]})/SUM({codes[expected]}))', "percent"),
    ("initially_denied_dollars", "Denied at first", "=SUM({denials[first_dollars]})", "money"),
    ("finally_denied_dollars", "Denied for good", "=SUM({denials[final_dollars]})", "money"),
    ("initial_denial_rate_lines", "Initial denial rate (lines)",
     '=IF(SUM({codes[adjudicated_lines]})=0,"",100*SUM({codes[first_denied_lines]})/SUM({codes[adjudicated_lines]}))',
     "percent"),
    ("final_denial_rate_lines", "Final denial rate (lines)",
     '=IF(SUM({codes[closed_lines]})=0,"",100*SUM({codes[denied_lines]})/SUM({codes[closed_lines]}))', "percent"),
    ("overturn_rate", "Overturn rate (dollars)",
     '=IF(SUM({denials[first_dollars]})=0,"",100*SUM({denials[overturned_dollars]})/SUM({denials[first_dollars]}))',
     "percent"),
    ("lesser_of_losses", "Lost to our own charges", "=SUM({codes[lesser_of]})", "money"),
    ("no_rate_lines", "Lines without a rate", "=SUM({no_rate[lines]})", "count"),
    ("no_rate_allowed", "Allowed of lines without a rate", "=SUM({no_rate[allowed]})", "money"),
)  # fmt: skip
"""Metric, label, formula over the row sheets, format."""

_SHEETS = {"codes": "Lines by code", "underpaid": "Underpaid lines", "denials": "Denials", "no_rate": "No rate"}
_FORMATS = {
    "money": "$#,##0.00;[Red]-$#,##0.00", "count": "#,##0", "percent": '0.0"%"', "units": "#,##0.###",
    "date": "d mmm yyyy", "until": "d mmm yyyy", "short": "$#,##0.00;[Red]-$#,##0.00",
}  # fmt: skip


WIDEST = 180
"""Characters of a row that are still readable on one page."""

TEXTUAL = ("text", "words", "date", "until")
"""Formats whose headings stand on the left."""


def write_workbook(case: Case, context: CaseContext, out: Path) -> Path:
    """Write the workbook; its totals are formulas over the rows on its own sheets."""
    book = xlsxwriter.Workbook(str(out), {"default_date_format": "d mmm yyyy", "strings_to_formulas": False})
    book.set_properties({"title": f"Business case: {case.payer}", "author": context.practice.name})
    book.set_calc_mode("auto")
    sheets = _Sheets(book)
    summary = sheets.add("Summary")
    views = {name: table.to_pylist() for name, table in case.views.items()}
    sheets.rows("Top codes", TOP, views["top_codes"])
    ranges = {
        "codes": sheets.rows(_SHEETS["codes"], CODES, views["lines_by_code"]),
        "underpaid": sheets.rows(_SHEETS["underpaid"], UNDERPAID, case.underpaid),
        "denials": sheets.rows(_SHEETS["denials"], DENIALS, views["denials_by_category"]),
        "no_rate": sheets.rows(_SHEETS["no_rate"], NO_RATE, views["no_rate_codes"]),
    }
    sheets.rows("Terms", TERMS, case.terms)
    _summary(summary, sheets, case, context, ranges)
    _notes(sheets, case, context)
    book.close()
    return out


def _summary(sheet: Any, sheets: _Sheets, case: Case, context: CaseContext, ranges: dict[str, dict[str, str]]) -> None:
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, 18)
    sheet.set_column(2, 2, 90)
    sheet.write_string(0, 0, f"{context.practice.name}: business case for {case.payer}", sheets.title)
    period = (
        f"Services {writing.day(case.since)} to {writing.day(case.until)}; payments through {writing.day(case.paid_to)}"
    )
    sheet.write_string(1, 0, period)
    sheet.write_string(3, 0, "Figure", sheets.heading)
    sheet.write_string(3, 1, "Value", sheets.number_heading)
    sheet.write_string(3, 2, "  Formula in words", sheets.heading)
    for place, (metric, label, formula, form) in enumerate(SUMMARY, 4):
        sheet.write_string(place, 0, label)
        sheet.write_formula(place, 1, formula.format(**ranges), sheets.form(form), _cached(case, metric))
        sheet.write_string(place, 2, f"{case.figures[metric].formula} (n = {case.figures[metric].n:,})", sheets.beside)
    sheet.freeze_panes(4, 0)


def _cached(case: Case, metric: str) -> float | str:
    """Give the value that a viewer without formulas shows; a program that calculates replaces it."""
    figure = case.figures[metric]
    if figure.value is None:
        return ""
    return figure.value / 100 if figure.unit == "cents" else figure.value


def _notes(sheets: _Sheets, case: Case, context: CaseContext) -> None:
    sheet = sheets.add("Notes")
    sheet.set_column(0, 0, 110)
    said = [
        f"Made on {writing.day(context.made_on)}. Every line of this payer is in rows/lines.csv.",
        "Money is exact to the cent. Shares and rates are sums over sums.",
        "Every total on the Summary sheet is a formula over the rows on the other sheets.",
        *notes(case, context),
    ]
    for place, text in enumerate(said):
        sheet.write_string(place, 0, text, sheets.wrapped)


class _Sheets:
    """Writes sheets in one style."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
        self.number_heading = book.add_format(
            {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom", "align": "right"}
        )
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.beside = book.add_format({"indent": 1})
        self._forms = {name: book.add_format({"num_format": form}) for name, form in _FORMATS.items()}

    def form(self, name: str) -> Any:
        """Give a number format; text has none."""
        return self._forms.get(name)

    def add(self, name: str, width: int = 0) -> Any:
        """Add a sheet that prints well: one page wide, or two with the first column on both where one would be tiny."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.fit_to_pages(2 if width > WIDEST else 1, 0)
        if width > WIDEST:
            sheet.repeat_columns(0)
        sheet.set_footer("&L&F&R&A, page &P of &N")
        return sheet

    def rows(self, name: str, columns: tuple[Column, ...], rows: list[dict[str, Any]]) -> dict[str, str]:
        """Write rows under headings; give the range of each column for formulas."""
        sheet = self.add(name, sum(column[-1] for column in columns))
        last = max(len(rows), 1)
        letters = {column[1]: xlsxwriter.utility.xl_col_to_name(i) for i, column in enumerate(columns)}
        minus = f"={letters['expected']}{{0}}-{letters['allowed']}{{0}}" if "short" in letters else ""
        ranges: dict[str, str] = {}
        for place, (heading, key, kind, width) in enumerate(columns):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, heading, self.heading if kind in TEXTUAL else self.number_heading)
            ranges[key] = f"'{name}'!${letters[key]}$2:${letters[key]}${last + 1}"
            for line, row in enumerate(rows, 1):
                self._cell(sheet, (line, place), row, columns[place], minus)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, last, len(columns) - 1)
        sheet.repeat_rows(0)
        return ranges

    def _cell(self, sheet: Any, at: tuple[int, int], row: dict[str, Any], column: Column, minus: str) -> None:
        line, place = at
        _, key, kind, _ = column
        if kind == "short":
            computed = (row["expected"] - row["allowed"]) / 100
            sheet.write_formula(line, place, minus.format(line + 1), self.form(kind), computed)
            return
        value = row[key]
        if value is None or (kind == "until" and value.year == 9999):
            sheet.write_string(line, place, "open" if kind == "until" else "")
        elif kind in ("money", "units"):
            sheet.write_number(line, place, value / (100 if kind == "money" else 1000), self.form(kind))
        elif kind in ("count", "percent"):
            sheet.write_number(line, place, value, self.form(kind))
        elif kind in ("date", "until"):
            sheet.write_datetime(line, place, value, self.form(kind))
        else:
            sheet.write_string(line, place, writing.words(value) if kind == "words" else str(value))
