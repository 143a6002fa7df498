"""Percents and amounts in digits and in words."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.drafting.figures import MONEY, PERCENT, figures, number

ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_words(value):
    """An independent speller, by recursion: the finder's reader goes the other way."""
    if value < 20:
        return ONES[value]
    if value < 100:
        return TENS[value // 10 - 2] + (f"-{ONES[value % 10]}" if value % 10 else "")
    rest = value % 100
    return f"{ONES[value // 100]} hundred" + (f" {in_words(rest)}" if rest else "")


@given(st.integers(0, 999))
def test_every_number_in_words_is_read_back(value):
    assert number(in_words(value)) == value
    assert number(in_words(value).replace("-", " ").upper()) == value


@given(st.integers(1, 999))
def test_words_with_their_digits_behind_are_one_figure(value):
    (found,) = figures(f"pays {in_words(value)} percent ({value}%) of it")
    assert (found.kind, found.value, found.doubt) == (PERCENT, value, "")


@given(st.integers(1, 99_999), st.integers(0, 3))
def test_digits_are_read_exactly(value, places):
    amount = Decimal(value).scaleb(-places)
    assert [one.value for one in figures(f"at {amount}% of the fee")] == [amount]
    assert [one.value for one in figures(f"at ${amount} a unit")] == [amount]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("one hundred and fifteen percent", ["115"]),
        ("one hundred eighteen and one-half percent (118.5%)", ["118.5"]),
        ("sixty-two point five percent", ["62.5"]),
        ("115 per cent and 120 percent", ["115", "120"]),
        ("$1,402.75 or 40%", ["1402.75", "40"]),
        ("within thirty (30) days", []),
        ("by two (2) percentage points", []),
        ("raised by 2 percent points", []),
        ("Section 3.1 and code 99213 of 2025", []),
        ("one-half of one percent", ["0.5"]),
    ],
)
def test_what_is_a_figure_and_what_is_none(text, values):
    assert [one.value for one in figures(text)] == [Decimal(value) for value in values]


def test_words_and_digits_that_differ_are_a_doubt():
    (found,) = figures("one hundred ten percent (115%) of Medicare")
    assert found.value == 115
    assert found.doubt == "the words say 110%, the digits 115%"


def test_amounts_are_told_in_cents_and_percents_without_zeros():
    assert [one.plain for one in figures("$72.5 and 62.50%")] == ["72.50", "62.5"]
    assert figures("$52.1234")[0].plain == "52.1234"
    assert figures("$3")[0].kind == MONEY


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader_and_figures_stand_in_order(text):
    found = figures(text)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
