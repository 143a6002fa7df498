"""`counteroffer fees`: a payer's fee schedule from XLSX, CSV or PDF into the CSV beside a contract."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace, working
from counteroffer.core.errors import InputError, WorkspaceError
from counteroffer.core.findings import ERROR, WARNING
from counteroffer.core.money import show
from counteroffer.ingest.fees.columns import ASKED
from counteroffer.ingest.fees.schedule import Asked
from counteroffer.medicare.book import shipped
from counteroffer.workspace.fees import check_fees, read_payer_fees, save_payer_fees, why_unsound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counteroffer.core.findings import Finding
    from counteroffer.core.practice import Practice
    from counteroffer.ingest.fees.schedule import Schedule
    from counteroffer.medicare.book import MedicareBook
    from counteroffer.medicare.compare import Comparison
    from counteroffer.workspace import Workspace

fees = typer.Typer(
    help="A payer's fee schedule: read its file, look at what was read, keep it for a contract.", no_args_is_help=True
)
_SHOWN = 10


def add_to(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.add_typer(fees, name="fees")


@fees.command()
def read(  # noqa: PLR0913 - one for each option
    file: Annotated[Path, typer.Argument(help="The payer's file: XLSX, XLS, ODS, CSV, TSV or PDF.")],
    *,
    sheet: Annotated[str, typer.Option(help="Only this sheet of a workbook. Default: every sheet with fees.")] = "",
    pages: Annotated[str, typer.Option(help="Only these pages of a PDF, such as 1-5.")] = "",
    columns: Annotated[str, typer.Option(help="What the columns are, by letter or heading: code=A,amount=C.")] = "",
    out: Annotated[Path | None, typer.Option(help="Keep the rows in this CSV.")] = None,
    save: Annotated[bool, typer.Option("--save", help="Keep them in the workspace's contracts folder.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a CSV that is there already.")] = False,
    every: Annotated[bool, typer.Option("--all", help="List every row that was set aside.")] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Read a payer's fee schedule and show what would be kept; nothing is written without --out or --save.

    Where two columns could be the amount, that is asked and nothing is kept: answer with --columns. --columns knows
    code, modifier, setting, amount, facility, nonfacility, since (effective date) and units.
    Ends with 0 when the file can be kept, 1 when it cannot, 2 when it cannot be opened.
    """
    desk, book, practice = _desk(workspace)
    with working("Reading the fee schedule ..."):
        done = read_payer_fees(file, Asked(sheet, pages, _columns(columns)), book, practice)
    _tell_schedule(done.schedule, every=every)
    if done.schedule.rows:
        _tell_comparison(done.comparison)
    if save and desk is None:
        raise WorkspaceError(
            "There is no workspace to save into.", "Name one with --workspace, or write with --out FILE.csv."
        )
    target = out or (desk.home.contracts_dir / f"{file.stem}.csv" if save and desk is not None else None)
    if not done.sound:
        console.print(f"[bold red]Nothing was kept: {why_unsound(done)}[/]", soft_wrap=True)
        raise typer.Exit(1)
    if target is None:
        console.print("Nothing was written yet. Keep the rows with --save, or with --out contracts/NAME.csv.")
        return
    save_payer_fees(done, target, force=force)
    console.print(f"{_count(len(done.schedule.rows), 'row')} written: {escape(str(target))}", soft_wrap=True)
    console.print("Name it in a contract's term: `pays: {fee_schedule: " + escape(target.name) + "}`.", soft_wrap=True)


