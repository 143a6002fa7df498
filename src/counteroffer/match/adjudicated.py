"""What payers said about lines: one row for each line of each adjudication, judged paid or denied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from counteroffer.match.amounts import CLAIM, LINE, classed, with_amounts
from counteroffer.match.columns import NOTHING, left, modifiers, no_number, number, text, truth
from counteroffer.match.reasons import reasons, remarks

if TYPE_CHECKING:
    from counteroffer.store.engine import Engine

DENIED = "4"
"""Claim status (CLP02) of a denied claim."""

_COLUMNS = (
    "file_id", "claim_segment", "segment", "line_segment", "slot", "as_whole", "claim", "sequence", "line", "code",
    "mod1", "mod2", "mod3", "mod4", "billed_code", "billed_mods", "charge", "paid", "milliunits", "allowed_reported",
    "service_date", "line_control", "rendering_npi",
)  # fmt: skip


def adjudicated_lines(engine: Engine, kept: ibis.Table, sent: ibis.Table) -> ibis.Table:
    """Every line of the adjudications kept.

    A claim adjudicated as a whole (no SVC) makes one line with an empty code; when it has a single submitted line,
    or no money at all, it makes its submitted lines (`slot` then names them; else it is 0).

    Returns:
        The line's own columns, and paid, share (the patient's), allowed in cents, allowed_source, denied, duplicate,
        has_money, denial_group, denial_carc and denial_rarc.
    """
    lines = engine.keep(_with_svc(engine, kept).union(_without_svc(engine, kept, sent)))
    adjusted = engine.keep(classed(engine.table("adjustments")))
    found = left(with_amounts(lines, adjusted), engine.keep(reasons(lines, adjusted)), LINE)
    found = left(found, engine.keep(remarks(lines, engine.table("remarks"))), LINE)
    status = kept.select("file_id", "status", claim_segment="segment")
    return _judged(found.join(status, CLAIM))


def _with_svc(engine: Engine, kept: ibis.Table) -> ibis.Table:
    lines = engine.table("remit_lines")
    lines = lines.filter(~lines.set_aside)
    # without SVC06 the modifiers billed are the ones adjudicated
    unchanged = (lines.billed_mods == "") & (lines.billed_code == lines.code)
    lines = lines.mutate(
        billed_mods=ibis.ifelse(unchanged, modifiers(lines), lines.billed_mods),
        milliunits=ibis.coalesce(lines.billed_milliunits, lines.milliunits),
        slot=number(0),
        as_whole=ibis.literal(value=False),
        line_segment=lines.segment,
    )
    return lines.join(kept.select("file_id", "claim", "sequence", claim_segment="segment"), CLAIM).select(*_COLUMNS)


def _without_svc(engine: Engine, kept: ibis.Table, sent: ibis.Table) -> ibis.Table:
    lines = engine.table("remit_lines")
    having = lines.filter(~lines.set_aside).select("file_id", segment="claim_segment")
    claims = kept.anti_join(having, ["file_id", "segment"])
    counted = sent.group_by("claim", "sequence").agg(n=sent.count())
    claims = left(claims, counted, ["claim", "sequence"])
    claims = claims.mutate(
        claim_segment=claims.segment, line_segment=no_number(), allowed_reported=no_number(),
        as_whole=ibis.literal(value=True),
    )  # fmt: skip
    no_money = (claims.paid == 0) & (claims.patient_resp == 0)
    claims = claims.mutate(meets=truth((claims.n == 1) | ((claims.n > 1) & no_money)))
    return _unnamed(claims.filter(~claims.meets)).union(_met(claims.filter(claims.meets), sent))


def _unnamed(claims: ibis.Table) -> ibis.Table:
    words = ("code", "billed_code", "billed_mods", "line_control", "mod1", "mod2", "mod3", "mod4")
    named = dict.fromkeys(words, NOTHING)
    return claims.mutate(slot=number(0), line=number(1), milliunits=number(1000), **named).select(*_COLUMNS)


def _met(claims: ibis.Table, sent: ibis.Table) -> ibis.Table:
    its = sent.select(
        "claim", "sequence", "slot", "line", "code", "mod1", "mod2", "mod3", "mod4", "milliunits", "line_control",
        day="service_date", billed="charge",
    )  # fmt: skip
    met = claims.join(its, ["claim", "sequence"])
    return met.mutate(
        charge=ibis.ifelse(met.n == 1, met.charge, met.billed),
        service_date=met.day,
        billed_code=met.code,
        billed_mods=modifiers(met),
    ).select(*_COLUMNS)


def _judged(found: ibis.Table) -> ibis.Table:
    """Say what is allowed and what is denied.

    Denied is a line with nothing allowed and a denial-class reason, or a claim status of denied with no reason at
    all (metrics.md, section 2e); reasons that are only contractual, the patient's share or a transfer deny nothing.
    """
    money = found.paid + found.share + found.cut
    reason = text(found.denial_carc)
    denied = (money == 0) & ((reason != "") | ((found.status == DENIED) & (found.reasons == 0)))
    # a reported zero beside money is a slip of the payer's
    told = ibis.ifelse((found.allowed_reported == 0) & (money > 0), no_number(), found.allowed_reported)
    found = found.mutate(
        denied=denied,
        duplicate=denied & (found.repeats.fill_null(0) == 1),
        allowed=ibis.ifelse(denied, number(0), ibis.coalesce(told, money)),
        allowed_source=ibis.ifelse(told.notnull(), "reported", "derived"),
        denial_group=ibis.ifelse(denied, text(found.denial_group), NOTHING),
        denial_carc=ibis.ifelse(denied, reason, NOTHING),
        denial_rarc=ibis.ifelse(denied, text(found.denial_rarc), NOTHING),
    )
    has_money = (found.paid > 0) | (found.share > 0) | (found.allowed > 0)
    return found.mutate(has_money=has_money).drop("status", "repeats", "cut", "reasons", "allowed_reported")
