"""What claims say of authorizations: their numbers, and what was denied for want of one or in spite of it."""

from __future__ import annotations

import ibis

from counteroffer.match.columns import NOTHING, left, nth, number, truth

CATEGORY = "auth.referral"
"""The category of denials for authorization (`shelf/denials/categories.yaml`)."""


def billed(lines: ibis.Table) -> ibis.Table:
    """Count the claims of each authorization number: payer, number, claims, claims_denied, claims_denied_final."""
    own = lines.filter(lines.sequence == "P", lines.prior_auth != "").rename(number="prior_auth")
    return own.group_by(["payer", "number"]).agg(
        claims=own.claim.nunique(),
        claims_denied=own.claim.nunique(where=own.outcome_first == "denied"),
        claims_denied_final=own.claim.nunique(where=own.outcome == "denied"),
    )


def inferred(lines: ibis.Table) -> ibis.Table:
    """Infer authorizations: one approved for each number, and one denied for each claim denied for want of a number.

    A claim denied so and paid in the end counts as approved in the end. What was refused before the service and never
    billed is not seen, so that approval looks better than it was.
    """
    own = lines.filter(lines.sequence == "P")
    having = own.filter(own.prior_auth != "").rename(number="prior_auth")
    kept = _leading(having, ["payer", "number"])
    kept = left(kept, billed(lines), ["payer", "number"]).mutate(
        outcome_first=ibis.literal("approved"), outcome=ibis.literal("approved"), root=ibis.literal("n:") + kept.number
    )
    wanting = own.filter(own.prior_auth == "", own.denial_first_category == CATEGORY)
    ends = wanting.group_by(["payer", "claim"]).agg(paid=truth((wanting.outcome == "paid").all()))
    lost = left(_leading(wanting, ["payer", "claim"]), ends, ["payer", "claim"])
    lost = lost.mutate(
        number=NOTHING, outcome_first=ibis.literal("denied"), outcome=ibis.ifelse(lost.paid, "approved", "denied"),
        claims=number(0), claims_denied=number(0), claims_denied_final=number(0), root=ibis.literal("c:") + lost.claim,
    )  # fmt: skip
    columns = (
        "payer", "product", "number", "patient_key", "code", "service_date", "root", "outcome_first", "outcome",
        "claims", "claims_denied", "claims_denied_final", "file_id", "segment",
    )  # fmt: skip
    return kept.select(*columns).union(lost.select(*columns)).mutate(source=ibis.literal("claims"))


def _leading(lines: ibis.Table, keys: list[str]) -> ibis.Table:
    """Keep of each the line with the largest charge; its code names the service."""
    ranked = lines.drop("code").mutate(
        rank=nth(lines, keys, [lines.charge.desc(), lines.line_id]),
        code=lines.billed_code,
        file_id=lines.claim_file,
        segment=lines.claim_place,
    )
    return ranked.filter(ranked["rank"] == 0)
