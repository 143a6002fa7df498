"""A file without a fee schedule: what is there instead is said, and no description with it."""

from counteroffer.ingest.fees.pages import Page
from counteroffer.ingest.fees.unread import why_unread


def test_an_empty_file_is_called_empty():
    assert why_unread("a.csv", [Page("", [[], ["", ""]])])[0] == "a.csv is empty."


def test_without_codes_the_headings_that_are_there_are_named_with_their_place():
    says, mend = why_unread("a.xlsx", [Page("sheet Fees", [["Our fees"], ["Plan", "", "Fee"], ["PPO", "", "9"]])])
    assert says == (
        "a.xlsx has no column of CPT or HCPCS codes. What stands in sheet Fees, row 2 is: A 'Plan', C 'Fee'."
    )
    assert "with codes" in mend


def test_text_without_any_table_is_not_quoted():
    says, _ = why_unread("letter.txt", [Page("", [["Dear practice"], ["your fees follow"]])])
    assert says == "letter.txt has no column of CPT or HCPCS codes."


def test_codes_without_amounts_are_named_with_the_first_place_and_never_with_a_description():
    says, mend = why_unread("a.csv", [Page("", [["CPT", "Name", "Fee"], ["99213", "secret words", "78,10"]])])
    assert "(line 2: 99213)" in says
    assert "The headings are A 'CPT', B 'Name', C 'Fee'." in mend
    assert "secret" not in says + mend
    assert "headings" not in why_unread("a.csv", [Page("", [["99213", "secret words"]])])[1]
