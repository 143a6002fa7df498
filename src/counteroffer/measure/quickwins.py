"""What can be won without a long negotiation: own charges, services without a rate, carve-outs, lower codes, fees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

from counteroffer.core.money import half_up
from counteroffer.match.columns import left
from counteroffer.measure.payments import exact, without_rate
from counteroffer.measure.ratios import total
from counteroffer.measure.registry import Facts, view

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

CHARGE_RATIO = 120
"""A charge should be at least this percent of the best contracted rate, so that no lesser-of term ever pays it."""

CARVE_SHARE, CARVE_POINTS = 2, 15
"""A code is a candidate for a rate of its own from this percent of the payer's allowed amount on, when its percent of
Medicare is this many points below the payer's, or it is paid below its cost."""

UNIT = ["billed_code", "component", "setting"]
_NAMED = {"code": "billed_code"}


@view(
    title="Charges below contracted rates", grain="code, component and setting",
    source="own definition; mended in the charge master, with nobody's consent",
    reads="payer setting service_date billed_code milliunits charge outcome basis contracted expected confidence "
    "component",
    columns={
        "code": "code as billed", "component": "26, TC or empty", "setting": "setting",
        "charge": "cents, the newest charge for one unit", "best_rate": "cents, the best contracted amount of a unit",
        "best_payer": "whose it is", "wanted": "cents, what the charge should be at least",
        "lines": "lines that a lesser-of term paid the charge for", "lost": "cents lost on them",
    },
)  # fmt: skip
def charges_below_rates(facts: Facts, ratio: int = CHARGE_RATIO) -> Any:
    """Codes whose charge is below a percent (option `ratio`) of the best contracted rate of any payer.

    Only exactly priced lines with a rate of their own count, never a percent of charges. The newest charge is that of
    the last day of service.
    """
    rated = facts.filter(
        facts.confidence == "exact", facts.basis != "percent_of_charges", facts.contracted > 0, facts.milliunits > 0
    )
    unit = rated.mutate(one=rated.contracted * 1000 // rated.milliunits, price=rated.charge * 1000 // rated.milliunits)
    best = ibis.window(group_by=UNIT, order_by=[unit.one.desc(), unit.payer])
    last = ibis.window(group_by=UNIT, order_by=[unit.service_date.desc(), unit.price.desc()])
    marked = unit.mutate(best_payer=unit.payer.first().over(best), newest=unit.price.first().over(last))
    lost = marked.contracted - marked.expected
    bound = (marked.outcome == "paid") & (lost > 0)
    sums = marked.group_by([*UNIT, "best_payer", "newest"]).agg(
        best_rate=marked.one.max(), lines=bound.cast("int64").sum(), lost=total(lost, bound)
    )
    sums = sums.mutate(wanted=((sums.best_rate * ratio + 99) // 100).cast("int64"), charge=sums.newest)
    low = sums.filter(sums.charge < sums.wanted).rename(**_NAMED)
    return low.order_by([low.lost.desc(), "code", "component", "setting"]).select(
        "code", "component", "setting", "charge", "best_rate", "best_payer", "wanted", "lines", "lost"
    )


@view(
    title="Services without a contracted rate", grain="payer, code and component",
    source="services to add to the fee schedule",
    reads="payer billed_code code allowed outcome confidence why_not medicare component",
    columns={
        "payer": "payer", "code": "code as billed", "component": "26, TC or empty", "lines": "lines finally paid",
        "allowed": "cents allowed for them", "medicare": "cents, Medicare's for the same lines; null without one",
        "target": "cents at the target percent of Medicare", "gap": "cents from allowed to target, where it is more",
    },
)  # fmt: skip
def unrated_services(facts: Facts, percent_of_medicare: int = 100) -> Any:
    """Paid lines whose code the contract does not name, and what a rate at a percent of Medicare (option) would add."""
    bare = facts.filter(without_rate(facts), facts.outcome == "paid").drop("code")
    target = (bare.medicare * percent_of_medicare * 2 + 100) // 200
    bare = bare.mutate(target=target.cast("int64"))
    keys = ["payer", *UNIT[:2]]
    sums = bare.group_by(keys).agg(
        lines=bare.count(), allowed=bare.allowed.sum(), medicare=bare.medicare.sum(), target=bare.target.sum(),
        gap=total(bare.target - bare.allowed, bare.target > bare.allowed),
    ).rename(**_NAMED)  # fmt: skip
    return sums.order_by([sums.gap.desc(), sums.allowed.desc(), "payer", "code", "component"])


@view(
    title="Candidates for carve-outs", grain="payer, code and component",
    source="a large share of the payer's dollars, paid far below its other codes, or below cost",
    reads="payer billed_code code milliunits allowed outcome medicare component",
    columns={
        "payer": "payer", "code": "code as billed", "component": "26, TC or empty", "lines": "lines finally paid",
        "allowed": "cents", "share": "percent of the payer's allowed amount",
        "percent_of_medicare": "percent; null without a Medicare price", "payer_percent": "the payer's own, all codes",
        "points_below": "points below it", "below_cost": "true when a unit is paid less than its cost",
        "at_payer_percent": "cents more a code would bring at the payer's own percent of Medicare",
    },
)  # fmt: skip
def carve_outs(
    facts: Facts, least_share: float = CARVE_SHARE, points: float = CARVE_POINTS, costs: Mapping[str, int] | None = None
) -> Any:
    """Codes that deserve a rate of their own.

    Options: the least share in percent; the points below the payer's percent of Medicare; and `costs`, code -> cents
    that one unit costs the practice (a code paid below it is a candidate whatever its percent).
    """
    paid = facts.filter(facts.outcome == "paid", facts.allowed > 0).drop("code")
    compared = ibis.ifelse(paid.medicare.notnull(), paid.allowed, ibis.null("int64"))
    paid = paid.mutate(compared=compared)
    keys = ["payer", *UNIT[:2]]
    codes = paid.group_by(keys).agg(
        lines=paid.count(), allowed=paid.allowed.sum(), compared=paid.compared.sum(), medicare=paid.medicare.sum(),
        milliunits=paid.milliunits.sum(),
    )  # fmt: skip
    whole = paid.group_by("payer").agg(
        all_allowed=paid.allowed.sum(), all_compared=paid.compared.sum(), all_medicare=paid.medicare.sum()
    )
    met = left(codes, whole, ["payer"])
    known = sorted((costs or {}).items())
    cost = ibis.cases(*((met.billed_code == code, cents) for code, cents in known), else_=None) if known else None
    below = ibis.literal(value=False) if cost is None else (met.allowed * 1000 < cost * met.milliunits).fill_null(False)
    met = met.mutate(
        share=100 * met.allowed.cast("float64") / met.all_allowed,
        percent_of_medicare=100 * met.compared.cast("float64") / met.medicare.nullif(0),
        payer_percent=100 * met.all_compared.cast("float64") / met.all_medicare.nullif(0),
        below_cost=below,
    )
    met = met.mutate(points_below=met.payer_percent - met.percent_of_medicare)
    more = (met.medicare.cast("float64") * met.payer_percent / 100 - met.compared).round().cast("int64")
    met = met.mutate(at_payer_percent=ibis.greatest(more, 0))
    far = met.filter((met.share >= least_share) & ((met.points_below >= points).fill_null(False) | met.below_cost))
    far = far.rename(**_NAMED)
    return far.order_by([far.at_payer_percent.desc(), "payer", "code", "component"]).select(
        "payer", "code", "component", "lines", "allowed", "share", "percent_of_medicare", "payer_percent",
        "points_below", "below_cost", "at_payer_percent",
    )  # fmt: skip


@view(
    title="Lower codes paid than billed", grain="payer, billed and paid code",
    source="835: adjudicated code (SVC01) beside the billed one (SVC06)",
    reads="payer billed_code code outcome confidence variance",
    columns={
        "payer": "payer", "code": "code as billed", "paid_as": "code as paid", "lines": "lines finally paid so",
        "of": "paid lines of the billed code", "rate": "percent of those", "dollars": "cents below the contract",
    },
)  # fmt: skip
def downcoded(facts: Facts) -> Any:
    """Lines paid as another code than billed, below the contract's amount for the billed one; exact prices only."""
    paid = facts.filter(exact(facts)).rename(paid_as="code")
    every = paid.group_by("payer", "billed_code").agg(of=paid.count())
    lower = paid.filter((paid.paid_as != paid.billed_code) & (paid.variance < 0))
    sums = lower.group_by("payer", "billed_code", "paid_as").agg(lines=lower.count(), dollars=-lower.variance.sum())
    met = left(sums, every, ["payer", "billed_code"])
    met = met.mutate(rate=100 * met.lines.cast("float64") / met.of).rename(**_NAMED)
    return met.order_by([met.dollars.desc(), "payer", "code", "paid_as"]).select(
        "payer", "code", "paid_as", "lines", "of", "rate", "dollars"
    )


def payment_fees(payments: Sequence[Mapping[str, Any]], percents: Mapping[str, Decimal]) -> list[dict[str, Any]]:
    """Sum payments by payer and method (BPR04), with what a method costs at the percent that the practice is charged.

    The standard has no method of its own for virtual cards: which one a payer pays them by, and at what percent, the
    practice's own card statements say.

    Args:
        payments: rows with payer, method and paid (cents).
        percents: method -> percent of the payment that it costs, such as a virtual card's fee.

    Returns:
        payer, method, payments, paid and fee (cents; None for a method that no percent is said of), the dearest first.
    """
    sums: dict[tuple[str, str], list[int]] = {}
    for row in payments:
        known = sums.setdefault((row["payer"], row["method"]), [0, 0])
        known[0] += 1
        known[1] += row["paid"]
    rows = [
        {
            "payer": payer, "method": method, "payments": count, "paid": paid,
            "fee": half_up(max(paid, 0) * int(percents[method] * 1000), 100_000) if method in percents else None,
        }
        for (payer, method), (count, paid) in sums.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-(row["fee"] or 0), row["payer"], row["method"]))
