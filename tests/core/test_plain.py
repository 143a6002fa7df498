"""Strict YAML never guesses a type."""

from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core.plain import read_plain


def test_every_scalar_is_text_so_that_00100_stays_00100():
    document = read_plain("code: 00100\nday: 2025-01-01\nyes: no\nlist: [1, 2.50]\n")
    assert document.value == {"code": "00100", "day": "2025-01-01", "yes": "no", "list": ["1", "2.50"]}
    assert document.faults == ()


def test_every_value_knows_its_line():
    document = read_plain("terms:\n  - says: one\n    pays:\n      rate: 1\n  - says: two\n")
    assert document.line(("terms", 0, "pays", "rate")) == 4
    assert document.line(("terms", 1)) == 5
    assert document.line(("terms", 1, "missing", "deep")) == 5


def test_faults_of_form_are_values_with_lines():
    assert read_plain("a: 1\nb: 2\na: 3\n").faults[0].line == 3
    broken = read_plain("a: [1,\nb: }")
    assert broken.value is None
    assert broken.faults[0].line >= 1
    assert "empty" in read_plain("# only a word\n").faults[0].says


@given(st.text(max_size=200))
def test_no_text_makes_it_raise(text):
    document = read_plain(text)
    assert document.value is not None or document.faults
