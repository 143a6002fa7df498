"""Waiting for money in dollars: interest, float, requests for information, fees."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counteroffer.core.money import half_up
from counteroffer.core.practice import Costs, Practice
from counteroffer.measure.answer import view
from counteroffer.measure.interest import simple_interest
from tests.clauses.rows import D, change, over, see, worth
from tests.measure.clause_rows import clause
from tests.measure.clause_rows import given as tables
from tests.measure.many import facts
from tests.measure.rows import row

MADE, ROWS = facts()
RICH = Practice("Cedar & Oak", costs=Costs(cost_of_capital_percent=Decimal("8.5")))
SEEN = over(MADE, practice=RICH)
ALL = {"funding": "all"}


def late(lag, paid=100_000, **said):
    sent = D(2025, 3, 10)
    return row(
        submitted_date=sent, received_date=sent, first_paid_date=sent + dt.timedelta(lag),
        paid_date=sent + dt.timedelta(lag), paid=paid, **said,
    )  # fmt: skip


def test_interest_runs_from_the_limit_on_what_the_payer_paid():
    # $1,000 paid on day 75 at 12%: 45 days beyond 30 are 1000 x 0.12 x 45 / 365 = $14.79; 15 beyond 60 are $4.93
    seen = see(late(75, funding="insured"))
    found = change(seen, "prompt_pay", {"days": 60, "interest_percent": 12}, {"days": 30})
    assert found.likely == (1479 - 493) * 12
    assert found.low == 0  # the payer has paid no interest so far
    assert found.high == found.likely


def test_lines_of_unknown_funding_count_at_the_high_end_only_unless_the_clause_reaches_all():
    seen = see(late(75, funding="unknown"), late(75, funding="self_funded", claim="B"))
    assert worth(seen, "prompt_pay", {}, {"days": 30, "interest_percent": 12}) == (0, 0, 1479 * 12)
    assert worth(seen, "prompt_pay", {}, {"days": 30, "interest_percent": 12} | ALL) == (0, 2958 * 12, 2958 * 12)


def test_a_limit_without_interest_is_worth_what_the_days_cost_at_the_cost_of_capital():
    # 1000 x 0.085 x 45 / 365 = $10.479
    found = change(see(late(75, funding="insured"), practice=RICH), "prompt_pay", {}, {"days": 30})
    assert (found.low, found.likely) == (0, 1048 * 12)
    bare = change(see(late(75, funding="insured")), "prompt_pay", {}, {"days": 30})
    assert bare.span is None
    assert "practice.yaml: costs: cost_of_capital_percent" in bare.asks


def test_interest_paid_so_far_is_the_least():
    seen = see(
        late(75, funding="insured"), movements=[{"kind": "interest", "cents": -500, "moved_date": D(2025, 3, 20)}]
    )
    assert worth(seen, "prompt_pay", {}, {"days": 30, "interest_percent": 12})[0] == 500 * 12


def test_interest_is_that_of_the_measure_over_the_same_lines():
    asked = view(
        "interest_owed", SEEN.base, practice=Practice("x"),
        **tables(clauses=[clause("prompt_pay", days=30, interest_percent=12000, funding="all")]),
    ).to_pylist()  # fmt: skip
    found = change(SEEN, "prompt_pay", {}, {"days": 30, "interest_percent": 12} | ALL)
    assert found.likely == half_up(asked[0]["low"] * 12, len(SEEN.months)) > 0


@settings(max_examples=30, deadline=None)
@given(now=st.integers(5, 120), days=st.integers(5, 120), fewer=st.integers(0, 60), rate=st.integers(0, 24))
def test_a_shorter_limit_is_never_worth_less_to_the_practice(now, days, fewer, rate):
    held = {"days": now, "interest_percent": rate} | ALL
    longer, shorter = (change(SEEN, "prompt_pay", held, {"days": d}) for d in (days, max(days - fewer, 0)))
    assert longer.likely <= shorter.likely
    assert longer.high <= shorter.high
    assert worth(SEEN, "prompt_pay", held, {"days": now}) == (0, 0, 0)


def test_a_request_for_information_costs_the_use_of_the_money_while_it_waits():
    first = D(2025, 4, 1)
    held = row(
        outcome_first="denied", denial_first_category="front_end.information", first_paid_date=first,
        paid_date=first + dt.timedelta(73), expected=100_000,
    )  # fmt: skip
    seen = see(held, practice=RICH)
    # 1000 x 0.085 x 73 / 365 = $17.00
    assert change(seen, "clean_claim", {}, {"standard": "form"}).likely == 1700 * 12
    # at most 15 days: $3.49 is left
    assert change(seen, "clean_claim", {}, {"request_days": 15}).likely == (1700 - 349) * 12
    assert change(see(held), "clean_claim", {}, {"standard": "form"}).span is None


def payment(method, paid, payer="Acme"):
    return {"payer": payer, "method": method, "paid": paid, "payment_date": D(2025, 3, 20)}


def test_what_it_costs_to_be_paid_by_card_is_saved_by_transfers():
    pays = [payment("CHK", 100_000), payment("ACH", 300_000), payment("CHK", 90_000, payer="Blue")]
    seen = see(row(), payments=pays, practice=Practice("x", fees={"CHK": "2.5", "ACH": "0"}))
    assert worth(seen, "payment_method", {}, {"method": "eft", "fee_percent": 0}) == (30_000, 30_000, 30_000)
    # a card at 3% of everything would cost $120 of the month instead of $25
    assert change(seen, "payment_method", {}, {"method": "card", "fee_percent": 3}).likely == -(12_000 - 2_500) * 12
    none = change(see(row(), payments=pays), "payment_method", {}, {"method": "eft"})
    assert none.asks == ("practice.yaml: fees, such as {CHK: 2.5}",)


@pytest.mark.parametrize("days", [0, 1, 17, 400])
def test_interest_by_columns_is_simple_interest_line_by_line(days):
    import numpy as np

    from counteroffer.clauses.dollars.waiting import interest

    paid = np.array([1, 333, 100_000, 98_765_432])
    assert interest(paid, 12_345, np.full(4, days)).tolist() == [simple_interest(int(p), 12_345, days) for p in paid]
