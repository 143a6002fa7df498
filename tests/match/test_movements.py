"""Money moved beside the final lines, on small books worked by hand."""

from datetime import date

from tests.match.books import Cases, File

from counteroffer.match.movements import kinds

CASES = Cases()
PAID = ("99213", 10000, 7000, [("CO", "45", 3000)])
TAKEN = ("99213", -10000, -7000, [("CO", "45", -3000)])
BACK = {"status": "22", "charge": -10000, "paid": -7000}
COLUMNS = ("kind", "claim", "paid_date", "moved_date", "cents", "replaced")

GONE = CASES.add(File(1).remit("A", [PAID], "2024-01-10"), File(2).remit("A", [TAKEN], "2025-03-01", **BACK))
MENDED = CASES.add(
    File(1).remit("A", [PAID], "2024-01-10"),
    File(2).remit("A", [TAKEN], "2024-05-01", **BACK).remit("A", [("99213", 10000, 6500)], "2024-05-01"),
)
UNKNOWN = CASES.add(File(1).remit("A", [TAKEN], "2024-05-01", **BACK))
NOTHING = CASES.add(
    File(1).remit("A", [("99213", 10000, 0, [("CO", "197", 10000)])]),
    File(2).remit("A", [("99213", -10000, 0, [("CO", "197", -10000)])], "2025-04-01", status="22", charge=-10000),
)
ENTRIES = CASES.add(
    File(1).remit("A", [PAID], "2024-01-10", payer_control="PC1").remit("B", [PAID], "2024-02-10"),
    File(2).plb("WO", "PC1", 7000, "2025-06-01").plb("WO", "B", 500, "2025-07-01"),
    File(3).plb("WO", "whatever", 100, "2025-08-01").plb("L6", "INT", -33, "2025-09-01"),
    File(4).plb("FB", "BAL", 9, "2025-10-01").plb("CS", "ADJ", 1500, "2025-11-01"),
)


def test_a_payment_taken_back_is_known_with_the_day_it_was_first_paid():
    assert CASES.movements(GONE, *COLUMNS) == [
        ("reversal", f"{GONE}:A", date(2024, 1, 10), date(2025, 3, 1), 7000, 0),
    ]


def test_what_the_correction_paid_stands_beside_what_was_taken():
    assert CASES.movements(MENDED, *COLUMNS) == [
        ("reversal", f"{MENDED}:A", date(2024, 1, 10), date(2024, 5, 1), 7000, 6500),
    ]


def test_a_reversal_of_a_payment_that_is_not_here_has_no_age():
    assert CASES.movements(UNKNOWN, *COLUMNS)[0][2:] == (None, date(2024, 5, 1), 7000, 0)


def test_a_reversal_that_takes_no_money_is_no_movement():
    assert CASES.movements(NOTHING, *COLUMNS) == []


def test_entries_find_their_claim_by_control_number_or_claim_number():
    assert CASES.movements(ENTRIES, *COLUMNS) == [
        ("recoupment", f"{ENTRIES}:A", date(2024, 1, 10), date(2025, 6, 1), 7000, 0),
        ("recoupment", f"{ENTRIES}:B", date(2024, 2, 10), date(2025, 7, 1), 500, 0),
        ("recoupment", "", None, date(2025, 8, 1), 100, 0),
        ("interest", "", None, date(2025, 9, 1), -33, 0),
        ("forward", "", None, date(2025, 10, 1), 9, 0),
        ("other", "", None, date(2025, 11, 1), 1500, 0),
    ]


def test_every_reason_on_the_shelf_has_one_kind():
    assert kinds() == {"WO": "recoupment", "72": "refund", "L6": "interest", "FB": "forward"}
