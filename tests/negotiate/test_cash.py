"""Cash by month: vectors worked by hand, and money that is neither made nor lost on its way."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counteroffer.negotiate.cash import DAYS_A_MONTH, Lags, Tail, cash_by_month, ramped
from counteroffer.negotiate.walkaway import leave, stay
from tests.negotiate.leavings import leavings, vector

MONTH = DAYS_A_MONTH
NOW = Lags(Fraction(0), Fraction(0), Fraction(0))


def small(**other):
    """12 visits a year at 100.00 that cost 40.00; nothing kept, nothing filled, leaving is free."""
    said = {
        "visits": Fraction(12), "rate": Fraction(10000), "cost": Fraction(4000), "retention": Fraction(0),
        "backfill": Fraction(0), "one_off": Fraction(0),
    }  # fmt: skip
    return vector(**(said | other))


def test_the_payer_goes_on_paying_for_what_was_before():
    # one and a half months of lag: month 1 brings a whole visit of before, month 2 half of one, month 3 nothing
    cash = cash_by_month(small(), Lags(MONTH * 3 / 2, MONTH, MONTH), months=4)
    assert [one.leave for one in cash.months] == [10000, 5000, 0, 0]
    assert [one.old for one in cash.months] == [10000, 5000, 0, 0]
    assert [one.stay for one in cash.months] == [6000] * 4
    assert [one.behind for one in cash.months] == [-4000, -3000, 3000, 9000]
    assert (cash.trough.month, cash.trough.behind, cash.growing, cash.turns) == (4, 9000, True, None)


def test_visits_kept_cost_at_once_and_bring_later():
    said = small(retention=Fraction(1, 2), out_of_network=Fraction(15000))
    cash = cash_by_month(said, Lags(Fraction(0), 2 * MONTH, MONTH), months=4)
    # each month half a visit: costs 20.00; from month 3 it brings 75.00
    assert [one.leave for one in cash.months] == [-2000, -2000, 5500, 5500]
    assert (cash.lowest.month, cash.lowest.leave) == (1, -2000)


def test_backfill_rises_evenly_and_leaving_costs_in_the_first_month():
    said = small(backfill=Fraction(1), backfill_rate=Fraction(20000), ramp=Fraction(2), one_off=Fraction(30000))
    cash = cash_by_month(said, NOW, months=4)
    # a quarter of a visit, three quarters, one, one; 160.00 each
    assert [one.leave for one in cash.months] == [4000 - 30000, 12000, 16000, 16000]
    # behind: 320, 260, 160, 60
    assert [one.behind for one in cash.months] == [32000, 26000, 16000, 6000]
    assert (cash.trough.month, cash.trough.behind, cash.turns, cash.growing) == (1, 32000, 2, False)


def test_care_that_goes_on_is_paid_at_the_old_rate_and_frees_no_place():
    said = small(backfill=Fraction(1), backfill_rate=Fraction(20000))
    cash = cash_by_month(said, NOW, Tail(Fraction(1, 4), MONTH * 3 / 2), months=3)
    # a quarter at the old 60.00 and three quarters at 160.00; in the second month an eighth; then none
    assert [one.leave for one in cash.months] == [1500 + 12000, 750 + 14000, 16000]
    assert [one.old for one in cash.months] == [2500, 1250, 0]


def test_referrals_that_are_lost_are_missing_every_month():
    cash = cash_by_month(small(contamination=Fraction(1, 2), referred=Fraction(24000)), NOW, months=2)
    assert [one.leave for one in cash.months] == [-1000, -1000]


def test_cash_needs_a_month():
    with pytest.raises(ValueError, match="at least one month"):
        cash_by_month(small(), NOW, months=0)


@given(st.integers(0, 300).map(lambda n: Fraction(n, 10)))
def test_twelve_months_of_a_ramp_are_its_first_year(ramp):
    year = sum(ramped(ramp, month) for month in range(1, 13)) / 12
    assert year == (1 - ramp / 24 if ramp <= 12 else 6 / ramp)


@settings(max_examples=60)
@given(leavings)
def test_a_year_without_any_lag_is_the_first_year_of_the_formula(said):
    cash = cash_by_month(said, NOW, months=12)
    assert sum(one.leave for one in cash.months) == leave(said)
    assert sum(one.stay for one in cash.months) == stay(said)


@settings(max_examples=60)
@given(leavings, st.tuples(*[st.integers(0, 120).map(Fraction)] * 3))
def test_lags_delay_money_and_lose_none(said, days):
    """Once all has settled, each month brings what the month's visits do; and what came late is what came early."""
    months = 48
    slow, fast = (cash_by_month(said, lags, months=months) for lags in (Lags(*days), NOW))
    assert slow.months[-1].leave == fast.months[-1].leave
    late = sum(one.leave for one in fast.months) - sum(one.leave for one in slow.months)
    monthly, full = said.visits / 12, (1 - said.retention) * said.backfill
    # at the end the last months' money is still to come, and at the beginning that of before came in
    kept, filled = said.retention * said.out_of_network * days[1], full * said.backfill_rate * days[2]
    assert late == monthly * (kept + filled - said.rate * days[0]) / DAYS_A_MONTH


