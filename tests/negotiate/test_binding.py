"""What holds a package back, and what it would be worth to loosen it: worked by hand on a few codes."""

import random

import attrs
import pytest

from counteroffer.negotiate.binding import explain
from counteroffer.negotiate.changes import Term
from counteroffer.negotiate.limits import Limits, percent
from counteroffer.negotiate.optimise import optimise
from tests.negotiate.making import lever, made_levers


def explained(levers, limits, term):
    best = optimise(levers, limits, term)
    return best, {one.limit: one for one in explain(levers, limits, term, best)}


TWO = [lever("99214", 10_000_000), lever("99213", 6_000_000)]


def test_one_more_code_is_worth_what_it_adds():
    # no base, at most 5% on one code, for one year: 99214 brings $5,000; a second code would bring $3,000
    best, told = explained(TWO, Limits(codes=1, most=5_000, base_most=0), Term(1))
    assert best.worth == 500_000
    assert told["codes"].gain == 300_000
    assert told["codes"].says == (
        "At most 1 code may get more than the base (1 do): one more code would be worth $3,000 over 1 year."
    )
    # five points more for the one code are $5,000; a base of one point lets the other code have 1%: $600
    assert told["most"].gain == 500_000
    assert told["base_most"].gain == 60_000
    # with one year, an escalator never comes to pay
    assert told["escalator_most"].gain == 0
    assert told["escalator_most"].says == (
        "The escalator is at most 0% (it is 0%): this does not bind; 0.25% instead would change nothing."
    )


def test_one_more_point_of_headline_is_worth_what_it_lets_through():
    # each code is half of what the payer sees: 2% seen is 4% on the larger one, $4,000; another point $2,000 more
    best, told = explained(TWO, Limits(headline=2_000, base_most=0), Term(1))
    assert best.worth == 400_000
    assert told["headline"].gain == 200_000
    assert "(it sees 2%): one more point would be worth $2,000 over 1 year" in told["headline"].says


def test_peers_budget_and_the_least_base_bind_in_dollars():
    levers = [
        lever("99214", 10_000_000, peers=(9_000_000, 10_200_000, 10_500_000, 11_000_000)),
        lever("99213", 6_000_000, peers=(4_000_000, 5_000_000, 5_500_000, 6_500_000)),  # above its peers
    ]
    _, told = explained(levers, Limits(percentile=50, base_most=10_000), Term(1))
    assert told["percentile"].gain == 300_000  # from $102,000 to $105,000
    assert "the 75th instead would be worth $3,000" in told["percentile"].says
    assert told["spare_above"].gain == 0  # its peers' median is below it: nothing to gain there
    _, told = explained(TWO, Limits(budget=400_000, most=10_000), Term(1))
    assert told["budget"].gain == 40_000
    # 3% for all is what must be asked; without it, the payer's 3% would go to the larger code: $6,000 not $4,800
    _, told = explained(TWO, Limits(headline=3_000, base_least=3_000), Term(1))
    assert told["base_least"].gain == 120_000


def test_own_charges_are_told_apart_from_what_the_payer_limits():
    levers = [lever("99214", 10_000_000, room=1_000), lever("99213", 6_000_000)]
    _, told = explained(levers, Limits(base_most=4_000, codes=0), Term(1))
    assert told["charges"].gain == 300_000
    assert told["charges"].says == (
        "Own charges stop 1 code under lesser-of terms: charges high enough (no payer has to agree) would be worth "
        "$3,000 over 1 year."
    )
    _, told = explained(TWO, Limits(base_most=4_000), Term(1))
    assert "charges" not in told


@pytest.mark.parametrize("seed", range(4))
def test_each_gain_is_what_solving_again_from_nothing_gives(seed):
    rng = random.Random(seed)
    levers, term = made_levers(rng, 15), Term(3, 3_000)
    limits = Limits(headline=3_000, last_headline=7_000, codes=3, percentile=75, base_most=3_000, escalator_most=2_000)
    best, told = explained(levers, limits, term)
    wider = {"headline": 4_000, "last_headline": 8_000, "codes": 4, "percentile": 90, "base_most": 4_000}
    for name, said in wider.items():
        again = optimise(levers, attrs.evolve(limits, **{name: said}), term).worth
        assert told[name].gain == pytest.approx(again - best.worth, abs=max(6, 2e-6 * again))
    gains = [one.gain for one in explain(levers, limits, term, best)]
    assert gains == sorted(gains, reverse=True)


def test_percents_are_written_without_empty_places():
    assert [percent(one) for one in (4_000, 3_250, -125, 0, 10_000)] == ["4%", "3.25%", "-0.125%", "0%", "10%"]
