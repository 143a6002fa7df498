"""`counteroffer contract discover`: what a payer really pays, from its remittances alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace
from counteroffer.cli.contract import contracts
from counteroffer.core.money import show
from counteroffer.discover.explain import CHARGES, SCHEDULE
from counteroffer.workspace.discover import discover as find
from counteroffer.workspace.discover import save as write

if TYPE_CHECKING:
    from counteroffer.discover.explain import Explanation
    from counteroffer.discover.rates import Rate
    from counteroffer.workspace.discover import Discovery

MOST = 15
"""So many contradictions are shown; all of them are in the saved files."""

_SILENT = {
    "not_first_payer": "another payer came first",
    "denied": "denied",
    "reversed": "taken back",
    "unanswered": "not answered yet",
    "no_amount": "without an allowed amount",
    "nothing_allowed": "nothing allowed",
    "no_units": "without units",
    "no_day": "without a day of service",
    "no_code": "without a code",
}


def add_to(_: typer.Typer) -> None:
    """Add the command to `counteroffer contract`."""
    contracts.command()(discover)


def discover(
    payer: Annotated[str, typer.Argument(help="The payer, as `counteroffer payers` has it.")],
    code: Annotated[str, typer.Option(help="One code: every amount with its days and support.")] = "",
    save: Annotated[
        Path | None, typer.Option(help="Write a draft contract, its fee schedule and all rates into this folder.")
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Recover the schedule that a payer really uses, from remittances alone, and hold it against the contract."""
    found = find(find_workspace(workspace), payer)
    if code:
        _history(found, code.upper())
        return
    rates = found.schedule.rates
    firm = sum(rate.firm for rate in rates)
    seen = sum(rate.lines for rate in rates)
    console.print(
        f"[bold]{escape(found.payer)}[/]: {len(rates):,} rates from {seen:,} paid lines, {firm:,} of them firm "
        "(at least three lines that agree).",
        soft_wrap=True,
    )
    for stretch in found.stretches:
        console.print(f"\n[bold]{stretch.since} to {stretch.until}[/]")
        console.print(_explained(stretch.explanations))
    _against_paper(found)
    quiet = ", ".join(f"{row['lines']:,} {_SILENT[str(row['why'])]}" for row in found.silent)
    if quiet:
        console.print(f"[dim]Lines that tell nothing of rates: {quiet}.[/]", soft_wrap=True)
    if save is not None:
        for path in write(found, save):
            console.print(f"Written: {path}", soft_wrap=True)
        console.print("A draft to read and confirm: nothing of it prices until you copy it into contracts/.")


def _explained(explanations: tuple[Explanation, ...]) -> Table:
    grid = Table("Section", "Setting", "Paid by", "Rates", "To the cent", "Allowed", box=None, header_style="bold")
    for one in explanations:
        share = "-" if one.basis == SCHEDULE else f"{one.explained:,} ({one.share:.1%} of $)"
        grid.add_row(
            one.section, one.setting or "both", _rule(one), f"{one.rates:,}", share, show(one.dollars, whole=True)
        )
    return grid


def _rule(one: Explanation) -> str:
    if one.basis == SCHEDULE:
        return "a schedule of its own"
    of = "charges" if one.basis == CHARGES else one.published.name if one.published else ""
    return f"{one.percent / 1000:g}% of {of}"


def _against_paper(found: Discovery) -> None:
    if not found.has_contract:
        console.print("\nThere is no contract of this payer in contracts/ to hold this against.")
        return
    if not found.contradictions:
        console.print("\n[green]No firm rate contradicts the contract.[/]")
        return
    total = sum(one.dollars for one in found.contradictions)
    word = "below" if total < 0 else "above"
    count = f"{len(found.contradictions):,} firm rates"
    console.print(f"\n[bold]{count} contradict the contract[/], {show(abs(total))} {word} it in all.")
    grid = Table("Code", "Setting", "From", "To", "Paid", "Paper", "In all", "Term", box=None, header_style="bold")
    for one in found.contradictions[:MOST]:
        rate = one.rate
        name = f"{rate.code}-{rate.modifier}" if rate.modifier else rate.code
        grid.add_row(
            name, rate.setting, str(one.since), str(one.until), show(rate.amount), show(one.paper), show(one.dollars),
            escape(one.term_id),
        )  # fmt: skip
    console.print(grid)
    if len(found.contradictions) > MOST:
        console.print(f"[dim]and {len(found.contradictions) - MOST:,} more[/]")


def _history(found: Discovery, code: str) -> None:
    rates = found.of(code)
    if not rates:
        console.print(f"No paid line of {escape(found.payer)} has the code {escape(code)}.")
        return
    grid = Table(
        "Code", "Setting", "From", "To", "Amount", "Lines", "At it", "Stability", "", box=None, header_style="bold"
    )
    for rate in rates:
        name = f"{rate.code} {rate.modifier}".strip()
        amount = f"{'at least ' if rate.at_least else ''}{show(rate.amount)}"
        grid.add_row(
            name, rate.setting, str(rate.since), str(rate.until), amount, f"{rate.lines:,}", f"{rate.at_lines:,}",
            f"{rate.stability:.0%}", _remark(rate),
        )  # fmt: skip
    console.print(grid)


def _remark(rate: Rate) -> str:
    said = [] if rate.firm else ["not firm"]
    if rate.dated and rate.after is not None:
        said.append(f"changed after {rate.after}")
    if rate.capped:
        said.append(f"{rate.capped:,} lines at their charge")
    return ", ".join(said)
