"""`counteroffer disputes`: ask payers to process underpaid lines again, and see what comes back."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace, working
from counteroffer.core.errors import InputError
from counteroffer.core.money import show

if TYPE_CHECKING:
    from counteroffer.workspace.dispute_records import Batch
    from counteroffer.workspace.disputes import Disputes

disputes = typer.Typer(
    help="Ask payers to process underpaid lines again: open batches, export them, see what comes back."
)

BatchArgument = Annotated[str, typer.Argument(help="The batch, such as D0001.")]
ClaimOption = Annotated[str, typer.Option(help="Of this claim's line only.")]
LineOption = Annotated[int, typer.Option(help="The line's number on the claim.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.add_typer(disputes, name="disputes")


@disputes.callback(invoke_without_command=True)
def listing(context: typer.Context, workspace: WorkspaceOption = None) -> None:
    """Ask payers to process underpaid lines again; without a further word, list the batches."""
    context.obj = workspace
    if not context.invoked_subcommand:
        list_(context)


@disputes.command("list")
def list_(context: typer.Context, workspace: WorkspaceOption = None) -> None:
    """List the batches: lines, what was asked and came back, the next deadline, status and owner."""
    every, today = _desk(context, workspace).batches(), _today()
    if not every:
        console.print("No batches yet: `counteroffer disputes open PAYER`.")
        return
    grid = Table("Batch", "Payer", "Status", "Owner", box=None, header_style="bold")
    for title in ("Lines", "Open", "Asked", "Came back", "Deadline"):
        grid.add_column(title, justify="right", no_wrap=True)
    for batch in every:
        numbers = (f"{len(batch.lines):,}", f"{batch.waiting:,}", show(batch.asked), show(batch.recovered))
        grid.add_row(
            batch.id, escape(batch.payer), batch.status, escape(batch.owner), *numbers, _deadline(batch, today)
        )
    console.print(grid)


@disputes.command("open")
def open_(  # noqa: PLR0913 - as many as it has options
    context: typer.Context,
    payer: Annotated[str, typer.Argument(help="The payer: its name or the beginning of it.")],
    cause: Annotated[list[str] | None, typer.Option(help="Only this cause; may be given again.")] = None,
    code: Annotated[list[str] | None, typer.Option(help="Only this code; may be given again.")] = None,
    owner: Annotated[str, typer.Option(help="Who works on it.")] = "",
    again: Annotated[bool, typer.Option("--again", help="Also lines of batches that are closed.")] = False,  # noqa: FBT002
    workspace: WorkspaceOption = None,
) -> None:
    """Make a batch of a payer's underpaid lines; only exactly priced lines that no batch has."""
    with working("Looking for causes ..."):
        batch = _desk(context, workspace).open(payer, cause or [], code or [], owner, again=again)
    _summary(batch)
    console.print(f"Send it: `counteroffer disputes export {batch.id}`.")


@disputes.command("show")
def show_(
    context: typer.Context,
    batch: BatchArgument,
    history: Annotated[bool, typer.Option("--history", help="All that happened to it.")] = False,  # noqa: FBT002
    most: Annotated[int, typer.Option(help="How many lines to show at the most.")] = 40,
    workspace: WorkspaceOption = None,
) -> None:
    """Show a batch and its lines, or all that happened to it."""
    desk = _desk(context, workspace)
    found = desk.show(batch)
    _summary(found)
    if history:
        for event in desk.history(batch):
            place = f" {event.claim} line {event.line}" if event.claim else ""
            said = ", ".join(f"{name} {value}" for name, value in event.said.items() if value not in ("", [], None))
            console.print(f"{event.at}  {escape(event.who)}: {event.what}{place} {escape(said)}", soft_wrap=True)
        return
    grid = Table("Claim", "Line", "Code", "Service", "Cause", "Status", box=None, header_style="bold")
    for title in ("Asked", "Came back", "Deadline"):
        grid.add_column(title, justify="right", no_wrap=True)
    for line in found.lines[:most]:
        numbers = (show(line.asked), show(line.recovered), str(line.deadline or "not known"))
        grid.add_row(
            line.claim, str(line.line), line.code, str(line.service_date or "-"), line.cause, line.status, *numbers
        )
    console.print(grid)
    if len(found.lines) > most:
        console.print(f"... and {len(found.lines) - most:,} more (--most {len(found.lines)}).")
    for at, who, text in found.notes:
        console.print(f"{at} {escape(who)}: {escape(text)}", soft_wrap=True)


