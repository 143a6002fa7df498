"""`counteroffer underpayments`: what payers paid below their contracts, and why."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace, working
from counteroffer.core.money import show
from counteroffer.price.causes import OVER, SAYS, UNDER

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = dict[str, Any]


def add_to(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command()(underpayments)


def underpayments(  # noqa: PLR0913 - as many as it has options
    payer: Annotated[str, typer.Argument(help="Only this payer: its name or the beginning of it.")] = "",
    cause: Annotated[str, typer.Option(help="Only this cause.")] = "",
    over: Annotated[bool, typer.Option("--over", help="What was paid above the contract instead.")] = False,  # noqa: FBT002
    patterns: Annotated[  # noqa: FBT002
        bool, typer.Option("--patterns", help="Where a cause comes again and again, with its days.")
    ] = False,
    most: Annotated[int, typer.Option(help="How many groups to show at the most.")] = 40,
    workspace: WorkspaceOption = None,
) -> None:
    """Show what was paid below the contracts, by payer, cause and code: lines, dollars, the oldest service."""
    desk, direction = find_workspace(workspace), OVER if over else UNDER
    with working("Looking for causes ..."):
        name = "variance_patterns" if patterns else "variances_by_cause"
        rows = [
            row
            for row in desk.view(name, payer).to_pylist()
            if row["direction"] == direction and cause in ("", row["cause"])
        ]
    if not rows:
        console.print("Nothing was paid otherwise than the contracts say, beyond the tolerance.")
        return
    _patterns(rows, most) if patterns else _groups(rows, most)
    if not patterns:
        console.print(
            f"\n[bold]{sum(row['lines'] for row in rows):,} lines, {show(sum(row['dollars'] for row in rows))}.[/]"
        )
        for known in dict.fromkeys(row["cause"] for row in rows):
            console.print(f"  {known}: {SAYS[known]}.")
    if not over:
        console.print("Dispute them: `counteroffer disputes open PAYER`; the same by code and day: --patterns.")


def _groups(rows: Sequence[Row], most: int) -> None:
    grid = Table("Payer", "Cause", "Code", box=None, header_style="bold")
    for title in ("Lines", "Dollars", "Oldest"):
        grid.add_column(title, justify="right", no_wrap=True)
    for row in islice(rows, most):
        numbers = (f"{row['lines']:,}", show(row["dollars"]), str(row["oldest"] or "-"))
        grid.add_row(escape(row["payer"]), row["cause"], row["code"], *numbers)
    console.print(grid)
    if len(rows) > most:
        console.print(f"... and {len(rows) - most:,} more (--most {len(rows)}).")


def _patterns(rows: Sequence[Row], most: int) -> None:
    grid = Table("Payer", "Cause", "Where", box=None, header_style="bold")
    for title in ("Lines", "Of", "Share", "First", "Last", "Dollars"):
        grid.add_column(title, justify="right", no_wrap=True)
    for row in islice(rows, most):
        where = "all lines" if row["dimension"] == "all" else f"{row['dimension']} {row['value']}"
        days = (str(row["first_day"] or "-"), str(row["last_day"] or "-"))
        share = f"{row['share']:.0f}%"
        grid.add_row(escape(row["payer"]), row["cause"], where, f"{row['lines']:,}", f"{row['of']:,}", share, *days,
                     show(row["dollars"]))  # fmt: skip
    console.print(grid)
