"""Three packages of equal value, and the frontier: by hand, by drawing, and by solving each point alone."""

import random
from itertools import pairwise

import attrs
import pytest

from counteroffer.core.errors import InputError
from counteroffer.negotiate.changes import Changes, Term, value
from counteroffer.negotiate.limits import ConflictError, Limits
from counteroffer.negotiate.optimise import optimise
from counteroffer.negotiate.packages import CLOSE, exceptions, frontier, three
from tests.negotiate.making import lever, made_levers, reach, worth

OFFICE = [lever("99213", 18_000_000), lever("99214", 19_500_000), lever("20610", 2_100_000), lever("99202", 400_000)]
"""$400,000 a year."""


def test_three_packages_by_hand():
    limits, term = Limits(codes=1, most=20_000, base_most=6_000, escalator_most=3_000), Term(3)
    base, carve_outs, escalator = three(OFFICE, limits, term, 4_800_000)  # 4% of $400,000 for three years
    assert base.changes == Changes(4_000, 0, {})
    # $48,000 in three years on $195,000 a year is 8.205...%
    assert carve_outs.changes.raised.keys() == {"99214 nonfacility"}
    assert carve_outs.changes.raised["99214 nonfacility"] == pytest.approx(8_205, abs=1)
    # 3% a year from the second year is 0 + 3% + 6.09% = 9.09% of $400,000: $36,360; the base has to bring the rest:
    # b x (1 + 1.03 + 1.0609) = 12% - 9.09%, so b = 0.94148...%
    assert escalator.changes.escalator == 3_000
    assert escalator.changes.base in (941, 942)
    assert [one.name for one in (base, carve_outs, escalator)] == ["base", "carve-outs", "escalator"]
    assert all(abs(one.difference) <= CLOSE for one in (base, carve_outs, escalator))
    # four codes that the payer looks at alike: it sees 4%, a quarter of 8.2%, and 0.9%
    assert (base.headline, carve_outs.headline) == (4_000, 2_051)


@pytest.mark.parametrize("seed", range(20))
def test_three_packages_are_worth_the_same_within_dollars(seed):
    rng = random.Random(seed)
    levers, term = made_levers(rng, 30), Term(rng.choice([1, 3, 5]), rng.choice([0, 3_000]))
    limits = Limits(codes=rng.choice([3, 8]), percentile=rng.choice([None, 90]), escalator_most=3_000)
    most = value(levers, Changes(2_000), term)
    made = three(levers, limits, term, max(1, most // 2))
    for one in made:
        exact = worth(levers, one.changes, term)
        assert abs(exact - max(1, most // 2)) <= CLOSE + term.years
        assert one.difference == one.worth - max(1, most // 2)
        assert all(one.changes.of(lever) <= max(0, reach(lever, limits)) for lever in levers)
        assert one.changes.base <= limits.base_most
        assert len(one.changes.raised) <= limits.codes
        assert one.changes.escalator <= limits.escalator_most


def test_a_package_that_its_own_lever_cannot_fill_takes_the_next():
    # one code may rise by 5% at most: $9,750 of the $16,000 a year; the base brings the rest
    limits = Limits(codes=1, most=5_000, base_most=6_000)
    _, carve_outs, escalator = three(OFFICE, limits, Term(1), 1_600_000)
    assert carve_outs.changes.base > 0
    assert carve_outs.changes.of(OFFICE[1]) == 5_000
    assert escalator.changes.escalator == 0  # in one year no escalator comes to pay
    assert escalator.changes.base == 4_000


def test_packages_are_valued_by_whoever_is_asked():
    # whoever values them says that everything is worth half: twice the base is needed
    asked = []

    def half(changes):
        asked.append(changes)
        return value(OFFICE, changes, Term(1)) // 2

    base, *_ = three(OFFICE, Limits(codes=2), Term(1), 800_000, half)
    assert base.changes.base == 4_000
    assert len(asked) < 150


def test_a_target_out_of_reach_is_refused_with_what_can_be_reached():
    with pytest.raises(ConflictError) as told:
        three(OFFICE, Limits(codes=0, base_most=3_000), Term(1), 1_600_000)
    assert told.value.says == "The limits reach $12,000 at the most, not $16,000."
    with pytest.raises(InputError):
        three(OFFICE, Limits(), Term(1), 0)


def test_the_frontier_is_the_optimum_at_each_point_and_never_falls():
    levers, term = made_levers(random.Random(5), 20), Term(3, 3_000)
    limits = Limits(codes=4, percentile=75, escalator_most=2_000)
    rows = frontier(levers, limits, term, headlines=[1_000, 2_000, 4_000], codes=[0, 1, 2, 6]).to_pylist()
    assert [(row["by"], row["limit"]) for row in rows] == [
        *(("headline", most) for most in (1_000, 2_000, 4_000)), *(("codes", most) for most in (0, 1, 2, 6)),
    ]  # fmt: skip
    for row in rows:
        alone = optimise(levers, attrs.evolve(limits, **{row["by"]: row["limit"]}), term)
        assert row["worth"] == pytest.approx(alone.worth, rel=1e-6)
        assert row["flat"] == value(levers, Changes(row["headline"]), term)
    for first, second in pairwise(rows):
        assert first["by"] != second["by"] or first["worth"] <= second["worth"]


def test_points_that_no_package_can_keep_are_left_out_of_the_frontier():
    rows = frontier(OFFICE, Limits(base_least=2_000), Term(1), headlines=[1_000, 3_000]).to_pylist()
    assert [row["limit"] for row in rows] == [3_000]


def test_codes_held_back_are_counted_by_kind_of_service():
    levers = [
        lever("99213", 10_000), lever("99214", 5_000), lever("20610", 3_000, family="injections"),
        lever("20611", 2_000, family="injections"),
    ]  # fmt: skip
    held = {"99214 nonfacility": 1_000, "20610 nonfacility": 0, "20611 nonfacility": 0, "99213 nonfacility": 5_000}
    assert exceptions(levers, Changes(2_000, 0, held)) == [("visits", 1, 2, 5_000), ("injections", 2, 2, 5_000)]
    assert exceptions(levers, Changes(2_000)) == []


def test_trimming_changes_no_more_codes_than_may_change():
    # one code may change, and the carve-out is it: what is left is trimmed on the same code or not at all
    limits = Limits(codes=1, most=20_000, base_most=6_000)
    for one in three(OFFICE, limits, Term(3), 3_333_333):
        assert len(one.changes.raised) <= 1
        assert abs(one.difference) <= CLOSE
