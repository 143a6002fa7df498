"""Capitation by month, corrections by later rosters, stop-loss and yield: by hand and by what must always hold."""

import attrs
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.contracts.arranged import Band, Capitation, StopLoss
from counteroffer.measure.capitation import by_month, corrections, standing, stop_loss, yield_of

FLAT = Capitation((Band(0, 999, "any", 2000),), (("99202", "99215"),))
BANDS = Capitation((Band(0, 17, "any", 1400), Band(18, 64, "F", 2125), Band(18, 64, "M", 1675)), FLAT.covers)


def row(reading, month, key, age=30, sex="F", change="whole", risk=None):  # noqa: PLR0917 - as short as a table
    file = f"roster-{reading}.csv"
    said = {"reading": reading, "month": month, "member_key": key, "age": age, "sex": sex}
    return said | {"change": change, "risk": risk, "file": file}


def test_each_month_is_the_sum_of_its_members_bands():
    rows = [row(1, "2025-01", "a", 5), row(1, "2025-01", "b", 30, "F"), row(1, "2025-02", "b", 30, "M")]
    assert [(m.month, m.members, m.paid) for m in by_month(BANDS, rows)] == [("2025-01", 2, 3525), ("2025-02", 1, 1675)]


def test_a_member_in_no_band_brings_nothing_and_is_counted():
    (month,) = by_month(BANDS, [row(1, "2025-01", "a", 70), row(1, "2025-01", "b", 30, "")])
    assert (month.members, month.paid, month.unbanded) == (2, 0, 2)


def test_a_later_file_restates_its_months_whole_and_says_what_that_changed():
    first = [row(1, "2025-01", "a"), row(1, "2025-01", "b"), row(1, "2025-02", "a")]
    later = [row(2, "2025-01", "a", 5), row(2, "2025-01", "c", sex="M")]
    (found,) = corrections(BANDS, first + later)
    # 2 x 21.25 = 42.50 became 14.00 + 16.75 = 30.75
    assert (found.month, found.added, found.dropped, found.changed) == ("2025-01", 1, 1, 1)
    assert (found.before, found.after, found.file) == (4250, 3075, "roster-2.csv")
    assert [m.paid for m in by_month(BANDS, first + later)] == [3075, 2125]


def test_adds_and_drops_change_one_member_each_and_leave_the_others():
    rows = [row(1, "2025-01", "a"), row(1, "2025-01", "b")]
    rows += [row(2, "2025-01", "b", None, "", "drop"), row(2, "2025-01", "c", change="add")]
    rows += [row(2, "2025-02", "a", change="add"), row(3, "2025-01", "z", None, "", "drop")]
    assert {month: sorted(members) for month, members in standing(rows).items()} == {
        "2025-01": ["a", "c"],
        "2025-02": ["a"],
    }
    (found,) = corrections(FLAT, rows)  # dropping who is not there changes nothing
    assert (found.reading, found.added, found.dropped, found.before, found.after) == (2, 1, 1, 4000, 4000)


ROWS = st.lists(
    st.builds(
        row, st.integers(1, 4), st.sampled_from(["2025-01", "2025-02", "2025-03"]), st.sampled_from("abcdef"),
        st.integers(0, 80), st.sampled_from(["F", "M", ""]), st.just("whole"), st.sampled_from([None, 857, 1000, 1234]),
    ),
    max_size=40,
    unique_by=lambda r: (r["reading"], r["month"], r["member_key"]),
)  # fmt: skip


@given(ROWS)
def test_months_and_members_add_up_to_the_whole(rows):

    form = attrs.evolve(BANDS, risk=True)
    now = standing(rows)
    whole = sum(month.paid for month in by_month(form, rows))
    singly = [by_month(form, [r | {"reading": 1}]) for members in now.values() for r in members.values()]
    assert whole == sum(month.paid for months in singly for month in months)


@given(ROWS)
def test_the_first_telling_and_all_corrections_make_what_stands(rows):
    seen, first = set(), 0
    for reading in sorted({r["reading"] for r in rows}):
        some = [r for r in rows if r["reading"] == reading]
        new = {r["month"] for r in some} - seen
        first += sum(m.paid for m in by_month(BANDS, [r for r in some if r["month"] in new]))
        seen |= new
    moved = sum(c.after - c.before for c in corrections(BANDS, rows))
    assert first + moved == sum(m.paid for m in by_month(BANDS, rows))


@given(ROWS, st.integers(0, 5000), st.integers(0, 5000))
def test_a_higher_pmpm_never_brings_less(rows, cents, more):
    one, other = (Capitation((Band(0, 999, "any", c),), FLAT.covers, risk=True) for c in (cents, cents + more))
    low, high = (sum(month.paid for month in by_month(form, rows)) for form in (one, other))
    assert low <= high


def test_stop_loss_pays_its_percent_of_what_is_above_the_point():
    assert stop_loss(StopLoss(80_000, 500_000), {"a": 400_000, "b": 500_000, "c": 900_050}) == 320_040


@given(st.dictionaries(st.text(max_size=2), st.integers(0, 10**8)), st.integers(0, 100_000), st.integers(0, 10**7))
def test_stop_loss_is_never_below_nothing_nor_above_the_cost(costs, percent, attachment):
    paid = stop_loss(StopLoss(percent, attachment), costs)
    assert 0 <= paid <= sum(costs.values())
    assert paid <= stop_loss(StopLoss(percent, max(0, attachment - 1)), costs)
    assert stop_loss(StopLoss(percent, max(costs.values(), default=0)), costs) == 0


def test_the_yield_is_capitation_over_what_the_services_would_have_paid():
    assert yield_of(90_000, 120_000) == 75_000
    assert yield_of(1, 3) == 33_333
    assert yield_of(5, 0) is None
