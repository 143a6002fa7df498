"""The ask at the desk: levers from the base period and the rate books, what to ask for, and the best packages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core.money import half_up
from counteroffer.ingest.market import MARKET, read_market
from counteroffer.match.families import read_families
from counteroffer.measure.answer import answer
from counteroffer.measure.reads import of_metric
from counteroffer.measure.registry import find_metric, find_view
from counteroffer.measure.worth import set_by_law
from counteroffer.medicare.units import national_units
from counteroffer.negotiate.ask import FRAME
from counteroffer.negotiate.ask import ask as set_ask
from counteroffer.negotiate.ask_ladder import ladder
from counteroffer.negotiate.binding import explain
from counteroffer.negotiate.changes import Changes, Term, value
from counteroffer.negotiate.gaps import Book, cost_book, gaps, mean_book, medicare_book, payer_book, peer_book
from counteroffer.negotiate.in_play import in_play
from counteroffer.negotiate.levers import PEERS, Lever, levers
from counteroffer.negotiate.optimise import optimise
from counteroffer.negotiate.packages import SAYS, frontier, three
from counteroffer.negotiate.peers import FEWEST, peers, preferred, rates_by_payer
from counteroffer.negotiate.proposed import proposed
from counteroffer.negotiate.writing import percent_text, proposal_text
from counteroffer.price.medicare import practice_medicare
from counteroffer.price.rounding import FULL
from counteroffer.workspace.offers import Offers
from counteroffer.workspace.viewing import show_all

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from counteroffer.core.findings import Finding
    from counteroffer.negotiate.ask import Ask
    from counteroffer.negotiate.ask_ladder import Rung
    from counteroffer.negotiate.binding import Binding
    from counteroffer.negotiate.gaps import Gap
    from counteroffer.negotiate.limits import Limits
    from counteroffer.negotiate.optimise import Best
    from counteroffer.negotiate.packages import Package
    from counteroffer.negotiate.proposal import RateChange
    from counteroffer.negotiate.volumes import Volumes
    from counteroffer.store.engine import Engine
    from counteroffer.workspace.desk import Workspace
    from counteroffer.workspace.negotiation import Negotiation

    Key = tuple[str, str, str]

CHANGES = pa.schema(
    [(name, pa.string()) for name in ("code", "modifier", "setting", "family")]
    + [(name, pa.int64()) for name in ("now", "best", "base", "carve_outs", "escalator")]
)
"""One code: cents a year today, and its first-year change in each package, thousandths of a percent."""

UNDERPAID, COST, WAITING = "underpaid_dollars", "cost_per_rvu", "cost_of_not_asking"


@attrs.frozen
class Position:
    """Where a payer stands: its codes at the table, and other rates for them.

    Attributes:
        payer: the payer.
        levers: its codes, the largest first.
        aside: reason -> cents a year that no change of a rate moves.
        books: other rates on the same volumes.
        lacking: what is not known, in sentences.
        findings: faults of the market book.
    """

    payer: str
    levers: tuple[Lever, ...]
    aside: dict[str, int]
    books: tuple[Book, ...]
    lacking: tuple[str, ...]
    findings: tuple[Finding, ...] = ()


@attrs.frozen
class Asked:
    """The ask of one payer, and what it rests on.

    Attributes:
        position: codes and books.
        ask: opening, target and reservation.
        gaps: by family and in total.
        ladder: what to bring up first.
        waiting: the view `cost_of_not_asking` of the payer; None if it cannot be computed (`lacking` says why).
        term: the years.
        lacking: what is not known, in sentences.
    """

    position: Position
    ask: Ask
    gaps: tuple[Gap, ...]
    ladder: tuple[Rung, ...]
    waiting: pa.Table | None
    term: Term
    lacking: tuple[str, ...]

    @property
    def framed(self) -> tuple[int, int]:
        """Cents a year of the usual frame on all codes: low and high."""
        low, high = (half_up(self.ask.total.now * end, FULL) for end in FRAME)
        return low, high


@attrs.frozen
class Packages:
    """The best package within limits, what binds it, three of equal value, and the frontier.

    Attributes:
        position: codes and books.
        best: the package worth most.
        exact: cents over the term that the scenario engine values it at, line by line.
        binding: every limit, with what it would be worth to loosen it.
        target: cents over the term that the three are each worth.
        three: base-heavy, carve-outs, escalator-heavy, valued line by line.
        frontier: `negotiate.packages.FRONTIER`.
        term: the years.
    """

    position: Position
    best: Best
    exact: int
    binding: tuple[Binding, ...]
    target: int
    three: tuple[Package, ...]
    frontier: pa.Table
    term: Term

    def table(self) -> pa.Table:
        """Give every code with its change in each package (`CHANGES`)."""
        every = {"best": self.best.changes} | {one.name.replace("-", "_"): one.changes for one in self.three}
        rows = [
            {name: getattr(lever, name) for name in ("code", "modifier", "setting", "family", "now")}
            | {name: changes.of(lever) for name, changes in every.items()}
            for lever in self.position.levers
        ]
        return pa.Table.from_pylist(rows, schema=CHANGES)


def position(
    negotiation: Negotiation, *, market: Path | None = None, percents: Sequence[int] = (100,),
    seen: Mapping[Key, int] | None = None,
) -> Position:  # fmt: skip
    """Give a payer's codes with all the rates that they can be held against.

    Args:
        negotiation: the negotiation, opened or not.
        market: a market book (`ingest.market`); for codes that it names it stands instead of the other payers.
        percents: percents of Medicare to compare with.
        seen: weights of codes in the percent that the payer looks at; None: a plain mean.

    Raises:
        InputError: if the payer has no contract or lines, or the market book cannot be read.
    """
    return _position(negotiation, _known(negotiation), market, percents, seen)


def _position(
    negotiation: Negotiation, told: Known, market: Path | None, percents: Sequence[int], seen: Mapping[Key, int] | None
) -> Position:
    desk, others = negotiation.desk, told.others
    book = read_market(market) if market is not None else None
    year, medicare = _medicare(desk)
    costs = _costs(desk, negotiation.volumes, told.cost)
    played = in_play(negotiation.volumes, medicare, costs, seen)
    said = f"other payers of the practice, their contracts on {negotiation.base.on}"
    known = preferred((book.rows if book else MARKET.empty_table()).cast(PEERS), peers(others, said))
    made = levers(played.volumes, known, read_families(desk.home.families_file))
    lacking = [*([] if costs else [f"Own cost: {told.cost_says}"]), *_lacks_peers(made, others)]
    if not medicare:
        lacking.append("Medicare's fees are not known: give the ZIP (or the locality) in practice.yaml.")
    books = [medicare_book(made, percent, year) for percent in percents if medicare]
    payers = [payer_book(made, name, f"own contract on {negotiation.base.on}", rates) for name, rates in others.items()]
    books += payers
    if len(payers) >= FEWEST:
        books.append(mean_book("Mean of other payers", said, payers, FEWEST))
    books += [peer_book(made, percentile) for percentile in (50, 75)]
    if costs:
        books.append(cost_book(made, "practice.yaml (costs.operating_yearly) over the relative value units produced"))
    return Position(
        negotiation.payer, made, played.aside, tuple(one for one in books if one.amounts), tuple(lacking),
        book.findings if book else (),
    )  # fmt: skip


@attrs.frozen
class Known:
    """What the lake says beside the base period: cents, and rates in millionths of a dollar.

    Attributes:
        cost: for one relative value unit; None where it is not known.
        cost_says: what it rests on, or what is missing.
        owed: underpaid by the payer, by its contract as it is.
        waiting: the view `cost_of_not_asking` of the payer; None if it cannot be computed.
        waiting_says: why not.
        others: other payer -> code, modifier and setting -> what one unit pays.
    """

    cost: int | None
    cost_says: str
    owed: int | None
    waiting: pa.Table | None
    waiting_says: str
    others: dict[str, dict[Key, int]]


def _known(negotiation: Negotiation) -> Known:
    desk, payer = negotiation.desk, negotiation.payer
    keys = [row.key for row in negotiation.volumes.rows]
    columns = {*of_metric(find_metric(UNDERPAID)), *find_view(COST).reads, *find_view(WAITING).reads}
    with desk.engine() as engine:
        facts = desk.facts(engine, columns)
        shown = show_all(desk, engine, facts, [COST, WAITING])
        owed = {row["payer"]: row["value"] for row in answer(UNDERPAID, facts, ["payer"]).to_pylist()}
        others = _others(engine, negotiation, keys)
    cost, waiting = shown[COST].rows, shown[WAITING]
    own = None if waiting.table is None else waiting.table.filter(pc.equal(waiting.table["payer"], payer))
    return Known(
        cost[0]["cost_per_rvu"] if cost else None, cost[0]["says"] if cost else "not known.", owed.get(payer), own,
        waiting.fault, others,
    )  # fmt: skip


def _medicare(desk: Workspace) -> tuple[int, dict[Key, int]]:
    """Give the newest year of Medicare's fees, and its cents for one unit by code, modifier and setting."""
    rows = practice_medicare(desk.medicare, desk.practice).to_pylist()
    year = max((row["year"] for row in rows), default=0)
    return year, {(row["code"], row["modifier"], row["setting"]): row["amount"] for row in rows if row["year"] == year}


