"""Did everything arrive: deposits against payments, numbers counted up, each worked by hand."""

from datetime import date

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core.tables import REMITS
from counteroffer.measure.arrival import Deposit, control_numbers, deposits_matched, same_number_twice, unbalanced
from tests.match.books import MemoryEngine, _filled

DAY = date(2025, 3, 10)


def payments(*rows):
    schema = pa.schema([*REMITS.schema, ("payer", pa.string())])
    plain = {"payer": "Acme", "payment_date": DAY, "method": "ACH", "balanced": True}
    made = [_filled(schema, {"segment": n} | plain | row) for n, row in enumerate(rows, 1)]
    return ibis.memtable(pa.Table.from_pylist(made, schema=schema))


def paid(cents, trace="", day=DAY, **more):
    return {"paid": cents, "trace": trace, "payment_date": day} | more


def matched(told, deposits):
    """Deposits without a remittance, remittances without a deposit: by reference and trace."""
    with MemoryEngine({}) as engine:
        found = deposits_matched(engine, payments(*told), deposits)
    return [[(row["item"], row["cents"]) for row in check.rows.to_pylist()] for check in found]


def test_a_deposit_meets_its_payment_by_number_and_amount_whatever_the_zeros_before():
    told = [paid(5000, "00071"), paid(5000, "72")]
    assert matched(told, [Deposit(DAY, 5000, "72", 2), Deposit(DAY, 5000, "71", 3)]) == [[], []]


def test_a_deposit_without_a_number_meets_a_payment_of_its_amount_within_a_week():
    told = [paid(5000, "A", date(2025, 3, 3)), paid(700, "B", date(2025, 3, 1))]
    deposits = [Deposit(DAY, 5000, "", 2), Deposit(DAY, 700, "", 3), Deposit(date(2025, 2, 27), 1, "Z", 4)]
    assert matched(told, deposits) == [[("line 3", 700), ("Z", 1)], [("B", 700)]]


def test_each_payment_meets_one_deposit_only_the_nearest_day_first():
    told = [paid(5000, "A", date(2025, 3, 9)), paid(5000, "B", date(2025, 3, 12))]
    deposits = [Deposit(date(2025, 3, 12), 5000, "", 2), Deposit(date(2025, 3, 9), 5000, "", 3)]
    assert matched(told, deposits) == [[], []]
    assert matched(told, [*deposits, Deposit(date(2025, 3, 12), 5000, "", 4)]) == [[("line 4", 5000)], []]


def test_payments_outside_the_time_of_the_deposits_and_those_without_money_are_not_looked_for():
    told = [paid(5000, "old", date(2025, 1, 1)), paid(0, "none"), paid(-10, "back"), paid(100, "here")]
    assert matched(told, [Deposit(DAY, 100, "here", 2)]) == [[], []]


def test_without_a_list_of_deposits_nothing_is_said_about_them():
    with MemoryEngine({}) as engine:
        assert deposits_matched(engine, payments(), []) == []


@given(st.lists(st.integers(1, 4), max_size=8), st.lists(st.integers(1, 4), max_size=8))
def test_what_is_left_over_is_what_no_amount_of_the_other_side_can_meet(told, there):
    if not there:
        return
    left = matched([paid(c, str(n)) for n, c in enumerate(told)], [Deposit(DAY, c, "", n) for n, c in enumerate(there)])
    for cents in range(1, 5):
        more = told.count(cents) - there.count(cents)
        assert [c for _, c in left[1]].count(cents) == max(0, more)
        assert [c for _, c in left[0]].count(cents) == max(0, -more)


def test_a_check_number_used_twice_by_one_payer_is_told_with_the_money_that_may_count_twice():
    told = [
        paid(900, "7"), paid(900, "7"), paid(50, "8"), paid(50, "8", payer="Beta"), paid(0, "9"), paid(0, "9"),
        paid(5, "10", method="NON"), paid(5, "10", method="NON"),
    ]  # fmt: skip
    with MemoryEngine({}) as engine:
        check = same_number_twice(engine, payments(*told))
    assert (check.count, check.cents, check.of, check.grade) == (1, 900, 4, "bad")


def test_a_payment_that_is_not_the_sum_of_its_parts_is_told_with_the_difference():
    told = [paid(100, "a", claims_paid=130, provider_adjusted=30), paid(100, "b", claims_paid=125, balanced=False)]
    with MemoryEngine({}) as engine:
        check = unbalanced(engine, payments(*told))
    assert (check.count, check.of, check.cents) == (1, 2, 25)
    assert check.rows["says"].to_pylist() == ["off by -$0.25"]


def interchanges(*numbers, sender="ACME (835)"):
    return [(sender, f"{n:09d}", n, f"f{n}") for n in numbers]


@pytest.mark.parametrize(
    ("numbers", "gaps", "twice"),
    [
        ((1, 2, 3, 4, 5, 6), [], []),
        ((6, 5, 4, 3, 2, 1, 8), ["7"], []),
        ((1, 2, 3, 4, 5, 6, 9, 10, 11, 12), ["7 to 8"], []),
        ((1, 2, 3, 4, 5, 6, 6), [], ["6"]),
    ],
)
def test_gaps_and_repeats_are_found_in_numbers_that_are_counted_up(numbers, gaps, twice):
    found = control_numbers(interchanges(*numbers))
    assert [check.rows["item"].to_pylist() for check in found] == [gaps, twice]


@pytest.mark.parametrize("numbers", [(), (1, 2), (5, 17, 90, 333, 1000, 1001), (1, 1, 1, 1, 1, 1)])
def test_numbers_that_nobody_counts_up_tell_nothing(numbers):
    (check,) = control_numbers(interchanges(*numbers))
    assert check.grade == "untold"


def test_each_sender_counts_for_itself():
    mixed = [*interchanges(1, 2, 3, 4, 5, 6), *interchanges(11, 12, 13, 14, 15, 16, sender="BETA (835)")]
    assert all(check.count == 0 for check in control_numbers(mixed))


def test_a_payment_of_a_spreadsheet_without_a_deposit_is_held_to_no_sum_and_one_with_is():
    bare = {"file_id": 1, "paid": 500, "claims_paid": 500, "balanced": False}
    short = bare | {"paid": 400, "trace": "S"}
    files = [{"file_id": 1, "kind": "payments"}, {"file_id": 2, "kind": "835"}]
    with MemoryEngine({"files": files}) as engine:
        alone = unbalanced(engine, payments(bare))
        every = unbalanced(engine, payments(bare, short, bare | {"file_id": 2, "trace": "E"}))
    assert (alone.grade, alone.count, alone.mend) == ("untold", 0, "")
    assert "1 payments of spreadsheets have no amount of their own" in alone.says
    assert [(row["item"], row["cents"]) for row in every.rows.to_pylist()] == [("E", 0), ("S", 100)]
    assert (every.grade, every.of) == ("bad", 2)
