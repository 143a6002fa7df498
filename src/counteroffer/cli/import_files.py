"""`counteroffer import`: bring remittance and claim files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace, working
from counteroffer.cli.progress import Bar
from counteroffer.cli.quality import show_quality
from counteroffer.cli.watching import watch_folder
from counteroffer.core.errors import InputError
from counteroffer.core.findings import ERROR, NOTE, WARNING
from counteroffer.core.money import show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counteroffer.core.findings import Finding
    from counteroffer.intake.report import ImportReport
    from counteroffer.workspace import Workspace

FEW = 1_000_000
"""Rows of lines up to which an import is checked without being asked: some seconds."""

SHOWN = 12
"""Findings shown on the terminal; `counteroffer findings` shows them all."""


def add_to(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command("import")(import_files)


def import_files(  # noqa: PLR0913 - one option each
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Folders, zip or gz archives, or files: 835, 837 and other X12, CSV and Excel."),
    ] = None,
    workspace: WorkspaceOption = None,
    check: Annotated[
        bool | None,
        typer.Option("--check/--no-check", help="Match, price and check afterwards. Default: up to a million lines."),
    ] = None,
    watch: Annotated[
        Path | None, typer.Option(help="Watch this folder and import what comes to rest in it, until stopped.")
    ] = None,
    every: Annotated[float, typer.Option(help="Seconds between looks at the watched folder.", min=0.1)] = 30.0,
    once: Annotated[bool, typer.Option("--once", help="With --watch: import what is at rest, then end.")] = False,  # noqa: FBT002
) -> None:
    """Bring files: what is new is stored, what is known is passed over, what is faulty is set aside and shown.

    A file is stored whole or not at all. If the import is stopped, run the same command again: it goes on.
    """
    desk = find_workspace(workspace)
    if watch is not None:
        watch_folder(desk, watch, every, once=once)
        return
    if not paths:
        raise InputError("Say what to import.", "Give files or folders, or --watch FOLDER.")
    report = desk.import_paths(paths, Bar())
    show_report(report)
    if report.counts["stored"]:
        check_imported(desk, wanted=check)


def check_imported(desk: Workspace, *, wanted: bool | None = None) -> None:
    """Match, price and check what was imported, and show in short what is missing.

    Args:
        desk: the workspace.
        wanted: true to do it, false to leave it, None to do it when it does not take long.
    """
    rows = desk.lake.rows("remit_lines") + desk.lake.rows("claim_lines")
    if wanted is False or (wanted is None and rows > FEW):
        console.print("Next: `counteroffer quality` says what is missing; `counteroffer case --all` writes the cases.")
        return
    with working("Matching, pricing and checking ..."):
        made = desk.refresh()
        report = desk.quality(thorough=False)
    if made.changed:
        console.print(f"{made.lines:,} service lines matched; {made.priced:,} of them priced by your contracts.")
    console.print()
    show_quality(report)


def show_report(report: ImportReport) -> None:
    """Write what an import stored, kind by kind, and the worst of its findings."""
    grid = Table("Kind", "Files", "Claims", "set aside", "Lines", "Charges", "Paid", box=None, header_style="bold")
    for column in grid.columns[1:]:
        column.justify = "right"
    for kind, files in report.kinds.items():
        total = report.tally_of(kind)
        numbers = (files, total.claims, total.claims_set_aside, total.lines)
        grid.add_row(kind, *(f"{number:,}" for number in numbers), show(total.charge), show(total.paid))
    if grid.row_count:
        console.print(grid)
    counts = report.counts
    console.print(
        f"{counts['stored']:,} files stored, {counts['already_there']:,} already there, "
        f"{counts['set_aside']:,} set aside, {counts['failed']:,} could not be read."
    )
    _show_findings(report.findings)


def _show_findings(found: Sequence[Finding]) -> None:
    if not found:
        return
    tally = {severity: sum(f.severity == severity for f in found) for severity in (ERROR, WARNING, NOTE)}
    console.print(f"Findings: {tally[ERROR]:,} errors, {tally[WARNING]:,} warnings, {tally[NOTE]:,} notes.")
    worst = sorted(found, key=lambda f: (ERROR, WARNING, NOTE).index(f.severity))
    for finding in worst[:SHOWN]:
        console.print(f"  [dim]{finding.severity}[/] {escape(str(finding))}", soft_wrap=True)
    if len(found) > SHOWN:
        console.print("  ... `counteroffer findings` shows them all.")
