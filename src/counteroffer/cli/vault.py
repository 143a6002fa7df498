"""`counteroffer vault`: who the patients are, opened with a reason; the keys and their backup."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Column, Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace, working
from counteroffer.core.errors import InputError, StorageError, UnknownNameError
from counteroffer.workspace.vault import VaultDesk

if TYPE_CHECKING:
    import pyarrow as pa

vault = typer.Typer(help="Who the patients are: kept encrypted, opened with a reason; its keys and their backup.")

PASSPHRASE = "COUNTEROFFER_PASSPHRASE"  # noqa: S105 - a name
"""The environment variable with the passphrase of a backup of keys, for scripts."""

_PLACES = {"file": False, "keyring": True}
_REDO = "`counteroffer imports redo --all` reads the files again and brings them back."

ReasonOption = Annotated[str, typer.Option("--reason", help="Why; it is noted. Name no patient in it.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.add_typer(vault, name="vault")


@vault.callback(invoke_without_command=True)
def opened(context: typer.Context, workspace: WorkspaceOption = None) -> None:
    """Who the patients are; without a further word, say what is in the vault and where its keys are."""
    context.obj = workspace
    if not context.invoked_subcommand:
        status(context)


@vault.command()
def status(context: typer.Context, workspace: WorkspaceOption = None) -> None:
    """Say how many patients are in the vault, where its keys are, and what is damaged. Nobody's name is opened."""
    desk = _desk(context, workspace)
    with working("Opening ..."):
        told = desk.status()
    grid = Table(Column(style="bold"), Column(overflow="fold"), box=None, show_header=False)
    if told.patients is not None:
        grid.add_row("Patients", f"{told.patients:,}, named by {told.files:,} files")
    grid.add_row("Encrypted", f"{told.blobs:,} parts, {told.bytes / 1e6:,.1f} MB")
    for name, place in told.places.items():
        grid.add_row(f"{name.capitalize()} key", escape(place))
    grid.add_row("Backup", f"of the keys, {told.exported[:10]}" if told.exported else "[yellow]none of these keys[/]")
    grid.add_row("Opened", f"{told.openings:,} times (`counteroffer vault access`)")
    console.print(grid)
    if told.half_rotated:
        console.print("\nA re-encryption was stopped half way; run `counteroffer vault rotate` again.")
    if told.trouble:
        raise told.trouble
    if not told.exported:
        console.print("\nWrite a backup of the keys: `counteroffer vault key --export FILE`.")
    _see_damage(told.damaged)


