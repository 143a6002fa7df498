"""The walk-away point: the vector of the notes to the fraction of a cent, and what must hold whatever the numbers."""

from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from counteroffer.negotiate.ranges import Range
from counteroffer.negotiate.uncertain import swings
from counteroffer.negotiate.walkaway import (
    break_even_backfill,
    break_even_retention,
    first_year,
    gains,
    leave,
    reservation,
    stay,
)
from tests.negotiate.leavings import leavings, money, shares, uncertain, vector


def test_the_vector_of_the_notes_holds_exactly():
    assert stay(vector()) == 240_000_00
    assert leave(vector()) == 159_700_00
    assert reservation(vector()) == Fraction("8492.5")  # 84.925 dollars


def test_the_break_evens_of_the_vector_are_those_found_by_hand():
    # 240,000 = 4000 x (ret x 53 + (1 - ret) x .5 x 75) - 12,000  ->  63 = 37.5 + 15.5 ret  ->  ret = 51/31
    assert break_even_retention(vector()).share == Fraction(51, 31)
    assert not break_even_retention(vector()).reached
    # 63 = .35 x 53 + .65 x bf x 75  ->  bf = 44.45 / 48.75
    found = break_even_backfill(vector())
    assert (found.share, found.reached, found.above) == (Fraction(4445, 4875), True, True)
    assert found.says(better=False) == "leaving is better above 91.2%"
    assert break_even_retention(vector()).says(better=False) == "leaving is worse at every share from 0 to 100%"


def test_at_a_cut_of_the_rate_the_break_evens_move():
    # 90.00 is above 84.925: staying at 90 brings 180,000; 48 = 37.5 + 15.5 ret -> ret = 21/31
    assert break_even_retention(vector(), Fraction(9000)).share == Fraction(21, 31)
    # at 84.925 itself the likely shares are the break-evens
    assert break_even_retention(vector(), Fraction("8492.5")).share == Fraction(35, 100)
    assert break_even_backfill(vector(), Fraction("8492.5")).share == Fraction(1, 2)


def test_a_share_that_changes_nothing_has_no_break_even():
    everybody = vector(retention=Fraction(1))
    assert break_even_backfill(everybody).share is None
    assert break_even_backfill(everybody).says(better=False).startswith("leaving is worse at every share")
    assert break_even_backfill(everybody).says(better=True).startswith("leaving is better at every share")


def test_where_kept_visits_bring_less_than_filled_ones_leaving_is_better_below():
    found = break_even_retention(vector(out_of_network=Fraction(5000), backfill=Fraction(1), rate=Fraction(9000)))
    # 45 x 4000 = 4000 x (5 ret + 75 (1 - ret)) - 12,000 -> 48 = 75 - 70 ret -> ret = 27/70
    assert (found.share, found.above) == (Fraction(27, 70), False)
    assert found.says(better=True) == "leaving is better below 38.6%"


def test_the_first_year_has_less_backfill_and_a_later_one_no_cost_of_leaving():
    slow = vector(ramp=Fraction(6))
    # three quarters of .65 x .5 x 75 x 4000 = 97,500 -> 73,125; 74,200 + 73,125 - 12,000 = 135,325
    assert leave(slow) == 135_325_00
    assert leave(slow.later()) == 171_700_00  # 74,200 + 97,500
    assert reservation(slow.later()) == Fraction("8792.5")


def test_contamination_takes_its_part_of_what_is_referred():
    assert leave(vector(contamination=Fraction(1, 10), referred=Fraction(20_000_000))) == 159_700_00 - 20_000_00


@pytest.mark.parametrize(("ramp", "part"), [(0, "1"), (6, "0.75"), (12, "0.5"), (24, "0.25")])
def test_the_first_year_of_a_ramp_is_the_area_under_it(ramp, part):
    assert first_year(Fraction(ramp)) == Fraction(part)


def test_without_visits_there_is_nothing_to_leave():
    with pytest.raises(ValueError, match="nothing to leave"):
        reservation(vector(visits=Fraction(0)))


@given(leavings)
def test_at_the_reservation_rate_staying_is_worth_what_leaving_is(said):
    assert stay(said, reservation(said)) == leave(said)