def _costs(desk: Workspace, volumes: Volumes, cents: int | None) -> dict[Key, int]:
    """Give what one unit of the payer's codes costs, millionths of a dollar, at so many cents for a relative unit."""
    if cents is None:
        return {}
    rows = national_units(desk.medicare).to_pylist()
    year = max(row["year"] for row in rows)
    wanted = {row.key for row in volumes.rows}
    units = {(row["code"], row["modifier"], row["setting"]): row["units"] for row in rows if row["year"] == year}
    # units are hundred-thousandths of one, cents ten thousand millionths of a dollar
    return {key: units[key] * cents // 10 for key in wanted if key in units}


def _others(engine: Engine, negotiation: Negotiation, keys: Sequence[Key]) -> dict[str, dict[Key, int]]:
    """Give the rates of the practice's other payers whose rates are negotiated."""
    lines, rates, on = engine.table("lines"), engine.table("rates"), negotiation.base.on
    sums = engine.arrow(lines.group_by("payer").agg(by_law=set_by_law(lines))).to_pylist()
    left = sorted({row["payer"] for row in sums if row["by_law"]} | {negotiation.payer})
    some = rates.filter(
        rates.payer.notin(left), rates.since <= on, rates.until >= on, rates.code.isin(sorted({key[0] for key in keys}))
    )
    return rates_by_payer(engine.arrow(some), keys)


def _lacks_peers(some: Sequence[Lever], others: Mapping[str, Any]) -> list[str]:
    if not some:
        return []
    without = sum(lever.now for lever in some if lever.peers is None)
    share = 100 * without // max(1, sum(lever.now for lever in some))
    if share == 100:
        says = f"No code has peers: {len(others)} other payers have contracts here, and a code needs {FEWEST} of them."
        return [f"{says} Write their contracts, or bring a market book with --market."]
    return [f"{share}% of the dollars are codes without peers: no percentile holds them back."] if share else []


def ask(  # noqa: PLR0913 - as many as it needs
    negotiation: Negotiation, *, target: int, opening: int | None = None, escalator: int = 3_000,
    market: Path | None = None, percents: Sequence[int] = (100,), terms: int | None = None,
    difficulty: Mapping[str, int] | None = None,
) -> Asked:  # fmt: skip
    """Work out the ask of one payer.

    Args:
        negotiation: the negotiation; its mandate's reservation is the walk-away point, if there is one.
        target: thousandths of a percent.
        opening: thousandths of a percent; None: twice the target.
        escalator: thousandths of a percent a year, for the ladder.
        market: a market book.
        percents: percents of Medicare to compare with.
        terms: cents a year that terms other than rates are worth; None: not valued yet.
        difficulty: rung -> from 1.

    Raises:
        InputError: if the payer has no contract or lines, or a value cannot be used.
    """
    told = _known(negotiation)
    found = _position(negotiation, told, market, percents, None)
    mandate, term = negotiation.mandate(), _term(negotiation)
    made = set_ask(found.levers, target, opening, mandate.reservation if mandate else None)
    rungs = ladder(
        found.levers, term, owed=told.owed, terms=terms, target=target, escalator=escalator,
        difficulty=difficulty,
    )  # fmt: skip
    lacking = [*found.lacking, *([f"The cost of not asking: {told.waiting_says}"] if told.waiting_says else [])]
    return Asked(found, made, gaps(found.levers, found.books), rungs, told.waiting, term, tuple(lacking))


def _term(negotiation: Negotiation, years: int | None = None) -> Term:
    return Term(years or negotiation.settings.years, negotiation.discount())


def keep(negotiation: Negotiation, found: Packages, *, force: bool = False) -> list[str]:
    """Keep the best package and the three as proposals of the negotiation; give their names.

    Raises:
        InputError: if one of a name is there already and `force` is not given.
    """
    made = [("best", found.best.changes), *((one.name, one.changes) for one in found.three)]
    offers = Offers(negotiation)
    for name, changes in made:
        one = proposed(changes, found.position.levers, found.position.payer, found.term, name=f"package-{name}")
        head = {"proposal": one.name, "payer": one.payer, "by": one.by, "says": f"Package {name}: {SAYS[name]}",
                "years": str(one.years)}  # fmt: skip
        rates = [_written(change) for change in one.rates]
        rise = {"percent": percent_text(one.rise.percent)} if one.rise else None
        offers.keep(proposal_text(head, rates, escalator=rise), one.name, force=force)
    return [f"package-{name}" for name, _ in made]


def _written(change: RateChange) -> dict[str, str]:
    when = change.when
    said = {"says": change.says, "codes": ", ".join(first for first, _ in when.spans),
            "modifiers": ", ".join(when.modifiers), "setting": when.setting}  # fmt: skip
    return {key: text for key, text in said.items() if text} | {"change": percent_text(change.percent or 0)}


def packages(  # noqa: PLR0913 - as many as it needs
    negotiation: Negotiation, limits: Limits, *, years: int | None = None, target: int | None = None,
    market: Path | None = None, seen: Mapping[Key, int] | None = None,
) -> Packages:  # fmt: skip
    """Find the package worth most within limits, explain what binds it, and lay three of equal value beside it.

    Args:
        negotiation: the negotiation.
        limits: what the package has to keep.
        years: of the term; None: the negotiation's.
        target: cents over the term for the three; None: what the headline (else 4%) as a base for all is worth.
        market: a market book.
        seen: weights of codes in the percent that the payer looks at; None: a plain mean.

    Raises:
        InputError: if the payer has no contract or lines.
        ConflictError: if no package keeps the limits, or the target is out of reach.
    """
    found, term = position(negotiation, market=market, seen=seen), _term(negotiation, years)

    def exact(changes: Changes) -> int:
        return negotiation.scenario(proposed(changes, found.levers, found.payer, term, name="package")).present[1]

    best = optimise(found.levers, limits, term)
    headline = 4_000 if limits.headline is None else limits.headline
    flat = limits.plain(found.levers, headline)
    wanted = value(found.levers, flat, term) if target is None else target
    wide = attrs.evolve(limits, base_most=max(limits.base_most, headline), budget=None)
    points = sorted({headline * part // 4 for part in (1, 2, 3, 4, 5, 6)})
    counts = sorted({0, 1, 3, 5, 10, *([] if limits.codes is None else [limits.codes])})
    return Packages(
        found, best, exact(best.changes), explain(found.levers, limits, term, best), wanted,
        three(found.levers, wide, term, wanted, exact), frontier(found.levers, limits, term, points, counts), term,
    )  # fmt: skip
