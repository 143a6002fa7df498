"""Administrative burden in dollars: what a payer makes the practice do, at the practice's own minutes and wages."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import ibis

from counteroffer.match.columns import left
from counteroffer.measure.denials import first_denied
from counteroffer.measure.effort import cents, cost
from counteroffer.measure.mix import allowed
from counteroffer.measure.ratios import count, percent, total
from counteroffer.measure.registry import Facts, view

if TYPE_CHECKING:
    from counteroffer.core.practice import Practice

PARTS = ("authorization", "denial", "appeal", "status_call", "peer_to_peer", "payment_fees")
"""What burden is made of, in this order everywhere."""

SOURCE = "counts in the data x minutes x the practice's wages (practice.yaml: times, wages, fees); defaults are off"


@view(
    title="Administrative burden", grain="payer", source=SOURCE,
    reads="claim payer allowed outcome_first outcome denial_first_category denial_category adjudications claim_key",
    columns={
        "payer": "payer", "allowed": "cents, lines finally paid", "authorizations": "count",
        "authorization_cents": "cents", "denials": "claims with a line denied at first", "denial_cents": "cents",
        "resent": "claims denied at first and adjudicated again", "appeal_cents": "cents",
        "status_calls": "answers about a claim's status (277); null where no such file is here",
        "status_call_cents": "cents", "peer_to_peers": "count; null where no request or log is here",
        "peer_to_peer_cents": "cents", "received": "cents, payments with money in them",
        "payment_fees_cents": "cents, of methods and payers with a percent",
        "burden": "cents, the parts that are known", "burden_percent": "percent of allowed",
        "parts": "what is in it", "missing": "what is not, because a count, a time or a wage is not known",
    },
)  # fmt: skip
def burden(  # noqa: PLR0913 - it is made of that much
    facts: Facts, authorizations: Any, claim_statuses: Any, payments: Any, practice: Practice, *, payer: str = ""
) -> Any:
    """What each payer's hassle costs the practice, each part shown; an unknown part is missing, never zero.

    A status answered by file is counted as a call not made: it understates calls by telephone. A claim denied at first
    is one touch, however many people looked at it. A virtual card cannot be told from the remittance (BPR04 has no code
    for it): say its fee by payer, or by the method under which it comes.
    """
    sums = facts.group_by("payer").agg(
        allowed=allowed(facts),
        denials=facts.claim_key.nunique(where=first_denied(facts)),
        resent=facts.claim_key.nunique(where=first_denied(facts) & (facts.adjudications > 1)),
    )
    met = left(left(sums, _asked(authorizations), ["payer"]), _statuses(facts, claim_statuses), ["payer"])
    met = left(met, _received(payments, practice), ["payer"])
    told = claim_statuses.filter(claim_statuses.says == "answer").count().as_scalar() > 0
    met = met.mutate(
        authorizations=met.authorizations.fill_null(0),
        status_calls=ibis.ifelse(told, met.status_calls.fill_null(0), ibis.null("int64")),
        received=met.received.fill_null(0),
        priced=met.priced.fill_null(0),
    )
    made = met.mutate(
        authorization_cents=cents(met.authorizations, cost(practice, "authorization")),
        denial_cents=cents(met.denials, cost(practice, "denial")),
        appeal_cents=cents(met.resent, cost(practice, "appeal")),
        status_call_cents=cents(met.status_calls, cost(practice, "status_call")),
        peer_to_peer_cents=cents(met.peer_to_peers, cost(practice, "peer_to_peer")),
        payment_fees_cents=ibis.ifelse(
            (met.priced > 0) | (met.received == 0), met.fees.fill_null(0), ibis.null("int64")
        ),
    )
    made = _added(made)
    made = made.filter(made.payer == payer) if payer else made
    return made.order_by([made.burden_percent.desc(nulls_first=False), made.allowed.desc(), "payer"]).select(
        "payer", "allowed", "authorizations", "authorization_cents", "denials", "denial_cents", "resent",
        "appeal_cents", "status_calls", "status_call_cents", "peer_to_peers", "peer_to_peer_cents", "received",
        "payment_fees_cents", "burden", "burden_percent", "parts", "missing",
    )  # fmt: skip


def _asked(authorizations: Any) -> Any:
    """Count authorizations, and the peer-to-peer reviews where anything but claims tells of them."""
    direct = count(authorizations.source != "claims")
    return authorizations.group_by("payer").agg(
        authorizations=authorizations.count(),
        peer_to_peers=ibis.ifelse(direct > 0, count(authorizations.peer_to_peer != ""), ibis.null("int64")),
    )


def _statuses(facts: Facts, claim_statuses: Any) -> Any:
    """Count the inquiries answered, each once for a claim and a transaction, with the payer of the claim."""
    asked = claim_statuses.filter(claim_statuses.says == "answer", claim_statuses.claim != "")
    asked = asked.select("file_id", "interchange", "transaction", "claim").distinct()
    claims = facts.select("claim", "payer").distinct()
    met = asked.inner_join(claims, "claim")
    return met.group_by("payer").agg(status_calls=met.count())


def _received(payments: Any, practice: Practice) -> Any:
    """Sum what came in, and what it cost to be paid, by the fee of the payer, else of the method."""
    paid = payments.filter(payments.paid > 0)
    names = {name.casefold(): int(Decimal(fee) * 1000) for name, fee in practice.fees.items()}
    payer, method = paid.payer.lower(), paid.method.lower()
    rules = [(payer == name, ibis.literal(fee, "int64")) for name, fee in names.items()]
    rules += [(method == name, ibis.literal(fee, "int64")) for name, fee in names.items()]
    fee = ibis.cases(*rules, else_=ibis.null("int64")) if rules else ibis.null("int64")
    priced = paid.mutate(fee=fee.cast("int64"))
    sums = priced.group_by(["payer", "fee"]).agg(received=total(priced.paid, priced.paid > 0))
    sums = sums.mutate(cost=((sums.received * sums.fee * 2 + 100_000) // 200_000).cast("int64"))
    return sums.group_by("payer").agg(
        received=total(sums.received, sums.received > 0),
        priced=total(sums.received, sums.fee.notnull()),
        fees=total(sums.cost, sums.fee.notnull()),
    )


def _added(made: Any) -> Any:
    """Add up the parts that are known, and name them and the others."""
    names = {part: made[f"{part}_cents"].notnull() for part in PARTS}
    whole = names | {"payment_fees": names["payment_fees"] & (made.priced == made.received)}
    known = sum((made[f"{part}_cents"].fill_null(0) for part in PARTS[1:]), made[f"{PARTS[0]}_cents"].fill_null(0))
    made = made.mutate(
        parts=_listed(names),
        missing=_listed({part: ~is_whole for part, is_whole in whole.items()}),
        burden=known.cast("int64"),
    )
    made = made.mutate(burden=ibis.ifelse(made.parts == "", ibis.null("int64"), made.burden))
    return made.mutate(burden_percent=percent(made.burden, of=made.allowed))


def _listed(where: dict[str, Any]) -> Any:
    text = ibis.literal("")
    for name, holds in where.items():
        text = text + ibis.ifelse(holds, f"{name} ", "")
    return text.strip()


@view(
    title="Payments by method", grain="payer and method", source="BPR04 of the 835; a method of `NON` moves no money",
    reads="",
    columns={
        "payer": "payer", "method": "ACH, CHK, FWT, BOP, NON ... (BPR04); empty if the remittance does not say",
        "payments": "count", "received": "cents", "share": "percent of the payer's dollars",
    },
)  # fmt: skip
def payments_by_method(facts: Facts, payments: Any, payer: str = "") -> Any:
    """How each payer pays. Virtual cards have no code of their own: they come as `CHK` or `NON`, or with no 835."""
    del facts
    paid = payments.filter(payments.payer == payer) if payer else payments
    sums = paid.group_by(["payer", "method"]).agg(payments=paid.count(), received=total(paid.paid, paid.paid > 0))
    every = sums.received.sum().over(ibis.window(group_by=[sums.payer]))
    made = sums.mutate(share=percent(sums.received, of=every))
    return made.order_by(["payer", made.received.desc(), "method"])
