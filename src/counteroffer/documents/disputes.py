"""A batch of disputed lines for the payer: a workbook and a CSV with the explanation of every line.

Only what the payer knows or may know stands in them: claim, amounts, the contract's term, and how the amount comes
about. No patient's name, no status, owner or note of ours, and nothing of what the practice aims at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa
import pyarrow.csv as pacsv
import xlsxwriter

from counteroffer.documents.writing import guarded, money
from counteroffer.price.causes import AMBIGUOUS, BUNDLED, DOWNCODED, SEQUESTRATION, UNEXPLAINED
from counteroffer.store.disk import storing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Row = dict[str, Any]

COLUMNS: tuple[tuple[str, str, str, int], ...] = (
    ("Claim", "claim", "text", 18), ("Line", "line", "count", 6), ("Service", "service_date", "date", 12),
    ("Code billed", "billed_code", "text", 9), ("Code paid", "code", "text", 9), ("Modifiers", "modifiers", "text", 10),
    ("Units", "units", "units", 7), ("Charge", "charge", "money", 12), ("By contract", "expected", "money", 12),
    ("Allowed", "allowed", "money", 12), ("Asked", "asked", "money", 12), ("What happened", "says", "text", 40),
    ("Paid on", "paid_date", "date", 12), ("Dispute until", "deadline", "date", 12), ("Term", "term", "text", 40),
    ("Explanation", "paragraph", "text", 110),
)  # fmt: skip
"""Heading, key in the row, format, width."""

_FORMATS = {"money": "$#,##0.00", "count": "0", "units": "#,##0.###", "date": "d mmm yyyy"}
_FIRST = 4


@attrs.frozen
class ExportPaths:
    """What was written.

    Attributes:
        workbook: the XLSX.
        csv: the same rows.
        lines: how many lines.
        cents: what is asked for.
    """

    workbook: Path
    csv: Path
    lines: int
    cents: int


def write_export(batch: str, practice: str, payer: str, rows: Sequence[Row], folder: Path) -> ExportPaths:
    """Write a batch.

    Args:
        batch: its id.
        practice: the practice's name.
        payer: the payer's name.
        rows: lines beside their prices, with `asked`, `deadline`, `term`, `letter`, `cause`, `evidence` and `how`.
        folder: where to.

    Raises:
        StorageError: if the disk refuses.
    """
    told = [row | _told(row) for row in rows]
    paths = ExportPaths(folder / f"{batch}.xlsx", folder / f"{batch}.csv", len(told), sum(row["asked"] for row in told))
    with storing(folder.parent):
        folder.mkdir(parents=True, exist_ok=True)
        _workbook(paths, (batch, practice, payer), told)
        pacsv.write_csv(guarded(_plain(told)), paths.csv)
    return paths


def paragraph(row: Row) -> str:
    """Write why a line is disputed, for the payer: the price by the agreement, what happened, and what is asked."""
    asks = f"We ask that {money(row['asked'])} be paid"
    if row["cause"] == BUNDLED:
        return (
            f"{row['letter']} You denied it as part of another service (CARC {row['denial_carc']}), "
            f"beside a paid line of the same day. We ask that the line be processed at {money(row['expected'])}."
        )
    if row["cause"] == SEQUESTRATION:
        took = f"You took {money(row['asked'])} off (CARC 253), for which the agreement has no word."
        return f"{row['letter']} {took} {asks}."
    if row["cause"] == DOWNCODED:
        return f"{row['letter']} You processed it as {row['code']}; it was billed as {row['billed_code']}."
    if row["cause"] in (AMBIGUOUS, UNEXPLAINED) or not row["evidence"]:
        return str(row["letter"])
    return f"{row['letter']} The amount allowed is what comes of this: {row['evidence']}."


def _told(row: Row) -> Row:
    words = "" if row["cause"] in (AMBIGUOUS, UNEXPLAINED) else row["cause"].replace("_", " ")
    said = f"{words}: {row['evidence']}" if words and row["evidence"] else words
    return {
        "modifiers": " ".join(row[name] for name in ("mod1", "mod2", "mod3", "mod4") if row[name]),
        "units": row["milliunits"] / 1000,
        "says": said,
        "paragraph": paragraph(row),
    }


def _workbook(paths: ExportPaths, heads: tuple[str, str, str], rows: Sequence[Row]) -> None:
    batch, practice, payer = heads
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(paths.workbook), options)
    sheet = book.add_worksheet("Lines")
    bold = book.add_format({"bold": True})
    formats = {name: book.add_format({"num_format": said}) for name, said in _FORMATS.items()}
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, f"{practice} to {payer}: claims to process again, batch {batch}", bold)
    sheet.write_string(1, 0, f"{paths.lines:,} lines, {money(paths.cents)} asked")
    for place, (title, key, kind, width) in enumerate(COLUMNS):
        sheet.set_column(place, place, width)
        sheet.write_string(_FIRST - 1, place, title, bold)
        for number, row in enumerate(rows, _FIRST):
            value = row[key]
            if value is None or value == "":
                continue
            if kind == "text":
                sheet.write_string(number, place, _safe(str(value)), wrapped)
            elif kind == "date":
                sheet.write_datetime(number, place, value, formats[kind])
            else:
                sheet.write_number(number, place, value / 100 if kind == "money" else value, formats[kind])
    last, at = max(_FIRST + len(rows), _FIRST + 1), [key for _, key, *_ in COLUMNS].index("asked")
    column = chr(ord("A") + at)
    sheet.write_formula(last, at, f"=SUM({column}{_FIRST + 1}:{column}{last})", formats["money"], paths.cents / 100)
    sheet.freeze_panes(_FIRST, 0)
    book.close()


def _safe(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else text


def _dollars(cents: int | None) -> str:
    return "" if cents is None else f"{cents // 100}.{cents % 100:02d}"


def _plain(rows: Sequence[Row]) -> pa.Table:
    """Give the rows as text and numbers, dollars as decimals."""
    made: dict[str, pa.Array] = {}
    for title, key, kind, _ in COLUMNS:
        values = [row[key] for row in rows]
        if kind == "money":
            made[title] = pa.array([_dollars(value) for value in values], pa.string())
        elif kind == "text":
            made[title] = pa.array([str(value or "") for value in values], pa.string())
        elif kind == "date":
            made[title] = pa.array(values, pa.date32())
        else:
            made[title] = pa.array([float(value) for value in values], pa.float64())
    return pa.table(made)
