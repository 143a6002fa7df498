"""Terms at the desk: what a payer's contracts say now, what is asked, and what every change of a clause is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa
from ibis import _

from counteroffer.clauses.authorization import AMENDED, Proposal, proposal
from counteroffer.clauses.columns import READS
from counteroffer.clauses.inputs import Given, read_given
from counteroffer.clauses.registry import every, value
from counteroffer.clauses.seen import Seen, Sources
from counteroffer.clauses.standing import standing
from counteroffer.clauses.terms import Terms, kind_of, no_worse, of_rows, suggested, typed
from counteroffer.core.errors import InputError
from counteroffer.store.engine import steps_apart
from counteroffer.workspace.viewing import given as needed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from counteroffer.clauses.terms import Value
    from counteroffer.clauses.worth import Worth
    from counteroffer.store.engine import Engine
    from counteroffer.workspace.desk import Workspace

TABLE = pa.schema(
    [(name, pa.string()) for name in ("payer", "kind", "group", "title", "now", "asked")]
    + [(name, pa.int64()) for name in ("low", "likely", "high", "today_low", "today_likely", "today_high", "n")]
    + [(name, pa.string()) for name in ("unit", "how", "formula", "inputs", "asks", "words")]
    + [("since", pa.date32()), ("until", pa.date32())]
)
"""One clause of one payer: cents of the change (positive is good for the practice), and cents that it costs today."""


@attrs.frozen
class TermValues:
    """Every clause of one payer, the worth of the ask first.

    Attributes:
        payer: its name.
        worths: one for each kind of clause.
    """

    payer: str
    worths: tuple[Worth, ...]

    def table(self) -> pa.Table:
        """Give them as rows for an export."""
        return pa.Table.from_pylist([_row(self.payer, one) for one in self.worths], schema=TABLE)

    def of(self, kind: str) -> Worth:
        """Give one of them.

        Raises:
            UnknownNameError: if there is no such kind of clause.
        """
        return next(one for one in self.worths if one.kind == kind_of(kind).key)


class PayerTerms:
    """One payer's clauses, ready to be valued again and again on what is seen of it once; while its engine is open.

    Attributes:
        seen: the payer's base period.
        given: what its `terms.yaml` says.
        now: kind of clause -> what holds now.
    """

    def __init__(self, desk: Workspace, engine: Engine, payer: str) -> None:
        """Look at a payer.

        Raises:
            UnknownNameError: if no payer is called so.
            InputError: if `terms.yaml` has a fault; the message names the first, with its line.
        """
        self.given = given_of(desk, payer)
        sources = Sources(desk.facts(engine, READS), desk.practice, lambda name: needed(desk, engine, name))
        self.seen = Seen(payer, sources, self.given.inputs)
        self.now = terms_now(engine, payer, self.given)

    def price(self, kind: str, to: Mapping[str, Any], since: Mapping[str, Any] | None = None) -> Worth:
        """Value one change of one clause: the values asked or offered, and those that hold now where told otherwise.

        Raises:
            UnknownNameError: if no kind of clause or field is called so.
            InputError: if a value cannot be read.
        """
        now = self.now[kind_of(kind).key]
        if since:
            now = now.changed(typed(kind, since), "as given")
        return self._price(now, typed(kind, to))

    def _price(self, now: Terms, wanted: Mapping[str, Value]) -> Worth:
        with steps_apart():
            return value(self.seen, now, now.changed(wanted) if wanted else now)

    def values(self, asked: Mapping[str, Mapping[str, Any]] | None = None, only: Collection[str] = ()) -> TermValues:
        """Value every kind of clause: by what is asked here, else by `terms.yaml`, else by what the shelf suggests.

        Raises:
            UnknownNameError: if no kind of clause or field is called so.
            InputError: if a value cannot be read.
        """
        wanted = {kind: no_worse(self.now[kind], values) for kind, values in suggested().items()} | self.given.asked
        wanted |= {kind: typed(kind, values) for kind, values in (asked or {}).items()}
        made = [self._price(self.now[kind], wanted.get(kind, {})) for kind in every() if not only or kind in only]
        return TermValues(self.seen.payer, tuple(sorted(made, key=lambda one: one.rank)))


def term_values(desk: Workspace, payer: str, asked: Mapping[str, Mapping[str, Any]] | None = None) -> TermValues:
    """Value every kind of clause of a payer, the worth of the ask first.

    Args:
        desk: the workspace.
        payer: the payer's name, or the beginning of it.
        asked: kind -> values asked or offered; default: those of the negotiation's `terms.yaml`, else what the shelf
            suggests (`shelf/clauses/asks.yaml`).

    Raises:
        UnknownNameError: if no payer, kind of clause or field is called so.
        InputError: if a value, or `terms.yaml`, cannot be read.
    """
    name = desk.payer(payer)
    with desk.engine(current=False) as engine:
        return PayerTerms(desk, engine, name).values(asked)


def price_term(
    desk: Workspace, payer: str, kind: str, to: Mapping[str, Any], since: Mapping[str, Any] | None = None
) -> Worth:
    """Value one change of one clause.

    Args:
        desk: the workspace.
        payer: the payer's name, or the beginning of it.
        kind: key of the kind of clause.
        to: the values asked or offered, such as {"days": 90}.
        since: the values that hold now, instead of what is written down.

    Raises:
        UnknownNameError: if no payer, kind of clause or field is called so.
        InputError: if a value, or `terms.yaml`, cannot be read.
    """
    kind_of(kind)
    name = desk.payer(payer)
    with desk.engine(current=False) as engine:
        return PayerTerms(desk, engine, name).price(kind, to, since)


def authorization_proposal(desk: Workspace, payer: str) -> Proposal:
    """Gather what to ask of a payer about prior authorization: what comes off the list, and the clauses valued.

    Raises:
        UnknownNameError: if no payer is called so.
        InputError: if `terms.yaml` has a fault.
    """
    name = desk.payer(payer)
    with desk.engine(current=False) as engine:
        terms = PayerTerms(desk, engine, name)
        worths = tuple(one for one in terms.values(only=AMENDED).worths)
        with steps_apart():
            return proposal(terms.seen, worths)


def rows_of(desk: Workspace, worth: Worth) -> pa.Table:
    """Give the lines behind a worth, each with the file and segment it came from; none where it is not of lines."""
    with desk.engine() as engine:
        facts = desk.facts(engine)
        ids = [] if worth.lines is None else worth.lines.tolist()
        return engine.arrow(facts.filter(facts.line_id.isin(ids)).order_by("line_id"))


def given_of(desk: Workspace, payer: str) -> Given:
    """Read the `terms.yaml` of a negotiation; without a file nothing is given.

    Raises:
        InputError: if it has a fault.
    """
    path = desk.home.negotiation_dir(payer) / "terms.yaml"
    if not path.is_file():
        return Given()
    said = read_given(path, path.read_text(encoding="utf-8-sig"))
    if said.faults:
        first, more = said.faults[0], len(said.faults) - 1
        others = f" ({more} more)" if more else ""
        raise InputError(f"{path}, line {first.segment}: {first.says}{others}", first.mend)
    return said


def terms_now(engine: Engine, payer: str, said: Given, on: date | None = None) -> dict[str, Terms]:
    """Give what holds now with a payer, by kind of clause.

    It is what the latest contract version says that has begun by the day (`clauses`), else what its rates and rules are
    made of (lesser-of, escalator, practitioners, withhold, sequestration), and over both what `terms.yaml` says.
    """
    rows = engine.arrow(_of(engine, "clauses", payer)).to_pylist()
    day = on or _last(engine, payer)
    begun = [row for row in rows if day is None or row["since"] <= day <= row["until"]] or rows
    found = {}
    rates, rules = (engine.arrow(_of_contracts(engine, name, payer)).to_pylist() for name in ("rates", "rules"))
    derived = standing(rates, rules, day)
    for kind in every():
        mine = [row for row in begun if row["clause"] == kind]
        newest = max((row["since"] for row in mine), default=None)
        terms = of_rows(kind, [row for row in mine if row["since"] == newest])
        if not terms.values and kind in derived:
            terms = derived[kind]
        found[kind] = terms.changed(said.now[kind], "terms.yaml") if kind in said.now else terms
    return found


def _of(engine: Engine, name: str, payer: str) -> Any:
    table = engine.table(name)
    return table.filter(table.payer == payer)


def _of_contracts(engine: Engine, name: str, payer: str) -> Any:
    """Give the rates, or the rules, of a payer's contract versions, each with its days: only what tells of terms."""
    versions = _of(engine, "versions", payer).group_by(["contract", "version"])
    days = versions.agg(since=_.since.min(), until=_.until.max())
    if name == "rules":
        return engine.table("rules").inner_join(days, ["contract", "version"])
    rates = _of(engine, "rates", payer)
    rates = rates.mutate(rest=rates.code == "*")
    kept = rates.group_by(["contract", "version", "lesser_of", "basis", "rest"])
    sums = kept.agg(percent=rates.percent.max(), escalator=rates.escalator.max())
    return sums.inner_join(days, ["contract", "version"])


def _last(engine: Engine, payer: str) -> date | None:
    lines = _of(engine, "lines", payer)
    found: date | None = lines.service_date.max().to_pyarrow().as_py()
    return found


def _row(payer: str, one: Worth) -> dict[str, Any]:
    kind, today = kind_of(one.kind), one.today
    since, until = one.window or (None, None)
    return {
        "payer": payer, "kind": one.kind, "group": kind.group, "title": kind.title, "now": one.now, "asked": one.asked,
        "low": one.low, "likely": one.likely, "high": one.high,
        "today_low": today and today.low, "today_likely": today and today.likely, "today_high": today and today.high,
        "n": one.n, "unit": one.unit, "how": one.how, "formula": one.formula,
        "inputs": "; ".join(f"{i.says}: {i.value} [{i.source}]" for i in one.inputs), "asks": "; ".join(one.asks),
        "words": one.words, "since": since, "until": until,
    }  # fmt: skip
