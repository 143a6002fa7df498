"""Draws: the same for the same seed, the exact formula where nothing is uncertain, and means known in closed form."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

from counteroffer.negotiate.draws import PERT, SHAPES, TRIANGULAR, draw, draw_range
from counteroffer.negotiate.ranges import Range
from counteroffer.negotiate.uncertain import NAMES, Uncertain
from counteroffer.negotiate.walkaway import leave, reservation
from tests.negotiate.leavings import leavings, uncertain, vector

WIDE = Range(Fraction("0.2"), Fraction("0.35"), Fraction("0.6"))


@pytest.mark.parametrize("shape", SHAPES)
def test_where_nothing_is_uncertain_every_draw_is_the_exact_formula(shape):
    drawn = draw(uncertain(), 50, shape=shape)
    assert np.allclose(drawn.leave, 15_970_000, rtol=1e-12)
    assert np.allclose(drawn.reserve, 8492.5, rtol=1e-12)
    assert drawn.beats(Fraction(8493)) == 0
    assert drawn.beats(Fraction(8492)) == 1


@settings(max_examples=50)
@given(leavings)
def test_known_values_of_any_kind_give_the_exact_formula_too(said):
    drawn = draw(Uncertain(**{name: Range.at(getattr(said, name)) for name in NAMES}), 2)
    assert np.allclose(drawn.leave, float(leave(said)), rtol=1e-9, atol=1e-3)
    assert np.allclose(drawn.reserve, float(reservation(said)), rtol=1e-9, atol=1e-3)


@pytest.mark.parametrize(
    ("shape", "mean", "variance"),
    [
        # the mean is a third of the ends and the likely value; the variance is their spread over 18
        (TRIANGULAR, (0.2 + 0.35 + 0.6) / 3, (0.04 + 0.1225 + 0.36 - 0.07 - 0.12 - 0.21) / 18),
        # the mean counts the likely value four times; the variance is its two distances from the ends over 7
        (PERT, (0.2 + 1.4 + 0.6) / 6, ((2.2 / 6) - 0.2) * (0.6 - (2.2 / 6)) / 7),
    ],
)
def test_mean_and_variance_of_a_shape_are_those_in_closed_form(shape, mean, variance):
    values = draw_range(WIDE, 200_000, np.random.default_rng(1), shape)
    assert abs(values.mean() - mean) < 5 * (variance / 200_000) ** 0.5
    assert abs(values.var() - variance) < 0.02 * variance
    assert (values.min(), values.max()) >= (0.2, 0.2)
    assert values.max() <= 0.6


def test_the_mean_of_what_leaving_brings_is_linear_in_the_mean_retention():
    drawn = draw(uncertain(retention=WIDE), 200_000)
    mean = float(Fraction("1.15") / 3)
    want = 4000 * (mean * 5300 + (1 - mean) * 0.5 * 7500) - 1_200_000
    spread = 4000 * (5300 - 3750) * (0.1225 / 18) ** 0.5
    assert abs(drawn.leave.mean() - want) < 5 * spread / 200_000**0.5


def test_the_share_of_draws_that_beat_a_rate_is_the_triangles_area():
    # r* = 45 + 37.5 - 3 + 15.5 ret; r* > 84.925 where ret > .35, the likely value: (high - likely) / (high - low)
    drawn = draw(uncertain(retention=WIDE), 200_000)
    assert abs(drawn.beats(Fraction("8492.5")) - 0.25 / 0.4) < 0.006


def test_percentiles_rise_and_the_middle_one_is_the_triangles_median():
    drawn = draw(uncertain(retention=WIDE), 100_000)
    found = list(drawn.percentiles("reserve").values())
    assert found == sorted(found)
    median = 0.6 - (0.4 * 0.25 / 2) ** 0.5  # beyond the likely value half the area is left
    assert abs(drawn.percentiles("reserve")[50] - 100 * (79.5 + 15.5 * median)) < 3


def test_the_same_seed_draws_the_same_and_another_does_not():
    one, again, other = (draw(uncertain(retention=WIDE), 100, seed) for seed in (7, 7, 8))
    assert (one.leave == again.leave).all()
    assert (one.leave != other.leave).any()


def test_a_range_given_to_one_part_moves_the_draws_of_no_other():
    alone = draw(uncertain(retention=WIDE), 100, 7)
    more = draw(uncertain(retention=WIDE, visits=Range(Fraction(3999), Fraction(4000), Fraction(4001))), 100, 7)
    # F / V moves by less than a cent of r*; the retention drawn is the same in both
    assert np.abs(alone.reserve - more.reserve).max() < 1


def test_ramp_and_contamination_enter_the_draws():
    said = uncertain(ramp=Range.at(6), contamination=Range.at(Fraction("0.1")), referred=Range.at(20_000_000))
    want = leave(vector(ramp=Fraction(6), contamination=Fraction("0.1"), referred=Fraction(20_000_000)))
    assert np.allclose(draw(said, 3).leave, float(want))


@pytest.mark.parametrize(("n", "shape", "visits"), [(0, TRIANGULAR, 4000), (5, "bell", 4000), (5, PERT, 0)])
def test_what_cannot_be_drawn_is_refused(n, shape, visits):
    with pytest.raises(ValueError, match=r"draws need|no shape"):
        draw(uncertain(visits=Range.at(visits)), n, shape=shape)
