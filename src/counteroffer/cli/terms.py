"""`counteroffer terms` and `counteroffer term`: what each clause of a payer costs, and what changing it is worth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table
from typer.core import TyperGroup

from counteroffer.clauses.registry import every
from counteroffer.clauses.terms import pairs
from counteroffer.clauses.worth import NOWHERE, ONCE
from counteroffer.cli.app import WorkspaceOption, console, find_workspace, working
from counteroffer.cli.export import refuse_ending, write_table
from counteroffer.core.errors import InputError
from counteroffer.documents.authorization_ask import authorization_page
from counteroffer.store.disk import write_whole
from counteroffer.workspace.terms import authorization_proposal, price_term, rows_of, term_values

if TYPE_CHECKING:
    from counteroffer.clauses.worth import Span, Worth

OutOption = Annotated[Path | None, typer.Option(help="Write all of it to this .csv or .parquet file.")]


class _Payers(TyperGroup):
    """Commands of `terms`; what is none of them is the name of a payer."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Take an unknown word as a payer."""
        return super().resolve_command(ctx, args if args and args[0] in self.commands else ["of", *args])


terms = typer.Typer(cls=_Payers, help="What each clause of a payer costs, and what the ask is worth: `terms PAYER`.")


@terms.callback(invoke_without_command=True)
def _start(ctx: typer.Context) -> None:
    if ctx.invoked_subcommand is None:
        console.print(ctx.get_help())


def add_to(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.add_typer(terms, name="terms")
    app.command()(term)


@terms.command("of")
def values(
    payer: Annotated[str, typer.Argument(help="A payer, or the beginning of its name.")],
    out: OutOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """List every clause of a payer by what its ask is worth (`counteroffer terms PAYER` does the same)."""
    refuse_ending(out)
    desk = find_workspace(workspace)
    with working("Valuing clauses ..."):
        found = term_values(desk, payer)
    if out is not None:
        write_table(found.table(), out)
        return
    known = [one for one in found.worths if one.how != NOWHERE and one.today is not None]
    grid = Table("Clause", "Costs today", "The ask is worth", "n", box=None, header_style="bold")
    for one in known:
        worth = "no ask" if one.now == one.asked else _span(one.span)
        once = " once" if one.unit == ONCE else ""
        where = f" ({one.words})" if one.words else ""
        says = f"[bold]{one.kind}[/]\n[dim]{escape(f'{one.now}{where} -> {one.asked}')}[/]"
        grid.add_row(says, _span(one.today), worth + once, f"{one.n:,}")
    console.print(f"[bold]{escape(found.payer)}[/]: dollars a year; likely, and from where to where.")
    console.print(grid)
    asked = [one for one in found.worths if one.asks]
    if asked:
        file = desk.home.negotiation_dir(found.payer) / "terms.yaml"
        console.print(f"\n[bold]Needs something from you[/] ({escape(str(file))}, or practice.yaml)", soft_wrap=True)
    for one in asked:
        console.print(f"  {one.kind}: {escape('; '.join(one.asks))}", soft_wrap=True)
    silent = [one for one in found.worths if one.how == NOWHERE]
    console.print("\n[bold]No number in claims[/]")
    for one in silent:
        console.print(f"  [dim]{one.kind}: {escape(one.formula)}[/]", soft_wrap=True)


@terms.command()
def auth(
    payer: Annotated[str, typer.Argument(help="A payer, or the beginning of its name.")],
    out: Annotated[
        Path | None, typer.Option(help="Write it as Markdown to this file, without what it is worth.")
    ] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Ask about prior authorization: services to take off the list with the evidence, words, hours and dollars."""
    desk = find_workspace(workspace)
    with working("Looking at authorizations ..."):
        found = authorization_proposal(desk, payer)
    if out is None:
        console.print(escape(authorization_page(found, desk.practice.name, inside=True)), soft_wrap=True)
        return
    try:
        write_whole(out, authorization_page(found, desk.practice.name).encode())
    except OSError as fault:
        raise InputError(f"{out} cannot be written: {fault}.", "Choose another file.") from fault
    console.print(f"{len(found.families)} kinds of service to take off the list: {out}")


def term(  # noqa: PLR0913 - as many as it has options
    kind: Annotated[str, typer.Argument(help="A kind of clause; `counteroffer contract clauses` lists them.")],
    payer: Annotated[str, typer.Argument(help="A payer, or the beginning of its name.")],
    to: Annotated[
        list[str] | None, typer.Option("--to", help="A value asked, like days=90; may be given again.")
    ] = None,
    since: Annotated[
        list[str] | None, typer.Option("--from", help="A value that holds now, if not as written.")
    ] = None,
    rows: Annotated[Path | None, typer.Option(help="Write the lines behind it to this .csv or .parquet file.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Value one change of one clause, with the formula, the inputs and the lines behind it."""
    refuse_ending(rows)
    wanted, held = pairs(kind, to or ()), pairs(kind, since or ())
    del wanted, held  # only looked at: a fault is said before anything is computed
    desk = find_workspace(workspace)
    with working("Valuing the clause ..."):
        found = price_term(desk, payer, kind, _texts(to), _texts(since))
    _show(found)
    if rows is not None:
        write_table(rows_of(desk, found), rows)


def _texts(said: list[str] | None) -> dict[str, str]:
    return {name.strip(): value.strip() for name, _, value in (text.partition("=") for text in said or ())}


def _show(one: Worth) -> None:
    console.print(f"[bold]{one.kind}[/]: {escape(one.now)} -> {escape(one.asked)}")
    if one.words:
        console.print(f"  Stands in {escape(one.words)}.")
    if one.span is None:
        console.print(f"  No number: {escape(one.formula)}", soft_wrap=True)
    else:
        unit = "once" if one.unit == ONCE else "a year"
        console.print(f"  The change is worth {_span(one.span)} {unit} (known from {one.how}, n {one.n:,}).")
        console.print(f"  Formula: {escape(one.formula)}", soft_wrap=True)
    if one.today is not None:
        console.print(f"  As it stands it costs {_span(one.today)}.")
    if one.window is not None:
        console.print(f"  Base period: {one.window[0]} to {one.window[1]}.")
    for each in one.inputs:
        console.print(f"  - {escape(each.says)}: {escape(each.value)} [dim]({escape(each.source)})[/]", soft_wrap=True)
    for ask in one.asks:
        console.print(f"  Say: {escape(ask)}", soft_wrap=True)
    console.print(f"[dim]{escape(every()[one.kind].says)}[/]", soft_wrap=True)


def _span(span: Span | None) -> str:
    return "-" if span is None else span.says()
