"""`counteroffer table`: the tables themselves, and their export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import typer
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace
from counteroffer.core import tables
from counteroffer.core.errors import InputError, UnknownNameError


def add_to(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command()(table)


def table(
    name: Annotated[str, typer.Argument(help="A table's name; nothing: list them.")] = "",
    out: Annotated[Path | None, typer.Option(help="Export the table to this .parquet or .csv file.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """List the tables, describe one, or export one."""
    if not name:
        grid = Table("Table", "One row is", header_style="bold", box=None)
        for known in tables.ALL:
            grid.add_row(f"[bold]{known.name}[/]", known.grain)
        console.print(grid)
        return
    try:
        found = tables.table(name)
    except KeyError:
        raise UnknownNameError(f"No table is called '{name}'.", "`counteroffer table` lists them.") from None
    if out is None:
        _describe(found)
    else:
        _export(found, out, workspace)


def _describe(found: tables.Table) -> None:
    console.print(f"[bold]{found.name}[/]: {found.grain}")
    grid = Table("Column", "Unit", "Null", "Says", header_style="bold", box=None)
    for column in found.columns:
        grid.add_row(column.name, column.unit, "yes" if column.null else "", column.says)
    console.print(grid)


def _export(found: tables.Table, out: Path, workspace: Path | None) -> None:
    if out.suffix not in (".parquet", ".csv"):
        raise InputError(f"{out} is neither .parquet nor .csv.", "Choose one of the two endings.")
    with find_workspace(workspace).engine() as engine:
        rows = engine.arrow(engine.table(found.name))
    if out.suffix == ".csv":
        pacsv.write_csv(rows, out)
    else:
        pq.write_table(rows, out)
    console.print(f"{rows.num_rows:,} rows of {found.name}: {out}")
