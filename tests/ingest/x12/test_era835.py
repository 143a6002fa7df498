"""Remittances, by hand: every rule on one small file."""

from datetime import date

import pytest
from tests.ingest.x12.judge import Read
from tests.ingest.x12.samples import era

from counteroffer.core.findings import ERROR, NOTE, WARNING


def rows(name, *changes):
    return Read(era(*changes)).tables[name].to_pylist()


def test_the_remittance_is_read_and_balances_against_its_claims_and_provider_adjustments():
    [remit] = rows("remits")
    assert (remit["paid"], remit["claims_paid"], remit["provider_adjusted"], remit["balanced"]) == (
        14000,
        17000,
        3000,
        True,
    )
    assert (remit["payer_name"], remit["payer_id"], remit["payer_tin"]) == ("EXAMPLE HEALTH", "87726", "512345678")
    assert (remit["payee_npi"], remit["payee_tin"]) == ("1234567893", "123456789")
    assert (remit["trace"], remit["method"], remit["payment_date"]) == ("TRACE1", "ACH", date(2025, 1, 31))
    assert (remit["claims"], remit["segment"], remit["transaction"]) == (3, 3, "0001")


def test_claims_are_read_with_their_dates_and_providers():
    first, second, third = rows("remit_claims")
    assert (first["claim"], first["charge"], first["paid"], first["patient_resp"]) == ("A1", 20000, 11000, 3000)
    assert (first["rendering_npi"], first["group_number"], first["coverage_amount"]) == ("1999999999", "GROUP7", 15000)
    assert (first["received_date"], first["lines"], first["pos"]) == (date(2025, 1, 10), 2, "11")
    assert (second["status"], second["service_date"], second["rendering_npi"]) == ("4", date(2025, 1, 7), "")
    assert third["segment"] == 35
    assert len({row["patient_key"] for row in (first, second, third)}) == 3


def test_lines_are_read_with_the_code_as_billed_where_the_payer_changed_it():
    first, second, third, fourth = rows("remit_lines")
    assert (first["code"], first["mod1"], first["billed_code"], first["billed_mods"]) == ("99213", "25", "99213", "")
    assert (second["code"], second["billed_code"], second["billed_mods"]) == ("36415", "36416", "59")
    assert (second["milliunits"], second["billed_milliunits"]) == (2000, 3000)
    assert (first["allowed_reported"], first["patient_resp"], first["line_control"]) == (11000, 2000, "L1")
    assert (second["service_date"], second["service_to"]) == (date(2025, 1, 5), date(2025, 1, 6))
    assert third["service_date"] == date(2025, 1, 7)
    assert fourth["milliunits"] == 1000
    assert [row["line"] for row in (first, second, third, fourth)] == [1, 2, 1, 1]


def test_every_triplet_of_a_cas_is_a_row_on_its_claim_or_line():
    found = [
        (a["group"], a["carc"], a["amount"], a["position"], a["line_segment"] is None) for a in rows("adjustments")
    ]
    assert found[:4] == [
        ("CO", "A2", 1000, 1, True),
        ("CO", "45", 3000, 1, False),
        ("CO", "97", 1000, 2, False),
        ("PR", "1", 2000, 1, False),
    ]


def test_remarks_come_from_lq_moa_and_mia():
    changed = ("MOA***N30*N31~", "MOA***N30*N31~MIA*1****M1" + "*" * 15 + "M2~")
    found = [(r["code"], r["position"], r["line_segment"] is None) for r in rows("remarks", changed)]
    assert found == [("N130", 1, False), ("N30", 1, True), ("N31", 2, True), ("M1", 1, True), ("M2", 2, True)]


def test_provider_adjustments_keep_reason_reference_and_sign():
    found = [(p["reason"], p["reference"], p["amount"], p["position"]) for p in rows("provider_adjustments")]
    assert found == [("WO", "REF9", 3000, 1), ("L6", "", 0, 2)]


