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
    engine: Annotated[
        str | None,
        typer.Option(
            help="What prices the lines: duckdb or spark; without it, what COUNTEROFFER_ENGINE says, or duckdb."
        ),
    ] = None,
    spark_url: Annotated[
        str | None,
        typer.Option(
            help="Where Spark runs: spark://HOST:7077, sc://HOST:15002 (Spark Connect); without it, on this computer.",
        ),
    ] = None,
) -> None:
    """Match claims with remittances and price the lines anew, if files, contracts or the profile changed.

    Every question refreshes by itself; this command only does it now and says what came of it.
    DuckDB prices tens of millions of lines on one computer; Spark gives the same prices, to the cent, on a cluster.
    """
    desk = find_workspace(workspace)
    with working("Matching and pricing ..."):
        made = desk.refresh(force=force, engine=engine, spark_url=spark_url)
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
