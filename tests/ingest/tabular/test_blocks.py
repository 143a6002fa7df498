"""Delimited text, block by block: judged by Python's own csv, cell by cell, and by the bytes at each offset."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counteroffer.ingest.tabular import blocks
from counteroffer.ingest.tabular.blocks import head_rows, text_rows
from counteroffer.ingest.tabular.text import Form, form_of

CELL = st.text(st.sampled_from('ab,;"\n é1$-\t|'), max_size=6)
ROWS = st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=12)


def written(rows, delimiter=",", end="\r\n"):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue()


def read(content, form, after=0, width=3):
    found, places = [], []
    for rows in text_rows(io.BytesIO(content), form, after, width):
        found += zip(*(column.to_pylist() for column in rows.columns), strict=True)
        places += zip(rows.number.tolist(), rows.offset.tolist(), rows.overlong.tolist(), strict=True)
    return found, places


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp1252"])
@settings(deadline=None)  # the block size is changed for all, and small blocks are slow
@given(rows=ROWS, block=st.integers(1, 40))
def test_every_cell_is_that_of_the_csv_reader_whatever_the_encoding_and_the_block(encoding, rows, block):
    content = written(rows).encode(encoding)
    name = encoding.removesuffix("-sig")
    form = Form(name, 3 if encoding == "utf-8-sig" else 0, ",", "\n")
    before, blocks.BLOCK = blocks.BLOCK, block * 2
    try:
        found, places = read(content, form)
    finally:
        blocks.BLOCK = before
    assert found == [tuple(row) for row in rows]
    assert [number for number, _, _ in places] == list(range(1, len(rows) + 1))
    for (_, offset, _), row in zip(places, rows, strict=True):
        assert content[offset:].decode(name).startswith('"' + row[0].replace('"', '""'))


@given(rows=ROWS, delimiter=st.sampled_from(",;|\t"))
def test_the_delimiter_is_found(rows, delimiter):
    regular = [
        ["name", "place", "sum"],
        *[[c.translate(str.maketrans(",;|\t\n", "     ")) for c in row] for row in rows],
    ]
    assert form_of(written(regular, delimiter).encode()).delimiter == delimiter


def test_ragged_rows_keep_their_place_and_only_real_excess_is_overlong():
    text = "a,b,c\n1,2,3\n\nshort\n4,5,6,,\n7,8,9,10\n1,2,3\n"
    found, places = read(text.encode(), form_of(text.encode()))
    assert found == [
        ("a", "b", "c"),
        ("1", "2", "3"),
        ("short", "", ""),
        ("4", "5", "6"),
        ("7", "8", "9"),
        ("1", "2", "3"),
    ]
    assert [(number, long) for number, _, long in places] == [
        (1, False),
        (2, False),
        (4, False),
        (5, False),
        (6, True),
        (7, False),
    ]
    assert [offset for _, offset, _ in places] == [0, 6, 13, 19, 27, 36]


def test_rows_up_to_the_header_are_passed_over():
    text = "Report,,\n\na,b,c\n1,2,3\n"
    found, places = read(text.encode(), form_of(text.encode()), after=3)
    assert (found, places) == ([("1", "2", "3")], [(4, 16, False)])


@pytest.mark.parametrize("last", ["", "\n"])
def test_a_quote_in_the_middle_of_a_cell_is_a_sign_like_any_other(last):
    text = 'a,b,c\n1,5" tube,3\n4,6" tube,6\n7,8,9' + last
    found, places = read(text.encode(), form_of(text.encode()))
    assert found == [("a", "b", "c"), ("1", '5" tube', "3"), ("4", '6" tube', "6"), ("7", "8", "9")]
    assert [offset for _, offset, _ in places] == [0, 6, 18, 30]


def test_a_lone_carriage_return_ends_a_row():
    text = "a,b,c\r1,2,3\r4,5,6"
    assert read(text.encode(), form_of(text.encode()))[0] == [("a", "b", "c"), ("1", "2", "3"), ("4", "5", "6")]


def test_a_quote_that_never_closes_does_not_swallow_memory_or_hang():
    text = 'a,b,c\n1,"2,3\n' + "4,5,6\n" * 1000
    found, _ = read(text.encode(), form_of(text.encode()))
    assert found[0] == ("a", "b", "c")
    assert len(found) >= 2


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(content):
    form = form_of(content)
    assert isinstance(head_rows(content, form), list)
    read(content, form)
