"""A rate after its steps, exactly; and the days between the steps."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.contracts.escalate import Stage, escalated, horizon, stages
from counteroffer.contracts.terms import Change, Contract, Escalator
from counteroffer.core.dates import OPEN

FROM = dt.date(2026, 7, 1)
LAST = dt.date(2035, 12, 31)
THREE = (3000, 3000, 3000)


def by(**said):
    return Escalator(**{"since": FROM, "percent": 3000} | said)


@pytest.mark.parametrize(
    ("said", "cents", "after"),
    [
        ({}, 100_000_000, 109_272_700),
        ({"compounding": False}, 100_000_000, 109_000_000),
        ({}, 10000, 10927),
        ({}, 15, 16),
        ({"rounded": True}, 15, 15),
        ({"rounded": True}, 50, 56),  # 51.5 is 52, 53.56 is 54, 55.62 is 56
        ({}, 50, 55),  # 54.63635
    ],
)
def test_three_percent_three_times(said, cents, after):
    assert escalated(by(**said), cents, THREE) == after


@given(
    cents=st.integers(0, 10_000_000), percents=st.lists(st.integers(-5_000, 20_000), max_size=8), rounded=st.booleans(),
    compounding=st.booleans(),
)  # fmt: skip
def test_pencil_and_paper_agree(cents, percents, rounded, compounding):
    rate = Decimal(cents)
    for percent in percents:
        rate += (rate if compounding else Decimal(cents)) * Decimal(percent) / 100_000
        rate = rate.quantize(Decimal(1), rounding=ROUND_HALF_UP) if rounded else rate
    due = max(int(rate.quantize(Decimal(1), rounding=ROUND_HALF_UP)), 0)
    assert escalated(by(rounded=rounded, compounding=compounding), cents, tuple(percents)) == due


def test_steps_fall_on_the_anniversaries_and_every_day_has_one_stage():
    found = stages(by(), dt.date(2026, 1, 1), dt.date(2028, 6, 30), LAST)
    assert found == [
        Stage(dt.date(2026, 1, 1), dt.date(2026, 6, 30), ()),
        Stage(dt.date(2026, 7, 1), dt.date(2027, 6, 30), (3000,)),
        Stage(dt.date(2027, 7, 1), dt.date(2028, 6, 30), (3000, 3000)),
    ]


def test_steps_before_the_version_began_have_been_made():
    (first, *_) = stages(by(), dt.date(2027, 7, 1), OPEN, LAST)
    assert first == Stage(dt.date(2027, 7, 1), dt.date(2028, 6, 30), (3000, 3000))


def test_a_contract_without_an_end_has_steps_to_the_horizon_and_no_price_beyond():
    contract = Contract("c", "1", "P", (), dt.date(2025, 1, 1))
    assert horizon(contract, [2025]) == LAST
    assert horizon(contract, [2040]) == dt.date(2043, 12, 31)
    *_, ahead, beyond = stages(by(), contract.since, OPEN, LAST)
    assert (ahead.until, len(ahead.percents)) == (LAST, 10)
    assert beyond == Stage(dt.date(2036, 1, 1), OPEN, None)


def test_a_step_takes_the_newest_change_of_its_year_between_floor_and_cap():
    index = (
        Change(dt.date(2026, 1, 1), 1000), Change(dt.date(2026, 7, 1), 4000),  # the newest of the first year
        Change(dt.date(2028, 6, 30), -500),
    )  # fmt: skip
    found = stages(by(percent=None, index=index, floor=0, cap=3500), dt.date(2026, 1, 1), OPEN, LAST)
    assert [stage.percents for stage in found] == [(), (3500,), None]  # 2027 has no change at all
    assert found[2].until == OPEN
    with_2027 = (*index, Change(dt.date(2027, 6, 1), 2000))
    found = stages(by(percent=None, index=with_2027, floor=0, cap=3500), dt.date(2026, 1, 1), OPEN, LAST)
    assert found[3].percents == (3500, 2000, 0)
