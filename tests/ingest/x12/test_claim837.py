"""Submitted claims, by hand: who bills, who is insured, who is the patient, and what does not balance."""

from datetime import date

import pytest
from tests.ingest.x12.judge import KEY, Read, assert_same
from tests.ingest.x12.samples import claim

from counteroffer.ingest.x12.pseudonym import pseudonym


def rows(name, *changes):
    return Read(claim(*changes)).tables[name].to_pylist()


def test_a_subscribers_claim_takes_its_context_from_the_levels_before_it():
    first, _ = rows("claims")
    assert (first["billing_npi"], first["billing_tin"], first["submitted_date"]) == (
        "1234567893",
        "123456789",
        date(2025, 1, 12),
    )
    assert (first["payer_name"], first["payer_id"], first["sequence"]) == ("EXAMPLE HEALTH", "87726", "P")
    assert (first["filing_code"], first["group_number"]) == ("CI", "GROUP7")
    assert first["patient_key"] == pseudonym(KEY, "DOOLITTLE", "ELIZA", "19800101")
    assert (first["charge"], first["pos"], first["frequency"], first["prior_auth"]) == (20000, "11", "1", "AUTH1")
    assert (first["rendering_npi"], first["diagnoses"]) == ("1999999999", "I10 E119")


def test_a_dependents_claim_is_the_patients_and_other_insurance_does_not_leak_in():
    _, second = rows("claims")
    assert second["patient_key"] == pseudonym(KEY, "PICKERING", "CLARA", "20100101")
    assert (second["payer_name"], second["sequence"], second["group_number"]) == ("MEDICARE", "S", "GROUP8")
    assert (second["original_ref"], second["frequency"], second["rendering_npi"]) == ("ICN2", "7", "1234567893")


def test_lines_take_place_and_rendering_provider_from_their_claim_unless_they_have_their_own():
    first, second, third = rows("claim_lines")
    assert (first["line"], first["code"], first["mod1"], first["charge"], first["milliunits"]) == (
        1,
        "99213",
        "25",
        15000,
        1000,
    )
    assert (first["pos"], first["rendering_npi"], first["line_control"]) == ("11", "1999999999", "L1")
    assert (second["pos"], second["rendering_npi"], second["service_to"]) == ("22", "1888888888", date(2025, 1, 6))
    assert (third["unit_basis"], third["milliunits"], third["claim_segment"]) == ("MJ", 1500, 36)


RENDERING = "NM1*82*1*HIGGINS*HENRY****XX*1999999999~\n"


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("NM1*DN*1*DOC*SENT****XX*1777777777~\n", "1777777777"),
        ("NM1*DN*1*DOC*SENT****XX*1777777777~\nNM1*P3*1*DOC*OWN****XX*1666666666~\n", "1777777777"),
        ("NM1*DN*1*DOC*SENT****24*987654321~\n", ""),
        ("NM1*DN*1*DOC*SENT~\n", ""),
        ("", ""),
    ],
)
def test_who_referred_the_patient_is_read_where_the_claim_says_it_by_npi(written, due):
    change = (RENDERING, written + RENDERING)
    assert [one["referring_npi"] for one in rows("claims", change)] == [due, ""]
    assert_same(claim(change))


def test_before_the_npi_the_tax_id_may_stand_in_its_place():
    [first, _] = rows("claims", ("XX*1234567893~\nREF*EI*123456789~\n", "24*987654321~\n"))
    assert (first["billing_npi"], first["billing_tin"]) == ("", "987654321")


def test_a_new_billing_provider_ends_the_subscriber_and_patient_before_it():
    again = "HL*9**20*1~\nNM1*85*2*B*****XX*1000000004~\nCLM*A2*80*"
    _, second = rows("claims", ("CLM*A2*80*", again))
    assert (second["billing_npi"], second["payer_name"], second["patient_key"]) == ("1000000004", "", "")


@pytest.mark.parametrize("block", [30, 100, 333])
def test_context_is_carried_over_any_number_of_blocks(block):
    data = claim(("CLM*A2", "CLM*B2*5***11:B:1~LX*1~SV1*HC:99213*5*UN*1~CLM*A2"))
    assert assert_same(data, block).tables["claims"]["payer_name"].to_pylist() == [
        "EXAMPLE HEALTH",
        "MEDICARE",
        "MEDICARE",
    ]


@pytest.mark.parametrize(
    ("old", "new", "kind", "says"),
    [
        ("CLM*A2*80*", "CLM*A2*81*", "x12.claim_unbalanced", "$1.00"),
        ("HC:99214*80*", "HC:99214*8O*", "x12.claim_malformed", "SV102"),
        ("CLM*A2*80*", "CLM*A2**", "x12.claim_malformed", "CLM02 is missing"),
        ("LX*1~\nSV1*HC:99214*80*MJ*1.5***1~\n", "", "x12.claim_malformed", "no service lines"),
        ("*MJ*1.5***1~", "*MJ~", "x12.claim_malformed", "SV104"),
        ("CLM*A2*80***22:B:7", "CLM*A2*80***22>B>7", "x12.claim_malformed", "CLM05-1"),
    ],
)
def test_a_claim_that_is_wrong_is_set_aside_with_its_lines_and_a_finding(old, new, kind, says):
    read = Read(claim((old, new)))
    [finding] = [f for f in read.findings if f.kind.startswith("x12.claim")]
    assert (finding.kind, finding.claim) == (kind, "A2")
    assert says in finding.says
    assert [c["set_aside"] for c in read.tables["claims"].to_pylist()] == [False, True]
    assert all(row["set_aside"] == (row["claim_segment"] == 36) for row in read.tables["claim_lines"].to_pylist())
