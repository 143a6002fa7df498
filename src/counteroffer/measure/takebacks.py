"""Money taken back: reversals and provider-level recoupments by their age, and those past a look-back limit."""

from __future__ import annotations

from typing import Any

import ibis

from counteroffer.measure.agreed import in_force, said
from counteroffer.measure.ratios import total
from counteroffer.measure.registry import Facts, view

OWN = "own definition: months from a claim's first payment to the remittance that takes money back"

TAKEN = ("reversal", "recoupment")
"""Kinds of movements that take money back; a balance carried forward, interest and refunds do not."""

BANDS = ((12, "0-12"), (18, "13-18"), (24, "19-24"))
OLDEST, UNKNOWN = "over 24", "unknown"
"""Ages in months: upper end and name; what is older; and where the first payment is not known."""


def months_between(first: Any, last: Any) -> Any:
    """Months begun from one day to another: the same day 12 months on is 12, the day after it is 13."""
    years = (last.year() - first.year()).cast("int64")
    months = (last.month() - first.month()).cast("int64")
    return years * 12 + months + (last.day() > first.day()).cast("int64")


def taken_back(facts: Facts, movements: Any) -> Any:
    """What was taken back from these payers' claims: the movements, with `net` (cents) and `months` (null: unknown).

    A reversal counts net of what was paid in its stead; a provider-level entry counts with its sign, so that money
    given back lessens what was taken. A reversal and an entry that take the same money with one sign each count twice
    only if the payer really took it twice.
    """
    own = movements.filter(movements.kind.isin(TAKEN)).semi_join(facts.select("payer").distinct(), "payer")
    net = ibis.ifelse(own.kind == "reversal", ibis.greatest(own.cents - own.replaced, 0), own.cents)
    return own.mutate(net=net.cast("int64"), months=months_between(own.paid_date, own.moved_date))


@view(
    title="Money taken back, by age", grain="payer and age band", source=OWN,
    reads="payer",
    columns={
        "payer": "payer", "months": "months from first payment to take-back; `unknown` without a first payment here",
        "entries": "reversals and provider-level entries", "net": "cents taken and not replaced",
        "reversals": "cents of that by reversals of claims", "provider_level": "cents of that by PLB entries",
        "look_back": "months that the limit allows; null where nobody gave one",
        "beyond": "cents of entries older than that; null without a limit",
    },
)  # fmt: skip
def recoupments_by_age(facts: Facts, movements: Any, clauses: Any, look_back: int = 0) -> Any:
    """What each payer took back, by how long after its first payment.

    Corrections on the same claim are netted, so only what is really gone counts. Files show what was offset from
    payments: refunds sent by check after a letter are not in them. Entries whose claim's payment is not here stand
    under `unknown` and never count as beyond the limit.

    Args:
        facts: the facts.
        movements: `core.tables.MOVEMENTS`.
        clauses: `core.tables.CLAUSES`.
        look_back: months allowed; 0: what the contract says in `lookback`.
    """
    taken = _limited(taken_back(facts, movements), clauses, look_back)
    bands = [(taken.months.isnull(), ibis.literal(UNKNOWN))]
    bands += [(taken.months <= most, ibis.literal(name)) for most, name in BANDS]
    late = (taken.months > taken.look_back).fill_null(False)
    taken = taken.mutate(band=ibis.cases(*bands, else_=OLDEST), late=ibis.ifelse(late, taken.net, 0))
    sums = taken.group_by("payer", "band", "look_back").agg(
        entries=taken.count(),
        net=taken.net.sum().cast("int64"),
        reversals=total(taken.net, taken.kind == "reversal"),
        provider_level=total(taken.net, taken.kind != "reversal"),
        late=taken.late.sum().cast("int64"),
        first=taken.months.min().fill_null(-1),
    )
    beyond = ibis.ifelse(sums.look_back.notnull(), sums.late, ibis.null("int64"))
    found = sums.mutate(months=sums.band, beyond=beyond).order_by(["payer", "first"])
    return found.select(
        "payer", "months", "entries", "net", "reversals", "provider_level", "look_back", "beyond"
    )  # fmt: skip


@view(
    title="Money taken back too late", grain="reversal or provider-level entry", source=OWN,
    reads="payer",
    columns={
        "payer": "payer", "claim": "patient control number, empty if not known", "kind": "`reversal` or `recoupment`",
        "reference": "the payer's control number or the entry's reference", "paid_date": "first payment",
        "moved_date": "take-back", "months": "months between", "look_back": "months that the limit allows",
        "net": "cents taken and not replaced", "file_id": "file (`files.file_id`)", "segment": "its segment",
    },
)  # fmt: skip
def recoupments_too_late(facts: Facts, movements: Any, clauses: Any, look_back: int = 0) -> Any:
    """Each take-back older than the look-back that the contract or the user gives; none without a limit.

    Most limits except fraud, coordination of benefits and what a government programme demands: the files do not say
    which of these a payer would claim.

    Args:
        facts: the facts.
        movements: `core.tables.MOVEMENTS`.
        clauses: `core.tables.CLAUSES`.
        look_back: months allowed; 0: what the contract says in `lookback`.
    """
    taken = _limited(taken_back(facts, movements), clauses, look_back)
    late = taken.filter(taken.months > taken.look_back, taken.net > 0)
    ordered = late.order_by([late.net.desc(), "payer", "moved_date", "file_id", "segment", "position"])
    return ordered.select(
        "payer", "claim", "kind", "reference", "paid_date", "moved_date", "months", "look_back", "net", "file_id",
        "segment",
    )  # fmt: skip


def _limited(taken: Any, clauses: Any, look_back: int) -> Any:
    """Add `look_back`: the limit given, else that of the contract in force on the day of the first payment."""
    if look_back:
        return taken.mutate(look_back=ibis.literal(look_back, "int64"))
    met = in_force(taken, said(clauses, "lookback", ["months"]), "paid_date")
    return met.select(*taken.columns, look_back=met.agreed_months.cast("int64"))
