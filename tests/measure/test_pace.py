"""A payer's pace, each rule on days that can be counted by hand."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.measure.pace import (
    Pace,
    first_day,
    last_day,
    missing_months,
    month_of,
    months_between,
)


def weekly(first, last, but=()):
    """A payer that pays every seven days."""
    days = [first + timedelta(days=n) for n in range(0, (last - first).days + 1, 7)]
    return [{"payment_date": d, "n": 1} for d in days if month_of(d) not in but]


def answered(months, *lags, charge=100):
    """One line on the first of each month for every lag."""
    return [{"service_date": first_day(m), "lag": lag, "lines": 1, "charge": charge} for m in months for lag in lags]


def pace(lags=(10, 40), first=date(2025, 1, 3), last=date(2025, 12, 26), but=(), practice=None):
    paid = weekly(first, last, but)
    return Pace.of(answered(months_between("2025-01", "2025-06"), *lags), paid, practice or last)


def test_the_pace_is_read_from_months_with_120_days_of_payments_after_them():
    one = pace()
    # 31 July + 120 days is 28 November: settled; 31 August + 120 days is 29 December: the payments end on the 26th
    assert [m for m in months_between("2025-01", "2025-12") if one.run_out(m)] == months_between("2025-01", "2025-07")
    assert (one.history, one.settled_months) == (12, 6)
    assert (one.weights[10], one.weights[40]) == (0.5, 0.5)


def test_a_month_has_arrived_as_far_as_the_pace_reaches_back_from_the_last_payment():
    one = pace()
    assert one.arrived("2025-06") == 1
    # November: the half after 10 days is here whole; of the half after 40 days, services until the 16th (16 of 30)
    assert one.arrived("2025-11") == pytest.approx(0.5 + 0.5 * 16 / 30)
    # December: services until the 16th have their first half (16 of 31), none its second
    assert one.arrived("2025-12") == pytest.approx(0.5 * 16 / 31)
    assert one.arrived("2026-02") == 0


def test_a_month_without_payments_is_missing_and_takes_its_part_of_the_dollars_with_it():
    one = pace(but=("2025-09",))
    assert one.missing == {"2025-09"}
    # services of September: answers after 10 days fall into September until the 20th; after 40 days, into October on
    assert one.arrived("2025-09") == pytest.approx(0.5 * 10 / 30 + 0.5)
    assert one.lacks("2025-09") == "missing_remits"
    assert not one.run_out("2025-06")  # 120 days after June reach into the missing month
    assert one.run_out("2025-04")


def test_months_before_the_first_payment_here_lack_what_was_paid_before():
    one = pace(first=date(2025, 3, 7))
    assert one.first == date(2025, 3, 1)
    # 10 days: from 19 February on (10 of 28 days); 40 days: from 20 January on, so all of February
    assert one.arrived("2025-02") == pytest.approx(0.5 * 10 / 28 + 0.5)
    assert one.lacks("2025-02") == "before"
    assert not one.run_out("2025-02")
    assert one.settled_months == 4  # March to June


def test_a_payer_that_falls_silent_while_others_pay_is_missing_from_then_on():
    one = pace(last=date(2025, 10, 31), practice=date(2025, 12, 20))
    assert one.missing == {"2025-11"}  # December is not over


@pytest.mark.parametrize(
    ("payments", "missing"),
    [
        ({"2025-01": 4, "2025-02": 4, "2025-04": 5}, {"2025-03", "2025-05"}),  # weekly: June is not over
        ({"2025-01": 1, "2025-02": 1, "2025-03": 1, "2025-04": 1, "2025-06": 1}, {"2025-05"}),  # 5 of 6 months
        ({"2025-01": 1, "2025-03": 1, "2025-06": 2}, set()),  # now and then
        ({"2025-01": 9, "2025-03": 9}, set()),  # too few months to know
        ({}, set()),
    ],
)
def test_a_month_is_missing_only_where_the_payer_pays_every_month(payments, missing):
    assert missing_months(payments, "2025-06") == missing


def test_without_payments_nothing_has_arrived():
    one = Pace.of(answered(["2025-01"], 5), [], None)
    assert one.arrived("2025-01") == 0
    assert (one.history, one.last) == (0, None)


@given(st.dates(date(1999, 1, 1), date(2098, 12, 31)), st.integers(0, 50))
def test_months_follow_one_another(day, more):
    month = month_of(day)
    assert first_day(month) <= day <= last_day(month)
    assert (last_day(month) + timedelta(days=1)).day == 1
    later = month_of(first_day(month) + timedelta(days=31 * more))
    every = months_between(month, later)
    assert every[0] == month
    assert every[-1] == later
    assert all(first_day(b) == last_day(a) + timedelta(days=1) for a, b in pairwise(every))


@given(st.lists(st.integers(0, 700), min_size=1, max_size=9))
def test_what_has_arrived_never_grows_towards_later_months(lags):
    one = pace(lags=tuple(lags))
    shares = [one.arrived(m) for m in months_between("2025-08", "2026-01")]
    assert all(0 <= share <= 1 + 1e-9 for share in shares)
    assert all(b <= a + 0.04 for a, b in pairwise(shares))