@vault.command()
def show(
    context: typer.Context,
    keys: Annotated[list[str], typer.Argument(help="Pseudonyms, as the column patient_key has them.")],
    why: ReasonOption = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Show who stands behind pseudonyms. Who asked, when and why is noted first."""
    with working("Opening ..."):
        found = _desk(context, workspace).show(keys, why)
    _show(found)
    missing = [key for key in keys if key.strip().lower() not in found["patient_key"].to_pylist()]
    if missing:
        raise UnknownNameError(f"The vault does not know {escape(', '.join(missing))}.", _REDO)


@vault.command()
def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help="Parts of a name or of a member id.")],
    why: ReasonOption = "",
    most: Annotated[int, typer.Option(min=1, help="How many to show at the most.")] = 50,
    workspace: WorkspaceOption = None,
) -> None:
    """Find patients by name or member id, whatever the accents and capitals. Who asked and why is noted first."""
    with working("Opening ..."):
        found, every = _desk(context, workspace).search(" ".join(words), why, most)
    if not every:
        console.print("Nobody in the vault is called so.")
        return
    _show(found)
    if every > len(found):
        console.print(f"... and {every - len(found):,} more: give more words, or --most {every}.")


@vault.command()
def access(
    context: typer.Context,
    most: Annotated[int, typer.Option(min=1, help="How many to show at the most, the newest first.")] = 50,
    workspace: WorkspaceOption = None,
) -> None:
    """List who opened identities or handled the keys: when, why, and how many patients were shown."""
    desk = _desk(context, workspace)
    entries = desk.log.entries()[::-1]
    if not entries:
        console.print("Nobody has opened identities yet.")
        return
    grid = Table("When (UTC)", "Who", "What", Column("Why", overflow="fold"), box=None, header_style="bold")
    grid.add_column("Patients", justify="right")
    for entry in entries[:most]:
        when = entry.at[:19].replace("T", " ")
        grid.add_row(when, escape(entry.user), entry.what, escape(entry.why), f"{entry.patients:,}")
    console.print(grid)
    if len(entries) > most:
        console.print(f"... and {len(entries) - most:,} more (--most {len(entries)}); all in {desk.log.path}")


@vault.command()
def check(context: typer.Context, workspace: WorkspaceOption = None) -> None:
    """Open everything in the vault, and see that it knows the patients of all claims."""
    with working("Opening everything ..."):
        told = _desk(context, workspace).check()
    console.print(f"{told.rows:,} entries open, each a patient as one file names them.")
    if told.unknown:
        console.print(f"[yellow]{told.unknown:,} patients of claims and remittances are not in the vault.[/] {_REDO}")
    _see_damage(told.damaged)


@vault.command()
def rotate(context: typer.Context, workspace: WorkspaceOption = None) -> None:
    """Re-encrypt the vault under a new key, as when somebody may have read the old one."""
    with working("Re-encrypting ..."):
        _desk(context, workspace).rotate()
    console.print("[green]Re-encrypted under a new key.[/] Backups of the old key open nothing that is here now.")
    console.print("Write a new one: `counteroffer vault key --export FILE`.")


@vault.command()
def key(
    context: typer.Context,
    export: Annotated[Path | None, typer.Option(help="Write the keys into this new file, under a passphrase.")] = None,
    restore: Annotated[Path | None, typer.Option(help="Put the keys back from such a file.")] = None,
    to: Annotated[str, typer.Option(help="Keep the keys in `file` or in the `keyring` of this computer.")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Care for the keys: write a backup, put it back, or keep them elsewhere; without an option, say where they are.

    The passphrase is asked for, or taken from the environment variable COUNTEROFFER_PASSPHRASE.
    """
    desk = _desk(context, workspace)
    if sum(map(bool, (export, restore, to))) > 1:
        raise InputError("One thing at a time.", "Say --export FILE, --restore FILE, or --to file.")
    if export:
        _export(desk, export)
    elif restore:
        done = desk.restore(restore, _passphrase(twice=False))
        console.print(f"[green]Put back: {' and '.join(done)} key.[/] `counteroffer vault check` opens everything.")
    elif to:
        if to not in _PLACES:
            raise InputError(f"'{escape(to)}' is no place for keys.", "Say --to file or --to keyring.")
        desk.move(to_ring=_PLACES[to])
        console.print("[green]Done.[/]")
    if not (export or restore):
        for name, place in desk.places().items():
            console.print(f"The {name} key is in {escape(place)}.", soft_wrap=True)


def _export(desk: VaultDesk, path: Path) -> None:
    if path.exists():
        raise InputError(f"{path} is there already.", "Choose another name; an old backup may still be needed.")
    desk.export(path, _passphrase(twice=True))
    console.print(f"[green]Written: {escape(str(path))}.[/] It opens with the passphrase only.", soft_wrap=True)
    console.print("Keep it on another disk than the workspace, and the passphrase somewhere else again.")


def _passphrase(*, twice: bool) -> str:
    """Give the passphrase: from the environment, or asked for without showing what is typed."""
    told = os.environ.get(PASSPHRASE)
    if told:
        return told
    if not _somebody_there():
        raise InputError("Nobody is there to be asked for the passphrase.", f"Set the variable {PASSPHRASE}.")
    asked: str = typer.prompt("Passphrase", hide_input=True, confirmation_prompt=twice)
    return asked


def _somebody_there() -> bool:
    return sys.stdin.isatty()


def _desk(context: typer.Context, given: Path | None = None) -> VaultDesk:
    return VaultDesk(find_workspace(given if given is not None else context.obj))


def _show(found: pa.Table) -> None:
    grid = Table("Pseudonym", "Name", "Born", "Sex", "Member id", "Address", box=None, header_style="bold")
    grid.add_column("Files", justify="right")
    for row in found.to_pylist():
        name = f"{row['last']}, {row['first']} {row['middle']}".strip(" ,")
        town = " ".join(row[part] for part in ("city", "state", "zip") if row[part])
        where = ", ".join(part for part in (row["address"], town) if part)
        texts = (row["patient_key"], name, str(row["birth_date"] or ""), row["sex"], row["member_id"], where)
        grid.add_row(*map(escape, texts), f"{len(row['file_ids']):,}")
    if found.num_rows:
        console.print(grid)


def _see_damage(damaged: dict[str, str]) -> None:
    """Name what does not open, and end with exit code 2 if there is anything.

    Raises:
        StorageError: if anything is damaged.
    """
    for name, why in sorted(damaged.items()):
        console.print(f"[red]{name}[/]: {why}", soft_wrap=True)
    if damaged:
        says = f"{len(damaged):,} part{'s' * (len(damaged) > 1)} of the vault cannot be opened; the others can."
        raise StorageError(says, f"Put them back from your backup; or delete them from the vault folder: {_REDO}")
