"""Levers: one code of a payer, with what peers pay for it on the practice's own volumes."""

import pyarrow as pa

from counteroffer.match.families import read_families
from counteroffer.negotiate.levers import PEERS, VOLUMES, levers, total
from tests.negotiate.making import lever


def volume(code, allowed, **more):
    row = {"code": code, "modifier": "", "setting": "nonfacility", "allowed": allowed, "milliunits": 1_000_000}
    return row | dict.fromkeys(("rate", "room", "seen", "medicare", "cost")) | more


def peer(code, *rates, **more):
    row = {"code": code, "modifier": "", "setting": "nonfacility", "n": 3, "source": "three other payers, 2026"}
    return row | dict(zip(("p25", "p50", "p75", "p90"), rates, strict=True)) | more


def built(volumes, peers=()):
    return levers(
        pa.Table.from_pylist(list(volumes), schema=VOLUMES), pa.Table.from_pylist(list(peers), schema=PEERS),
        read_families(),
    )  # fmt: skip


def test_a_lever_says_what_peers_would_pay_for_the_same_units():
    # 1,000 units at $92.00 are $92,000; peers pay $90, $100, $110 and $120
    (one,) = built(
        [volume("99213", 9_200_000, rate=92_000_000, medicare=80_000_000)],
        [peer("99213", 90_000_000, 100_000_000, 110_000_000, 120_000_000)],
    )
    assert one.peers.amounts == {25: 9_000_000, 50: 10_000_000, 75: 11_000_000, 90: 12_000_000}
    assert one.medicare == 8_000_000
    assert (one.peers.n, one.peers.source) == (3, "three other payers, 2026")
    assert one.to_peers(50) == 8_695  # 100 / 92 - 1 = 8.6956...%, down
    assert one.to_peers(25) == -2_174  # 90 / 92 - 1 = -2.1739...%, down
    assert not one.above_peers


def test_what_reduces_the_lines_reduces_the_peers_side_too():
    # half of the units were paid at half, as second procedures: $75 a unit on average at a rate of $100
    (one,) = built([volume("29881", 7_500_000, rate=100_000_000)], [peer("29881", *[120_000_000] * 4)])
    assert one.to_peers(50) == 20_000


def test_without_a_rate_the_average_of_a_unit_stands_for_it():
    (one,) = built([volume("29881", 7_500_000)], [peer("29881", *[90_000_000] * 4)])
    assert one.peers.amounts[50] == 9_000_000
    assert one.to_peers(50) == 20_000


def test_a_code_above_the_75th_percentile_of_its_peers_is_above_peers():
    paid = [volume("99213", 11_000_001, rate=110_000_010)]
    (one,) = built(paid, [peer("99213", 90_000_000, 100_000_000, 110_000_000, 120_000_000)])
    assert one.above_peers
    (alone,) = built(paid)
    assert not alone.above_peers
    assert alone.to_peers(75) is None


def test_levers_come_largest_first_with_their_family_and_codes_without_dollars_are_left_out():
    found = built([
        volume("99213", 100), volume("73721", 900, modifier="26", setting="facility"), volume("99214", 0),
        volume("20610", 500, room=4_000, seen=9, cost=700),
    ])  # fmt: skip
    assert [one.key for one in found] == ["73721-26 facility", "20610 nonfacility", "99213 nonfacility"]
    assert [one.family for one in found] == ["imaging.advanced", "injections", "visits"]
    assert (found[1].room, found[1].seen, found[1].cost) == (4_000, 9, 700)
    assert (found[2].room, found[2].seen, found[2].cost) == (None, 1, None)
    assert total(found) == 1_500


def test_peers_of_another_setting_or_modifier_are_not_its_peers():
    (one,) = built(
        [volume("73721", 900, modifier="26", setting="facility")],
        [peer("73721", 1, 2, 3, 4), peer("73721", 1, 2, 3, 4, modifier="26")],
    )
    assert one.peers is None


def test_a_key_names_code_modifier_and_setting():
    assert lever("99213", 1).key == "99213 nonfacility"