@fees.command()
def check(
    file: Annotated[Path, typer.Argument(help="The CSV beside a contract.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Check a fee schedule CSV as a contract would read it; ends with 1 where a row must be mended."""
    _, book, practice = _desk(workspace)
    rows, findings, comparison = check_fees(file, book, practice)
    console.print(f"{_count(len(rows), 'row')} that a contract can use.")
    _tell_findings(findings)
    _tell_comparison(comparison)
    if any(finding.severity == ERROR for finding in findings):
        raise typer.Exit(1)


def _desk(workspace: Path | None) -> tuple[Workspace | None, MedicareBook, Practice | None]:
    """Open the workspace for its locality and its Medicare; without one, what ships is taken."""
    try:
        desk = find_workspace(workspace)
    except WorkspaceError:
        if workspace is not None:
            raise
        return None, shipped(), None
    return desk, desk.medicare, desk.practice


def _columns(text: str) -> dict[str, str]:
    named: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        what, sign, where = part.partition("=")
        if not sign or what.strip().lower() not in ASKED or not where.strip():
            raise InputError(f"'{part}' names no column.", f"Write code=A,amount=C; there are {', '.join(ASKED)}.")
        named[what.strip().lower()] = where.strip()
    return named


def _tell_schedule(schedule: Schedule, *, every: bool) -> None:
    told: list[str] = []
    for table in schedule.tables:
        where = f"{table.page or 'The file'}, from row {table.row + 1}: {_count(table.rows, 'row')}"
        said = table.proposal.sentences()
        sure = "the same columns" if said == told else f"{table.proposal.confidence:.0%} sure of the columns"
        console.print(f"[bold]{escape(where)}[/], {sure}", soft_wrap=True)
        for sentence in said if said != told else ():
            console.print(f"  {sentence}", soft_wrap=True, markup=False)
        told = said
    if schedule.dates:
        more = " ..." if len(schedule.dates) > 3 else ""
        console.print(f"Effective dates in the file: {', '.join(schedule.dates[:3])}{more}")
    if schedule.rows:
        amounts = [row.amount for row in schedule.rows]
        console.print(
            f"{_count(len(amounts), 'amount')} of {_count(len({r.code for r in schedule.rows}), 'code')}, "
            f"{show(min(amounts))} to {show(max(amounts))}, sum {show(sum(amounts))}."
        )
        grid = Table("Code", "Modifier", "Setting", "Amount", header_style="bold", box=None)
        for row in schedule.rows[:_SHOWN]:
            grid.add_row(row.code, row.modifier, row.setting or "both", show(row.amount))
        console.print(grid)
        if len(schedule.rows) > _SHOWN:
            console.print(f"... and {len(schedule.rows) - _SHOWN:,} more.")
    if schedule.aside:
        console.print(f"[bold]{_count(len(schedule.aside), 'row')} set aside[/]")
        grid = Table("Where", "Code", "Amount", "Why", header_style="bold", box=None)
        for aside in schedule.aside if every else schedule.aside[:_SHOWN]:
            grid.add_row(*map(escape, (aside.place, aside.code, aside.amount, aside.reason)))
        console.print(grid)
        if not every and len(schedule.aside) > _SHOWN:
            console.print(f"... and {len(schedule.aside) - _SHOWN:,} more: --all lists them.")
    _tell_findings(schedule.findings)


def _tell_findings(findings: Sequence[Finding]) -> None:
    colour = {ERROR: "bold red", WARNING: "yellow"}
    for finding in findings:
        place = f"line {finding.segment}: " if finding.segment else ""
        style = colour.get(finding.severity, "dim")
        console.print(
            f"[{style}]{finding.severity}[/]: {place}{escape(f'{finding.says} {finding.mend}')}", soft_wrap=True
        )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _tell_comparison(comparison: Comparison | None) -> None:
    if comparison is None or not comparison.rows:
        console.print("No amount could be put beside Medicare's.")
        return
    console.print(
        f"Beside Medicare {comparison.year}, locality {comparison.locality}: {_count(len(comparison.rows), 'amount')} "
        f"compared, the middle one at {comparison.median:.0%} of Medicare; {comparison.missing:,} not in Medicare.",
        soft_wrap=True,
    )
    if comparison.slipped:
        console.print("[bold red]Many amounts are far off: a column may have slipped. Look at the columns above.[/]")
    for row in comparison.outlying[:_SHOWN]:
        name = " ".join(filter(None, (row.code, row.modifier, row.setting)))
        console.print(
            f"  [yellow]far off[/]: {name} {show(row.amount)}, Medicare {show(row.medicare)} ({row.ratio:.0%})"
        )
