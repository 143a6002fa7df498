"""What payers said about claims: adjudications with payer, sequence and date, reversals netted against them.

A reversal (CLP02 = 22) takes back an earlier adjudication of the same claim. Files and dates may come in any order,
so the k-th reversal cancels the k-th adjudication by date among those that are equal and opposite.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import ibis

if TYPE_CHECKING:
    from counteroffer.store.engine import Engine

REVERSAL = "22"
PREDETERMINATION = "25"
_TOLD = {"1": "P", "19": "P", "2": "S", "20": "S", "3": "T", "21": "T"}


@attrs.frozen
class Netted:
    """Adjudications after netting.

    Attributes:
        kept: adjudications that are no reversals: `reversed` says that one was taken back.
        unmatched: reversals of nothing known; their money is in no sum.
        reversals: all reversals, the unmatched ones too.
    """

    kept: ibis.Table
    unmatched: ibis.Table
    reversals: ibis.Table


def adjudications(engine: Engine, payer_of: ibis.Table, sent: ibis.Table) -> ibis.Table:
    """Every claim adjudication that was not set aside, predeterminations left out.

    Adds to `remit_claims`: payer, payer_id, payee, payment_date, and the sequence: told by CLP02, else that of the
    claim sent to this payer, else that of the payer's other adjudications of the claim, else P.
    """
    remits = engine.table("remits").join(payer_of, ["payer_name", "payer_id"])
    remits = remits.select(
        "file_id", "payer", "payer_id", "payee_npi", "payee_tin", "payment_date", remit_segment="segment"
    )
    claims = engine.table("remit_claims")
    claims = claims.filter(~claims.set_aside, claims.status != PREDETERMINATION)
    found = claims.join(remits, ["file_id", "remit_segment"])
    told = found.status.cases(*_TOLD.items(), else_=ibis.literal(""))
    found = found.mutate(told=told).drop("lines")
    by_claim = sent.group_by("claim", "payer").agg(sent=sent.sequence.min())
    known = found.filter(found.told != "")
    by_remit = known.group_by("claim", "payer").agg(seen=known.told.min())
    found = found.left_join(by_claim, ["claim", "payer"]).drop("claim_right", "payer_right")
    found = found.left_join(by_remit, ["claim", "payer"]).drop("claim_right", "payer_right")
    sequence = ibis.ifelse(found.told != "", found.told, ibis.coalesce(found.sent, found.seen, "P"))
    return found.mutate(sequence=sequence).drop("told", "sent", "seen")


def net(engine: Engine, said: ibis.Table) -> Netted:
    """Cancel reversals with what they reverse: equal and opposite first, then by the payer's control number."""
    slim = said.select(
        "file_id", "segment", "status", "claim", "payer", "charge", "paid", "payer_control", "payment_date"
    )
    back = slim.filter(slim.status == REVERSAL)
    back = back.mutate(charge=-back.charge, paid=-back.paid)
    given = slim.filter(slim.status != REVERSAL)
    equal = engine.keep(_cancel(back, given, ["claim", "payer", "charge", "paid"]))
    # a reversal sent twice has its equal, though used up: it must not take back the correction as well
    odd = back.anti_join(given, ["claim", "payer", "charge", "paid"])
    odd = odd.filter(odd.payer_control != "")
    left = given.anti_join(equal, ["file_id", "segment"])
    control = _cancel(odd, left, ["payer", "payer_control"])
    pairs = engine.keep(equal.union(control))
    taken = pairs.select("file_id", "segment").mutate(reversed=True)
    kept = said.filter(said.status != REVERSAL).left_join(taken, ["file_id", "segment"])
    kept = kept.drop("file_id_right", "segment_right").mutate(reversed=kept.reversed.fill_null(False))
    used = pairs.select(file_id="back_file", segment="back_segment")
    reversals = engine.keep(said.filter(said.status == REVERSAL))
    unmatched = reversals.anti_join(used, ["file_id", "segment"])
    return Netted(engine.keep(kept), engine.keep(unmatched), reversals)


def _cancel(back: ibis.Table, given: ibis.Table, keys: list[str]) -> ibis.Table:
    numbered = _numbered(back, keys).select(*keys, "nth", back_file="file_id", back_segment="segment")
    met = _numbered(given, keys).join(numbered, [*keys, "nth"])
    return met.select("file_id", "segment", "back_file", "back_segment")


def _numbered(table: ibis.Table, keys: list[str]) -> ibis.Table:
    window = ibis.window(group_by=[table[k] for k in keys], order_by=in_time(table))
    return table.mutate(nth=ibis.row_number().over(window))


def in_time(table: ibis.Table) -> list[Any]:
    """The order of adjudications: by payment date, then by file and place, so that it never depends on the import."""
    return [table.payment_date.asc(nulls_first=True), table.file_id, table.segment]
