"""Amounts for one unit: worked by hand, and against exact fractions."""

from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.discover.units import unit_amount, unit_range


def ranged(allowed, milliunits):
    least, greatest = unit_range(np.array([allowed]), np.array([milliunits]))
    return int(least[0]), int(greatest[0])


@pytest.mark.parametrize(
    ("allowed", "units", "expected"),
    [
        (10336, 1, (10336, 10336)),  # one unit says it exactly
        (20672, 2, (10336, 10336)),  # 103.355 x 2 would be 206.71, 103.365 x 2 would be 206.73
        (2067, 2, (1033, 1034)),  # 10.335 each, less or more by a quarter of a cent: shown as 10.33 or 10.34
        (500, 40, (12, 13)),  # 12.5 cents each
        (501, 40, (13, 13)),
        (101, 3, (34, 34)),
    ],
)
def test_a_line_leaves_these_amounts_possible(allowed, units, expected):
    assert ranged(allowed, units * 1000) == expected


def test_half_a_unit_leaves_three_amounts():
    assert ranged(50, 500) == (99, 101)


def test_the_amount_for_one_unit_is_rounded_half_up():
    got = unit_amount(np.array([2067, 2066, 1000]), np.array([2000, 2000, 3000]))
    assert got.tolist() == [1034, 1033, 333]


def half_up(value):
    return floor(value + Fraction(1, 2))


@given(st.integers(1, 10**7), st.integers(0, 999), st.integers(1, 60_000))
def test_the_true_amount_is_always_possible_even_with_parts_of_a_cent(cents, part, milliunits):
    exact = cents + Fraction(part, 1000)
    allowed = half_up(exact * milliunits / 1000)
    if allowed > 0:
        least, greatest = ranged(allowed, milliunits)
        assert least <= half_up(exact) <= greatest


@given(st.integers(1, 10**7), st.integers(1000, 60_000))
def test_no_amount_outside_could_have_made_the_line(allowed, milliunits):
    least, greatest = ranged(allowed, milliunits)
    assert greatest - least <= 1
    for amount in (least - 1, greatest + 1):
        lowest = (amount - Fraction(1, 2)) * milliunits / 1000  # what rounds to the amount lies from here ...
        highest = (amount + Fraction(1, 2)) * milliunits / 1000  # ... to below here
        assert highest <= allowed - Fraction(1, 2) or lowest >= allowed + Fraction(1, 2)
