"""A package's arithmetic: by hand, and against fractions that are never rounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core.errors import InputError
from counteroffer.negotiate.changes import (
    Changes,
    Term,
    headline,
    present,
    seen_sum,
    true_percent,
    value,
    yearly,
)
from tests.negotiate.making import lever, worth

OFFICE = [lever("99213", 18_000_000, seen=2), lever("99214", 19_500_000, seen=1), lever("20610", 2_100_000, seen=1)]
"""$180,000, $195,000 and $21,000 a year: the base of the notes' vector, $396,000."""


def test_nothing_changed_is_worth_exactly_nothing():
    assert yearly(OFFICE, Changes(), 5) == (0, 0, 0, 0, 0)
    assert value(OFFICE, Changes(), Term(5, 3_000)) == 0
    assert headline(OFFICE, Changes()) == 0


def test_a_base_of_four_percent_is_four_percent_of_every_year():
    assert yearly(OFFICE, Changes(4_000), 3) == (1_584_000, 1_584_000, 1_584_000)


def test_an_escalator_compounds_on_the_rates_then_in_force():
    # base 0, 3%: year 1 as today, year 2 +3%, year 3 1.03^2 - 1 = 6.09% of $396,000
    assert yearly(OFFICE, Changes(0, 3_000), 3) == (0, 1_188_000, 2_411_640)
    # from 4%: 1.04 x 1.03^2 = 1.103336
    assert yearly(OFFICE, Changes(4_000, 3_000), 3)[2] == 4_092_106  # 39,600,000 x 0.103336 = 4,092,105.6


def test_own_changes_stand_instead_of_the_base():
    changes = Changes(2_000, 0, {"99214 nonfacility": 8_000, "20610 nonfacility": 0})
    # 180,000 x 2% + 195,000 x 8% + 0
    assert yearly(OFFICE, changes, 1) == (360_000 + 1_560_000,)
    assert changes.raised == {"99214 nonfacility": 8_000}
    assert changes.held == {"20610 nonfacility": 0}


def test_the_payer_sees_by_its_own_weights_and_we_by_our_volumes():
    changes = Changes(0, 0, {"20610 nonfacility": 16_000})
    assert seen_sum(OFFICE, changes) == 16_000
    assert headline(OFFICE, changes) == 4_000  # a quarter of the weights
    assert true_percent(OFFICE, changes) == 848  # $3,360 of $396,000 = 0.8484...%


def test_a_charge_caps_the_rate_in_every_year_under_lesser_of():
    capped = [lever("99213", 10_000_000, room=5_000)]
    # 4%, then 4% more a year: 4%, 8.16% and 12.4864% would be the rates; the charge stands at 5%
    assert yearly(capped, Changes(4_000, 4_000), 3) == (400_000, 500_000, 500_000)
    assert yearly([lever("99213", 10_000_000, room=-3_000)], Changes(4_000), 1) == (0,)


def test_present_value_divides_year_t_by_one_plus_the_discount_to_the_t():
    # 100 / 1.05 + 100 / 1.05^2 = 95.238... + 90.702... = 185.941 dollars
    assert present((10_000, 10_000), 5_000) == 18_594
    assert present((10_000, 10_000), 0) == 20_000
    assert present((-10_000,), 5_000) == -9_524


def test_a_term_without_years_or_with_a_discount_below_zero_is_refused():
    with pytest.raises(InputError):
        Term(0)
    with pytest.raises(InputError):
        Term(3, -1)


@given(
    st.lists(st.tuples(st.integers(1, 10**9), st.none() | st.integers(-5_000, 30_000)), min_size=1, max_size=6),
    st.integers(-20_000, 30_000), st.integers(0, 6_000), st.integers(1, 6), st.integers(0, 12_000),
    st.dictionaries(st.integers(0, 5), st.integers(-20_000, 40_000)),
)  # fmt: skip
def test_a_package_is_worth_what_fractions_say(codes, base, escalator, years, discount, own):  # noqa: PLR0917
    levers = [lever(f"{n:05}", now, room=room) for n, (now, room) in enumerate(codes)]
    changes = Changes(base, escalator, {f"{n:05} nonfacility": said for n, said in own.items()})
    term = Term(years, discount)
    assert abs(value(levers, changes, term) - worth(levers, changes, term)) <= years  # one rounding a year, and one
