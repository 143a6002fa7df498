"""Authorizations: requests, answers, reviews and appeals brought together into one row with the whole story.

Rows of one payer and one reference are one request; an appeal with a reference of its own belongs to it by the payer's
number of the review (REF*NT). What a payer's 278 answers tell is not told again by a log. Where there is neither,
claims tell what they can (`auth_claims`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core.tables import AUTHORIZATIONS
from counteroffer.match.auth_claims import billed, inferred
from counteroffer.match.columns import NOTHING, left, nth, number, text, truth
from counteroffer.match.submitted import payer_map

if TYPE_CHECKING:
    from counteroffer.core.hours import Hours
    from counteroffer.match.families import Families
    from counteroffer.match.payers import PayerNames
    from counteroffer.store.engine import Engine

DECIDED = ("approved", "partial", "denied", "cancelled", "not_required", "rejected")
WON = ("approved", "partial")
EXPEDITED = ("U", "03")
"""Levels of service (UM06) that ask for a quick answer: urgent, emergency; `E` is elective.

Source: X12, request for interpretation 2642 (x12.org), read 2026-11-28."""

CASE = ["payer", "source", "root", "code"]
_MICRO, _DAY = 60_000_000, 24 * 60 * 60_000_000


def authorizations(engine: Engine, payers: PayerNames, lines: ibis.Table, families: Families, hours: Hours) -> pa.Table:
    """Make the table of authorizations.

    Args:
        engine: the tables; steps are kept in it while it is open.
        payers: the practice's roll-up of payer names.
        lines: the final lines.
        families: which kind of service a code is.
        hours: when offices work.

    Returns:
        `core.tables.AUTHORIZATIONS`, the same whatever the order of the imports.
    """
    told = engine.keep(_untold_by_278(_stories(engine.keep(_events(engine, payer_map(engine, payers))))))
    numbers = engine.keep(billed(lines))
    first = told.mutate(of_number=nth(told, ["payer", "number"], [told.source, told.root, told.code]))
    met = left(_with_product(first, lines), numbers, ["payer", "number"])
    once = (met.of_number == 0) & (met.number != "")
    met = met.mutate(**{name: ibis.ifelse(once, met[name].fill_null(0), number(0)) for name in _BILLED})
    guessed = inferred(lines.anti_join(told.select("payer").distinct(), "payer"))
    columns = [*_COLUMNS, "asked_first", "pend", "review_asked", "review_at", "appeal_asked", "appeal_at"]
    every = engine.arrow(met.select(columns).union(_in_form(guessed, met, columns)))
    every = every.sort_by([(name, "ascending") for name in ("source", "payer", "root", "code", "number")])
    return _typed(_with_minutes(every, hours), families)


_BILLED = ("claims", "claims_denied", "claims_denied_final")
_COLUMNS = (
    "source", "payer", "product", "reference", "number", "patient_key", "code", "service_date", "expedited", "root",
    "completed_at", "decided_at", "outcome_first", "outcome", "peer_to_peer", "appeal", *_BILLED, "file_id", "segment",
)  # fmt: skip


def _events(engine: Engine, payer_of: ibis.Table) -> ibis.Table:
    """Every row that asks or answers, with its request (`root`), its stage, and its place in time (`seq`)."""
    auths = engine.table("auths")
    auths = auths.filter(~auths.set_aside, auths.says.isin(["request", "answer", "log"]))
    rows = auths.join(payer_of, ["payer_name", "payer_id"])
    alone = rows.file_id.cast("string") + "/" + rows.segment.cast("string")
    rows = rows.mutate(
        source=ibis.ifelse(rows.says == "log", "log", "278"),
        own=text(rows.reference, rows.certification, rows.review_ref, alone),
    )
    same = ibis.window(group_by=[rows.payer, rows.source, rows.own])
    rows = rows.mutate(
        review=rows.review_ref.max().over(same),
        code=text(rows.code, rows.code.max().over(same)),
        stage=ibis.ifelse(rows.source == "log", rows.appeal, rows.appeal.max().over(same)),
    )
    rows = rows.mutate(
        root=ibis.ifelse(rows.review != "", ibis.literal("r:") + rows.review, ibis.literal("o:") + rows.own),
        decides=rows.outcome.isin(DECIDED) & (rows.says != "request"),
        seq=ibis.row_number().over(
            ibis.window(order_by=[rows.decided_at.asc(nulls_first=False), rows.file_id, rows.segment])
        ),
    )
    case = ibis.window(group_by=[rows[name] for name in CASE])
    first = rows.decides & (rows.stage == "")
    return rows.mutate(first=first, decided_first=_when(first, rows.decided_at).min().over(case))


def _when(where: Any, value: Any) -> Any:
    return ibis.ifelse(where, value, ibis.null(value.type()))


def _stories(rows: ibis.Table) -> ibis.Table:
    """One row for each service of each request."""
    plain = rows.stage == ""
    sent = plain & (rows.says != "answer") & (rows.decided_first.isnull() | (rows.requested_at <= rows.decided_first))
    won = rows.decides & rows.outcome.isin(WON)
    pends = plain & (rows.outcome == "pended")
    told = rows.group_by(CASE).agg(
        reference=text(rows.reference.argmin(rows.seq, where=plain & (rows.reference != "")), rows.reference.min()),
        number=text(rows.certification.argmax(rows.seq, where=won & (rows.certification != ""))),
        patient_key=text(rows.patient_key.max()),
        service_date=rows.service_date.min(),
        expedited=truth(rows.level.isin(EXPEDITED).any()),
        asked_first=rows.requested_at.min(where=plain),
        asked_ever=rows.requested_at.min(),
        completed=rows.requested_at.max(where=sent),
        decided_at=rows.decided_at.min(where=rows.first),
        pend=rows.decided_at.min(where=pends & (rows.says == "answer")),
        pends=truth(pends.any()),
        outcome_first=rows.outcome.argmin(rows.seq, where=rows.first),
        outcome_last=rows.outcome.argmax(rows.seq, where=rows.decides),
        **_reviewed(rows, "peer_to_peer", "review"),
        **_reviewed(rows, "appeal", "appeal"),
        file_id=rows.file_id.argmin(rows.seq),
        segment=rows.segment.argmin(rows.seq),
    )
    open_ = ibis.ifelse(told.pends, "pended", "")
    denied = ibis.ifelse((told.peer_to_peer != "") | (told.appeal != ""), "denied", open_)  # else no review
    return told.mutate(
        outcome_first=ibis.coalesce(told.outcome_first, denied),
        outcome=ibis.coalesce(told.outcome_last, denied),
        asked_first=ibis.coalesce(told.asked_first, told.asked_ever),
        completed_at=ibis.coalesce(told.completed, told.asked_first, told.asked_ever),
    )


def _reviewed(rows: ibis.Table, stage: str, name: str) -> dict[str, Any]:
    at = rows.stage == stage
    last = rows.outcome.argmax(rows.seq, where=at & rows.decides)
    known = ibis.cases((last.isin(WON), "overturned"), (last == "denied", "upheld"), else_="open")
    return {
        stage: ibis.ifelse(truth(at.any()), known, NOTHING),
        f"{name}_asked": rows.requested_at.min(where=at),
        f"{name}_at": rows.decided_at.max(where=at & rows.decides),
    }


def _untold_by_278(told: ibis.Table) -> ibis.Table:
    """Leave out of a log what a 278 of the payer tells by the same number, or by the same reference and code."""
    answered = told.filter(told.source == "278")
    numbers = answered.filter(answered.number != "").select("payer", "number").distinct()
    references = answered.filter(answered.reference != "").select("payer", "reference", "code").distinct()
    log = told.filter(told.source == "log").anti_join(numbers, ["payer", "number"])
    return answered.union(log.anti_join(references, ["payer", "reference", "code"]))


def _with_product(told: ibis.Table, lines: ibis.Table) -> ibis.Table:
    """Say what kind of plan it is: by the patient's lines at the payer, else by all of the payer's, if of one kind."""
    own = lines.filter(lines.sequence == "P")
    patient = own.group_by(["payer", "patient_key"]).agg(one=own["product"].min(), n=own["product"].nunique())
    payer = own.group_by("payer").agg(only=own["product"].min(), kinds=own["product"].nunique())
    met = left(left(told, patient, ["payer", "patient_key"]), payer, ["payer"])
    known = ibis.cases((met.n == 1, met.one), (met.kinds == 1, met["only"]), else_="unknown")
    return met.mutate(product=known).drop("one", "n", "only", "kinds")


def _in_form(guessed: ibis.Table, like: ibis.Table, columns: list[str]) -> ibis.Table:
    """Give inferred rows the columns that they lack: all of them say nothing."""
    empty = {"expedited": ibis.literal(value=False), "reference": NOTHING, "peer_to_peer": NOTHING, "appeal": NOTHING}
    lacking = {name: empty.get(name, ibis.null(like[name].type())) for name in columns if name not in guessed.columns}
    made = guessed.mutate(**lacking)
    return made.select(**{name: made[name].cast(like[name].type()) for name in columns})


def _with_minutes(every: pa.Table, hours: Hours) -> dict[str, pa.Array]:
    """Take the time between moments, by the clock on the wall and by business hours."""
    names = (
        "asked_first",
        "completed_at",
        "decided_at",
        "pend",
        "review_asked",
        "review_at",
        "appeal_asked",
        "appeal_at",
    )
    at = {name: _moments(every[name]) for name in names}
    taken, working = _between(at["completed_at"], at["decided_at"], hours)
    more = at["completed_at"][1] & at["pend"][1] & (at["completed_at"][0] > at["pend"][0])
    until = np.where(more, at["completed_at"][0], at["decided_at"][0])
    pended, _ = _between(at["pend"], (until, at["decided_at"][1]), hours)
    never = pc.and_(pc.is_valid(taken), pc.is_null(every["pend"].combine_chunks()))
    timed = np.any([moments[1] & (moments[0] % _DAY != 0) for moments in at.values()], axis=0)
    known = np.any([moments[1] for moments in at.values()], axis=0)
    return {name: every[name].combine_chunks() for name in every.column_names} | {
        "clock": pa.array(np.where(timed, "minutes", np.where(known, "days", "")).tolist(), pa.string()),
        "requested_at": every["asked_first"].combine_chunks(),
        "asked_date": pc.coalesce(_days(at["asked_first"]), every["service_date"].combine_chunks()),
        "turnaround": taken,
        "turnaround_business": working,
        "pended": pc.if_else(never, 0, pended),
        "peer_to_peer_lag": _between(at["review_asked"], at["review_at"], hours)[0],
        "appeal_lag": _between(at["appeal_asked"], at["appeal_at"], hours)[0],
    }


def _days(at: _Moments) -> pa.Array:
    return pa.array((at[0] // _DAY).astype(np.int32), mask=~at[1]).cast(pa.date32())


_Moments = tuple[Any, Any]


def _moments(column: pa.ChunkedArray) -> _Moments:
    whole = column.combine_chunks().cast(pa.timestamp("us", tz="UTC")).cast(pa.int64())
    return pc.fill_null(whole, 0).to_numpy(zero_copy_only=False), pc.is_valid(whole).to_numpy(zero_copy_only=False)


def _between(begin: _Moments, end: _Moments, hours: Hours) -> tuple[pa.Array, pa.Array]:
    known = begin[1] & end[1] & (end[0] >= begin[0])
    taken, working = np.zeros(len(known), dtype=np.int64), np.zeros(len(known), dtype=np.int64)
    taken[known] = (end[0][known] - begin[0][known]) // _MICRO
    working[known] = hours.minutes(begin[0][known], end[0][known])
    return pa.array(taken, mask=~known), pa.array(working, mask=~known)


def _typed(columns: dict[str, pa.Array], families: Families) -> pa.Table:
    kinds = {code: families.of(code) for code in columns["code"].unique().to_pylist()}
    columns["family"] = pa.array([kinds[code] for code in columns["code"].to_pylist()], pa.string())
    columns["auth_id"] = pa.array(range(1, len(columns["code"]) + 1), pa.int64())
    schema = AUTHORIZATIONS.schema
    return pa.table([columns[name].cast(schema.field(name).type) for name in schema.names], schema=schema)
