"""Net-net yield: a payer's rate after what it underpays, denies for good, and costs in hassle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

from counteroffer.match.columns import left
from counteroffer.measure.burden import burden
from counteroffer.measure.denials import closed, finally_denied_dollars
from counteroffer.measure.market import comparable
from counteroffer.measure.payments import expected_dollars, underpaid_dollars
from counteroffer.measure.ratios import percent, total
from counteroffer.measure.registry import Facts, view

if TYPE_CHECKING:
    from counteroffer.core.practice import Practice


@view(
    title="Net-net yield", grain="payer",
    source="percent of Medicare x (1 - underpayment - final denial - burden); own definition",
    reads="claim payer allowed outcome_first outcome denial_first_category denial_category adjudications expected "
    "confidence variance underpaid medicare claim_key worth",
    columns={
        "payer": "payer", "percent_of_medicare": "percent, as allowed",
        "promised": "percent of Medicare, as allowed and underpaid together: the rate the shares are taken off",
        "underpayment_low": "percent of what was due, if lines without an exact price are paid rightly",
        "underpayment_high": "percent of what was due on exactly priced lines, taken for all",
        "final_denial": "percent of dollars closed", "burden": "percent of allowed, parts that are known",
        "net_high": "percent of Medicare that is left at best: missing parts cost nothing",
        "net_low": "percent of Medicare that is left at worst; null while a part of burden is missing",
        "missing": "parts of burden that are not known", "allowed": "cents, of lines compared with Medicare",
        "medicare": "cents, the same lines", "underpaid": "cents, the same lines",
    },
)  # fmt: skip
def net_yield(  # noqa: PLR0913 - it is made of that much
    facts: Facts, authorizations: Any, claim_statuses: Any, payments: Any, practice: Practice, *, payer: str = ""
) -> Any:
    """Payers by what is left of their rate: hassle turned into rate, the best first.

    `promised` x (1 - underpayment - final denial - burden). The rate starts at what was due, not at what was
    allowed, so that underpayment is not taken off twice. A range stands where parts are missing, and where prices do
    not reach all lines. Shares of different dollars are added: it ranks payers, and is no account of money.
    """
    same = comparable(facts)
    sums = facts.group_by("payer").agg(
        allowed=total(facts.allowed, same),
        medicare=total(facts.medicare, same),
        underpaid=-total(facts.variance, facts.underpaid & same),
        short=underpaid_dollars(facts),
        expected=expected_dollars(facts),
        paid_allowed=total(facts.allowed, facts.outcome == "paid"),
        lost=finally_denied_dollars(facts),
        closed=total(facts.worth, closed(facts)),
    )
    hassle = burden(facts, authorizations, claim_statuses, payments, practice)
    hassle = hassle.select("payer", "missing", burden=hassle.burden_percent)
    met = left(sums, hassle, ["payer"])
    met = met.mutate(
        percent_of_medicare=percent(met.allowed, of=met.medicare),
        promised=percent(met.allowed + met.underpaid, of=met.medicare),
        underpayment_low=percent(met.short, of=met.paid_allowed + met.short),
        underpayment_high=percent(met.short, of=met.expected),
        final_denial=percent(met.lost, of=met.closed),
    )
    sure = met.final_denial.fill_null(0.0) + met.burden.fill_null(0.0)
    worst = ibis.greatest(met.underpayment_high, met.underpayment_low).fill_null(0.0)
    made = met.mutate(
        net_high=_left(met.promised, met.underpayment_low.fill_null(0.0) + sure),
        net_low=ibis.ifelse(met.missing == "", _left(met.promised, worst + sure), ibis.null("float64")),
    )
    made = made.filter(made.payer == payer) if payer else made
    return made.order_by([made.net_high.desc(nulls_first=False), "payer"]).select(
        "payer", "percent_of_medicare", "promised", "underpayment_low", "underpayment_high", "final_denial", "burden",
        "net_high", "net_low", "missing", "allowed", "medicare", "underpaid",
    )  # fmt: skip


def _left(promised: Any, taken: Any) -> Any:
    return promised * (ibis.literal(100.0) - taken) / 100.0
