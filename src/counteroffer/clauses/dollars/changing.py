"""Clauses on how the deal may change: amendments by one side, and schedules that float."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from counteroffer.clauses.chances import exposed, said
from counteroffer.clauses.inputs import missing
from counteroffer.clauses.lowest import above_lowest
from counteroffer.clauses.registry import dollars
from counteroffer.clauses.worth import ASKED, Cost, Input, Span, Unknown
from counteroffer.core.money import half_up, nearest, show

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from counteroffer.clauses.seen import Seen
    from counteroffer.clauses.terms import Terms

YEAR = 365


@dollars(
    "unilateral_amendment",
    "allowed in a year x the cut x its chance in a year x days of the year after the notice / 365; nothing where both "
    "sides must consent, or an objection keeps the old terms; now less asked.",
)
def unilateral_amendment(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What could be lost in a year to an amendment that the payer makes alone: an exposure, not a loss that was seen.

    How deep it would cut and how likely it is are asked of the practice; past notices are the best guide.
    """
    del now
    lacking = missing(seen.inputs, "amendment_cut", "amendment_chance")
    if lacking:
        return Unknown("No claim tells how deep an amendment would cut, and how likely it is.", lacking)
    cut, cut_input = said(seen, "amendment_cut", "cut of rates")
    chance, chance_input = said(seen, "amendment_chance", "chance in a year")
    bound = terms.word("consent") == "mutual" or terms.yes("keeps_old_terms") is True
    days = 0 if bound else max(YEAR - (terms.number("notice_days") or 0), 0)
    base = half_up(seen.revenue * days, YEAR)
    ends = [
        nearest(base * c * p)
        for c, p in zip((cut.low, cut.likely, cut.high), (chance.low, chance.likely, chance.high), strict=True)
    ]
    inputs = (Input("allowed in a year", show(seen.revenue)), cut_input, chance_input, Input("days exposed", f"{days}"))
    return Cost(Span(*ends), inputs, len(seen.column("line_id")), how=ASKED)


@dollars(
    "fee_schedule_change",
    "sum(units x (rate now - lowest rate seen of the code)) x the chance of such a fall; nothing where the schedule is "
    "attached or has a floor; now less asked.",
)
def fee_schedule_change(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What would be lost were every rate to fall back to the lowest that this payer's contracts have had in the data.

    The most is all of it; likely is that times `fall_chance`, where the practice says it. Rates that have only risen
    make this large; a payer can go lower than it ever was.
    """
    del now
    bound = terms.word("basis") == "attached" or terms.yes("floor") is True
    amounts = np.zeros_like(seen.column("rate")) if bound else _fall(seen)
    behind = _fall(seen)
    told = Input("to the lowest rates seen", f"{show(seen.yearly(int(behind.sum())))} a year", "rates of all years")
    parts = exposed(seen, seen.yearly(int(amounts.sum())), "fall_chance", (told,))
    return Cost(n=int((behind > 0).sum()), lines=seen.ids(behind > 0), **parts)


def _fall(seen: Seen) -> NDArray[np.int64]:
    """Give cents of each line that the lowest rate seen of its code would take."""
    return seen.kept("fall", lambda: above_lowest(seen, seen.facts))
