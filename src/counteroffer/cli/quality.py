"""`counteroffer quality`: what came, what balanced, what is missing, and how far each payer's answers have arrived."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace, working
from counteroffer.core.money import show
from counteroffer.measure.checks import BAD, GOOD
from counteroffer.measure.quality import SECTIONS, Quality
from counteroffer.workspace.quality import write_page, write_rows

_DEPOSITS = "A CSV of your deposits (date, amount, reference) to compare with the payments."


def add_to(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command()(quality)


def quality(  # noqa: PLR0913 - as many as it has options
    payer: Annotated[str, typer.Option(help="Only this payer.")] = "",
    deposits: Annotated[Path | None, typer.Option(help=_DEPOSITS)] = None,
    rows: Annotated[Path | None, typer.Option(help="Also write the rows behind the checks to this CSV.")] = None,
    check: Annotated[str, typer.Option(help="With --rows: only those of this check.")] = "",
    html: Annotated[Path | None, typer.Option(help="Also write the report as a page to this file.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Check the data: did everything arrive, does it balance, what is missing, and what to do about it."""
    desk = find_workspace(workspace)
    with working("Matching and checking ..."):
        report = desk.quality(payer, deposits)
    if report.empty:
        console.print("Nothing was imported yet. Start with: counteroffer import FOLDER")
    else:
        _show(report)
    if rows is not None:
        console.print(f"\n{write_rows(desk, report, rows, check):,} rows behind the checks: {rows}")
    if html is not None:
        write_page(desk, report, html)
        console.print(f"\nThe report as a page: {html}")


def _show(report: Quality) -> None:
    _show_came(report)
    _show_payers(report)
    for title, names in SECTIONS.items():
        console.print(f"\n[bold]{title}[/]")
        for name in names:
            if (one := report.check(name)) is not None:
                _show_check(one.title, one.grade, one.count, one.cents, one.name)
                console.print(f"     {escape(one.says)} {escape(one.mend)}".rstrip(), soft_wrap=True)


def show_quality(report: Quality) -> None:
    """Write the short form, as it stands after an import: completeness of each payer, and what wants a look."""
    _show_payers(report)
    if not report.faults:
        console.print("Everything that can be checked is in order.")
        return
    console.print(f"\n{len(report.faults)} of {len(report.checks)} checks found something (`counteroffer quality`):")
    for one in sorted(report.faults, key=lambda c: c.grade != BAD):
        _show_check(one.title, one.grade, one.count, one.cents, "")


def _show_came(report: Quality) -> None:
    grid = Table("Kind", box=None, header_style="bold")
    for title in ("Files", "Claims", "set aside", "Lines", "Charges", "Paid"):
        grid.add_column(title, justify="right")
    for one in report.came:
        numbers = (one.files, one.claims, one.claims_set_aside, one.lines)
        grid.add_row(one.kind, *(f"{n:,}" for n in numbers), show(one.charge), show(one.paid))
    console.print(grid)


def _show_payers(report: Quality) -> None:
    grid = Table("Payer", "Months of service", "Months without payments", box=None, header_style="bold")
    for one in report.payers:
        grid.add_row(escape(one.payer), str(one), ", ".join(one.missing) or "-")
    if report.payers:
        console.print(grid)


def _show_check(title: str, grade: str, count: int, cents: int | None, name: str) -> None:
    mark = {GOOD: "[green]ok[/]", BAD: "[red]!![/]"}.get(grade, "[yellow]? [/]" if count else "[dim]- [/]")
    money = f", {show(cents, whole=True)}" if cents else ""
    number = f": {count:,}{money}" if count else ""
    console.print(f"  {mark} {escape(title)}{number}" + (f"  [dim]{name}[/]" if name and count else ""))
