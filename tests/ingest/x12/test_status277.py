"""277CA and 277: small messages worked out by hand, every cell of every row asserted."""

from datetime import UTC, date, datetime

import pytest
from tests.ingest.x12.exchanged import NOBODY, Told, blank, envelope

ACKNOWLEDGED = """ST*277*0007*005010X214~
BHT*0085*08*B1*20250310*1405*TH~
HL*1**20*1~
NM1*AY*2*EXAMPLE HOUSE*****46*H1~
TRN*1*HOUSE5~
DTP*050*D8*20250309~
HL*2*1*21*1~
NM1*41*2*BILLER*****46*BI1~
TRN*2*BATCH1~
STC*A1:19:PR*20250310*WQ*350~
QTY*90*1~
QTY*AA*2~
AMT*YU*200~
AMT*YY*150.5~
HL*3*2*19*1~
NM1*85*2*EXAMPLE CLINIC*****XX*1234567893~
TRN*1*PROV8~
STC*A1:19**WQ*350~
QTY*QA*1~
QTY*QC*2~
HL*4*3*PT~
NM1*QC*1*DOOLITTLE*ELIZA****MI*W1~
TRN*2*A1~
STC*A7:562:85*20250310*U*150.50******A7:21*A3:33:QC*ELIZA HAS NO NPI~
REF*1K*ICN1~
REF*D9*HOUSE9~
REF*BLT*131~
DTP*472*RD8*20250301-20250302~
SVC*HC:99213:25*150.50*0~
STC*A7:454*20250310*U~
REF*FJ*L1~
DTP*472*D8*20250302~
"""

TOLD = blank("claim_statuses") | {
    "interchange": 1,
    "position": 1,
    "says": "acknowledgment",
    "transaction": "0007",
    "told_at": datetime(2025, 3, 10, 14, 5, tzinfo=UTC),
    "submission": "BATCH1",
    "payer_name": "EXAMPLE HOUSE",
    "payer_id": "H1",
    "status_date": date(2025, 3, 10),
}
OF_CLAIM = TOLD | {
    "level": "claim",
    "provider_npi": "1234567893",
    "patient_key": NOBODY["DOOLITTLE|ELIZA|W1"],
    "claim": "A1",
    "trace": "A1",
    "payer_control": "ICN1",
    "clearinghouse_ref": "HOUSE9",
    "bill_type": "131",
    "service_date": date(2025, 3, 1),
    "service_to": date(2025, 3, 2),
    "action": "U",
    "category": "A7",
}


def statuses(text, version="005010X214"):
    told = Told(envelope(text, "HN", version))
    return told.rows("claim_statuses"), told.findings


def test_an_acknowledgment_tells_of_the_batch_the_provider_the_claim_and_its_lines():
    rows, findings = statuses(ACKNOWLEDGED)
    assert findings == []
    batch = {"segment": 12, "level": "receiver", "trace": "BATCH1", "category": "A1", "status": "19", "entity": "PR"}
    of_batch = {"accepted_count": 1, "rejected_count": 2, "accepted_amount": 20_000, "rejected_amount": 15_050}
    provider = {"segment": 20, "level": "provider", "trace": "PROV8", "category": "A1", "status": "19"}
    of_provider = {"provider_npi": "1234567893", "accepted_count": 1, "rejected_count": 2, "status_date": None}
    first = {"segment": 26, "status": "562", "entity": "85", "charge": 15_050}
    third = {"segment": 26, "position": 3, "category": "A3", "status": "33", "entity": "QC"}
    line = {"segment": 32, "level": "line", "line_control": "L1", "code": "99213", "mod1": "25", "status": "454"}
    of_line = {"charge": 15_050, "paid": 0, "service_date": date(2025, 3, 2)}
    assert rows == [
        TOLD | batch | of_batch | {"action": "WQ", "charge": 35_000},
        TOLD | provider | of_provider | {"action": "WQ", "charge": 35_000},
        OF_CLAIM | first,
        OF_CLAIM | {"segment": 26, "position": 2, "status": "21"},
        OF_CLAIM | third,
        OF_CLAIM | line | of_line,
    ]


ANSWERED = """ST*277*0007*005010X212~
BHT*0010*08*QUERY1*20250310*140530*DG~
HL*1**20*1~
NM1*PR*2*EXAMPLE HEALTH*****PI*87726~
HL*2*1*21*1~
NM1*41*2*BILLER*****46*BI1~
HL*3*2*19*1~
NM1*1P*2*EXAMPLE CLINIC*****XX*1234567893~
HL*4*3*22*1~
NM1*IL*1*DOOLITTLE*ALFRED****MI*W1~
HL*5*4*23~
NM1*QC*1*DOOLITTLE*ELIZA~
TRN*2*ASKED7~
STC*F1:65*20250308**200*110*20250307*CHK*20250309*EFT77~
REF*EJ*A1~
REF*1K*ICN1~
DTP*472*D8*20250301~
SVC*HC:99214*200*110****1~
STC*F1:65*20250308~
DTP*472*D8*20250301~
"""


