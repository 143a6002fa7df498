"""Business hours: holidays against pandas' calendar, minutes against a clock that ticks every minute."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counteroffer.core.hours import Hours, holidays

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST, LAST = (datetime.fromisoformat(day) for day in ("2024-12-20", "2025-01-25"))


def test_holidays_are_those_of_another_calendar():
    calendar = pytest.importorskip("pandas.tseries.holiday").USFederalHolidayCalendar()
    theirs = {day.date() for day in calendar.holidays("2011-01-01", "2035-12-31")}
    ours = {day for year in range(2011, 2036) for day in holidays(year)}
    assert ours == theirs


def test_a_new_years_day_on_a_saturday_is_kept_in_the_old_year():
    assert date(2021, 12, 31) in holidays(2021)
    assert not [day for day in holidays(2022) if day.month == 1 and day.day < 10]
    assert date(2024, 1, 1) in holidays(2024)


def micros(moment):
    return int((moment.replace(tzinfo=UTC) - EPOCH) / timedelta(microseconds=1))


def between(hours, begin, end):
    return int(hours.minutes(np.array([micros(begin)]), np.array([micros(end)]))[0])


@pytest.mark.parametrize(
    ("begin", "end", "due"),
    [
        ("2025-03-03 09:00", "2025-03-03 11:30", 150),
        ("2025-03-03 16:00", "2025-03-04 09:00", 120),  # one hour on each day
        ("2025-03-07 16:00", "2025-03-10 09:00", 120),  # over a weekend
        ("2025-07-03 16:00", "2025-07-07 09:00", 120),  # Friday is Independence Day
        ("2025-03-08 10:00", "2025-03-09 10:00", 0),
        ("2025-03-03 05:00", "2025-03-03 20:00", 540),
        ("2025-03-03 00:00", "2025-03-05 00:00", 1080),  # days only: two business days
    ],
)
def test_minutes_are_counted_by_hand(begin, end, due):
    assert between(Hours(), datetime.fromisoformat(begin), datetime.fromisoformat(end)) == due


@settings(max_examples=30)
@given(
    st.datetimes(FIRST, LAST).map(lambda m: m.replace(second=0, microsecond=0)),
    st.integers(0, 6 * 24 * 60),
    st.sampled_from(["8-17", "08:30-16:45", "0-24"]),
)
def test_minutes_are_those_of_a_clock_that_ticks(begin, length, text):
    hours = Hours.of(text)
    closed = {*holidays(2024), *holidays(2025)}

    def working(moment):
        minute = moment.hour * 60 + moment.minute
        return moment.weekday() < 5 and moment.date() not in closed and hours.opens <= minute < hours.closes

    ticks = sum(working(begin + timedelta(minutes=n)) for n in range(length))
    assert between(hours, begin, begin + timedelta(minutes=length)) == ticks


@pytest.mark.parametrize("text", ["", "17-8", "8-25", "8:70-9", "8", "eight to five", "8-8"])
def test_hours_that_are_none_are_refused(text):
    with pytest.raises(ValueError, match=r"is not (like|two times)"):
        Hours.of(text)