@disputes.command("set")
def set_(  # noqa: PLR0913 - as many as it has options
    context: typer.Context,
    batch: BatchArgument,
    status: Annotated[str, typer.Argument(help="Batch: open, sent, acknowledged, escalated, closed. Line: open, "
                                               "recovered, partly, refused, withdrawn.")],
    claim: ClaimOption = "",
    line: LineOption = 1,
    owner: Annotated[str, typer.Option(help="Who works on it from now on.")] = "",
    workspace: WorkspaceOption = None,
) -> None:  # fmt: skip
    """Say what a batch, or a line of it, is now."""
    desk = _desk(context, workspace)
    found = desk.set_status(batch, status, claim, line)
    if owner:
        found = desk.assign(batch, owner, claim, line)
    _summary(found)


@disputes.command()
def note(  # noqa: PLR0913 - as many as it has options
    context: typer.Context,
    batch: BatchArgument,
    text: Annotated[str, typer.Argument(help="What to write down.")],
    claim: ClaimOption = "",
    line: LineOption = 1,
    workspace: WorkspaceOption = None,
) -> None:
    """Write a note on a batch, or on a line of it; it is never exported."""
    if not text.strip():
        raise InputError("The note is empty.", "Write it in quotes behind the batch.")
    _summary(_desk(context, workspace).note(batch, text, claim, line))


@disputes.command()
def close(context: typer.Context, batch: BatchArgument, workspace: WorkspaceOption = None) -> None:
    """Close a batch; what remittances bring later is still counted."""
    _summary(_desk(context, workspace).close(batch))


@disputes.command()
def undo(
    context: typer.Context,
    batch: Annotated[str, typer.Argument(help="Of this batch; nothing: of any.")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Take back the last change that a person made; the history keeps both."""
    taken = _desk(context, workspace).undo(batch)
    what = f"{taken[0].batch}: {taken[0].what}" if taken else "nothing; there is no change of a person"
    console.print(f"Taken back: {what}.")


@disputes.command()
def export(
    context: typer.Context,
    batch: BatchArgument,
    out: Annotated[Path | None, typer.Option(help="Folder to write to. Default: reports/disputes/BATCH.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Write a batch for the payer: XLSX and CSV with the explanation of every line."""
    with working("Explaining every line ..."):
        paths = _desk(context, workspace).export(batch, out)
    console.print(
        f"{paths.lines:,} lines, {show(paths.cents)} asked:\n  {paths.workbook}\n  {paths.csv}", soft_wrap=True
    )


def _summary(batch: Batch) -> None:
    causes = f", {', '.join(batch.causes)}" if batch.causes else ""
    console.print(
        f"[bold]{batch.id}[/] {escape(batch.payer)}{causes}: {batch.status}, {len(batch.lines):,} lines, "
        f"{show(batch.asked)} asked, {show(batch.recovered)} came back, {batch.waiting:,} open.", soft_wrap=True,
    )  # fmt: skip
    console.print(f"Deadline: {_deadline(batch, _today())}.", soft_wrap=True)


def _deadline(batch: Batch, today: date) -> str:
    """Say the next deadline, what is past, and what nobody knows."""
    ahead = batch.deadline(today)
    parts = [str(ahead)] if ahead else []
    if batch.past(today):
        parts.append(f"past for {batch.past(today):,} lines")
    if batch.undated:
        which = "" if batch.undated == len(batch.lines) else f" for {batch.undated:,} lines"
        parts.append(f"not known{which} (no dispute_window clause)")
    return ", ".join(parts) or "none"


def _today() -> date:
    return datetime.now().astimezone().date()


def _desk(context: typer.Context, workspace: Path | None) -> Disputes:
    return find_workspace(workspace or context.obj).disputes()
