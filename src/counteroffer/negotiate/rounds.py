"""Rounds: what each side has offered, what it was worth, what moved, and how far to go next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.core.errors import InputError
from counteroffer.core.money import show
from counteroffer.negotiate.proposal import PAYER, US
from counteroffer.negotiate.trap import points

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from counteroffer.negotiate.scenario import CodeValue, Scenario


@attrs.frozen
class Worth:
    """What a proposal was worth when it was valued.

    Attributes:
        now: cents of a year by today's contract.
        gain: cents of the first year more, by the rates.
        percent: the same in thousandths of a percent.
        low, likely, high: present value of the term with its clauses, cents.
        mark: of the data and terms it was valued on.
        trap: `negotiate.trap` verdict.
    """

    now: int
    gain: int
    percent: int
    low: int
    likely: int
    high: int
    mark: str
    trap: str = ""


@attrs.frozen
class Round:
    """One offer of one side.

    Attributes:
        number: from 1, over both sides.
        by: `us` or `payer`.
        day: of the offer.
        proposal: name of the proposal.
        who: who said it.
        says: what was said.
        documents: names of the documents kept with it.
        worth: what it was worth when it came.
    """

    number: int
    by: str
    day: date
    proposal: str
    who: str
    says: str
    documents: tuple[str, ...]
    worth: Worth

    def stale(self, mark: str) -> bool:
        """Say whether it was valued on other data or terms than those of today."""
        return self.worth.mark != mark


def said(one: Round) -> dict[str, Any]:
    """Write a round as plain values for the book."""
    return attrs.asdict(one) | {"day": one.day.isoformat(), "documents": list(one.documents)}


def read_round(plain: dict[str, Any], day: date) -> Round:
    """Read a round from the book."""
    return Round(**(plain | {"day": day, "documents": tuple(plain["documents"]), "worth": Worth(**plain["worth"])}))


@attrs.frozen
class Moved:
    """What changed in one row from one proposal to another: cents for one unit, and of a year."""

    key: tuple[str, str, str]
    was: int | None
    now: int | None
    cents: int


def moved(before: Scenario, after: Scenario) -> list[Moved]:
    """Give the rows that pay otherwise in one proposal than in another, the greatest change first.

    Both are on the same volumes; the cents of the rows sum to the difference of the first years exactly.
    """
    was = {_place(code): code for code in before.codes}
    made = []
    for code in after.codes:
        old = was[_place(code)]
        if (old.offered, old.percent, old.new) != (code.offered, code.percent, code.new):
            made.append(Moved(code.row.key, old.offered, code.offered, code.new - old.new))
    return sorted(made, key=lambda one: (-abs(one.cents), one.key))


def _place(code: CodeValue) -> tuple[Any, ...]:
    return code.row.key, code.row.product, code.row.term_id, code.row.basis, code.row.rate, code.row.percent


HALF = 2
"""Each concession is at most this part of the one before: sizes that shrink say that the end is near."""

ACCEPT, HOLD, COUNTER, OPEN = "accept", "hold", "counter", "open"


@attrs.frozen
class Counter:
    """How far to go next.

    Attributes:
        what: `OPEN` (nothing was offered by us), `HOLD`, `COUNTER` or `ACCEPT`.
        gain: cents of a year to ask for; None where nothing follows.
        concession: cents of a year less than our last.
        why: in sentences.
    """

    what: str
    gain: int | None
    concession: int
    why: tuple[str, ...]


def suggested(rounds: Sequence[Round], target: int, reservation: int | None = None) -> Counter:
    """Suggest the next counteroffer.

    Our asks come down from the first one to the target in steps of which each is half of what is left, and no step is
    greater than the one that the payer has just made: who gives without getting teaches the other side to wait. An
    offer at or above our next ask is one to accept.

    Args:
        rounds: what was offered so far, the oldest first.
        target: cents of a year that we want.
        reservation: cents of a year below which leaving is better; None: not worked out.

    Raises:
        InputError: if the target is below the reservation.
    """
    if reservation is not None and target < reservation:
        says = f"The target ({show(target)}) is below the reservation ({show(reservation)})."
        raise InputError(says, "Mend the mandate: counteroffer negotiation mandate PAYER.")
    ours, theirs = ([one.worth.gain for one in rounds if one.by == side] for side in (US, PAYER))
    if not ours:
        return Counter(OPEN, None, 0, ("We have offered nothing yet: open with your first proposal.",))
    last = ours[-1]
    if theirs and theirs[-1] >= min(last, target):
        return Counter(ACCEPT, theirs[-1], last - theirs[-1], (_reaches(theirs[-1], target),))
    if rounds[-1].by == US:
        return Counter(HOLD, last, 0, ("It is the payer's turn: nothing is given twice.",))
    step_of_theirs = theirs[-1] - (theirs[-2] if len(theirs) > 1 else 0)
    if step_of_theirs <= 0:
        says = "The payer has not moved" if step_of_theirs == 0 else "The payer has moved backwards"
        return Counter(HOLD, last, 0, (f"{says}: hold, and ask what it needs to move.",))
    step = min(max(last - target, 0) // HALF, step_of_theirs)
    ask = last - step
    if theirs[-1] >= ask:
        return Counter(ACCEPT, theirs[-1], last - theirs[-1], (_reaches(theirs[-1], ask),))
    limit = "what the payer gave" if step == step_of_theirs else "half of what is left to the target"
    why = [f"Come down by {show(step, whole=True)} a year ({limit}); ask for something in return."]
    if reservation is not None and theirs[-1] < reservation:
        why.append("Their offer is below the reservation: leaving is better than signing it.")
    return Counter(COUNTER, ask, step, tuple(why))


def _reaches(offer: int, wanted: int) -> str:
    return f"Their offer ({show(offer, whole=True)} a year) reaches what we would ask for ({show(wanted, whole=True)})."


def told(worth: Worth) -> str:
    """Say in a few words what a proposal was worth."""
    return f"{points(worth.percent)}, {show(worth.gain, whole=True)} a year"
