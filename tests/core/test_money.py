"""Money is exact."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core.money import cents, dollars, half_up, nearest, round_cents, show


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("100", 10000),
        ("-12.5", -1250),
        (".07", 7),
        ("0", 0),
        ("1234.50", 123450),
        (" 3 ", 300),
        ("5.", 500),
        ("-0.00", 0),
    ],
)
def test_an_amount_is_read_as_x12_writes_it(text, amount):
    assert cents(text) == amount


@pytest.mark.parametrize("text", ["", "abc", "1,000", "1.005", "--1", "1e3", "$5", "NaN", "1.2.3"])
def test_what_is_no_amount_is_refused_not_guessed(text):
    with pytest.raises(ValueError, match=r"amount|cent"):
        cents(text)


@given(st.integers(-(10**13), 10**13))
def test_cents_and_dollars_are_each_others_inverse(amount):
    assert cents(str(dollars(amount))) == amount


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**7))
def test_half_up_division_agrees_with_decimal(numerator, denominator):
    exact = (Decimal(numerator) / Decimal(denominator)).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert half_up(numerator, denominator) == int(exact)


def test_a_half_cent_rounds_away_from_zero():
    assert half_up(5, 10) == 1
    assert half_up(-5, 10) == -1
    assert round_cents(Decimal("87.345")) == 8735
    assert round_cents(Decimal("-87.345")) == -8735


def test_money_is_written_for_a_person():
    assert show(123450) == "$1,234.50"
    assert show(-300) == "-$3.00"
    assert show(123450, whole=True) == "$1,235"
    assert show(None) == "not known"


def test_an_exact_value_is_rounded_half_away_from_zero():
    assert [nearest(Fraction(n, 2)) for n in (1, -1, 3, -3, 4)] == [1, -1, 2, -2, 2]
    assert nearest(Fraction(10, 3)) == 3
    assert nearest(7) == 7
