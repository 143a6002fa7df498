"""What the files say about who is who among payers: spellings with their volume, and claims that crossed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from counteroffer.core import tables
from counteroffer.match.adjudications import adjudications
from counteroffer.match.submitted import payer_map, submissions

if TYPE_CHECKING:
    import ibis

    from counteroffer.match.payers import PayerNames
    from counteroffer.store.engine import Engine

FIRST = ("1", "4", "19")
"""Claim statuses of a primary payer's answer."""


@attrs.frozen
class Spelled:
    """One way in which files name a payer.

    Attributes:
        payer: the payer it is rolled up to today.
        name: as in the files.
        payer_id: as in the files, empty if none.
        tin: originating company of the payments (TRN03), empty on claims.
        claims: claims sent to it under this spelling.
        remits: payments received under it.
        charge: cents charged on those claims.
        paid: cents paid.
    """

    payer: str
    name: str
    payer_id: str
    tin: str = ""
    claims: int = 0
    remits: int = 0
    charge: int = 0
    paid: int = 0


@attrs.frozen
class Crossing:
    """Claims sent to one payer and answered by another, where only those two had to do with the claim.

    Attributes:
        sent: the payer on the claims.
        answered: the payer on the remittances.
        claims: how many claims.
        of: claims sent to `sent` alone and answered by one payer, whoever that was.
        charge: cents charged on the crossed claims.
    """

    sent: str
    answered: str
    claims: int
    of: int
    charge: int


def spellings(engine: Engine, payers: PayerNames) -> list[Spelled]:
    """Every spelling in claims, remittances and spreadsheets of totals, with its volume."""
    payer_of = payer_map(engine, payers)
    claims = engine.table("claims")
    sent = claims.group_by("payer_name", "payer_id").agg(claims=claims.count(), charge=claims.charge.sum())
    remits = engine.table("remits")
    paid = remits.group_by("payer_name", "payer_id", "payer_tin").agg(remits=remits.count(), paid=remits.paid.sum())
    found = []
    for table in (sent, paid, *_spreadsheets(engine)):
        for row in engine.arrow(table.join(payer_of, ["payer_name", "payer_id"])).to_pylist():
            numbers = {name: int(row.get(name) or 0) for name in ("claims", "remits", "charge", "paid")}
            tin = row.get("payer_tin") or ""
            found.append(Spelled(row["payer"], row["payer_name"], row["payer_id"], tin, **numbers))
    return sorted(found, key=lambda s: (s.payer, s.name, s.payer_id, s.tin, -s.claims))


def _spreadsheets(engine: Engine) -> list[ibis.Table]:
    totals = engine.table(tables.TOTALS.name)
    return [totals.group_by("payer_name", "payer_id").agg(charge=totals.charge.sum(), paid=totals.paid.sum())]


def crossings(engine: Engine, payers: PayerNames) -> list[Crossing]:
    """Claims sent to one payer and answered by another: the strongest sign that the two are one.

    A claim counts when it was sent to one payer only, answered as the primary claim by one payer only, with the
    charge that was sent: what goes to a second payer, or bears a number used twice, says nothing.
    """
    payer_of = payer_map(engine, payers)
    sent = engine.keep(submissions(engine, payer_of))
    one = sent.group_by("claim").agg(many=sent.payer.nunique(), payer=sent.payer.min(), charge=sent.charge.max())
    said = adjudications(engine, payer_of, sent)
    said = engine.keep(said.filter(said.status.isin(FIRST)).select("claim", "charge", answered="payer"))
    told = said.group_by("claim").agg(answers=said.answered.nunique(), answered=said.answered.min())
    billed = said.select("claim", "charge").distinct()
    met = one.filter(one.many == 1).join(told.filter(told.answers == 1), "claim").join(billed, ["claim", "charge"])
    counted = met.group_by(sent="payer", answered=met.answered).agg(claims=met.count(), charge=met.charge.sum())
    rows = engine.arrow(counted.order_by(["sent", "answered"])).to_pylist()
    of: dict[str, int] = {}
    for row in rows:
        of[row["sent"]] = of.get(row["sent"], 0) + row["claims"]
    return [Crossing(**row, of=of[row["sent"]]) for row in rows if row["sent"] != row["answered"]]
