"""Clauses with a deadline: filing, correcting, appealing and disputing."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from counteroffer.clauses.chances import Share, share_of
from counteroffer.clauses.registry import dollars
from counteroffer.clauses.seen import NEVER
from counteroffer.clauses.worth import Cost, Input, Span, Unknown
from counteroffer.core.money import show

if TYPE_CHECKING:
    from counteroffer.clauses.seen import Seen
    from counteroffer.clauses.terms import Terms

AS_WRITTEN = Share(Fraction(0), Fraction(1), Fraction(1))
"""How far a limit is kept where nothing was ever sent after it: as it is written, at the least not at all."""


def _no_limit(kind: str) -> Unknown:
    return Unknown(
        "Nobody has written down how many days there are now.",
        (f"the contract's `clauses:`, or terms.yaml: now: {{{kind}: {{days: ...}}}}",),
    )


@dollars(
    "timely_filing",
    "expected allowed of lines first sent more than d days after the service, times the part of such dollars that is "
    "denied as too late (29) in the end; the change is the same at d now less at d asked.",
)
def timely_filing(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What a filing limit loses, by the practice's own pace of sending.

    The part that is denied is seen on the lines sent after the limit that holds now; a longer limit saves what was
    denied between the two, a shorter one loses what is now paid between them. Claims that were never sent because it
    was too late are in no file, and who knew of a shorter limit might send sooner. Lines without a day of submission
    count in nothing.
    """
    limit, held = terms.number("days"), now.number("days")
    if limit is None or held is None:
        return _no_limit("timely_filing")
    took, worth, lost = (seen.column(name) for name in ("days_sent", "worth", "lost_late"))
    cost, kept = _late(seen, took, lost, limit, held)
    timed = took > NEVER
    elsewhere = int(worth[lost & ~(took > held)].sum())
    late = int(worth[took > limit].sum())
    part = 100 * late / max(int(worth[timed].sum()), 1)
    inputs = (
        Input(f"expected allowed sent more than {limit} days after the service", _money(seen, late)),
        Input("part of all that has both days", f"{part:.2f}%"),
        Input(f"part of what is sent after {held} days that is denied as too late", kept.says(), _KEPT),
        Input("denied as too late though sent in time, or on a day not known: dispute it", _money(seen, elsewhere)),
    )
    where = (took > min(limit, held)) | lost
    return Cost(cost, inputs, int((took > limit).sum()), seen.ids(where))


_KEPT = "own history, 95% interval by claim; as written where nothing was sent late"


def _late(seen: Seen, took: Any, lost: Any, limit: int, held: int) -> tuple[Span, Share]:
    worth = seen.column("worth")
    beyond = took > held
    kept = share_of(seen, worth * (beyond & lost), worth * beyond, AS_WRITTEN)
    return kept.times(seen.yearly(int(worth[took > limit].sum()))), kept


def _money(seen: Seen, cents: int) -> str:
    return f"{show(seen.yearly(cents))} a year"


@dollars(
    "corrected_claims",
    "expected allowed of lines whose claim was first replaced (frequency 7) more than d days after the clock's start, "
    "times the part of such dollars that is denied in the end; now less asked.",
)
def corrected_claims(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What a window for corrected claims loses, by how long the practice takes to correct.

    The clock runs from the service, or from the first answer where the clause says denial or payment. Denials that
    nobody corrected because it was too late are in no window, so that the true value is larger.
    """
    limit, held = terms.number("days"), now.number("days")
    if limit is None or held is None:
        return _no_limit("corrected_claims")
    clocks = {name: seen.column(f"days_corrected_{name}") for name in ("service", "denial")}
    took, then = (clocks["service" if t.word("clock") in ("", "service") else "denial"] for t in (terms, now))
    denied, worth = seen.column("denied"), seen.column("worth")
    beyond = then > held
    kept = share_of(seen, worth * (beyond & denied), worth * beyond, AS_WRITTEN)
    late = int(worth[took > limit].sum())
    inputs = (
        Input(f"expected allowed of lines corrected after more than {limit} days", _money(seen, late)),
        Input(f"part of what is corrected after {held} days that is denied in the end", kept.says(), _KEPT),
    )
    where = took > min(limit, held)
    return Cost(kept.times(seen.yearly(late)), inputs, int((took > limit).sum()), seen.ids(where))


@dollars(
    "appeals",
    "expected allowed of lines denied at first and paid in the end, with more than d days between; now less asked.",
)
def appeals(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What a window for appeals puts at risk: overturned dollars that took longer than it.

    The files know the day of the payment that overturned a denial, and mostly the day on which the claim was sent
    again. The low end counts the days to sending again only, the likely one takes the payment where nothing was sent,
    the high end takes the payment always. What was overturned after today's limit was paid all the same: that part is
    at risk should the payer keep to its limit. What lapsed without an appeal is in no file.
    """
    limit = terms.number("days")
    if limit is None or now.number("days") is None:
        return _no_limit("appeals")
    back, again, worth = (seen.column(name) for name in ("days_back", "days_again", "worth"))
    readings = (again, np.where(again > NEVER, again, back), back)
    ends = [seen.yearly(int(worth[took > limit].sum())) for took in readings]
    won = seen.column("overturned")
    inputs = (
        Input("denied at first and paid in the end", _money(seen, int(worth[won].sum()))),
        Input(f"of that paid more than {limit} days after the denial", f"{show(ends[2])} a year"),
    )
    span = Span(min(ends), ends[1], max(ends))
    return Cost(span, inputs, int((back > limit).sum()), seen.ids(back > min(limit, now.number("days") or 0)))


@dollars("dispute_window", "sum of what is underpaid on lines paid more than d days ago; now less asked.")
def dispute_window(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What lapses where underpayments are looked for once a year, as today: those older than the window.

    Counted on the as-of day over the lines of the base period. Who looks every month loses nearly nothing to any
    window; who never looked has lost all of it.
    """
    limit = terms.number("days")
    if limit is None or now.number("days") is None:
        return _no_limit("dispute_window")
    age, short = seen.column("days_age"), seen.column("short")
    amounts = short * (age > limit)
    inputs = (
        Input("underpaid, lines of the base period", _money(seen, int(short.sum()))),
        Input(f"of that paid more than {limit} days ago", _money(seen, int(amounts.sum()))),
    )
    return Cost(seen.span(amounts), inputs, int((amounts > 0).sum()), seen.ids(short > 0), amounts)
