"""`counteroffer scenario`: proposals priced on the practice's own volumes, side by side, code by code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from counteroffer.cli.app import PayerArgument, WorkspaceOption, console, find_workspace, working
from counteroffer.cli.export import write_table
from counteroffer.core.errors import InputError
from counteroffer.core.money import show
from counteroffer.negotiate.proposal import Proposal, read_proposal
from counteroffer.negotiate.scenario import Scenario
from counteroffer.negotiate.trap import LOSS, points, trap
from counteroffer.negotiate.writing import proposal_text
from counteroffer.workspace.negotiation import Negotiation
from counteroffer.workspace.offers import Offers
from counteroffer.workspace.scenarios import code_table, term_prices, year_table

scenario = typer.Typer(help="Proposals priced on your own volumes: make one, value it, put several side by side.")

SHOWN = 15


def add_to(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.add_typer(scenario, name="scenario", no_args_is_help=True)


@scenario.command()
def new(  # noqa: PLR0913 - as many as a proposal has parts
    payer: PayerArgument,
    name: Annotated[str, typer.Argument(help="A name for the proposal.")],
    base: Annotated[str, typer.Option(help="Change of every rate, percent, such as 4.")] = "",
    code: Annotated[
        list[str] | None,
        typer.Option(
            help="Codes with a change in percent or dollars: 99202-99215=+3, 20610=$98.00; may be given again."
        ),
    ] = None,
    medicare: Annotated[
        list[str] | None, typer.Option(help="Codes at a percent of Medicare's year: 70000-79999=130@2025.")
    ] = None,
    family: Annotated[
        list[str] | None, typer.Option(help="Kinds of service with a change in percent: visits=+3; may be given again.")
    ] = None,
    escalator: Annotated[str, typer.Option(help="Percent by which rates rise on each anniversary.")] = "",
    years: Annotated[int, typer.Option(help="Years of the term.")] = 3,
    volume: Annotated[list[str] | None, typer.Option(help="Codes with a change of volume: 20610=+10.")] = None,
    term: Annotated[
        list[str] | None, typer.Option(help="A clause as it would be: timely_filing:days=180; may be given again.")
    ] = None,
    quoted: Annotated[str, typer.Option(help="The percent that its author puts on it.")] = "",
    starts: Annotated[str, typer.Option(help="First day of its rates, such as 2027-01-01.")] = "",
    by: Annotated[str, typer.Option(help="Whose it is: us or payer.")] = "us",
    says: Annotated[str, typer.Option(help="What it is, in a sentence.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace one of the same name.")] = False,  # noqa: FBT002
    workspace: WorkspaceOption = None,
) -> None:
    """Write a proposal down as a YAML file that can be read and edited, and value it."""
    one = find_workspace(workspace).negotiation(payer)
    rates: list[dict[str, object]] = [{"says": "All rates", "change": base.strip("+% ")}] if base else []
    rates += [_of_family(one, text) for text in family or ()]
    rates += [_rate(text) for text in code or ()] + [_of_medicare(text) for text in medicare or ()]
    head = {
        "proposal": name, "payer": one.payer, "by": by, "says": says, "starts": starts, "years": str(years),
        "quoted": quoted.strip("+% "),
    }  # fmt: skip
    volumes = [{"codes": codes, "change": change.strip("+% ")} for codes, change in map(_pair, volume or ())]
    text = proposal_text(
        head, rates, volumes=volumes, terms=[clause_of(said) for said in term or ()],
        escalator={"percent": escalator.strip("+% ")} if escalator else None,
    )  # fmt: skip
    made = Offers(one).keep(text, name, force=force)
    console.print(f"Kept as {made.file}.")
    _show(_valued(one, made), SHOWN)


def _pair(text: str) -> tuple[str, str]:
    codes, sign, change = text.partition("=")
    if not sign or not codes.strip() or not change.strip():
        raise InputError(f"'{text}' is no code with a value.", "Write it like 99213=+3 or 20610=$98.00.")
    return codes.strip(), change.strip()


def _rate(text: str) -> dict[str, object]:
    codes, change = _pair(text)
    return (
        {"codes": codes, "dollars": change.strip("$ ")}
        if "$" in change
        else {"codes": codes, "change": change.strip("+% ")}
    )


def _of_family(one: Negotiation, text: str) -> dict[str, object]:
    name, change = _pair(text)
    return {"says": name.capitalize(), "codes": ", ".join(one.codes_of(name)), "change": change.strip("+% ")}


def _of_medicare(text: str) -> dict[str, object]:
    codes, change = _pair(text)
    percent, _, year = change.partition("@")
    pays = {"percent_of_medicare": percent.strip("% ")} | ({"year": year.strip()} if year else {})
    return {"codes": codes, "pays": pays}


def clause_of(text: str) -> dict[str, str]:
    """Read a clause as an option gives it: `timely_filing:days=180,clock=service`.

    Raises:
        InputError: if it is none.
    """
    kind, sign, fields = text.partition(":")
    if not sign:
        raise InputError(f"'{text}' is no clause with a value.", "Write it like timely_filing:days=180.")
    values = dict(_pair(part) for part in fields.split(","))
    return {"clause": kind.strip(), "says": f"As proposed: {fields.strip()}"} | values


@scenario.command("list")
def list_(payer: PayerArgument, workspace: WorkspaceOption = None) -> None:
    """List the proposals that are kept, each with what it is worth."""
    one = find_workspace(workspace).negotiation(payer)
    names = one.proposals()
    if not names:
        console.print(
            f"No proposals to {one.payer} yet. Make one: counteroffer scenario new '{one.payer}' first --base 4"
        )
        return
    compare(payer, names, workspace=workspace)


@scenario.command()
def value(  # noqa: PLR0913 - as many as it has options
    payer: PayerArgument,
    name: Annotated[str, typer.Argument(help="A proposal that is kept, or a YAML file.")],
    codes: Annotated[int, typer.Option(help="How many codes to show; 0 shows all.")] = SHOWN,
    exact: Annotated[bool, typer.Option("--exact", help="Ask the pricer itself beside, line by line.")] = False,  # noqa: FBT002
    out: Annotated[Path | None, typer.Option(help="Write every code to this .csv or .parquet file.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Value a proposal: every year of its term, its present value, and the codes that move it."""
    one = find_workspace(workspace).negotiation(payer)
    with working("Valuing ..."):
        made = _valued(one, _found(one, name))
    _show(made, codes)
    if exact:
        with working("Pricing line by line ..."):
            lines, cents = one.check(made.proposal)
        says = "The pricer gives the same for every line." if not lines else (
            f"The pricer gives {lines:,} of {made.volumes.lines:,} lines otherwise, by {show(cents)} together."
        )  # fmt: skip
        console.print(says)
    if out is not None:
        write_table(code_table(made), out)


