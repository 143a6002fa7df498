"""Top codes of every payer beside four yardsticks: Medicare of two years, the other payers, the practice's own cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

from counteroffer.core.money import round_cents
from counteroffer.match.columns import left, whole
from counteroffer.measure.exact import scaled
from counteroffer.measure.ratios import percent, total
from counteroffer.measure.registry import Facts, view
from counteroffer.measure.worth import set_by_law

if TYPE_CHECKING:
    from counteroffer.core.practice import Practice

CODE = ["code", "component", "setting"]
NO_COST = "Not known: write costs.operating_yearly (dollars a year, without physicians' pay) in practice.yaml."
NO_UNITS = "Not known: no line has a code with relative value units."
KNOWN = "Operating cost of a year over the relative value units of a year's lines."


@view(
    title="Cost of a relative value unit", grain="the practice", source="operating cost / total RVUs (CMS, national)",
    reads="setting month billed_code code milliunits component",
    columns={
        "months": "months of service in the data", "lines": "lines with relative value units, denied ones included",
        "rvus_yearly": "relative value units a year", "operating_yearly": "cents, as practice.yaml says",
        "cost_per_rvu": "cents for one relative value unit", "says": "what it rests on, or what is missing",
    },
)  # fmt: skip
def cost_per_rvu(facts: Facts, relative_values: Any, practice: Practice) -> Any:
    """What it costs the practice to produce one relative value unit.

    Units are national totals of the newest year loaded, of all lines billed to primary payers, paid or not, times 12
    over the months of service in the data. Drugs, supplies and laboratory tests have cost but no units, so a practice
    that gives many drugs looks dear: leave their cost out. Physicians' pay is best left out too, and said so.
    """
    produced = _produced(facts, relative_values).mutate(operating_yearly=_operating(practice))
    cost = _cost(produced)
    return produced.select(
        "months", "lines", rvus_yearly=percent(produced.rvus * 12, of=produced.months) / 10_000,
        operating_yearly=produced.operating_yearly, cost_per_rvu=cost,
        says=ibis.cases((produced.operating_yearly.isnull(), NO_COST), (cost.isnull(), NO_UNITS), else_=KNOWN),
    )  # fmt: skip


@view(
    title="Top codes compared", grain="payer, code, component and setting",
    source="own definition; CMS physician fee schedule; own allowed amounts of the other payers; own cost for one RVU",
    reads="payer filing_code setting month billed_code code milliunits charge allowed outcome contract version "
    "component",
    columns={
        "payer": "payer", "code": "code as billed", "component": "26, TC or empty", "setting": "setting",
        "lines": "lines finally paid", "milliunits": "thousandths", "allowed": "cents",
        "share": "percent of the payer's allowed", "cumulative_share": "percent, this code and those above it",
        "per_unit": "cents, average allowed for a unit", "base_year": "Medicare year that the contract rests on",
        "percent_of_base": "percent of Medicare in that year", "current_year": "newest Medicare year loaded",
        "percent_of_current": "percent of Medicare in the newest year loaded",
        "other_payers": "other payers that pay the code", "other_lines": "their lines",
        "others_per_unit": "cents, their average for a unit", "percent_of_others": "percent of their average",
        "at_others": "cents, the same units at the others' average", "rvus": "relative value units of the units",
        "cost": "cents, the same units at own cost for one RVU", "percent_of_cost": "percent of own cost",
    },
)  # fmt: skip
def codes_compared(  # noqa: PLR0913, PLR0917 - as many as it needs
    facts: Facts, rates: Any, terms: Any, medicare_amounts: Any, relative_values: Any, practice: Practice,
    payer: str = "", share: float = 80.0, fewest_others: int = 2, fewest_lines: int = 10,
) -> Any:  # fmt: skip
    """The smallest set of codes that makes `share` percent of a payer's allowed, each beside four yardsticks.

    Medicare of the contract's year: the year that its percents are taken of, else the year in which the version begins.
    Medicare of the newest year loaded: what "current Medicare" would mean today. Both are full amounts for the paid
    units, without reductions for several procedures. The others: payers whose rates are negotiated, at least
    `fewest_others` of them with `fewest_lines` lines of the code together; their average is over all their units, so a
    large payer weighs more; `at_others` values this payer's own units, so sums over codes are weighted by own volume.
    Cost: `cost_per_rvu`, if practice.yaml gives the operating cost. For use inside the practice only: in a letter it
    would tell one payer what another pays.
    """
    every = _beside_medicare(_paid(facts), rates, terms, medicare_amounts)
    every = _beside_others(every, facts, fewest_others, fewest_lines)
    ranked = _ranked(every)
    kept = ranked.filter(ranked.cumulative_share - ranked.share < share - 1e-9)
    if payer:
        kept = kept.filter(kept.payer == payer)
    costed = _costed(kept, facts, relative_values, practice)
    made = costed.mutate(per_unit=scaled(costed.allowed, 1000, costed.milliunits))
    return made.order_by(["payer", made.allowed.desc(), *CODE]).select(
        "payer", *CODE, "lines", "milliunits", "allowed", "share", "cumulative_share", "per_unit", "base_year",
        percent_of_base=percent(made.base_allowed, of=made.base_medicare), current_year=made.current_year,
        percent_of_current=percent(made.now_allowed, of=made.now_medicare), other_payers=made.other_payers,
        other_lines=made.other_lines, others_per_unit=made.others_per_unit,
        percent_of_others=percent(made.allowed, of=made.at_others), at_others=made.at_others, rvus=made.rvus,
        cost=made.cost, percent_of_cost=percent(made.allowed, of=made.cost),
    )  # fmt: skip


def _paid(facts: Facts) -> Any:
    paid = facts.filter(facts.outcome == "paid", facts.allowed > 0, facts.milliunits > 0)
    billed = paid.drop("code").rename(code="billed_code")
    return billed.group_by(["payer", "contract", "version", *CODE]).agg(
        lines=billed.count(), milliunits=whole(billed.milliunits.sum()), allowed=whole(billed.allowed.sum())
    )


def _beside_medicare(paid: Any, rates: Any, terms: Any, medicare: Any) -> Any:
    """Sum the codes over the contract's versions, each beside Medicare of the version's year and of the newest."""
    told = rates.group_by(["contract", "version"]).agg(told=rates.medicare_year.max())
    begun = terms.group_by(["contract", "version"]).agg(begun=terms.since.min().year().cast("int64"))
    met = left(left(paid, told, ["contract", "version"]), begun, ["contract", "version"])
    met = met.mutate(year=ibis.coalesce(met.told, met.begun), current_year=medicare.year.max().as_scalar())
    rows = medicare.rename(component="modifier")
    met = left(met, rows.rename(base="amount"), ["year", *CODE])
    now = rows.rename(current_year="year", now="amount")
    met = left(met, now, ["current_year", *CODE])
    amounts = {name: scaled(met[name].fill_null(0), met.milliunits, 1000) for name in ("base", "now")}
    met = met.mutate(**{f"{name}_medicare": amount for name, amount in amounts.items()})
    return met.group_by(["payer", *CODE]).agg(
        lines=whole(met.lines.sum()), milliunits=whole(met.milliunits.sum()), allowed=whole(met.allowed.sum()),
        base_year=met.year.max(), current_year=met.current_year.max(),
        **{f"{name}_medicare": whole(met[f"{name}_medicare"].sum()) for name in ("base", "now")},
        **{f"{name}_allowed": total(met.allowed, met[name] > 0) for name in ("base", "now")},
    )  # fmt: skip


def _beside_others(every: Any, facts: Facts, fewest_others: int, fewest_lines: int) -> Any:
    """Add what the other payers that negotiate pay for the same code; nothing where they are too few."""
    by_law = facts.group_by("payer").agg(by_law=set_by_law(facts))
    met = left(every, by_law, ["payer"])
    same = ibis.window(group_by=[met[name] for name in CODE])

    def others(amount: Any) -> Any:
        counted = ibis.ifelse(met.by_law, 0, amount)
        return whole(counted.sum().over(same)) - counted

    met = met.mutate(
        other_payers=others(ibis.literal(1, "int64")), other_lines=others(met.lines),
        other_units=others(met.milliunits), other_allowed=others(met.allowed),
    )  # fmt: skip
    enough = (met.other_payers >= fewest_others) & (met.other_lines >= fewest_lines)
    met = met.mutate(told_units=ibis.ifelse(enough, met.other_units, 0))
    return met.mutate(
        others_per_unit=scaled(met.other_allowed, 1000, met.told_units),
        at_others=scaled(met.other_allowed, met.milliunits, met.told_units),
    )


def _ranked(every: Any) -> Any:
    of_payer = ibis.window(group_by=every.payer)
    order = [every.allowed.desc(), *(every[name] for name in CODE)]
    upto = ibis.window(group_by=every.payer, order_by=order, preceding=None, following=0)
    ranked = every.mutate(running=every.allowed.sum().over(upto), all_allowed=every.allowed.sum().over(of_payer))
    return ranked.mutate(
        share=percent(ranked.allowed, of=ranked.all_allowed),
        cumulative_share=percent(ranked.running, of=ranked.all_allowed),
    )


def _newest(relative_values: Any) -> Any:
    """Give code, component, setting and `rvu`: hundredths of a unit, of the newest year."""
    newest = relative_values.filter(relative_values.year == relative_values.year.max().as_scalar())
    return newest.select("code", "setting", component=newest.modifier, rvu=newest.units // 1000)


def _produced(facts: Facts, relative_values: Any) -> Any:
    """Give one row: months, lines with units, and their units in hundredths."""
    billed = facts.filter(facts.milliunits > 0).drop("code").rename(code="billed_code")
    sums = billed.group_by(CODE).agg(n=billed.count(), milliunits=whole(billed.milliunits.sum()))
    valued = sums.inner_join(_newest(relative_values), CODE)
    months = facts.filter(facts.month != "").month.nunique().as_scalar()
    made = valued.agg(
        lines=whole(valued.n.sum().fill_null(0)), thousandths=whole((valued.milliunits * valued.rvu).sum().fill_null(0))
    )
    return made.select(months=months.cast("int64"), lines=made.lines, rvus=made.thousandths // 1000)


def _operating(practice: Practice) -> Any:
    cost = practice.costs.operating_yearly
    return ibis.null("int64") if cost is None else ibis.literal(round_cents(cost), "int64")


def _cost(produced: Any) -> Any:
    """Cents for one relative value unit: the cost of the data's months over their units."""
    return scaled(produced.operating_yearly * produced.months, 100, produced.rvus * 12)


def _costed(kept: Any, facts: Facts, relative_values: Any, practice: Practice) -> Any:
    produced = _produced(facts, relative_values).mutate(operating_yearly=_operating(practice))
    cost = produced.select(for_one=_cost(produced))
    met = left(kept, _newest(relative_values), CODE).cross_join(cost)
    units = met.milliunits * met.rvu
    return met.mutate(
        rvus=units.cast("float64") / 100_000,
        cost=scaled(units, met.for_one, 100_000),
    )
