"""Working days: by the library, and checked against the house's own rule of federal holidays and the calendar."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core.hours import holidays
from counteroffer.negotiate.working_days import WorkingDays

US = WorkingDays()
days = st.dates(date(2022, 1, 3), date(2035, 12, 31))


@pytest.mark.parametrize("year", range(2021, 2041))
def test_the_library_and_our_own_rule_close_on_the_same_days(year):
    every = [date(year, 1, 1) + timedelta(n) for n in range(365)]
    closed = {day for day in every if day.weekday() < 5 and not US.works(day)}
    assert closed == {day for day in holidays(year) if day < date(year, 12, 31) or day in closed}


@pytest.mark.parametrize(
    ("day", "count", "before"),
    [
        (date(2026, 10, 2), 5, date(2026, 9, 25)),  # a Friday: the Friday before
        (date(2026, 11, 30), 5, date(2026, 11, 20)),  # Thanksgiving on the 26th
        (date(2026, 1, 5), 2, date(2025, 12, 31)),  # New Year's Day between
        (date(2026, 7, 4), 0, date(2026, 7, 2)),  # a Saturday, kept on Friday the 3rd
        (date(2026, 10, 4), 1, date(2026, 10, 2)),  # from a Sunday, Friday is the first
    ],
)
def test_working_days_before_a_day(day, count, before):
    assert US.before(day, count) == before


def test_working_days_after_a_day():
    assert US.after(date(2026, 11, 20), 5) == date(2026, 11, 30)
    assert US.after(date(2026, 7, 3), 0) == date(2026, 7, 6)


def test_further_days_on_which_a_practice_is_closed_count_too():
    bridge = WorkingDays(frozenset({date(2026, 11, 27)}))
    assert bridge.after(date(2026, 11, 25), 1) == date(2026, 11, 30)
    assert US.after(date(2026, 11, 25), 1) == date(2026, 11, 27)


def test_days_below_nothing_are_refused():
    with pytest.raises(ValueError, match="from nothing up"):
        US.before(date(2026, 1, 2), -1)


@given(days, st.integers(0, 60))
def test_numpys_business_days_agree(day, count):
    closed = [d for year in range(day.year - 1, day.year + 2) for d in holidays(year)]
    want = np.busday_offset(np.datetime64(day), -count, "preceding" if count == 0 else "following", holidays=closed)
    assert US.before(day, count) == want.astype(date)
    want = np.busday_offset(np.datetime64(day), count, "following" if count == 0 else "preceding", holidays=closed)
    assert US.after(day, count) == want.astype(date)


@given(days, st.integers(1, 40))
def test_what_is_counted_forward_is_counted_between(day, count):
    there = US.after(day, count)
    assert US.between(day, there) == count
    assert US.between(there, day) == -count
    assert US.works(there)
