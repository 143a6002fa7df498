"""`counteroffer plan`, `notice` and `ladder`: what is to be done when, by whom, and which days cannot be missed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace
from counteroffer.core.dates import from_iso
from counteroffer.core.errors import InputError
from counteroffer.negotiate import ladder as ladders
from counteroffer.negotiate.leverage import FOR_US, Leverage
from counteroffer.negotiate.plan import DONE, LATE, NOW, Plan
from counteroffer.negotiate.readiness import CONDITIONAL, missing, warnings
from counteroffer.negotiate.ultimatum import MARGIN, DatedStep
from counteroffer.workspace import plan as plans

PayerArgument = Annotated[str, typer.Argument(help="The payer: its name or the beginning of it.")]
StartOption = Annotated[str, typer.Option(help="The day on which new rates begin, as 2027-01-01.")]
TodayOption = Annotated[str, typer.Option(help="The day asked about; default: today.")]

_STYLES = {DONE: "dim", LATE: "bold red", NOW: "bold", "ahead": ""}


def add_to(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.command()(plan)
    app.command()(notice)
    app.command()(ladder)


def plan(  # noqa: PLR0913 - as many as it has options
    payer: PayerArgument,
    start: StartOption = "",
    ics: Annotated[Path | None, typer.Option(help="Write a calendar file with reminders.")] = None,
    arguments: Annotated[bool, typer.Option("--arguments", help="Also list what speaks for and against you.")] = False,  # noqa: FBT002
    today: TodayOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Show a negotiation's plan, counted back from the day on which new rates begin: steps, owners, what is late."""
    desk, now = find_workspace(workspace), _day(today, "--today") or plans.today_here()
    made = plans.plan(desk, payer, _day(start, "--start"), now)
    _show_plan(made, now)
    if arguments:
        _show_arguments(plans.arguments(desk, payer))
    if ics is not None:
        count = plans.write_calendar(desk, made, ics, now)
        console.print(f"{count} entries; import it again when the plan has moved, and they move too: {ics}")


def _show_plan(made: Plan, now: date) -> None:
    console.print(f"[bold]{escape(made.payer)}: new rates on {made.start}[/], {made.notice} days of notice")
    grid = Table("From", "To", "Step", "Owner", "Result", "", box=None, header_style="bold")
    for column in grid.columns[:2]:
        column.no_wrap = True
    for step in made.steps:
        state = step.state(now)
        note = f" [dim]({escape(step.note)})[/]" if step.note else ""
        since = "" if step.since == step.until else str(step.since)
        style = _STYLES[state]
        shown = {DONE: f"done {step.done}", LATE: "late", NOW: "now"}.get(state, "")
        cells = (escape(step.owner), escape(step.artefact), shown)
        grid.add_row(since, str(step.until), f"{escape(step.title)}{note}", *cells, style=style)
    console.print(grid)
    if made.moved:
        console.print(
            f"[dim]Notice is {made.notice} days: what comes before the decision begins {made.moved} days earlier.[/]"
        )
    if made.note:
        console.print(f"[yellow]{made.note}[/]", soft_wrap=True)
    late = made.late(now)
    if late:
        console.print(f"[bold red]{len(late)} of {len(made.steps)} steps are late on {now}.[/]", soft_wrap=True)
        console.print("Write what is done into plan.yaml (`done: {step: day}`), or choose a later --start.")
        console.print(f"[dim]Steps: {', '.join(step.key for step in made.steps)}.[/]", soft_wrap=True)


def _show_arguments(found: Leverage) -> None:
    console.print("\n[bold]What speaks for and against you[/]")
    grid = Table("", "Argument", "Figure", "n", "Source", box=None, header_style="bold")
    for one in found.arguments:
        way = "[green]for[/]" if one.kind.speaks == FOR_US else "[yellow]against[/]"
        n = "" if one.evidence.n is None else f"{one.evidence.n:,}"
        grid.add_row(way, one.kind.title, escape(one.evidence.figure), n, escape(one.evidence.source))
    for kind in found.open:
        grid.add_row("", f"[dim]{kind.title}[/]", "[dim]not known[/]", "", f"[dim]{escape(kind.find)}[/]")
    console.print(grid)


