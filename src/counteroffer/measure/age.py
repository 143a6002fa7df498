"""How old the rates are, what inflation has eaten of them, and what not asking costs."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa

from counteroffer.match.columns import left
from counteroffer.measure.deflators import deflator, months
from counteroffer.measure.exact import scaled
from counteroffer.measure.mix import allowed
from counteroffer.measure.ratios import count, percent
from counteroffer.measure.registry import Facts, view

if TYPE_CHECKING:
    from datetime import date

    from counteroffer.core.practice import Practice
    from counteroffer.measure.deflators import Deflator

CONTRACT = ["payer", "contract"]
KEY = ["payer", "contract", "code", "modifier", "setting"]
AMBER, RED = 24, 36
"""Months from which rates count as ageing, and as stale."""

PICO = 10**12
"""Factors are whole trillionths, so that a factor times an amount is exact to the cent."""

UNTOLD = "not known: the index has no percent for every year since; see the option growth"


@view(
    title="Contract age", grain="payer and contract", source="own definition: the rate book of all versions",
    reads="payer setting billed_code milliunits outcome component as_of",
    columns={
        "payer": "payer", "contract": "contract", "first_day": "first day of its first version",
        "version": "the newest version in force", "version_since": "first day of that version",
        "rates_since": "the last day on which rates changed, else the first day",
        "months": "whole months since then", "standing": "`fresh`, `ageing` (from 24 months) or `stale` (from 36)",
        "changes": "days on which rates changed", "codes": "rates of that day that had a rate before",
        "changed": "of them, rates that changed", "by_escalator": "of them, by an escalator",
        "by_medicare": "of them, at the same percent of another year's Medicare",
        "change": "percent, the changed and unchanged rates at own paid units",
    },
)  # fmt: skip
def contract_age(facts: Facts, rates: Any, terms: Any, payer: str = "", as_of: date | None = None) -> Any:
    """Since when a payer's rates have stood still, by what the versions of its contract really pay.

    A new version that pays the same is no change. A version's new codes are none either. A contract that follows
    current Medicare changes its rates each year though nobody asked: see `by_medicare`; its terms may be old all the
    same. Ages are counted to `as_of`, else to the last day of the data; a version that is not written down here hides
    a change. Percent-of-charges terms count by their percent.
    """
    made = _aged(facts, rates, terms, as_of)
    made = made.filter(made.payer == payer) if payer else made
    return made.order_by([made.months.desc(), *CONTRACT]).select(
        *CONTRACT, "first_day", "version", "version_since", "rates_since", "months",
        standing=ibis.cases((made.months >= RED, "stale"), (made.months >= AMBER, "ageing"), else_="fresh"),
        changes=made.changes.fill_null(0), codes=made.codes.fill_null(0), changed=made.changed.fill_null(0),
        by_escalator=made.by_escalator.fill_null(0), by_medicare=made.by_medicare.fill_null(0), change=made.change,
    )  # fmt: skip


@view(
    title="Erosion of rates", grain="payer and contract", source="1 - level of rates / level of costs",
    reads="payer setting month billed_code milliunits allowed outcome component as_of",
    columns={
        "payer": "payer", "contract": "contract", "rates_since": "the last day on which rates changed",
        "months": "whole months since then", "index": "index of costs that is used",
        "eroded": "percent of the rates' real value that is gone",
        "allowed_yearly": "cents a year, all lines finally paid",
        "cost_so_far": "cents since then, in the dollars of each month", "cost_so_far_real": "cents in dollars of then",
        "says": "where the index is from, or what is missing",
    },
)  # fmt: skip
def rate_erosion(  # noqa: PLR0913, PLR0917 - as many as it needs
    facts: Facts, rates: Any, terms: Any, practice: Practice,
    payer: str = "", index: str = "", growth: str = "", as_of: date | None = None,
) -> Any:  # fmt: skip
    """What rates have lost against costs since they last changed, and what not having asked has cost by now.

    The cost is what a year's allowed amount (all of the data, times 12 over its months) would have grown by, had rates
    followed costs month by month: an upper bound, since nobody gets all of it. `index` is `mei`, `own` (practice.yaml,
    `cost_growth`), or `growth` a percent for all years. A year's growth is spread over its months. The allowed amount
    is of all the payer's lines, of drugs and others too that another schedule may pay. Rates that have not changed
    since before the practice's books may be older than they look here.
    """
    chosen = deflator(practice, index, growth)
    aged = _aged(facts, rates, terms, as_of)
    if payer:
        aged = aged.filter(aged.payer == payer)
    levels = months(chosen)
    then, now = (levels.rename(**{f"{when}_{name}": name for name in levels.columns}) for when in ("then", "now"))
    met = aged.mutate(then_ordinal=_ordinal(aged.rates_since), now_ordinal=_ordinal(aged.today))
    met = left(left(met, then, ["then_ordinal"]), now, ["now_ordinal"])
    told = (met.then_run == met.now_run).fill_null(False)
    passed = (met.now_ordinal - met.then_ordinal).cast("float64")
    met = met.mutate(
        told=told,
        eroded=ibis.ifelse(told, (1 - met.then_level / met.now_level) * 100, ibis.null("float64")),
        nominal=_pico((met.now_sum - met.then_sum) / met.then_level - passed, told),
        real=_pico(passed - (met.now_inverse - met.then_inverse) * met.then_level, told),
    )
    met = left(met, _yearly(facts), ["payer"])
    return met.order_by([met.eroded.desc(nulls_first=False), *CONTRACT]).select(
        *CONTRACT, "rates_since", "months", index=ibis.literal(chosen.name), eroded=met.eroded,
        allowed_yearly=met.allowed_yearly, cost_so_far=_part(met.allowed_yearly, met.nominal),
        cost_so_far_real=_part(met.allowed_yearly, met.real),
        says=ibis.ifelse(met.told, chosen.source, UNTOLD),
    )  # fmt: skip


@view(
    title="Cost of not asking", grain="payer and year from now",
    source="sum over the years of R0 x ((1 + target)^t - (1 + g)^t)",
    reads="payer month allowed outcome",
    columns={
        "payer": "payer", "years": "count, from now", "allowed_yearly": "cents a year, the base",
        "eroded": "percent of the rates' real value that is gone by then",
        "gap": "cents of this year, nominal", "gap_real": "cents of this year, in today's dollars",
        "cost": "cents of all years so far, nominal", "cost_real": "cents of all years so far, in today's dollars",
        "cost_share": "percent of one base year, nominal",
    },
)  # fmt: skip
def cost_of_not_asking(  # noqa: PLR0913, PLR0917 - as many as it needs
    facts: Facts, practice: Practice, payer: str = "", growth: str = "", index: str = "", escalator: str = "0",
    years: int = 5, first_year: int = 0,
) -> Any:  # fmt: skip
    """What the next years cost if rates rise by `escalator` percent a year while costs rise by `growth`.

    The base is a year of the payer's allowed amount, volume as it is. `index` takes published or own percents instead
    of `growth`, from `first_year` on. Nominal adds the dollars of different years; real takes each year's at today's
    value. It says what standing still costs, not what a payer would give. Where nobody says how costs grow, only the
    years that the published index knows without a gap are told.
    """
    chosen = deflator(practice, index, growth)
    start = first_year or min(chosen.percents)
    if not (growth or index):
        years = chosen.known_years(start, years)
    factors = ibis.memtable(waiting(chosen, Decimal(escalator), start, years))
    sums = _yearly(facts)
    sums = sums.filter(sums.payer == payer) if payer else sums
    made = sums.cross_join(factors)
    money = {name: _part(made.allowed_yearly, made[name]) for name in ("gap", "gap_real", "cost", "cost_real")}
    share = made.cost.cast("float64") * 100 / PICO
    return made.order_by([made.allowed_yearly.desc(), "payer", "years"]).select(
        "payer", "years", "allowed_yearly", "eroded", **money, cost_share=share
    )


def waiting(index: Deflator, escalator: Decimal, first: int, years: int) -> pa.Table:
    """Give the factors of each year from 1: parts of one base year in trillionths, and the percent eroded."""
    levels = index.level(first, years)
    rows: list[dict[str, Any]] = []
    cost = cost_real = Decimal(0)
    for t in range(1, years + 1):
        rates = (1 + escalator / 100) ** t
        gap = levels[t] - rates
        cost, cost_real = cost + gap, cost_real + gap / levels[t]
        parts = {"gap": gap, "gap_real": gap / levels[t], "cost": cost, "cost_real": cost_real}
        rows.append(
            {"years": t, "eroded": float(100 * gap / levels[t])} | {n: round(part * PICO) for n, part in parts.items()}
        )
    names = ("years", "gap", "gap_real", "cost", "cost_real")
    return pa.Table.from_pylist(rows, schema=pa.schema([*((n, pa.int64()) for n in names), ("eroded", pa.float64())]))


def _aged(facts: Facts, rates: Any, terms: Any, as_of: date | None) -> Any:
    """One row for each contract: its days, and what changed on the last day on which rates changed."""
    today = _today(facts, as_of)
    moved = _moves(_begun(rates, today))
    real = moved.filter(moved.changed)
    last = real.group_by(CONTRACT).agg(rates_since=real.since.max(), changes=real.since.nunique())
    started = terms.group_by(CONTRACT).agg(first_day=terms.since.min())
    made = left(started.inner_join(_in_force(_begun(terms, today)), CONTRACT), last, CONTRACT)
    made = left(made, _changes(moved, facts), [*CONTRACT, "rates_since"])
    made = made.mutate(rates_since=made.rates_since.fill_null(made.first_day)).cross_join(today)
    return made.mutate(months=_months_between(made.rates_since, made.today))


def _begun(rows: Any, today: Any) -> Any:
    met = rows.cross_join(today)
    return met.filter(met.since <= met.today).drop("today")


def _in_force(terms: Any) -> Any:
    versions = terms.select(*CONTRACT, "version", version_since="since").distinct()
    newest = ibis.window(
        group_by=[versions[name] for name in CONTRACT],
        order_by=[versions.version_since.desc(), versions.version.desc()],
    )
    return versions.mutate(nth=ibis.row_number().over(newest)).filter(ibis._.nth == 0).drop("nth").select(
        *CONTRACT, "version", "version_since"
    )  # fmt: skip


def _moves(rates: Any) -> Any:
    """Put each rate beside the one before it: `there` (both are known), `changed`, and why."""
    charges = rates.basis == "percent_of_charges"
    rows = rates.mutate(pays=ibis.coalesce(rates.micro, rates.rate * 10_000, ibis.ifelse(charges, rates.percent, None)))
    by_day = ibis.window(group_by=[rows[name] for name in KEY], order_by=[rows.since, rows.version])
    before = {f"old_{name}": rows[name].lag().over(by_day) for name in ("pays", "basis", "percent", "version")}
    met = rows.mutate(**before)
    there = met.pays.notnull() & met.old_pays.notnull()
    same_kind = (met.basis == "percent_of_charges") == (met.old_basis == "percent_of_charges")
    met = met.mutate(there=there, changed=(there & ((met.pays != met.old_pays) | ~same_kind)).fill_null(False))
    escalated = met.changed & (met.escalator != "") & (met.version == met.old_version)
    followed = met.changed & (met.basis == "percent_of_medicare") & (met.old_basis == met.basis)
    return met.mutate(
        escalated=escalated, followed=followed & (met.percent == met.old_percent), weighed=there & same_kind
    )


def _changes(moved: Any, facts: Facts) -> Any:
    """Sum a day's rates beside those before, weighted by the units that were paid in the data."""
    paid = facts.filter(facts.outcome == "paid", facts.milliunits > 0)
    used = paid.select("payer", "setting", "milliunits", code=paid.billed_code, modifier=paid.component)
    used = used.group_by(["payer", "code", "modifier", "setting"]).agg(units=used.milliunits.sum().cast("float64"))
    met = left(moved, used, ["payer", "code", "modifier", "setting"])
    weighed = met.weighed & (met.basis != "percent_of_charges") & met.units.notnull()
    old, new = (met[name].cast("float64") * met.units for name in ("old_pays", "pays"))
    sums = met.mutate(old=old, new=new, is_weighed=weighed)
    sums = sums.group_by([*CONTRACT, "since"]).agg(
        codes=count(sums.there), changed=count(sums.changed), by_escalator=count(sums.escalated),
        by_medicare=count(sums.followed), old=sums.old.sum(where=sums.is_weighed.fill_null(False)),
        new=sums.new.sum(where=sums.is_weighed.fill_null(False)),
    )  # fmt: skip
    return sums.select(
        *CONTRACT, "codes", "changed", "by_escalator", "by_medicare", rates_since=sums.since,
        change=percent(sums.new - sums.old, of=sums.old),
    )  # fmt: skip


