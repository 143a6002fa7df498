"""`counteroffer mapping`: say once what the columns of an exported file are; imports then know."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, errors, find_workspace
from counteroffer.cli.mapping_shown import show_preview, show_proposal
from counteroffer.core.errors import InputError
from counteroffer.ingest.tabular.days import DAY_FIRST, MONTH_FIRST, YEAR_FIRST
from counteroffer.intake.mappings import history, mapping_named, published, remove, save, saved
from counteroffer.workspace.spreadsheets import look_at, preview, propose_for

if TYPE_CHECKING:
    from counteroffer.ingest.tabular.mapping import Mapping
    from counteroffer.ingest.tabular.proposal import Proposal
    from counteroffer.ingest.tabular.questions import Question
    from counteroffer.workspace import Workspace

mappings = typer.Typer(
    help="What the columns of your spreadsheets are: propose, preview, list, show.", no_args_is_help=True
)

_FORMATS = {
    "mdy": MONTH_FIRST, "mm/dd/yyyy": MONTH_FIRST, "m/d/y": MONTH_FIRST, "dmy": DAY_FIRST, "dd/mm/yyyy": DAY_FIRST,
    "ymd": YEAR_FIRST, "yy/mm/dd": YEAR_FIRST,
}  # fmt: skip
FileArgument = Annotated[Path, typer.Argument(help="A .csv, .tsv, .xlsx, .xls or .ods file, or one inside a zip.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.add_typer(mappings, name="mapping")


@mappings.command("propose")
def propose_mapping(  # noqa: PLR0913 - one option for each thing that only a person knows
    file: FileArgument,
    kind: Annotated[
        str,
        typer.Option(
            help="charges, payments, denials, appointments, authorizations, quality, utilization, charge_master."
        ),
    ] = "",
    save_as: Annotated[str, typer.Option("--save", help="Save the mapping under this name.")] = "",
    sheet: Annotated[
        str, typer.Option(help="Name or number of the sheet. Default: the one with the best header.")
    ] = "",
    columns: Annotated[
        list[str] | None, typer.Option("--set", help="FIELD=COLUMN; FIELD=- for none. May be given several times.")
    ] = None,
    constants: Annotated[
        list[str] | None,
        typer.Option(
            "--constant", help="FIELD=VALUE, the same in every row, such as payer=Acme. May be given several times."
        ),
    ] = None,
    answers: Annotated[
        list[str] | None, typer.Option("--answer", help="QUESTION=CHOICE. May be given several times.")
    ] = None,
    date_format: Annotated[str, typer.Option(help="How dates are written: mdy (03/04 is March 4), dmy or ymd.")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Show what each column of a file seems to be, ask what the file does not say, and save the answer.

    Nothing of the file is stored by this; names, member ids and dates of birth are shown masked.
    """
    set_, fixed, told = _pairs(columns, "--set"), _pairs(constants, "--constant"), _pairs(answers, "--answer")
    if date_format:
        told["dates"] = _FORMATS.get(date_format.casefold(), date_format)
    scanned, shown = look_at(file, sheet), False
    while True:
        set_ |= {name.removeprefix("column."): told.pop(name) for name in list(told) if name.startswith("column.")}
        made = propose_for(scanned, kind=kind, columns=set_, constants=fixed, answers=told)
        asked = next(iter(made.questions), None)
        if asked is None or not errors.is_terminal:
            break
        if not shown:
            show_proposal(made, questions=False)
            shown = True
        _ask(asked, set_, fixed, told)
    show_proposal(made)
    if save_as:
        _save(find_workspace(workspace), made.mapping(save_as), file)
    elif not made.questions and not made.missing:
        console.print(f"Save it: [bold]{_again(file, made)} --save NAME[/]", soft_wrap=True)


def _ask(question: Question, set_: dict[str, str], fixed: dict[str, str], told: dict[str, str]) -> None:
    errors.print(f"[bold]{escape(question.says)}[/]")
    if not question.options:
        fixed[question.name] = typer.prompt(question.name, err=True)
        return
    for number, (value, says) in enumerate(question.options, 1):
        errors.print(f"  {number}  {escape(value)}: {escape(says)}")
    number = typer.prompt("Which", type=int, err=True)
    value = question.options[min(max(number, 1), len(question.options)) - 1][0]
    if question.name.startswith("column."):
        set_[question.name.removeprefix("column.")] = value
    else:
        told[question.name] = value