def test_an_answer_to_an_inquiry_tells_what_was_paid_when_and_by_which_check():
    rows, findings = statuses(ANSWERED, "005010X212")
    assert findings == []
    told = blank("claim_statuses") | {
        "interchange": 1,
        "position": 1,
        "says": "answer",
        "transaction": "0007",
        "told_at": datetime(2025, 3, 10, 14, 5, 30, tzinfo=UTC),
        "payer_name": "EXAMPLE HEALTH",
        "payer_id": "87726",
        "provider_npi": "1234567893",
        "patient_key": NOBODY["DOOLITTLE|ELIZA|W1"],
        "claim": "A1",
        "trace": "ASKED7",
        "payer_control": "ICN1",
        "category": "F1",
        "status": "65",
        "status_date": date(2025, 3, 8),
        "charge": 20_000,
        "paid": 11_000,
        "service_date": date(2025, 3, 1),
        "service_to": date(2025, 3, 1),
    }
    decided = {"decided_date": date(2025, 3, 7), "payment_date": date(2025, 3, 9), "payment_ref": "EFT77"}
    assert rows == [
        told | decided | {"segment": 16, "level": "claim"},
        told | {"segment": 21, "level": "line", "code": "99214"},
    ]


@pytest.mark.parametrize(
    ("purpose", "guide", "says"),
    [
        ("TH", "005010X212", "acknowledgment"),
        ("RQ", "005010X212", "request"),
        ("DG", "005010X214", "answer"),
        ("", "005010X214", "acknowledgment"),
        ("", "004040X167", "acknowledgment"),
        ("", "005010X213", "request"),
        ("", "005010X212", "answer"),
    ],
)
def test_purpose_and_guide_tell_what_a_message_is(purpose, guide, says):
    text = ANSWERED.replace("*DG~", f"*{purpose}~").replace("ST*277*0007*005010X212", f"ST*277*0007*{guide}")
    rows, _ = statuses(text, guide)
    assert {row["says"] for row in rows} == {says}


def test_in_an_answer_the_trace_number_is_not_taken_for_the_claim():
    rows, _ = statuses(ANSWERED.replace("REF*EJ*A1~\n", ""), "005010X212")
    assert {(row["claim"], row["trace"]) for row in rows} == {("", "ASKED7")}


@pytest.mark.parametrize(
    ("good", "bad", "column", "name"),
    [
        ("20250308**200*110", "20250308**2OO*110", "charge", "STC04"),
        ("20250308**200*110", "20250308**200*1.105", "paid", "STC05"),
        ("F1:65*20250308**", "F1:65*20250231**", "status_date", "STC02"),
        ("*20250307*CHK", "*2025*CHK", "decided_date", "STC06"),
        ("*20250309*EFT77", "*TODAY*EFT77", "payment_date", "STC08"),
    ],
)
def test_what_cannot_be_read_is_left_out_said_and_set_aside(good, bad, column, name):
    rows, (finding,) = statuses(ANSWERED.replace(good, bad), "005010X212")
    assert [row["set_aside"] for row in rows] == [True, False]
    assert rows[0][column] is None
    assert finding.kind == "x12.told_malformed"
    assert finding.says.startswith(name)
    assert (finding.segment, bool(finding.mend)) == (16, True)


def test_a_broken_total_of_a_batch_sets_the_batchs_status_aside_only():
    rows, (finding,) = statuses(ACKNOWLEDGED.replace("QTY*90*1~", "QTY*90*ONE~"))
    assert [row["set_aside"] for row in rows] == [True, False, False, False, False, False]
    assert (rows[0]["accepted_count"], finding.segment) == (None, 13)


def test_the_text_a_payer_adds_is_kept_nowhere():
    told = Told(envelope(ACKNOWLEDGED, "HN", "005010X214"))
    kept = " ".join(str(table.to_pylist()) for table in told.tables.values()) + str(told.findings)
    assert "NPI" not in kept
    assert "ELIZA" not in kept


def test_a_person_who_answers_is_not_named():
    rows, _ = statuses(ANSWERED.replace("NM1*PR*2*EXAMPLE HEALTH", "NM1*PR*1*PEARCE*CLARA"), "005010X212")
    assert {(row["payer_name"], row["payer_id"]) for row in rows} == {("", "")}
