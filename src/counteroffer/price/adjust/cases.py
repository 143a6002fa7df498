"""Case rates: one line pays a case, and the lines that the case includes pay nothing more.

A line that pays a case rate with `includes:` (or an outlier rule) triggers a case: the lines of the same payer,
sequence, patient (or claim, where the patient is unknown) and billing TIN, of the codes and within the days that the
term says, are inside it. Of several lines that trigger one term on one day the first pays the case and the others are
inside; a line that triggers another case pays its own. A line inside two cases belongs to the earlier one. A line
finally denied triggers nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

from counteroffer.match.columns import NOTHING, left, whole
from counteroffer.price.rounding import FULL, half_up

if TYPE_CHECKING:
    from counteroffer.price.given import Given, Keep

IN_CASE, OUTLIER = "in_case", "case_outlier"
"""Basis of a line inside another line's case, and of a case that pays a percent of its charges."""

WHOSE = ("payer", "sequence", "whose", "billing_tin")
"""What the lines of a case share."""


def with_cases(lines: ibis.Table, given: Given, keep: Keep | None) -> ibis.Table:
    """Set the lines that cases include to 0, and price the cases that are outliers.

    Args:
        lines: with their rates, `why_not`, `amount` and `begun`.
        given: numbered; its `cases`.
        keep: computes what is used several times, or None.

    Returns:
        The lines, with `case_line` (the line whose case it is inside; null if none) and `case_charges` (cents that the
        whole case was charged, beside the line that pays it; else null).

    Vectors: a case of 3,200.00 for 59400 with 59425 nine days before it -> 3,200.00 and 0.00; charges of 9,000.00 +
    3,000.00 above 10,000.00 at 60% -> 7,200.00 and 0.00.
    """
    lines = keep(lines) if keep else lines
    triggers = _triggers(lines, given.cases)
    triggers = keep(triggers) if keep else triggers
    inside = _inside(lines, triggers, given.cases)
    inside = keep(inside) if keep else inside
    charged = inside.group_by("case_line").agg(more=whole(inside.charge.sum()))
    paying = triggers.filter(triggers.place == 0)
    paying = left(paying.mutate(case_line=paying.line_id), charged, ["case_line"])
    paying = paying.select(
        "line_id", "above", "outlier_percent", case_charges=ibis.greatest(paying.charge + paying.more.fill_null(0), 0)
    )
    met = left(lines, inside.select("line_id", "case_line", "case_term"), ["line_id"])
    return _priced(left(met, paying, ["line_id"]))


def _triggers(lines: ibis.Table, cases: ibis.Table) -> ibis.Table:
    """Give the lines that trigger a case; `place` is 0 for the one of a term and a day that pays it."""
    heads = cases.select(
        "number", "term_id", "days_before", "days_after", "above", outlier_percent="percent"
    ).distinct()
    paid = lines.filter((lines.basis == "case_rate") & (lines.why_not == "") & (lines.outcome != "denied"))
    paid = paid.select(*_of(paid), "number", "term_id").inner_join(heads, ["number", "term_id"])
    same = ibis.window(
        group_by=[paid[name] for name in (*WHOSE, "number", "term_id", "service_date")], order_by=[paid.line_id]
    )
    return paid.mutate(place=ibis.row_number().over(same), first=paid.line_id.min().over(same))


def _inside(lines: ibis.Table, triggers: ibis.Table, cases: ibis.Table) -> ibis.Table:
    """Give the lines inside a case, each with the line that pays it and that line's term."""
    open_cases = triggers.filter(triggers.place == 0).select(
        *WHOSE, "days_before", "days_after", "number", case_line="line_id", case_day="service_date", case_term="term_id"
    )
    codes = cases.select("number", case_term="term_id", included="code")
    codes = open_cases.inner_join(codes, ["number", "case_term"])
    codes = codes.select(*WHOSE, "days_before", "days_after", "case_line", "case_day", "case_term", "included")
    others = left(lines, triggers.select("line_id", triggers=ibis.literal(value=True)), ["line_id"])
    others = others.filter(others.number.notnull(), others.triggers.isnull())
    met = others.select(*_of(others), "billed_code").inner_join(codes, list(WHOSE))
    met = met.select("line_id", "charge", "billed_code", "service_date", "days_before", "days_after", "case_line",
                     "case_day", "case_term", "included")  # fmt: skip
    days = met.service_date.delta(met.case_day, unit="day").cast("int64")
    met = met.mutate(days=days)
    met = met.filter(
        (met.included == met.billed_code) | (met.included == "*"),
        met.days >= -met.days_before,
        met.days <= met.days_after,
    )
    nearest = ibis.window(group_by=[met.line_id], order_by=[met.case_day, met.case_line, met.included])
    found = met.mutate(nth=ibis.row_number().over(nearest))
    found = found.filter(found.nth == 0).select("line_id", "charge", "case_line", "case_term")
    again = triggers.filter(triggers.place > 0)
    return found.union(again.select("line_id", "charge", case_line="first", case_term="term_id"))


def _of(lines: ibis.Table) -> list[Any]:
    whose = ibis.ifelse(lines.patient_key == "", NOTHING + "claim " + lines.claim, lines.patient_key)
    return [*(lines[name] for name in ("line_id", "payer", "sequence", "billing_tin")), whose.name("whose"),
            lines.service_date, lines.charge]  # fmt: skip


def _priced(lines: ibis.Table) -> ibis.Table:
    """Write what cases say over what the lines' own terms say."""
    inside = lines.case_line.notnull()
    beyond = (lines.case_charges > lines.above).fill_null(False)
    by_hand, percent = beyond & lines.outlier_percent.isnull(), beyond & lines.outlier_percent.notnull()
    none = ibis.null("int64")
    share = half_up(lines.case_charges * lines.outlier_percent, FULL)
    amount = ibis.cases((inside, 0), (by_hand, none), (percent, share), else_=lines.amount).cast("int64")
    return lines.mutate(
        amount=amount,
        begun=amount,
        rate=ibis.ifelse(inside, none, lines.rate),
        basis=ibis.cases((inside, IN_CASE), (percent, OUTLIER), (by_hand, "by_hand"), else_=lines.basis),
        term_id=ibis.ifelse(inside, lines.case_term, lines.term_id),
        why_not=ibis.cases((inside, ""), (by_hand, "by_hand"), else_=lines.why_not),
        rate_confidence=ibis.ifelse(inside, "exact", lines.rate_confidence),
        lesser_of=lines.lesser_of & ~inside,
        whole=lines.whole | inside,
    ).drop("above", "outlier_percent", "case_term")
