"""`counteroffer contract`: check a contract, list those in force, write the schema for editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace
from counteroffer.contracts.read import json_schema
from counteroffer.core.dates import OPEN
from counteroffer.core.errors import InputError, WorkspaceError
from counteroffer.core.findings import ERROR
from counteroffer.workspace.checking import check_contract

if TYPE_CHECKING:
    from counteroffer.workspace import Workspace

contracts = typer.Typer(help="Contracts as documents: check, list, schema.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.add_typer(contracts, name="contract")


@contracts.command()
def check(file: Annotated[Path, typer.Argument(help="A contract (YAML).")], workspace: WorkspaceOption = None) -> None:
    """Report every fault of a contract and every doubtful term, each with its line; exit code 1 if one is an error."""
    if not file.is_file():
        raise InputError(f"There is no file {file}.", "Name a contract's YAML file.")
    contract, findings = check_contract(file, _desk(workspace))
    for finding in findings:
        console.print(f"[dim]{finding.severity}[/] {escape(str(finding))}", soft_wrap=True)
    if contract is None or any(finding.severity == ERROR for finding in findings):
        console.print(f"[bold red]{len(findings)} to mend[/] in {file}.")
        raise typer.Exit(1)
    until = "open" if contract.until == OPEN else contract.until.isoformat()
    arranged = f", {len(contract.arrangements)} arrangements" if contract.arrangements else ""
    holds = f"{contract.payer}, {len(contract.terms)} terms{arranged}, {contract.since} to {until}"
    console.print(f"[green]{file} is in order[/]: {holds}.")


def _desk(workspace: Path | None) -> Workspace | None:
    try:
        return find_workspace(workspace)
    except WorkspaceError:
        if workspace is not None:
            raise
        return None


@contracts.command("list")
def list_contracts(workspace: WorkspaceOption = None) -> None:
    """List the contract versions in the workspace with their terms."""
    desk = find_workspace(workspace)
    rows = desk.terms().to_pylist()
    if not rows:
        console.print(f"No contract yet. Put one into {desk.home.contracts_dir} and check it with `contract check`.")
        return
    grid = Table("Payer", "Contract", "Since", "Until", "Term", "Says", box=None, header_style="bold")
    for row in rows:
        until = "open" if row["until"] == OPEN else str(row["until"])
        grid.add_row(row["payer"], row["contract"], str(row["since"]), until, row["term_id"], row["says"])
    console.print(grid)


@contracts.command()
def schema(
    out: Annotated[Path | None, typer.Argument(help="Where to write it; default: the terminal.")] = None,
) -> None:
    """Write the JSON Schema of contracts, for an editor that checks while you type."""
    text = json.dumps(json_schema(), indent=2)
    if out is None:
        typer.echo(text)
    else:
        out.write_text(text + "\n", encoding="utf-8")
        console.print(f"Written to {out}.")
