"""Several procedures of a patient on one day: ranked by their fee, each pays its rank's percent.

Source of the order: CMS, Medicare Claims Processing Manual (Pub. 100-04), chapter 12, section 40.6: procedures are
ranked by the fee schedule amount, and units of one procedure count one by one. The percents are the contract's.
"""

from __future__ import annotations

from typing import Any

import ibis

from counteroffer.match.columns import NOTHING, left, whole
from counteroffer.price.adjust.by_modifier import FULL
from counteroffer.price.rounding import half_up

UNIT = 1000
"""One unit, in thousandths."""

_VERSION = ("contract", "version")


def with_ranks(lines: ibis.Table, rules: ibis.Table, indicators: ibis.Table) -> ibis.Table:
    """Rank the procedures of each patient and day, and sum what the units of each line pay.

    Ranked are lines of codes whose Medicare indicator the rule names, which pay a rate for each unit (no charges, cases
    or drugs), of the same payer, sequence, patient (or claim, where the patient is unknown), day and billing TIN; lines
    finally denied come last, since what a payer denies takes no rank from what it pays.

    Args:
        lines: with `amount` (cents of one unit so far; null where it cannot be priced) and `line_id`.
        rules: `core.tables.RULES`.
        indicators: code, indicator.

    Returns:
        The lines with `rank` (of the line's first unit, 0 where it is not ranked), `ranked` (cents of all its units
        together, null where it is not ranked) and `by_report` (true where the rule gives its rank no percent).
    """
    ranking = rules.filter(rules.rank > 0)
    said = ranking.group_by(*_VERSION).agg(indicators=ranking.indicators.max())
    reached = left(
        left(lines, said, list(_VERSION)), indicators.select("indicator", billed_code="code"), ["billed_code"]
    )
    reached = reached.filter(
        reached.indicators.notnull()
        & reached.indicator.notnull()
        & (" " + reached.indicators + " ").contains(" " + reached.indicator + " ")
        & reached.amount.notnull()
        & ~reached.whole
        & reached.service_date.notnull()
    )
    placed = _placed(reached)
    paid = _paid(placed, ranking)
    beside = left(lines, paid, ["line_id"])
    return beside.mutate(
        rank=beside.rank.fill_null(0),
        by_report=beside.rank.notnull() & (beside.ranks != beside.units),
    )


def _placed(lines: ibis.Table) -> ibis.Table:
    """Number the units of each group, the dearest first."""
    patient = ibis.ifelse(lines.patient_key == "", NOTHING + "claim " + lines.claim, lines.patient_key)
    units = (lines.milliunits + (UNIT - 1)) // UNIT
    lines = lines.select(
        "line_id", "payer", "sequence", "service_date", "billing_tin", "amount", *_VERSION, "milliunits",
        patient=patient, denied=(lines.outcome == "denied").cast("int64"), units=whole(units),
    )  # fmt: skip
    group: list[Any] = [lines[name] for name in ("payer", "sequence", "patient", "service_date", "billing_tin")]
    order: list[Any] = [lines.denied, lines.amount.desc(), lines.line_id]
    before = ibis.window(group_by=group, order_by=order, preceding=None, following=0)
    return lines.mutate(rank=whole(lines.units.sum().over(before)) - lines.units + 1)


def _paid(lines: ibis.Table, ranking: ibis.Table) -> ibis.Table:
    """Sum the percents of the ranks that each line's units take."""
    said = ranking.select(
        *(ranking[name].name(f"{name}_") for name in _VERSION), at=ranking.rank, percent=ranking.percent
    )
    takes = [
        lines.contract == said.contract_,
        lines.version == said.version_,
        lines.rank <= said["at"],
        said["at"] < lines.rank + lines.units,
    ]
    met = lines.left_join(said, takes)
    one = half_up(met.amount * met.percent, FULL)
    found = met.group_by("line_id", "rank", "units", "milliunits").agg(ranked=one.sum(), ranks=met["at"].count())
    whole_units = found.milliunits == found.units * UNIT
    return found.select(
        "line_id", "rank", "units", ranked=whole(found.ranked), ranks=ibis.ifelse(whole_units, whole(found.ranks), -1)
    )
