"""Code cells: plain ones, what a spreadsheet did to them, ranges, lists, and letters in the place of digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.ingest.fees.procedures import Context, context, looks_like_code, read_code

KNOWN = Context(known=frozenset({"99202", "99203", "99204", "99205", "00100", "J1885", "J1886", "99210", "0042T"}))


@pytest.mark.parametrize(
    ("text", "codes", "modifier"),
    [
        ("99213", ("99213",), ""), (" j1885 ", ("J1885",), ""), ("99213.0", ("99213",), ""), ("0042T", ("0042T",), ""),
        ("99213*", ("99213",), ""), ("73030-26", ("73030",), "26"), ("73030 TC", ("73030",), "TC"),
        ("7303026", ("73030",), "26"), ("E0601NU", ("E0601",), "NU"), ("99213, 99214", ("99213", "99214"), ""),
        ("99213/99214", ("99213", "99214"), ""), ("99213 & 99214", ("99213", "99214"), ""),
    ],
)  # fmt: skip
def test_codes_are_read_as_they_stand(text, codes, modifier):
    read = read_code(text, Context())
    assert (read.codes, read.modifier, read.says) == (codes, modifier, "")


@pytest.mark.parametrize("text", ["99202-99205", "99202 \u2013 99205", "99202 thru 99205", "99202 to 99205"])
def test_a_range_is_the_known_codes_in_it_and_says_so(text):
    read = read_code(text, KNOWN)
    assert read.codes == ("99202", "99203", "99204", "99205")
    assert "4 known codes" in read.says
    assert read_code(text, Context()).codes == ()


@pytest.mark.parametrize("text", ["99205-99202", "99202-J1885", "99202-05", "70000-70001"])
def test_a_range_that_is_none_is_not_read(text):
    read = read_code(text, KNOWN)
    assert read.codes == ()
    assert read.says


def test_eaten_zeros_are_mended_only_where_the_column_says_so():
    assert read_code("100", context(["100", "99213", "00102"])).codes == ("00100",)
    assert read_code("100", context(["100", "99213", "J1885"])).codes == ("00100",)
    beside_words = context(["100", "see page", "99213"])
    assert read_code("100", beside_words).codes == ()
    assert "nothing else in the column" in read_code("100", beside_words).says
    assert "lost its leading zeros" in read_code("100", context(["100", "00102"])).says


def test_a_short_number_that_is_no_anesthesia_code_is_never_mended():
    for text in ("9921", "99", "2100"):
        assert read_code(text, context([text, "00102", "99213"])).codes == ()
    unknown = context(["101", "00102"], KNOWN.known)
    assert "not a code that is known" in read_code("101", unknown).says


def test_the_letter_o_in_the_place_of_a_zero_is_mended_only_into_a_known_code():
    assert read_code("9921O", KNOWN).codes == ("99210",)
    assert "letter in the place of a digit" in read_code("9921O", KNOWN).says
    assert read_code("JI885", KNOWN).codes == ("J1885",)
    unknown = read_code("9921O", Context())
    assert unknown.codes == ()
    assert "99210" in unknown.says


@pytest.mark.parametrize("text", ["", "TOTAL", "Page 1", "Surgery", "999999", "12345678"])
def test_words_and_numbers_are_no_codes(text):
    assert read_code(text, KNOWN).codes == ()
    assert not looks_like_code(text)


@given(st.text(max_size=15))
def test_any_text_gives_codes_or_a_reason(text):
    read = read_code(text, KNOWN)
    assert read.codes or read.says
