"""The formula in exact integers: the vectors of the notes, half a cent, the largest values, and Decimal beside it."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.medicare.formula import payment


def one(work, expense, malpractice, gpcis, conversion):
    rvus = tuple(np.array([value]) for value in (work, expense, malpractice))
    return payment(rvus, gpcis, np.array([conversion])).tolist()[0]


def test_the_vector_of_the_notes_is_met():
    # 1.30 x 1 + 1.30 x 0.95 + 0.10 x 0.80 = 2.615; x 33.4009 = 87.3433...
    assert one(130, 130, 10, (1000, 950, 800), 334_009) == 8734


@pytest.mark.parametrize(
    ("conversion", "cents"),
    [
        (5000, 1),  # 0.01 RVU x 1 x 0.5000 is half a cent: up
        (4999, 0),
        (15_000, 2),  # a cent and a half: up, where banker's rounding would stay even by chance
        (25_000, 3),  # two cents and a half: up, where banker's rounding gives 2
    ],
)
def test_half_a_cent_rounds_up_once_at_the_end(conversion, cents):
    assert one(1, 0, 0, (1000, 1000, 1000), conversion) == cents


def test_the_parts_are_not_rounded_before_they_are_added():
    # three parts of 0.4 cents each are 1.2 cents: one cent, not zero
    assert one(1, 1, 1, (1000, 1000, 1000), 4000) == 1


@given(
    rvus=st.tuples(*[st.integers(0, 200_000)] * 3),
    gpcis=st.tuples(*[st.integers(1, 3000)] * 3),
    conversion=st.integers(1, 1_000_000),
)
def test_any_published_value_and_far_beyond_equals_decimal(rvus, gpcis, conversion):
    exact = sum(Decimal(r) / 100 * Decimal(g) / 1000 for r, g in zip(rvus, gpcis, strict=True))
    dollars = (exact * Decimal(conversion) / 10_000).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    assert one(*rvus, gpcis, conversion) == int(dollars * 100)
