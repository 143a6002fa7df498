"""Codes are text."""

import pytest

from counteroffer.core.codes import in_span, is_code, parse_span, setting, shape


def test_codes_keep_their_zeros_and_letters():
    assert is_code("00100")
    assert is_code("J1885")
    assert is_code("0001F")
    assert not is_code("100")
    assert not is_code("j1885")


def test_a_range_reaches_only_codes_of_its_own_form():
    assert in_span("10021", "10000", "69999")
    assert not in_span("0001F", "00000", "99999")
    assert not in_span("J1885", "10000", "69999")
    assert shape("0001F") == "9999F"


def test_a_span_is_one_code_or_a_range():
    assert parse_span("99213") == ("99213", "99213")
    assert parse_span("10000 - 69999") == ("10000", "69999")


@pytest.mark.parametrize("text", ["100", "69999-10000", "10000-J9999", "", "99213-"])
def test_a_span_that_cannot_be_meant_is_refused(text):
    if text == "99213-":
        assert parse_span(text) == ("99213", "99213")
    else:
        with pytest.raises(ValueError, match=r"code|backwards"):
            parse_span(text)


def test_an_office_is_nonfacility_and_a_hospital_is_facility():
    assert setting("11") == "nonfacility"
    assert setting("22") == "facility"
    assert setting("10") == "nonfacility"
    assert setting("") == "nonfacility"
