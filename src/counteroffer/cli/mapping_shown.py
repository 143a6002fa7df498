"""How a proposed mapping and a dry run are written on the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from counteroffer.cli.app import console
from counteroffer.core.findings import ERROR
from counteroffer.core.money import show
from counteroffer.ingest.tabular.fields import KINDS
from counteroffer.ingest.tabular.guess import SURE
from counteroffer.ingest.tabular.mapping import Mapping
from counteroffer.ingest.tabular.proposal import Proposal, samples
from counteroffer.ingest.tabular.questions import BY_CELLS
from counteroffer.workspace.spreadsheets import Preview

PAYERS_SHOWN = 10


def show_proposal(made: Proposal, *, questions: bool = True) -> None:
    """Write a proposal: where the header is, each column with its field, and what is open unless it is asked next."""
    scanned = made.scan
    where = (
        f"sheet '{scanned.sheet_name}', row {scanned.header.row}" if scanned.sheet_name else f"row {scanned.header.row}"
    )
    console.print(f"Header found in {where}; {scanned.rows:,} rows under it. This looks like {KINDS[made.kind].says}.")
    if made.source:
        console.print(f"[dim]A published layout: {escape(made.source)}[/]", soft_wrap=True)
    if scanned.other_sheets:
        console.print(f"Other sheets: {escape(', '.join(scanned.other_sheets))} (--sheet NAME).")
    _show_columns(made)
    for field, value in made.constants.items():
        console.print(f"In every row: {field} = {escape(value)}")
    for text, meaning in made.settled.transactions.items():
        console.print(f"Rows of '{escape(text)}': {meaning}")
    if made.settled.fill:
        console.print(f"Empty cells repeat the row above in: {', '.join(made.settled.fill)}")
    for field, sign in made.settled.signs.items():
        console.print(f"Signs of {field}: {sign}")
    for missing in made.missing:
        console.print(
            f"[bold red]Missing[/]: no column for the {escape(missing)}. Say which with --set FIELD=COLUMN.",
            soft_wrap=True,
        )
    for question in made.questions if questions else ():
        console.print(f"[bold yellow]Open[/]: {escape(question.says)}", soft_wrap=True)
        for value, says in question.options:
            console.print(f"    {escape(value)}: {escape(says)}", soft_wrap=True)
        console.print(f"    Answer with {escape(question.flag)}", soft_wrap=True)


def _show_columns(made: Proposal) -> None:
    fields, guessed = KINDS[made.kind].fields, {guess.column: guess for guess in made.guesses}
    grid = Table("Column", "is", "Sure", "Why", "Looks like", box=None, header_style="bold")
    for at, name in enumerate(made.scan.header.names):
        guess = guessed.get(at)
        if guess is None:
            grid.add_row(
                escape(name),
                "[dim]not stored[/]",
                "",
                "",
                f"[dim]{escape(samples(made.scan.columns[at], masked=True))}[/]",
            )
            continue
        field = fields[guess.field]
        sure = f"{guess.confidence:.0%}" if guess.confidence >= SURE else f"[yellow]{guess.confidence:.0%}, check[/]"
        told = made.settled.whys.get(guess.field, "")
        parts = (guess.why, made.settled.dates.get(guess.field, ""), told if told != BY_CELLS else "")
        why = ", ".join(part for part in parts if part)
        shown = samples(made.scan.columns[at], masked=field.identity)
        grid.add_row(escape(name), guess.field, sure, escape(why), escape(shown))
    console.print(grid)


def show_preview(found: Preview, known: Sequence[Mapping]) -> None:
    """Write a dry run: rows by table, sums, days, payers; then what would not be stored."""
    if found.rows:
        grid = Table("Would be stored", "Rows", box=None, header_style="bold")
        for name, rows in found.rows.items():
            grid.add_row(name, f"{rows:,}")
        console.print(grid)
        sums = ", ".join(f"{name} {show(cents)}" for name, cents in found.sums.items())
        days = f"days {found.since or 'none'} to {found.until or 'none'}"
        console.print(f"{sums or 'No amounts'}; {days}; {found.patients:,} patients.")
        payers = [f"{name} ({rows:,})" for name, rows in list(found.payers.items())[:PAYERS_SHOWN]]
        more = len(found.payers) - len(payers)
        console.print(
            f"Payers: {escape(', '.join(payers) or 'none')}{f' and {more} more' if more > 0 else ''}.", soft_wrap=True
        )
    else:
        console.print("[bold]Nothing of this file would be stored.[/]")
        if not known:
            console.print("There is no mapping yet.")
    aside = [finding for finding in found.findings if finding.severity == ERROR]
    if aside:
        console.print("[bold]Would not be stored[/]:")
    for finding in (*aside, *(f for f in found.findings if f.severity != ERROR)):
        console.print(f"  [dim]{finding.severity}[/] {escape(finding.says)} {escape(finding.mend)}", soft_wrap=True)
    console.print("This was a dry run: nothing was stored.")
