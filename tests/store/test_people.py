"""Rows of identities: into bytes and back, searched whatever the accents, one row for each patient."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core.tables import IDENTITIES
from counteroffer.store.people import FOUND, as_table, collapsed, cut, of_files, plain, sections


def rows(*given):
    """Rows of (file, key, last name)."""
    empty = {f.name: None if f.name == "birth_date" else "" for f in IDENTITIES.schema}
    made = [empty | {"file_id": file, "patient_key": key, "last": last} for file, key, last in given]
    return pa.Table.from_pylist(made, schema=IDENTITIES.schema)


ROWS = st.lists(st.tuples(st.integers(1, 5), st.sampled_from("abc"), st.text(st.characters(exclude_categories=["Cs"]))))


@given(ROWS)
def test_rows_come_back_from_bytes_with_their_files_and_keys(said):
    files, keys, back = map(as_table, sections(rows(*said)))
    assert back.equals(rows(*said))
    assert files["file_id"].to_pylist() == list(dict.fromkeys(file for file, _, _ in said))
    assert keys["patient_key"].to_pylist() == list(dict.fromkeys(key for _, key, _ in said))


@given(st.lists(ROWS, min_size=1, max_size=4), st.integers(1, 6))
def test_parts_are_small_and_together_are_all_rows(tables, most):
    parts = list(cut([rows(*said) for said in tables], most))
    assert all(0 < len(part) <= most for part in parts)
    assert [row for part in parts for row in part["last"].to_pylist()] == [s[2] for said in tables for s in said]


def test_rows_of_some_files_are_kept():
    assert of_files(rows((1, "a", "A"), (2, "b", "B"), (1, "c", "C")), {1, 9})["last"].to_pylist() == ["A", "C"]
    assert of_files(rows((1, "a", "A")), set()).num_rows == 0


@pytest.mark.parametrize(("text", "told"), [("Núñez-O'Brien", "nunezobrien"), ("ZOË", "zoe"), ("W-100 x", "w100 x")])
def test_accents_capitals_and_marks_are_taken_out(text, told):
    assert plain(pa.array([text])).to_pylist() == [told]


def test_of_what_is_said_of_a_patient_the_last_that_says_something_counts():
    found = collapsed(
        [rows((3, "a", "Old"), (4, "b", "B")), rows((1, "a", "New")), rows((5, "a", ""))], ["b", "z", "a"]
    )
    assert found.schema == FOUND
    assert [(row["last"], row["file_ids"]) for row in found.to_pylist()] == [("B", [4]), ("New", [1, 3, 5])]