@given(leavings)
def test_the_whole_formula_agrees_with_decimal_arithmetic_line_by_line(said):
    ramp = float(said.ramp)
    fill = Decimal(1) - Decimal(ramp) / 24 if ramp <= 12 else Decimal(6) / Decimal(ramp)
    v, vc, ret, oon, bf, rbf, f, lost, ref = (
        Decimal(value.numerator) / Decimal(value.denominator)
        for value in (
            said.visits, said.cost, said.retention, said.out_of_network, said.backfill, said.backfill_rate,
            said.one_off, said.contamination, said.referred,
        )
    )  # fmt: skip
    want = v * ret * (oon - vc) + v * (1 - ret) * bf * fill * (rbf - vc) - f - lost * ref
    assert abs(want - Decimal(leave(said).numerator) / Decimal(leave(said).denominator)) < Decimal("0.01")


def _moved(said, name, other):
    low, high = sorted((getattr(said, name), other))
    return (reservation(attrs.evolve(said, **{name: end})) for end in (low, high))


@given(leavings, money)
def test_the_reservation_rate_never_falls_as_a_visit_costs_more(said, other):
    """No condition: its slope is (1 - ret)(1 - bf), as what stays and what leaves both cost, but fewer visits leave."""
    low, high = _moved(said, "cost", other)
    assert low <= high


@given(leavings, shares)
def test_the_reservation_rate_never_falls_with_backfill_that_covers_its_cost(said, other):
    """Condition: a backfilled visit brings at least what it costs (r_bf >= vc); the slope is (1 - ret)(r_bf - vc)."""
    assume(said.backfill_rate >= said.cost)
    low, high = _moved(said, "backfill", other)
    assert low <= high


@given(leavings, shares)
def test_the_reservation_rate_never_falls_with_retention_that_beats_the_backfill(said, other):
    """Condition: a kept visit brings at least what its place would as far as it fills: r_oon - vc >= bf(r_bf - vc)."""
    assume(said.out_of_network - said.cost >= said.filled * (said.backfill_rate - said.cost))
    low, high = _moved(said, "retention", other)
    assert low <= high


def test_without_their_conditions_backfill_and_retention_lower_the_rate():
    dear = vector(backfill_rate=Fraction(4000))  # 40.00 for a visit that costs 45.00
    assert reservation(attrs.evolve(dear, backfill=Fraction(1))) < reservation(dear)
    full = vector(backfill=Fraction(1))  # a place that is always filled at 120 is worth more than a visit kept at 98
    assert reservation(attrs.evolve(full, retention=Fraction(1))) < reservation(full)


@given(leavings, money, st.sampled_from(["retention", "backfill"]))
def test_a_break_even_solves_the_equation(said, rate, name):
    found = {"retention": break_even_retention, "backfill": break_even_backfill}[name](said, rate)
    if found.share is None:
        at = {end: leave(attrs.evolve(said, **{name: Fraction(end)})) for end in (0, 1)}
        assert at[0] == at[1]
        return
    assert leave(attrs.evolve(said, **{name: found.share})) == stay(said, rate)
    beyond = leave(attrs.evolve(said, **{name: found.share + 1}))
    assert (beyond > stay(said, rate)) is found.above


@given(leavings, st.lists(shares, max_size=4), st.lists(shares, max_size=4), money)
def test_the_grid_agrees_with_the_formula_in_every_cell(said, rets, fills, rate):
    grid = gains(said, rets, fills, rate)
    assert len(grid) == len(rets)
    for ret, row in zip(rets, grid, strict=True):
        for fill, cell in zip(fills, row, strict=True):
            kept = ret * (said.out_of_network - said.cost)
            filled = (1 - ret) * fill * first_year(said.ramp) * (said.backfill_rate - said.cost)
            want = said.visits * (kept + filled - rate + said.cost)
            assert cell == want - said.one_off - said.contamination * said.referred


def test_what_swings_the_rate_most_comes_first():
    found = swings(
        uncertain(
            retention=Range(Fraction("0.2"), Fraction("0.35"), Fraction("0.6")),
            backfill=Range(Fraction("0.3"), Fraction("0.5"), Fraction("0.9")),
        )
    )
    assert [one.name for one in found] == ["backfill", "retention"]
    # 45 + .35 x 53 + .65 x bf x 75 - 3 at bf = .3 and .9
    assert (found[0].at_low, found[0].at_high) == (Fraction("7517.5"), Fraction("10442.5"))
    assert found[0].width == 2925
    assert swings(uncertain()) == []
