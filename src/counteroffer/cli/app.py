"""The command line's frame: the app, the workspace it works in, and how errors are said."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.status import Status

from counteroffer.core.errors import CounterofferError, InputError, WorkspaceError
from counteroffer.workspace import Workspace

app = typer.Typer(
    name="counteroffer",
    help="The payer-negotiation desk for US medical practices.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)
console = Console(highlight=False, width=None if sys.stdout.isatty() else 110)
errors = Console(stderr=True, highlight=False)

WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        "-w",
        help="The practice's workspace. Default: COUNTEROFFER_WORKSPACE, else the one here, above, or just below.",
        show_default=False,
    ),
]


PayerArgument = Annotated[str, typer.Argument(help="The payer's name, or the beginning of it.")]


def find_workspace(given: Path | None) -> Workspace:
    """Open the workspace named on the command line, in the environment, or found from here.

    Found is this folder or the nearest one above that is a workspace, else the only one directly below.

    Raises:
        WorkspaceError: if there is none.
    """
    if given is not None:
        return Workspace.open(given)
    named = os.environ.get("COUNTEROFFER_WORKSPACE")
    if named:
        return Workspace.open(Path(named))
    here = Path.cwd()
    for folder in (here, *here.parents):
        if _is_workspace(folder):
            return Workspace.open(folder)
    below = [folder for folder in sorted(here.iterdir()) if folder.is_dir() and _is_workspace(folder)]
    if len(below) == 1:
        errors.print(f"[dim]Workspace: {below[0].name}, the only one in this folder.[/]")
        return Workspace.open(below[0])
    raise WorkspaceError(
        f"There is no workspace in {here} or above it.",
        "Make one with `counteroffer init DIR`, or name one with --workspace DIR.",
    )


def _is_workspace(folder: Path) -> bool:
    return (folder / "practice.yaml").is_file() and (folder / "lake").is_dir()


def day(text: str) -> date | None:
    """Read a day of an option; None if it is not given.

    Raises:
        InputError: if it is none.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputError(f"'{text}' is no day.", "Write it like 2026-01-31.") from None


def working(says: str) -> AbstractContextManager[object]:
    """Show that something long is going on, on a terminal; elsewhere nothing."""
    return errors.status(says) if errors.is_terminal else nullcontext()


def say_progress(status: object, says: str) -> None:
    """Change what `working` shows, where it shows something."""
    if isinstance(status, Status):
        status.update(says)


def say_error(fault: CounterofferError) -> None:
    """Write a fault in use: what is wrong in one line, what to do in the next."""
    errors.print(f"[bold red]{fault.says}[/]", soft_wrap=True)
    if fault.mend:
        errors.print(fault.mend, soft_wrap=True)


SELDOM = (200_000, 20, 20)
"""When garbage is looked for. Questions are millions of small objects that live: by Python's own measure, looking
through them again and again was a third of a refresh (11.1 s of processor time on an empty lake instead of 7.6 s)."""


def main() -> None:
    """Run the command line; a fault in use is said in words and ends with exit code 2."""
    gc.set_threshold(*SELDOM)
    try:
        app()
    except CounterofferError as fault:
        say_error(fault)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        errors.print("Stopped. What was finished is stored; run the same command again to go on.")
        raise SystemExit(130) from None