@given(leavings, st.integers(0, 400).map(Fraction))
def test_a_tail_of_nobody_changes_nothing(said, days):
    lags = Lags(Fraction(30), Fraction(60), Fraction(30))
    assert cash_by_month(said, lags, Tail(Fraction(0), days)) == cash_by_month(said, lags)


@given(leavings)
def test_a_tail_of_everybody_for_ever_is_staying(said):
    free = vector(visits=said.visits, rate=said.rate, cost=said.cost, one_off=Fraction(0))
    cash = cash_by_month(free, Lags(Fraction(45), Fraction(60), Fraction(30)), Tail(Fraction(1), Fraction(10_000)))
    assert all(one.leave == one.stay for one in cash.months)
    assert cash.turns == 1


def _by_visit(said, lags, tail, months):
    """The same cash with every visit on its own: a year of 360 days, twelve visits a day split by the shares."""
    month, cash = 30, [Fraction(0)] * months
    daily = said.visits / 360

    def put(day, amount):
        if 0 <= day < months * month:
            cash[day // month] += amount

    for day in range(-12 * month, months * month):
        old = Fraction(1) if day < 0 else tail[0] if day < tail[1] else Fraction(0)
        filled = (
            Fraction(0)
            if day < 0
            else said.backfill * (min(1, Fraction(day, 1) / (said.ramp * month)) if said.ramp else 1)
        )
        kept, new = (1 - old) * said.retention, (1 - old) * (1 - said.retention) * filled
        put(day, -daily * (old + kept + new) * said.cost)
        put(day + lags[0], daily * old * said.rate)
        put(day + lags[1], daily * kept * said.out_of_network)
        put(day + lags[2], daily * new * said.backfill_rate)
    cash[0] -= said.one_off
    return [one - said.contamination * said.referred / 12 for one in cash]


@pytest.mark.parametrize(
    ("ramp", "lags", "tail"),
    [
        (0, (0, 0, 0), (0, 0)),
        (0, (45, 20, 37), (0, 0)),
        (0, (100, 75, 15), ("0.2", 90)),
        (3, (30, 60, 90), (0, 0)),
        (2, (45, 20, 37), (0, 0)),
        (4, (45, 75, 15), ("0.2", 90)),
    ],
)
def test_visits_followed_one_day_at_a_time_bring_the_same_cash(ramp, lags, tail):
    """Days of a twelfth of a year; a ramp within a month is taken at its middle by the formula, day by day here."""
    said = vector(ramp=Fraction(ramp), contamination=Fraction("0.1"), referred=Fraction(12_000_000))
    share, days = Fraction(tail[0]), int(tail[1])
    want = _by_visit(said, lags, (share, days), 9)
    scale = DAYS_A_MONTH / 30
    cash = cash_by_month(said, Lags(*(day * scale for day in lags)), Tail(share, days * scale), 9)
    # while the backfill rises a month's visits are not spread quite evenly: that is all that may differ
    rising = said.visits / 12 * said.backfill_rate * Fraction(2, 100) if ramp else Fraction(1)
    for found, told in zip(cash.months, want, strict=True):
        assert abs(found.leave - told) <= rising
    assert abs(sum(one.leave for one in cash.months) - sum(want)) <= 2 * rising
