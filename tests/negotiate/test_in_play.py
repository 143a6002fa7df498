"""What of the base period is at the table, and a package written as a proposal and valued line by line."""

from datetime import date
from fractions import Fraction

import attrs
import pytest

from counteroffer.match.families import read_families
from counteroffer.negotiate.changes import Changes, Term, value
from counteroffer.negotiate.in_play import AT_CHARGE, IN_CASES, UNPRICED, in_play
from counteroffer.negotiate.levers import PEERS, levers
from counteroffer.negotiate.offered import Offered, OwnRates
from counteroffer.negotiate.proposed import proposed
from counteroffer.negotiate.scenario import valued
from tests.negotiate.made import BASE, line
from tests.negotiate.made import volumes as made_volumes
from tests.negotiate.making import lever


def volumes(*lines, months=12):
    """Make volumes of lines: what a row says, thousandths of units, and the charge."""
    worked = [
        line(number, milliunits=milliunits, charge=charge, allowed=charge // 2, **said)
        for number, (said, milliunits, charge) in enumerate(lines)
    ]
    return made_volumes(*worked, base=attrs.evolve(BASE, months=months))


def row(code, rate, *, modifier="", setting="nonfacility", basis="fee_schedule", lesser_of=False, product="x", **more):
    """Say what the lines of a row share."""
    said = {"basis": basis, "rate": rate, "lesser_of": lesser_of, "product": product} | more
    return {"billed_code": code, "component": modifier, "as_setting": setting} | said


OFFICE = row("99213", 9_000)


def test_lines_of_a_code_are_summed_for_a_year_over_products():
    made = in_play(
        volumes((OFFICE, 1_000, 20_000), (OFFICE, 2_000, 40_000), (row("99213", 9_500, product="y"), 1_000, 20_000),
                months=6),
        {("99213", "", "nonfacility"): 8_000}, {("99213", "", "nonfacility"): 50_000_000},
    )  # fmt: skip
    (one,) = made.volumes.to_pylist()
    assert one["allowed"] == 2 * (9_000 + 18_000 + 9_500)  # half a year, doubled
    assert one["rate"] == 91_250_000  # three units at $90.00, one at $95.00
    assert one["medicare"] == 80_000_000
    assert one["milliunits"] == 8_000
    assert one["cost"] == 8 * 5_000  # eight units a year at $50
    assert (one["seen"], one["room"]) == (1, None)
    assert made.aside == {}


def test_what_no_rate_moves_is_left_aside_with_its_reason():
    made = in_play(
        volumes(
            (OFFICE, 1_000, 20_000), (row("J3490", None, basis="percent_of_charges", percent=50_000), 1_000, 10_000),
            (row("36415", 1_000, basis="in_case"), 1_000, 2_000),
            (row("99499", None, basis="", begun=None, modified=None, contracted=None, amount=None), 1_000, 6_000),
        ), {}, {},
    )  # fmt: skip
    assert [one["code"] for one in made.volumes.to_pylist()] == ["99213"]
    assert made.aside == {AT_CHARGE: 5_000, IN_CASES: 1_000, UNPRICED: 3_000}


def test_room_is_what_the_charge_leaves_under_lesser_of_terms():
    limited = row("20610", 10_000, lesser_of=True)
    made = in_play(volumes((limited, 1_000, 10_500), (limited, 2_000, 20_800), (OFFICE, 1_000, 9_100)), {}, {})
    room = {one["code"]: one["room"] for one in made.volumes.to_pylist()}
    assert room == {"20610": 4_333, "99213": None}  # $313.00 charged over $300.00 agreed


def test_the_payers_representative_codes_weigh_and_the_others_do_not():
    made = in_play(
        volumes((OFFICE, 1_000, 20_000), (row("99214", 13_000), 1_000, 20_000)), {}, {},
        {("99213", "", "nonfacility"): 2_500},
    )  # fmt: skip
    assert {one["code"]: one["seen"] for one in made.volumes.to_pylist()} == {"99213": 2_500, "99214": 0}


def test_drugs_whose_rate_is_finer_than_a_cent_go_by_their_average():
    fine = row("J1885", 43, basis="percent_of_drugs", whole=True, begun=86, modified=86, contracted=86, amount=86)
    (one,) = in_play(volumes((fine, 2_000, 500)), {}, {}).volumes.to_pylist()
    assert one["allowed"] == 86
    assert one["rate"] is None


def scenario_of(package, some, term):
    table = in_play(some, {}, {}).volumes
    made = levers(table, PEERS.empty_table(), read_families())
    proposal = proposed(package, made, "Acme", term, name="package")
    days = tuple(date(2026 + year, 1, 1) for year in range(term.years))
    return made, valued(some, Offered(proposal, OwnRates({}), days), term.discount)


MIXED = volumes(
    (row("99213", 9_000), 500_000, 9_999_999), (row("99214", 13_000), 400_000, 9_999_999),
    (row("73721", 22_000, basis="percent_of_medicare"), 60_000, 9_999_999),
    (row("73721", 8_000, modifier="26"), 90_000, 9_999_999),
    (row("73721", 7_000, modifier="26", setting="facility"), 50_000, 9_999_999),
)  # fmt: skip


@pytest.mark.parametrize(
    "package",
    [
        Changes(), Changes(4_000), Changes(4_000, 3_000), Changes(2_000, 0, {"99213 nonfacility": 6_000}),
        Changes(2_000, 2_500, {"99214 nonfacility": 0, "73721 nonfacility": 10_000}),
        Changes(0, 0, {"73721-26 nonfacility": 5_000}), Changes(3_000, 0, {"73721-26 facility": 0}),
    ],
)  # fmt: skip
def test_a_package_is_worth_as_a_proposal_what_its_table_says_to_the_rounding_of_rates(package):
    term = Term(3, 4_000)
    made, scenario = scenario_of(package, MIXED, term)
    # a proposal rounds every rate to the cent: at most half a cent for each unit of each year
    units = Fraction(sum(one.milliunits for one in made), 1000)
    assert abs(scenario.present[1] - value(made, package, term)) <= units * term.years / 2 + term.years


def test_a_package_that_changes_nothing_is_worth_nothing_as_a_proposal():
    made, scenario = scenario_of(Changes(), MIXED, Term(3))
    assert scenario.present == (0, 0, 0)
    assert proposed(Changes(), made, "Acme", Term(3), name="nothing").rates == ()


def test_where_one_modifier_is_named_all_of_its_code_are():
    some = [lever("73721", 5), lever("73721", 4), lever("99213", 3)]
    read = some[0].__class__("73721", "26", "nonfacility", "imaging", 4)
    made = proposed(
        Changes(2_000, 0, {some[0].key: 9_000}), [some[0], read, some[2]], "Acme", Term(2), name="p", quoted=4_000
    )
    assert [(change.when.modifiers, change.percent) for change in made.rates] == [
        (("26",), 2_000), ((), 9_000), ((), 2_000),
    ]  # fmt: skip
    assert made.rates[1].says == "73721 nonfacility +9%"
    assert (made.years, made.quoted, made.rise) == (2, 4_000, None)
