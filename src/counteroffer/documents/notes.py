"""What a case rests on, and what it cannot tell: the notes at its end, the same on the page and in the workbook."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from counteroffer.documents import writing

if TYPE_CHECKING:
    from counteroffer.documents.context import CaseContext
    from counteroffer.documents.records import Case

WHY_NOT = {
    "no_contract": "no contract in force",
    "no_rate": "no rate for the code",
    "by_hand": "priced by hand, as the contract is written",
    "modifier": "a modifier not priced yet",
    "no_date": "no date",
    "no_units": "no units",
}
OUTSIDE = "Amounts are before any interest, withhold or settlement outside the remittances."
UNTOLD = (
    "What these files cannot tell: services never billed, why a payer chose a denial code, and plans that pay "
    "differently under one payer name."
)
WELL_COVERED = 90
"""Percent of allowed dollars with a Medicare price below which the comparison wants care (metrics notes, 2d)."""


def notes(case: Case, context: CaseContext) -> list[str]:
    """Say in sentences what a case's figures were computed from and where they end."""
    said = [_files(context), _findings(context), *_lines(case), _tolerance(context)]
    covered = case.figures["medicare_coverage"].value
    if covered is not None and covered < WELL_COVERED:
        said.append(
            f"Less than {WELL_COVERED}% of allowed dollars have a Medicare price: read that comparison with care."
        )
    versions = ", ".join(f"{name} {version}" for name, version in sorted(context.versions.items()))
    return [*said, OUTSIDE, UNTOLD, f"Versions of the tables this was computed from: {versions}."]


def _files(context: CaseContext) -> str:
    aside = sum(context.files["claims_set_aside"].to_pylist())
    return (
        f"{context.files.num_rows:,} files in the workspace; {aside:,} claims in them are set aside and in no figure."
    )


def _findings(context: CaseContext) -> str:
    seen = Counter(context.findings["severity"].to_pylist())
    return (
        f"Findings in the data: {seen['error']:,} errors, {seen['warning']:,} warnings and {seen['note']:,} notes; "
        "the command counteroffer findings lists them."
    )


def _lines(case: Case) -> list[str]:
    waiting = case.lines["outcome"].to_pylist().count("none")
    said = [f"{case.lines.num_rows:,} lines of this payer as the primary one; {waiting:,} have no answer yet."]
    derived = case.lines.filter(case.lines["in_allowed"])["allowed_source"].to_pylist().count("derived")
    if derived:
        said.append(
            f"The payer does not say the allowed amount of {derived:,} paid lines: it is paid + patient responsibility."
        )
    seen = Counter(case.lines["why_not"].to_pylist())
    left = ", ".join(f"{seen[why]:,} {text}" for why, text in WHY_NOT.items() if seen[why])
    return [*said, f"Lines that could not be priced: {left or 'none'}."]


def _tolerance(context: CaseContext) -> str:
    cents, percent = context.practice.tolerance_cents, context.practice.tolerance_percent
    return (
        f"Only exact prices make an underpayment, and only beyond {writing.money(cents)} or {percent}% of the expected "
        "amount, whichever is larger."
    )
