"""Realized against contracted: what was allowed beside what the contract says, and what charges and gaps cost."""

from __future__ import annotations

from typing import Any

from counteroffer.measure.ratios import count, percent, total
from counteroffer.measure.registry import CENTS, COUNT, PERCENT, Facts, metric, view

OWN = "own definition: allowed amounts, never payments; only exact prices"


def exact(facts: Facts) -> Any:
    """Lines finally paid whose price is exact."""
    return (facts.outcome == "paid") & (facts.confidence == "exact")


def bound_by_charge(facts: Facts) -> Any:
    """Lines finally paid where a lesser-of term pays the charge, because it is below the contract's amount."""
    return (facts.outcome == "paid") & (facts.contracted > facts.expected)


def without_rate(facts: Facts) -> Any:
    """Lines whose code has no rate of its own: none at all, or only the contract's rest term."""
    return (facts.why_not == "no_rate") | (facts.confidence == "default")


@metric(title="Expected", unit=CENTS, formula="sum(expected), exact prices", source=OWN, rows=exact)
def expected_dollars(facts: Facts) -> Any:
    """What the contracts say should have been allowed for the lines finally paid."""
    return total(facts.expected, exact(facts))


@metric(title="Allowed of priced lines", unit=CENTS, formula="sum(allowed), exact prices", source=OWN, rows=exact)
def allowed_priced_dollars(facts: Facts) -> Any:
    """What was allowed for the same lines."""
    return total(facts.allowed, exact(facts))


@metric(title="Variance", unit=CENTS, formula="sum(allowed - expected), exact prices", source=OWN, rows=exact)
def variance_dollars(facts: Facts) -> Any:
    """Allowed less expected over all exactly priced lines; under- and overpayments offset each other here."""
    return total(facts.variance, exact(facts))


@metric(
    title="Underpaid", unit=CENTS, formula="sum(expected - allowed) over underpaid lines", source=OWN,
    rows=lambda f: f.underpaid,
)  # fmt: skip
def underpaid_dollars(facts: Facts) -> Any:
    """What is owed: lines allowed below the contract by more than the tolerance."""
    return -total(facts.variance, facts.underpaid)


@metric(title="Underpaid lines", unit=COUNT, formula="count of underpaid lines", source=OWN, rows=lambda f: f.underpaid)
def underpaid_lines(facts: Facts) -> Any:
    """Number of lines allowed below the contract by more than the tolerance."""
    return count(facts.underpaid)


@metric(
    title="Underpayment rate", unit=PERCENT, formula="100 x underpaid / expected, exact prices", source=OWN, rows=exact
)
def underpayment_rate(facts: Facts) -> Any:
    """Underpaid dollars over what the contracts say."""
    return percent(underpaid_dollars(facts), of=expected_dollars(facts))


@metric(
    title="Overpaid", unit=CENTS, formula="sum(allowed - expected) where above zero, exact prices", source=OWN,
    rows=lambda f: exact(f) & (f.variance > 0),
)  # fmt: skip
def overpaid_dollars(facts: Facts) -> Any:
    """What was allowed above the contract: money that may be asked back."""
    return total(facts.variance, exact(facts) & (facts.variance > 0))


@metric(
    title="Contract coverage", unit=PERCENT, formula="100 x sum(allowed of exactly priced lines) / sum(allowed)",
    source=OWN, rows=lambda f: f.outcome == "paid",
)  # fmt: skip
def contract_coverage(facts: Facts) -> Any:
    """Share of allowed dollars whose price the contracts say exactly."""
    return percent(allowed_priced_dollars(facts), of=total(facts.allowed, facts.outcome == "paid"))


@metric(
    title="Lost to our own charges", unit=CENTS, source="lesser-of: sum(max(0, contract - charge)), whole lines",
    formula="sum(contract amount - charge) where a lesser-of term pays the charge", rows=bound_by_charge,
)  # fmt: skip
def lesser_of_losses(facts: Facts) -> Any:
    """Money left because the charge is below the contract's amount; mended in the charge master, not with the payer."""
    return total(facts.contracted - facts.expected, bound_by_charge(facts))


@metric(title="Lines without a rate", unit=COUNT, formula="count", source=OWN, rows=without_rate)
def no_rate_lines(facts: Facts) -> Any:
    """Lines whose code the contract does not name: paid by a rest term or by the payer's grace."""
    return count(without_rate(facts))


@metric(
    title="Allowed of lines without a rate", unit=CENTS, formula="sum(allowed), lines finally paid", source=OWN,
    rows=lambda f: without_rate(f) & (f.outcome == "paid"),
)  # fmt: skip
def no_rate_allowed(facts: Facts) -> Any:
    """What was allowed for codes that the contract does not name."""
    return total(facts.allowed, without_rate(facts) & (facts.outcome == "paid"))


@view(
    title="Underpaid by term", grain="contract term", source=OWN,
    reads="allowed term_id expected variance underpaid",
    columns={
        "term_id": "term", "lines": "underpaid lines", "allowed": "cents", "expected": "cents", "variance": "cents",
    },
)  # fmt: skip
def underpaid_by_term(facts: Facts) -> Any:
    """Underpaid lines by the contract term that prices them, the costliest first."""
    return _underpaid_by(facts, ["term_id"])


@view(
    title="Underpaid by code", grain="code, component and setting", source=OWN,
    reads="setting billed_code code allowed expected variance underpaid component",
    columns={
        "code": "code as billed", "component": "26, TC or empty", "setting": "setting", "lines": "underpaid lines",
        "allowed": "cents", "expected": "cents", "variance": "cents",
    },
)  # fmt: skip
def underpaid_by_code(facts: Facts) -> Any:
    """Underpaid lines by code, the costliest first."""
    billed = facts.drop("code").rename(code="billed_code")
    return _underpaid_by(billed, ["code", "component", "setting"])


def _underpaid_by(facts: Facts, keys: list[str]) -> Any:
    short = facts.filter(facts.underpaid)
    sums = short.group_by(keys).agg(
        lines=short.count(), allowed=short.allowed.sum(), expected=short.expected.sum(), variance=short.variance.sum()
    )
    return sums.order_by(["variance", *keys])


@view(
    title="Codes without a contracted rate", grain="code and component", source="services to add to the fee schedule",
    reads="billed_code code milliunits charge allowed outcome confidence why_not medicare component",
    columns={
        "code": "code as billed", "component": "26, TC or empty", "lines": "count", "milliunits": "thousandths",
        "charge": "cents", "allowed": "cents, lines finally paid", "medicare": "cents, where Medicare prices it",
        "why_not": "`no_rate`, or `default` when a rest term pays it",
    },
)  # fmt: skip
def no_rate_codes(facts: Facts) -> Any:
    """Codes that were billed and that the contract does not name, the largest charges first."""
    left = facts.filter(without_rate(facts)).drop("code").rename(code="billed_code")
    left = left.mutate(why_not=(left.why_not == "").ifelse("default", left.why_not))
    sums = left.group_by(["code", "component", "why_not"]).agg(
        lines=left.count(),
        milliunits=left.milliunits.sum(),
        charge=left.charge.sum(),
        allowed=total(left.allowed, left.outcome == "paid"),
        medicare=left.medicare.sum(),
    )
    ordered = sums.order_by([sums.charge.desc(), "code", "component", "why_not"])
    return ordered.select("code", "component", "lines", "milliunits", "charge", "allowed", "medicare", "why_not")
