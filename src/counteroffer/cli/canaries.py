"""`counteroffer contract test`: a contract's own examples, worked by hand, held against the pricing."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from counteroffer.cli.app import WorkspaceOption, console, find_workspace
from counteroffer.cli.contract import contracts
from counteroffer.contracts.canaries import beside
from counteroffer.core.errors import UnknownNameError
from counteroffer.workspace.agreed import documents
from counteroffer.workspace.canaries import FAIL, OPEN, PASS, propose, sing

_COLORS = {PASS: "green", FAIL: "bold red", OPEN: "yellow"}


def add_to(app: typer.Typer) -> None:  # noqa: ARG001 - the group is in the app already
    """Add the command to the group `contract`."""
    contracts.command("test")(try_canaries)


def try_canaries(
    contract: Annotated[str, typer.Argument(help="A contract's name; default: all.")] = "",
    write: Annotated[bool, typer.Option(help="Propose examples for its top codes, to be worked out by hand.")] = False,  # noqa: FBT002
    workspace: WorkspaceOption = None,
) -> None:
    """Price the examples in NAME.canaries.yaml beside each contract; exit code 1 if one is not as worked by hand."""
    desk = find_workspace(workspace)
    known, _, _ = documents(desk)
    chosen = [one for one in known if contract in ("", one.contract, one.key)]
    if not chosen:
        named = ", ".join(sorted({one.contract for one in known})) or "none yet"
        raise UnknownNameError(f"No contract is called '{contract}'.", f"There are: {named}.")
    if write:
        for one in chosen:
            made = propose(desk, one)
            says = f"Written: {made}. Fill in the answers." if made else f"{beside(one.file)} is there, or no line is."
            console.print(escape(says), soft_wrap=True)
        return
    sung, faults = sing(desk, chosen)
    for fault in faults:
        console.print(f"[bold red]{fault.severity}[/] {escape(str(fault))}", soft_wrap=True)
    for line in sung:
        console.print(
            f"[{_COLORS[line.outcome]}]{line.outcome}[/] {line.contract}: {escape(str(line))}", soft_wrap=True
        )
        if line.outcome == FAIL:
            console.print(f"  [dim]{escape(str(line.canary.file))}:{line.line.place}[/]", soft_wrap=True)
            console.print(f"  by hand: {escape(line.canary.by_hand) or 'not said'}", soft_wrap=True)
            for sentence in line.explanation.sentences:
                console.print(f"  priced:  {escape(sentence)}", soft_wrap=True)
    counts = ", ".join(f"{sum(one.outcome == kind for one in sung)} {kind}" for kind in _COLORS)
    console.print(counts if sung else "No examples yet: propose some with `counteroffer contract test NAME --write`.")
    if faults or any(one.outcome == FAIL for one in sung):
        raise typer.Exit(1)
