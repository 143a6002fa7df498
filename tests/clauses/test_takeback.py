"""Money taken back in dollars: hazards by age against plain Python, offsets, audits, eligibility, approvals."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counteroffer.clauses.hazard import hazards
from counteroffer.core.practice import Costs, Practice
from counteroffer.measure.sure import wilson
from tests.clauses.rows import D, change, over, see, worth
from tests.measure.many import AS_OF, facts
from tests.measure.rows import denied, row

MADE, ROWS = facts()
RICH = Practice("Cedar & Oak", costs=Costs(cost_of_capital_percent=Decimal(10)))
TAKEN = [
    {"claim": f"C{n}", "paid_date": AS_OF - dt.timedelta(600), "moved_date": AS_OF - dt.timedelta(600 - 40 * n),
     "cents": 1000 + 100 * n}
    for n in range(1, 15)
]  # fmt: skip
SEEN = over(MADE, movements=TAKEN)


def months(first, last):
    whole = (last.year - first.year) * 12 + last.month - first.month
    return whole + (last.day > first.day)


def by_hand(limit):
    """The yearly take-backs up to an age, by the formula, one claim and one month at a time."""
    first = {}
    for r in ROWS:
        if r["payer"] == "Acme" and r["outcome_first"] == "paid" and r["first_paid_date"] <= r["as_of"]:
            key = r["claim_key"]
            first[key] = min(first.get(key, r["first_paid_date"]), r["first_paid_date"])
    ages = [months(day, AS_OF) for day in first.values()]
    kept = {r["month"] for r in ROWS if r["payer"] == "Acme" and r["month"]}
    base = sorted(kept)[-12:]
    paid = {r["claim_key"] for r in ROWS if r["payer"] == "Acme" and r["month"] in base and r["outcome"] == "paid"}
    total = Fraction(0)
    for after, upto in ((0, 12), (12, 10**4)):
        exposed = sum(max(min(age, upto) - after, 0) for age in ages)
        nets = [t["cents"] for t in TAKEN if after < months(t["paid_date"], t["moved_date"]) <= upto]
        held = max(min(limit, max(ages), upto) - after, 0)
        if nets:
            total += held * Fraction(len(nets), exposed) * Fraction(sum(nets), len(nets))
    return float(total * len(paid))


@pytest.mark.parametrize("limit", [3, 12, 15, 18, 24, 60])
def test_what_a_look_back_lets_the_payer_take_is_that_of_plain_python(limit):
    found = change(SEEN, "lookback", {"months": limit}, {"months": limit})
    assert found.today.likely == pytest.approx(by_hand(limit), abs=1)
    assert by_hand(60) > 0


def test_a_look_back_without_a_limit_reaches_as_far_as_the_data():
    silent = change(SEEN, "lookback", {}, {"months": 12})
    assert silent.likely == pytest.approx(by_hand(99) - by_hand(12), abs=2)
    assert silent.low < silent.likely < silent.high


@settings(max_examples=40, deadline=None)
@given(now=st.integers(0, 60), limit=st.integers(0, 60), more=st.integers(0, 60))
def test_a_longer_look_back_is_never_worth_more_to_the_practice(now, limit, more):
    short, long = (change(SEEN, "lookback", {"months": now}, {"months": m}) for m in (limit, limit + more))
    assert short.low >= long.low
    assert short.likely >= long.likely
    assert short.high >= long.high
    assert worth(SEEN, "lookback", {"months": now}, {"months": now}) == (0, 0, 0)


def test_no_take_back_at_all_is_no_proof_that_there_will_be_none():
    found = change(over(MADE), "lookback", {"months": 24}, {"months": 12})
    assert (found.low, found.likely) == (0, 0)
    assert found.high > 0


def test_a_band_that_few_claims_have_reached_goes_with_the_one_before_it():
    names = [band.name for band in hazards(SEEN).bands]
    assert names == ["1-12", "over 12"]  # 24 months of data: few claims are older than 18 months


def test_the_range_of_a_hazard_is_wilsons_over_claim_months():
    for band in hazards(SEEN).bands:
        low, high = wilson(band.events, band.exposed)
        assert float(band.rates[0]) == pytest.approx(low, abs=1e-9)
        assert float(band.rates[2]) == pytest.approx(high, abs=1e-9)


def test_notice_of_an_offset_is_worth_the_use_of_the_money():
    moved = {"cents": 73_000, "moved_date": D(2025, 3, 20)}
    seen = see(row(), movements=[moved], practice=RICH)
    # $730 a month is $8,760 a year; 10% over 45 of 365 days is $108.00
    assert worth(seen, "offset", {}, {"notice_days": 45}) == (10800, 10800, 10800)
    assert worth(seen, "offset", {"notice_days": 45}, {"notice_days": 0}) == (-10800, -10800, -10800)


def test_records_that_the_payer_pays_for_cost_nothing():
    inputs = {"audit_requests": (10, 20, 40), "audit_record_cost": 1500}
    assert worth(see(row(), inputs=inputs), "audit", {}, {"records_paid": "yes"}) == (15_000, 30_000, 60_000)
    assert change(see(row()), "audit", {}, {"records_paid": "yes"}).how == "claims and your inputs"


def test_lost_eligibility_lies_between_what_was_paid_before_and_all_of_it():
    lost = {"denial_category": "front_end.eligibility", "service_date": D(2025, 3, 3)}
    late = denied(paid_date=D(2025, 8, 1), expected=4000, **lost) | {"outcome_first": "paid"}
    soon = denied(paid_date=D(2025, 4, 1), expected=9000, claim="B", **lost)
    seen = see(late, soon)
    assert worth(seen, "retro_eligibility", {}, {"reliance": "yes"}) == (4000 * 12, None, 13000 * 12)
    # within 60 days only the one of $90 could be denied
    assert worth(seen, "retro_eligibility", {}, {"days": 60}) == (4000 * 12, None, 4000 * 12)


def test_what_is_denied_after_approval_is_saved_by_approvals_that_bind():
    seen = see(
        denied(prior_auth="A1", expected=5000), denied(expected=7000, claim="B"), row(prior_auth="A2", claim="C")
    )
    found = change(seen, "retro_denial", {}, {"binding": "yes"})
    assert found.likely == 5000 * 12
    assert found.n == 1
    assert found.lines.tolist() == [1]
