"""The registry: one function for each kind of clause, which says what the clause costs under any terms."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import TYPE_CHECKING

import attrs

from counteroffer.clauses.terms import kind_of
from counteroffer.clauses.worth import CLAIMS, NOWHERE, Cost, Unknown, Worth, less

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from counteroffer.clauses.seen import Seen
    from counteroffer.clauses.terms import Terms
    from counteroffer.clauses.worth import Span

    Price = Callable[[Seen, Terms, Terms], Cost | Unknown]

GROUPS = (
    "filing",
    "waiting",
    "takeback",
    "price",
    "reductions",
    "scope",
    "network",
    "changing",
    "exit",
    "clinical",
    "words",
)
"""The modules of `clauses.dollars`."""


@attrs.frozen
class Dollars:
    """How one kind of clause is valued.

    Attributes:
        kind: key of the kind of clause, as in the catalogue.
        formula: in words or symbols.
        says: the docstring: what the dollars mean and where they mislead.
        price: (what is seen of the payer, terms, the terms that hold now) -> what the clause costs in a year under the
            terms.
    """

    kind: str
    formula: str
    says: str
    price: Price


_KNOWN: dict[str, Dollars] = {}


def dollars(kind: str, formula: str) -> Callable[[Price], Price]:
    """Declare the function that prices a kind of clause; its docstring tells what the dollars mean."""

    def declare(function: Price) -> Price:
        _KNOWN[kind] = Dollars(kind, formula, inspect.cleandoc(function.__doc__ or ""), function)
        return function

    return declare


def every() -> dict[str, Dollars]:
    """Give every kind's valuation, by kind."""
    for group in GROUPS:
        import_module(f"counteroffer.clauses.dollars.{group}")
    return _KNOWN


def value(seen: Seen, now: Terms, asked: Terms) -> Worth:
    """Value one clause: the change from what holds now to what is asked, and what it costs as it stands.

    Of terms that are the same, the change is worth exactly nothing.

    Raises:
        UnknownNameError: if there is no such kind of clause.
    """
    known = every()[kind_of(now.kind).key]
    empty = Worth(now.kind, now.words(), asked.words(), window=seen.window, words=now.source)
    if seen.window is None:
        return attrs.evolve(empty, how=NOWHERE, formula="No month of this payer has arrived whole yet.")
    stands, then = known.price(seen, now, now), known.price(seen, asked, now)
    if isinstance(stands, Unknown) or isinstance(then, Unknown):
        return _unknown(empty, stands, then)
    change = _change(seen, stands, then, same=now.values == asked.values)
    return attrs.evolve(
        empty, low=change.low, likely=change.likely, high=change.high, today=stands.today or stands.span,
        unit=stands.unit, how=then.how if then.how != CLAIMS else stands.how,
        formula=f"{known.formula} {then.note}".strip(),
        inputs=(*stands.inputs, *(one for one in then.inputs if one not in stands.inputs)),
        n=max(stands.n, then.n), asks=then.asks, lines=_behind(stands, then),
    )  # fmt: skip


def _behind(stands: Cost, then: Cost) -> NDArray[np.int64] | None:
    return then.lines if stands.lines is None or not len(stands.lines) else stands.lines


def _unknown(empty: Worth, stands: Cost | Unknown, then: Cost | Unknown) -> Worth:
    """Say why there is no number; where today's cost is known, it stands all the same."""
    fault = stands if isinstance(stands, Unknown) else then
    assert isinstance(fault, Unknown)
    made = attrs.evolve(empty, how=fault.how, formula=fault.reason, asks=fault.asks)
    if isinstance(stands, Cost):
        made = attrs.evolve(
            made, today=stands.today or stands.span, inputs=stands.inputs, n=stands.n, lines=stands.lines
        )
    return made


def _change(seen: Seen, stands: Cost, then: Cost, *, same: bool) -> Span:
    change = less(stands.span, then.span)
    if same or stands.amounts is None or then.amounts is None:
        return change
    drawn = seen.span(stands.amounts - then.amounts)
    assert change.likely is not None
    return attrs.evolve(change, low=min(drawn.low, change.likely), high=max(drawn.high, change.likely))
