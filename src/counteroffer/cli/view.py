"""`counteroffer view` and `counteroffer view NAME`: every table-valued measure, shown or written to a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace, working
from counteroffer.cli.export import refuse_ending, write_table
from counteroffer.cli.values import write_value
from counteroffer.core.errors import InputError
from counteroffer.documents.writing import units
from counteroffer.measure import registry
from counteroffer.measure.registry import CENTS, PERCENT

if TYPE_CHECKING:
    import pyarrow as pa

SHOWN = 40


def add_to(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command()(view)


def view(  # noqa: PLR0913 - as many as it has options
    name: Annotated[str, typer.Argument(help="A view's name; nothing: list them.")] = "",
    payer: Annotated[str, typer.Option(help="Only this payer; a view that compares payers still sees all.")] = "",
    option: Annotated[
        list[str] | None, typer.Option("--set", help="An option of the view, like share=90; may be given again.")
    ] = None,
    rows: Annotated[int, typer.Option(help="How many rows to show; 0 shows all.")] = SHOWN,
    out: Annotated[Path | None, typer.Option(help="Write all rows to this .csv or .parquet file.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """List the views, show one, or write one to a file."""
    if not name:
        _list()
        return
    found = registry.find_view(name)
    refuse_ending(out)
    said = dict(_pair(text) for text in option or ())
    desk = find_workspace(workspace)
    with working("Matching, pricing and counting ..."):
        made = desk.view(name, payer, said)
    if out is None:
        _show(found, made, rows)
    else:
        write_table(made, out)


def _list() -> None:
    grid = Table("Name", "What it is", "One row is", "Options", header_style="bold", box=None)
    for found in registry.views():
        options = ", ".join(option for option in found.options if option != "payer")
        grid.add_row(f"[bold]{found.name}[/]", found.title, found.grain, options)
    console.print(grid)


def _pair(text: str) -> tuple[str, str]:
    option, sign, value = text.partition("=")
    if not sign:
        raise InputError(f"'{text}' is no option with a value.", "Write it like share=90.")
    return option.strip(), value.strip()


def _show(found: registry.View, made: pa.Table, rows: int) -> None:
    first = found.says.split("\n")[0]
    console.print(f"[bold]{found.title}[/] (one row: {found.grain})\n[dim]{first} Source: {found.source}.[/]")
    grid = Table(*made.column_names, header_style="bold", box=None)
    shown = made.slice(0, rows) if rows else made
    for row in shown.to_pylist():
        grid.add_row(*(_cell(row[column], found.columns[column]) for column in made.column_names))
    console.print(grid)
    left = made.num_rows - shown.num_rows
    console.print(f"[dim]{left:,} more rows (--rows 0 shows all, --out FILE.csv writes them).[/]" if left else "")


def _cell(value: Any, says: str) -> str:
    """Write a value in the unit that its column's description begins with."""
    if value is None:
        return "-"
    if says.startswith("thousandths"):
        return units(value)
    for unit in (CENTS, PERCENT):
        if says.startswith(unit):
            return write_value(value, unit)
    if isinstance(value, bool):
        return "yes" if value else ""
    return f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
