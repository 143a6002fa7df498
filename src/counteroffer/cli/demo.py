"""`counteroffer demo`: the whole main job on a made-up practice."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Annotated

import typer

from counteroffer.cli.app import console, working
from counteroffer.cli.case import write_all
from counteroffer.cli.import_files import show_report
from counteroffer.cli.progress import Bar
from counteroffer.core.errors import InputError
from counteroffer.demo import generate
from counteroffer.negotiate.rounds import told
from counteroffer.negotiate.trap import LOSS
from counteroffer.workspace import Workspace
from counteroffer.workspace.offers import Offers
from counteroffer.workspace.played import play

MARK = "truth.json"
"""The file by which a folder is known to be a demo practice, so that nothing else is ever deleted."""


def add_to(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command()(demo)


def demo(
    folder: Annotated[Path, typer.Argument(help="Where to make the demo practice.")] = Path("demo"),
    lines: Annotated[int, typer.Option(help="About how many service lines.", min=500)] = 150_000,
    seed: Annotated[int, typer.Option(help="Another seed makes another practice.")] = 20251,
) -> None:
    """Make a two-year practice of seven payers as real 835 and 837 files, and take it through the whole main job."""
    began = time.monotonic()
    _clear(folder)
    console.print(f"[bold]1. The practice[/]: writing two years of 835 and 837 files and contracts to {folder} ...")
    generate(folder, lines=lines, seed=seed)
    console.print("[bold]2. Import[/]: what `counteroffer import` does with a practice's own files")
    desk = Workspace.create(folder, folder / "practice.yaml")
    show_report(desk.import_paths([folder / "files"], Bar()))
    console.print("[bold]3. Match and price[/]: every line as finally adjudicated, beside what its contract says")
    with working("Matching and pricing ..."):
        made = desk.refresh()
    console.print(f"{made.lines:,} service lines, {made.priced:,} priced by {made.contracts} contract versions.")
    console.print("[bold]4. The business case[/]: payers by what is worth negotiating first")
    page = write_all(desk)
    console.print("[bold]5. The table[/]: a negotiation in progress, played from its letters and offers")
    talk = play(desk, folder / "table")
    for one in Offers(talk).rounds():
        style = "bold red" if one.worth.trap == LOSS else "none"
        console.print(f"  {one.day} {one.by}: [{style}]{told(one.worth)}[/]. {one.says}")
    console.print(f"\nDone in {time.monotonic() - began:.0f} s. Open [bold]{page.resolve()}[/] in a browser.")
    console.print(f"Ask more: counteroffer metrics; counteroffer metric percent_of_medicare --by payer -w {folder}")
    console.print(f"At the table: counteroffer offer list Harborline -w {folder}; the tutorial goes on from there.")


def _clear(folder: Path) -> None:
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / MARK).is_file():
        raise InputError(f"{folder} is not empty and is no demo practice.", "Name an empty or a new folder.")
    shutil.rmtree(folder)
