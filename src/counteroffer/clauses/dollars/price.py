"""Clauses on what the price is: lesser-of, default rate, escalator, practitioners."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from counteroffer.clauses.registry import dollars
from counteroffer.clauses.worth import ASKED, CLAIMS, Cost, Input, Span, Unknown
from counteroffer.core.money import half_up, nearest, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counteroffer.clauses.seen import Seen
    from counteroffer.clauses.terms import Terms

WHOLE = 100_000
"""A hundred percent."""

MID_LEVEL = ("NP", "PA", "CNS", "CNM")
"""Classes of clinicians whose work a contract may pay at a percent."""


@dollars(
    "lesser_of",
    "sum(contract amount - charge) over lines finally paid whose charge is less; by claim: the same of each claim's "
    "sums; nothing without the clause; now less asked.",
)
def lesser_of(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What is left on the table because the charge is below the contract's amount.

    Where the clause holds now, the lines are those that it bound (`lesser_of_losses`); where it does not, those that it
    would bind. Raising the charge wins the same without anybody's consent: see `counteroffer view charges_below_rates`.
    """
    bound, gap = seen.column("bound"), seen.column("contracted") - seen.column("expected")
    if now.word("by") in ("", "none") and not bound.any():
        bound, gap = seen.column("priced"), seen.column("contracted") - seen.column("charge")
    amounts = np.where(bound & (gap > 0), gap, 0)
    if terms.word("by") == "none":
        amounts = np.zeros_like(amounts)
    elif terms.word("by") == "claim":
        amounts = _by_claim(seen, amounts)
    inputs = (Input("lines whose charge is less", f"{int((bound & (gap > 0)).sum()):,}"),)
    return Cost(seen.span(amounts), inputs, int((bound & (gap > 0)).sum()), seen.ids(bound & (gap > 0)), amounts)


def _by_claim(seen: Seen, lost: Any) -> Any:
    """Give what each claim loses where its charges together are less than its rates, on its first losing line."""
    claim = seen.claim
    room = np.where(seen.column("priced"), np.maximum(seen.column("charge") - seen.column("contracted"), 0), 0)
    sums = np.maximum(_sum(claim, lost) - _sum(claim, room), 0)
    amounts = np.zeros_like(lost)
    places, first = np.unique(claim, return_index=True)
    amounts[first] = sums[places]
    return amounts


def _sum(groups: Any, values: Any) -> Any:
    sums = np.zeros(int(groups.max()) + 1 if len(groups) else 0, dtype=np.int64)
    np.add.at(sums, groups, values)
    return sums


