"""Great-circle miles: against published distances between airports' coordinates, and the laws of a distance."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core.distance import RADIUS, miles

POINTS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [
        (
            (36.12, -86.67),
            (33.94, -118.40),
            2887.2599 / 1.609344,
        ),  # BNA to LAX: the haversine example of Rosetta Code, R 6372.8
        (
            (40.6397, -73.7789),
            (51.4706, -0.4619),
            3451,
        ),  # JFK to LHR, Great Circle Mapper, statute miles, on the ellipsoid
        ((33.9425, -118.4081), (40.6397, -73.7789), 2475),  # LAX to JFK, Great Circle Mapper
        ((30.2672, -97.7431), (29.7604, -95.3698), 146),  # Austin to Houston, as the crow flies
    ],
    ids=["BNA-LAX", "JFK-LHR", "LAX-JFK", "Austin-Houston"],
)
def test_published_distances_are_met_within_half_a_percent(one, other, published):
    assert float(miles(*one, *other)) == pytest.approx(published, rel=0.005)


def test_the_nashville_example_is_met_to_its_last_digit_on_its_own_radius():
    assert float(miles(36.12, -86.67, 33.94, -118.40)) * 6372.8 / RADIUS == pytest.approx(2887.2599506071, abs=1e-6)


def test_a_degree_along_a_meridian_is_a_360th_of_the_way_round_and_antipodes_are_half_of_it():
    assert float(miles(10, 20, 11, 20)) == pytest.approx(2 * math.pi * RADIUS / 360)
    assert float(miles(0, 0, 0, 180)) == pytest.approx(math.pi * RADIUS)


def test_arrays_are_broadcast_to_a_table_of_distances():
    made = miles(
        np.array([[30.0], [31.0]]), np.array([[-97.0], [-97.0]]), np.array([30.0, 32.0]), np.array([-97.0, -97.0])
    )
    assert made.shape == (2, 2)
    assert made[0, 0] == 0
    assert made[0, 1] == pytest.approx(2 * made[1, 1])


@given(POINTS)
def test_a_point_is_no_way_from_itself(point):
    assert float(miles(*point, *point)) == 0


@given(POINTS, POINTS)
def test_there_and_back_are_as_far_and_never_more_than_half_round(one, other):
    there = float(miles(*one, *other))
    assert there == pytest.approx(float(miles(*other, *one)), abs=1e-6)
    assert 0 <= there <= math.pi * RADIUS + 1e-6


@given(POINTS, POINTS, POINTS)
def test_a_way_round_is_never_shorter(one, other, third):
    direct = float(miles(*one, *third))
    assert direct <= float(miles(*one, *other)) + float(miles(*other, *third)) + 1e-4


@given(POINTS, POINTS)
def test_it_is_the_angle_between_two_arrows_from_the_middle_of_the_earth(one, other):
    arrows = []
    for latitude, longitude in (one, other):
        a, b = math.radians(latitude), math.radians(longitude)
        arrows.append(np.array([math.cos(a) * math.cos(b), math.cos(a) * math.sin(b), math.sin(a)]))
    cross, dot = np.linalg.norm(np.cross(*arrows)), float(np.dot(*arrows))
    assert float(miles(*one, *other)) == pytest.approx(RADIUS * math.atan2(cross, dot), abs=0.05)
