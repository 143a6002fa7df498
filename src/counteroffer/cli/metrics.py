"""`counteroffer metrics` and `counteroffer metric NAME`: every measure, its formula, any cut of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import pyarrow.csv as pacsv
import typer
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace, say_progress, working
from counteroffer.cli.values import write_value
from counteroffer.documents.writing import guarded
from counteroffer.measure import registry
from counteroffer.measure.completeness import PayerMonths

_ALL_MONTHS = "Count half-arrived months too, where rates and lags leave them out."

_INTERVAL = "Also show how sure it is: the 95% interval, and how it was found."


def add_to(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.command()(metrics)
    app.command()(metric)


def metrics(
    out: Annotated[Path | None, typer.Option(help="Write every metric and every view to this folder instead.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """List every metric with its unit and formula; or compute all measures and write them as Parquet.

    With --out: metrics.parquet (each metric of the practice and of each payer) and a file for every view.
    """
    if out is not None:
        _write_all(out, workspace)
        return
    grid = Table("Name", "Unit", "What it is", "Formula", header_style="bold", box=None)
    for found in registry.metrics():
        grid.add_row(f"[bold]{found.name}[/]", found.unit, found.title, found.formula)
    console.print(grid)


def _write_all(out: Path, workspace: Path | None) -> None:
    desk = find_workspace(workspace)
    with working("Counting ...") as status:
        made = desk.measures(lambda done, of: say_progress(status, f"Counting: {done} of {of} views ..."))
    written = made.write(out)
    console.print(f"{len(written)} files, {made.metrics.num_rows:,} figures in metrics.parquet: {out}")
    for name, shown in made.views.items():
        if shown.fault:
            console.print(f"[bold]{name}[/] could not be computed: {shown.fault}", soft_wrap=True)


def metric(  # noqa: PLR0913 - as many as it has options
    name: Annotated[str, typer.Argument(help="A name from `counteroffer metrics`.")],
    by: Annotated[str, typer.Option(help="Cut by these columns, comma between: payer,code.")] = "",
    payer: Annotated[str, typer.Option(help="Only this payer.")] = "",
    rows: Annotated[Path | None, typer.Option(help="Also write the lines behind the figure to this CSV.")] = None,
    interval: Annotated[bool, typer.Option("--interval", help=_INTERVAL)] = False,  # noqa: FBT002
    every_month: Annotated[bool, typer.Option("--all-months", help=_ALL_MONTHS)] = False,  # noqa: FBT002
    workspace: WorkspaceOption = None,
) -> None:
    """Answer one metric, with its formula and sample size."""
    found = registry.find_metric(name)
    desk = find_workspace(workspace)
    cuts = [cut.strip() for cut in by.split(",") if cut.strip()]
    complete = found.settled and not every_month
    answered = desk.answer(name, cuts, payer, complete=complete)
    console.print(
        f"[bold]{found.title}[/] ({found.unit}; {found.grain})\n[dim]{found.formula}. Source: {found.source}[/]"
    )
    sure = desk.interval(name, cuts, payer, complete=complete).to_pylist() if interval else []
    console.print(_grid(found, cuts, answered.to_pylist(), sure))
    _say_complete(desk.completeness(), desk.payer(payer) if payer else "", complete=complete)
    if rows is not None:
        behind = desk.rows_behind(name, payer, complete=complete)
        pacsv.write_csv(guarded(behind), rows)
        console.print(f"{behind.num_rows:,} lines behind it: {rows}")


def _grid(found: registry.Metric, cuts: list[str], rows: list[dict[str, Any]], sure: list[dict[str, Any]]) -> Table:
    """Lay out the answer, and its intervals where they were asked for; a withheld value says why, its interval too."""
    grid = Table(*cuts, found.unit, "n", *(("low", "high", "interval") if sure else ()), header_style="bold", box=None)
    for column in grid.columns[len(cuts) : len(cuts) + (4 if sure else 2)]:
        column.justify = "right"
    ends = {tuple(row[cut] for cut in cuts): row for row in sure}
    for row in rows:
        cells = [*(str(row[cut]) for cut in cuts), row["withheld"] or write_value(row["value"], found.unit)]
        cells.append(f"{row['n']:,}")
        end = ends.get(tuple(row[cut] for cut in cuts), {"low": None, "high": None, "method": "none"})
        if sure:
            shown = [None if row["withheld"] else end[name] for name in ("low", "high")]
            cells += [*(write_value(value, found.unit) for value in shown), end["method"]]
        grid.add_row(*cells)
    return grid


def _say_complete(payers: list[PayerMonths], payer: str, *, complete: bool) -> None:
    """Say beside a figure how much of the months behind it has arrived."""
    chosen = [one for one in payers if payer in ("", one.payer)]
    if not chosen:
        return
    how = "Complete months only (--all-months counts the others too)" if complete else "All months, whole or not"
    console.print(f"[dim]{how}. {'; '.join(f'{one.payer}: {one}' for one in chosen)}.[/]", soft_wrap=True)
