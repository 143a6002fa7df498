"""`counteroffer ask` and `counteroffer packages`: what to ask a payer for, and the package that is worth most."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.markup import escape
from rich.table import Table

from counteroffer.cli.app import PayerArgument, WorkspaceOption, console, find_workspace, working
from counteroffer.cli.export import write_table
from counteroffer.contracts import typed
from counteroffer.core.errors import InputError
from counteroffer.core.money import show
from counteroffer.ingest.weights import read_weights
from counteroffer.negotiate.ask import FRAME, FRAME_SOURCE, TARGET
from counteroffer.negotiate.binding import codes as counted
from counteroffer.negotiate.changes import Changes
from counteroffer.negotiate.gaps import ALL
from counteroffer.negotiate.levers import Lever
from counteroffer.negotiate.limits import Limits, percent
from counteroffer.negotiate.packages import SAYS, exceptions
from counteroffer.workspace import asking
from counteroffer.workspace.asking import Asked, Packages

T = TypeVar("T")

SHOWN = 12
"""So many codes of one kind are named."""

MarketOption = Annotated[
    Path | None, typer.Option(help="A market book (CSV): code,modifier,setting,p25,p50,p75,p90,source,year.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the app."""
    app.command()(ask)
    app.command()(packages)


def _read(read: Callable[[str], T], text: str, what: str, like: str) -> T:
    try:
        return read(text)
    except ValueError as fault:
        raise InputError(f"'{text}' cannot be {what}.", f"Write it like {like}.") from fault


def _percent(text: str, what: str) -> int:
    value = _read(typed.signed_percent, text, what, "4 or 2.5")
    if value < 0:
        raise InputError(f"'{text}' cannot be {what}.", "Write 0 or more.")
    return value


