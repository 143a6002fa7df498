"""Year on year: what of the change in allowed dollars is price, what is volume, what is mix - exact to the cent."""

from __future__ import annotations

import re
from typing import Any

import ibis

from counteroffer.core.errors import InputError
from counteroffer.match.columns import left, whole
from counteroffer.measure.exact import scaled
from counteroffer.measure.ratios import count, percent, total
from counteroffer.measure.registry import Facts, view

SOURCE = "Laspeyres, Paasche and Fisher price indices; additive split with base prices"
KEY = ("payer", "code", "component", "setting")
WEIGHTS = ("units", "rvu")
_SPAN = re.compile(r"(\d{4})-(\d\d):(\d{4})-(\d\d)\Z")


@view(
    title="Rate lift", grain="payer, or other cut", source=SOURCE,
    reads="payer setting service_date billed_code code milliunits allowed outcome component year complete",
    columns={
        "cut": "what the row is of: a payer, or another value of the column cut by",
        "months": "count of months compared", "base_lines": "paid lines of the base period",
        "current_lines": "paid lines of the current period", "codes": "count of codes compared",
        "base_allowed": "cents, codes in both periods", "current_allowed": "cents, the same codes",
        "price": "cents of the change that is price", "volume": "cents of the change that is volume",
        "mix": "cents of the change that is mix", "change": "cents, their sum",
        "laspeyres": "index: current prices at base units", "paasche": "index: current prices at current units",
        "fisher": "index: the root of the two multiplied", "lift": "percent, by Fisher's index",
        "base_coverage": "percent of the base period's allowed that is compared",
        "current_coverage": "percent of the current period's allowed that is compared",
        "new_allowed": "cents of codes without a base price", "deleted_allowed": "cents of codes billed no more",
        "base_per_rvu": "cents for one relative value unit", "current_per_rvu": "cents, with the same unit weights",
    },
)  # fmt: skip
def rate_lift(  # noqa: PLR0913, PLR0917 - as many as it has options
    facts: Facts, relative_values: Any, by: str = "payer", base: str = "", current: str = "", weight: str = "units"
) -> Any:
    """The change in allowed dollars between two periods, split into price, volume and mix, with the price indices.

    `base` and `current` are years (2024) or spans of months of equal length (2024-07:2025-06); default: the year of the
    last complete month and the year before. A month counts only where both periods have it and where the payer's
    answers for both have arrived whole. `by` is a column of the facts, several with commas, or `all`; the prices
    compared are always those of one payer, code, component and setting, so a shift between payers is mix, not price.
    `weight` is `units`, or `rvu` to measure volume in relative value units of the newest year loaded; codes without any
    are then not compared.

    Price is R1 - sum(p0 q1), volume is R0 (Q1/Q0 - 1), mix is the rest. The amount p0 q1 is rounded half-up to the cent
    for each code, and R0 Q1/Q0 once; so the three add up to the change exactly, and all rounding ends in mix.
    A price is the average allowed for a unit: modifiers that reduce payment, new clinicians at a lower percent, and
    denials won later move it though no rate changed. Revalued codes move it too: look at cents for one RVU beside it.
    """
    _known(weight, WEIGHTS, "weight")
    cells = with_weights(_cells(facts, by, base, current), relative_values, weight)
    sums = cells.group_by("cut").agg(
        months=cells.months.max(), base_lines=whole(cells.n0.sum()), current_lines=whole(cells.n1.sum()),
        codes=count(cells.both), **{f"r{i}": total(cells[f"a{i}"], cells.both) for i in (0, 1)},
        **{f"all{i}": whole(cells[f"a{i}"].sum()) for i in (0, 1)},
        s01=total(cells.s01, cells.both), s10=total(cells.s10, cells.both),
        new_allowed=total(cells.a1, cells.q0 == 0), deleted_allowed=total(cells.a0, cells.q1 == 0),
        **{f"w{i}": total(cells[f"w{i}"], cells.both) for i in (0, 1)},
        **{f"valued{i}": total(cells[f"a{i}"], cells.both & (cells.rvu > 0)) for i in (0, 1)},
        **{f"rvus{i}": total(cells[f"q{i}"] * cells.rvu, cells.both & (cells.rvu > 0)) for i in (0, 1)},
    )  # fmt: skip
    return _split(sums).order_by("cut")