def _save(desk: Workspace, mapping: Mapping, file: Path) -> None:
    made = save(desk.home, mapping)
    console.print(
        f"Saved as '{made.name}', version {made.version}: {desk.home.mappings_dir / (made.name + '.yaml')}",
        soft_wrap=True,
    )
    console.print(
        f"See what it would store: [bold]counteroffer mapping preview {shlex.quote(str(file))}[/]", soft_wrap=True
    )


def _again(file: Path, made: Proposal) -> str:
    return f"counteroffer mapping propose {shlex.quote(str(file))} --kind {made.kind}"


def _pairs(said: list[str] | None, option: str) -> dict[str, str]:
    found = {}
    for text in said or []:
        # a transaction's own name may hold `=`, a value hardly ever does
        name, sign, value = text.rpartition("=") if text.startswith("transaction.") else text.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise InputError(f"'{text}' is no NAME=VALUE.", f"Write {option} NAME=VALUE.")
        found[name.strip()] = value.strip()
    return found


@mappings.command("preview")
def preview_file(
    file: FileArgument,
    name: Annotated[
        str, typer.Option("--mapping", help="Use this mapping. Default: the one whose layout the file has.")
    ] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Show what an import of a file would store and what not. Nothing is stored."""
    desk = find_workspace(workspace)
    known = (mapping_named(desk.home, name),) if name else saved(desk.home).mappings
    show_preview(preview(file, known, desk.home.key()), known)


@mappings.command("list")
def list_mappings(workspace: WorkspaceOption = None) -> None:
    """List the workspace's mappings and the published layouts that Counteroffer knows."""
    desk = find_workspace(workspace)
    found = saved(desk.home)
    grid = Table("Name", "Version", "Kind", "Columns", "Where from", box=None, header_style="bold")
    for mapping in found.mappings:
        grid.add_row(mapping.name, str(mapping.version), mapping.kind, str(len(mapping.columns)), "yours")
    for mapping in published():
        grid.add_row(mapping.name, "", mapping.kind, str(len(mapping.columns)), "published layout")
    console.print(grid)
    for finding in found.findings:
        console.print(f"[bold red]{finding.severity}[/] {escape(str(finding))}", soft_wrap=True)
    if not found.mappings:
        console.print("You have none yet: counteroffer mapping propose FILE --save NAME")


@mappings.command("show")
def show_mapping(
    name: Annotated[str, typer.Argument(help="A name from `mapping list`.")], workspace: WorkspaceOption = None
) -> None:
    """Show a mapping as it is written, and which former versions are kept."""
    desk = find_workspace(workspace)
    shipped = next((m for m in published() if m.name == name), None)
    path = desk.home.mappings_dir / f"{name}.yaml"
    mapping = shipped if shipped and not path.is_file() else mapping_named(desk.home, name)
    console.print(escape(mapping.text()), soft_wrap=True)
    if kept := history(desk.home, name):
        console.print(f"Former versions kept: {', '.join(f'v{version}' for version in kept)}.")


@mappings.command("check")
def check_mapping(
    name: Annotated[str, typer.Argument(help="A name from `mapping list`.")], workspace: WorkspaceOption = None
) -> None:
    """Say whether a mapping that was edited by hand is in order; exit code 1 if not."""
    desk = find_workspace(workspace)
    mapping = mapping_named(desk.home, name)
    if missing := mapping.missing():
        console.print(f"[bold red]{name}[/] gives no {'; no '.join(missing)}.")
        raise typer.Exit(1)
    console.print(f"[green]{name} is in order[/]: {mapping.kind}, {len(mapping.columns)} columns.")


@mappings.command("remove")
def remove_mapping(
    name: Annotated[str, typer.Argument(help="A name from `mapping list`.")], workspace: WorkspaceOption = None
) -> None:
    """Take a mapping out of use. It is kept as a former version; what was imported with it stays."""
    console.print(f"'{name}' is out of use; kept as {remove(find_workspace(workspace).home, name)}.", soft_wrap=True)
