"""Draws held against closed forms over their whole length: distribution, independence, and what must rise with what."""

from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counteroffer.negotiate.draws import PERT, SHAPES, TRIANGULAR, draw, draw_range
from counteroffer.negotiate.ranges import Range
from counteroffer.negotiate.uncertain import swings
from tests.negotiate.leavings import uncertain

N = 50_000
CRITICAL = 1.95 / N**0.5
"""The distance from the true distribution that one sample of so many in a thousand goes beyond (Kolmogorov-Smirnov)."""


def triangle(x, low, likely, high):
    """The triangular distribution's share below x, in closed form."""
    left = (x - low) ** 2 / ((high - low) * max(likely - low, 1e-300))
    right = 1 - (high - x) ** 2 / ((high - low) * max(high - likely, 1e-300))
    return np.where(x < likely, left, right)


@pytest.mark.parametrize("ends", [(0.2, 0.35, 0.6), (0.0, 0.0, 1.0), (0.0, 1.0, 1.0), (85.0, 98.0, 105.0)])
def test_triangular_draws_have_the_closed_forms_distribution(ends):
    said = Range(*(Fraction(str(end)) for end in ends))
    drawn = np.sort(draw_range(said, N, np.random.default_rng(3), TRIANGULAR))
    steps = np.arange(1, N + 1) / N
    apart = np.abs(triangle(drawn, *ends) - steps + 0.5 / N).max()
    assert apart < CRITICAL


def test_a_symmetric_pert_has_its_closed_form_in_every_moment():
    # on 0, 1/2, 1 it is beta(3, 3): mean 1/2, variance 1/28, density 30 x^2 (1 - x)^2, so its share below 1/4 is
    # 10 x^3 - 15 x^4 + 6 x^5 = 53/512
    drawn = draw_range(Range(Fraction(0), Fraction(1, 2), Fraction(1)), N, np.random.default_rng(4), PERT)
    assert abs(drawn.mean() - 0.5) < 0.005
    assert abs(drawn.var() - 1 / 28) < 0.001
    assert abs((drawn < 0.25).mean() - 53 / 512) < 0.008


def test_parts_are_drawn_apart_from_each_other():
    wide = Range(Fraction(0), Fraction(1, 2), Fraction(1))
    both = draw(uncertain(retention=wide, backfill=wide), N)
    # r* = 42 + 53 ret + 75 (1 - ret) bf in dollars; with ret and bf apart its mean is that of the parts' means
    assert abs(both.reserve.mean() / 100 - (42 + 26.5 + 75 * 0.25)) < 0.15


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(SHAPES), st.integers(0, 20_000), st.integers(0, 20_000), st.integers(0, 99))
def test_the_part_of_the_draws_in_which_leaving_is_better_never_rises_with_the_rate(shape, one, other, seed):
    drawn = draw(uncertain(retention=Range(Fraction(1, 5), Fraction(1, 3), Fraction(3, 5))), 400, seed, shape)
    low, high = sorted((one, other))
    assert 0 <= drawn.beats(Fraction(high)) <= drawn.beats(Fraction(low)) <= 1


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(SHAPES), st.integers(0, 99), st.sampled_from(["retention", "backfill"]))
def test_every_draw_lies_between_the_swings_of_the_only_uncertain_part(shape, seed, name):
    said = uncertain(**{name: Range(Fraction(1, 5), Fraction(1, 3), Fraction(3, 5))})
    (swing,) = swings(said)
    drawn = draw(said, 300, seed, shape)
    assert float(swing.at_low) - 1e-6 <= drawn.reserve.min()
    assert drawn.reserve.max() <= float(swing.at_high) + 1e-6


@pytest.mark.parametrize("shape", SHAPES)
def test_a_wider_range_spreads_the_answer_more(shape):
    narrow = draw(uncertain(backfill=Range(Fraction(2, 5), Fraction(1, 2), Fraction(3, 5))), N, shape=shape)
    wide = draw(uncertain(backfill=Range(Fraction(1, 5), Fraction(1, 2), Fraction(4, 5))), N, shape=shape)
    assert abs(wide.reserve.std() / narrow.reserve.std() - 3) < 0.05


def test_pert_trusts_the_likely_value_more_than_the_triangle():
    said = uncertain(backfill=Range(Fraction(1, 10), Fraction(1, 2), Fraction(9, 10)))
    spread = {shape: draw(said, N, shape=shape).reserve.std() for shape in SHAPES}
    assert spread[PERT] < spread[TRIANGULAR]
    # beta(3, 3) has a variance of 1/28 of the width squared, the even triangle 1/24
    assert abs((spread[PERT] / spread[TRIANGULAR]) ** 2 - 24 / 28) < 0.02


@pytest.mark.parametrize("months", [0, 3, 12, 18, 36])
def test_a_ramp_is_the_same_in_draws_and_in_the_formula(months):
    said = attrs.evolve(uncertain(), ramp=Range.at(months))
    part = 1 - months / 24 if months <= 12 else 6 / months
    # 84.925 has 0.65 x 0.5 x 75 = 24.375 of backfill in it
    assert np.allclose(draw(said, 4).reserve / 100, 84.925 - 24.375 * (1 - part))
