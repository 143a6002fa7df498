"""`counteroffer nearby`: published files of the region, and which alternatives a payer's members would have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer
from rich.markup import escape
from rich.table import Column, Table

from counteroffer.cli.app import WorkspaceOption, console, day, find_workspace, say_progress, working
from counteroffer.cli.default import COUNT, CountGroup
from counteroffer.cli.disruption import AsOfOption, OutOption
from counteroffer.cli.export import write_table
from counteroffer.core.errors import InputError
from counteroffer.negotiate.alternatives import Reach, Standard, reach_table
from counteroffer.workspace.alternatives import alternatives
from counteroffer.workspace.nearby import WITHIN, import_nearby, nearby_files

nearby = typer.Typer(
    help="Clinicians of the region as published, and the members who would have none: `nearby PAYER`.",
    cls=CountGroup,
    no_args_is_help=True,
    invoke_without_command=True,
)


def add_to(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.add_typer(nearby, name="nearby")


@nearby.command("import")
def import_(
    paths: Annotated[
        list[Path], typer.Argument(help="NPPES, ZCTA gazetteer and HSD files, the zips they come in, or folders.")
    ],
    within: Annotated[
        int, typer.Option(min=1, max=500, help="Keep clinicians within so many miles of the practice.")
    ] = WITHIN,
    workspace: WorkspaceOption = None,
) -> None:
    """Store published files of the region; each takes the place of what was there of its kind."""
    with working("Reading the published files ...") as status:
        told = lambda name, rows: say_progress(status, f"{Path(name).name}: {rows:,} rows ...")  # noqa: E731 - two words
        done = import_nearby(find_workspace(workspace), paths, within, told)
    grid = Table(
        "File",
        "What it is",
        Column("Rows", justify="right"),
        Column("Kept", justify="right"),
        "",
        header_style="bold",
        box=None,
    )
    for one in done.read:
        grid.add_row(Path(one.source.name).name, one.source.kind, f"{one.rows:,}", f"{one.kept:,}", one.says)
    console.print(grid)
    for name in done.passed:
        console.print(f"[dim]passed over: {escape(name)}[/]", soft_wrap=True)


@nearby.command("files")
def files(workspace: WorkspaceOption = None) -> None:
    """List the published files of the region that were imported."""
    rows = nearby_files(find_workspace(workspace))
    if not rows:
        console.print("None yet: `counteroffer nearby import FILES...` (docs/disruption.md says where to get them).")
        return
    grid = Table("What it is", "Rows", "Kept", "Within", "Imported", "File", header_style="bold", box=None)
    for row in rows:
        within = "" if row["miles"] is None else f"{row['miles']} miles of {row['around']}"
        grid.add_row(
            row["kind"],
            f"{row['rows']:,}",
            f"{row['kept']:,}",
            within,
            f"{row['imported_at']:%Y-%m-%d %H:%M}",
            Path(row["file"]).name,
        )
    console.print(grid)


@nearby.command(COUNT)
def count(  # noqa: PLR0913 - one for each option
    payer: Annotated[str, typer.Argument(help="The payer's name, or the beginning of it.")],
    *,
    as_of: AsOfOption = "",
    miles: Annotated[
        int | None, typer.Option(min=1, help="A standard: so many miles, for all kinds of clinicians.")
    ] = None,
    minutes: Annotated[int | None, typer.Option(min=1, help="And so many minutes.")] = None,
    minutes_per_mile: Annotated[str, typer.Option(help="How long a mile takes here, like 1.8; you must know.")] = "",
    by_zip: Annotated[bool, typer.Option("--by-zip", help="One row for each kind and ZIP.")] = False,
    outside: Annotated[bool, typer.Option("--outside", help="Withhold small counts, for who is outside.")] = False,
    out: OutOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Count the members who would have no, one or more other clinicians of the kind that they see."""
    desk = find_workspace(workspace)
    said = (
        Standard(miles, minutes, _pace(minutes_per_mile), "as said on the command line") if miles or minutes else None
    )
    with working("Measuring distances ..."):
        found = alternatives(desk, payer, day(as_of), said)
    for file in found.missing:
        console.print(f"[yellow]Missing[/]: {escape(file)}", soft_wrap=True)
    if found.missing:
        return
    least = desk.practice.minimum_n if outside else 0
    table = _by_zip(found.reaches, least) if by_zip else reach_table(found.reaches, least)
    if out is not None:
        write_table(table, out)
        return
    console.print(f"[bold]{escape(found.payer)}[/] on {found.as_of}")
    _show(table, ("kind", "zip", "members", "alternatives", "nearest_miles") if by_zip else _SHOWN)
    for row in [] if by_zip else table.to_pylist():
        source = f" ({row['source']})" if row["source"] else ""
        console.print(f"{escape(row['kind'])}: standard {escape(row['standard'] + source)}", soft_wrap=True)
    for note in found.notes:
        console.print(f"[dim]{escape(note)}[/]", soft_wrap=True)


_SHOWN = {
    "kind": "Kind", "members": "Members", "none": "None", "one": "One", "more": "More", "edge": "Edge",
    "unlocated": "Unlocated", "clinicians": "Others", "median_miles": "Median miles", "most_miles": "Most",
    "withheld": "Withheld",
}  # fmt: skip


def _show(table: pa.Table, columns: Mapping[str, str] | Sequence[str]) -> None:
    titles = columns if isinstance(columns, Mapping) else {name: name for name in columns}
    grid = Table(header_style="bold", box=None)
    for name, title in titles.items():
        grid.add_column(title, justify="left" if name in ("kind", "zip", "withheld") else "right")
    for row in table.to_pylist():
        grid.add_row(*(_cell(row[name]) for name in titles))
    console.print(grid)


def _pace(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        made = Decimal(text)
    except InvalidOperation:
        made = Decimal(0)
    if not 0 < made <= 60:
        raise InputError(f"'{text}' is no number of minutes a mile.", "Write it like 1.8.")
    return made


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return (
        f"{value:,.1f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else escape(str(value))
    )


def _by_zip(every: tuple[Reach, ...], least: int) -> pa.Table:
    """Give one row for each kind and ZIP; with a least count, ZIPs with fewer members are left out.

    Where that would be a single one of a kind, the next smallest goes too: the sum would tell it.
    """
    rows = []
    for one in every:
        few = sorted(one.by_zip, key=lambda place: (place[1], place[0]))
        small = sum(n < least for _, n, _, _ in few)
        kept = {zip_code for zip_code, _, _, _ in few[2 if small == 1 else small :]}
        rows += [
            {"kind": one.kind, "zip": zip_code, "members": n, "alternatives": found, "nearest_miles": nearest}
            for zip_code, n, found, nearest in one.by_zip
            if zip_code in kept
        ]
    schema = pa.schema(
        [
            ("kind", pa.string()),
            ("zip", pa.string()),
            ("members", pa.int64()),
            ("alternatives", pa.int64()),
            ("nearest_miles", pa.float64()),
        ]
    )
    return pa.Table.from_pylist(rows, schema=schema)
