"""The optimiser against every package of small grids, a thousand random ones of larger, and its own limits."""

import random
from itertools import pairwise

import attrs
import pytest

from counteroffer.core.errors import InputError
from counteroffer.negotiate.changes import Changes, Term, value
from counteroffer.negotiate.limits import ConflictError, Limits, broken
from counteroffer.negotiate.optimise import mended, optimise
from tests.negotiate.making import every_package, keeps, lever, made_levers, random_package, worth

CLOSE = 1e-6
"""Part of a package's worth that the optimum may be off: it is proved to a dollar in ten million."""


def close(first, second):
    return abs(first - second) <= max(4, CLOSE * float(abs(second)))


def drawn_limits(rng):
    """Draw limits of all kinds."""
    maybe = lambda *values: rng.choice([None, *values])  # noqa: E731
    return Limits(
        headline=maybe(2_000, 3_500, 5_000), last_headline=maybe(6_000, 9_000), codes=maybe(0, 1, 3, 8),
        most=rng.choice([6_000, 15_000]), percentile=maybe(50, 75, 90), spare_above=rng.random() < 0.5,
        base_most=rng.choice([0, 2_000, 6_000]), escalator_most=rng.choice([0, 1_000, 3_000]),
        budget=maybe(200_000, 2_000_000),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_the_optimum_of_a_small_grid_is_the_best_of_all_its_packages(seed):
    rng = random.Random(seed)
    levers = made_levers(rng, 4)
    limits = attrs.evolve(
        drawn_limits(rng), most=4_000, base_most=3_000, escalator_most=2_000, escalator_step=1_000, step=1_000,
        codes=rng.choice([None, 1, 2]), budget=rng.choice([None, sum(one.now for one in levers) // 30]),
    )  # fmt: skip
    term = Term(3, rng.choice([0, 4_000]))
    feasible = [made for made in every_package(levers, limits, 4) if keeps(levers, made, limits, term)]
    assert feasible
    best = optimise(levers, limits, term)
    assert keeps(levers, best.changes, limits, term)
    assert close(worth(levers, best.changes, term), max(worth(levers, made, term) for made in feasible))


@pytest.mark.parametrize("seed", range(10))
def test_no_random_package_that_keeps_the_limits_is_worth_more(seed):
    rng = random.Random(100 + seed)
    levers, limits, term = made_levers(rng, 40), drawn_limits(rng), Term(3, 3_000)
    best = optimise(levers, limits, term)
    drawn = (random_package(rng, levers, limits, term) for _ in range(4_000))
    feasible = [made for made in drawn if made is not None][:1_000]
    assert len(feasible) == 1_000
    assert best.worth >= max(value(levers, made, term) for made in feasible)


@pytest.mark.parametrize("seed", range(25))
def test_what_is_found_keeps_every_limit_in_whole_numbers(seed):
    rng = random.Random(200 + seed)
    levers, limits, term = made_levers(rng, 25), drawn_limits(rng), Term(rng.choice([1, 3, 5]), 3_000)
    best = optimise(levers, limits, term)
    assert broken(levers, best.changes, limits, term) == ()
    assert keeps(levers, best.changes, limits, term)
    assert best.open_cents <= max(term.years, CLOSE * best.worth)
    assert best.worth == value(levers, best.changes, term)


WIDER = {
    "headline": 1_000, "last_headline": 1_000, "codes": 1, "most": 2_000, "base_most": 1_000, "escalator_most": 500,
    "budget": 100_000,
}  # fmt: skip


@pytest.mark.parametrize("name", WIDER)
def test_a_looser_limit_is_never_worth_less(name):
    rng = random.Random(name)
    levers, term = made_levers(rng, 20), Term(3, 3_000)
    limits = Limits(
        headline=2_000, last_headline=5_000, codes=2, most=8_000, percentile=75, base_most=1_000, escalator_most=500,
        budget=sum(one.now for one in levers) // 60,
    )  # fmt: skip
    worths = []
    for times in range(4):
        wider = attrs.evolve(limits, **{name: getattr(limits, name) + times * WIDER[name]})
        worths.append(optimise(levers, wider, term).worth)
    assert all(later >= sooner - max(4, CLOSE * sooner) for sooner, later in pairwise(worths))
    assert worths[0] <= optimise(levers, attrs.evolve(limits, spare_above=False), term).worth + 4
    assert worths[0] <= optimise(levers, attrs.evolve(limits, percentile=90), term).worth + 4


def test_the_payers_eye_is_spent_where_our_dollars_are():
    # the payer looks at a plain mean over four codes, our money is in one of them
    levers = [lever("99214", 50_000_000), *(lever(code, 100_000) for code in ("99211", "99212", "99202"))]
    best = optimise(levers, Limits(headline=3_000, codes=1, base_most=3_000), Term(1))
    # 12% on the one code is 3% of the mean: $60,000 a year; a base of 3% would be worth $15,090
    assert best.changes == Changes(0, 0, {"99214 nonfacility": 12_000})
    assert (best.worth, best.headline, best.percent) == (6_000_000, 3_000, 11_928)


def test_nothing_is_asked_above_peers_or_beyond_a_charge_and_the_base_is_held_back_there():
    levers = [
        lever("99214", 10_000_000, peers=(9_000_000, 9_200_000, 9_900_000, 11_000_000)),  # above their 75th
        lever("99213", 10_000_000, peers=(9_000_000, 10_000_000, 10_250_000, 11_000_000)),  # 2.5% below it
        lever("20610", 10_000_000, room=1_000),  # its charge is 1% above the rate
    ]
    best = optimise(levers, Limits(percentile=75, base_least=3_000, base_most=3_000, codes=5), Term(1))
    assert best.changes.base == 3_000
    assert best.changes.held == {"99214 nonfacility": 0, "99213 nonfacility": 2_500, "20610 nonfacility": 1_000}
    free = optimise(levers, Limits(spare_above=False, base_least=3_000, base_most=3_000, codes=0), Term(1))
    assert free.changes.held == {"20610 nonfacility": 1_000}


def test_between_base_and_escalator_the_earlier_dollars_win_where_the_last_year_is_what_is_seen():
    # 9% in the last year is what the payer sees: all of it at once beats steps towards it
    best = optimise([lever("99214", 10_000_000)], Limits(last_headline=9_000, escalator_most=3_000), Term(3))
    assert (best.changes.base, best.changes.escalator) == (9_000, 0)
    # with at most 4% at once, the rest comes by the escalator: 1.04 x 1.0225^2 = 1.0873; 1.04 x 1.025^2 is 1.0926
    capped = Limits(headline=4_000, last_headline=9_000, escalator_most=3_000)
    best = optimise([lever("99214", 10_000_000)], capped, Term(3))
    assert (best.changes.base, best.changes.escalator) == (4_000, 2_250)


def test_limits_in_conflict_are_named_with_what_to_do():
    levers = [lever("99214", 10_000_000)]
    with pytest.raises(ConflictError) as told:
        optimise(levers, Limits(headline=2_000, base_least=3_000, budget=100_000), Term(3))
    assert "a base of at least 3% is too much" in told.value.says
    assert "would see 3%, and is to see at most 2%" in told.value.says
    assert "would cost $3,000.00, and may cost $1,000.00" in told.value.says
    assert told.value.mend == "Lower the least base, or loosen the headline and the budget of the first year."


@pytest.mark.parametrize(
    ("limits", "named"),
    [
        (Limits(base_least=5_000, base_most=4_000), "the most base"),
        (Limits(base_least=5_000, last_headline=4_000), "the headline of the last year"),
        (Limits(base_least=10_100, headline=20_000), "the most base"),
    ],
)
def test_only_limits_in_conflict_are_named(limits, named):
    with pytest.raises(ConflictError) as told:
        optimise([lever("99214", 10_000_000)], limits, Term(3))
    assert told.value.mend == f"Lower the least base, or loosen {named}."
    optimise([lever("99214", 10_000_000)], attrs.evolve(limits, base_least=0), Term(3))


def test_without_codes_there_is_nothing_to_ask_for():
    with pytest.raises(InputError):
        optimise([], Limits(), Term())


@pytest.mark.parametrize("said", [{"headline": -1}, {"percentile": 60}, {"step": 0}, {"codes": -2}])
def test_a_limit_that_cannot_be_is_refused(said):
    with pytest.raises(InputError):
        Limits(**said)


def test_a_package_that_is_a_step_too_far_is_taken_back_until_it_holds():
    levers = [lever("99214", 10_000_000), lever("99213", 1_000_000)]
    limits, term = Limits(headline=3_000, budget=400_000), Term(3)
    too_far = Changes(2_000, 0, {"99213 nonfacility": 4_500})
    kept = mended(levers, too_far, limits, term)
    assert kept == Changes(2_000, 0, {"99213 nonfacility": 4_000})
    assert not broken(levers, mended(levers, Changes(9_000), limits, term), limits, term)
