"""Shared savings and bonuses: vectors by hand, and what must hold whatever the numbers are."""

from decimal import ROUND_HALF_UP, Decimal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counteroffer.contracts.arranged import Bonus, Gate, Measured, Range, SharedSavings, Side
from counteroffer.measure.arranged import Worth
from counteroffer.measure.bonus import bonus_cents, kept
from counteroffer.measure.chance import simulate
from counteroffer.measure.shared_savings import bounds, settled

MILLION = 100_000_000
PLAIN = SharedSavings(Side(50_000, 2000), None, None, None)


@pytest.mark.parametrize(
    ("up", "down", "actual", "due"),
    [
        (Side(50_000, 2000), None, 90_000_000, 4_000_000),  # 0.5 x (100,000 - 20,000)
        (Side(50_000, 2000, first_dollar=True), None, 90_000_000, 5_000_000),
        (Side(50_000, 2000, cap=3_000_000), None, 90_000_000, 3_000_000),
        (Side(50_000, 2000, cap=3_000_000, cap_percent=1000), None, 90_000_000, 1_000_000),
        (Side(50_000, 2000), None, 98_000_000, 0),  # at the minimum exactly
        (Side(50_000, 2000), None, 97_999_900, 50),
        (Side(50_000, 2000), None, 120_000_000, 0),
        (Side(50_000), Side(30_000, 2000), 110_000_000, -2_400_000),  # 0.3 x (100,000 - 20,000)
        (Side(50_000), Side(30_000, 2000, cap=2_000_000), 110_000_000, -2_000_000),
        (Side(50_000), Side(30_000, 2000, first_dollar=True), 110_000_000, -3_000_000),
    ],
)
def test_a_settlement_is_as_worked_out_by_hand(up, down, actual, due):
    assert settled(SharedSavings(up, down, None, None), MILLION, actual) == due


SIDES = st.builds(
    Side, st.integers(0, 100_000), st.sampled_from([0, 1000, 2500, 50_000]), st.booleans(),
    st.none() | st.integers(0, 5_000_000), st.none() | st.integers(0, 20_000),
)  # fmt: skip
RANGES = st.lists(st.integers(0, 3 * 10**7), min_size=3, max_size=3).map(lambda v: Range(*sorted(v)))
SAVINGS = st.builds(SharedSavings, SIDES, st.none() | SIDES, st.none(), st.none())


@given(SAVINGS, st.integers(0, 10**8), st.integers(0, 10**8))
def test_a_settlement_stays_within_its_caps_and_without_a_downside_above_nothing(form, benchmark, actual):
    got = settled(form, benchmark, actual)
    if form.up.cap is not None:
        assert got <= form.up.cap
    if form.down is None:
        assert got >= 0
    elif form.down.cap is not None:
        assert got >= -form.down.cap
    assert got <= max(0, benchmark - actual)
    assert got >= -max(0, actual - benchmark)


@settings(max_examples=300)
@given(SAVINGS, RANGES, RANGES, st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=30))
def test_nothing_between_the_ends_lies_outside_of_low_and_high(form, benchmark, actual, points):
    low, high = bounds(form, benchmark, actual)
    likely = settled(form, benchmark.likely, actual.likely)
    assert low <= likely <= high
    for one, other in points:
        b = benchmark.low + round((benchmark.high - benchmark.low) * one)
        a = actual.low + round((actual.high - actual.low) * other)
        assert low - 1 <= settled(form, b, a) <= high + 1  # a cent by the rounding of a cap


def independent(form, eligible, scores, gates):
    """The bonus in Decimal, as it stands in the notes: eligible x weight x score(measure)."""
    if any(got < gate.at_least for gate, got in zip(form.gates, gates, strict=True)):
        return 0
    total = Decimal(0)
    for one, score in zip(form.measures, scores, strict=True):
        reached = Decimal(score) / 100_000
        if one.start is not None and one.start == one.full:
            reached = Decimal(score >= one.start)
        elif one.start is not None:
            reached = min(max(Decimal(score - one.start) / (one.full - one.start), Decimal(0)), Decimal(1))
        if one.count is not None and one.count < one.minimum:
            reached = Decimal(0)
        part = Decimal(eligible) * one.weight / 100_000 * reached
        total += part.quantize(Decimal(1), ROUND_HALF_UP)
    return int(total)


PERCENTS = st.integers(0, 100_000)
MEASURES = st.builds(
    Measured, st.just("m"), st.integers(0, 30_000), st.none(), st.none(), st.none(),
    st.none() | st.integers(0, 40), st.sampled_from([0, 30]),
) | st.builds(
    lambda weight, ends: Measured("m", weight, None, *sorted(ends)), st.integers(0, 30_000),
    st.tuples(st.integers(0, 100) .map(lambda p: p * 1000), st.integers(0, 100).map(lambda p: p * 1000)),
)  # fmt: skip


@given(st.lists(MEASURES, min_size=1, max_size=3), st.integers(0, 10**9), st.data())
def test_a_bonus_is_what_an_independent_sum_gives_and_rises_with_every_score(measures, eligible, data):
    form = Bonus(eligible, None, tuple(measures), (Gate("g", 50_000, None),))
    scores = data.draw(st.lists(PERCENTS, min_size=len(measures), max_size=len(measures)))
    gate = data.draw(PERCENTS)
    got = bonus_cents(form, eligible, scores, [gate])
    assert got == independent(form, eligible, scores, [gate])
    better = [min(100_000, score + data.draw(PERCENTS)) for score in scores]
    assert got <= bonus_cents(form, eligible, better, [100_000])
    assert got <= eligible + len(measures)


def test_what_may_be_taken_back_is_a_percent_of_the_bonus():
    form = Bonus(1, None, (Measured("m", 100_000, None),), clawback=25_000)
    assert kept(form, 10_002) == 7501  # 2,500.5 goes off, rounded half-up to 2,501


def worth_of(*ranges):
    return Worth(0, 0, 0, ranges=ranges, at=sum)


def test_draws_are_the_same_for_a_seed_and_lie_within_the_ranges():
    worths = [worth_of(Range(0, 60, 100_000), Range(7, 7, 7)), worth_of(Range(1000, 2000, 3000)), Worth(0, None, 0)]
    one, same, other = simulate(worths, 500, 3), simulate(worths, 500, 3), simulate(worths, 500, 4)
    assert one == same != other
    assert 1007 <= one.tenth <= one.middle <= one.ninetieth <= 103_007
    assert (one.draws, one.seed, one.left_out) == (500, 3, 1)
    assert simulate([Worth(0, None, 0)]) is None


def test_drawn_means_are_those_of_a_triangle():
    found = simulate([worth_of(Range(0, 30_000, 90_000))], 20_000, 1)
    assert abs(found.mean - 40_000) < 600  # (0 + 30,000 + 90,000) / 3; five standard errors are 670
    assert abs(found.middle - 38_038) < 1000  # 90,000 - sqrt(90,000 x 60,000 / 2) = 38,038


def test_what_is_sure_is_drawn_as_it_is():
    found = simulate([attrs.evolve(worth_of(Range(5, 5, 5)))], 10)
    assert (found.tenth, found.middle, found.ninetieth, found.mean) == (5, 5, 5, 5)
