"""`counteroffer contract methods` and `match`: what a contract can say, and why a line gets its rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace
from counteroffer.cli.contract import contracts
from counteroffer.contracts.methods import TABLE
from counteroffer.core.dates import OPEN, from_iso
from counteroffer.core.errors import InputError
from counteroffer.workspace.matching import Asked

if TYPE_CHECKING:
    from counteroffer.workspace.matching import Match


def add_to(app: typer.Typer) -> None:  # noqa: ARG001 - the group is in the app already
    """Add the commands to the group `contract`."""
    contracts.command()(methods)
    contracts.command()(match)


def methods() -> None:
    """List every way to pay and every adjustment: what it does, what it needs, its source, and its examples."""
    grid = Table("Key", "What it does", "Proved by, in tests/", header_style="bold", box=None, padding=(0, 2, 1, 0))
    grid.columns[0].no_wrap = True
    for method in TABLE:
        says = f"{method.says} [dim]({method.kind})[/]\n[dim]needs[/] {escape(method.needs)}"
        says += f"\n[dim]source[/] {escape(method.source)}"
        grid.add_row(f"[bold]{method.key}[/]", says, escape("\n".join(method.cases)))
    console.print(grid)


def match(  # noqa: PLR0913 - one option for each thing that a rate depends on
    claim: Annotated[str, typer.Argument(help="The claim's patient control number.")] = "",
    line: Annotated[int, typer.Argument(help="The line's number on the claim.")] = 1,
    code: Annotated[str, typer.Option(help="Instead of a claim: a code, for a line that does not exist.")] = "",
    payer: Annotated[str, typer.Option(help="Its payer.")] = "",
    day: Annotated[str, typer.Option("--date", help="Its day of service, like 2025-03-01.")] = "",
    modifier: Annotated[str, typer.Option(help="Its modifiers, with commas between.")] = "",
    setting: Annotated[str, typer.Option(help="facility or nonfacility.")] = "nonfacility",
    place: Annotated[str, typer.Option("--pos", help="Its place of service.")] = "",
    product: Annotated[str, typer.Option(help="Its line of business, like medicare_advantage.")] = "unknown",
    funding: Annotated[str, typer.Option(help="Who bears the cost: insured, self_funded or government.")] = "unknown",
    workspace: WorkspaceOption = None,
) -> None:
    """Show every contract version and term that could reach a line, which one pays, and why each other does not."""
    if bool(claim) == bool(code) or (code and not (payer and day)):
        mend = "counteroffer contract match CLAIM LINE   or   --code 99214 --payer Acme --date 2025-03-01"
        raise InputError("Say which line: of a claim, or a code with payer and date.", mend)
    desk = find_workspace(workspace)
    if claim:
        _show(desk.match(claim, line))
        return
    try:
        on = from_iso(day)
    except ValueError as fault:
        raise InputError(f"--date: {fault}.", "Write it like 2025-03-01.") from None
    modifiers = tuple(part.strip().upper() for part in modifier.split(",") if part.strip())
    _show(desk.match_asked(Asked(code.upper(), payer, on, modifiers, setting, place, product, funding)))


def _show(found: Match) -> None:
    what = f"{found.code}, modifier {found.modifier or 'none'}, {found.setting}, {found.product or 'unknown product'}"
    console.print(f"[bold]{escape(found.payer)}[/]: {what}")
    grid = Table("", "Contract version", "Since", "Until", "Why", header_style="bold", box=None)
    for seen in found.versions:
        until = "open" if seen.until == OPEN else str(seen.until)
        grid.add_row("->" if seen.won else "", f"{seen.contract}/{seen.version}", str(seen.since), until, seen.why)
    if not found.versions:
        console.print("No contract with this payer is here.")
    else:
        console.print(grid)
    if found.terms:
        terms = Table("", "Term", "Says", "Reaches by", "Outcome", "Page", "Line", header_style="bold", box=None)
        for term in found.terms:
            page = ", ".join(part for part in (term.page, term.section) if part)
            cells = (term.term_id, escape(term.says), term.close, escape(term.why), page, str(term.line))
            terms.add_row("->" if term.won else "", *cells)
        console.print(f"[dim]{escape(found.terms[0].file)}[/]", soft_wrap=True)
        console.print(terms)
    if found.why_not:
        console.print(f"The line has no price: {found.why_not.replace('_', ' ')}.")
