"""Several procedures of a patient on one day: ranked by their fee, each pays its rank's percent.

Source of the order: CMS, Medicare Claims Processing Manual (Pub. 100-04), chapter 12, section 40.6 (procedures are
ranked by the fee schedule amount; units of one procedure count one by one; endoscopies of one family pay the dearest in
full and of the others what they are above their base, then the family counts as one procedure). The percents, and which
of Medicare's indicators are ranked, are the contract's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

from counteroffer.match.columns import NOTHING, left, truth, whole
from counteroffer.price.base import by_site, of_the_day
from counteroffer.price.rounding import FULL, half_up

if TYPE_CHECKING:
    from counteroffer.price.given import Given, Keep
    from counteroffer.price.ready import Ready

UNIT = 1000
"""One unit, in thousandths."""

PARTS = ("rate", "technical", "professional", "expense")
"""What of a rate a rule may reduce."""

_GROUP = ("head", "patient", "service_date", "sequence", "billing_tin")
"""What the procedures that are ranked together share; a head is a rule of one version."""


def with_ranks(lines: ibis.Table, made: Ready, keep: Keep | None) -> ibis.Table:
    """Rank the procedures of each patient and day, and sum what the units of each line pay.

    Ranked are lines of codes whose Medicare indicator a rule names, which pay a rate for each unit (no charges, cases
    or drugs), of the same payer, sequence, patient (or claim, where the patient is unknown), day and billing TIN; lines
    finally denied come last, since what a payer denies takes no rank from what it pays.

    Args:
        lines: with `amount` (cents of one unit so far; null where it cannot be priced) and `line_id`.
        made: what is looked up; its `heads` and `reach`, procedures and rates.
        keep: computes what is used several times, or None.

    Returns:
        The lines with `rank` (of the line's first unit, 0 where it is not ranked), `ranked` (cents of all its units
        together, null where it is not ranked) and `by_report` (true where the rule gives its rank no percent).
    """
    given = made.given
    parts = [part for part in PARTS if given.says(f"of {part}")] or list(PARTS)
    reached = _reached(lines, made.reach, given)
    reached = _parts(reached, given.rates) if set(parts) - {"rate"} else reached.mutate(part=reached.amount)
    if given.says("families"):
        reached = keep(reached) if keep else reached
        kin = reached.family != ""
        ranked = _ranked(_single(reached.filter(~kin)).union(_families(reached.filter(kin), given.rates)))
    else:
        ranked = _in_line(reached)
    percents = made.heads.drop("key", "indicators", "number")
    paid = _paid(left(ranked, percents, ["head"]), given.most_ranks, len(parts) == 1)
    beside = left(lines, paid, ["line_id"])
    return beside.mutate(rank=beside.rank.fill_null(0), by_report=truth(beside.by_report))


_MET = ("line_id", "amount", "units", "milliunits", "part", "family", "denied", *_GROUP)
"""Columns of a line and a rule that ranks it."""


def patient_of(lines: ibis.Table) -> Any:
    """Name whose procedures are ranked together: the patient, or the claim where the patient is unknown."""
    return ibis.ifelse(lines.patient_key == "", NOTHING + "claim " + lines.claim, lines.patient_key)


def heads(given: Given) -> ibis.Table:
    """Give every rule that ranks, by a number (`head`), with its percents side by side: `rank1` on."""
    said = given.rules.filter(given.rules.kind == "multiple")
    at = {
        f"rank{rank}": ibis.ifelse(said["rank"] == rank, said.percent, ibis.null("int64")).max()
        for rank in range(1, given.most_ranks + 1)
    }
    found = said.group_by("number", "key", "indicators").agg(most=said.most.max(), **at)
    upto = {n: [found[f"rank{m}"] for m in range(n, 0, -1)] for n in range(2, given.most_ranks + 1)}
    order = ibis.window(order_by=[found.number, found.key, found.indicators])
    filled = {f"rank{n}": ibis.coalesce(*percents) for n, percents in upto.items()}
    return found.mutate(head=whole(ibis.row_number().over(order)), **filled)


def reach(heads: ibis.Table, procedures: ibis.Table) -> ibis.Table:
    """Give the rules that rank codes of each of Medicare's indicators: number, key, head and `multiple`."""
    ranking = procedures.filter(~procedures.multiple.isin(("", "0", "9"))).select("multiple").distinct()
    met = heads.select("number", "key", "indicators", "head").cross_join(ranking)
    return met.filter(met.indicators.contains(met.multiple)).drop("indicators")


