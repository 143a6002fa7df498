"""`counteroffer disruption`: how many patients would feel the end of a contract, and who may need continuing care."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer
from rich.markup import escape
from rich.table import Column, Table

from counteroffer.cli.app import WorkspaceOption, console, day, find_workspace, working
from counteroffer.cli.default import COUNT, CountGroup
from counteroffer.cli.export import write_table
from counteroffer.core.errors import InputError
from counteroffer.core.money import show
from counteroffer.negotiate.continuing import CONFIRMED, PROPOSED, REJECTED, STATUSES, Tail, as_rows
from counteroffer.workspace.continuing import Listed, build_list, decide, list_tail, named_rows
from counteroffer.workspace.disruption import Disruption
from counteroffer.workspace.disruption import disruption as count_patients
from counteroffer.workspace.disruption_rules import shelf_document, write_rules

SHOWN = 40
LIST = "list"

disruption = typer.Typer(
    help="Patients who would feel the end of a contract: `disruption PAYER`; who may need continuing care: "
    "`disruption list PAYER`.",
    cls=CountGroup,
    no_args_is_help=True,
    invoke_without_command=True,
)
AsOfOption = Annotated[str, typer.Option(help="Count on this day, like 2026-01-31. Default: the last day in the data.")]
OutOption = Annotated[Path | None, typer.Option(help="Write it to this .csv or .parquet file.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.add_typer(disruption, name="disruption")


@disruption.command(COUNT)
def count(  # noqa: PLR0913 - one for each option
    payer: Annotated[str, typer.Argument(help="The payer's name, or the beginning of it.")],
    *,
    as_of: AsOfOption = "",
    outside: Annotated[bool, typer.Option("--outside", help="Withhold small counts, for who is outside.")] = False,
    rules: Annotated[
        bool, typer.Option("--write-rules", help="Put a copy of the rules beside the negotiation.")
    ] = False,
    out: OutOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Count the patients of a payer, each count with its rule and n."""
    desk = find_workspace(workspace)
    if rules:
        console.print(f"Rules to change: {write_rules(desk.home.negotiation_dir(desk.payer(payer)))}", soft_wrap=True)
    with working("Counting patients ..."):
        found = count_patients(desk, payer, day(as_of))
    table = found.table(desk.practice.minimum_n if outside else 0)
    if out is not None:
        write_table(table, out)
        return
    _show(found, table, desk.practice.minimum_n)


def _show(found: Disruption, table: pa.Table, minimum_n: int) -> None:
    console.print(f"[bold]{escape(found.payer)}[/] on {found.as_of}; {escape(found.rules.source)}")
    grid = Table("Patients", Column("", justify="right"), Column("of", justify="right"), Column("%", justify="right"),
                 "Who counts", header_style="bold", box=None)  # fmt: skip
    for row in table.to_pylist():
        told = "-" if row["count"] is None else f"{row['count']:,}"
        share = "-" if row["percent"] is None else f"{row['percent']:.1f}"
        of = "-" if row["n"] is None else f"{row['n']:,}"
        says = f"[yellow]{escape(row['withheld'])}[/]" if row["withheld"] else f"[dim]{escape(row['rule'])}[/]"
        grid.add_row(row["title"], told, of, share, says)
    console.print(grid)
    if not found.patients.num_rows:
        console.print(
            "No patient has this payer as the latest primary one in the 24 months before. Try another --as-of."
        )
    console.print(f"[dim]Counts below {minimum_n} leave the practice with --outside only withheld.[/]")


@disruption.command(LIST)
def list_(  # noqa: PLR0913 - one for each option
    payer: Annotated[str, typer.Argument(help="The payer's name, or the beginning of it.")],
    *,
    as_of: AsOfOption = "",
    confirm: Annotated[list[str] | None, typer.Option(help="Confirm this pseudonym; may be given again.")] = None,
    reject: Annotated[list[str] | None, typer.Option(help="Take this one out of the list; may be given again.")] = None,
    note: Annotated[str, typer.Option(help="Why, without a name.")] = "",
    days: Annotated[int | None, typer.Option(min=1, help="Length of the tail, to see what it is worth.")] = None,
    reason: Annotated[str, typer.Option(help="Why names are opened; with --out, writes them. It is logged.")] = "",
    out: OutOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Propose who may need continuing care (No Surprises Act), confirm or reject them, and write the list.

    Pseudonyms only, unless a reason is given: then names come out of the vault into the file, and it is logged.
    """
    desk = find_workspace(workspace)
    if reason and out is None:
        raise InputError("Names are written into a file only.", "Say --out FILE.csv as well.")
    with working("Looking who is in care ..."):
        made = build_list(desk, payer, day(as_of))
    for status, some in ((CONFIRMED, confirm), (REJECTED, reject)):
        if some:
            made = decide(desk, made.payer, some, status, note)
    if out is not None:
        rows = named_rows(desk, made.payer, reason) if reason else pa.Table.from_pylist(as_rows(made.patients), _LIST)
        write_table(rows, out, private=bool(reason))
    else:
        _show_list(made)
    if days:
        _show_tail(list_tail(desk, made.payer, days))
    elif out is None and made.patients:
        said = shelf_document("continuing.yaml")["days"]
        console.print(
            f"What the tail is worth: --days N. The shelf's {said} days are unverified; say the number you go by."
        )


_LIST = pa.schema([(n, pa.string()) for n in ("patient", "status", "categories", "reasons", "by", "on", "note")])


def _show_list(made: Listed) -> None:
    law = shelf_document("continuing.yaml")
    console.print(f"[bold]{escape(made.payer)}[/], proposed by the data of {made.as_of}: "
                  + ", ".join(f"{made.count(status)} {status}" for status in STATUSES))  # fmt: skip
    console.print(
        f"[yellow]The law on the shelf is {law['status']} (read {law['read_on']}): {law['advice']}.[/] {law['law']}."
    )
    if not made.patients:
        console.print("The rules propose nobody. They are in disruption.yaml (--write-rules of `disruption count`).")
        return
    grid = Table("Pseudonym", "Status", "Reasons", "Decided", header_style="bold", box=None)
    for row in as_rows(made.patients)[:SHOWN]:
        grid.add_row(row["patient"], row["status"], escape(row["reasons"]), f"{row['by']} {row['on']}".strip())
    console.print(grid)
    if len(made.patients) > SHOWN:
        console.print(f"... and {len(made.patients) - SHOWN:,} more (--out FILE.csv writes all).")
    console.print(f"The list: {made.file}", soft_wrap=True)
    if made.count(PROPOSED):
        console.print(
            "Look at each and say --confirm PSEUDONYM or --reject PSEUDONYM; `counteroffer vault show` says who it is."
        )


def _show_tail(made: Tail) -> None:
    low, high = made.visits
    money = " to ".join(show(cents) for cents in made.allowed)
    console.print(
        f"A tail of {made.days} days: {low:,} to {high:,} visits of {made.patients} patients, {money} at today's rates."
    )
    if made.cost is None:
        console.print("What they cost to give is not known: write costs.variable_per_visit in practice.yaml.")
    else:
        console.print(f"They cost {' to '.join(show(cents) for cents in made.cost)} to give.")
    console.print(f"[dim]{made.formula}.[/]")
