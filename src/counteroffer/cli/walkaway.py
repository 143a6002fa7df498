"""`counteroffer walkaway PAYER`: what leaving a payer would bring, and the rate below which it is better."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated

import pyarrow.csv as pacsv
import typer
from rich.markup import escape
from rich.table import Table

from counteroffer.cli.app import WorkspaceOption, console, find_workspace, working
from counteroffer.core.money import show
from counteroffer.documents.writing import guarded
from counteroffer.negotiate.draws import DRAWS, PERCENTS, SEED
from counteroffer.negotiate.questions import QUESTIONS
from counteroffer.negotiate.ranges import CENTS, plain, whole_cents, write_range
from counteroffer.negotiate.uncertain import swings
from counteroffer.negotiate.walkaway_result import Figure, WalkAway, number, share
from counteroffer.workspace.walkaway import Asked, answers_file, walk_away

_MONEY = "Dollars per visit: one value or low-likely-high."


def add_to(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command()(walkaway)


def walkaway(  # noqa: PLR0913 - as many as there are questions
    payer: Annotated[str, typer.Argument(help="The payer: its name or the beginning of it.")],
    retention: Annotated[str, typer.Option(help="Visits that would stay out of network, as 20-35-60%.")] = "",
    out_of_network: Annotated[str, typer.Option(help=f"Collected out of network. {_MONEY}")] = "",
    backfill: Annotated[str, typer.Option(help="Freed visits that others would take, as 30-50-80%.")] = "",
    backfill_rate: Annotated[str, typer.Option(help=f"Collected on those; `others`: as other payers. {_MONEY}")] = "",
    one_off: Annotated[str, typer.Option(help="Dollars that leaving costs once.")] = "",
    cost: Annotated[str, typer.Option(help=f"Variable cost. {_MONEY}")] = "",
    ramp: Annotated[str, typer.Option(help="Months until the freed visits are taken, as 2-4-9.")] = "",
    contamination: Annotated[str, typer.Option(help="Part of --referred that would be lost, as 0-5-15%.")] = "",
    referred: Annotated[str, typer.Option(help="Dollars a year that leavers' referrals bring from other payers.")] = "",
    visits: Annotated[str, typer.Option(help="Visits a year, instead of those in your claims.")] = "",
    rate: Annotated[str, typer.Option(help=f"Allowed now, instead of what your claims say. {_MONEY}")] = "",
    payer_days: Annotated[
        str, typer.Option(help="Days from visit to the payer's money, instead of your claims'.")
    ] = "",
    backfill_days: Annotated[str, typer.Option(help="The same of backfilled visits.")] = "",
    out_of_network_days: Annotated[str, typer.Option(help="Days from visit to money out of network.")] = "",
    tail_share: Annotated[str, typer.Option(help="Part of the visits that goes on at the old rate.")] = "",
    tail_days: Annotated[str, typer.Option(help="Days for which it does.")] = "",
    at: Annotated[str, typer.Option(help="Look at this rate: 98.00 per visit, or -5% of today's.")] = "",
    grid: Annotated[bool, typer.Option("--grid", help="Show the gain for pairs of retention and backfill.")] = False,  # noqa: FBT002
    cash: Annotated[bool, typer.Option("--cash", help="Show the cash of every month.")] = False,  # noqa: FBT002
    draws: Annotated[int, typer.Option(help="How many draws.")] = DRAWS,
    seed: Annotated[int, typer.Option(help="Where the draws begin; the same seed draws the same.")] = SEED,
    shape: Annotated[str, typer.Option(help="Of the draws: triangular or pert.")] = "",
    months: Annotated[int, typer.Option(help="Months of cash.")] = 18,
    save: Annotated[bool, typer.Option("--save", help="Keep the answers in walkaway.yaml.")] = False,  # noqa: FBT002
    out: Annotated[Path | None, typer.Option(help="Write everything to this CSV.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Show what staying with a payer and leaving it bring, and the rate per visit below which leaving is better.

    Visits and rates are from your own claims; what only you can know is asked for, and nothing is assumed.
    """
    said = {name: value for name, value in locals().items() if name in QUESTIONS}
    desk = find_workspace(workspace)
    with working("Counting visits and drawing ..."):
        asked = Asked(said, at, draws, seed, shape, months, save)
        found = walk_away(desk, payer, asked)
    _inputs(found)
    _figures(found)
    _draws(found)
    if grid:
        _grid(found)
    _cash(found, every=cash)
    for note in found.notes:
        console.print(f"[dim]{escape(note)}[/]", soft_wrap=True)
    if save:
        console.print(f"Kept in {answers_file(desk, found.payer)}.", soft_wrap=True)
        mandate = plain(Fraction(found.reservation, 1000))
        console.print(f"As the mandate says it: --reservation {mandate} (counteroffer negotiation mandate).")
    if out is not None:
        pacsv.write_csv(guarded(found.table()), out)
        console.print(f"{found.table().num_rows:,} figures with their formulas and sources: {out}", soft_wrap=True)