def _reached(lines: ibis.Table, reach: ibis.Table, given: Given) -> ibis.Table:
    """Give a row for every line and every rule that ranks it."""
    can = lines.filter(lines.amount.notnull() & ~lines.whole & lines.service_date.notnull())
    can = can.select(
        "line_id", "sequence", "service_date", "billing_tin", "amount", "rate", "milliunits", "number",
        "billed_code", "multiple", "component", "as_setting", *by_site(lines),
        patient=can.patient if "patient" in can.columns else patient_of(can),
        denied=(can.outcome == "denied").cast("int64"),
        units=whole((can.milliunits + (UNIT - 1)) // UNIT),
    )  # fmt: skip
    met = can.inner_join(reach, ["number", "multiple"])
    if not (given.says("families") or any(given.says(f"of {part}") for part in PARTS[1:])):
        return met.mutate(family=NOTHING)
    more = given.procedures.select("endoscopy_base", "expense_facility", "expense_nonfacility", billed_code="code")
    met = left(met, more, ["billed_code"])
    kin = (met.multiple == "3") & (met.denied == 0)
    return met.mutate(family=ibis.ifelse(kin, met.endoscopy_base, NOTHING))


def _parts(lines: ibis.Table, rates: ibis.Table) -> ibis.Table:
    """Put the part of each amount that is ranked and reduced beside it, and leave out lines that have none of it."""
    own = rates.filter(rates.modifier == "26").select(
        "number", "since", "until", billed_code="code", as_setting="setting", professional="rate",
        **{name: name for name in by_site(lines)},
    )  # fmt: skip
    lines = of_the_day(lines, own, ["number", "billed_code", "as_setting", *by_site(lines)])
    changed = half_up(lines.professional * lines.amount, ibis.greatest(lines.rate, 1))
    professional = ibis.cases(
        (lines.component == "26", lines.amount),
        (lines.component == "TC", ibis.literal(0, "int64")),
        (lines.professional.isnull() | (lines.professional > lines.rate), ibis.null("int64")),
        (lines.amount == lines.rate, lines.professional),
        else_=changed,
    )
    share = ibis.ifelse(lines.as_setting == "facility", lines.expense_facility, lines.expense_nonfacility)
    part = ibis.cases(
        (lines.key == "professional", professional),
        (lines.key == "technical", lines.amount - professional),
        (lines.key == "expense", half_up(lines.amount * share, 1_000_000)),
        else_=lines.amount,
    )
    lines = lines.mutate(part=part)
    return lines.filter(lines.part.isnull() | (lines.part > 0) | (lines.key == "rate"))


def _in_line(lines: ibis.Table) -> ibis.Table:
    """Number the procedures of each group where none is of a family, the dearest first, a line's units in turn."""
    order: list[Any] = [lines.denied, lines.part.desc(), lines.line_id]
    group: list[Any] = [lines[name] for name in _GROUP]
    before = ibis.window(group_by=group, order_by=order, preceding=None, following=0)
    lines = lines.select(*_MET)
    ranked = lines.mutate(rank=whole(lines.units.sum().over(before)) - lines.units + 1)
    return ranked.mutate(total=ranked.part, baseless=ibis.literal(value=False))


def _single(lines: ibis.Table) -> ibis.Table:
    """Procedures of no family: each line is one, and takes as many ranks as it has units."""
    return lines.select(
        *_MET, total="part", takes="units", fee="part", entity="line_id", baseless=ibis.literal(value=False)
    )


def _families(lines: ibis.Table, rates: ibis.Table) -> ibis.Table:
    """Take the base from all but the dearest endoscopy of each family; `total` is what a line then pays at its rank."""
    base = rates.select(
        "number", "since", "until", family="code", component="modifier", as_setting="setting", base_rate="rate",
        **{name: name for name in by_site(lines)},
    )  # fmt: skip
    lines = of_the_day(lines, base, ["number", "family", "component", "as_setting", *by_site(lines)])
    group: list[Any] = [lines[name] for name in (*_GROUP, "family")]
    dearest = ibis.window(group_by=group, order_by=[lines.part.desc(), lines.line_id])
    lines = lines.mutate(first=(ibis.row_number().over(dearest) == 0).cast("int64"))
    above = ibis.greatest(lines.part - lines.base_rate.fill_null(0), 0)
    lines = lines.mutate(
        total=ibis.ifelse(lines["first"] == 1, lines.part + above * (lines.units - 1), above * lines.units),
        baseless=lines.base_rate.isnull() & ((lines["first"] == 0) | (lines.units > 1)),
    )
    family = ibis.window(group_by=group)
    return lines.select(
        *_MET, "total", takes="first", fee=whole(lines.total.sum().over(family)),
        entity=lines.line_id.min().over(family), baseless="baseless",
    )  # fmt: skip


def _ranked(lines: ibis.Table) -> ibis.Table:
    """Number the procedures of each group, the dearest first: a line's units one by one, a family as one."""
    order: list[Any] = [lines.denied, lines.fee.desc(), lines.entity, lines.takes.desc(), lines.line_id]
    group: list[Any] = [lines[name] for name in _GROUP]
    before = ibis.window(group_by=group, order_by=order, preceding=None, following=0)
    upto = whole(lines.takes.sum().over(before))
    return lines.mutate(rank=ibis.ifelse(lines.family == "", upto - lines.takes + 1, upto))


def _paid(lines: ibis.Table, ranks: int, once: bool) -> ibis.Table:  # noqa: FBT001 - one caller
    """Sum what the units of a line pay at their ranks, and what is not reduced; `once`: no line has two rules."""
    last = lines.rank + ibis.ifelse(lines.family == "", lines.units, 1) - 1
    paid: Any = ibis.literal(0, "int64")
    for rank in range(1, ranks + 1):
        here = ((lines.rank <= rank) & (last >= rank)).cast("int64")
        if rank == ranks:
            here = ibis.greatest(last - ibis.greatest(lines.rank, ranks) + 1, 0)
        paid += half_up(lines.total * lines[f"rank{rank}"], FULL) * here
    report = (last > lines.most).fill_null(False) | (lines.milliunits != lines.units * UNIT)
    told = lines.mutate(
        gone=lines.part * lines.units - whole(paid),
        report=(report | lines.part.isnull() | lines.baseless).cast("int64"),
    )
    found = told
    if not once:
        found = told.group_by("line_id", "amount", "units").agg(
            rank=told["rank"].min(), gone=told.gone.sum(), report=told.report.max()
        )
    return found.select(
        "line_id", rank=whole(found["rank"]), ranked=found.amount * found.units - whole(found.gone),
        by_report=found.report > 0,
    )  # fmt: skip
