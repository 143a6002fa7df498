"""Patients: the same person is the same pseudonym in a spreadsheet, an 837 and an 835."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.ingest.tabular.mapping import FIRST_LAST, LAST_FIRST
from counteroffer.ingest.tabular.patients import Patients, name_parts
from counteroffer.ingest.tabular.reading import Typed
from counteroffer.ingest.x12.pseudonym import pseudonym

KEY = b"k" * 32


@pytest.mark.parametrize(
    ("text", "order", "parts"),
    [
        ("DOE, JANE M", LAST_FIRST, ("DOE", "JANE", "M")),
        ("DOE, JANE M", FIRST_LAST, ("DOE", "JANE", "M")),
        ("DOE JANE M", LAST_FIRST, ("DOE", "JANE", "M")),
        ("JANE M DOE", FIRST_LAST, ("DOE", "JANE", "M")),
        ("Mrs. Jane Doe (12345)", FIRST_LAST, ("Doe", "Jane", "")),
        ("VAN DER BERG, ANN", LAST_FIRST, ("VAN DER BERG", "ANN", "")),
        ("DOE,JANE", LAST_FIRST, ("DOE", "JANE", "")),
        ("CHER", FIRST_LAST, ("CHER", "", "")),
        ("", LAST_FIRST, ("", "", "")),
    ],
)
def test_a_name_comes_apart(text, order, parts):
    assert name_parts(text, order) == parts


def column(*values, type_=None):
    return Typed(pa.array(values, type_ or pa.string()), None)


PERSON = st.tuples(
    st.sampled_from(["Doe", "Roe", ""]), st.sampled_from(["A", "B", ""]), st.text(max_size=3).map(str.strip)
)


@given(st.lists(PERSON, min_size=1, max_size=9))
def test_payments_know_patients_by_member_id_as_an_835_does(people):
    last, first, member = zip(*people, strict=True)
    columns = {"last": column(*last), "first": column(*first), "member_id": column(*member)}
    keys, who = Patients(KEY, 7, "payments", LAST_FIRST).keys(columns)
    assert keys.to_pylist() == [pseudonym(KEY, last, first, member) for last, first, member in people]
    known = [] if who is None else who["patient_key"].to_pylist()
    assert sorted(known) == sorted({key for key in keys.to_pylist() if key})


def test_where_the_birth_date_is_missing_the_member_id_takes_its_place_and_the_other_way_round():
    columns = {"last": column("Doe"), "first": column("Jane"), "member_id": column("M1")}
    columns["birth_date"] = column(None, type_=pa.date32())
    assert Patients(KEY, 7, "charges", LAST_FIRST).keys(columns)[0].to_pylist() == [pseudonym(KEY, "DOE", "JANE", "M1")]


def test_a_patient_is_handed_to_the_vault_once():
    patients = Patients(KEY, 7, "charges", LAST_FIRST)
    columns = {"name": column("DOE, JANE", "DOE, JANE", "ROE, ANN")}
    assert patients.keys(columns)[1].num_rows == 2
    assert patients.keys(columns)[1] is None
