"""`counteroffer ledger`: what was asked, offered, given and got, in one currency; nothing is given for nothing."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from counteroffer.clauses.worth import YEARLY, Span
from counteroffer.cli.app import PayerArgument, WorkspaceOption, console, find_workspace, working
from counteroffer.cli.scenario import clause_of
from counteroffer.contracts import typed
from counteroffer.core.errors import InputError
from counteroffer.negotiate.concessions import ASKED, Concession, Sums
from counteroffer.workspace.ledger import concede, ledger, worth_of_clause, worth_of_proposal
from counteroffer.workspace.negotiation import Negotiation
from counteroffer.workspace.offers import Offers
from counteroffer.workspace.scenarios import term_prices

book = typer.Typer(help="The concession ledger: what was asked, offered, given and got, in one currency.")


def add_to(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.add_typer(book, name="ledger", no_args_is_help=True)


@book.command()
def add(  # noqa: PLR0913 - as many as an entry has parts
    payer: PayerArgument,
    key: Annotated[str, typer.Argument(help="Its name in the ledger, such as timely_filing.")],
    status: Annotated[str, typer.Option(help="asked, offered, given or got.")] = ASKED,
    says: Annotated[str, typer.Option(help="What it is, in a sentence.")] = "",
    clause: Annotated[str, typer.Option(help="A clause that is valued, such as timely_filing:days=180.")] = "",
    proposal: Annotated[str, typer.Option(help="A proposal that is valued, by its name.")] = "",
    dollars: Annotated[str, typer.Option(help="Dollars a year as you judge it: -1200, or low/likely/high.")] = "",
    theirs: Annotated[str, typer.Option(help="What it costs the payer, as you judge it, dollars a year.")] = "",
    against: Annotated[list[str] | None, typer.Option("--for", help="What it is traded for; may be repeated.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Write down what was asked, offered, given or got, valued on the practice's own claims."""
    one = find_workspace(workspace).negotiation(payer)
    if sum(map(bool, (clause, proposal, dollars))) != 1:
        raise InputError("It has no value, or several.", "Say one of --clause, --proposal and --dollars.")
    with working("Valuing ..."):
        value, unit = _worth(one, clause, proposal, dollars)
    rounds = Offers(one).rounds()
    cost = _span(theirs) if theirs else None
    entry = Concession(
        key, says or key, status, value, unit, cost, tuple(against or ()), rounds[-1].number if rounds else 0
    )
    concede(one, entry)
    console.print(f"Written down: {escape(entry.says)}, {status}, {value.says()} ({unit.removeprefix('cents ')}).")
    _faults(one)


def _worth(one: Negotiation, clause: str, proposal: str, dollars: str) -> tuple[Span, str]:
    if clause:
        said = clause_of(clause)
        return worth_of_clause(one, said.pop("clause"), {key: value for key, value in said.items() if key != "says"})
    if proposal:
        return worth_of_proposal(one, proposal, term_prices(one)), YEARLY
    return _span(dollars), YEARLY


def _span(text: str) -> Span:
    parts = text.split("/")
    try:
        cents = [_cents(part) for part in parts]
    except ValueError as fault:
        raise InputError(f"{fault}.", "Write dollars like -1200, or low/likely/high like 500/900/1500.") from fault
    if len(cents) not in (1, 3) or cents != sorted(cents):
        raise InputError(f"'{text}' is no range.", "Write low/likely/high like 500/900/1500.")
    return Span(cents[0], cents[len(cents) // 2], cents[-1])


def _cents(text: str) -> int:
    sign = -1 if text.strip().startswith("-") else 1
    return sign * typed.money(text.strip().lstrip("+-"))


@book.command("list")
def list_(payer: PayerArgument, workspace: WorkspaceOption = None) -> None:
    """Show what stands, its totals a year and over the term, and what breaks the rule."""
    one = find_workspace(workspace).negotiation(payer)
    made = ledger(one)
    if not made.entries:
        console.print(f"Nothing is in the ledger yet: counteroffer ledger add '{one.payer}' timely_filing --clause ...")
        return
    grid = Table("What", "Status", "Round", box=None, header_style="bold")
    for title in ("Worth to us", "Costs the payer", "For"):
        grid.add_column(title, justify="right" if title != "For" else "left")
    for entry in made.standing():
        cost = entry.theirs.says() if entry.theirs else "-"
        grid.add_row(
            escape(entry.says), entry.status, str(entry.round), entry.value.says(), cost, ", ".join(entry.against)
        )
    console.print(grid)
    _total("Agreed (got and given)", made.balance())
    _total("On the table (asked and offered)", made.sums("asked", "offered"))
    _faults(one)


def _total(what: str, sums: Sums) -> None:
    once = f", {sums.once.says()} once" if sums.once != Span.sure(0) else ""
    console.print(f"{what}: {sums.yearly.says()} a year{once}; worth today {sums.present.says()}.")


def _faults(one: Negotiation) -> None:
    for found in ledger(one).findings():
        console.print(f"[yellow]{escape(found.says)}[/] {escape(found.mend)}")
