"""`counteroffer contract clauses`: the kinds of clauses a contract document can state, and what the contracts say."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace
from counteroffer.cli.contract import contracts
from counteroffer.contracts.clauses import ClauseKind, clause_kinds
from counteroffer.core.errors import UnknownNameError


def add_to(app: typer.Typer) -> None:  # noqa: ARG001 - the group is in the app already
    """Add the command to the group `contract`."""
    contracts.command()(clauses)


def clauses(
    kind: Annotated[str | None, typer.Argument(help="One kind, told in full; default: all kinds.")] = None,
    payer: Annotated[str | None, typer.Option(help="What the contracts of this payer say.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """List the kinds of clauses a contract document can state; with --payer, what a payer's contracts say."""
    if payer is not None:
        _said(payer, kind, workspace)
        return
    known = clause_kinds()
    if kind is not None:
        if kind not in known:
            raise UnknownNameError(f"There is no kind of clause '{kind}'.", f"There are: {', '.join(known)}.")
        _in_full(known[kind])
        return
    grid = Table("Kind", "What it is about", "What it can say", box=None, header_style="bold")
    for found in known.values():
        grid.add_row(found.key, found.title, ", ".join(found.holds))
    console.print(grid)


def _in_full(kind: ClauseKind) -> None:
    console.print(f"[bold]{kind.title}[/] ({kind.key}; {kind.group})")
    for name, unit in kind.holds.items():
        console.print(f"  {name}: {unit if isinstance(unit, str) else ' | '.join(unit)}")
    console.print(f"Harm: {kind.harm}\nAsk: {kind.ask}\nElse: {kind.fallback}\nHave counsel review any wording.")


def _said(payer: str, kind: str | None, workspace: WorkspaceOption) -> None:
    desk = find_workspace(workspace)
    name = desk.payer(payer)
    rows = [r for r in desk.clauses().to_pylist() if r["payer"] == name and kind in (None, r["clause"])]
    if not rows:
        console.print(f"No clause of {name} is written down yet: add `clauses:` to its contract (docs/contracts.md).")
        return
    grid = Table("Contract", "Since", "Clause", "Says", "Field", "Value", "Page", box=None, header_style="bold")
    for row in rows:
        says = "(silent)" if row["silent"] else row["says"]
        value = f"{row['number'] / 1000:g}%" if row["unit"] == "percent" else row["value"]
        where = f"{row['contract']}/{row['version']}"
        grid.add_row(where, str(row["since"]), row["clause"], says, row["field"], value, row["page"])
    console.print(grid)
