"""Top codes: the smallest set that makes 80% of the allowed dollars, and the months they came in."""

from __future__ import annotations

from typing import Any

import ibis

from counteroffer.measure.denials import (
    adjudicated,
    closed,
    finally_denied,
    finally_denied_dollars,
    first_denied,
    initial_denial_rate_lines,
    initially_denied_dollars,
)
from counteroffer.measure.market import comparable, percent_of_medicare
from counteroffer.measure.payments import exact, lesser_of_losses, underpaid_dollars
from counteroffer.measure.ratios import count, percent, total
from counteroffer.measure.registry import Facts, view

SOURCE = "ranked by allowed dollars, not by frequency; key: code, component (26/TC) and setting"


@view(
    title="Top codes", grain="code, component and setting", source=SOURCE,
    reads="setting billed_code code milliunits allowed outcome expected medicare component",
    columns={
        "code": "code as billed", "component": "26, TC or empty", "setting": "facility or nonfacility",
        "lines": "lines finally paid", "milliunits": "thousandths", "allowed": "cents", "share": "percent of allowed",
        "cumulative_share": "percent, this code and those above it", "allowed_per_unit": "cents, average",
        "medicare_per_unit": "cents, average over lines with a Medicare price", "percent_of_medicare": "percent",
        "expected_per_unit": "cents, average over lines with an expected amount",
    },
)  # fmt: skip
def top_codes(facts: Facts, share: float = 80.0) -> Any:
    """The smallest set of codes that reaches `share` percent of allowed dollars, the largest first."""
    paid = facts.filter(facts.outcome == "paid", facts.allowed > 0).drop("code").rename(code="billed_code")
    sums = paid.group_by(["code", "component", "setting"]).agg(
        lines=paid.count(),
        milliunits=paid.milliunits.sum(),
        allowed=paid.allowed.sum(),
        allowed_per_unit=_per_unit(paid.allowed, paid.milliunits, paid.allowed.notnull()),
        medicare_per_unit=_per_unit(paid.medicare, paid.milliunits, paid.medicare.notnull()),
        percent_of_medicare=percent_of_medicare(paid),
        expected_per_unit=_per_unit(paid.expected, paid.milliunits, paid.expected.notnull()),
    )
    ranking = [sums.allowed.desc(), sums.code, sums.component, sums.setting]
    upto = ibis.window(order_by=ranking, preceding=None, following=0)
    ranked = sums.mutate(running=sums.allowed.sum().over(upto), all_allowed=sums.allowed.sum().over(ibis.window()))
    ranked = ranked.mutate(
        share=percent(ranked.allowed, of=ranked.all_allowed),
        cumulative_share=percent(ranked.running, of=ranked.all_allowed),
    )
    kept = ranked.filter(ranked.cumulative_share - ranked.share < share - 1e-9)
    return kept.order_by([kept.allowed.desc(), "code", "component", "setting"]).select(
        "code", "component", "setting", "lines", "milliunits", "allowed", "share", "cumulative_share",
        "allowed_per_unit", "medicare_per_unit", "percent_of_medicare", "expected_per_unit",
    )  # fmt: skip


@view(
    title="Lines by code",
    grain="code, component and setting",
    source=SOURCE,
    reads="setting billed_code code milliunits charge allowed outcome_first outcome denial_first_category "
    "denial_category contracted expected confidence variance underpaid medicare component worth",
    columns={
        "code": "code as billed",
        "component": "26, TC or empty",
        "setting": "facility or nonfacility",
        "lines": "count",
        "milliunits": "thousandths",
        "charge": "cents",
        "paid_lines": "lines finally paid",
        "allowed": "cents, lines finally paid",
        "compared_allowed": "cents, lines with a Medicare price",
        "medicare": "cents, the same lines",
        "priced_allowed": "cents, exactly priced lines",
        "expected": "cents, the same lines",
        "underpaid_lines": "count",
        "underpaid": "cents",
        "lesser_of": "cents, lost to own charges",
        "adjudicated_lines": "count",
        "first_denied_lines": "count",
        "first_denied": "cents, expected allowed",
        "closed_lines": "count",
        "denied_lines": "lines finally denied",
        "denied": "cents, expected allowed",
    },
)
def lines_by_code(facts: Facts) -> Any:
    """Every code with its sums, the largest allowed amount first: the rows that the workbook's totals add up."""
    billed = facts.drop("code").rename(code="billed_code")
    sums = billed.group_by(["code", "component", "setting"]).agg(
        lines=billed.count(),
        milliunits=billed.milliunits.sum(),
        charge=billed.charge.sum(),
        paid_lines=count(billed.outcome == "paid"),
        allowed=total(billed.allowed, billed.outcome == "paid"),
        compared_allowed=total(billed.allowed, comparable(billed)),
        medicare=total(billed.medicare, comparable(billed)),
        priced_allowed=total(billed.allowed, exact(billed)),
        expected=total(billed.expected, exact(billed)),
        underpaid_lines=count(billed.underpaid),
        underpaid=underpaid_dollars(billed),
        lesser_of=lesser_of_losses(billed),
        adjudicated_lines=count(adjudicated(billed)),
        first_denied_lines=count(first_denied(billed)),
        first_denied=initially_denied_dollars(billed),
        closed_lines=count(closed(billed)),
        denied_lines=count(finally_denied(billed)),
        denied=finally_denied_dollars(billed),
    )
    return sums.order_by([sums.allowed.desc(), "code", "component", "setting"])


def _per_unit(amount: Any, milliunits: Any, where: Any) -> Any:
    units = total(milliunits, where).cast("float64").nullif(0)
    return (total(amount, where).cast("float64") * 1000 / units).round().cast("int64")


@view(
    title="Month by month", grain="month of service", source=SOURCE,
    reads="month charge allowed outcome_first outcome denial_first_category denial_category variance underpaid "
    "medicare",
    columns={
        "month": "month of service", "lines": "count", "charge": "cents", "allowed": "cents, lines finally paid",
        "percent_of_medicare": "percent", "initial_denial_rate_lines": "percent", "underpaid": "cents",
    },
)  # fmt: skip
def months(facts: Facts) -> Any:
    """The facts month by month of service."""
    dated = facts.filter(facts.month != "")
    return (
        dated.group_by("month")
        .agg(
            lines=dated.count(),
            charge=dated.charge.sum(),
            allowed=total(dated.allowed, dated.outcome == "paid"),
            percent_of_medicare=percent_of_medicare(dated),
            initial_denial_rate_lines=initial_denial_rate_lines(dated),
            underpaid=underpaid_dollars(dated),
        )
        .order_by("month")
    )
