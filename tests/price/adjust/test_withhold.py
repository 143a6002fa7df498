"""Withhold and sequestration change what is paid, not what is allowed: worked by hand, and against plain Decimal."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.price.rows import line, price, rate, rule


def kept(percent, key="*"):
    return rule(key, percent, kind="withhold")


def taken(percent, key="*"):
    return rule(key, percent, kind="sequestration")


def paid(rules, **said):
    (found,) = price([line(**said)], [rate()], rules=rules)
    return found["expected"], found["withheld"], found["sequestered"]


@pytest.mark.parametrize(
    ("rules", "owed", "found"),
    [
        ([], 2_000, (10_000, 0, 0)),
        # vector nr. 22: allowed 100.00, coinsurance 20.00, 2% of 80.00 = 1.60: 98.40 together
        ([taken(2_000)], 2_000, (10_000, 0, 160)),
        ([kept(5_000)], 2_000, (10_000, 400, 0)),
        # 5% of 80.00 = 4.00; 2% of the other 76.00 = 1.52
        ([kept(5_000), taken(2_000)], 2_000, (10_000, 400, 152)),
        ([kept(5_000), taken(2_000)], 10_000, (10_000, 0, 0)),
        ([kept(5_000), taken(2_000)], 12_000, (10_000, 0, 0)),
        ([kept(5_000), kept(10_000, "99213")], 0, (10_000, 1_000, 0)),
        ([kept(5_000), kept(10_000, "99214")], 0, (10_000, 500, 0)),
        ([kept(100_000), taken(2_000)], 0, (10_000, 10_000, 0)),
        # half-up: 1.5% of 0.33 is 0.00495
        ([kept(1_500)], 9_967, (10_000, 0, 0)),
        ([kept(1_520)], 9_967, (10_000, 1, 0)),
    ],
)
def test_what_is_kept_and_taken_of_the_payers_share_is_as_worked_by_hand(rules, owed, found):
    assert paid(rules, patient_resp=owed) == found


def test_a_line_without_a_price_has_nothing_withheld_and_no_other_version_is_reached():
    (found,) = price([line(billed_code="00000")], [rate()], rules=[kept(5_000)])
    assert (found["withheld"], found["sequestered"]) == (None, None)
    assert paid([kept(5_000) | {"contract": "other"}]) == (10_000, 0, 0)


def test_an_underpayment_is_of_the_allowed_amount_and_not_of_what_is_paid():
    (found,) = price([line(allowed=10_000)], [rate()], rules=[kept(50_000), taken(2_000)])
    assert (found["variance"], found["underpaid"]) == (0, False)


@given(
    st.lists(st.tuples(st.integers(0, 500_000), st.integers(0, 500_000)), min_size=50, max_size=50),
    st.integers(0, 100_000),
    st.integers(0, 100_000),
)
@settings(max_examples=20, deadline=None)
def test_both_pricers_agree_on_what_is_kept_and_taken(amounts, held, cut):
    lines = [line(i, billed_code=f"{i:05}", patient_resp=owed) for i, (_, owed) in enumerate(amounts)]
    rates = [rate(code=f"{i:05}", rate=amount) for i, (amount, _) in enumerate(amounts)]
    cent = Decimal("0.01")
    for (amount, owed), row in zip(amounts, price(lines, rates, rules=[kept(held), taken(cut)]), strict=True):
        share = max(Decimal(amount - owed) / 100, Decimal(0))
        withheld = (share * held / 100_000).quantize(cent, ROUND_HALF_UP)
        due = ((share - withheld) * cut / 100_000).quantize(cent, ROUND_HALF_UP)
        assert (Decimal(row["withheld"]) / 100, Decimal(row["sequestered"]) / 100) == (withheld, due)