@pytest.mark.parametrize(
    ("old", "new", "kind", "row", "says"),
    [
        ("25*150*90*", "25*150*91*", "x12.claim_unbalanced", 18, "-$1.00"),
        ("*200*110*", "*200*111*", "x12.claim_unbalanced", 10, "-$1.00"),
        ("CAS*CO*A2*10", "CAS*CO*A2*11", "x12.claim_unbalanced", 10, "-$1.00"),
        ("*200*110*", "*200**", "x12.claim_malformed", 10, "CLP04 is missing"),
        ("*200*110*", "*2OO*110*", "x12.claim_malformed", 10, "CLP03"),
        ("CAS*CO*A2*10", "CAS*XX*A2*10", "x12.claim_malformed", 11, "group code"),
        ("CAS*CO*A2*10", "CAS*CO**10", "x12.claim_malformed", 11, "reason code"),
        ("CAS*CO*A2*10", "CAS*CO*A2", "x12.claim_malformed", 11, "missing"),
        ("CAS*CO*A2*10", "CAS*CO" + "*1*0*1" * 6 + "*1*0", "x12.claim_malformed", 11, "six"),
        ("*90**1~", "*90**x~", "x12.claim_malformed", 18, "SVC05"),
        ("HC:99213:25", "", "x12.claim_malformed", 18, "procedure code"),
        ("AMT*B6*110", "AMT*B6*1I0", "x12.claim_malformed", 24, "AMT*B6"),
    ],
)
def test_a_claim_that_is_wrong_is_set_aside_with_its_lines_and_a_finding(old, new, kind, row, says):
    read = Read(era((old, new)))
    [finding] = [f for f in read.findings if f.severity == ERROR]
    assert (finding.kind, finding.claim, finding.interchange) == (kind, "A1", 1)
    assert says in finding.says
    assert finding.mend
    assert finding.cents is not None
    assert [c["set_aside"] for c in read.tables["remit_claims"].to_pylist()] == [True, False, False]
    assert [c["set_aside"] for c in read.tables["remit_lines"].to_pylist()] == [True, True, False, False]
    assert read.tally.claims_set_aside == 1
    assert era((old, new))[finding.offset :].startswith((b"CLP", b"CAS", b"SVC", b"AMT"))


def test_a_claim_without_lines_balances_on_its_own_adjustments():
    lines = "SVC*HC:99214*80*0**0~\nCAS*CO*29*80~\n"
    assert Read(era((lines, "CAS*CO*29*80~\n"), ("SE*38", "SE*37"))).findings == []
    assert Read(era((lines, "CAS*CO*29*79~\n"), ("SE*38", "SE*37"))).found == {"x12.claim_unbalanced"}


def test_a_reversal_balances_with_negative_money():
    changes = (
        ("CLP*A2*4*80*0*", "CLP*A2*22*-80*-50*"),
        ("*80*0**0~\nCAS*CO*29*80", "*-80*-50**1~\nCAS*CO*45*-30"),
        ("BPR*I*140*", "BPR*I*90*"),
    )
    assert Read(era(*changes)).findings == []


def test_a_predetermination_is_kept_out_of_money_with_a_note():
    read = Read(era(("CLP*A2*4*", "CLP*A2*25*")))
    [note] = read.findings
    assert (note.kind, note.severity, note.claim) == ("x12.predetermination", NOTE, "A2")
    assert [c["set_aside"] for c in read.tables["remit_claims"].to_pylist()] == [False, True, False]


@pytest.mark.parametrize(
    "change",
    [("BPR*I*140", "BPR*I*141"), ("BPR*I*140", "BPR*I*"), ("WO:REF9*30", "WO:REF9*3O"), ("*140*C*", "*140*D*")],
)
def test_a_remittance_that_does_not_balance_is_stored_with_a_warning(change):
    read = Read(era(change))
    assert {f.severity for f in read.findings if f.kind == "x12.remit_unbalanced"} == {WARNING}
    assert [r["balanced"] for r in read.tables["remits"].to_pylist()] == [False]
    assert read.tally.claims_set_aside == 0


def test_a_debit_is_negative_money():
    assert rows("remits", ("*140*C*", "*140*D*"))[0]["paid"] == -14000


def test_a_service_line_outside_any_claim_is_said_to_be_left_out():
    read = Read(era(("LX*1~", "LX*1~SVC*HC:99213*5*5~"), ("SE*38", "SE*39")))
    [finding] = read.findings
    assert (finding.kind, finding.segment, finding.cents) == ("x12.orphan", 10, 500)


def test_lines_that_do_not_add_up_to_their_claim_are_warned_about():
    read = Read(era(("SVC*HC:93000*60*60~", "SVC*HC:93000*50*50~")))
    assert [(f.kind, f.severity, f.claim) for f in read.findings] == [("x12.lines_differ", WARNING, "A3")]


def test_a_date_that_is_none_is_stored_as_unknown_with_a_warning():
    read = Read(era(("DTM*050*20250110", "DTM*050*20251310")))
    assert [(f.kind, f.segment, f.claim) for f in read.findings] == [("x12.bad_date", 15, "A1")]
    assert read.tables["remit_claims"]["received_date"].to_pylist() == [None, None, None]
