"""Whether a claim was sent again after the payer's answer, on small books worked by hand."""

from datetime import date

from tests.match.books import Cases, File

CASES = Cases()
VISIT = ("99213", 10000)
PAID = ("99213", 10000, 7000, [("CO", "45", 3000)])
DENIED = ("99213", 10000, 0, [("CO", "197", 10000)])
COLUMNS = ("resubmissions", "resubmitted_date", "corrected_date")

ABANDONED = CASES.add(File(1).claim("A", [VISIT]).remit("A", [DENIED]))
REPLACED = CASES.add(
    File(1).claim("A", [VISIT]).remit("A", [DENIED], "2025-03-01"),
    File(2).claim("A", [VISIT], sent="2025-03-20", frequency="7"),
    File(3).claim("A", [VISIT], sent="2025-04-20", frequency="7"),
)
TOO_SOON = CASES.add(
    File(1).claim("A", [VISIT]), File(2).claim("A", [VISIT], sent="2025-02-20"), File(3).remit("A", [DENIED])
)
VOIDED = CASES.add(
    File(1).claim("A", [VISIT]).remit("A", [DENIED]), File(2).claim("A", [VISIT], sent="2025-03-20", frequency="8")
)
RENUMBERED = CASES.add(
    File(1).claim("A", [VISIT]).remit("A", [DENIED], payer_control="PC1"),
    File(2).claim("B", [VISIT], sent="2025-03-25", frequency="7", original_ref="PC1"),
    File(3).remit("B", [PAID], "2025-04-10"),
)
OTHER_PAYER = CASES.add(
    File(1).claim("A", [VISIT]).remit("A", [DENIED], payer_control="PC1"),
    File(2).claim("B", [VISIT], sent="2025-03-25", frequency="7", original_ref="PC1", payer="Blue"),
)
UNSENT = CASES.add(File(1).remit("A", [DENIED]), File(2).claim("A", [VISIT], sent="2025-03-20"))


def test_a_claim_denied_and_left_alone_was_not_sent_again():
    assert CASES.lines(ABANDONED, *COLUMNS) == [(0, None, None)]


def test_the_first_of_several_replacements_gives_the_day():
    assert CASES.lines(REPLACED, *COLUMNS) == [(2, date(2025, 3, 20), date(2025, 3, 20))]


def test_a_copy_sent_before_the_answer_works_no_denial():
    assert CASES.lines(TOO_SOON, *COLUMNS) == [(0, None, None)]


def test_a_void_works_no_denial():
    assert CASES.lines(VOIDED, *COLUMNS) == [(0, None, None)]


def test_a_replacement_under_another_number_is_known_by_the_payers_control_number():
    assert CASES.lines(RENUMBERED, "claim", *COLUMNS) == [
        (f"{RENUMBERED}:A", 1, date(2025, 3, 25), date(2025, 3, 25)),
        (f"{RENUMBERED}:B", 0, None, date(2025, 3, 25)),
    ]


def test_another_payers_control_number_means_nothing():
    assert CASES.lines(OTHER_PAYER, "claim", *COLUMNS)[0] == (f"{OTHER_PAYER}:A", 0, None, None)


def test_the_only_submission_that_is_here_is_not_a_second_one():
    assert CASES.lines(UNSENT, *COLUMNS) == [(0, None, None)]
