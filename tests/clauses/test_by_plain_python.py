"""Some thousand lines: each expression against plain Python over the same rows, line by line."""

from decimal import Decimal
from fractions import Fraction

import pytest

from counteroffer.clauses.chances import Share
from counteroffer.clauses.worth import Span
from counteroffer.contracts.arranged import Range
from counteroffer.core.money import half_up
from counteroffer.core.practice import Costs, Practice
from tests.clauses.rows import change, over
from tests.measure.many import days, facts

MADE, ROWS = facts()
RICH = Practice("Cedar & Oak", costs=Costs(cost_of_capital_percent=Decimal(9), variable_per_visit=Decimal(20)))
SEEN = over(MADE, practice=RICH, inputs={"steered_share": 10_000})
MINE = [r for r in ROWS if r["payer"] == "Acme" and r["month"] in SEEN.months]
PAID = [r for r in MINE if r["outcome"] == "paid"]


def duplicate(r):
    only = r["denial_first_category"] == "duplicate" and r["denial_category"] in ("", "duplicate")
    return only and r["outcome"] != "paid"


def first_denied(r):
    return r["outcome_first"] == "denied" and not duplicate(r)


def lost(r):
    return r["outcome"] == "denied" and not duplicate(r)


def test_medical_necessity():
    first = [r for r in MINE if first_denied(r) and r["denial_first_category"] == "clinical.medical_necessity"]
    won = sum(r["worth"] for r in first if r["outcome"] == "paid")
    gone = sum(r["worth"] for r in MINE if lost(r) and r["denial_category"] == "clinical.medical_necessity")
    found = change(SEEN, "medical_necessity", {}, {"standard": "prudent_physician"})
    assert won
    assert found.likely == pytest.approx(gone * won / sum(r["worth"] for r in first), abs=1)


def test_appeals():
    won = [r for r in MINE if first_denied(r) and r["outcome"] == "paid"]
    back = [(days(r["paid_date"], r["first_paid_date"]), r) for r in won]
    found = change(SEEN, "appeals", {"days": 20}, {"days": 50})
    assert found.high == sum(r["worth"] for n, r in back if 20 < n <= 50) > 0


def test_corrected_claims_from_the_service():
    done = [
        (days(r["corrected_date"], r["service_date"]), r) for r in MINE if r["corrected_date"] and r["service_date"]
    ]
    beyond = [r for n, r in done if n > 100]
    kept = Fraction(sum(r["worth"] for r in beyond if lost(r)), sum(r["worth"] for r in beyond))
    between = sum(r["worth"] for n, r in done if 100 < n <= 150)
    found = change(SEEN, "corrected_claims", {"days": 100}, {"days": 150})
    assert found.likely == pytest.approx(float(between * kept), abs=1)


def test_clean_claim():
    held = [r for r in MINE if first_denied(r) and r["outcome"] == "paid"
            and r["denial_first_category"] == "front_end.information"]  # fmt: skip
    each = [half_up(r["worth"] * 9_000 * days(r["paid_date"], r["first_paid_date"]), 365 * 100_000) for r in held]
    assert held
    assert change(SEEN, "clean_claim", {}, {"standard": "form"}).likely == sum(each)


def test_retro_eligibility_at_the_most():
    gone = [r for r in MINE if lost(r) and r["denial_category"] == "front_end.eligibility"]
    found = change(SEEN, "retro_eligibility", {}, {"reliance": "yes"})
    assert found.high == sum(r["worth"] for r in gone) > 0
    assert found.low == sum(r["worth"] for r in gone if r["outcome_first"] == "paid")


def test_prompt_pay_of_insured_lines():
    runs = [r for r in PAID if r["outcome_first"] == "paid" and r["paid"] > 0 and r["first_paid_date"]]
    late = [
        (days(r["first_paid_date"], start) - 30, r)
        for r in runs
        if (start := r["received_date"] or r["submitted_date"])
    ]
    each = [(half_up(r["paid"] * 12_000 * n, 365 * 100_000), r["funding"]) for n, r in late if n > 0]
    found = change(SEEN, "prompt_pay", {}, {"days": 30, "interest_percent": 12})
    assert found.likely == sum(cents for cents, funding in each if funding == "insured") > 0
    assert found.high == sum(cents for cents, funding in each if funding in ("insured", "unknown"))


def test_the_margin_of_visits_that_a_tier_would_take():
    visits = len({r["visit"] for r in PAID})
    left = sum(r["allowed"] for r in PAID) - visits * 2000
    assert change(SEEN, "tiering", {}, {"right_to_exit": "yes"}).likely == half_up(left, 10)


def test_approvals_that_do_not_bind_and_edits():
    edits = [r for r in MINE if lost(r) and r["denial_category"] in ("coding.edit", "coding.frequency")]
    found = change(SEEN, "claim_editing", {}, {"follows": "ncci"})
    assert found.high == sum(r["worth"] for r in edits) > 0
    assert found.low == 0


@pytest.mark.parametrize(
    ("cents", "span"), [(1000, Span(100, 250, 500)), (-1000, Span(-500, -250, -100)), (0, Span(0, 0, 0))]
)
def test_a_share_of_cents_keeps_its_ends_in_order(cents, span):
    assert Share.of(Range(10_000, 25_000, 50_000)).times(cents) == span


def test_a_share_is_written_in_percent():
    assert Share.of(Range(2_000, 5_000, 10_000)).says() == "5.0% (2.0% to 10.0%)"
    assert Share.of(Range(5_000, 5_000, 5_000)).says() == "5.0%"


def test_a_span_is_written_with_its_likely_value_and_ends():
    assert Span(0, 100, 250).says() == "$1.00, $0.00 to $2.50"
    assert Span(0, None, 250).says() == "$0.00 to $2.50"
    assert Span.sure(-100).says() == "-$1.00"
