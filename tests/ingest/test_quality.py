"""Balancing rules, by hand-made vectors and against plain sums."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.ingest.quality import claim_gap, line_gap, remit_gap, submitted_gap, sum_by


def cents(*amounts):
    return np.array(amounts, dtype=np.int64)


def test_a_line_balances_when_charge_less_adjustments_is_what_was_paid():
    charge, adjusted, paid = cents(15000, 15000, -15000, 0), cents(6000, 5999, -6000, 0), cents(9000, 9000, -9000, 0)
    assert line_gap(charge, adjusted, paid).tolist() == [0, 1, 0, 0]


def test_a_claim_balances_over_its_own_and_its_lines_adjustments():
    gaps = claim_gap(cents(20000, 20000, 8000), cents(1000, 1000, 8000), cents(8000, 7000, 0), cents(11000, 11000, 0))
    assert gaps.tolist() == [0, 1000, 0]


def test_a_remittance_balances_when_provider_adjustments_reduce_what_its_claims_pay():
    paid, claims, adjusted = (
        cents(14000, 20000, -500, 17000),
        cents(17000, 17000, 0, 17000),
        cents(3000, -3000, 500, 3000),
    )
    assert remit_gap(paid, claims, adjusted).tolist() == [0, 0, 0, 3000]


def test_a_submitted_claim_balances_when_its_lines_add_up():
    assert submitted_gap(cents(20000, 100), cents(20000, 99)).tolist() == [0, 1]


def test_sums_by_owner_are_exact_beyond_what_floats_hold():
    big = 2**53 + 1
    assert sum_by(np.array([0, 2, 2]), cents(big, big, 1), 3).tolist() == [big, 0, big + 1]


@given(st.lists(st.tuples(st.integers(-1, 5), st.integers(-(10**13), 10**13)), max_size=40))
def test_sums_by_owner_agree_with_adding_one_by_one(pairs):
    pairs.sort(key=lambda pair: pair[0])
    owner, amounts = (np.array(column, dtype=np.int64) for column in (zip(*pairs, strict=True) if pairs else ([], [])))
    expected = [sum(amount for of, amount in pairs if of == number) for number in range(6)]
    assert sum_by(owner, amounts, 6).tolist() == expected
