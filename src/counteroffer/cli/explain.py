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
    """Say in sentences why a line was priced as it was: term, page, every step, and what was allowed instead."""
    for sentence in find_workspace(workspace).explain(claim, line):
        console.print(escape(sentence), soft_wrap=True)
