"""Change points: exact on small tables, robust on noisy ones, pooled over codes."""

from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from tests.discover.seen import FIRST, line, steady, table

from counteroffer.discover.changes import EPOCH, Event, Segment, best_path, common_events, dated, segments
from counteroffer.discover.evidence import by_group


def day(offset):
    return (FIRST + timedelta(days=offset)).toordinal() - EPOCH


def amounts(*rows, events=()):
    (evidence,) = by_group(table(*rows))
    return [(part.amount, part.first - day(0), part.last - day(0)) for part in segments(evidence, events)]


@settings(max_examples=60, deadline=None)
@given(
    arrays(np.float64, st.tuples(st.integers(1, 5), st.integers(1, 3)), elements=st.integers(0, 4).map(float)),
    st.lists(st.integers(0, 5).map(float), min_size=5, max_size=5),
)
def test_no_path_is_cheaper_than_the_best_one(cost, penalties):
    rows, columns = cost.shape
    fees = np.array(penalties[:rows])

    def total(path):
        changes = sum(fees[i] for i in range(1, rows) if path[i] != path[i - 1])
        return changes + sum(cost[i, path[i]] for i in range(rows))

    assert total(best_path(cost, fees)) == min(map(total, product(range(columns), repeat=rows)))


def test_an_amount_that_stays_is_one_segment():
    assert amounts(*steady("99213", range(0, 300, 5), 9000)) == [(9000, 0, 295)]


def test_a_change_is_found_between_the_last_old_and_the_first_new_line():
    rows = steady("99213", range(0, 100, 5), 9000) + steady("99213", range(103, 200, 5), 9400)
    assert amounts(*rows) == [(9000, 0, 95), (9400, 103, 198)]


def test_scattered_wrong_amounts_are_outvoted():
    rows = steady("99213", range(0, 200, 2), 9000) + [line("99213", d, 8000 + d) for d in range(1, 100, 9)]
    assert amounts(*rows) == [(9000, 0, 198)]


def test_one_odd_line_at_the_end_is_no_change_but_three_are():
    before = steady("99213", range(0, 100, 5), 9000)
    assert len(amounts(*before, line("99213", 120, 9400))) == 1
    assert len(amounts(*before, *steady("99213", (120, 125, 130), 9400))) == 2


def test_of_two_lines_that_disagree_the_higher_amount_is_taken():
    assert amounts(line("27447", 3, 130000), line("27447", 9, 120000)) == [(130000, 3, 9)]
    assert amounts(line("27447", 3, 120000), line("27447", 9, 130000)) == [(130000, 3, 9)]


def test_an_amount_can_change_back():
    rows = steady("99213", range(0, 90, 3), 9000) + steady("99213", range(90, 180, 3), 8000)
    rows += steady("99213", range(180, 270, 3), 9000)
    assert [amount for amount, *_ in amounts(*rows)] == [9000, 8000, 9000]


def test_a_rising_charge_below_a_steady_rate_is_no_change_of_the_rate():
    rows = steady("93000", range(0, 50, 5), 1500, charge=1500) + steady("93000", range(50, 99, 5), 1600, charge=1600)
    assert amounts(*rows) == [(1600, 0, 95)]


def test_lines_paid_at_their_charge_do_not_hide_the_rate_of_the_others():
    rows = steady("93000", range(0, 50, 2), 1500, charge=1500) + steady("93000", range(1, 20, 2), 1840)
    assert amounts(*rows) == [(1840, 0, 48)]


def many(*, at, codes=range(99202, 99216), step=7):
    """Make some codes that all change on one day, and are seen every week."""
    rows = []
    for shift, code in enumerate(map(str, codes)):
        rows += steady(code, range(shift % step, at, step), 9000 + shift)
        rows += steady(code, range(at + (shift % step), 360, step), 9500 + shift)
    return rows


def events_of(rows):
    groups = list(by_group(table(*rows)))
    return common_events([(evidence, segments(evidence)) for evidence in groups])


def test_a_day_on_which_many_codes_change_is_one_event_dated_exactly():
    (event,) = events_of(many(at=182))
    assert date.fromordinal(EPOCH + event.day) == date(2024, 7, 1)
    assert (event.changed, event.could) == ({"visits": 14}, {"visits": 14})


def test_an_event_in_the_middle_of_a_month_is_dated_by_the_first_new_line():
    (event,) = events_of(many(at=195))
    assert date.fromordinal(EPOCH + event.day) == FIRST + timedelta(days=195)


def test_two_events_are_told_apart():
    rows = many(at=91) + many(at=244, codes=range(73000, 73010))
    assert [date.fromordinal(EPOCH + e.day) for e in events_of(rows)] == [date(2024, 4, 1), date(2024, 9, 1)]


def test_two_codes_that_change_by_chance_together_are_no_event():
    assert events_of(many(at=182, codes=(99213, 99214))) == ()


def test_codes_that_stay_are_counted_as_able_to_tell():
    (event,) = events_of(many(at=182) + [r for c in ("99221", "99222") for r in steady(c, range(0, 360, 9), 700)])
    assert event.could["visits"] == 16
    assert event.share("visits") == pytest.approx((14 + 14.5 / 17) / 17)
    assert event.share("surgery") == pytest.approx(14.5 / 17)


JULY = Event(day(182), day(181), day(182), {"visits": 14}, {"visits": 14})


def test_a_rare_code_is_dated_by_the_others():
    rare = [line("99205", 30, 20000), line("99205", 300, 21000)]
    assert len(amounts(*rare)) == 1
    assert amounts(*rare, events=(JULY,)) == [(20000, 30, 30), (21000, 300, 300)]


def test_the_event_within_the_interval_dates_the_change_and_what_comes_first_in_question_stands_first():
    before, after = Segment(1, 0, day(100), 0, day(100)), Segment(2, day(300), day(350), day(300), day(350))
    key = ("99205", "", "nonfacility")
    small = Event(day(244), day(243), day(244), {"visits": 3}, {"visits": 14})
    assert dated(before, after, [[JULY, small]], key) == day(182)
    assert dated(before, after, [[small], [JULY]], key) == day(244)
    assert dated(before, after, [[], []], key) == day(300)


@settings(max_examples=40, deadline=None)
@given(st.integers(40, 320), st.integers(0, 10_000), st.integers(5000, 9000), st.integers(1, 900))
def test_a_planted_change_is_found_again_under_noise(at, seed, amount, rise):
    draw = np.random.default_rng(seed)
    days = np.arange(0, 360, 2)
    allowed = np.where(days < at, amount, amount + rise)
    allowed = np.where(draw.random(len(days)) < 0.08, allowed * draw.integers(60, 97, len(days)) // 100, allowed)
    found = amounts(*(line("99213", int(d), int(a)) for d, a in zip(days, allowed, strict=True)))
    assert [a for a, *_ in found] == [amount, amount + rise]
    assert abs(found[1][1] - at) <= 7
