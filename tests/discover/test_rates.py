"""The recovered schedule: amounts, days, support, stability."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.discover.seen import FIRST, line, steady, table

from counteroffer.discover.rates import in_force, recover


def test_a_code_has_one_rate_with_its_lines_and_dollars():
    rows = [*steady("99213", range(0, 50, 5), 9000), line("99213", 7, 8100), line("99213", 8, 4500, derived=1)]
    (rate,) = recover(table(*rows)).rates
    assert (rate.code, rate.modifier, rate.setting, rate.amount) == ("99213", "", "nonfacility", 9000)
    assert (rate.since, rate.until, rate.dated, rate.after) == (FIRST, date(2024, 2, 15), False, None)
    assert (rate.lines, rate.at_lines, rate.dollars, rate.at_dollars) == (12, 10, 102_600, 90_000)
    assert (rate.stability, rate.firm, rate.derived) == (10 / 12, True, 1)


def test_a_code_with_one_line_has_a_rate_of_little_support():
    (rate,) = recover(table(line("27447", 9, 130000))).rates
    assert (rate.amount, rate.lines, rate.firm) == (130000, 1, False)


def test_units_count_but_the_unit_is_what_is_priced():
    rows = [
        line("J1885", 1, 1034),
        line("J1885", 2, 2067, units=2),
        line("J1885", 3, 5168, units=5),
        line("J1885", 4, 1034, units=3),
    ]
    (rate,) = recover(table(*rows)).rates
    assert (rate.amount, rate.at_lines, rate.lines) == (1034, 3, 4)


def test_an_amount_seen_only_at_the_charge_is_at_least_that():
    (rate,) = recover(table(*steady("93000", range(5), 1500, charge=1500))).rates
    assert (rate.amount, rate.at_least, rate.capped, rate.at_lines, rate.stability) == (1500, True, 5, 5, 1.0)


def test_lines_capped_by_their_charge_do_not_lower_the_stability():
    rows = steady("93000", range(0, 50, 2), 1500, charge=1500) + steady("93000", range(1, 20, 2), 1840)
    (rate,) = recover(table(*rows)).rates
    assert (rate.amount, rate.at_least, rate.capped, rate.at_lines, rate.stability) == (1840, False, 25, 10, 1.0)


def test_a_change_says_since_when_and_after_which_day():
    rows = steady("99213", range(0, 100, 5), 9000) + steady("99213", range(103, 200, 5), 9400)
    old, new = recover(table(*rows)).rates
    assert (old.until, new.since, new.dated, new.after) == (
        FIRST + timedelta(days=102), FIRST + timedelta(days=103), True, FIRST + timedelta(days=95),
    )  # fmt: skip


def pooled():
    """Make twenty codes that change on the first of July, their charges not; a rare one is seen twice."""
    rows = [line("99205", 75, 20000), line("99205", 290, 21000)]
    for shift in range(20):
        code = str(99220 + shift)
        rows += steady(code, range(shift % 5, 182, 5), 9000 + shift, charge=40000) + steady(
            code, range(182 + shift % 5, 360, 5), 9900, charge=40000
        )
    return rows


def test_rare_codes_are_dated_by_the_day_on_which_the_others_changed():
    found = recover(table(*pooled()))
    assert {rate.since for rate in found.rates if rate.dated} == {date(2024, 7, 1)}
    rare = [rate for rate in found.rates if rate.code == "99205"]
    assert [(rate.amount, rate.until, rate.after) for rate in rare] == [
        (20000, date(2024, 6, 30), None), (21000, FIRST + timedelta(days=290), date(2024, 3, 16)),
    ]  # fmt: skip


def test_every_row_is_placed_with_the_rate_of_its_days():
    found = recover(table(*pooled()))
    for row, place in zip(found.observed.to_pylist(), found.place, strict=True):
        rate = found.rates[place]
        assert (rate.code, rate.modifier, rate.setting) == (row["code"], row["modifier"], row["setting"])
        assert rate.since <= row["day"] <= rate.until
    lines = np.bincount(found.place, weights=found.observed["lines"].to_numpy())
    assert lines.tolist() == [rate.lines for rate in found.rates]


def test_a_share_of_charges_changes_with_the_charges_not_with_the_payers_other_rates():
    rows = [*pooled(), line("11721", 20, 4500, charge=10000), line("11721", 340, 4680, charge=10400)]
    for code in ("99231", "99232", "99233", "99234"):  # the charge master changes on the first of April
        rows += steady(code, range(0, 91, 3), 7777, charge=20000) + steady(code, range(91, 300, 3), 7777, charge=20800)
    nails = [rate for rate in recover(table(*rows)).rates if rate.code == "11721"]
    assert [(rate.amount, rate.since) for rate in nails] == [
        (4500, FIRST + timedelta(days=20)),
        (4680, date(2024, 4, 1)),
    ]


def test_the_rates_of_a_day_are_those_that_began_last_and_of_what_was_not_seen_yet_the_first():
    found = recover(table(*pooled(), line("76000", 350, 123))).rates
    on = {rate.code: rate.amount for rate in in_force(found, date(2024, 6, 30))}
    assert (on["99205"], on["99220"], on["76000"]) == (20000, 9000, 123)
    assert {rate.code: rate.amount for rate in in_force(found, date(2024, 7, 1))}["99220"] == 9900


def test_no_lines_make_an_empty_schedule():
    found = recover(table())
    assert (found.rates, found.events, len(found.place)) == ((), (), 0)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(30, 330), st.integers(3, 10))
def test_planted_rates_with_noise_are_found_again(seed, at, noise):
    draw = np.random.default_rng(seed)
    rows, true = [], {}
    for code in map(str, range(99201, 99231)):
        old = int(draw.integers(3000, 30000))
        new = old + int(draw.integers(50, 900))
        true[code] = (old, new)
        for when in draw.integers(0, 365, int(draw.integers(25, 80))).tolist():
            units = int(draw.integers(1, 4))
            right = (old if when < at else new) * units
            wrong = draw.random() < noise / 100
            rows.append(line(code, when, right * int(draw.integers(60, 98)) // 100 if wrong else right, units=units))
    found = recover(table(*rows)).rates
    for code, pair in true.items():
        mine = [rate for rate in found if rate.code == code and rate.firm]
        assert [rate.amount for rate in mine] in ([pair[0]], [pair[1]], list(pair))
        if len(mine) == 2:
            assert abs((mine[1].since - (FIRST + timedelta(days=at))).days) <= 7
