"""`counteroffer refresh`: match and price anew."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from counteroffer.cli.app import WorkspaceOption, console, find_workspace, working


def add_to(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command()(refresh)


def refresh(
    workspace: WorkspaceOption = None,
    force: Annotated[bool, typer.Option(help="Also when nothing has changed.")] = False,  # noqa: FBT002
) -> None:
    """Match claims with remittances and price the lines anew, if files, contracts or the profile changed.

    Every question refreshes by itself; this command only does it now and says what came of it.
    """
    desk = find_workspace(workspace)
    with working("Matching and pricing ..."):
        made = desk.refresh(force=force)
    if not made.changed:
        console.print("Everything is up to date.")
        return
    if made.adopted:
        console.print(
            f"{len(made.adopted)} documents of the contracts' folder are adopted as the first. From now on a changed "
            "or new one waits until `counteroffer contract adopt` puts it into force."
        )
    console.print(
        f"{made.lines:,} service lines, {made.priced:,} priced by {made.contracts:,} contract versions, "
        f"{len(made.findings):,} findings."
    )
    for finding in made.findings[:12]:
        console.print(f"  [dim]{finding.severity}[/] {escape(str(finding))}", soft_wrap=True)
