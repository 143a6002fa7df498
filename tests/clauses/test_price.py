"""The price and what reduces it, in dollars: by hand on a few lines, and by plain Python on some thousand."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counteroffer.clauses.dollars.price import mean_gain
from counteroffer.core.practice import Practice
from counteroffer.measure.answer import answer
from tests.clauses.rows import change, over, see, worth
from tests.measure.many import facts
from tests.measure.rows import denied, row

MADE, ROWS = facts()
SEEN = over(MADE)
MINE = [r for r in ROWS if r["payer"] == "Acme" and r["month"] in SEEN.months]
ALLOWED = sum(r["allowed"] for r in MINE if r["outcome"] == "paid")


def test_the_base_period_is_the_last_twelve_months_and_its_revenue_what_was_allowed():
    assert len(SEEN.months) == 12
    assert SEEN.revenue == ALLOWED
    assert SEEN.window[0].day == 1
    assert (SEEN.window[1] + dt.timedelta(1)).day == 1


def bound(charge, rate, **said):
    return row(charge=charge, contracted=rate, expected=min(charge, rate), allowed=min(charge, rate), **said)


def test_striking_the_lesser_of_is_worth_the_gap_of_the_lines_that_it_bound():
    seen = see(bound(8000, 10000), bound(20000, 10000, claim="B"))
    found = change(seen, "lesser_of", {"by": "line"}, {"by": "none"})
    assert found.likely == 2000 * 12
    assert found.n == 1
    assert answer("lesser_of_losses", seen.base)["value"].to_pylist() == [2000]


def test_by_claim_a_high_charge_makes_up_for_a_low_one_on_the_same_claim():
    both = see(bound(8000, 10000, claim="A"), bound(11000, 10000, claim="A", line=2), bound(9000, 10000, claim="B"))
    # claim A: 2,000 short on one line, 1,000 to spare on the other
    assert change(both, "lesser_of", {"by": "line"}, {"by": "claim"}).likely == (3000 - 2000) * 12
    assert change(both, "lesser_of", {"by": "claim"}, {"by": "none"}).likely == 2000 * 12


def test_a_lesser_of_that_does_not_hold_yet_would_bind_where_the_charge_is_less():
    free = see(row(charge=8000, contracted=10000, expected=10000, allowed=10000))
    assert change(free, "lesser_of", {"by": "none"}, {"by": "line"}).likely == -2000 * 12


def rest(charge, allowed, **said):
    return row(charge=charge, allowed=allowed, confidence="default", **said)


def test_a_higher_default_rate_pays_more_of_the_charge():
    seen = see(rest(10001, 4000), rest(20000, 8000, claim="B"), row(claim="C"))
    # 60% of $100.01 is $60.01 (half-up), of $200.00 $120.00; at 40% $40.00 and $80.00
    assert change(seen, "default_rate", {"percent_of_charges": 40}, {"percent_of_charges": 60}).likely == 6001 * 12
    assert change(seen, "default_rate", {"percent_of_charges": 40}, {"percent_of_charges": 60}).n == 2
    # Medicare is $80.00: the first line lies $40.00 below
    assert change(seen, "default_rate", {"percent_of_charges": 40}, {}).today.likely == 4000 * 12


RESTS = see(rest(10001, 4000), rest(20000, 8000, claim="B"))


@settings(max_examples=30, deadline=None)
@given(now=st.integers(0, 100), one=st.integers(0, 100), more=st.integers(0, 100))
def test_a_higher_percent_is_never_worth_less(now, one, more):
    for kind, field in (("default_rate", "percent_of_charges"), ("escalator", "percent")):
        low, high = (change(RESTS, kind, {field: now}, {field: p}) for p in (one, one + more))
        assert low.likely <= high.likely
        assert low.low <= high.low
        assert worth(RESTS, kind, {field: now}, {field: now}) == (0, 0, 0)


def test_an_escalator_adds_its_mean_year():
    seen = see(row(allowed=100_000, expected=100_000))  # $12,000 a year
    assert seen.revenue == 1_200_000
    assert worth(seen, "escalator", {}, {"percent": 3}) == (36_000,) * 3
    three = see(row(allowed=100_000, expected=100_000), inputs={"term_years": 36})
    # 3%, 6.09%, 9.2727%: 18.3627% in three years, 6.1209% in the mean year
    assert worth(three, "escalator", {}, {"percent": 3}) == (73_451,) * 3
    assert worth(three, "escalator", {}, {"percent": 3, "compounding": "no"}) == (72_000,) * 3


def test_three_percent_three_times_is_the_vector_of_the_notes():
    assert mean_gain(10**6, 3000, 3, compounding=True) * 3 - mean_gain(10**6, 3000, 2, compounding=True) * 2 == 92_727
    assert mean_gain(10**6, 3000, 3, compounding=False) == 60_000


def test_an_index_without_a_percent_has_no_number():
    assert change(see(row()), "escalator", {}, {"index": "MEI"}).span is None


def test_what_own_costs_rise_by_is_what_standing_still_costs():
    seen = see(row(allowed=100_000), practice=Practice("x", cost_growth={"2024": "4.2", "2025": "3.9"}))
    assert change(seen, "escalator", {"percent": 1}, {"percent": 3}).today.likely == 34_800  # 3.9% less 1% of $12,000


def test_paying_nurse_practitioners_in_full_adds_what_is_lacking():
    people = Practice("x", clinicians={"n1": "NP", "n2": "MD"})
    seen = see(row(allowed=8500), row(allowed=10000, claim="B", rendering_npi="n2"), practice=people)
    assert worth(seen, "practitioner_percent", {"percent": 85}, {"percent": 100})[1] == 1500 * 12
    assert worth(seen, "practitioner_percent", {"percent": 85}, {"percent": 90})[1] == 500 * 12
    assert change(see(row()), "practitioner_percent", {}, {"percent": 100}).span is None


def test_ranked_lines_below_half_of_their_rate_are_steeper_than_medicare():
    quarter = {"rank": 2, "modified": 40000, "contracted": 10000, "expected": 10000, "allowed": 10000}
    seen = see(row(**quarter), row(rank=1, modified=40000, contracted=40000, claim="B"))
    assert change(seen, "multiple_procedures", {"follows": "payer"}, {"follows": "cms"}).likely == 10000 * 12
    half = see(row(**(quarter | {"contracted": 20000, "expected": 20000})))
    assert change(half, "multiple_procedures", {"follows": "payer"}, {"follows": "cms"}).likely == 0


def cause(line, name, dollars):
    return {"line_id": line, "direction": "under", "cause": name, "dollars": dollars, "how": "told", "evidence": "",
            "others": "", "hypothesis": None}  # fmt: skip


def test_reductions_beyond_the_contract_are_in_it_too():
    seen = see(
        row(), row(claim="B"), variances=[cause(2, "multiple_reduction", 700), cause(9, "multiple_reduction", 5)]
    )
    assert change(seen, "multiple_procedures", {}, {"follows": "cms"}).likely == 700 * 12


def test_lower_codes_and_edits_are_apart():
    lower = row(code="99212", allowed=6000, variance=-4000, underpaid=True)
    edit = denied(denial_category="coding.edit", expected=5000, claim="B")
    seen = see(lower, edit, row(claim="C"), variances=[cause(3, "bundled", 900), cause(1, "downcoded", 4000)])
    assert worth(seen, "claim_editing", {}, {"downcoding": "no"}) == (4000 * 12,) * 3
    assert worth(seen, "claim_editing", {}, {"follows": "ncci"}) == (0, 900 * 12, 5900 * 12)


def test_a_withhold_lies_between_all_and_nothing_until_it_says_what_comes_back():
    seen = see(row(paid=98_000, withheld=2_000))
    assert worth(seen, "withhold", {"percent": 2}, {"percent": 0}) == (0, None, 24_000)
    assert worth(seen, "withhold", {"percent": 2, "returned_percent": 50}, {"percent": 0}) == (12_000,) * 3


def test_sequestration_is_two_percent_of_what_an_advantage_plan_pays():
    plan = row(product="medicare_advantage", paid=50_000)
    assert worth(see(plan), "sequestration", {"passed_on": "yes"}, {"passed_on": "no"}) == (12_000,) * 3
    taken = see(plan, variances=[cause(1, "sequestration", 1020)])
    assert worth(taken, "sequestration", None, {"passed_on": "no"}) == (1020 * 12,) * 3
    assert change(see(row(product="commercial")), "sequestration", None, {"passed_on": "no"}).how == "not in claims"


def test_the_escalator_over_many_lines_is_that_of_plain_python():
    found = change(SEEN, "escalator", {"percent": 1}, {"percent": 4})
    assert found.likely == pytest.approx(float(Fraction(ALLOWED) * 3 / 100), abs=1)
