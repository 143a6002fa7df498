"""Limits: how far each code may go, and which limit a package breaks, by hand and beside fractions."""

import random

import attrs
import pytest

from counteroffer.negotiate.changes import Changes, Term
from counteroffer.negotiate.limits import Limits, broken, refuse_conflict
from tests.negotiate.making import keeps, lever, made_levers, package, reach

PEERED = lever("99214", 10_000_000, peers=(9_000_000, 10_250_000, 10_580_000, 12_000_000))
TWO = [lever("99214", 10_000_000), lever("99213", 6_000_000)]
FIRST, SECOND = (one.key for one in TWO)


@pytest.mark.parametrize(
    ("one", "limits", "most"),
    [
        (lever("99213", 1_000), Limits(), 25_000),
        (lever("99213", 1_000), Limits(most=7_350), 7_300),  # whole tenths of a point, down
        (lever("99213", 1_000, room=4_333), Limits(), 4_300),
        (lever("99213", 1_000, room=-50), Limits(), 0),
        (PEERED, Limits(percentile=50), 2_500),
        (PEERED, Limits(percentile=75), 5_800),
        (PEERED, Limits(percentile=90), 20_000),
        (PEERED, Limits(percentile=25), 0),  # above it already: nothing, and no cut
        (PEERED, Limits(), 25_000),  # peers are known, and nobody asked to keep to them
        (attrs.evolve(PEERED, now=10_580_001), Limits(), 0),  # above the 75th percentile
        (attrs.evolve(PEERED, now=10_580_001), Limits(spare_above=False), 25_000),
        (attrs.evolve(PEERED, room=3_000), Limits(percentile=75), 3_000),
    ],
)
def test_a_code_goes_as_far_as_the_closest_of_its_ends(one, limits, most):
    assert limits.reach(one) == most == reach(one, limits)


@pytest.mark.parametrize(
    ("changes", "limits", "names"),
    [
        (Changes(4_000), Limits(headline=4_000), ()),
        (Changes(4_100), Limits(headline=4_000), ("headline",)),
        (Changes(0, 0, {FIRST: 8_000}), Limits(headline=4_000, codes=1), ()),
        (Changes(0, 0, {FIRST: 8_100}), Limits(headline=4_000), ("headline",)),
        # 1.04 x 1.02^2 = 1.082016: a last year of 8.2% is too little by a hair, 8.3% is enough
        (Changes(4_000, 2_000), Limits(last_headline=8_200, escalator_most=2_000), ("last_headline",)),
        (Changes(4_000, 2_000), Limits(last_headline=8_300, escalator_most=2_000), ()),
        (Changes(1_000, 0, {FIRST: 2_000, SECOND: 2_000}), Limits(codes=1), ("codes",)),
        (Changes(1_000, 0, {FIRST: 500}), Limits(), ("reach",)),  # held back for no reason
        (Changes(0, 0, {FIRST: 9_000}), Limits(most=8_000), ("reach",)),
        (Changes(1_000), Limits(base_least=2_000), ("base_least",)),
        (Changes(3_000), Limits(base_most=2_000), ("base_most",)),
        (Changes(0, 500), Limits(escalator_most=250), ("escalator_most",)),
        (Changes(2_000), Limits(budget=320_000), ()),  # 2% of $160,000
        (Changes(2_000), Limits(budget=319_999), ("budget",)),
        (Changes(2_050), Limits(), ("grid",)),
        (Changes(0, 100), Limits(escalator_most=1_000), ("grid",)),
        (Changes(5_000), Limits(headline=4_000, base_most=3_000), ("headline", "base_most")),
    ],
)
def test_each_limit_that_a_package_breaks_is_named_to_the_last_thousandth(changes, limits, names):
    assert broken(TWO, changes, limits, Term(3)) == names


@pytest.mark.parametrize("seed", range(30))
def test_what_is_broken_agrees_with_fractions_on_packages_of_all_kinds(seed):
    rng = random.Random(seed)
    levers, term = made_levers(rng, 6), Term(3)
    limits = Limits(
        headline=rng.choice([None, 2_000, 4_000]), last_headline=rng.choice([None, 6_000]),
        codes=rng.choice([None, 1, 3]), percentile=rng.choice([None, 50, 90]), base_most=4_000, escalator_most=2_000,
        budget=rng.choice([None, sum(one.now for one in levers) // 40]),
    )  # fmt: skip
    for _ in range(40):
        extras = {one.key: rng.randrange(60) * 100 for one in levers if rng.random() < 0.4}
        made = package(levers, limits, rng.randrange(50) * 100, rng.randrange(10) * 250, extras)
        assert (broken(levers, made, limits, term) == ()) == keeps(levers, made, limits, term)


def test_a_plain_package_holds_back_only_what_cannot_have_the_base():
    limits = Limits(percentile=75)
    assert limits.plain([PEERED, *TWO], 5_800) == Changes(5_800)
    made = limits.plain([PEERED, lever("20610", 5, room=100)], 6_000)
    assert made.held == {PEERED.key: 5_800, "20610 nonfacility": 100}


def test_escalators_are_looked_at_where_the_last_year_is_and_else_only_the_largest():
    assert Limits(escalator_most=700).escalators() == (500,)
    assert Limits(escalator_most=700, last_headline=9_000).escalators() == (500, 250, 0)


def test_what_the_payer_sees_at_most_shrinks_as_the_escalator_grows():
    limits = Limits(headline=5_000, last_headline=9_000)
    seen = [limits.seen_most(TWO, escalator, 3) for escalator in (0, 1_000, 3_000, 5_000)]
    assert seen[0] == 2 * 5_000
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] < 0  # 1.05^2 alone is more than 9%
    assert Limits().seen_most(TWO, 0, 3) is None


@pytest.mark.parametrize("seed", range(10))
def test_a_conflict_is_said_exactly_where_even_the_least_package_breaks_a_limit(seed):
    rng = random.Random(seed)
    levers, term = made_levers(rng, 5), Term(3)
    limits = Limits(headline=rng.randrange(40) * 100, base_least=rng.randrange(40) * 100, base_most=4_000)
    least = limits.plain(levers, limits.bases[0])
    try:
        refuse_conflict(levers, limits, term)
        refused = False
    except Exception as fault:  # noqa: BLE001 - whichever it is, its kind is checked
        refused = type(fault).__name__ == "ConflictError"
    assert refused == (not keeps(levers, least, limits, term))
