"""Interest: vectors worked by hand, ranges by funding, and every line judged by Decimal."""

import datetime as dt
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given as always
from hypothesis import strategies as st

from counteroffer.core.errors import InputError
from counteroffer.core.practice import Practice
from counteroffer.measure.answer import primary, view
from counteroffer.measure.interest import Tier, interest_by_rules, late_penalty, simple_interest
from counteroffer.measure.states import PromptPay
from tests.measure.clause_rows import clause, given, movement
from tests.measure.many import facts
from tests.measure.rows import build, row

D = dt.date
LAW = PromptPay(30, 18_000, "the law")


def asked(made, movements=(), clauses=(), rules=()):
    return interest_by_rules(primary(made), **given(movements, clauses), rules=rules).to_pyarrow().to_pylist()


@pytest.mark.parametrize(("rate", "cents"), [(10_000, 603), (15_000, 904), (18_000, 1085)])
def test_a_thousand_dollars_22_days_late(rate, cents):
    assert simple_interest(100_000, rate, 22) == cents
    made = build(row(paid=100_000, received_date=D(2025, 3, 1), first_paid_date=D(2025, 4, 22), funding="insured"))
    [found] = asked(made, rules=[PromptPay(30, rate, "law")])
    assert (found["low"], found["high"], found["late_lines"], found["late_dollars"]) == (cents, cents, 1, 100_000)


@always(st.integers(0, 10**8), st.integers(0, 40_000), st.integers(-5, 4000))
def test_simple_interest_is_that_of_decimal(cents, rate, days):
    exact = Decimal(cents) * Decimal(rate) / 100_000 * max(days, 0) / 365
    rounded = int((exact + Decimal("1e-20")).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert simple_interest(cents, rate, days) == rounded


TEXAS = (
    Tier(45, Decimal(50), 10_000_000),
    Tier(90, Decimal(100), 20_000_000),
    Tier(None, Decimal(100), 20_000_000, 18_000),
)


@pytest.mark.parametrize(("days", "cents"), [(0, 0), (10, 9000), (45, 9000), (60, 18000), (120, 18000 + 1065)])
def test_a_penalty_grows_by_steps(days, cents):
    assert late_penalty(30_000, 12_000, days, TEXAS) == cents


def test_a_penalty_has_a_cap_and_is_nothing_where_the_contract_pays_the_charge():
    assert late_penalty(50_000_000, 0, 10, TEXAS) == 10_000_000
    assert late_penalty(10_000, 12_000, 60, TEXAS) == 0


def late(**said):
    return row(**({"paid": 100_000, "received_date": D(2025, 3, 1), "first_paid_date": D(2025, 4, 22)} | said))


def only(made, movements=(), clauses=(), **options):
    return asked(made, movements, clauses, **options)[0]


def test_unknown_funding_makes_a_range_and_self_funded_plans_are_out_of_a_states_reach():
    made = build(*(late(funding=f, line=i) for i, f in enumerate(("insured", "unknown", "self_funded", "government"))))
    found = only(made, rules=[LAW])
    assert (found["basis"], found["low"], found["high"], found["lines"]) == ("state", 1085, 2170, 4)
    assert (found["late_lines"], found["late_dollars"]) == (2, 200_000)


def test_a_contracts_clause_goes_before_the_law_and_may_reach_all_plans():
    made = build(*(late(funding=f, line=i) for i, f in enumerate(("insured", "unknown", "self_funded"))))
    says = clause("prompt_pay", says="Pays in 40 days", days=40, interest_percent=10_000, funding="all")
    found = only(made, clauses=[says], rules=[LAW])
    # 12 days late at 10%: 3.29 each
    assert (found["basis"], found["source"], found["limit"], found["rate"]) == (
        "contract",
        "Pays in 40 days",
        40,
        10000,
    )
    assert (found["low"], found["high"]) == (3 * 329, 3 * 329)
    insured = clause("prompt_pay", days=40, interest_percent=10_000)
    found = only(made, clauses=[insured])
    assert (found["low"], found["high"]) == (329, 658)


def test_a_clause_without_interest_leaves_the_law():
    assert only(build(late(funding="insured")), clauses=[clause("prompt_pay", days=20)], rules=[LAW])["low"] == 1085


def test_without_a_rule_nothing_is_owed_and_none_is_named():
    found = only(build(late(funding="insured")))
    assert (found["basis"], found["limit"], found["low"], found["high"], found["lines"]) == ("", None, 0, 0, 1)


def test_the_user_may_say_the_law_and_a_law_that_nobody_verified_makes_no_figure():
    made, practice = build(late(funding="insured")), Practice("P", state="TX")
    [found] = view("interest_owed", made, **given(), practice=practice, days=30, percent=18.0).to_pylist()
    assert (found["source"], found["low"]) == ("the law, as given", 1085)
    [found] = view("interest_owed", made, **given(), practice=practice).to_pylist()
    assert (found["basis"], found["low"], found["high"]) == ("", 0, 0)


def test_what_the_payer_has_paid_is_taken_off_and_never_below_nothing():
    made = build(late(funding="insured"), late(funding="unknown", line=2))
    found = only(made, [movement(kind="interest", cents=-1500)], rules=[LAW])
    assert (found["interest_paid"], found["owed_low"], found["owed_high"]) == (1500, 0, 670)


def test_a_denial_won_later_and_a_line_of_unknown_days_earn_nothing():
    made = build(
        late(funding="insured", outcome_first="denied"),
        late(funding="insured", received_date=None, submitted_date=None),
        row(paid=1, received_date=D(2025, 3, 30), funding="insured"),
    )  # fmt: skip
    found = only(made, rules=[LAW])
    assert (found["lines"], found["low"], found["high"]) == (1, 0, 0)


def test_a_rule_reaches_what_was_received_in_its_days():
    rules = [PromptPay(45, 10_000, "old", until=D(2025, 2, 28)), PromptPay(30, 18_000, "new", since=D(2025, 3, 1))]
    made = build(late(funding="insured"), late(funding="insured", received_date=D(2025, 2, 28), line=2))
    assert only(made, rules=rules)["low"] == 1085 + simple_interest(100_000, 10_000, 53 - 45)
    with pytest.raises(InputError, match="'old' and 'new'"):
        only(made, rules=[rules[0], PromptPay(30, 1, "new", since=D(2025, 2, 28))])


def test_many_lines_are_those_of_decimal():
    made, rows = facts()
    low, high, n = defaultdict(int), defaultdict(int), defaultdict(int)
    for r in rows:
        start = r["received_date"] or r["submitted_date"]
        if r["outcome_first"] != "paid" or r["outcome"] != "paid" or r["paid"] <= 0 or not start:
            continue
        n[r["payer"]] += 1
        days = max((r["first_paid_date"] - start).days - 30, 0)
        owed = (Decimal(r["paid"]) * 18 * days / 100 / 365).quantize(Decimal(1), rounding=ROUND_HALF_UP)
        low[r["payer"]] += int(owed) if r["funding"] == "insured" else 0
        high[r["payer"]] += int(owed) if r["funding"] in ("insured", "unknown") else 0
    found = asked(made, rules=[LAW])
    assert {r["payer"]: (r["lines"], r["low"], r["high"]) for r in found} == {p: (n[p], low[p], high[p]) for p in n}
