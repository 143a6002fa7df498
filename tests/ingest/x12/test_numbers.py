"""Money, quantities and dates agree with the exact readers of core, one by one."""

import string
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core.dates import from_ccyymmdd
from counteroffer.core.money import cents as exact_cents
from counteroffer.ingest.x12.columns import PAD, Buffer, Spans
from counteroffer.ingest.x12.numbers import LARGEST, cents, days, exact_thousandths, last_days, thousandths

NUMBER = st.text("0123456789.-", max_size=12) | st.text(string.printable, max_size=20)
DIGITS = st.text(string.digits, min_size=8, max_size=8) | st.text(string.digits + "-", max_size=17)


def column(values):
    """Values as spans of one buffer, with something between them."""
    encoded = [value.encode() for value in values]
    ends = np.cumsum([len(value) + 1 for value in encoded], dtype=np.int64) + PAD if encoded else np.zeros(0, np.int64)
    sizes = np.array([len(value) for value in encoded], dtype=np.int64)
    return Spans(Buffer.of(b"".join(value + b"9" for value in encoded)), ends - 1 - sizes, ends - 1)


def exactly(read, value):
    try:
        found = read(value)
    except ValueError:
        return None
    return found if abs(found) <= LARGEST else None


@given(st.lists(NUMBER))
def test_amounts_read_eight_digits_at_a_stroke_agree_with_reading_one_by_one(values):
    read = cents(column(values))
    assert read.given.tolist() == [bool(value) for value in values]
    expected = [exactly(exact_cents, value) if value else None for value in values]
    assert read.nullable().to_pylist() == expected


@given(st.lists(NUMBER))
def test_quantities_agree_with_reading_one_by_one(values):
    expected = [exactly(exact_thousandths, value) if value else None for value in values]
    assert thousandths(column(values)).nullable().to_pylist() == expected


@pytest.mark.parametrize(
    ("text", "amount"),
    [("0", 0), ("12.5", 1250), ("-.07", -7), ("99999.99", 9999999), ("5.", 500), ("1234567.89", 123456789), ("-0", 0)],
)
def test_amounts_as_payers_write_them(text, amount):
    assert cents(column([text])).value.tolist() == [amount]


@pytest.mark.parametrize(
    "text", ["", ".", "-", "-.", "1.234", "1,000", "1e3", "--1", "1-", "1.2.3", "9" * 20, "$5", "٣"]
)
def test_what_is_no_amount_is_bad_and_counts_nothing(text):
    read = cents(column([text]))
    assert read.value.tolist() == [0]
    assert read.bad.tolist() == [bool(text)]


def day_of(value):
    try:
        return from_ccyymmdd(value)
    except ValueError:
        return None


@given(st.lists(DIGITS | st.dates().map(lambda day: f"{day:%Y%m%d}".rjust(8, "0"))))
def test_dates_agree_with_reading_one_by_one(values):
    expected = [day_of(value[:8] if len(value) == 17 and value[8] == "-" else value) for value in values]
    assert days(column(values)).days().to_pylist() == expected


@given(st.dates(date(1900, 1, 1), date(2099, 1, 1)), st.integers(0, 400))
def test_a_range_of_dates_gives_its_first_and_its_last_day(first, length):
    last = first + timedelta(days=length)
    values = column([f"{first:%Y%m%d}-{last:%Y%m%d}", f"{first:%Y%m%d}"])
    assert days(values).days().to_pylist() == [first, first]
    assert last_days(values).days().to_pylist() == [last, first]
