"""`counteroffer medicare`: what Medicare pays here, and the import of published files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace, working
from counteroffer.core.errors import InputError
from counteroffer.core.findings import ERROR
from counteroffer.core.money import show
from counteroffer.ingest.fees.edition import RELEASES, Edition
from counteroffer.workspace.medicare import Place, list_releases, medicare_figures

medicare = typer.Typer(help="Medicare as published: fees, labs, drugs, equipment, localities.", no_args_is_help=True)

YearOption = Annotated[int | None, typer.Option(help="Calendar year, where a file does not say it.")]
ReleaseOption = Annotated[str, typer.Option(help="Release A to D (January, April, July, October).")]
QuarterOption = Annotated[int | None, typer.Option(min=1, max=4, help="Quarter 1 to 4.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.add_typer(medicare, name="medicare")


@medicare.command("import")
def import_published(  # noqa: PLR0913 - one for each option
    paths: Annotated[list[Path], typer.Argument(help="Files of CMS, the zips they come in, or folders of them.")],
    year: YearOption = None,
    release: ReleaseOption = "",
    quarter: QuarterOption = None,
    conversion: Annotated[
        str, typer.Option(help="Conversion factor, where a file has none or two are published.")
    ] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Store files as CMS publishes them; the same release of a year is replaced, other releases stay beside it."""
    told = Edition(year, _release(release), quarter, _factor(conversion))
    with working("Reading the published files ..."):
        done = find_workspace(workspace).import_published(paths, told)
    grid = Table("File", "What it is", "Year", "Release", "Rows", header_style="bold", box=None)
    for one in done.found:
        grid.add_row(Path(one.file).name, one.kind.says, str(one.year), one.release, f"{one.rows.num_rows:,}")
    console.print(grid)
    for finding in done.findings:
        console.print(f"[bold red]not read[/]: {finding.says} {finding.mend}" if finding.severity == ERROR else
                      f"[dim]passed over: {finding.says}[/]", soft_wrap=True)  # fmt: skip
    if done.failed:
        console.print(f"{len(done.found)} files stored, {len(done.failed)} not read.")


@medicare.command("list")
def list_published(workspace: WorkspaceOption = None) -> None:
    """List the years and releases there are, with their files."""
    grid = Table("Table", "Year", "Release", "Rows", "File", "Imported", header_style="bold", box=None)
    for row in list_releases(find_workspace(workspace).medicare):
        when = f"{row['imported_at']:%Y-%m-%d %H:%M}" if row["imported_at"] else "ships"
        name = Path(row["file"]).name or "not noted"
        grid.add_row(row["table"], str(row["year"]), row["release"], f"{row['rows']:,}", name, when)
    console.print(grid)


@medicare.command()
def fee(  # noqa: PLR0913 - one for each option
    code: Annotated[str, typer.Argument(help="A CPT or HCPCS code.")],
    *,
    year: Annotated[int | None, typer.Option(help="Calendar year. Default: the latest there is.")] = None,
    release: ReleaseOption = "",
    quarter: QuarterOption = None,
    setting: Annotated[str, typer.Option(help="Only `facility` or `nonfacility`.")] = "",
    zip_code: Annotated[str, typer.Option("--zip", help="Another ZIP than the practice's.")] = "",
    locality: Annotated[str, typer.Option(help="Another locality: carrier and number, seven digits.")] = "",
    rural: Annotated[bool, typer.Option("--rural", help="The patient lives in a rural ZIP (equipment).")] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Show what Medicare pays for a code in the practice's locality, with the formula and the source."""
    desk = find_workspace(workspace)
    place = Place(zip_code, locality, rural=rural)
    sentence, found = medicare_figures(
        desk.medicare, desk.practice, code.upper(), place, Edition(year, _release(release), quarter)
    )
    console.print(sentence)
    shown = [figure for figure in found if not setting or figure.setting in ("", setting)]
    if not shown:
        console.print(f"Medicare's schedules have no price for {code.upper()}.")
        return
    grid = Table("Modifier", "Setting", "Amount", "How", "Source", header_style="bold", box=None)
    for figure in shown:
        amount = "-" if figure.cents is None else show(figure.cents)
        grid.add_row(figure.modifier, figure.setting, amount, figure.formula, figure.source)
    console.print(grid)


def _release(text: str) -> str:
    if text and text.upper() not in RELEASES:
        raise InputError(f"'{text}' is not a release.", "Releases are A (January), B, C and D (October).")
    return text.upper()


def _factor(text: str) -> int | None:
    if not text:
        return None
    found = re.fullmatch(r"(\d{1,3})\.(\d{1,4})", text)
    if found is None:
        raise InputError(f"'{text}' is not a conversion factor.", "Write it like 33.4009.")
    return int(found[1]) * 10_000 + int(found[2].ljust(4, "0"))
