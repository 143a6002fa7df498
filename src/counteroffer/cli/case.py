"""`counteroffer case`: write the business case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace, working
from counteroffer.core.errors import InputError
from counteroffer.core.money import show

if TYPE_CHECKING:
    from counteroffer.workspace import Workspace


def add_to(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command()(case)


def case(
    payer: Annotated[str, typer.Argument(help="The payer's name, or the beginning of it.")] = "",
    every: Annotated[bool, typer.Option("--all", help="A case for each payer, and our own.")] = False,  # noqa: FBT002
    out: Annotated[Path | None, typer.Option(help="Folder to write to. Default: reports/ in the workspace.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Write the business case for a payer: a report, a workbook with live formulas, and the rows behind each figure."""
    if bool(payer) == every:
        raise InputError("Say for which payer, or for all.", "counteroffer case 'NAME'   or   counteroffer case --all")
    desk = find_workspace(workspace)
    if every:
        write_all(desk, out)
        return
    with working("Matching, pricing and writing ..."):
        paths = desk.case(payer, out)
    console.print(f"The case:     {paths.html}")
    console.print(f"The workbook: {paths.workbook}")


def write_all(desk: Workspace, out: Path | None = None) -> Path:
    """Write every payer's case, the ranking and the practice's business case, show the ranking, and give that page."""
    with working("Matching, pricing and writing every payer's case ..."):
        made = desk.cases(out)
    show_ranking(desk)
    console.print(f"\nThe ranking and every payer's case: {made.ranking}")
    console.print(f"For the owners, never for a payer:  {made.report.html}")
    console.print(f"Every table behind it:              {made.report.appendix}, {made.report.workbook.name}")
    return made.report.html


def show_ranking(desk: Workspace) -> None:
    """Show the payers by what is worth negotiating first."""
    grid = Table("", "Payer", "Allowed a year", "Owed now", "Denied a year", "At stake", box=None, header_style="bold")
    grid.columns[1].no_wrap = True
    for column in grid.columns[2:]:
        column.justify, column.no_wrap = "right", True
    for place, row in enumerate(desk.worth().to_pylist(), 1):
        low, high = (show(row[f"at_stake_{end}"], whole=True) for end in ("low", "high"))
        amounts = (show(row[name], whole=True) for name in ("allowed_yearly", "owed", "denied_yearly"))
        grid.add_row(str(place), row["payer"], *amounts, f"{low} to {high}")
    console.print(grid)
