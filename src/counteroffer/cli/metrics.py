"""`counteroffer metrics` and `counteroffer metric NAME`: every measure, its formula, any cut of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pyarrow.csv as pacsv
import typer
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace
from counteroffer.cli.values import write_value
from counteroffer.measure import registry


def add_to(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.command()(metrics)
    app.command()(metric)


def metrics() -> None:
    """List every metric with its unit and formula."""
    grid = Table("Name", "Unit", "What it is", "Formula", header_style="bold", box=None)
    for found in registry.metrics():
        grid.add_row(f"[bold]{found.name}[/]", found.unit, found.title, found.formula)
    console.print(grid)


def metric(
    name: Annotated[str, typer.Argument(help="A name from `counteroffer metrics`.")],
    by: Annotated[str, typer.Option(help="Cut by these columns, comma between: payer,code.")] = "",
    payer: Annotated[str, typer.Option(help="Only this payer.")] = "",
    rows: Annotated[Path | None, typer.Option(help="Also write the lines behind the figure to this CSV.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Answer one metric, with its formula and sample size."""
    found = registry.find_metric(name)
    desk = find_workspace(workspace)
    cuts = [cut.strip() for cut in by.split(",") if cut.strip()]
    answered = desk.answer(name, cuts, payer)
    console.print(
        f"[bold]{found.title}[/] ({found.unit}; {found.grain})\n[dim]{found.formula}. Source: {found.source}[/]"
    )
    grid = Table(*cuts, found.unit, "n", header_style="bold", box=None)
    for column in grid.columns[len(cuts) :]:
        column.justify = "right"
    for row in answered.to_pylist():
        grid.add_row(*(str(row[cut]) for cut in cuts), write_value(row["value"], found.unit), f"{row['n']:,}")
    console.print(grid)
    if rows is not None:
        behind = desk.rows_behind(name, payer)
        pacsv.write_csv(behind, rows)
        console.print(f"{behind.num_rows:,} lines behind it: {rows}")