@dollars(
    "default_rate",
    "sum(charge x percent), each line half-up, of paid lines whose code has no rate of its own; asked less what was "
    "allowed, or less the percent that holds now.",
)
def default_rate(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What services without a rate are paid by a percent of charges.

    Today's cost is how far they are paid below Medicare, where Medicare has a price. Where the clause names no percent,
    they count at what was allowed. A service that is never done because it is paid so badly is in no claim.
    """
    bare = seen.column("bare")
    charge, allowed, medicare = (seen.column(name) for name in ("charge", "allowed", "medicare"))
    ruled = seen.column("by_default") if terms.values == now.values else bare
    percent = terms.number("percent_of_charges")
    paid = allowed if percent is None else np.where(ruled, (charge * percent * 2 + WHOLE) // (2 * WHOLE), allowed)
    amounts = np.where(bare, -paid, 0)
    below = np.where(bare & (medicare > 0), np.maximum(medicare - allowed, 0), 0)
    inputs = (
        Input("paid lines whose code has no rate", f"{int(bare.sum()):,}"),
        Input("their charges", f"{show(seen.yearly(int(charge[bare].sum())))} a year"),
        Input("allowed for them", f"{show(seen.yearly(int(allowed[bare].sum())))} a year"),
        Input("below Medicare, where it has a price", f"{show(seen.yearly(int(below.sum())))} a year"),
    )
    return Cost(seen.span(amounts), inputs, int(bare.sum()), seen.ids(bare), amounts, today=seen.span(below))


@dollars(
    "escalator",
    "allowed in a year x the mean over the years of ((1 + g)^t - 1), or (g x t) where it does not compound, after t = "
    "1, 2 ... yearly steps; asked less now.",
)
def escalator(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What yearly steps add, as the mean year of the term, at today's volumes.

    One year unless terms.yaml says `term_years` in months. An index without a percent has no number: say what percent
    you expect of it. What costs rise by is in `counteroffer view erosion`; today's cost is the practice's own cost
    growth of its last year less the step, where practice.yaml says it.
    """
    del now
    if terms.word("index") and terms.number("percent") is None:
        return Unknown(
            "The clause follows an index, and nobody says by how much that rises.", ("the clause's percent",)
        )
    rate = terms.number("percent") or 0
    said = seen.inputs.get("term_years")
    years = [max(months // 12, 1) for months in ((said.low, said.likely, said.high) if said else (12, 12, 12))]
    gains = [mean_gain(seen.revenue, rate, count, compounding=terms.yes("compounding") is not False) for count in years]
    growth = seen.practice.cost_growth
    today = None
    inputs = [
        Input("allowed in a year", show(seen.revenue)), Input("step a year", f"{rate / 1000:g}%", "the clause"),
        Input("years", f"{years[1]}", "terms.yaml, term_years" if said else "one, as terms.yaml says none"),
    ]  # fmt: skip
    if growth:
        last = max(growth)
        rise = int(Decimal(growth[last]) * 1000)
        today = Span.sure(half_up(seen.revenue * (rise - rate), WHOLE))
        inputs.append(Input(f"own costs rose in {last}", f"{rise / 1000:g}%", "practice.yaml, cost_growth"))
    span = Span(-max(gains), -gains[1], -min(gains))
    return Cost(span, tuple(inputs), len(seen.column("line_id")), today=today, how=ASKED if said else CLAIMS)


def mean_gain(revenue: int, rate: int, years: int, *, compounding: bool) -> int:
    """Give the mean yearly cents that steps add over some years, exact and half-up.

    Vector: 3% for 3 years compounding adds 9.2727% in the third year, 9% where it does not compound.
    """
    step = Fraction(rate, WHOLE)
    gains = [(1 + step) ** year - 1 if compounding else step * year for year in range(1, years + 1)]
    mean = revenue * sum(gains, Fraction(0)) / years
    return nearest(mean)


@dollars(
    "practitioner_percent",
    "sum(allowed / percent now) of lines finally paid that nurse practitioners and physician assistants rendered, "
    "times what is lacking to 100%; now less asked.",
)
def practitioner_percent(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What paying mid-level clinicians a part of the rate takes.

    Clinicians and their classes are those of practice.yaml. Lines whose rate is not reduced (drugs, laboratory) count
    too if they were rendered by one of them, so that the value is somewhat high. Incident-to is not reckoned with.
    """
    classes = _mid_level(seen)
    if not classes:
        return Unknown(
            "No clinician is said to be an NP or PA.", ('practice.yaml: clinicians, such as {"1234567893": NP}',)
        )
    held, then = (WHOLE if t.number("percent") is None else t.number("percent") for t in (now, terms))
    if not held:
        return Unknown("At 0 percent there is nothing to scale by.", ("the clause's percent",))
    where = np.isin(seen.column("rendering_npi"), classes) & seen.column("paid_finally")
    allowed = seen.column("allowed") * where
    lacking = WHOLE - (then or 0)
    amounts = _half_up(allowed * lacking, held)
    inputs = (
        Input("clinicians", f"{len(classes)}", "practice.yaml, clinicians"),
        Input("allowed for their lines", f"{show(seen.yearly(int(allowed.sum())))} a year"),
        Input("percent now", f"{held / 1000:g}%", now.source or "no rule says less than 100%"),
    )
    return Cost(seen.span(amounts), inputs, int(where.sum()), seen.ids(where), amounts)


def _mid_level(seen: Seen) -> Sequence[str]:
    return sorted(npi for npi, name in seen.practice.clinicians.items() if name.upper() in MID_LEVEL)


def _half_up(numerators: Any, denominator: int) -> Any:
    """Divide each half away from zero."""
    return np.sign(numerators) * ((2 * np.abs(numerators) + denominator) // (2 * denominator))