def _split(sums: Any) -> Any:
    """Split the change and take the indices; all is null where nothing can be compared."""
    made = sums.mutate(even=scaled(sums.r0, sums.w1, sums.w0))
    laspeyres, paasche = (percent(made[a], of=made[b]) / 100 for a, b in (("s10", "r0"), ("r1", "s01")))
    fisher = (laspeyres * paasche).sqrt()
    made = made.mutate(laspeyres=laspeyres, paasche=paasche, fisher=fisher)
    per_rvu = {
        f"{name}_per_rvu": (percent(made[f"valued{i}"], of=made[f"rvus{i}"]) * 1000).round().cast("int64")
        for i, name in enumerate(("base", "current"))
    }
    return made.select(
        "cut", "months", "base_lines", "current_lines", "codes", base_allowed=made.r0, current_allowed=made.r1,
        price=made.r1 - made.s01, volume=made.even - made.r0, mix=made.s01 - made.even, change=made.r1 - made.r0,
        laspeyres=made.laspeyres, paasche=made.paasche, fisher=made.fisher, lift=(made.fisher - 1) * 100,
        base_coverage=percent(made.r0, of=made.all0), current_coverage=percent(made.r1, of=made.all1),
        new_allowed=made.new_allowed, deleted_allowed=made.deleted_allowed, **per_rvu,
    )  # fmt: skip


@view(
    title="Rate lift by code", grain="payer, code, component and setting", source=SOURCE,
    reads="payer setting service_date billed_code code milliunits allowed outcome component year complete",
    columns={
        "payer": "payer", "code": "code as billed", "component": "26, TC or empty", "setting": "setting",
        "standing": "`compared`, `new` (no base price) or `deleted` (billed no more)",
        "base_lines": "paid lines of the base period", "current_lines": "paid lines of the current period",
        "base_milliunits": "thousandths", "current_milliunits": "thousandths", "base_allowed": "cents",
        "current_allowed": "cents", "base_per_unit": "cents, average", "current_per_unit": "cents, average",
        "price_change": "percent, of the average for a unit", "price": "cents of the change that is price",
    },
)  # fmt: skip
def rate_lift_codes(facts: Facts, base: str = "", current: str = "") -> Any:
    """The codes behind `rate_lift`: what a unit of each was allowed in both periods, the largest price effect first.

    The prices' effects of a payer's compared codes add up to its `price` in `rate_lift`. An average over few lines
    moves by chance: look at the lines before a change is called one.
    """
    cells = _cells(facts, "payer", base, current)
    made = cells.mutate(
        standing=ibis.cases((cells.q0 == 0, "new"), (cells.q1 == 0, "deleted"), else_="compared"),
        base_per_unit=_per_unit(cells.a0, cells.q0), current_per_unit=_per_unit(cells.a1, cells.q1),
        price=cells.a1 - cells.s01, change=percent(cells.a1 - cells.s01, of=cells.s01),
    )  # fmt: skip
    order = [made.price.abs().desc(nulls_first=False), *KEY]
    return made.order_by(order).select(
        *KEY, "standing", base_lines=made.n0, current_lines=made.n1,
        base_milliunits=made.q0, current_milliunits=made.q1,
        base_allowed=made.a0, current_allowed=made.a1, base_per_unit=made.base_per_unit,
        current_per_unit=made.current_per_unit, price_change=made.change, price=made.price,
    )  # fmt: skip


def _per_unit(amount: Any, milliunits: Any) -> Any:
    """The average for a unit, cents half-up; null without units."""
    return scaled(amount, 1000, milliunits)


def _cells(facts: Facts, by: str, base: str, current: str) -> Any:
    """One row for each cut, payer and code: allowed, units and lines of both periods, and the cross products."""
    paid = facts.filter(facts.outcome == "paid", facts.allowed > 0, facts.milliunits > 0, facts.service_date.notnull())
    dated = _compared(paid.drop("code").rename(code="billed_code").mutate(cut=_cut(facts, by)), base, current)
    sums = dated.group_by(["cut", *KEY]).agg(
        months=dated.months.max(),
        **{f"n{i}": count(dated.period == i) for i in (0, 1)},
        **{f"a{i}": total(dated.allowed, dated.period == i) for i in (0, 1)},
        **{f"q{i}": total(dated.milliunits, dated.period == i) for i in (0, 1)},
    )
    none = ibis.null("int64")
    return sums.mutate(
        both=(sums.q0 > 0) & (sums.q1 > 0),
        s01=ibis.ifelse(sums.q1 > 0, scaled(sums.a0, sums.q1, sums.q0), none),
        s10=ibis.ifelse(sums.q0 > 0, scaled(sums.a1, sums.q0, sums.q1), none),
    )


