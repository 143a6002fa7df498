"""Pages into sentences with page, section and heading."""

from hypothesis import given
from hypothesis import strategies as st

from counteroffer.drafting.sentences import sentences
from counteroffer.ingest.agreements.pages import TextPage


def cut(*pages):
    return sentences([TextPage(number, tuple(text.splitlines())) for number, text in enumerate(pages, 1)])


def test_a_sentence_knows_its_page_its_section_and_its_exhibit():
    found = cut("1.2 Claims are paid.\nThey are paid soon.", "EXHIBIT B\nCOMPENSATION\nThe fee is fair.")
    assert [(one.text, one.page, one.section) for one in found] == [
        ("Claims are paid.", 1, "1.2"), ("They are paid soon.", 1, "1.2"), ("The fee is fair.", 2, "Exhibit B"),
    ]  # fmt: skip
    assert found[-1].heading == "COMPENSATION"


def test_a_sentence_goes_on_over_lines_and_pages_and_what_repeats_is_no_part_of_it():
    page = "Acme Confidential\n{}\nPage {} of 3"
    found = cut(
        page.format("2.1 The Plan pays one hundred", 1),
        page.format("percent of the fee.", 2),
        page.format("3.1 End.", 3),
    )
    assert [one.text for one in found] == ["The Plan pays one hundred percent of the fee.", "End."]
    assert found[0].page == 1


def test_a_table_of_contents_is_passed_over():
    assert [one.text for one in cut("3. Rates 115% .......... 12\n4. Term\t14\nReal words stand here.")] == [
        "Real words stand here."
    ]


def test_the_items_of_a_list_know_what_leads_into_them_until_prose_ends_it():
    found = cut(
        "3.1 These are paid of Medicare:\n(a) Surgery 120%\n(b) Imaging 110%\n3.2 The rest is free.\n(a) Not led."
    )
    assert [one.lead for one in found] == ["", "These are paid of Medicare:", "These are paid of Medicare:", "", ""]


def test_short_forms_end_no_sentence():
    (found,) = cut("Acme Corp. of St. Louis pays Dr. Jones, M.D. (see No. 4) e.g. on Monday.")
    assert found.text.endswith("Monday.")


def test_a_wrapped_line_that_begins_with_a_section_is_no_new_section():
    (found,) = cut("It is agreed that\nSection 3.1 of the Agreement is deleted.")
    assert found.text == "It is agreed that Section 3.1 of the Agreement is deleted."


def test_printers_signs_are_read_as_typed_ones():
    (found,) = cut("The \u201cFee\u201d is the payer\u2019s.")
    assert found.text == 'The "Fee" is the payer\'s.'


@given(st.lists(st.text(max_size=80), max_size=12))
def test_no_text_breaks_the_cutting(lines):
    for one in sentences([TextPage(1, tuple(lines))]):
        assert one.text == " ".join(one.text.split())
