"""`counteroffer contract value` and `contract members`: money that is not paid line by line, and its members."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import typer
from rich.markup import escape
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace
from counteroffer.cli.contract import contracts
from counteroffer.core.errors import InputError
from counteroffer.core.findings import NOTE
from counteroffer.core.money import show
from counteroffer.measure.arranged import percent
from counteroffer.workspace.members import forget_roster, list_rosters

if TYPE_CHECKING:
    import pyarrow as pa

    from counteroffer.measure.capitation import Correction
    from counteroffer.workspace import Workspace
    from counteroffer.workspace.arrangements import Arrangements
    from counteroffer.workspace.members import RosterRead

_SHOWN = 10
"""So many faults of a roster are shown."""


def add_to(app: typer.Typer) -> None:  # noqa: ARG001 - the group is in the app already
    """Add the commands to the group `contract`."""
    contracts.command()(value)
    contracts.command()(members)


def value(  # noqa: PLR0913 - one option for each thing that may be asked
    payer: Annotated[
        str, typer.Argument(help="Only this payer's contracts; the beginning of its name is enough.")
    ] = "",
    until: Annotated[str, typer.Option(help="Last of the twelve months, like 2025-12; default: the latest.")] = "",
    draws: Annotated[int, typer.Option(help="Draw so many totals from what is uncertain, such as 5000.")] = 0,
    seed: Annotated[int, typer.Option(help="Of the draws: the same seed gives the same totals.")] = 1,
    out: Annotated[Path | None, typer.Option(help="Export to this .csv or .parquet file, months beside it.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Value what contracts pay beside their lines: capitation, withholds, bonuses, shared savings."""
    if out is not None and out.suffix not in (".csv", ".parquet"):
        raise InputError(f"{out} is neither .parquet nor .csv.", "Choose one of the two endings.")
    found = find_workspace(workspace).arrangements(payer, until, draws=draws, seed=seed)
    for sentence in found.says:
        console.print(escape(sentence), soft_wrap=True)
    if found.valued:
        _show(found)
    if out is not None and found.valued:
        _write(found.table(), out)
        console.print(f"{len(found.valued)} arrangements: {out}", soft_wrap=True)
        if found.months:
            beside = out.with_name(f"{out.stem}-capitation{out.suffix}")
            _write(found.month_table(), beside)
            console.print(f"{len(found.months)} months of capitation: {beside}", soft_wrap=True)


def _show(found: Arrangements) -> None:
    grid = Table("Kind", "Low", "Likely", "High", header_style="bold", box=None)
    for one in found.valued:
        cents = (one.worth.low, one.worth.likely, one.worth.high)
        grid.add_row(one.arrangement.kind.replace("_", " "), *map(_cents, cents))
    if len(found.valued) > 1:
        grid.add_row("[bold]all that is known[/]", *map(_cents, found.total))
    console.print(grid)
    for one in found.valued:
        place = ", ".join(part for part in (one.arrangement.page, one.arrangement.section) if part)
        head = f"[bold]{escape(one.arrangement.says)}[/] ({escape(one.payer)}, {one.arrangement_id}"
        console.print(f"{head}{f', page {escape(place)}' if place else ''})", soft_wrap=True)
        if one.worth.formula:
            console.print(f"  {escape(one.worth.formula)}", soft_wrap=True)
        for due in one.worth.dues:
            when = str(due.on) if due.on else "a day that the contract does not say"
            sums = " / ".join(_cents(cents) for cents in (due.low, due.likely, due.high))
            console.print(f"  due on {when}, {due.says}: {sums}", soft_wrap=True)
        for missing in one.worth.missing:
            console.print(f"  [yellow]missing[/] {escape(missing)}", soft_wrap=True)
    if found.months:
        _show_months(found)
    _show_corrections([one for _, one in found.corrections])
    if found.chance is not None:
        chance = found.chance
        console.print(
            f"Of {chance.draws:,} drawn totals (seed {chance.seed}) one in ten is below {show(chance.tenth)}, half are "
            f"below {show(chance.middle)}, nine in ten below {show(chance.ninetieth)}; mean {show(chance.mean)}; "
            f"{chance.left_out} arrangements left out.",
            soft_wrap=True,
        )


def _show_months(found: Arrangements) -> None:
    grid = Table("Month", "Members", "Capitation", "Lines", "Would have paid", "Yield", header_style="bold", box=None)
    for one in found.months:
        share = percent(one.share) if one.share is not None else "-"
        cells = (f"{one.paid.members:,}", show(one.paid.paid), f"{one.lines:,}", show(one.equivalent), share)
        grid.add_row(one.paid.month, *cells)
    console.print(grid)


def _show_corrections(corrections: list[Correction]) -> None:
    for one in corrections:
        console.print(
            f"{one.file} (file {one.reading}) corrected {one.month}: {one.added} added, {one.dropped} dropped, "
            f"{one.changed} changed; {show(one.before)} became {show(one.after)}, {show(one.after - one.before)}.",
            soft_wrap=True,
        )


def _cents(cents: int | None) -> str:
    return "not known" if cents is None else show(cents)


def _write(rows: pa.Table, out: Path) -> None:
    if out.suffix == ".csv":
        pacsv.write_csv(rows, out)
    else:
        pq.write_table(rows, out)


def members(
    roster: Annotated[str, typer.Argument(help="The roster's name, as the contract has it; nothing: list files.")] = "",
    files: Annotated[list[Path] | None, typer.Argument(help="Its files (CSV), the oldest first.")] = None,
    forget: Annotated[int, typer.Option(help="Take the file of this number out again.")] = 0,
    workspace: WorkspaceOption = None,
) -> None:
    """Read who was a member in which month, under pseudonyms; a later file corrects the months that it tells of."""
    desk = find_workspace(workspace)
    if forget:
        console.print(f"{forget_roster(desk, forget):,} rows taken out.")
    elif not roster:
        _list(desk)
    elif not files:
        raise InputError(f"No file of the roster '{roster}' is named.", "counteroffer contract members NAME FILE...")
    else:
        for done in desk.read_rosters(roster, files):
            _say(done)


def _list(desk: Workspace) -> None:
    rows = list_rosters(desk)
    if not rows:
        console.print("No roster yet. Read one: counteroffer contract members NAME FILE (docs/arrangements.md).")
        return
    grid = Table("Number", "Roster", "File", "Read", "Rows", "Months", header_style="bold", box=None)
    for row in rows:
        months = f"{row['first']} to {row['last']}"
        cells = (row["roster"], row["file"], f"{row['read_at']:%Y-%m-%d}", f"{row['rows']:,}", months)
        grid.add_row(str(row["reading"]), *map(escape, cells))
    console.print(grid)


def _say(done: RosterRead) -> None:
    faults = [finding for finding in done.findings if finding.severity != NOTE]
    for finding in [*(f for f in done.findings if f.severity == NOTE), *faults[:_SHOWN]]:
        console.print(f"[dim]{finding.severity}[/] {escape(str(finding))}", soft_wrap=True)
    if len(faults) > _SHOWN:
        console.print(f"... and {len(faults) - _SHOWN} more.")
    if not done.reading:
        console.print(f"{escape(done.file)} is known already and was passed over.", soft_wrap=True)
        return
    months = f"{done.months[0]} to {done.months[-1]}" if done.months else "no month"
    said = f"{escape(done.file)} (file {done.reading}): {done.rows:,} rows stored, {done.aside:,} set aside; {months}."
    console.print(said, soft_wrap=True)
    _show_corrections(list(done.corrections))
