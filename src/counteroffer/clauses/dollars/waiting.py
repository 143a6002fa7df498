"""Clauses on when and how money comes: prompt payment, clean claims, and the method of payment."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from counteroffer.clauses.registry import dollars
from counteroffer.clauses.worth import Cost, Input, Span, Unknown
from counteroffer.core.money import half_up, show
from counteroffer.measure.quickwins import payment_fees

if TYPE_CHECKING:
    from counteroffer.clauses.seen import Seen
    from counteroffer.clauses.terms import Terms

YEAR = 365 * 100_000
"""Thousandths of a percent times days in a whole, once a year (as `measure.interest`)."""

NO_CAPITAL = Unknown(
    "It is the cost of capital that waiting costs.", ("practice.yaml: costs: cost_of_capital_percent",)
)


def capital(seen: Seen) -> int | None:
    """Give the practice's cost of capital, thousandths of a percent a year; None: it is not said."""
    said = seen.practice.costs.cost_of_capital_percent
    return None if said is None else half_up(int(said * 10_000), 10)


def interest(cents: Any, rate: int, days: Any) -> Any:
    """Give simple interest of each line in cents, half-up (the columns of `measure.interest.simple_interest`)."""
    return (cents * rate * np.maximum(days, 0) * 2 + YEAR) // (2 * YEAR)


@dollars(
    "prompt_pay",
    "sum(paid x rate x days beyond the limit / 365) over lines paid when first answered, each rounded to the cent; "
    "the rate is the clause's interest, or the cost of capital where it names none; asked less now.",
)
def prompt_pay(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What a limit on paying entitles the practice to, at the payer's own pace.

    A limit with interest is worth the interest that late lines would bear; one without is worth what the days beyond it
    cost the practice. The low end and the likely one count lines surely reached (insured, or all where the clause says
    so), the low end also only such a part as the payer has paid of the interest owed until now; the high end adds lines
    of unknown funding. The cost of a limit is below nothing: it is an entitlement.
    """
    del now
    days, rate, own = terms.number("days"), terms.number("interest_percent"), capital(seen)
    if days is None:
        return Cost(Span.sure(0), (Input("limit", "none"),))
    if rate is None and own is None:
        return Unknown(
            "Neither the clause nor the practice says what a year of waiting costs.",
            ("the clause's interest_percent", *NO_CAPITAL.asks),
        )
    used = rate if rate is not None else own or 0
    late = seen.column("runs_interest") & (seen.column("days_lag") > days)
    each = interest(seen.column("paid"), used, seen.column("days_lag") - days) * late
    funding = seen.column("funding")
    reached = np.full(len(funding), terms.word("funding") == "all") | (funding == "insured")
    maybe = reached | (funding == "unknown")
    sure, most = (seen.yearly(int(each[where].sum())) for where in (reached, maybe))
    paid = _interest_paid(seen)
    low = min(paid, sure) if rate is not None else 0
    lag_cost = (
        None
        if own is None
        else seen.yearly(int((interest(seen.column("paid"), own, seen.column("days_lag") - days) * late).sum()))
    )
    inputs = (
        Input("limit", f"{days} days from receipt"),
        Input(
            "rate a year", f"{used / 1000:g}%", "the clause" if rate is not None else "practice.yaml, cost of capital"
        ),
        Input("lines answered later", f"{int(late.sum()):,}"),
        Input("paid on them", f"{show(seen.yearly(int(seen.column('paid')[late].sum())))} a year"),
        Input("interest that the payer has paid", f"{show(paid)} a year", "PLB of the remittances"),
        Input("what those days cost at your cost of capital", f"{show(lag_cost)} a year"),
    )
    today = Span.sure(lag_cost) if lag_cost is not None else None
    return Cost(Span(-most, -sure, -low), inputs, int(late.sum()), seen.ids(late), today=today)


def _interest_paid(seen: Seen) -> int:
    """Cents a year of interest that the payer has paid, by the days of the base period."""
    assert seen.window is not None
    since, until = seen.window
    rows = seen.sources.need("movements")
    rows = rows.filter(
        rows.payer == seen.payer, rows.kind == "interest", rows.moved_date >= since, rows.moved_date <= until
    )
    return max(seen.yearly(-int(sum(rows.select("cents").to_pyarrow()["cents"].to_pylist()))), 0)


@dollars(
    "clean_claim",
    "sum(expected allowed x days from the request to the payment x cost of capital / 365) over lines denied at first "
    "for information and paid in the end; nothing where a complete form is clean; now less asked.",
)
def clean_claim(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What requests for information cost while the money waits.

    The work on them is in the administrative burden, not here. A limit on requests is taken as the most that the money
    waits.
    """
    del now
    rate = capital(seen)
    if rate is None:
        return NO_CAPITAL
    where = seen.column("overturned") & (seen.column("first_category") == "front_end.information")
    back, most = seen.column("days_back"), terms.number("request_days")
    waits = back if most is None else np.minimum(back, most)
    each = interest(seen.column("worth"), 0 if terms.word("standard") == "form" else rate, waits) * where
    inputs = (
        Input(
            "expected allowed held for information",
            f"{show(seen.yearly(int(seen.column('worth')[where].sum())))} a year",
        ),
        Input("cost of capital", f"{rate / 1000:g}% a year", "practice.yaml"),
    )
    return Cost(seen.span(each), inputs, int(where.sum()), seen.ids(where), each)


@dollars("payment_method", "payments by method times the percent that it costs to be paid so; now less asked.")
def payment_method(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What it costs to be paid: the fee of cards and other methods.

    A clause that names a fee is priced at it, one that names EFT without a fee at your fee for ACH. Otherwise today's
    payments count at your own fees (practice.yaml). Virtual cards have no method of their own in a remittance.
    """
    del now
    fees = {name.casefold(): Decimal(fee) for name, fee in seen.practice.fees.items()}
    rows = _received(seen)
    received = seen.yearly(sum(max(row["paid"], 0) for row in rows))
    percent = terms.number("fee_percent")
    if percent is None and terms.word("method") == "eft":
        percent = int(fees.get("ach", Decimal(0)) * 1000)
    if percent is not None:
        cost = half_up(received * percent, 100_000)
        source = f"{percent / 1000:g}% of all payments"
    elif not fees:
        return Unknown("Nobody has said what it costs to be paid.", ("practice.yaml: fees, such as {CHK: 2.5}",))
    else:
        own = fees.get(seen.payer.casefold())
        known = {
            row["method"]: own if own is not None else fees.get(row["method"].casefold(), Decimal(0)) for row in rows
        }
        cost = seen.yearly(sum(row["fee"] or 0 for row in payment_fees(rows, known)))
        source = ", ".join(f"{method or 'not told'} {fee}%" for method, fee in sorted(known.items()))
    inputs = (Input("received", f"{show(received)} a year", "remittances of the base period"), Input("fee", source))
    return Cost(Span.sure(cost), inputs, len(rows))


def _received(seen: Seen) -> list[dict[str, Any]]:
    assert seen.window is not None
    since, until = seen.window
    paid = seen.sources.need("payments")
    paid = paid.filter(paid.payer == seen.payer, paid.payment_date >= since, paid.payment_date <= until)
    rows: list[dict[str, Any]] = paid.select("payer", "method", "paid").to_pyarrow().to_pylist()
    return rows
