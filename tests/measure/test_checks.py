"""What a check says of what was found, and of having had nothing to look at."""

from datetime import date

from counteroffer.measure.checks import BAD, GOOD, LOOK, NOTHING, ROWS, UNTOLD, as_rows, found

ROW = {"payer": "Acme", "item": "C1", "cents": 500, "beside": "left out"}


def test_what_was_found_is_counted_and_its_money_summed():
    check = found("late", "Late", [ROW, {"item": "C2"}, ROW], "3 late.", "Call.", of=9, grade=BAD)
    assert (check.grade, check.count, check.of, check.cents, check.mend) == (BAD, 3, 9, 1000, "Call.")


def test_what_has_no_price_has_none():
    assert found("late", "Late", [ROW], "1 late.", "Call.", priced=False).cents is None
    assert found("late", "Late", [ROW], "1 late.", "Call.").grade == LOOK


def test_nothing_found_among_some_is_good_and_asks_for_nothing():
    check = found("late", "Late", [], "0 late.", "Call.", of=9, good="None late.")
    assert (check.grade, check.count, check.says, check.mend) == (GOOD, 0, "None late.", "")


def test_nothing_found_where_nothing_is_cannot_be_told():
    check = found("late", "Late", [], "0 late.", "Call.", of=0)
    assert (check.grade, check.says, check.mend, check.cents) == (UNTOLD, NOTHING, "", None)


def test_rows_have_one_form_and_what_they_do_not_say_is_empty():
    table = as_rows("late", [ROW, {"day": date(2025, 1, 2)}])
    assert table.schema == ROWS
    assert table["check"].to_pylist() == ["late", "late"]
    assert (table["item"].to_pylist(), table["cents"].to_pylist()) == (["C1", ""], [500, None])
