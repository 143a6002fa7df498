"""`counteroffer offer`: the rounds: log an offer, see what it is worth and what moved, and how far to go next."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from counteroffer.cli.app import PayerArgument, WorkspaceOption, console, day, find_workspace, working
from counteroffer.cli.negotiation import percent
from counteroffer.core.errors import InputError
from counteroffer.core.money import show
from counteroffer.negotiate.proposal import PAYER, US, Proposal
from counteroffer.negotiate.rounds import COUNTER, Counter, Round, moved
from counteroffer.negotiate.trap import points, trap
from counteroffer.workspace.negotiation import Negotiation
from counteroffer.workspace.offers import SHEETS, Offers
from counteroffer.workspace.scenarios import term_prices

offer = typer.Typer(help="The rounds: log offers, what each is worth and what moved, and how far to go next.")

SHOWN = 12


def add_to(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.add_typer(offer, name="offer", no_args_is_help=True)


@offer.command()
def add(  # noqa: PLR0913 - as many as it has options
    payer: PayerArgument,
    what: Annotated[
        str, typer.Argument(help="A proposal that is kept, its YAML file, or the payer's own file of rates.")
    ],
    by: Annotated[str, typer.Option(help="Whose offer it is: us or payer.")] = PAYER,
    name: Annotated[str, typer.Option(help="A name, where the offer comes in a file.")] = "",
    quoted: Annotated[str, typer.Option(help="The percent that the payer puts on it.")] = "",
    on: Annotated[str, typer.Option(help="Day of the offer; left out: today.")] = "",
    who: Annotated[str, typer.Option(help="Who said it.")] = "",
    says: Annotated[str, typer.Option(help="What was said.")] = "",
    document: Annotated[list[Path] | None, typer.Option(help="A letter or e-mail to keep with it.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Log an offer as the next round, valued on today's data against ours and the last one."""
    if by not in (US, PAYER):
        raise InputError(f"'{by}' is no side.", f"Write --by {US} or --by {PAYER}.")
    one = find_workspace(workspace).negotiation(payer)
    offers = Offers(one, term_prices(one))
    before = offers.rounds()
    with working("Reading and valuing ..."):
        proposal = _proposal(one, offers, what, by=by, name=name, quoted=quoted)
        made, scenario = offers.add(
            proposal, by=by, day=day(on), who=who, says=says, documents=document or _given(what)
        )  # fmt: skip
    caught = trap(scenario)
    style = {"fine": "bold", "loss": "bold red"}.get(caught.verdict, "bold yellow")
    console.print(f"Round {made.number}: [{style}]{escape(caught.says)}[/]")
    for side, words in (
        (by, "the last offer of the same side"),
        (US if by == PAYER else PAYER, "the other side's last"),
    ):
        last = [one for one in before if one.by == side]
        if last:
            apart = made.worth.gain - last[-1].worth.gain
            console.print(f"Against {words} (round {last[-1].number}): {show(apart, whole=True)} a year.")
    if by == PAYER and one.mandate() is not None:
        _suggest(offers)


def _given(what: str) -> list[Path]:
    return [Path(what)] if Path(what).suffix.lower() in SHEETS and Path(what).is_file() else []


def _proposal(one: Negotiation, offers: Offers, what: str, *, by: str, name: str, quoted: str) -> Proposal:  # noqa: PLR0913 - how an offer may come
    path = Path(what)
    if path.suffix.lower() in SHEETS:
        return offers.from_sheet(path, name or path.stem, by=by, quoted=percent(quoted))
    if path.suffix.lower() in (".yaml", ".yml"):
        if not path.is_file():
            raise InputError(f"There is no file {path}.", "Name the proposal's file.")
        return offers.keep(path.read_text(encoding="utf-8"), name or path.stem, force=True)
    return one.proposal(what)


