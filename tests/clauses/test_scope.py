"""What was signed for, how it may change, and leaving: by hand on a few lines."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counteroffer.clauses.dollars.exit import foregone
from counteroffer.core.practice import Costs, Practice
from tests.clauses.rows import D, change, see, worth
from tests.measure.rows import UNPRICED, denied, row

ONE = row(allowed=100_000, expected=100_000)  # $12,000 a year


def test_a_product_that_pays_less_is_worth_the_main_products_rates():
    main = [row(product="commercial", allowed=10000, claim=f"M{n}") for n in range(3)]
    poor = row(product="exchange", allowed=7000, claim="P")
    rich = row(product="medicare_advantage", allowed=12000, claim="R")
    odd = row(product="exchange", allowed=100, billed_code="99999", claim="O")
    found = change(see(*main, poor, rich, odd), "all_products", {"automatic": "yes"}, {"automatic": "no"})
    assert found.likely == 3000 * 12
    assert found.n == 1


def test_a_lower_rate_of_another_payer_is_what_favored_nations_would_take():
    mine = row(rate=10000, milliunits=2000)
    other = row(payer="Blue", rate=9000, claim="B")
    law = row(payer="State", rate=5000, filing_code="MC", claim="S")
    dear = row(payer="Cedar", rate=20000, claim="C")
    seen = see(mine, other, law, dear)
    assert worth(seen, "most_favored_nation", {"present": "yes"}, {"present": "no"}) == (0, None, 2000 * 12)
    sure = see(mine, other, inputs={"favored_chance": (0, 10_000, 50_000)})
    assert worth(sure, "most_favored_nation", {"present": "yes"}, {"present": "no"}) == (0, 2400, 12000)
    assert worth(seen, "most_favored_nation", {"present": "no"}, {"present": "yes"}) == (-2000 * 12, None, 0)


def test_a_payer_without_a_contract_at_this_payers_rate_is_leased_the_network():
    none = UNPRICED | {"payer": "Nobody", "charge": 20000}
    same, other = row(allowed=10000, claim="N", **none), row(allowed=9999, claim="O", **none)
    seen = see(row(rate=10000), same, other, inputs={"leasing_percent": 80_000})
    # 80% of $200 less $100 is likely, all of $200 less $100 at the most
    assert worth(seen, "network_leasing", {"allowed": "yes"}, {"allowed": "no"}) == (0, 6000 * 12, 10000 * 12)
    assert change(seen, "network_leasing", {"allowed": "yes"}, {"allowed": "no"}).lines.tolist() == [2]


def test_a_floor_saves_the_fall_to_the_lowest_rate_seen():
    before = row(rate=9000, service_date=D(2023, 3, 4), month="2023-03", claim="B")
    seen = see(row(rate=10000, milliunits=3000), before)
    assert worth(seen, "fee_schedule_change", {"basis": "payer_schedule"}, {"floor": "yes"}) == (0, None, 3000 * 12)
    assert worth(seen, "fee_schedule_change", {"basis": "attached"}, {"floor": "yes"}) == (0, 0, 0)


AMEND = {"amendment_cut": (2_000, 5_000, 10_000), "amendment_chance": (10_000, 20_000, 50_000)}


def test_an_amendment_by_notice_exposes_the_rest_of_the_year():
    seen = see(ONE, inputs=AMEND)
    # $12,000 x 5% x 20% x 275/365 = $90.41
    low, likely, high = worth(seen, "unilateral_amendment", {"notice_days": 90}, {"consent": "mutual"})
    assert likely == round(904_110 * 0.01)
    assert low == round(904_110 * 0.002)
    assert high == pytest.approx(904_110 * 0.05, abs=1)
    asked = change(see(ONE), "unilateral_amendment", {"notice_days": 90}, {"consent": "mutual"})
    assert len(asked.asks) == 2


EXPOSED = see(ONE, inputs=AMEND)


@settings(max_examples=30, deadline=None)
@given(now=st.integers(0, 400), days=st.integers(0, 400), more=st.integers(0, 400))
def test_a_longer_notice_is_never_worth_less(now, days, more):
    short, long = (
        worth(EXPOSED, "unilateral_amendment", {"notice_days": now}, {"notice_days": d}) for d in (days, days + more)
    )
    assert all(a <= b for a, b in zip(short, long, strict=True))
    assert worth(EXPOSED, "unilateral_amendment", {"notice_days": now}, {"notice_days": now}) == (0, 0, 0)


def test_a_lock_costs_the_raises_that_could_not_be_asked_for():
    assert foregone(10_000_000, 3_000, 24) == 609_000
    assert foregone(10_000_000, 3_000, 36) == 927_270
    seen = see(ONE, inputs={"rate_target": (2_000, 3_000, 5_000)})
    # $12,000 x (1.03^3 - 1.03) = $752.72
    assert worth(seen, "initial_term", {"months": 36}, {"months": 12})[1] == 111_272 - 36_000
    assert worth(seen, "initial_term", {"months": 36}, {"no_cause_within": "yes"})[1] == 111_272
    ask = change(see(ONE), "initial_term", {"months": 36}, {"months": 12})
    assert ask.span is None
    assert "3% to 5%" in ask.asks[0]


def test_a_missed_window_is_another_lock_by_its_chance():
    seen = see(ONE, inputs={"rate_target": 3_000, "missed_window_chance": 25_000})
    assert worth(seen, "renewal", {"months": 12, "automatic": "yes"}, {"automatic": "no"}) == (9_000,) * 3


def test_a_tail_is_paid_at_old_rates_instead_of_the_market():
    seen = see(ONE, inputs={"market_percent": 130_000, "active_share": 20_000})
    tail = {"days": 73, "patients": "all"}
    found = change(seen, "post_termination", tail, {"patients": "active_treatment"})
    # $12,000 x 73/365 x 30% = $720; a fifth of it stays
    assert (found.likely, found.unit) == (57_600, "cents once")


def test_a_new_clinician_whose_first_work_is_denied_is_lost_until_the_effective_day():
    old = row(service_date=D(2024, 1, 2), month="2024-01", rendering_npi="old")
    lost = [
        denied(service_date=D(2025, 1, 1 + 10 * n), month="2025-01", rendering_npi="new", expected=6000, claim=f"L{n}",
               denial_first_category="credentialing", denial_category="credentialing")
        for n in range(2)
    ]  # fmt: skip
    paid = row(service_date=D(2025, 2, 20), month="2025-02", rendering_npi="new", claim="P")
    seen = see(old, *lost, paid, as_of=D(2025, 12, 31))
    days = (D(2025, 12, 31) - D(2024, 1, 2)).days + 1
    found = change(seen, "credentialing", {}, {"effective": "application"})
    assert found.likely == round(12000 * 365 / days)
    # 50 days passed; at most 25 would have halved it
    assert change(seen, "credentialing", {}, {"days": 25}).likely == pytest.approx(6000 * 365 / days, abs=1)


def test_steering_is_valued_on_the_margin_of_visits():
    rich = Practice("x", costs=Costs(variable_per_visit=Decimal("400.00")))
    seen = see(ONE, practice=rich, inputs={"steered_share": 10_000, "kept_share": 50_000})
    # $1,000 less $400 a visit, twelve visits a year: $7,200; a tenth
    assert worth(seen, "tiering", {}, {"right_to_exit": "yes"}) == (72_000,) * 3
    assert change(seen, "exclusivity", {"present": "yes"}, {"present": "no"}).unit == "cents once"
    assert change(see(ONE), "tiering", {}, {"right_to_exit": "yes"}).asks[-1].startswith("practice.yaml")
