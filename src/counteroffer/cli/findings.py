"""`counteroffer findings`: every fault found in files, matching and contracts."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from counteroffer.cli.app import WorkspaceOption, console, find_workspace
from counteroffer.core.money import show


def add_to(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command()(findings)


def findings(
    workspace: WorkspaceOption = None,
    kind: Annotated[str, typer.Option(help="Only this kind, or kinds beginning so, such as `x12.`.")] = "",
    severity: Annotated[str, typer.Option(help="Only error, warning or note.")] = "",
    most: Annotated[int, typer.Option(help="How many to show at the most.")] = 50,
) -> None:
    """Show what was found wrong in files, matching and contracts: place, money and mend."""
    rows = [
        row
        for row in find_workspace(workspace).findings().to_pylist()
        if row["kind"].startswith(kind) and severity in ("", row["severity"])
    ]
    if not rows:
        console.print("No findings: everything that was read balanced.")
        return
    for row in rows[:most]:
        place = f"{row['file']}:{row['segment']}" if row["segment"] else row["file"]
        money = "" if row["cents"] is None else f", {show(row['cents'])}"
        console.print(f"[bold]{row['severity']}[/] {row['kind']}{money}  [dim]{escape(place)}[/]", soft_wrap=True)
        console.print(f"  {escape(row['says'])} {escape(row['mend'])}", soft_wrap=True)
    if len(rows) > most:
        console.print(f"... and {len(rows) - most:,} more (--most {len(rows)}).")
