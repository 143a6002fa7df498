"""`counteroffer payers`: who the payers are, what seems to be one payer, and what the practice decides."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace, working
from counteroffer.core.errors import InputError
from counteroffer.core.money import show
from counteroffer.match.kinds import FUNDINGS, PRODUCTS, Kind
from counteroffer.match.rollup import LEAST, Proposal
from counteroffer.workspace.payers import PayerDesk, Written

payers = typer.Typer(help="Who the payers are: list them, confirm which names are one payer, say product and funding.")

_SHOWN_IDS = 6
_PRODUCTS = "One of " + ", ".join(PRODUCTS) + "."
_FUNDINGS = "One of " + ", ".join(FUNDINGS) + "."

ProductOption = Annotated[str, typer.Option(help=_PRODUCTS)]
FundingOption = Annotated[str, typer.Option(help=_FUNDINGS)]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.add_typer(payers, name="payers")


@payers.callback(invoke_without_command=True)
def listing(context: typer.Context, workspace: WorkspaceOption = None) -> None:
    """Who the payers are; without a further word, list them."""
    context.obj = workspace
    if not context.invoked_subcommand:
        list_(context)


@payers.command("list")
def list_(context: typer.Context, workspace: WorkspaceOption = None) -> None:
    """List the payers with the names and ids under which the files know them, their claims and what they paid."""
    desk = _desk(context, workspace)
    with working("Matching ..."):
        kinds = desk.kinds()
    grid = Table("Payer", "Names and ids in the files", "Product and funding", box=None, header_style="bold")
    for title in ("Claims", "Payments", "Paid"):
        grid.add_column(title, justify="right", no_wrap=True)
    for known in desk.known():
        ids = ", ".join(known.ids[:_SHOWN_IDS]) + (" ..." if len(known.ids) > _SHOWN_IDS else "")
        called = "; ".join(known.names[:_SHOWN_IDS]) + (f" [dim]({ids})[/]" if ids else "")
        said = "; ".join(f"{row['product']}, {row['funding']}" for row in kinds.get(known.payer, [])[:3])
        numbers = (f"{known.claims:,}", f"{known.remits:,}", show(known.paid, whole=True))
        grid.add_row(f"[bold]{escape(known.payer)}[/]", called, said.replace("_", " "), *numbers)
    console.print(grid)
    waiting = len(desk.proposals())
    if waiting:
        console.print(f"\n{waiting} of these groups of names may be one payer: `counteroffer payers propose`.")


@payers.command()
def propose(
    context: typer.Context,
    above: Annotated[
        float | None, typer.Option("--accept-all-above", help="Say yes to all proposals at least this sure, as 0.95.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Say yes to every proposal that nothing speaks against.")] = False,  # noqa: FBT002
    least: Annotated[float, typer.Option(help="Show proposals at least this sure.")] = LEAST,
    workspace: WorkspaceOption = None,
) -> None:
    """Show which names seem to be one payer, with the evidence; on a terminal, ask about each.

    Every answer is kept in payers.yaml, a 'no' as well, and not asked again.
    """
    desk = _desk(context, workspace)
    with working("Comparing names, ids and claims ..."):
        found = [p for p in desk.proposals() if p.confidence >= least]
    if not found:
        console.print("No two payers seem to be one, beyond what you have decided already.")
        return
    asking = sys.stdin.isatty() and above is None and not yes
    for number, proposal in enumerate(found, 1):
        _show(proposal, number)
        sure = proposal.confidence >= (above if above is not None else LEAST) and not proposal.doubts
        if (above is not None or yes) and sure:
            _taken(desk.accept(proposal), f"Joined: {proposal.payer}.")
        elif asking and not _ask(desk, proposal):
            return
    if not asking and above is None and not yes:
        console.print("\nSay yes with `--accept-all-above 0.95`, `--yes`, or one by one: `counteroffer payers merge`.")


@payers.command()
def merge(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The name to go on with.")],
    others: Annotated[list[str], typer.Argument(help="The payers that are the same.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Say that payers are one."""
    _taken(_desk(context, workspace).merge(name, others), f"Joined: {name}.")


