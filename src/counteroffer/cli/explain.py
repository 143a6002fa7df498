"""`counteroffer explain`: why one line was priced as it was."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from counteroffer.cli.app import WorkspaceOption, console, find_workspace


def add_to(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command()(explain)


def explain(
    claim: Annotated[str, typer.Argument(help="The claim's patient control number.")],
    line: Annotated[int, typer.Argument(help="The line's number on the claim.")] = 1,
    workspace: WorkspaceOption = None,
) -> None:
    """Say why a line was priced as it was: term, page, every step, what was allowed, and a paragraph to send."""
    made = find_workspace(workspace).explain(claim, line)
    for number, step in enumerate(made.steps, 1):
        rule = f" [dim]{escape(step.rule_id)}[/]" if step.rule_id else ""
        console.print(f"{number}. {escape(step.sentence)}{rule}", soft_wrap=True)
    console.print(f"\n[bold]For a letter:[/] {escape(made.letter)}", soft_wrap=True)
