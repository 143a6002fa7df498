"""`counteroffer negotiation`: open one, see where it stands, the mandate, sign-offs, contacts and papers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from counteroffer.cli.app import PayerArgument, WorkspaceOption, console, day, find_workspace, working
from counteroffer.contracts import typed
from counteroffer.core.errors import InputError
from counteroffer.core.money import show
from counteroffer.negotiate.mandate import Mandate
from counteroffer.negotiate.trap import points
from counteroffer.workspace.negotiation import Negotiation
from counteroffer.workspace.offers import Offers
from counteroffer.workspace.settings import Settings

negotiation = typer.Typer(
    help="One negotiation: open it, its mandate and sign-offs, contacts, papers, where it stands."
)


def add_to(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.add_typer(negotiation, name="negotiation", no_args_is_help=True)


def percent(text: str) -> int | None:
    """Read a percent as an option gives it, thousandths; nothing is none.

    Raises:
        InputError: if it is none.
    """
    try:
        return typed.signed_percent(text.strip().lstrip("+")) if text else None
    except ValueError as fault:
        raise InputError(f"{fault}.", "Write a percent like 4 or -2.5.") from fault


@negotiation.command("open")
def open_(  # noqa: PLR0913 - as many as it has options
    payer: PayerArgument,
    starts: Annotated[str, typer.Option(help="First day of the rates that are negotiated.")] = "",
    years: Annotated[int, typer.Option(help="Years of the term.", min=1, max=10)] = 3,
    lead: Annotated[str, typer.Option(help="Who speaks for the practice.")] = "",
    discount: Annotated[str, typer.Option(help="Percent a year; left out: the practice's cost of capital.")] = "",
    months: Annotated[int, typer.Option(help="Length of the base period.", min=1, max=60)] = 12,
    rates_on: Annotated[str, typer.Option(help="The day whose rates are today's; left out: today.")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Open the negotiation with a payer, or change what it is about."""
    one = find_workspace(workspace).negotiation(payer)
    one.open(Settings(one.payer, day(starts), years, percent(discount), lead, months, day(rates_on)))
    console.print(f"The negotiation with [bold]{escape(one.payer)}[/] is open: {one.folder}")
    _next(one)


@negotiation.command()
def status(payer: PayerArgument, workspace: WorkspaceOption = None) -> None:
    """Say where a negotiation stands, and what comes next."""
    one = find_workspace(workspace).negotiation(payer)
    if not one.opened:
        console.print(
            f"No negotiation with {escape(one.payer)} is open. Open it: counteroffer negotiation open '{one.payer}'"
        )
        return
    settings, rounds = one.settings, Offers(one).rounds()
    with working("Pricing the base period ..."):
        base = one.volumes
    console.print(
        f"[bold]{escape(one.payer)}[/]: {settings.years} years from {settings.starts or 'a day not said yet'}"
    )
    now = base.yearly(int(base.now.sum()))
    console.print(
        f"Today's contract pays {show(now, whole=True)} a year on {base.lines:,} lines, {base.since} to {base.until}."
    )
    mandate = one.mandate()
    signed = ", ".join(one.signed("mandate"))
    console.print(f"Mandate: {'given' if mandate else 'not given'}{f', signed by {signed}' if signed else ''}.")
    console.print(
        f"Rounds: {len(rounds)}. Proposals kept: {len(one.proposals())}. Contacts: {len(one.events('contact'))}."
    )
    _next(one)


def _next(one: Negotiation) -> None:
    name = one.payer
    if not one.proposals():
        console.print(
            f"Next: what to ask for: counteroffer ask '{name}'; counteroffer scenario new '{name}' opening --base 6"
        )
    elif one.mandate() is None:
        console.print(f"Next: the partners' mandate: counteroffer negotiation mandate '{name}' --opening 6 --target 4")
    elif not Offers(one).rounds():
        console.print(f"Next: log the opening: counteroffer offer add '{name}' NAME --by us")
    else:
        console.print(f"Next: counteroffer offer counter '{name}'")


