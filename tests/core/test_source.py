"""Files are named by what is in them."""

from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core.findings import ERROR, Finding
from counteroffer.core.source import file_id, sha256


@given(st.binary())
def test_a_files_number_survives_json_and_floats(content):
    number = file_id(sha256(content))
    assert 0 <= number < 2**52
    assert int(float(number)) == number


def test_a_finding_reads_as_place_fault_and_mend():
    finding = Finding("x12.claim_unbalanced", ERROR, "It is $1 off.", "Ask the payer.", file="a.835", segment=7)
    assert str(finding) == "a.835:7: It is $1 off. Ask the payer."
