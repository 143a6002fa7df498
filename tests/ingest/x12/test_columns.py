"""Text taken out of a buffer is the text that stands there."""

from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.x12.test_numbers import column

from counteroffer.ingest.x12.columns import decode, either, joined, mapped

TEXTS = st.lists(st.text(max_size=12))


@given(TEXTS)
def test_text_comes_out_as_it_stands_whatever_its_alphabet(values):
    assert column(values).text().to_pylist() == values


def test_bytes_that_are_not_utf8_are_read_as_latin1():
    assert decode("PEÑA".encode()) == decode("PEÑA".encode("latin-1")) == "PEÑA"


@given(st.lists(st.tuples(st.text("ab", max_size=2), st.text("cd", max_size=2))))
def test_joining_leaves_empty_values_out(pairs):
    first, second = (column([pair[side] for pair in pairs]) for side in (0, 1))
    if not pairs:
        return
    both = column([text for pair in pairs for text in pair])
    import numpy as np

    even = np.arange(0, 2 * len(pairs), 2)
    assert joined([both.at(even), both.at(even + 1)]).to_pylist() == [" ".join(filter(None, pair)) for pair in pairs]
    assert either(both.at(even), both.at(even + 1)).text().to_pylist() == [a or b for a, b in pairs]
    assert len(first) == len(second)


def test_values_are_compared_by_all_their_bytes():
    found = column(["QC", "QCX", "Q", "", "QC "]).equals(b"QC")
    assert found.tolist() == [True, False, False, False, False]


def test_a_column_is_mapped_once_for_each_different_value():
    seen = []
    mapped(column(["a", "b", "a", "a"]).text(), lambda value: seen.append(value) or value)
    assert seen == ["a", "b"]