def notice(  # noqa: PLR0913 - as many as it has options
    payer: PayerArgument,
    received: Annotated[str, typer.Option(help="The day on which an amendment or notice of the payer came.")] = "",
    start: StartOption = "",
    conditional: Annotated[bool, typer.Option("--conditional", help="A notice that ends if terms are agreed.")] = False,  # noqa: FBT002
    today: TodayOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Show the days of an ultimatum: last safe day for notice, objections, old rates; and what a notice still needs."""
    now = _day(today, "--today") or plans.today_here()
    found = plans.notice(find_workspace(workspace), payer, _day(start, "--start"), _day(received, "--received"), now)
    console.print(f"[bold]{escape(found.payer)}[/], seen from {now}")
    grid = Table("What", "Last safe day", "Day", "How it is counted", "Source", box=None, header_style="bold")
    for column in grid.columns[1:3]:
        column.no_wrap = True
    for one in found.dates:
        grid.add_row(one.title, _safe(one, now), str(one.day or "-"), escape(one.says), escape(one.source))
    console.print(grid)
    console.print(f"[dim]A last safe day is {MARGIN} working days before the deadline (federal holidays left out).[/]")
    if found.others:
        others = ", ".join(found.others)
        console.print(f"[yellow]Read are the clauses of {found.contract}; also in force: {others}.[/]", soft_wrap=True)
    wanting = missing(found.ready)
    if wanting:
        console.print("\n[bold]A termination notice cannot be drafted yet:[/]")
        for miss in wanting:
            console.print(f"  {escape(miss.says)} [dim]{escape(miss.mend)}[/]", soft_wrap=True)
    else:
        console.print("\nAll is there that a termination notice needs.")
    if found.ready.undecided:
        console.print(
            f"{found.ready.undecided} patients on the list of continuing care are neither confirmed nor rejected."
        )
    for says in warnings(conditional=conditional):
        console.print(f"[yellow]{says}[/]" if says == CONDITIONAL else says, soft_wrap=True)


def _safe(one: DatedStep, now: date) -> str:
    if one.safe is None:
        return "-"
    return f"[bold red]{one.safe} (passed)[/]" if one.passed(now) else f"[bold]{one.safe}[/]"


def ladder(payer: PayerArgument, today: TodayOption = "", workspace: WorkspaceOption = None) -> None:
    """Show where you stand on the ladder of escalation, and when the next rung is due."""
    now = _day(today, "--today") or plans.today_here()
    found, contacts = plans.where_we_stand(find_workspace(workspace), payer, now)
    rungs, doors = ladders.ladder()
    grid = Table("", "Rung", "Wait", "Bring", "Ask", box=None, header_style="bold")
    for rung in reversed(rungs):
        mark = "[bold]here[/]" if found.rung == rung else "next" if found.next == rung else ""
        wait = f"{rung.wait}-{rung.at_most}" if rung.wait != rung.at_most else str(rung.wait)
        grid.add_row(mark, f"{rung.title} [dim]({rung.key})[/]", f"{wait} days", rung.evidence, rung.ask)
    console.print(grid)
    style = "bold red" if found.late(now) else "bold"
    console.print(f"[{style}]{escape(found.says)}[/]", soft_wrap=True)
    if found.since is not None:
        console.print(f"{found.waited} working days have gone by, with {found.contacts} contacts on this rung.")
    for contact in contacts[:5]:
        answer = "answered" if contact.answered else "no answer"
        said = f": {escape(contact.says)}" if contact.says else ""
        console.print(f"  {contact.day} {contact.rung} {escape(contact.person)} ({answer}){said}", soft_wrap=True)
    if not contacts:
        console.print("No contact is written down yet: counteroffer negotiation contact PAYER --rung representative")
    for contact in found.strange:
        says = f"The contact of {contact.day} names a rung '{contact.rung}' that there is not: it is not counted."
        console.print(f"[yellow]{escape(says)}[/]", soft_wrap=True)
    console.print("\n[bold]Doors beside the ladder[/]")
    for door in doors:
        console.print(f"  {door.title} [dim]({door.key})[/]: {door.when}", soft_wrap=True)


def _day(text: str, option: str) -> date | None:
    try:
        return from_iso(text.strip()) if text.strip() else None
    except ValueError as fault:
        raise InputError(f"{option}: {fault}.", "Write a day like 2027-01-01.") from fault
