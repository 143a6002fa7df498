"""Alternatives within a standard: a small country worked by hand, and laws that hold for any."""

import math
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counteroffer.negotiate.alternatives import Members, Region, Standard, between, reach_table, reaches

DEGREE = 2 * math.pi * 3958.7613 / 360
"""Miles of one degree of latitude: 69.09."""

POINTS = {"00001": (30_000_000, -97_000_000), "00002": (31_000_000, -97_000_000), "00003": (33_000_000, -97_000_000)}
"""ZIPs one above the other: 0, 1 and 3 degrees north of the first."""


def region(*clinicians, radius=500.0):
    return Region(POINTS, {"bones": set(clinicians)}, ["00001"], radius)


def one(members, where, standard=None):
    (found,) = reaches(members, where, {"bones": standard} if standard else {})
    return found


def member(zip_code, patients, kind="bones"):
    return Members(zip_code, kind, patients)


CLINICIANS = (("A", "00001"), ("B", "00002"), ("C", "00002"))
PEOPLE = [member("00001", 5), member("00002", 3), member("00003", 2)]


def test_members_are_counted_by_how_many_clinicians_are_near_enough():
    found = one(PEOPLE, region(*CLINICIANS), Standard(miles=60))
    # in ZIP 1 only A (0 miles; B and C are 69.1 away); in ZIP 2 B and C; in ZIP 3 nobody within 60
    assert (found.none, found.one, found.more) == (2, 5, 3)
    assert (found.members, found.unlocated, found.clinicians) == (10, 0, 3)
    assert found.by_zip == (("00001", 5, 1, 0.0), ("00002", 3, 2, 0.0), ("00003", 2, 0, pytest.approx(2 * DEGREE)))
    assert found.nearest == (0.0, pytest.approx(2 * DEGREE))


def test_a_further_standard_reaches_more():
    found = one(PEOPLE, region(*CLINICIANS), Standard(miles=70))
    assert (found.none, found.one, found.more) == (2, 0, 8)


def test_minutes_count_as_miles_at_the_pace_that_is_said_and_the_tighter_rules():
    pace = Decimal("1.5")
    assert Standard(miles=60, minutes=60, minutes_per_mile=pace).limit == pytest.approx(40)
    assert Standard(miles=30, minutes=60, minutes_per_mile=pace).limit == 30
    assert Standard(minutes=60, minutes_per_mile=pace).limit == pytest.approx(40)
    assert Standard(minutes=60).limit is None
    assert "not checked: no minutes a mile are said" in Standard(miles=30, minutes=60).says
    assert Standard(30, 60, pace).says == "30 miles and 60 minutes (at 1.5 minutes a mile)"


def test_without_a_standard_nobody_is_counted_but_the_nearest_is_told():
    found = one(PEOPLE, region(*CLINICIANS))
    assert (found.none, found.one, found.more, found.edge) == (None, None, None, 0)
    assert found.nearest == (0.0, pytest.approx(2 * DEGREE))


def test_without_any_clinician_all_have_none():
    found = one(PEOPLE, region(), Standard(miles=60))
    assert (found.none, found.one, found.more, found.nearest) == (10, 0, 0, None)


def test_a_clinician_with_two_places_is_one_and_members_without_a_point_are_apart():
    found = one(
        [*PEOPLE, member("99999", 4), member("", 1)], region(("A", "00001"), ("A", "00002")), Standard(miles=70)
    )
    assert (found.unlocated, found.members, found.one, found.more) == (5, 10, 8, 0)


def test_members_whose_standard_reaches_beyond_the_import_are_told():
    found = one(PEOPLE, region(*CLINICIANS, radius=100.0), Standard(miles=60))
    assert found.edge == 5  # ZIP 1: 0 + 60 within 100; ZIP 2: 69 + 60 beyond it (3 members); ZIP 3: further still (2)


def test_kinds_are_told_apart_the_largest_first():
    found = reaches([member("00001", 1, "hearts"), *PEOPLE], region(*CLINICIANS), {})
    assert [(r.kind, r.members, r.clinicians) for r in found] == [("bones", 10, 3), ("hearts", 1, 0)]


def test_outside_a_row_with_a_small_count_is_withheld_whole():
    found = one([member("00001", 50), member("00002", 40), member("00003", 3)], region(*CLINICIANS), Standard(miles=60))
    inside, outside = (reach_table([found], least).to_pylist()[0] for least in (0, 11))
    assert (inside["none"], inside["members"], inside["withheld"]) == (3, 93, "")
    assert (outside["none"], outside["one"], outside["more"], outside["members"]) == (None, None, None, None)
    assert outside["withheld"] == "a count below 11"
    assert outside["kind"] == "bones"
    large = one([member("00001", 50), member("00002", 40)], region(*CLINICIANS), Standard(miles=60))
    assert reach_table([large], 11).to_pylist()[0]["members"] == 90


ZIPS = st.sampled_from(sorted(POINTS))


@settings(deadline=None)
@given(
    st.lists(st.tuples(ZIPS, st.integers(1, 9)), max_size=6),
    st.lists(st.tuples(st.sampled_from("ABCDE"), ZIPS), max_size=8),
    st.integers(1, 250),
)
def test_every_member_is_counted_once_and_as_by_plain_comparing(people, clinicians, limit):
    members = [member(zip_code, n) for zip_code, n in dict(people).items()]
    if not members:
        return
    found = one(members, region(*clinicians), Standard(miles=limit))
    tally = {0: 0, 1: 0, 2: 0}
    for m in members:
        near = {n for n, z in clinicians if abs(POINTS[z][0] - POINTS[m.zip][0]) / 1e6 * DEGREE <= limit + 1e-9}
        tally[min(len(near), 2)] += m.patients
    assert (found.none, found.one, found.more) == (tally[0], tally[1], tally[2])
    assert found.none + found.one + found.more == found.members == sum(m.patients for m in members)


@settings(deadline=None)
@given(st.integers(1, 150), st.integers(0, 100))
def test_a_wider_standard_never_leaves_more_members_without_anybody(limit, more):
    one_, other = (one(PEOPLE, region(*CLINICIANS), Standard(miles=m)) for m in (limit, limit + more))
    assert other.none <= one_.none


def test_a_table_of_distances_has_a_row_for_each_of_the_first():
    made = between(POINTS, ["00001", "00003"], ["00002"])
    assert made.shape == (2, 1)
    assert made[0, 0] == pytest.approx(DEGREE)
    assert between(POINTS, ["00001"], []).shape == (1, 0)
