"""`counteroffer contract methods`: what a contract can say, and what shows that it is priced right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from counteroffer.cli.app import console
from counteroffer.cli.contract import contracts
from counteroffer.contracts.methods import TABLE

if TYPE_CHECKING:
    import typer


def add_to(app: typer.Typer) -> None:  # noqa: ARG001 - the group is in the app already
    """Add the commands to the group `contract`."""
    contracts.command()(methods)


def methods() -> None:
    """List every way to pay and every adjustment: what it does, what it needs, its source, and its examples."""
    grid = Table("Key", "What it does", "Proved by, in tests/", header_style="bold", box=None, padding=(0, 2, 1, 0))
    grid.columns[0].no_wrap = True
    for method in TABLE:
        says = f"{method.says} [dim]({method.kind})[/]\n[dim]needs[/] {escape(method.needs)}"
        says += f"\n[dim]source[/] {escape(method.source)}"
        grid.add_row(f"[bold]{method.key}[/]", says, escape("\n".join(method.cases)))
    console.print(grid)