@offer.command("list")
def list_(payer: PayerArgument, workspace: WorkspaceOption = None) -> None:
    """List the rounds: what each was worth, what moved, and whether it was valued on older data or terms."""
    one = find_workspace(workspace).negotiation(payer)
    rounds = Offers(one).rounds()
    if not rounds:
        console.print(f"No rounds yet. Log the first: counteroffer offer add '{one.payer}' NAME --by us")
        return
    with working("Pricing the base period ..."):
        mark = one.mark
    grid = Table("Round", "Day", "By", "Proposal", box=None, header_style="bold")
    for title in ("On own volumes", "A year", "Moved", "Present value"):
        grid.add_column(title, justify="right", no_wrap=True)
    grid.add_column("")
    last: dict[str, Round] = {}
    for each in rounds:
        before = last.get(each.by)
        step = show(each.worth.gain - before.worth.gain, whole=True) if before else "-"
        style = "[bold red]" if each.worth.trap in ("loss", "less") else "[none]"
        note = "mix trap" if each.worth.trap in ("loss", "less") else ""
        note += (", " if note else "") + "stale" if each.stale(mark) else ""
        grid.add_row(
            str(each.number), str(each.day), each.by, escape(each.proposal), f"{style}{points(each.worth.percent)}[/]",
            show(each.worth.gain, whole=True), step, show(each.worth.likely, whole=True), note,
        )  # fmt: skip
        last[each.by] = each
    console.print(grid)
    if any(each.stale(mark) for each in rounds):
        console.print(
            "[dim]Stale: valued on older claims, terms or base period; counteroffer scenario list values anew.[/]"
        )


@offer.command("moved")
def moved_(
    payer: PayerArgument,
    first: Annotated[int, typer.Argument(help="The earlier round.")],
    second: Annotated[int, typer.Argument(help="The later round.")],
    codes: Annotated[int, typer.Option(help="How many codes to show; 0 shows all.")] = SHOWN,
    workspace: WorkspaceOption = None,
) -> None:
    """Say what moved from one round to another, code by code, on today's data."""
    one = find_workspace(workspace).negotiation(payer)
    offers, prices = Offers(one), term_prices(one)
    with working("Valuing ..."):
        before, after = (one.scenario(offers.round(n).proposal, prices) for n in (first, second))
    steps = moved(before, after)
    console.print(f"Together {show(after.gain - before.gain)} a year, in {len(steps)} codes.")
    grid = Table("Code", "Setting", box=None, header_style="bold")
    for title in ("Was", "Is", "A year"):
        grid.add_column(title, justify="right", no_wrap=True)
    for step in steps[: codes or None]:
        style = "[red]" if step.cents < 0 else "[none]"
        name = f"{step.key[0]}-{step.key[1]}" if step.key[1] else step.key[0]
        was, now = (show(cents) if cents is not None else "-" for cents in (step.was, step.now))
        grid.add_row(name, step.key[2], was, now, f"{style}{show(step.cents)}[/]")
    console.print(grid)


@offer.command()
def counter(
    payer: PayerArgument,
    save: Annotated[str, typer.Option(help="Keep a proposal of that size under this name.")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Suggest the next counteroffer: concessions shrink, and none is greater than what was got."""
    one = find_workspace(workspace).negotiation(payer)
    offers = Offers(one, term_prices(one))
    with working("Valuing ..."):
        found = _suggest(offers)
    if save and found.what == COUNTER:
        made = offers.countered(found, save)
        if made is None:
            console.print("No share of our last proposal's rises reaches it; write one with counteroffer scenario new.")
        else:
            scenario = one.scenario(made, term_prices(one))
            console.print(f"Kept as {made.file}: {points(scenario.percent)}, {show(scenario.gain, whole=True)} a year.")


def _suggest(offers: Offers) -> Counter:
    found = offers.counter()
    ask = f": ask for {show(found.gain, whole=True)} a year" if found.gain is not None and found.what == COUNTER else ""
    console.print(f"[bold]{found.what.capitalize()}[/]{ask}. {' '.join(found.why)}")
    return found
