"""The ladder: rungs worth by hand, ranked by dollars for each step of difficulty."""

from fractions import Fraction

import pytest

from counteroffer.core.errors import InputError
from counteroffer.negotiate.ask_ladder import DIFFICULTY, carve_outs, ladder
from counteroffer.negotiate.changes import Term
from tests.negotiate.making import lever

OFFICE = [
    lever("99214", 10_000_000, peers=(9_000_000, 10_200_000, 10_500_000, 11_000_000)),
    lever("99213", 6_000_000, peers=(5_000_000, 5_500_000, 5_900_000, 6_500_000)),  # above its peers
]


def made(**more):
    said = {"owed": 1_000_000, "terms": None, "target": 4_000, "escalator": 3_000} | more
    return {rung.name: rung for rung in ladder(OFFICE, Term(3), **said)}


def test_each_rung_is_worth_its_dollars_over_the_term():
    told = made(terms=200_000)
    assert told["owed"].worth == 1_000_000  # once
    assert told["terms"].worth == 600_000
    assert told["carve-outs"].worth == 600_000  # $2,000 a year up to the median
    assert told["base"].worth == 1_200_000  # 4% of $100,000; nothing where it is paid above peers
    assert told["escalator"].worth == 1_454_400  # 3% and 6.09% of $160,000
    # over difficulties 1 to 5: 1,000,000; 300,000; 200,000; 300,000; 290,880
    assert list(told) == ["owed", "terms", "base", "escalator", "carve-outs"]


def test_rungs_are_ranked_by_worth_over_difficulty_and_the_unvalued_come_last():
    rungs = ladder(OFFICE, Term(3), owed=None, terms=None, target=4_000, escalator=3_000)
    assert [rung.name for rung in rungs] == ["base", "escalator", "carve-outs", "owed", "terms"]
    assert rungs[0].score == Fraction(1_200_000, 4)
    assert "not valued yet" in rungs[-1].says
    other = ladder(OFFICE, Term(3), owed=None, terms=None, target=4_000, escalator=3_000, difficulty={"carve-outs": 1})
    assert other[0].name == "carve-outs"


def test_later_years_count_less_with_a_discount():
    (terms,) = [
        rung for rung in ladder(OFFICE, Term(2, 10_000), owed=0, terms=121_000, target=0, escalator=0)
        if rung.name == "terms"
    ]  # fmt: skip
    assert terms.worth == 210_000  # 121,000 / 1.1 + 121,000 / 1.21


def test_a_difficulty_of_no_rung_or_below_one_is_refused():
    for said in ({"base": 0}, {"luck": 2}):
        with pytest.raises(InputError) as told:
            made(difficulty=said)
        assert all(name in told.value.mend for name in DIFFICULTY)


def test_carve_outs_go_to_the_peers_median_the_dearest_first():
    levers = [
        *OFFICE, lever("20610", 1_000_000, peers=(1, 1_500_000, 1_600_000, 2_000_000)),
    ]  # fmt: skip
    assert [(one.lever.code, one.more) for one in carve_outs(levers)] == [("20610", 500_000), ("99214", 200_000)]
    assert len(carve_outs(levers, most=1)) == 1


def test_without_peers_a_large_code_far_below_the_payers_percent_of_medicare_is_one():
    levers = [
        lever("99214", 8_000_000, medicare=6_000_000),  # 133%
        lever("99213", 1_000_000, medicare=1_000_000),  # 100%, 20 points below the payer's 120%
        lever("99212", 900_000, medicare=800_000),  # 112.5%: 7.5 points below
        lever("20610", 100_000, medicare=200_000),  # 50%, and too small: 1% of the dollars
        lever("20611", 600_000, cost=750_000),  # below its cost
    ]
    compared, medicare = 10_000_000, 8_000_000  # 125%
    told = {one.lever.code: one for one in carve_outs(levers)}
    assert told.keys() == {"99213", "20611"}
    assert told["99213"].more == compared * 1_000_000 // medicare - 1_000_000 == 250_000
    assert told["20611"].more == 150_000
    assert told["20611"].why == "up to what it costs"
