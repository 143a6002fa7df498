"""`counteroffer totals` and `counteroffer charges`: what utilization reports and the charge master say."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace
from counteroffer.cli.values import write_value
from counteroffer.core.money import show
from counteroffer.measure.registry import PERCENT
from counteroffer.workspace.totals import charge_master, totals_report


def add_to(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.command()(totals)
    app.command()(charges)


def totals(
    payer: Annotated[str, typer.Option(help="Only this payer's codes.")] = "",
    share: Annotated[float, typer.Option(help="Show the codes that make this percent of the dollars.")] = 80.0,
    workspace: WorkspaceOption = None,
) -> None:
    """Show what utilization reports say: payers, their percent of Medicare, top codes; and what they cannot say."""
    report = totals_report(find_workspace(workspace), payer, share)
    for sentence in report.says:
        console.print(sentence, soft_wrap=True)
    against = {row["payer"]: row for row in report.medicare}
    grid = _grid("Payer", "Units", "Charges", "Allowed", "Paid", "Share", "% of Medicare", "of allowed $")
    for row in report.mix:
        other = against[row["payer"]]
        grid.add_row(
            escape(row["payer"]),
            _units(row["milliunits"]),
            *(show(row[name]) if row[name] else "-" for name in ("charge", "allowed", "paid")),
            *(write_value(value, PERCENT) for value in (row["share"], other["percent_of_medicare"], other["coverage"])),
        )
    console.print(grid)
    console.print(f"\n[bold]Top codes[/]{f' of {escape(report.payer)}' if report.payer else ''}")
    grid = _grid("Code", "Part", "Setting", "Units", "Per unit", "Medicare", "% of Medicare", "Share", "Together")
    for row in report.codes:
        percents = (row["percent_of_medicare"], row["share"], row["cumulative_share"])
        grid.add_row(
            row["code"],
            row["component"],
            row["compared_setting"],
            _units(row["milliunits"]),
            show(row["per_unit"]),
            show(row["medicare_per_unit"]) if row["medicare_per_unit"] else "-",
            *(write_value(value, PERCENT) for value in percents),
        )
    console.print(grid if report.codes else "None: these totals are of nothing, or of less than nothing.")
    console.print()
    for sentence in report.cannot:
        console.print(f"[dim]{sentence}[/]", soft_wrap=True)


def charges(
    code: Annotated[str, typer.Argument(help="Only codes beginning so.")] = "", workspace: WorkspaceOption = None
) -> None:
    """List the imported charge master."""
    rows = [row for row in charge_master(find_workspace(workspace)) if row["code"].startswith(code.upper())]
    if not rows:
        console.print(
            "No charges. Import a charge master: counteroffer mapping propose FILE --kind charge_master --save NAME."
        )
        return
    grid = _grid("Code", "Modifier", "Charge", "Since")
    for row in rows:
        grid.add_row(row["code"], row["modifier"], show(row["charge"]), str(row["since"] or ""))
    console.print(grid)


def _units(milliunits: int) -> str:
    return f"{milliunits / 1000:,.3f}".rstrip("0").rstrip(".")


def _grid(first: str, *others: str) -> Table:
    grid = Table(first, *others, box=None, header_style="bold")
    for column in grid.columns[1:]:
        column.justify = "right"
    return grid
