"""Pseudonyms: stable, keyed, and the same in columns as one by one."""

import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.x12.judge import KEY
from tests.ingest.x12.test_numbers import column

from counteroffer.ingest.x12.pseudonym import Pseudonyms, pseudonym

NAME = st.text("abcdeÀéßñ |.-", max_size=8)


def test_a_pseudonym_is_the_beginning_of_an_hmac_over_the_upper_cased_parts():
    expected = hmac.new(KEY, b"DOE|JANE|19800101", hashlib.sha256).hexdigest()[:16]
    assert pseudonym(KEY, "Doe", " jane ", "19800101") == expected


def test_another_key_gives_another_pseudonym_even_a_key_longer_than_a_block():
    assert pseudonym(b"other" * 20, "DOE", "JANE", "1") != pseudonym(KEY, "DOE", "JANE", "1")
    assert pseudonym(b"k" * 99, "D", "J", "") == hmac.new(b"k" * 99, b"D|J|", hashlib.sha256).hexdigest()[:16]


def test_nobody_has_no_pseudonym():
    assert pseudonym(KEY, "", " ", "19800101") == ""


@given(st.lists(st.tuples(NAME, NAME, NAME), min_size=1))
def test_a_column_of_patients_gets_what_each_would_get_alone(patients):
    flat = column([part for patient in patients for part in patient])
    last, first, third = (flat.at(slice(side, None, 3)) for side in (0, 1, 2))
    assert Pseudonyms(KEY).column(last, first, third).to_pylist() == [pseudonym(KEY, *patient) for patient in patients]


def test_forgetting_changes_no_pseudonym(monkeypatch):
    monkeypatch.setattr("counteroffer.ingest.x12.pseudonym._REMEMBERED", 2)
    names, patients = Pseudonyms(KEY), [f"P{i % 5}|F|" for i in range(20)]
    assert [names.named(patient) for patient in patients] == [
        pseudonym(KEY, *patient.split("|")) for patient in patients
    ]