def ask(  # noqa: PLR0913 - as many as it has options
    payer: PayerArgument,
    target: Annotated[str, typer.Option(help="Percent wanted on every code, before peers hold it back.")] = percent(
        TARGET
    ).rstrip("%"),
    opening: Annotated[str, typer.Option(help="Percent asked for first; default: twice the target.")] = "",
    escalator: Annotated[str, typer.Option(help="Percent a year, for the ladder.")] = "3",
    market: MarketOption = None,
    medicare: Annotated[
        list[int] | None, typer.Option(help="Percent of Medicare to compare with; may be given again.")
    ] = None,
    terms: Annotated[str, typer.Option(help="Dollars a year that terms other than rates are worth.")] = "",
    hard: Annotated[
        list[str] | None, typer.Option(help="How hard a rung is, from 1: carve-outs=2; may be given again.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write every code to this .csv or .parquet file.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Show what to ask a payer for: gaps to other rates, target, opening and walk-away point, and what to ask first."""
    negotiation = find_workspace(workspace).negotiation(payer)
    with working("Comparing rates ..."):
        found = asking.ask(
            negotiation, target=_percent(target, "the target"),
            opening=_percent(opening, "the opening") if opening else None,
            escalator=_percent(escalator, "the escalator"), market=market, percents=medicare or (100,),
            terms=_read(typed.money, terms, "dollars", "12000") if terms else None,
            difficulty=dict(_difficulty(text) for text in hard or ()),
        )  # fmt: skip
    _show_ask(found)
    if out is not None:
        write_table(found.ask.table(), out)


def _difficulty(text: str) -> tuple[str, int]:
    name, _, number = text.partition("=")
    return name.strip(), _read(int, number, "a difficulty", "carve-outs=2")


def _say(text: str) -> None:
    console.print(text, soft_wrap=True)


def _dollars(cents: int | None) -> str:
    return "-" if cents is None else show(cents, whole=True)


def _points(thousandths: int | None) -> str:
    return "-" if thousandths is None else f"{thousandths / 1000:.1f}%"


def _table(first: Sequence[str], numbers: Sequence[str]) -> Table:
    grid = Table(*first, header_style="bold", box=None)
    for title in numbers:
        grid.add_column(title, justify="right", no_wrap=True)
    return grid


def _show_ask(found: Asked) -> None:
    asked, total = found.ask, found.ask.total
    _say(f"[bold]{escape(found.position.payer)}[/]: {show(total.now, whole=True)} a year on {total.codes} codes with a "
         f"rate, {_points(total.percent_of_medicare)} of Medicare where it has one")  # fmt: skip
    for reason, cents in found.position.aside.items():
        _say(f"[dim]  not in play: {show(cents, whole=True)} a year {reason}[/]")
    grid = _table(["Kind of service"], ["A year", "Of Medicare", "Peers' median", "Target", "Opening", "Walk-away"])
    for aim in asked.aims:
        name = aim.family or "[bold]all[/]"
        grid.add_row(
            name, _dollars(aim.now), _points(aim.percent_of_medicare),
            "-" if aim.supported is None else f"+{_dollars(aim.supported)}",
            f"+{_dollars(aim.target)} {_points(aim.percent(aim.target))}",
            f"+{_dollars(aim.opening)} {_points(aim.percent(aim.opening))}", _dollars(aim.reservation),
        )  # fmt: skip
    console.print(grid)
    _say(f"Target {percent(asked.target_percent)}: the usual frame is {FRAME_SOURCE}; {percent(FRAME[0])} to "
         f"{percent(FRAME[1])} of all codes is {_framed(found)} a year.")  # fmt: skip
    _say(_supported(found))
    if total.reservation is None:
        _say("Walk-away: not worked out yet (`counteroffer walkaway`, then the mandate).")
    _show_gaps(found)
    _show_spared(asked.do_not_ask)
    _show_ladder(found)
    for sentence in found.lacking:
        _say(f"[yellow]not known[/] {escape(sentence)}")
    for finding in found.position.findings[:SHOWN]:
        _say(f"[yellow]{finding.severity}[/] {escape(str(finding))}")


def _framed(found: Asked) -> str:
    low, high = found.framed
    return f"{show(low, whole=True)} to {show(high, whole=True)}"


def _supported(found: Asked) -> str:
    total = found.ask.total
    if total.supported is None:
        return "What the data supports is not known: no code has peers."
    held = f"; peers and own charges hold {show(total.held, whole=True)} of the target back" if total.held else ""
    return (
        f"What the data supports: {show(total.supported, whole=True)} a year "
        f"({_points(total.percent(total.supported))}) from the codes below their peers' median up to it{held}."
    )


def _show_gaps(found: Asked) -> None:
    every = [gap for gap in found.gaps if gap.family == ALL]
    if not every:
        return
    console.print("\n[bold]The same units at other rates, a year[/] (--out has every code)")
    grid = _table(["Rates"], ["Codes", "Today", "There", "Gap", "Codes below only"])
    sources = {book.name: book.source for book in found.position.books}
    for gap in every:
        numbers = (f"{gap.codes:,}", *map(_dollars, (gap.now, gap.there, gap.gap, gap.below)))
        grid.add_row(escape(gap.book), *numbers)
    console.print(grid)
    for source in dict.fromkeys(sources[gap.book] for gap in every):
        _say(f"[dim]  {escape(source)}[/]")


def _show_spared(spared: Sequence[Lever]) -> None:
    if spared:
        names = ", ".join(lever.key for lever in spared[:SHOWN])
        more = f" and {len(spared) - SHOWN} more" if len(spared) > SHOWN else ""
        _say(f"\n[bold]Do not ask here[/] (paid above three quarters of their peers; it invites a cut): {names}{more}")


def _show_ladder(found: Asked) -> None:
    console.print("\n[bold]What to bring up first[/] (dollars over the term / difficulty)")
    grid = _table(["", "What"], ["Worth", "Difficulty"])
    for number, rung in enumerate(found.ladder, 1):
        grid.add_row(str(number), f"[bold]{rung.name}[/]: {escape(rung.says)}", _dollars(rung.worth),
                     str(rung.difficulty))  # fmt: skip
    console.print(grid)
    _say("[dim]Difficulty is an order of ours unless you give your own (--hard base=2). Carve-outs and base overlap: "
         "never add them.[/]")  # fmt: skip
    if found.waiting is not None and found.waiting.num_rows:
        last = found.waiting.to_pylist()[-1]
        _say(f"Not asking costs {show(last['cost'], whole=True)} over {last['years']} years if rates stand still and "
             "costs grow (`counteroffer view cost_of_not_asking`).")  # fmt: skip


def packages(  # noqa: PLR0913 - as many as it has options
    payer: PayerArgument,
    headline: Annotated[str, typer.Option(help="Most percent that the payer sees in the first year.")] = "4",
    codes: Annotated[int, typer.Option(help="Most codes that get more than the base.")] = 15,
    escalator: Annotated[str, typer.Option(help="Most percent a year from the second year on.")] = "3",
    years: Annotated[int, typer.Option(help="Years of the term; 0: the negotiation's.")] = 0,
    cap: Annotated[int, typer.Option(help="No code above this percentile of its peers (50, 75, 90); 0: no cap.")] = 75,
    most: Annotated[str, typer.Option(help="Most percent for one code.")] = "25",
    base: Annotated[str, typer.Option(help="Least and most base, percent.")] = "0-10",
    last: Annotated[str, typer.Option(help="Most percent in the last year, escalator included.")] = "",
    budget: Annotated[str, typer.Option(help="Most dollars that the first year may cost the payer.")] = "",
    everywhere: Annotated[  # noqa: FBT002
        bool, typer.Option("--everywhere", help="Ask on codes above peers too.")
    ] = False,
    seen: Annotated[
        Path | None, typer.Option(help="Codes that the payer quotes its percent on (CSV: code,weight).")
    ] = None,
    worth: Annotated[str, typer.Option(help="Dollars over the term that the three packages are worth.")] = "",
    market: MarketOption = None,
    save: Annotated[bool, typer.Option("--save", help="Keep the packages as proposals.")] = False,  # noqa: FBT002
    out: Annotated[Path | None, typer.Option(help="Write every code to this file, the frontier beside it.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Find the package worth most within what a payer sees, what holds it back, and three of equal value."""
    least, _, highest = base.partition("-")
    limits = Limits(
        headline=_percent(headline, "the headline"), last_headline=_percent(last, "a percent") if last else None,
        codes=codes, most=_percent(most, "a percent"), percentile=cap or None, spare_above=not everywhere,
        base_least=_percent(least, "the least base"), base_most=_percent(highest or least, "the most base"),
        escalator_most=_percent(escalator, "the escalator"),
        budget=_read(typed.money, budget, "dollars", "50000") if budget else None,
    )  # fmt: skip
    negotiation = find_workspace(workspace).negotiation(payer)
    with working("Looking for the package worth most ..."):
        found = asking.packages(
            negotiation, limits, years=years or None, market=market, seen=read_weights(seen) if seen else None,
            target=_read(typed.money, worth, "dollars", "50000") if worth else None,
        )  # fmt: skip
    _show_packages(found)
    if save:
        console.print(f"Kept: {', '.join(asking.keep(negotiation, found, force=True))} (`counteroffer scenario list`).")
    if out is not None:
        write_table(found.table(), out)
        write_table(found.frontier, out.with_name(f"{out.stem}-frontier{out.suffix}"))


def _show_packages(found: Packages) -> None:
    best, years = found.best, f"{found.term.years} year{'s' * (found.term.years > 1)}"
    worth, discount = show(found.exact, whole=True), percent(found.term.discount)
    _say(f"[bold]{escape(found.position.payer)}[/]: the package worth most, {worth} over {years} on the practice's own "
         f"lines (later years discounted by {discount})")  # fmt: skip
    each = ", ".join(f"year {number} {show(cents, whole=True)}" for number, cents in enumerate(best.years, 1))
    _say(f"The payer sees {percent(best.headline)}; on own volumes the first year is {percent(best.percent)}: {each}")
    _changes(found.position.levers, best.changes)
    if best.open_cents:
        _say(f"[yellow]Time ran out:[/] another package could be worth up to {show(best.open_cents)} more.")
    console.print("\n[bold]What holds it back[/]")
    for one in found.binding:
        _say(f"  {'[bold]*[/]' if one.gain else ' '} {escape(one.says)}")
    _show_three(found, years)
    _show_frontier(found)
    for sentence in found.position.lacking:
        _say(f"[yellow]not known[/] {escape(sentence)}")


def _changes(levers: Sequence[Lever], changes: Changes) -> None:
    _say(f"  base {percent(changes.base)}, escalator {percent(changes.escalator)} a year")
    raised = sorted(((lever, changes.of(lever)) for lever in levers if lever.key in changes.raised),
                    key=lambda pair: -pair[0].now)  # fmt: skip
    if raised:
        _say("  more for: " + _named(f"{lever.key} {percent(change)}" for lever, change in raised))
    for family, held, every, cents in exceptions(levers, changes):
        _say(f"  less than the base: {held} of {every} codes of {family} ({show(cents, whole=True)} a year)")


def _named(some: Iterable[str]) -> str:
    every = list(some)
    return "; ".join(every[:SHOWN]) + (f"; and {len(every) - SHOWN} more" if len(every) > SHOWN else "")


def _show_three(found: Packages, years: str) -> None:
    target = show(found.target, whole=True)
    console.print(f"\n[bold]Three packages worth {target} over {years}[/], to lay side by side")
    grid = _table(["Package"], ["Worth", "Apart", "Payer sees", "Base", "Escalator", "Codes"])
    for one in found.three:
        changes = one.changes
        numbers = (show(one.worth), show(one.difference), percent(one.headline), percent(changes.base))
        grid.add_row(f"{one.name} ({SAYS[one.name]})", *numbers, percent(changes.escalator), str(len(changes.raised)))
    console.print(grid)


def _show_frontier(found: Packages) -> None:
    console.print("\n[bold]The frontier[/]: what is worth most at each limit, the others as they are")
    grid = _table(["At most"], ["Worth", "Payer sees", "On own volumes", "Flat raise of the same"])
    for row in found.frontier.to_pylist():
        limit = percent(row["limit"]) if row["by"] == "headline" else counted(row["limit"])
        numbers = (_dollars(row["worth"]), percent(row["headline"]), percent(row["percent"]), _dollars(row["flat"]))
        grid.add_row(limit, *numbers)
    console.print(grid)