def with_weights(cells: Any, relative_values: Any, weight: str) -> Any:
    """Add `rvu` (hundredths of a relative value unit of one unit, 0 if none) and the weights `w0` and `w1`."""
    newest = relative_values.filter(relative_values.year == relative_values.year.max().as_scalar())
    rows = newest.select("code", "setting", component=newest.modifier, rvu=newest.units // 1000)
    met = left(cells, rows, ["code", "component", "setting"])
    met = met.mutate(rvu=met.rvu.fill_null(0))
    if weight == "units":
        return met.mutate(w0=met.q0, w1=met.q1)
    return met.mutate(both=met.both & (met.rvu > 0), w0=met.q0 * met.rvu, w1=met.q1 * met.rvu)


def _compared(dated: Any, base: str, current: str) -> Any:
    """Keep the lines of months that both periods have whole; add `period` (0 or 1) and `months`."""
    month = dated.service_date.year().cast("int64") * 12 + dated.service_date.month().cast("int64") - 1
    starts, length = _starts(dated, base, current)
    first, second = (month - start for start in starts)
    within = [(first >= 0) & (first < length), (second >= 0) & (second < length)]
    made = dated.mutate(
        period=ibis.cases((within[0], 0), (within[1], 1), else_=-1).cast("int64"),
        position=ibis.ifelse(within[0], first, second),
    )
    made = made.filter(made.period >= 0)
    there = made.group_by("position").agg(sides=made.period.nunique())
    arrived = made.group_by(["payer", "position"]).agg(late=count(~made.complete))
    kept = left(left(made, there, ["position"]), arrived, ["payer", "position"])
    kept = kept.filter(kept.sides == 2, kept.late == 0)
    months = kept.group_by("cut").agg(months=kept.position.nunique())
    return left(kept, months, ["cut"])


def _starts(dated: Any, base: str, current: str) -> tuple[tuple[Any, Any], int]:
    """Give the first months of both periods (years x 12 + month, from 0) and their length in months."""
    spans = [_span(text) for text in (base, current)]
    lengths = {length for _, length in spans if length}
    if len(lengths) > 1:
        raise InputError(f"'{base}' and '{current}' are not of equal length.", "Compare as many months on both sides.")
    length = lengths.pop() if lengths else 12
    last = dated.filter(dated.complete).year.max().as_scalar() * 12
    before, now = spans[0][0], spans[1][0]
    if before is not None and now is not None and abs(now - before) < length:
        raise InputError(f"'{base}' and '{current}' overlap.", "Choose periods that do not share a month.")
    if before is None:
        return (last - 12 if now is None else now - 12, last if now is None else now), length
    return (before, before + 12 if now is None else now), length


def _span(text: str) -> tuple[int | None, int]:
    if not text:
        return None, 0
    if re.fullmatch(r"\d{4}", text):
        return int(text) * 12, 12
    found = _SPAN.match(text)
    if not found:
        raise InputError(f"'{text}' is no period.", "Write a year like 2024, or months like 2024-07:2025-06.")
    first, last = (int(found[i]) * 12 + int(found[i + 1]) - 1 for i in (1, 3))
    if last < first:
        raise InputError(f"'{text}' ends before it begins.", "Write the earlier month first.")
    return first, last - first + 1


def _cut(facts: Facts, by: str) -> Any:
    columns = [name.strip() for name in by.split(",")]
    if by == "all":
        return ibis.literal("all")
    for name in columns:
        _known(name, facts.columns, "column")
    told = [facts[name].cast("string").fill_null("") for name in columns]
    made = told[0]
    for one in told[1:]:
        made = made + " | " + one
    return made


def _known(value: str, known: Any, what: str) -> None:
    if value not in known:
        raise InputError(f"There is no {what} '{value}'.", f"There are: {', '.join(known)}.")
