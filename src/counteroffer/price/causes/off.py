"""The lines that need a cause: paid below or above the contract, denied as bundled, or cut without words for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from counteroffer.match.columns import NOTHING, left, modifiers, number, truth, whole
from counteroffer.match.denials import SEQUESTRATION as CUT
from counteroffer.price.causes import BUNDLED, OVER, SEQUESTRATION, UNDER
from counteroffer.price.run import EVER_USED, beyond

if TYPE_CHECKING:
    from decimal import Decimal

    from counteroffer.price.run import Tolerances

BUNDLING = ("97", "231", "234", "236", "B15", "P14")
"""Reason codes (CARC) by which a line is denied as part of another service.

As the shelf of denials they are from memory and have not been checked against the current X12 list."""

BY_LAW = ("MB", "MA")
"""Claim filing indicators of Medicare itself, whose payments the federal cut lowers by law, not by contract."""

PRICE = ("contract", "version", "term_id", "basis", "rate", "as_setting", "modified", "rank", "expected", "confidence")


def exactly_priced(lines: ibis.Table, priced: ibis.Table) -> ibis.Table:
    """Give the primary lines that have an exact price, beside it."""
    price = priced.select("line_id", "variance", "underpaid", *PRICE)
    kept = lines.filter(lines.sequence == "P").select(
        *EVER_USED, "code", "paid", "filing_code", "denial_carc", "remit_file", "remit_place"
    )
    met = kept.inner_join(price.filter(price.confidence == "exact", price.expected.notnull()), "line_id")
    return met.mutate(amount=met.expected)


def off(exact: ibis.Table, tolerance: tuple[int, Decimal], payers: Tolerances | None) -> ibis.Table:
    """Give the lines paid below (`direction` under) or above (over) the contract by more than the tolerance.

    Args:
        exact: `exactly_priced`.
        tolerance: cents and percent.
        payers: payers with others.

    Returns:
        The lines with `direction`, and `short`: cents, above zero in either direction.
    """
    over = beyond(exact, ibis.greatest(exact.variance, 0).fill_null(0), tolerance, payers)
    marked = exact.mutate(
        direction=ibis.cases((exact.underpaid, UNDER), (truth(over), OVER), else_=NOTHING),
        short=exact.variance.abs(),
    )
    return marked.filter(marked.direction != "")


def with_remittance(
    found: ibis.Table, remit_lines: ibis.Table, adjustments: ibis.Table, words: ibis.Table
) -> ibis.Table:
    """Put beside lines what their final remittance says of them.

    Returns:
        The lines with `paid_units` (thousandths; null if the remittance has no service line), `read_mods` (adjudicated
        modifiers, null likewise) and `cut` (cents of the federal cut on the line where neither law nor contract has
        words for it; a whole claim's is not shared out).
    """
    said = remit_lines.select(
        remit_file="file_id", remit_place="segment", paid_units="milliunits", read_mods=modifiers(remit_lines)
    )
    cuts = adjustments.filter(adjustments.carc == CUT)
    cuts = cuts.group_by(remit_file="file_id", remit_place="line_segment").agg(cut=whole(cuts.amount.sum()))
    keys = ["remit_file", "remit_place"]
    met = left(left(found, said, keys), cuts, keys)
    met = left(met, words.mutate(worded=ibis.literal(value=True)), ["contract", "version"])
    named = truth(met.worded) | met.filing_code.isin(BY_LAW)
    return met.mutate(cut=ibis.ifelse(named, number(0), met.cut.fill_null(0))).drop("worded")


def worded(rules: ibis.Table, clauses: ibis.Table) -> ibis.Table:
    """Name the contract versions that have words for the federal cut: a rule of it, or a clause that passes it on.

    A clause that says it is not passed on, or that the paper is silent, is no such word.
    """
    names = ["contract", "version"]
    said = clauses.filter(clauses.clause == "sequestration", ~clauses.silent)
    refused = said.filter(said.field == "passed_on", said.value == "no")
    ruled = rules.filter(rules.kind == "sequestration").select(*names)
    return ruled.union(said.anti_join(refused, names).select(*names)).distinct()


def told(exact: ibis.Table, decided: ibis.Table, words: ibis.Table, adjustments: ibis.Table) -> ibis.Table:
    """Give the lines whose remittance alone tells the cause: bundled, or cut without words for it.

    Args:
        exact: `exactly_priced`.
        decided: lines that are under- or overpaid already.
        words: contract versions that have words for the cut (`worded`).
        adjustments: `core.tables.ADJUSTMENTS`.

    Returns:
        line_id, payer, cause, dollars, hypothesis (what was allowed) and evidence.
    """
    return _bundled(exact).union(_cut(exact.anti_join(decided, "line_id"), words, adjustments))


def _bundled(exact: ibis.Table) -> ibis.Table:
    day = ["payer", "patient_key", "service_date"]
    paid = exact.filter(exact.outcome == "paid", exact.patient_key != "", exact.service_date.notnull())
    denied = exact.filter(exact.outcome == "denied", exact.denial_carc.isin(BUNDLING), exact.expected > 0)
    beside = denied.semi_join(paid.select(*day).distinct(), day)
    return beside.select(
        "line_id", "payer", cause=ibis.literal(BUNDLED), dollars="expected", hypothesis=number(0),
        evidence=ibis.literal("denied with CARC ") + beside.denial_carc + " beside a paid line of the day",
    )  # fmt: skip


def _cut(exact: ibis.Table, words: ibis.Table, adjustments: ibis.Table) -> ibis.Table:
    cuts = adjustments.filter(adjustments.carc == CUT)
    cuts = cuts.group_by(remit_file="file_id", remit_place="line_segment").agg(cut=whole(cuts.amount.sum()))
    cut = exact.filter(exact.outcome == "paid", ~exact.filing_code.isin(BY_LAW)).anti_join(
        words, ["contract", "version"]
    )
    met = cut.inner_join(cuts.filter(cuts.cut > 0), ["remit_file", "remit_place"])
    return met.select(
        "line_id", "payer", cause=ibis.literal(SEQUESTRATION), dollars="cut", hypothesis="allowed",
        evidence=ibis.literal("CARC 253 lowers the payment; the contract has no word for it"),
    )  # fmt: skip
