"""Ranges as a person writes them: exact, in order, and never read otherwise than they were meant."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.negotiate.ranges import CENTS, NUMBER, SHARE, Range, plain, read_range, whole_cents, write_range


@pytest.mark.parametrize(
    ("text", "unit", "low", "likely", "high"),
    [
        ("20-35-60%", SHARE, "0.2", "0.35", "0.6"),
        ("20-35-60", SHARE, "0.2", "0.35", "0.6"),
        ("20% - 35% - 60%", SHARE, "0.2", "0.35", "0.6"),
        ("0.5%", SHARE, "0.005", "0.005", "0.005"),
        ("0", SHARE, "0", "0", "0"),
        ("105.00", CENTS, "10500", "10500", "10500"),
        ("$12,000", CENTS, "1200000", "1200000", "1200000"),
        ("90-98.125-105", CENTS, "9000", "9812.5", "10500"),
        (".5-1-2.25", NUMBER, "0.5", "1", "2.25"),
    ],
)
def test_one_value_or_three_are_read_exactly(text, unit, low, likely, high):
    assert read_range(text, unit) == Range(Fraction(low), Fraction(likely), Fraction(high))


@pytest.mark.parametrize(
    ("text", "unit", "why"),
    [
        ("20-60", SHARE, "neither one value nor low-likely-high"),  # which of them is likely nobody said
        ("60-35-20%", SHARE, "does not run from low"),
        ("0.35", SHARE, "write it with a % sign"),
        ("0.2-0.35-0.6", SHARE, "write it with a % sign"),
        ("110%", SHARE, "more than 100%"),
        ("105%", CENTS, "should not be"),
        ("", CENTS, "neither"),
        ("ten", CENTS, "neither"),
        ("$", CENTS, "neither"),
        ("-5", NUMBER, "neither"),
        ("1,00", CENTS, "neither"),
    ],
)
def test_what_could_be_read_two_ways_is_not_read_at_all(text, unit, why):
    with pytest.raises(ValueError, match=why):
        read_range(text, unit)


def test_a_range_out_of_order_cannot_be_made():
    with pytest.raises(ValueError, match="from low over likely to high"):
        Range(Fraction(2), Fraction(1), Fraction(3))


hundredths = st.integers(0, 10_000).map(lambda n: Fraction(n, 100))


@given(st.lists(hundredths, min_size=3, max_size=3).map(sorted), st.sampled_from([SHARE, CENTS, NUMBER]))
def test_what_is_written_is_read_back_the_same(ends, unit):
    scale = {SHARE: Fraction(1, 100), CENTS: Fraction(100), NUMBER: Fraction(1)}[unit]
    said = Range(*(end * scale for end in ends))
    assert read_range(write_range(said, unit), unit) == said


@given(st.text(alphabet="0123456789.,-%$ ", max_size=15), st.sampled_from([SHARE, CENTS, NUMBER]))
def test_any_text_is_a_range_in_order_or_refused(text, unit):
    try:
        said = read_range(text, unit)
    except ValueError:
        return
    assert 0 <= said.low <= said.likely <= said.high
    assert unit != SHARE or said.high <= 1


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**4))
def test_cents_are_rounded_half_away_from_zero(top, below):
    want = (Decimal(top) / Decimal(below)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert whole_cents(Fraction(top, below)) == want


def test_a_fraction_is_written_with_the_places_it_needs():
    assert [plain(Fraction(v), 2) for v in ("84.925", "84", "0.5", "-3.1")] == ["84.925", "84.00", "0.50", "-3.10"]
    assert plain(Fraction(2, 3), 2) == "0.666667"
    assert plain(Fraction(1200)) == "1200"
