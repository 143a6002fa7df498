"""The programme that HiGHS solves: bounds that hold, boxes that divide the whole, and nothing printed."""

import random

import pytest

from counteroffer.negotiate.changes import Term, value
from counteroffer.negotiate.limits import Limits, broken
from counteroffer.negotiate.model import Box, solve
from tests.negotiate.making import lever, made_levers, random_package, worth

LIMITS = Limits(headline=3_000, codes=3, percentile=90, base_most=4_000, escalator_most=2_000)


@pytest.mark.parametrize("seed", range(8))
def test_a_relaxed_box_is_worth_at_least_what_any_package_in_it_is(seed):
    rng = random.Random(seed)
    levers, term = made_levers(rng, 20), Term(3, 3_000)
    boxes = {half: solve(levers, LIMITS, term, Box(2_000, *half), relaxed=True).bound for half in ((0, 20), (21, 40))}
    whole = solve(levers, LIMITS, term, Box(2_000, 0, 40), relaxed=True).bound
    assert whole >= max(boxes.values()) - 1e-6
    drawn = [random_package(rng, levers, LIMITS, term) for _ in range(400)]
    inside = [made for made in drawn if made is not None and made.escalator == 2_000]
    assert inside
    for made in inside:
        (bound,) = [bound for (low, high), bound in boxes.items() if low * 100 <= made.base <= high * 100]
        assert float(worth(levers, made, term)) / 100 <= bound + 1e-6


@pytest.mark.parametrize("seed", range(6))
def test_one_base_solved_whole_gives_a_package_that_is_worth_its_bound(seed):
    rng = random.Random(50 + seed)
    levers, term = made_levers(rng, 20), Term(3, 3_000)
    solved = solve(levers, LIMITS, term, Box(1_000, 10, 10))
    assert solved.changes is not None
    assert (solved.changes.base, solved.changes.escalator) == (1_000, 1_000)
    assert broken(levers, solved.changes, LIMITS, term) == ()
    assert value(levers, solved.changes, term) / 100 == pytest.approx(solved.bound, rel=1e-6, abs=0.05)


def test_an_escalator_that_is_too_much_by_itself_has_no_package():
    limits = Limits(last_headline=5_000, escalator_most=3_000)
    assert solve([lever("99213", 1_000_000)], limits, Term(3), Box(3_000, 0, 10)).changes is None


def test_a_charge_that_caps_later_years_is_worth_only_up_to_it():
    # $10,000 a year, the charge 5% above: 4% at first, then 4% more a year is 4%, 5%, 5%
    levers = [lever("99213", 1_000_000, room=5_000)]
    limits = Limits(codes=0, base_most=4_000, escalator_most=4_000)
    solved = solve(levers, limits, Term(3), Box(4_000, 0, 40))
    assert solved.changes.base == 4_000
    assert solved.bound == pytest.approx(400 + 500 + 500)


def test_highs_prints_nothing(capfd):
    solve([lever("99213", 1_000_000)], LIMITS, Term(1), Box(0, 0, 10))
    assert capfd.readouterr() == ("", "")
