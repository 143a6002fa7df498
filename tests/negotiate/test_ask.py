"""The ask, the gaps and the peers' rates: worked by hand on a few codes."""

import pyarrow as pa
import pytest

from counteroffer.core.errors import InputError
from counteroffer.negotiate.ask import ABOVE, CHARGE, PEERS, ask
from counteroffer.negotiate.gaps import (
    ALL,
    Book,
    cost_book,
    families,
    gaps,
    mean_book,
    medicare_book,
    payer_book,
    peer_book,
)
from tests.negotiate.making import lever

OFFICE = [
    # $100,000 a year; the peers' median is 2% above it, their 75th percentile 3%, their 90th 10%
    lever("99214", 10_000_000, peers=(9_000_000, 10_200_000, 10_300_000, 11_000_000), medicare=8_000_000),
    lever("99213", 6_000_000, medicare=5_000_000),  # no peers
    lever("20610", 2_000_000, peers=(1_000_000, 1_500_000, 1_900_000, 2_500_000), family="injections", cost=2_500_000),
    lever("20611", 1_000_000, room=1_000, family="injections", medicare=900_000),  # its charge is 1% above the rate
]
VISITS, INJECTIONS, EVERYTHING = range(3)


def test_the_target_is_held_back_by_peers_and_by_the_own_charge():
    asked = ask(OFFICE, target=4_000)
    held = {one.lever.code: (one.target, one.held_by) for one in asked.codes}
    assert held == {
        "99214": (300_000, PEERS),  # 4% would be $4,000; to the 75th percentile it is $3,000
        "99213": (240_000, ""),
        "20610": (0, ABOVE),
        "20611": (10_000, CHARGE),
    }
    assert asked.total.target == 550_000
    assert asked.total.held == 760_000 - 550_000  # 4% of $190,000 less what is asked for
    assert [one.code for one in asked.do_not_ask] == ["20610"]
    assert asked.total.spared == 2_000_000


def test_the_opening_goes_no_further_than_the_90th_percentile_and_never_below_the_target():
    asked = ask(OFFICE, target=4_000)
    assert asked.opening_percent == 8_000
    opening = {one.lever.code: one.opening for one in asked.codes}
    assert opening == {"99214": 800_000, "99213": 480_000, "20610": 0, "20611": 10_000}
    wide = ask(OFFICE, target=4_000, opening=15_000)
    assert wide.codes[0].opening == 1_000_000  # 10%: the 90th percentile, not 15%
    assert all(one.opening >= one.target for one in wide.codes)


def test_families_add_up_to_the_total():
    asked = ask(OFFICE, target=4_000, reservation=1_500)
    assert [aim.family for aim in asked.aims] == ["visits", "injections", ALL]
    for name in ("codes", "now", "compared", "medicare", "with_peers", "target", "opening", "spared", "held"):
        parts = [getattr(aim, name) for aim in asked.aims[:-1]]
        assert sum(parts) == getattr(asked.total, name), name
    assert asked.total.supported == 200_000
    assert asked.aims[INJECTIONS].supported == 0  # peers are known, and pay no more
    assert asked.total.reservation == 285_000  # 1.5% of $190,000
    assert ask(OFFICE, target=4_000).total.reservation is None


def test_percent_of_medicare_is_over_the_codes_that_medicare_prices():
    asked = ask(OFFICE, target=0)
    # $160,000 of visits beside $130,000 = 123.0769...%
    assert asked.aims[VISITS].percent_of_medicare == 123_077
    assert asked.aims[INJECTIONS].percent_of_medicare == 111_111  # only 20611 has a fee
    assert ask([lever("J3490", 1_000)], target=0).total.percent_of_medicare is None


def test_without_peers_nothing_is_said_to_be_supported():
    total = ask([lever("99213", 6_000_000)], target=4_000).total
    assert (total.supported, total.with_peers, total.target) == (None, 0, 240_000)
    assert total.percent(total.target) == 4_000
    assert total.percent(None) is None


def test_an_ask_that_cannot_be_is_refused():
    for levers, target, opening in (([], 4_000, None), (OFFICE, 4_000, 3_000), (OFFICE, -1, None)):
        with pytest.raises(InputError):
            ask(levers, target, opening)


def test_the_table_has_every_code_with_what_holds_it():
    rows = ask(OFFICE, target=4_000).table().to_pylist()
    assert [row["code"] for row in rows] == ["99214", "99213", "20610", "20611"]
    first, second, third, _ = rows
    assert (first["peers_p50"], first["peers_p90"], first["peers"], first["held_by"]) == (
        10_200_000,
        11_000_000,
        4,
        PEERS,
    )
    assert second["peers_p50"] is second["peers_source"] is None
    assert (third["do_not_ask"], third["cost"]) == (True, 2_500_000)


def test_a_gap_is_what_the_same_units_would_be_allowed_there_less_today():
    found = gaps(OFFICE, [Book("Elsewhere", "made up", {OFFICE[0].key: 11_000_000, OFFICE[2].key: 1_800_000})])
    told = {gap.family: gap for gap in found}
    assert (told["visits"].now, told["visits"].there, told["visits"].gap, told["visits"].below) == (
        10_000_000, 11_000_000, 1_000_000, 1_000_000,
    )  # fmt: skip
    # what is paid more than there is no reason to ask for less: it counts in the gap, not in what is below
    assert (told[ALL].codes, told[ALL].gap, told[ALL].below) == (2, 800_000, 1_000_000)
    assert (told["injections"].gap, told["injections"].below) == (-200_000, 0)


def test_books_of_medicare_payers_peers_and_cost():
    medicare = medicare_book(OFFICE, 120, 2026)
    assert medicare.name == "Medicare at 120%"
    assert medicare.amounts == {OFFICE[0].key: 9_600_000, OFFICE[1].key: 6_000_000, OFFICE[3].key: 1_080_000}
    priced = [lever("99214", 9_200_000, rate=92_000_000), lever("99213", 4_000_000, milliunits=1_000_000)]
    acme = payer_book(priced, "Acme", "contract", {("99214", "", "nonfacility"): 100_000_000,
                                                   ("99213", "", "nonfacility"): 50_000_000})  # fmt: skip
    # 1,000 units at $100; and 1,000 units at $50, by units where today's rate is not known
    assert acme.amounts == {priced[0].key: 10_000_000, priced[1].key: 5_000_000}
    other = Book("Blue", "contract", {priced[0].key: 9_000_001})
    assert mean_book("Mean", "both", [acme, other], 2).amounts == {priced[0].key: 9_500_001}
    assert peer_book(OFFICE, 50).amounts[OFFICE[0].key] == 10_200_000
    assert cost_book(OFFICE, "own").amounts == {OFFICE[2].key: 2_500_000}
    assert gaps(OFFICE, [Book("Nothing", "", {})]) == ()


def test_families_come_by_their_dollars():
    assert families([lever("1", 5, family="b"), lever("2", 3, family="a"), lever("3", 3, family="a")]) == ["a", "b"]


def test_the_table_of_codes_is_arrow():
    assert isinstance(ask(OFFICE).table(), pa.Table)
