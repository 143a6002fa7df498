"""A fee schedule beside Medicare: the middle ratio, the rows far from it, and columns that slipped."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counteroffer.core.errors import InputError
from counteroffer.medicare.book import shipped
from counteroffer.medicare.compare import compare
from counteroffer.medicare.figures import amounts_beside

AUSTIN = "0441231"
VISITS = ("99202", "99203", "99204", "99205", "99211", "99212", "99213", "99214", "99215", "99221", "99222")


def pays(code, setting="nonfacility", modifier=""):
    rows = shipped().amounts(2025, AUSTIN).to_pylist()
    return next(r["amount"] for r in rows if (r["code"], r["modifier"], r["setting"]) == (code, modifier, setting))


def fees(percent, **other):
    return [(code, "", "", other.get(f"c{code}", pays(code) * percent // 100)) for code in VISITS]


def beside(rows):
    return compare(shipped(), rows, 2025, AUSTIN)


def test_an_amount_stands_beside_medicares_of_its_setting_and_one_for_both_beside_the_office():
    done = beside([("99213", "", "facility", 100), ("99213", "", "", 200), ("73030", "26", "nonfacility", 300)])
    assert [row.medicare for row in done.rows] == [
        pays("99213", "facility"), pays("99213"), pays("73030", "nonfacility", "26"),
    ]  # fmt: skip
    assert (done.year, done.locality, done.missing) == (2025, AUSTIN, 0)


def test_the_middle_is_of_an_odd_and_of_an_even_count():
    base = pays("99213")
    ratios = [("99213", "", "", base * n) for n in (1, 2, 6)]
    assert beside(ratios).median == 2
    assert beside([*ratios, ("99213", "", "", base * 4)]).median == 3


def test_what_medicare_does_not_price_is_counted_and_nothing_is_no_error():
    done = beside([("99999", "", "", 100), ("99213", "", "", 100)])
    assert (len(done.rows), done.missing) == (1, 1)
    none = beside([])
    assert (none.rows, none.missing, none.median, none.slipped) == ((), 0, 0, False)


def test_one_amount_with_a_shifted_point_is_told_apart_and_is_no_slipped_column():
    done = beside(fees(120, c99213=pays("99213") * 12))
    assert [row.code for row in done.outlying] == ["99213"]
    assert not done.slipped


def test_many_amounts_far_off_mean_a_slipped_column():
    done = beside(fees(120, c99213=100, c99214=100, c99215=90_000_00))
    assert next(row.code for row in done.outlying) == "99215"
    assert len(done.outlying) == 3
    assert done.slipped


def test_laboratory_tests_and_drugs_stand_beside_their_own_schedules():
    others = amounts_beside(shipped(), 2025, AUSTIN)
    done = beside([("80053", "", "", others["80053", ""] * 2), ("J1885", "", "", others["J1885", ""])])
    assert [row.ratio for row in done.rows] == [2, 1]


def test_a_year_that_is_not_there_is_said():
    with pytest.raises(InputError, match="1999"):
        compare(shipped(), fees(100), 1999, AUSTIN)


@settings(deadline=None, max_examples=15)
@given(st.integers(50, 400))
def test_a_schedule_of_one_percent_of_medicare_has_it_in_the_middle_and_nothing_far_off(percent):
    done = beside(fees(percent))
    assert done.median == pytest.approx(percent / 100, abs=0.001)
    assert done.outlying == ()