def _pico(share: Any, told: Any) -> Any:
    return ibis.ifelse(told, (share / 12 * PICO).round().cast("int64"), ibis.null("int64"))


def _part(amount: Any, factor: Any) -> Any:
    """Give amount x factor (trillionths) in cents, half-up away from zero."""
    return factor.sign().cast("int64") * scaled(amount, factor.abs(), PICO)


def _yearly(facts: Facts) -> Any:
    """Give each payer's allowed amount of a year: of all the data, times 12 over the practice's months of service."""
    span = facts.filter(facts.month != "").month.nunique().as_scalar()
    sums = facts.group_by("payer").agg(allowed=allowed(facts)).mutate(span=ibis.greatest(span, 1))
    return sums.select("payer", allowed_yearly=scaled(sums.allowed, 12, sums.span))


def _today(facts: Facts, as_of: date | None) -> Any:
    last = facts.agg(today=facts.as_of.max())
    return last.mutate(today=ibis.literal(as_of)) if as_of else last


def _ordinal(day: Any) -> Any:
    return day.year().cast("int64") * 12 + day.month().cast("int64") - 1


def _months_between(since: Any, until: Any) -> Any:
    short = (until.day() < since.day()).cast("int64")
    return ibis.greatest(_ordinal(until) - _ordinal(since) - short, 0)
