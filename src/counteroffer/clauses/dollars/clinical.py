"""Clauses of clinical control: medical necessity, prior authorization, penalties for referrals."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from counteroffer.clauses.authorization import burden_of
from counteroffer.clauses.chances import Share, share_of
from counteroffer.clauses.inputs import missing
from counteroffer.clauses.registry import dollars
from counteroffer.clauses.worth import ASKED, Cost, Input, Span, Unknown
from counteroffer.core.money import show

if TYPE_CHECKING:
    from counteroffer.clauses.seen import Seen
    from counteroffer.clauses.terms import Terms

NECESSITY = "clinical.medical_necessity"
NOT_TRIED = Share(Fraction(0), Fraction(0), Fraction(1))
"""How much of what is denied would be overturned, where nothing was ever denied."""


@dollars(
    "medical_necessity",
    "expected allowed denied in the end as not necessary, times the part of such dollars that is overturned where "
    "denied at first; nothing by a prudent physician's standard; now less asked.",
)
def medical_necessity(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What the payer's own standard costs: of what it denies for good, as much as it gives up when it is asked again.

    The overturned part is the practice's own history with its 95% interval. Not everything that is denied was worked,
    so that the likely value is rather low.
    """
    del now
    worth, first = seen.column("worth"), seen.column("first_denied") & (seen.column("first_category") == NECESSITY)
    lost = seen.column("denied") & (seen.column("denial_category") == NECESSITY)
    share = share_of(seen, worth * (first & seen.column("overturned")), worth * first, NOT_TRIED)
    denied = seen.yearly(int(worth[lost].sum()))
    span = Span.sure(0) if terms.word("standard") == "prudent_physician" else share.times(denied)
    inputs = (
        Input("denied in the end as not necessary", f"{show(denied)} a year"),
        Input("part overturned of what is denied so at first", share.says(), "own history, 95% interval by claim"),
    )
    return Cost(span, inputs, int(lost.sum()), seen.ids(lost))


@dollars(
    "prior_authorization",
    "requests in a year x minutes x wage, peer-to-peer reviews included, and lines denied in the end for want of an "
    "authorization; a gold card takes off the kinds of service that are always approved; now less asked.",
)
def prior_authorization(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What asking for authorization costs at the practice's own minutes and wages.

    The low end is the work alone. Delayed and cancelled visits are in no claim. Where minutes or wages are not said,
    the work has hours or counts and no dollars, and says so: `counteroffer terms auth` lists what to take off.
    """
    del now
    return burden_of(seen, gold_card=terms.yes("gold_card") is True)


@dollars("referral_penalty", "penalties in a year x dollars of one; nothing without the clause; now less asked.")
def referral_penalty(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What penalties for referrals cost. How many there are is asked of the practice: no entry tells."""
    each = terms.number("dollars") if terms.number("dollars") is not None else now.number("dollars")
    lacking = missing(seen.inputs, "referral_penalties")
    if terms.known and terms.yes("present") is not True:
        return Cost(Span.sure(0))
    if lacking or each is None:
        return Unknown(
            "No claim tells how many penalties there are.",
            (*lacking, *(("the clause's dollars",) if each is None else ())),
        )
    count = seen.inputs["referral_penalties"]
    inputs = (
        Input("penalties a year", f"{count.likely}", "terms.yaml, referral_penalties"),
        Input("one", show(each), "the clause"),
    )
    return Cost(Span(count.low * each, count.likely * each, count.high * each), inputs, count.likely, how=ASKED)
