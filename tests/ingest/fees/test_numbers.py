"""Published decimals become exact integers, or are refused with their place."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core.errors import InputError
from counteroffer.ingest.fees.numbers import scaled


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_any_number_comes_back_as_decimal_wrote_it(value, digits):
    text = f"{Decimal(value).scaleb(-digits):f}"
    assert scaled("f", 1, text, digits) == value
    assert scaled("f", 1, text, 4) == value * 10 ** (4 - digits)


@pytest.mark.parametrize(("text", "cents"), [("", 0), (".07", 7), ("1,234.5", 123_450), ("$8", 800), ("3.200", 320)])
def test_published_forms(text, cents):
    assert scaled("f", 1, text, 2) == cents


@pytest.mark.parametrize("text", ["N/A", "1.2.3", "-", ".", "1e5", "1.005"])
def test_what_is_no_such_number_is_refused_with_its_place(text):
    with pytest.raises(InputError, match="f:7: "):
        scaled("f", 7, text, 2)
