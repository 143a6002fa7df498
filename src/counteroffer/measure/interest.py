"""Interest owed for paying late, by the contract's clause or a state's verified rule; a range by funding."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import attrs
import ibis
import pyarrow as pa

from counteroffer.core.errors import InputError
from counteroffer.core.money import half_up
from counteroffer.match.columns import left
from counteroffer.measure.agreed import in_force, said
from counteroffer.measure.delay import answered, lag
from counteroffer.measure.ratios import count, total
from counteroffer.measure.registry import Facts, view
from counteroffer.measure.states import EVERYBODY, INSURED, PromptPay, prompt_pay_rules, state_rules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from counteroffer.core.practice import Practice

OWN = "sum(paid x rate x days late / 365), simple interest, each line rounded half-up to the cent"

_YEAR = 365 * 100_000
"""Thousandths of a percent times days in a whole, once a year."""


@attrs.frozen
class Tier:
    """One step of a penalty that grows with the delay.

    Attributes:
        upto: last day late of the step; None for the last step.
        share: part of (billed charge - contracted rate) in percent.
        cap: the most that it can be, cents.
        rate: simple interest a year on the penalty from the due day, thousandths of a percent.
    """

    upto: int | None
    share: Decimal
    cap: int
    rate: int = 0


def simple_interest(cents: int, rate: int, days: int) -> int:
    """Give simple interest in cents, half-up: `rate` in thousandths of a percent a year, `days` late over 365."""
    return half_up(cents * rate * max(days, 0), _YEAR)


def late_penalty(billed: int, contracted: int, days: int, tiers: Sequence[Tier]) -> int:
    """Give the penalty on a clean claim paid so many days late, in cents.

    It is the step's share of billed over contracted, at most its cap, and interest on that from the due day.
    """
    if days <= 0:
        return 0
    tier = next(t for t in tiers if t.upto is None or days <= t.upto)
    base = min(half_up(int(max(billed - contracted, 0) * tier.share * 1000), 100_000), tier.cap)
    return base + simple_interest(base, tier.rate, days)


def runs_interest(facts: Facts) -> Any:
    """Lines on which interest can run: paid when first answered, with both days known."""
    return (facts.outcome_first == "paid") & (facts.outcome == "paid") & (facts.paid > 0) & answered(facts)


@view(
    title="Interest owed for late payment", grain="payer", source=OWN,
    reads="payer funding service_date submitted_date received_date first_paid_date paid outcome_first outcome",
    columns={
        "payer": "payer", "basis": "`contract`, `state`, or empty where no rule is given", "source": "clause or law",
        "limit": "days from receipt", "rate": "thousandths of a percent a year",
        "lines": "lines paid at their first answer", "assumed": "of those, receipt not told: counted from submission",
        "late_lines": "lines paid after the limit", "late_dollars": "cents paid on them",
        "low": "cents of interest, surely reached (insured, or the contract reaches all)",
        "high": "cents, with the lines of unknown funding",
        "interest_paid": "cents of interest the payer has paid (PLB L6)",
        "owed_low": "cents: low less paid", "owed_high": "cents: high less paid",
    },
)  # fmt: skip
def interest_owed(  # noqa: PLR0913, PLR0917 - as many as it needs
    facts: Facts, movements: Any, clauses: Any, practice: Practice, days: int = 0, percent: float = 0.0
) -> Any:
    """Simple interest on what each payer paid late, as a range.

    Interest runs on the payer's own payment, not on the patient's part, from the limit after receipt to the first
    payment, for lines that were paid when first answered. Denials overturned later are left out: whether the claim
    was clean is what is in dispute. A state's law reaches insured plans only: the low end counts lines surely
    insured, the high end those of unknown funding too; self-funded and government plans count in neither unless the
    contract's clause says that it reaches all plans. Where a payer has several rules, the shortest limit and the
    highest rate are shown. Rules of a state that nobody has verified are not used: see `states.named_only`.

    Args:
        facts: the facts.
        movements: `core.tables.MOVEMENTS`.
        clauses: `core.tables.CLAUSES`: a contract's `prompt_pay` with days and interest goes before a state's law.
        practice: its state says whose law stands in where the contract is silent.
        days: days of the state's law as the user knows it, instead of the shelf's.
        percent: its interest, percent a year.
    """
    own = PromptPay(days, round(percent * 1000), "the law, as given")
    rules = [own] if days else prompt_pay_rules(state_rules(practice.state))
    return interest_by_rules(facts, movements, clauses, rules)


def interest_by_rules(facts: Facts, movements: Any, clauses: Any, rules: Sequence[PromptPay]) -> Any:
    """Give what `interest_owed` gives, by rules of the state given one by one.

    Raises:
        InputError: if two of them reach the same day.
    """
    lines = _ruled(facts.filter(runs_interest(facts)), clauses, rules)
    owed = lines.paid * lines.rate * lines.late
    lines = lines.mutate(interest=((owed * 2 + _YEAR) // (2 * _YEAR)).cast("int64"))
    reached = lines.funding == "insured"
    sure = (lines.reach == EVERYBODY) | reached
    maybe = sure | (lines.funding == "unknown")
    sums = lines.group_by("payer").agg(
        basis=lines.basis.min().fill_null(""),
        source=lines.rule.min().fill_null(""),
        limit=lines["limit"].min(),
        rate=lines.rate.max(),
        lines=lines.count(),
        assumed=count(lines.received_date.isnull()),
        late_lines=count((lines.late > 0) & maybe),
        late_dollars=total(lines.paid, (lines.late > 0) & maybe),
        low=total(lines.interest, sure),
        high=total(lines.interest, maybe),
    )
    given = movements.filter(movements.kind == "interest")
    given = given.group_by("payer").agg(interest_paid=(-given.cents.sum()).cast("int64"))
    met = left(sums, given, ["payer"])
    met = met.mutate(interest_paid=met.interest_paid.fill_null(0).cast("int64"))
    ends = {f"owed_{end}": ibis.greatest(met[end] - met.interest_paid, 0).cast("int64") for end in ("low", "high")}
    found = met.mutate(**ends)
    return found.order_by([found.owed_high.desc(), "payer"]).select(
        "payer", "basis", "source", "limit", "rate", "lines", "assumed", "late_lines", "late_dollars", "low", "high",
        "interest_paid", "owed_low", "owed_high",
    )  # fmt: skip


def _ruled(lines: Any, clauses: Any, rules: Sequence[PromptPay]) -> Any:
    """Give lines the rule that reaches them: limit, rate, reach, rule (its source), basis; and late, days past it."""
    _check(rules)
    start = ibis.coalesce(lines.received_date, lines.submitted_date)
    slim = lines.select("payer", "funding", "paid", "received_date", "service_date", start=start, lag=lag(lines))
    told = said(clauses, "prompt_pay", ["days", "interest_percent"], ["funding"])
    told = told.filter(told.days.notnull(), told.interest_percent.notnull())
    met = in_force(slim, told, "service_date")
    law = ibis.memtable(pa.Table.from_pylist([attrs.asdict(rule) for rule in rules], schema=_SCHEMA))
    met = met.left_join(law, [met.start >= law.since, met.start <= law.until])
    own = met.agreed_days.notnull()
    every = ibis.ifelse(met.agreed_funding == EVERYBODY, EVERYBODY, INSURED)
    found = met.mutate(
        limit=ibis.coalesce(met.agreed_days, met.days).cast("int64"),
        rate=ibis.ifelse(own, met.agreed_interest_percent, met.rate).cast("int64"),
        reach=ibis.ifelse(own, every, met.reach),
        rule=ibis.ifelse(own, met.agreed_says, met.source),
        basis=ibis.cases((own, "contract"), (met.days.notnull(), "state"), else_=ibis.null(str)),
    )
    late = ibis.greatest(found.lag.cast("int64") - found["limit"], 0)
    return found.mutate(late=ibis.ifelse(found["limit"].notnull(), late, ibis.null("int64")))


_SCHEMA = pa.schema(
    [
        ("days", pa.int64()), ("rate", pa.int64()), ("source", pa.string()), ("reach", pa.string()),
        ("since", pa.date32()), ("until", pa.date32()),
    ]
)  # fmt: skip


def _check(rules: Sequence[PromptPay]) -> None:
    for one, other in pairwise(sorted(rules, key=lambda r: r.since)):
        if other.since <= one.until:
            raise InputError(
                f"Two prompt-payment rules reach the same day: '{one.source}' and '{other.source}'.",
                "Give the first one an end, or leave one of them out.",
            )
