"""`counteroffer contract draft`: contract YAML from a fee sheet or an agreement, for a person to confirm."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import attrs
import typer
from rich.markup import escape
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace, working
from counteroffer.cli.contract import contracts
from counteroffer.core.dates import from_iso
from counteroffer.core.errors import InputError, WorkspaceError
from counteroffer.core.findings import ERROR
from counteroffer.workspace import drafting

if TYPE_CHECKING:
    from counteroffer.drafting.proposals import Left, Proposal
    from counteroffer.workspace import Workspace
    from counteroffer.workspace.drafting import Drafted

_SHOWN = 12
_ANSWERS = ("", "all", "sure")


def add_to(_: typer.Typer) -> None:
    """Add the command to `counteroffer contract`."""
    contracts.command()(draft)


def draft(  # noqa: PLR0913 - one for each option
    file: Annotated[Path, typer.Argument(help="A fee sheet, an agreement (PDF, DOCX, TXT), or a folder of them.")],
    *,
    payer: Annotated[str, typer.Option(help="The payer's name, where you know it.")] = "",
    name: Annotated[str, typer.Option(help="The contract's name. Default: the file's.")] = "",
    since: Annotated[str, typer.Option(help="The first day of service, like 2025-01-01.")] = "",
    out: Annotated[Path | None, typer.Option(help="The YAML to write. Default: drafts/NAME.yaml.")] = None,
    accept: Annotated[str, typer.Option(help="Take off `# confirm`: all, or sure (90% and more). Default: none.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace a draft that is there already.")] = False,
    every: Annotated[bool, typer.Option("--all", help="List everything that was not understood.")] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Draft a contract from a payer's paper: every proposal with its page, and what was not understood.

    Nothing is adopted. The draft goes to the workspace's drafts/ (or --out), is marked `# confirm` line by line, and is
    checked as `contract check` does. Nothing is asked, so scripts can run it.
    Ends with 0 when the draft is in order, 1 when something in it must be filled in or mended, 2 when the file cannot
    be read or is about something else: then nothing is written.
    """
    if accept not in _ANSWERS:
        raise InputError(f"--accept knows no '{accept}'.", "Write --accept all, or --accept sure.")
    if since:
        try:
            from_iso(since)
        except ValueError as fault:
            raise InputError(f"--since: {fault}.", "Write it like 2025-01-01.") from None
    desk = _desk(workspace)
    with working("Reading ..."):
        made = drafting.draft(file, drafting.Said(payer, name, since), desk)
    made = attrs.evolve(made, paper=attrs.evolve(made.paper, accepted=accept))
    _tell(made, every=every)
    target = out or (desk.home.drafts_dir if desk else Path("drafts")) / f"{made.paper.name}.yaml"
    for path in drafting.save(made, target, force=force):
        console.print(f"Written: {escape(str(path))}", soft_wrap=True)
    found = drafting.check(target, desk)
    errors = [finding for finding in found if finding.severity == ERROR]
    for finding in found[: None if every else _SHOWN]:
        console.print(f"  {finding.severity}: {escape(str(finding))}", soft_wrap=True)
    if errors:
        console.print(f"[bold red]{len(errors)} to fill in or mend[/] before it can be a contract.")
        raise typer.Exit(1)
    console.print("A draft to read and confirm: nothing of it prices until you copy it into contracts/ and adopt it.")


def _desk(workspace: Path | None) -> Workspace | None:
    try:
        return find_workspace(workspace)
    except WorkspaceError:
        if workspace is not None:
            raise
        return None


def _tell(made: Drafted, *, every: bool) -> None:
    if made.pages:
        console.print(f"[bold]{made.pages:,} pages, {made.sentences:,} sentences[/] of {escape(made.paper.file)}")
    for name, rows in made.schedules.items():
        console.print(f"[bold]{len(rows):,} amounts[/] of {len({row.code for row in rows}):,} codes for {escape(name)}")
    for finding in made.findings[:_SHOWN]:
        console.print(f"  [dim]{finding.severity}[/] {escape(f'{finding.says} {finding.mend}')}", soft_wrap=True)
    grid = Table("Becomes", "Reads", "Page", "Sure", "To check", header_style="bold", box=None)
    grid.columns[1].ratio, grid.columns[4].ratio = 3, 4
    for one in made.paper.proposals:
        grid.add_row(*_row(one))
    console.print(grid)
    _tell_left(made, every=every)


def _tell_left(made: Drafted, *, every: bool) -> None:
    """Say what has no proposal: absence is shown, never hidden."""
    unread = [left for left in made.paper.left if not left.reason]
    known = len(made.paper.left) - len(unread)
    if unread:
        console.print(f"[bold yellow]Not understood: {len(unread):,} places about money without a proposal[/]")
    elif made.pages:
        console.print("Every sentence about money that was found has a proposal, or is known to be no rate.")
    for left in unread if every else unread[:_SHOWN]:
        console.print(f"  {escape(_left(left))}", soft_wrap=True)
    if not every and len(unread) > _SHOWN:
        console.print(f"  ... and {len(unread) - _SHOWN:,} more: --all lists them, and so does the draft.")
    if known:
        console.print(f"[dim]{known:,} places are known to be no rates; the draft lists them with the reason.[/]")
    if made.paper.unread:
        pages = ", ".join(map(str, made.paper.unread))
        console.print(f"[bold yellow]Without text, and not read: page {pages}.[/] Read them yourself, or run OCR.")


def _row(one: Proposal) -> tuple[str, ...]:
    becomes = {"conflict": "set aside", "replaced": "replaced"}.get(one.state, one.kind)
    where = " ".join(filter(None, (str(one.page or ""), one.section)))
    return becomes, escape(one.says), escape(where), f"{one.confidence}%", escape("; ".join(one.check))


def _left(one: Left) -> str:
    place = f"page {one.page}" + (f", {one.section}" if one.section else "")
    return f"{place}: {one.what}{' in ' if one.what else ''}'{one.quote[:160]}{' ...' if len(one.quote) > 160 else ''}'"
