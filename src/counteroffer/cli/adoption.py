"""`counteroffer contract trial`, `adopt`, `history`, `revert` and `rates`: documents are tried before they price."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import typer
from rich.markup import escape
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace, working
from counteroffer.cli.contract import contracts
from counteroffer.core.money import show
from counteroffer.store.adopted import Adopted
from counteroffer.workspace import adoption
from counteroffer.workspace.canaries import FAIL, OPEN, PASS

if TYPE_CHECKING:
    from counteroffer.workspace.trial import Shift, Trial

FilesArgument = Annotated[
    list[Path] | None, typer.Argument(help="Documents, with the files that they name; default: all that wait.")
]


def add_to(app: typer.Typer) -> None:  # noqa: ARG001 - the group is in the app already
    """Add the commands to the group `contract`."""
    for command in (trial, adopt, history, revert, rates):
        contracts.command()(command)


def trial(files: FilesArgument = None, workspace: WorkspaceOption = None) -> None:
    """Show what new or changed documents would change in the last 12 months. Nothing is put into force."""
    desk = find_workspace(workspace)
    with working("Pricing the last 12 months ..."):
        tried = adoption.trial(desk, files or ())
    _show(tried)
    console.print("Nothing is in force yet: `counteroffer contract adopt --message WHY` adopts it.")


def adopt(
    files: FilesArgument = None,
    message: Annotated[str, typer.Option("--message", "-m", help="Why, in a sentence; it stays in the history.")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Put new or changed documents into force: from then on lines are priced by them."""
    with working("Pricing the last 12 months ..."):
        made = adoption.adopt(find_workspace(workspace), message, files or ())
    console.print(f"In force: {escape(adoption.sentence(made))}", soft_wrap=True)


def history(workspace: WorkspaceOption = None) -> None:
    """List every adoption: when, who, why, which documents, and the dollars that they changed."""
    desk = find_workspace(workspace)
    for made in Adopted(desk.home.adopted_dir).history():
        console.print(escape(adoption.sentence(made)), soft_wrap=True)
    for name, kind in adoption.pending(desk.home).items():
        console.print(f"[yellow]waits[/]  {escape(name)} ({kind})", soft_wrap=True)


def revert(
    wanted: Annotated[str, typer.Argument(metavar="ADOPTION", help="Its number, or a day like 2025-03-01.")],
    message: Annotated[str, typer.Option("--message", "-m", help="Why, in a sentence.")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Put an earlier adoption's documents into force again, and back into the contracts' folder."""
    made = adoption.revert(find_workspace(workspace), wanted, message)
    console.print(f"In force: {escape(adoption.sentence(made))}", soft_wrap=True)


def rates(
    as_of: Annotated[str, typer.Option(help="A day like 2025-03-01, or an adoption's number. Default: now.")] = "",
    code: Annotated[str, typer.Option(help="Only this code.")] = "",
    out: Annotated[Path | None, typer.Option(help="Write all columns to this .csv file.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Show the rates as they were in force after an adoption; every version of every rate can be read back."""
    with working("Compiling ..."):
        rows = adoption.rates_as_of(find_workspace(workspace), as_of)
    if code:
        rows = rows.filter(pc.equal(rows["code"], pa.scalar(code.upper())))
    if out is not None:
        pacsv.write_csv(rows, out)
        console.print(f"{rows.num_rows:,} rates: {out}")
        return
    grid = Table("Term", "Code", "Modifier", "Setting", "Since", "Until", "Rate", header_style="bold", box=None)
    for row in rows.slice(0, 60).to_pylist():
        amount = show(row["rate"]) if row["rate"] is not None else row["basis"].replace("_", " ")
        days = (str(row["since"]), str(row["until"]))
        where = row["setting"] + (f" (site in {row['site']})" if row["site"] else "")
        grid.add_row(row["term_id"], row["code"], row["modifier"], where, *days, amount)
    console.print(grid)
    if rows.num_rows > 60:
        console.print(f"... and {rows.num_rows - 60:,} more: name a --code, or --out FILE.csv.")


def _show(tried: Trial) -> None:
    named = ", ".join(f"{name} ({kind})" for name, kind in tried.documents.items())
    console.print(f"[bold]{escape(named)}[/]", soft_wrap=True)
    console.print(f"{tried.lines:,} lines of {tried.since} to {tried.until} priced again.")
    console.print(f"{tried.changed:,} would be expected otherwise, {show(tried.cents)} together;")
    console.print(f"{tried.newly_priced:,} would get a price, {tried.newly_unpriced:,} would lose theirs.")
    for word, (lines, cents) in (("appear", tried.appearing), ("vanish", tried.vanishing)):
        console.print(f"{lines:,} underpaid lines would {word}, {show(cents)}.")
    for title, shifts in (("Term", tried.terms), ("Code", tried.codes)):
        _table(title, shifts)
    counts = {kind: sum(one.outcome == kind for one in tried.canaries) for kind in (PASS, FAIL, OPEN)}
    console.print("Examples worked by hand: " + ", ".join(f"{count} {kind}" for kind, count in counts.items()))
    for one in tried.canaries:
        if one.outcome == FAIL:
            console.print(f"  [bold red]fail[/] {escape(str(one))}", soft_wrap=True)
    for finding in tried.findings[:12]:
        console.print(f"  [dim]{finding.severity}[/] {escape(str(finding))}", soft_wrap=True)


def _table(title: str, shifts: tuple[Shift, ...]) -> None:
    if not shifts:
        return
    grid = Table(title, "Lines", "Expected now", "In the trial", "Change", header_style="bold", box=None)
    for shift in shifts[:12]:
        amounts = (show(cents) for cents in (shift.before, shift.after, shift.after - shift.before))
        grid.add_row(shift.name, f"{shift.lines:,}", *amounts)
    console.print(grid)
