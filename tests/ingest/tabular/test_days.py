"""Dates: what has one reading is read, what has two is not."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.ingest.tabular.days import (
    DAY_FIRST,
    MONTH_FIRST,
    ORDERS,
    YEAR_FIRST,
    birthday,
    day,
    orders_of,
    readings,
)

MARCH_4 = date(2025, 3, 4)


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-04", "2025/3/4", "20250304", "4-Mar-2025", "Mar 4, 2025", "March 4 2025", "04 MAR 25",
        "2025-03-04T10:15:00", "2025-03-04 10:15:00", "45720",
    ],
)  # fmt: skip
def test_a_date_with_one_reading_is_the_same_in_every_order(text):
    assert readings(text) == dict.fromkeys(ORDERS, MARCH_4)


@pytest.mark.parametrize("text", ["03/04/2025", "3-4-25", "03042025", "3/4/2025 12:00:00 AM"])
def test_a_date_with_two_readings_needs_an_order(text):
    assert readings(text) == {MONTH_FIRST: MARCH_4, DAY_FIRST: date(2025, 4, 3)}
    assert day(text, MONTH_FIRST) == MARCH_4
    assert day(text, DAY_FIRST) == date(2025, 4, 3)


def test_a_day_beyond_twelve_decides():
    assert readings("03/14/2025") == {MONTH_FIRST: date(2025, 3, 14)}
    assert readings("14/03/2025") == {DAY_FIRST: date(2025, 3, 14)}
    assert orders_of(["03/04/2025", "03/14/2025"]) == (MONTH_FIRST,)
    assert orders_of(["03/04/2025"]) == (MONTH_FIRST, DAY_FIRST)
    assert orders_of(["2025-03-04", "words"]) == ORDERS


def test_a_year_in_front_may_have_two_digits_only_when_it_can_be_no_month():
    assert readings("25/03/04") == {DAY_FIRST: date(2004, 3, 25), YEAR_FIRST: MARCH_4}
    assert YEAR_FIRST not in readings("03/04/25")


@pytest.mark.parametrize("text", ["", "00/00/0000", "0000-00-00", "N/A", "-"])
def test_a_cell_that_says_nothing_is_no_date(text):
    assert day(text, MONTH_FIRST) is None


@pytest.mark.parametrize("text", ["13/13/2025", "02/30/2025", "yesterday", "12345678", "1/1", "99213"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match="is not a date"):
        day(text, MONTH_FIRST)


def test_nobody_is_born_tomorrow():
    ahead = date.today() + timedelta(days=400)  # noqa: DTZ011
    assert birthday(f"{ahead:%m/%d/%y}", MONTH_FIRST).year == ahead.year - 100
    assert birthday("05/06/75", MONTH_FIRST) == date(1975, 5, 6)


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)))
def test_every_date_comes_back_in_the_order_it_was_written(when):
    for pattern, order in (
        ("%m/%d/%Y", MONTH_FIRST),
        ("%d.%m.%Y", DAY_FIRST),
        ("%d-%b-%Y", DAY_FIRST),
        ("%Y%m%d", YEAR_FIRST),
    ):
        assert day(when.strftime(pattern), order) == when
    assert day(str((when - date(1899, 12, 30)).days), MONTH_FIRST) == when