def _inputs(found: WalkAway) -> None:
    console.print(f"[bold]Leaving {escape(found.payer)}[/]")
    grid = Table("Input", "What it is", "Value", "Source", box=None, header_style="bold")
    for name, answer in found.answers.items():
        question = QUESTIONS[name]
        grid.add_row(name, question.title, _rounded(write_range(answer.said, question.unit)), escape(answer.source))
    console.print(grid)


def _rounded(text: str) -> str:
    """Shorten the decimals of a range that is shown; the CSV has them all."""
    mark = "%" if text.endswith("%") else ""
    parts = (part.partition(".") for part in text.removesuffix("%").split("-"))
    return "-".join(f"{whole}{dot}{places[:3]}" for whole, dot, places in parts) + mark


def _figures(found: WalkAway) -> None:
    asked = f"${number(found.offer, CENTS)} per visit"
    console.print(f"\n[bold]A year[/] (the rate asked about: {_short(asked)})")
    grid = Table("Figure", box=None, header_style="bold")
    grid.add_column("Value", justify="right", no_wrap=True)
    grid.add_column("Formula", style="dim")
    for one in found.figures():
        grid.add_row(f"[bold]{one.title}[/]" if one.name == "reservation" else one.title, _value(one), one.formula)
    console.print(grid)
    way = "below" if found.change < 0 else "above"
    console.print(
        f"Accept what is above [bold]{_per_visit(found)}[/] per visit: {share(abs(found.change))} {way} today's. "
        "Below it, leaving is better."
    )
    later = next(one.value for one in found.figures() if one.name == "reservation_later")
    if later is not None and later > found.point:
        between = f"${_short(number(later, CENTS))}"
        console.print(f"Between the two, up to {between}, leaving costs in the first year and pays in every later one.")


def _value(one: Figure) -> str:
    if one.value is None or (one.name.startswith("break_even") and not 0 <= one.value <= 1):
        return "-"
    if one.unit != CENTS:
        return f"{'+' if one.name == 'change' and one.value > 0 else ''}{share(one.value)}"
    if one.name.startswith("reservation"):
        return f"${_short(number(one.value, CENTS))}"
    return show(whole_cents(one.value), whole=True)


def _short(text: str) -> str:
    whole, dot, rest = text.partition(".")
    places, _, more = rest.partition(" ")
    return f"{whole}{dot}{places[:3]}{' ' + more if more else ''}"


def _per_visit(found: WalkAway) -> str:
    return f"${_short(number(found.point, CENTS))}"


def _draws(found: WalkAway) -> None:
    drawn = found.drawn
    console.print(f"\n[bold]How sure[/] ({drawn.n:,} draws, {drawn.shape}, seed {drawn.seed})")
    grid = Table("", *(f"{percent}%" for percent in PERCENTS), box=None, header_style="bold")
    for column in grid.columns[1:]:
        column.justify = "right"
    leave, rates = drawn.percentiles("leave"), drawn.percentiles("reserve")
    grid.add_row("Leaving brings less than", *(show(round(value), whole=True) for value in leave.values()))
    grid.add_row("Walk-away rate is below", *(show(round(value)) for value in rates.values()))
    console.print(grid)
    console.print(
        f"Leaving is better than the rate asked about in [bold]{drawn.beats(found.offer):.0%}[/] of the draws."
    )
    for one in swings(found.given)[:3]:
        ends = " to ".join(f"${_short(number(end, CENTS))}" for end in (one.at_low, one.at_high))
        console.print(f"  {one.name} alone, from low to high: {ends} per visit")


def _grid(found: WalkAway) -> None:
    rets, fills, cells = found.grid()
    console.print("\n[bold]What leaving gains over staying, a year[/] (rows: retention, columns: backfill)")
    grid = Table("", *(share(fill) for fill in fills), box=None, header_style="bold")
    for column in grid.columns[1:]:
        column.justify = "right"
    for ret, line in zip(rets, cells, strict=True):
        shown = (show(whole_cents(cell), whole=True) for cell in line)
        grid.add_row(share(ret), *(text if text.startswith("-") else f"[green]{text}[/]" for text in shown))
    console.print(grid)


def _cash(found: WalkAway, *, every: bool) -> None:
    months, trough, lowest = found.cash.months, found.cash.trough, found.cash.lowest
    console.print("\n[bold]Cash[/]")
    if every:
        grid = Table("Month", box=None, header_style="bold")
        for title in ("Staying", "Leaving", "of it at old rates", "Behind so far"):
            grid.add_column(title, justify="right")
        for one in months:
            cells = (one.stay, one.leave, one.old, one.behind)
            grid.add_row(str(one.month), *(show(whole_cents(cell), whole=True) for cell in cells))
        console.print(grid)
    deepest = show(whole_cents(trough.behind), whole=True)
    if found.cash.growing:
        console.print(f"Leaving is {deepest} behind staying after {len(months)} months, and still falling behind.")
    elif trough.behind > 0:
        console.print(f"The trough: {deepest} behind staying at the end of month {trough.month}.")
    else:
        console.print("Leaving is never behind staying.")
    worst = show(whole_cents(lowest.leave), whole=True)
    console.print(f"The month that brings least is month {lowest.month}: {worst}, before fixed costs.")
