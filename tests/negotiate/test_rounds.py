"""Headlines that mislead, what moved, and how far to go next."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core.errors import InputError
from counteroffer.negotiate.mandate import Mandate
from counteroffer.negotiate.proposal import PAYER, US
from counteroffer.negotiate.rounds import ACCEPT, COUNTER, HOLD, OPEN, Round, Worth, moved, read_round, said, suggested
from counteroffer.negotiate.scenario import valued
from counteroffer.negotiate.trap import FINE, LESS, LOSS, points, trap
from tests.negotiate.made import line, offered, volumes
from tests.negotiate.test_scenario import change, plan


def practice():
    """Much of one visit, little of three procedures: 900.00 and 70.00 each."""
    visits, others = [line(number, rate=9_000) for number in range(10)], ("20610", "73030", "93000")
    return volumes(*visits, *(line(20 + n, billed_code=code, rate=7_000) for n, code in enumerate(others)))


def test_a_headline_of_four_percent_that_cuts_the_visits_is_a_loss_and_the_codes_say_where():
    # 3 x 70.00 x 10% = +21.00; 900.00 x -4% = -36.00
    made = trap(valued(practice(), offered(plan(change(10_000), change(-4_000, "99213"), quoted=4_000))))
    assert (made.verdict, made.rising, made.falling) == (LOSS, (2_100, 3), (-3_600, 1))
    assert made.listed == 6_500
    assert [code.row.code for code in made.losing] == ["99213"]
    assert made.says == (
        "Quoted as +4.0%, it is worth -1.351% on your own volumes (-$15 a year): 1 code falls by $36 a year, "
        "3 codes rise by $21."
    )


def test_a_headline_that_is_worth_less_than_it_says_is_told_and_one_that_keeps_its_word_is_not():
    assert trap(valued(practice(), offered(plan(change(4_000, "20610"), quoted=4_000)))).verdict == LESS
    assert trap(valued(practice(), offered(plan(change(4_000), quoted=4_000)))).verdict == FINE
    assert trap(valued(practice(), offered(plan(change(3_950), quoted=4_000)))).verdict == FINE
    assert trap(valued(practice(), offered(plan(change(3_800), quoted=4_000)))).verdict == LESS


def test_without_a_headline_the_plain_mean_of_the_changes_stands_for_it():
    made = trap(
        valued(practice(), offered(plan(change(-2_000, "99213"), change(10_000, "20610"), change(10_000, "73030"))))
    )
    assert (made.quoted, made.listed, made.verdict) == (None, 6_000, LOSS)


def test_points_are_written_with_their_sign():
    assert [points(n) for n in (4_000, -350, 0, 12_345)] == ["+4.0%", "-0.35%", "+0.0%", "+12.345%"]


def test_what_moved_sums_to_the_difference_of_the_offers():
    rows = practice()
    before, after = (
        valued(rows, offered(plan(*some))) for some in ([change(4_000)], [change(3_000), change(6_000, "20610")])
    )
    steps = moved(before, after)
    assert sum(step.cents for step in steps) == after.gain - before.gain
    assert {step.key[0]: (step.was, step.now) for step in steps}["20610"] == (7_280, 7_420)
    assert moved(before, before) == []


def rounds(*offers):
    """Rounds of (side, cents of a year)."""
    day = dt.date(2026, 1, 1)
    return [
        Round(n, side, day, "p", "", "", (), Worth(1_000_000, gain, 0, 0, 0, 0, "m"))
        for n, (side, gain) in enumerate(offers, 1)
    ]


def test_nothing_offered_yet_is_a_case_for_the_opening():
    assert suggested([], 40_000).what == OPEN


def test_the_first_concession_is_half_of_the_way_to_the_target_but_no_more_than_what_was_given():
    assert suggested(rounds((US, 70_000), (PAYER, 20_000)), 40_000).gain == 55_000
    small = suggested(rounds((US, 70_000), (PAYER, 6_000)), 40_000)
    assert (small.what, small.gain, small.concession) == (COUNTER, 64_000, 6_000)
    assert "what the payer gave" in small.why[0]


def test_who_does_not_move_gets_nothing_and_nobody_gives_twice():
    stuck = rounds((US, 70_000), (PAYER, 20_000), (US, 55_000), (PAYER, 20_000))
    assert (suggested(stuck, 40_000).what, suggested(stuck, 40_000).concession) == (HOLD, 0)
    assert suggested(rounds((US, 70_000)), 40_000).what == HOLD
    assert "backwards" in suggested(rounds((US, 70_000), (PAYER, 20_000), (US, 55_000), (PAYER, 9_000)), 40_000).why[0]


def test_an_offer_that_reaches_the_target_or_our_next_ask_is_accepted():
    assert suggested(rounds((US, 70_000), (PAYER, 41_000)), 40_000).what == ACCEPT
    assert suggested(rounds((US, 50_000), (PAYER, 10_000), (US, 45_000), (PAYER, 43_000)), 44_000).what == COUNTER
    assert suggested(rounds((US, 50_000), (PAYER, 10_000), (US, 45_000), (PAYER, 44_600)), 44_000).what == ACCEPT


def test_an_offer_below_the_reservation_is_named_so_and_a_mandate_must_hold_together():
    assert "leaving is better" in " ".join(suggested(rounds((US, 70_000), (PAYER, 10_000)), 40_000, 12_000).why)
    with pytest.raises(InputError, match="below the reservation"):
        suggested(rounds((US, 70_000)), 10_000, 20_000)


@given(st.lists(st.integers(-50_000, 90_000), min_size=1, max_size=6), st.integers(1, 60_000), st.integers(0, 60_000))
def test_our_asks_never_rise_never_pass_the_target_and_never_give_more_than_half_of_what_is_left(theirs, target, above):
    last, told = target + above, [(US, target + above)]
    for offer in theirs:
        told.append((PAYER, offer))
        found = suggested(rounds(*told), target)
        if found.what == ACCEPT:
            return
        assert target <= found.gain <= last
        assert found.concession <= (last - target) // 2
        told.append((US, found.gain))
        last = found.gain


def test_a_round_survives_the_book():
    one = Round(2, PAYER, dt.date(2026, 3, 4), "p", "B. Rep", "final", ("a.pdf",), Worth(1, 2, 3, 4, 5, 6, "m", LOSS))
    plain = said(one)
    assert read_round(plain, dt.date.fromisoformat(plain["day"])) == one
    assert one.stale("other")
    assert not one.stale("m")


def test_a_mandate_says_nothing_when_it_is_printed_and_refuses_what_cannot_be():
    assert "4500" not in repr(Mandate(7_000, 4_500, 1_000))
    with pytest.raises(InputError, match="opening is below"):
        Mandate(4_000, 4_500)
    with pytest.raises(InputError, match="target is below"):
        Mandate(7_000, 4_500, 5_000)
