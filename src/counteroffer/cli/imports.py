"""`counteroffer imports`: what was imported; take it out, or read it anew."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace, working
from counteroffer.cli.import_files import check_imported, show_report
from counteroffer.cli.progress import Bar
from counteroffer.core.errors import InputError
from counteroffer.core.money import show
from counteroffer.ingest.x12 import READER
from counteroffer.intake.manage import StoredFile

imports = typer.Typer(help="What was imported: list it, take it out, read it anew.")

Wanted = Annotated[
    list[str], typer.Argument(help="Ids of imports, `last`, names or paths of files, or the beginning of a SHA-256.")
]
_SHOWN = 200
_X12 = READER.split()[0]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.add_typer(imports, name="imports")


@imports.callback(invoke_without_command=True)
def listing(context: typer.Context, workspace: WorkspaceOption = None) -> None:
    """What was imported; without a further word, list it, the newest first."""
    context.obj = workspace
    if context.invoked_subcommand:
        return
    found = find_workspace(workspace).imports()
    if not found:
        console.print("Nothing was imported yet. Bring files with `counteroffer import FOLDER`.")
        return
    grid = Table("Import", "From", box=None, header_style="bold")
    for title in ("Files", "set aside", "Claims", "Charges", "Paid"):
        grid.add_column(title, justify="right", no_wrap=True)
    for one in found:
        paths = ", ".join(one.paths[:2]) + (f" and {len(one.paths) - 2} more" if len(one.paths) > 2 else "")
        grid.add_row(f"[bold]{one.import_id}[/]", escape(paths), *_sums(one.files, one.set_aside))
    console.print(grid)
    older = [file for one in found for file in one.files if file.reader.startswith(_X12) and file.reader != READER]
    if older:
        console.print(f"\n{len(older):,} files were read by older rules; `imports redo --all` reads them by today's.")
    console.print(
        "\n`imports show ID` lists its files, `imports remove ID` takes it out, `imports redo ID` reads it anew."
    )


def _sums(files: tuple[StoredFile, ...], aside: int) -> tuple[str, ...]:
    claims, charge, paid = (sum(getattr(file, name) for file in files) for name in ("claims", "charge", "paid"))
    return f"{len(files):,}", f"{aside:,}", f"{claims:,}", show(charge, whole=True), show(paid, whole=True)


@imports.command("show")
def show_(context: typer.Context, wanted: Wanted, workspace: WorkspaceOption = None) -> None:
    """List the files of imports, with what each turned out to be."""
    desk = find_workspace(workspace or context.obj)
    files = desk.imported(wanted)
    grid = Table(Column("File", overflow="fold"), "Kind", "Status", "SHA-256", box=None, header_style="bold")
    for title in ("Claims", "Charges", "Paid"):
        grid.add_column(title, justify="right", no_wrap=True)
    for file in files[:_SHOWN]:
        numbers = (f"{file.claims:,}", show(file.charge, whole=True), show(file.paid, whole=True))
        grid.add_row(escape(file.name), file.kind, file.status.replace("_", " "), file.sha256[:12], *numbers)
    console.print(grid)
    if len(files) > _SHOWN:
        console.print(f"... and {len(files) - _SHOWN:,} more: `counteroffer table files` shows all.")


@imports.command()
def remove(
    context: typer.Context,
    wanted: Wanted,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,  # noqa: FBT002
    workspace: WorkspaceOption = None,
) -> None:
    """Take imports or files out, with everything that was read from them. Your own files are not touched."""
    desk = find_workspace(workspace or context.obj)
    files = desk.imported(wanted)
    _, _, claims, charge, paid = _sums(files, 0)
    what = f"{len(files):,} files with {claims} claims ({charge} charged, {paid} paid)"
    if not yes and not _confirmed(f"Take out {what}?"):
        console.print("Nothing was taken out.")
        return
    with working("Taking out ..."):
        gone = desk.remove_imported(files)
    rows = ", ".join(f"{number:,} of {name}" for name, number in gone.rows.items())
    console.print(f"Taken out: {what}. Rows: {rows or 'none'}.")
    console.print("Your own files are where they were; `counteroffer import` brings them back.")


def _confirmed(question: str) -> bool:
    if not console.is_terminal:
        raise InputError("Nobody is there to be asked.", "Say --yes to take it out without a question.")
    return typer.confirm(question, default=False)


@imports.command()
def redo(
    context: typer.Context,
    wanted: Annotated[list[str] | None, typer.Argument(help="As for `show`.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Read every file anew.")] = False,  # noqa: FBT002
    workspace: WorkspaceOption = None,
) -> None:
    """Read imports or files anew by today's rules and mappings, from where they were read before.

    A file that is gone or has changed is named, and what was read from it stays.
    """
    desk = find_workspace(workspace or context.obj)
    if not wanted and not every:
        raise InputError("Say which imports or files to read anew.", "Give their ids, or --all.")
    files = desk.imported(wanted or [one.import_id for one in desk.imports()])
    show_report(desk.redo_imported(files, Bar()))
    check_imported(desk)