@negotiation.command()
def mandate(  # noqa: PLR0913 - as many as it has options
    payer: PayerArgument,
    opening: Annotated[str, typer.Option(help="What we ask for first, percent of a year's money.")] = "",
    target: Annotated[str, typer.Option(help="What we want.")] = "",
    reservation: Annotated[str, typer.Option(help="Below it leaving is better (counteroffer walkaway).")] = "",
    until: Annotated[str, typer.Option(help="Last day on which it holds.")] = "",
    note: Annotated[str, typer.Option(help="In the partners' words.")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Give the negotiator a mandate, or show it. It stays on this computer and is in no letter."""
    one = find_workspace(workspace).negotiation(payer)
    first, wanted = percent(opening), percent(target)
    if first is not None and wanted is not None:
        one.give_mandate(Mandate(first, wanted, percent(reservation), day(until), note))
    elif opening or target or reservation:
        raise InputError("A mandate has an opening and a target.", "Say both: --opening 6 --target 4.")
    given = one.mandate()
    if given is None:
        console.print("No mandate yet. Give it: --opening 6 --target 4 --reservation 1.5")
        return
    grid = Table("Mandate", box=None, header_style="bold")
    grid.add_column("Percent", justify="right")
    grid.add_column("A year", justify="right")
    for name, milli in (("Opening", given.opening), ("Target", given.target), ("Reservation", given.reservation)):
        if milli is None:
            grid.add_row(name, "-", "not worked out")
        else:
            grid.add_row(name, points(milli), show(one.of_percent(milli), whole=True))
    console.print(grid)
    console.print(f"Signed by: {', '.join(one.signed('mandate')) or 'nobody yet (counteroffer negotiation sign)'}.")


@negotiation.command()
def sign(
    payer: PayerArgument,
    what: Annotated[str, typer.Argument(help="What is signed: mandate, notice or counteroffer.")] = "mandate",
    as_: Annotated[str, typer.Option("--as", help="Who signs; left out: whoever uses this computer.")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Sign off the mandate, an offer of ours, or a termination notice; a notice needs two persons."""
    if what not in SIGNED:
        raise InputError(f"'{what}' is nothing to sign.", f"There are: {', '.join(SIGNED)}.")
    one = find_workspace(workspace).negotiation(payer)
    one.sign(what, as_)
    console.print(f"Signed {what}: {', '.join(one.signed(what))}.")


SIGNED = ("mandate", "counteroffer", "notice")


@negotiation.command()
def contact(  # noqa: PLR0913 - as many as it has options
    payer: PayerArgument,
    who: Annotated[str, typer.Option("--with", help="With whom.")],
    says: Annotated[str, typer.Option(help="What was said.")] = "",
    rung: Annotated[str, typer.Option(help="Step of the escalation ladder (counteroffer ladder).")] = "",
    on: Annotated[str, typer.Option(help="The day; left out: today.")] = "",
    answered: Annotated[bool, typer.Option("--answered/--no-answer", help="Whether they answered.")] = True,  # noqa: FBT002
    workspace: WorkspaceOption = None,
) -> None:
    """Write down a contact with the payer."""
    one = find_workspace(workspace).negotiation(payer)
    when = day(on) or datetime.now(UTC).date()
    one.log("contact", {"day": when.isoformat(), "with": who, "rung": rung, "says": says, "answered": answered})
    console.print(f"Written down: {when}, {escape(who)}.")


@negotiation.command()
def log(payer: PayerArgument, workspace: WorkspaceOption = None) -> None:
    """Show everything that happened, the oldest first."""
    one = find_workspace(workspace).negotiation(payer)
    events = one.events()
    if not events:
        console.print("Nothing has happened yet.")
        return
    grid = Table("When", "Who", "What", "Said", box=None, header_style="bold")
    for event in events:
        grid.add_row(event.at[:16].replace("T", " "), event.who, event.what, escape(_told(event.what, event.said)))
    console.print(grid)


def _told(what: str, said: dict[str, object]) -> str:
    if what == "round":
        return f"round {said['number']} by {said['by']} on {said['day']}: {said['proposal']}. {said['says']}"
    if what == "contact":
        return f"{said['day']}, {said['with']}: {said['says']}"
    return ", ".join(f"{key} {value}" for key, value in said.items())


@negotiation.command()
def undo(payer: PayerArgument, workspace: WorkspaceOption = None) -> None:
    """Take back the last round, contact, document or signature."""
    taken = find_workspace(workspace).negotiation(payer).undo()
    console.print("There is nothing to take back." if not taken else f"Taken back: {taken[0].what}.")


@negotiation.command()
def document(
    payer: PayerArgument,
    file: Annotated[Path, typer.Argument(help="A letter, e-mail or exhibit.")],
    says: Annotated[str, typer.Option(help="What it is.")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Keep a document with the negotiation."""
    one = find_workspace(workspace).negotiation(payer)
    kept = Offers(one).document(file, says)
    console.print(f"Kept: {one.folder / 'documents' / kept}")