@scenario.command()
def compare(
    payer: PayerArgument,
    names: Annotated[list[str], typer.Argument(help="Proposals that are kept, or YAML files.")],
    out: Annotated[Path | None, typer.Option(help="Write all years to this .csv or .parquet file.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Put proposals side by side on the same volumes."""
    one = find_workspace(workspace).negotiation(payer)
    with working("Valuing ..."):
        made = [_valued(one, _found(one, name)) for name in names]
    grid = Table("Proposal", "By", box=None, header_style="bold")
    for title in ("Quoted", "On own volumes", "First year", "Clauses a year", "Term", "Present value"):
        grid.add_column(title, justify="right", no_wrap=True)
    for each in made:
        caught = trap(each)
        style = "[bold red]" if caught.caught else "[green]" if each.gain > 0 else "[none]"
        quoted = points(each.proposal.quoted) if each.proposal.quoted is not None else "-"
        grid.add_row(
            escape(each.proposal.name), each.proposal.by, quoted, f"{style}{points(each.percent)}[/]",
            show(each.gain, whole=True), _range(*_terms(each)), f"{len(each.years)} y", _range(*each.present),
        )  # fmt: skip
    console.print(grid)
    _told_base(made[0])
    if out is not None:
        write_table(year_table(made), out)


def _found(one: Negotiation, name: str) -> Proposal:
    return read_proposal(Path(name)) if name.endswith((".yaml", ".yml")) else one.proposal(name)


def _valued(one: Negotiation, proposal: Proposal) -> Scenario:
    return one.scenario(proposal, term_prices(one))


def _terms(made: Scenario) -> tuple[int, int, int]:
    year = made.years[0]
    return year.low, year.likely, year.high


def _range(low: int, likely: int, high: int) -> str:
    if low == high:
        return show(likely, whole=True)
    return f"{show(likely, whole=True)} ({show(low, whole=True)} to {show(high, whole=True)})"


def _show(made: Scenario, codes: int) -> None:
    caught = trap(made)
    style = {"fine": "bold", LOSS: "bold red"}.get(caught.verdict, "bold yellow")
    console.print(f"[{style}]{escape(caught.says)}[/]")
    grid = Table("Year", "From", box=None, header_style="bold")
    for title in ("Today's contract", "As proposed", "Rates", "Clauses"):
        grid.add_column(title, justify="right", no_wrap=True)
    for year in made.years:
        money = (show(cents, whole=True) for cents in (year.now, year.new, year.gain))
        grid.add_row(str(year.number), str(year.since), *money, _range(year.low, year.likely, year.high))
    console.print(grid)
    discount = (
        f"at {points(made.discount).lstrip('+')} a year" if made.discount else "not discounted (no cost of capital)"
    )
    console.print(f"Present value of {len(made.years)} years, {discount}: [bold]{_range(*made.present)}[/]")
    _show_codes(made, codes)
    if made.unvalued:
        console.print(f"Without a value in dollars: {', '.join(made.unvalued)}.")
    _told_base(made)


def _show_codes(made: Scenario, codes: int) -> None:
    some = [code for code in made.codes if code.gain or code.change]
    grid = Table("Code", "Setting", box=None, header_style="bold")
    for title in ("Units a year", "Today", "Proposed", "Change", "Today a year", "More a year"):
        grid.add_column(title, justify="right", no_wrap=True)
    for code in some[: codes or None]:
        style = "[red]" if code.gain < 0 else "[none]"
        was = show(code.was) if code.was is not None else _share(code.row.percent)
        offered = show(code.offered) if code.offered is not None else _share(code.percent)
        change = points(code.change) if code.change is not None else "-"
        name = f"{code.row.code}-{code.row.modifier}" if code.row.modifier else code.row.code
        grid.add_row(
            name, code.row.setting, f"{code.milliunits / 1000:,.0f}", was, offered, f"{style}{change}[/]",
            show(code.now, whole=True), f"{style}{show(code.gain, whole=True)}[/]",
        )  # fmt: skip
    console.print(grid)
    if codes and len(some) > codes:
        console.print(f"[dim]and {len(some) - codes} more (--codes 0)[/]")


def _share(percent: int | None) -> str:
    return "-" if percent is None else f"{points(percent).lstrip('+')} of charges"


def _told_base(made: Scenario) -> None:
    base = made.volumes
    lines, cents = made.scaled
    moved = f" {lines:,} lines ({show(cents, whole=True)}) were moved in proportion to their rate." if lines else ""
    console.print(
        f"[dim]{base.lines:,} lines of {base.payer}, {base.since} to {base.until}, at the rates of {base.on}; "
        f"volumes as they were unless the proposal changes them.{moved}[/]"
    )