@payers.command()
def split(  # noqa: PLR0913 - as many as it has options
    context: typer.Context,
    payer: Annotated[str, typer.Argument(help="The payer that is two.")],
    to: Annotated[str, typer.Option("--as", help="What the part taken out is called.")],
    name: Annotated[list[str] | None, typer.Option(help="A spelling to take out; may be given again.")] = None,
    payer_id: Annotated[list[str] | None, typer.Option("--id", help="A payer id to take out.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Take names or ids out of a payer and make them another one."""
    if not (name or payer_id):
        raise InputError("Say what to take out.", "--name 'SPELLING' or --id ID, as `counteroffer payers` lists them.")
    _taken(_desk(context, workspace).split(payer, name or [], payer_id or [], to), f"{to} is a payer of its own.")


@payers.command()
def apart(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(help="Payers that are not the same.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Say that payers are not the same, so that it is not asked again."""
    desk = _desk(context, workspace)
    _taken(desk.keep_apart([desk.find(name) for name in names]), "Kept apart.")


@payers.command("set")
def set_(  # noqa: PLR0913 - as many as it has options
    context: typer.Context,
    payer: Annotated[str, typer.Argument(help="The payer.")],
    product: ProductOption = "",
    funding: FundingOption = "",
    filing: Annotated[str, typer.Option(help="Only claims with this filing code, such as MC.")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Say a payer's product line and who bears the cost, for what the claims themselves do not say."""
    written = _desk(context, workspace).set_kind(payer, _kind(product, funding), filing=filing)
    _taken(written, "Noted.")


@payers.command()
def groups(
    context: typer.Context,
    payer: Annotated[str, typer.Argument(help="The payer.")],
    most: Annotated[int, typer.Option(help="How many to show at the most.")] = 40,
    workspace: WorkspaceOption = None,
) -> None:
    """List a payer's group numbers by charges: an employer's group is insured or self-funded as a whole."""
    rows = _desk(context, workspace).groups(payer)
    grid = Table("Group number", "Product", "Funding", box=None, header_style="bold")
    for title in ("Lines", "Patients", "Charges", "Allowed"):
        grid.add_column(title, justify="right")
    for row in rows[:most]:
        numbers = (f"{row['lines']:,}", f"{row['patients']:,}", show(row["charge"]), show(row["allowed"]))
        grid.add_row(row["group_number"] or "[dim]none[/]", row["product"], row["funding"], *numbers)
    console.print(grid)
    if len(rows) > most:
        console.print(f"... and {len(rows) - most:,} more (--most {len(rows)}).")


@payers.command("set-group")
def set_group(  # noqa: PLR0913 - as many as it has options
    context: typer.Context,
    payer: Annotated[str, typer.Argument(help="The payer.")],
    group: Annotated[str, typer.Argument(help="The group number.")],
    product: ProductOption = "",
    funding: FundingOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Say the product line and funding of one group number, as the employer or the payer told you."""
    _taken(_desk(context, workspace).set_kind(payer, _kind(product, funding), group=group), "Noted.")


def _desk(context: typer.Context, given: Path | None = None) -> PayerDesk:
    return PayerDesk(find_workspace(given if given is not None else context.obj))


def _kind(product: str, funding: str) -> Kind:
    for said, known, what in ((product, PRODUCTS, "product"), (funding, FUNDINGS, "funding")):
        if said and said not in known:
            raise InputError(f"'{said}' is no {what}.", f"There are: {', '.join(known)}.")
    if not (product or funding):
        raise InputError("Say the product, the funding, or both.", "--product commercial --funding self_funded")
    return Kind(product, funding)


def _show(proposal: Proposal, number: int) -> None:
    console.print(f"\n[bold]{number}. {escape(proposal.payer)}[/]: {proposal.confidence:.0%} sure")
    for place, member in enumerate(proposal.members, 1):
        ids = f" [dim]({escape(', '.join(member.ids[:_SHOWN_IDS]))})[/]" if member.ids else ""
        volume = f"{member.claims:,} claims, {member.remits:,} payments, {show(member.paid)} paid"
        console.print(f"   {place}  {escape('; '.join(member.names[:_SHOWN_IDS]))}{ids}: {volume}", soft_wrap=True)
    for says in proposal.evidence:
        console.print(f"   because {escape(says)}", soft_wrap=True)
    for says in proposal.doubts:
        console.print(f"   [yellow]but[/] {escape(says)}", soft_wrap=True)


def _ask(desk: PayerDesk, proposal: Proposal) -> bool:
    """Ask about one proposal; false when the person wants to stop."""
    answer: str = typer.prompt("   One payer? [y]es, [n]o, [e]dit, [s]kip, [q]uit", default="s").strip().lower()[:1]
    names = [member.payer for member in proposal.members]
    if answer == "y":
        _taken(desk.accept(proposal), f"   Joined: {proposal.payer}.")
    elif answer == "n":
        _taken(desk.keep_apart(names), "   Kept apart; not asked again.")
    elif answer == "e":
        said = typer.prompt("   Which numbers are one payer (as 1 3)? The others are kept apart from it")
        chosen = [names[int(n) - 1] for n in said.replace(",", " ").split() if n.isdigit() and 0 < int(n) <= len(names)]
        _edited(desk, names, chosen)
    return answer != "q"


def _edited(desk: PayerDesk, names: list[str], chosen: list[str]) -> None:
    if len(chosen) < 2:
        _taken(desk.keep_apart(names), "   Kept apart; not asked again.")
        return
    called = typer.prompt("   Its name", default=chosen[0])
    written = desk.merge(called, chosen)
    for other in (name for name in names if name not in chosen):
        desk.keep_apart([called, other])
    _taken(written, f"   Joined: {called}.")


def _taken(written: Written, says: str) -> None:
    console.print(f"[green]{escape(says)}[/] Written to {written.file}.", soft_wrap=True)
    if written.comments_lost:
        console.print(
            f"[yellow]Comments inside the old file are not in the new one; they stand in {written.backup}.[/]",
            soft_wrap=True,
        )
