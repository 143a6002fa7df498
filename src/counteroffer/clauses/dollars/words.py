"""Clauses whose worth is in no claim: each says why, and never a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counteroffer.clauses.registry import dollars
from counteroffer.clauses.worth import NOWHERE, Cost, Unknown

if TYPE_CHECKING:
    from counteroffer.clauses.registry import Price
    from counteroffer.clauses.seen import Seen
    from counteroffer.clauses.terms import Terms

REASONS = {
    "policies_by_reference": "Which codes a changed manual has touched is in no claim: value the rule that it changed "
    "(authorization, edits, filing) by its own clause.",
    "order_of_precedence": "It decides which words hold where two conflict; the dollars are those of the words.",
    "assignment": "Who may be sold to whom has no price in claims.",
    "termination_notice": "It sets the days on which one can leave: the timeline counts with it, not the dollars.",
    "for_cause_termination": "No claim tells how likely the payer is to end the contract for cause.",
    "partial_termination": "No claim tells how likely the payer is to end one clinician or product.",
    "coordination": "A second payer's share is not beside the first one's in the lines yet.",
    "fee_basis": "It is the difference between two readings of the price: price both as rate books (scenarios).",
    "drug_schedule": "It needs what the practice pays for drugs, which is in no claim.",
    "site_of_service": "It moves rates between places: price both as rate books (scenarios).",
    "legal": "Liability, venue and confidentiality have no price in claims: have counsel read them.",
}
"""Kind of clause -> why no number is given."""


def _without(kind: str, reason: str) -> Price:
    def priceless(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
        del seen, terms, now
        return Unknown(reason, how=NOWHERE)

    priceless.__doc__ = reason
    return dollars(kind, "none")(priceless)


for _kind, _reason in REASONS.items():
    _without(_kind, _reason)
