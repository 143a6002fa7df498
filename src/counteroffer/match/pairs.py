"""Which submitted line an adjudicated line answers: by line control, by what was billed, or by code and charge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

from counteroffer.match.columns import NOTHING, modifiers, nth, number

if TYPE_CHECKING:
    from counteroffer.store.engine import Engine

PASSES = (("line_control",), ("billed_code", "billed_mods", "day", "charge"), ("billed_code", "charge"))
"""What must be equal, from the surest to the least sure; equals are told apart by their order."""

_LINE = ["file_id", "claim_segment", "segment"]


def paired(engine: Engine, answered: ibis.Table, sent: ibis.Table) -> ibis.Table:
    """Give every adjudicated line the line it belongs to: slot, spare and copy.

    `slot` is the submitted line; it is 0 for a line known from remittances only. Those meet their like in other
    adjudications of the claim by `spare` (line control, else what was billed) and `copy` (order among equals).
    """
    free = answered.filter(answered.slot == 0)
    free = engine.keep(
        free.select(
            *_LINE,
            "claim",
            "sequence",
            "line",
            "line_control",
            "billed_code",
            "billed_mods",
            "charge",
            day=_day(free.service_date),
        )
    )
    asked = engine.keep(_asked(free, sent))
    found = []
    for equal in PASSES:
        met = engine.keep(_met(free, asked, equal))
        found.append(met.select(*_LINE, "slot", spare=NOTHING, copy=number(0)))
        free = engine.keep(free.anti_join(met, _LINE))
        asked = engine.keep(asked.anti_join(met, ["file_id", "claim_segment", "slot"]))
    pairs = ibis.union(*found, _spares(free))
    alone = answered.filter(answered.slot == 0).drop("slot").join(pairs, _LINE)
    linked = answered.filter(answered.slot > 0).mutate(spare=NOTHING, copy=number(0))
    return alone.union(linked.select(*alone.columns))


def _asked(free: ibis.Table, sent: ibis.Table) -> ibis.Table:
    """The submitted lines, once for each adjudication of their claim."""
    sent = sent.select(
        "claim", "sequence", "slot", "line_control", "charge",
        billed_code="code", billed_mods=modifiers(sent), day=_day(sent.service_date),
    )  # fmt: skip
    return free.select("file_id", "claim_segment", "claim", "sequence").distinct().join(sent, ["claim", "sequence"])


def _met(free: ibis.Table, asked: ibis.Table, equal: tuple[str, ...]) -> ibis.Table:
    keys = ["file_id", "claim_segment", *equal]
    if "line_control" in equal:
        free, asked = free.filter(free.line_control != ""), asked.filter(asked.line_control != "")
    answers = free.mutate(nth=nth(free, keys, [free.line, free.segment]))
    questions = asked.mutate(nth=nth(asked, keys, [asked.slot])).select(*keys, "slot", "nth")
    return answers.join(questions, [*keys, "nth"]).select(*_LINE, "slot")


def _spares(free: ibis.Table) -> ibis.Table:
    billed = free.billed_code + "|" + free.billed_mods + "|" + free.day + "|" + free.charge.cast("string")
    named = free.mutate(spare=ibis.ifelse(free.line_control != "", "#" + free.line_control, billed))
    named = named.mutate(copy=nth(named, ["file_id", "claim_segment", "spare"], [named.line, named.segment]))
    return named.select(*_LINE, "spare", "copy", slot=number(0)).select(*_LINE, "slot", "spare", "copy")


def _day(date: Any) -> Any:
    return date.cast("string").fill_null("")
