"""`counteroffer medicare`: what Medicare pays here, and the import of newer published files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace
from counteroffer.core.money import show

medicare = typer.Typer(help="Medicare as published: fees, localities, ZIP codes.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.add_typer(medicare, name="medicare")


@medicare.command("import")
def import_published(
    paths: Annotated[list[Path], typer.Argument(help="PPRRVU, GPCI or ZIP5 files of CMS, or the zip they come in.")],
    year: Annotated[int | None, typer.Option(help="Calendar year, where a file does not say it.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Store the fee schedule files as CMS publishes them; a year that is there already is replaced."""
    stored = find_workspace(workspace).import_published(paths, year)
    for name, rows in stored.items():
        console.print(f"{rows:,} rows into {name}.")


@medicare.command()
def fee(
    code: Annotated[str, typer.Argument(help="A CPT or HCPCS code.")],
    year: Annotated[int | None, typer.Option(help="Calendar year. Default: the latest there is.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Show what Medicare allows for a code in the practice's locality."""
    desk = find_workspace(workspace)
    rows = desk.medicare_fees(code, year).to_pylist()
    console.print(desk.locality_sentence())
    if not rows:
        console.print(f"Medicare's physician fee schedule has no price for {code}.")
        return
    grid = Table("Year", "Code", "Modifier", "Setting", "Allowed", header_style="bold", box=None)
    for row in rows:
        grid.add_row(str(row["year"]), row["code"], row["modifier"], row["setting"], show(row["amount"]))
    console.print(grid)
