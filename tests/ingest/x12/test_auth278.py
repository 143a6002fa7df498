"""278: small messages worked out by hand, every cell of every row asserted."""

from datetime import UTC, date, datetime

import pytest
from tests.ingest.x12.exchanged import NOBODY, Told, blank, envelope

HEAD = """ST*278*0007*005010X217~
BHT*0007*13*BATCH9*20250310*1405~
HL*1**20*1~
NM1*X3*2*EXAMPLE HEALTH*****PI*87726~
HL*2*1*21*1~
NM1*1P*1*HIGGINS*HENRY****XX*1999999999~
HL*3*2*22*1~
NM1*IL*1*DOOLITTLE*ELIZA****MI*W1~
"""

EVENT = """HL*4*3*EV*1~
TRN*1*REQ77*9CLINIC~
UM*HS*I*1*11:B**U~
DTP*AAH*RD8*20250401-20250430~
HI*ABK:M545*ABF:M5416*LOI:1234-5~
HSD*VS*99~
MSG*ELIZA HURTS~
NM1*SJ*2*EXAMPLE CLINIC*****XX*1234567893~
"""

SERVICES = """HL*5*4*SS*0~
UM*HS*3~
DTP*472*D8*20250402~
SV1*HC:97110:GP:59*120*UN*12~
HSD*VS*12~
HL*6*4*SS*0~
SV2*0360*HC:27447:RT*5000*UN*1~
NM1*72*1*PICKERING*HUGH****XX*1888888888~
"""

ROW = blank("auths") | {
    "interchange": 1,
    "says": "request",
    "transaction": "0007",
    "reference": "REQ77",
    "payer_name": "EXAMPLE HEALTH",
    "payer_id": "87726",
    "patient_key": NOBODY["DOOLITTLE|ELIZA|W1"],
    "requester_npi": "1999999999",
    "service_npi": "1234567893",
    "diagnoses": "M545 M5416",
    "category": "HS",
    "purpose": "I",
    "level": "U",
    "requested_at": datetime(2025, 3, 10, 14, 5, tzinfo=UTC),
    "service_date": date(2025, 4, 1),
    "service_to": date(2025, 4, 30),
}


def auths(text, *, version="005010X217"):
    told = Told(envelope(text, "HI", version))
    return told.rows("auths"), told.findings


def test_a_request_gives_one_row_for_each_service_with_what_its_event_says():
    rows, findings = auths(HEAD + EVENT + SERVICES)
    assert findings == []
    assert rows == [
        ROW
        | {
            "segment": 19,
            "code": "97110",
            "mod1": "GP",
            "mod2": "59",
            "milliunits": 12_000,
            "purpose": "3",
            "service_date": date(2025, 4, 2),
            "service_to": date(2025, 4, 2),
        },
        ROW | {"segment": 24, "code": "27447", "mod1": "RT", "milliunits": 1_000, "service_npi": "1888888888"},
    ]


def test_an_event_without_services_is_a_row_of_its_own():
    (row,), findings = auths(HEAD + EVENT)
    assert findings == []
    assert row == ROW | {"segment": 11, "milliunits": 99_000}


ANSWERED = (HEAD + EVENT + SERVICES).replace("0007*13*", "0007*11*").replace("TRN*1*", "TRN*2*")
DECIDED = {"says": "answer", "requested_at": None, "decided_at": datetime(2025, 3, 10, 14, 5, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("action", "outcome"),
    [
        ("A1", "approved"),
        ("A2", "partial"),
        ("A6", "partial"),
        ("A3", "denied"),
        ("A4", "pended"),
        ("CT", "pended"),
        ("C", "cancelled"),
        ("NA", "not_required"),
        ("ZZ", ""),
    ],
)
def test_a_decision_on_the_event_is_that_of_each_service(action, outcome):
    text = ANSWERED.replace("UM*HS*I", f"HCR*{action}*CERT5*0V~\nREF*NT*REVIEW8~\nUM*HS*I")
    rows, findings = auths(text)
    assert findings == []
    for row in rows:
        assert (row["action"], row["outcome"], row["reason"]) == (action, outcome, "0V")
        assert (row["certification"], row["review_ref"], row["reject_reason"]) == ("CERT5", "REVIEW8", "")
        assert row | DECIDED == row


def test_a_services_own_decision_wins_over_that_of_its_event():
    text = ANSWERED.replace("UM*HS*I", "HCR*A1*CERT5~\nUM*HS*I").replace("SV2*0360", "HCR*A3**35~\nSV2*0360")
    (first, second), _ = auths(text)
    assert (first["action"], first["outcome"], first["reason"]) == ("A1", "approved", "")
    assert (second["action"], second["outcome"], second["reason"]) == ("A3", "denied", "35")
    assert [first["certification"], second["certification"]] == ["CERT5", "CERT5"]


def test_a_rejection_of_a_service_wins_over_the_decision_on_its_event():
    text = ANSWERED.replace("UM*HS*I", "HCR*A1*CERT5~\nUM*HS*I").replace("SV2*0360", "AAA*N**33*C~\nSV2*0360")
    (first, second), _ = auths(text)
    assert (first["outcome"], first["reject_reason"]) == ("approved", "")
    assert (second["outcome"], second["reject_reason"], second["action"]) == ("rejected", "33", "")


def test_a_services_own_decision_wins_over_a_rejection_above_it():
    text = ANSWERED.replace("UM*HS*I", "AAA*N**T5*C~\nUM*HS*I").replace("SV2*0360", "HCR*A1*CERT6~\nSV2*0360")
    (first, second), _ = auths(text)
    assert (first["outcome"], first["reject_reason"]) == ("rejected", "T5")
    assert (second["outcome"], second["reject_reason"], second["certification"]) == ("approved", "", "CERT6")


def test_a_patient_who_is_not_found_gives_one_rejected_row_without_any_service():
    text = HEAD.replace("0007*13*", "0007*11*") + "AAA*N**75*C~\n"
    (row,), findings = auths(text)
    assert findings == []
    nothing = dict.fromkeys(("service_npi", "diagnoses", "category", "purpose", "level"), "")
    expected = ROW | DECIDED | nothing | {"service_date": None, "service_to": None}
    assert row == expected | {"segment": 9, "reference": "BATCH9", "reject_reason": "75", "outcome": "rejected"}


def test_a_request_that_stops_at_the_patient_and_rejects_nothing_gives_no_row():
    assert auths(HEAD) == ([], [])


def test_a_dependent_counts_as_the_patient_with_the_subscribers_member_number():
    dependent = "HL*4*3*23*1~\nNM1*QC*1*DOOLITTLE*ALFRED~\n"
    (row,), _ = auths(HEAD + dependent + EVENT.replace("HL*4*3*EV", "HL*5*4*EV"))
    assert row["patient_key"] == NOBODY["DOOLITTLE|ALFRED|W1"]


@pytest.mark.parametrize(
    ("purpose", "guide", "says", "asked", "decided"),
    [
        ("13", "005010X217", "request", True, False),
        ("01", "005010X217", "request", True, False),
        ("11", "005010X217", "answer", False, True),
        ("28", "005010X215", "inquiry", False, False),
        ("11", "005010X215", "answer", False, True),
        ("14", "005010X216", "notification", True, False),
        ("08", "005010X216", "answer", False, True),
    ],
)
def test_purpose_and_guide_tell_what_a_message_is(purpose, guide, says, asked, decided):
    text = (HEAD + EVENT).replace("0007*13*", f"0007*{purpose}*").replace("005010X217", guide)
    (row,), _ = auths(text, version=guide)
    assert (row["says"], row["requested_at"] is not None, row["decided_at"] is not None) == (says, asked, decided)


def test_what_the_payer_numbers_itself_is_not_taken_for_the_requesters_number():
    (row,), _ = auths((HEAD + EVENT).replace("0007*13*", "0007*11*"))
    assert row["reference"] == "BATCH9"
    (row,), _ = auths((HEAD + EVENT).replace("0007*13*", "0007*11*").replace("TRN*1*", "TRN*1*PAYER1~\nTRN*2*"))
    assert row["reference"] == "REQ77"


def test_appeals_are_known_by_their_purpose():
    for purpose, appeal in (("1", "appeal"), ("2", "appeal"), ("3", ""), ("I", "")):
        (row,), _ = auths((HEAD + EVENT).replace("UM*HS*I", f"UM*HS*{purpose}"))
        assert (row["purpose"], row["appeal"]) == (purpose, appeal)


@pytest.mark.parametrize(
    ("dates", "since", "until"),
    [
        ("DTP*435*D8*20250405~\nDTP*096*D8*20250409~", date(2025, 4, 5), date(2025, 4, 9)),
        ("DTP*435*D8*20250405~\nDTP*036*D8*20250501~", date(2025, 4, 5), date(2025, 5, 1)),
        ("DTP*007*RD8*20250405-20250605~", date(2025, 4, 5), date(2025, 6, 5)),
        ("DTP*007*D8*20250405~\nDTP*036*D8*20250605~", date(2025, 4, 5), date(2025, 6, 5)),
        ("DTP*AAH*D8*20250405~\nDTP*435*D8*20250406~", date(2025, 4, 5), date(2025, 4, 5)),
        ("DTP*439*D8*20250405~", None, None),
    ],
)
def test_days_are_of_the_service_else_of_the_certification(dates, since, until):
    (row,), findings = auths(HEAD + EVENT.replace("DTP*AAH*RD8*20250401-20250430~", dates))
    assert (row["service_date"], row["service_to"], findings) == (since, until, [])


OLD = """ST*278*0007~
BHT*0078*11*BATCH9*20071015*0903*18~
HL*1**20*1~
NM1*X3*2*EXAMPLE HEALTH*****PI*87726~
HL*2*1*21*1~
NM1*1P*1*HIGGINS*HENRY****24*161590688~
HL*3*2*22*1~
TRN*2*REQ77*9CLINIC~
HI*BK:7061~
NM1*IL*1*DOOLITTLE*ELIZA****MI*W1~
HL*4*3*19*1~
NM1*SJ*1*PICKERING*HUGH****XX*1888888888~
HL*5*4*SS*0~
UM*SC*I~
HCR*A4**0U~
DTP*472*RD8*20071015-20080415~
HI*BO:97110:D8:20071015:100:6*BO:97140~
"""


def test_4010_has_diagnoses_with_the_patient_provider_above_the_service_and_codes_in_an_hi():
    (row,), (finding,) = auths(OLD, version="004010X094A1")
    assert finding.kind == "x12.auth_codes"
    assert finding.segment == 19
    assert row == ROW | {
        "segment": 15,
        "says": "answer",
        "requester_npi": "",
        "service_npi": "1888888888",
        "code": "97110",
        "milliunits": 6_000,
        "diagnoses": "7061",
        "category": "SC",
        "level": "",
        "action": "A4",
        "reason": "0U",
        "outcome": "pended",
        "requested_at": None,
        "decided_at": datetime(2007, 10, 15, 9, 3, tzinfo=UTC),
        "service_date": date(2007, 10, 15),
        "service_to": date(2008, 4, 15),
    }


@pytest.mark.parametrize(
    ("good", "bad", "column"),
    [("*UN*12~", "*UN*1Z~", "milliunits"), ("D8*20250402", "D8*20250230", "service_date")],
)
def test_a_quantity_or_date_that_cannot_be_read_is_left_out_said_and_set_aside(good, bad, column):
    rows, (finding,) = auths((HEAD + EVENT + SERVICES).replace(good, bad))
    assert [row["set_aside"] for row in rows] == [True, False]
    assert rows[0][column] is None
    assert finding.kind == "x12.told_malformed"
    assert finding.mend


def test_a_drug_number_is_not_taken_for_a_procedure():
    rows, _ = auths((HEAD + EVENT + SERVICES).replace("HC:97110:GP:59", "N4:00002143380"))
    assert (rows[0]["code"], rows[0]["mod1"]) == ("", "")


def test_a_person_who_reviews_is_not_named():
    (row,), _ = auths((HEAD + EVENT).replace("NM1*X3*2*EXAMPLE HEALTH*****PI*87726", "NM1*X3*1*PEARCE*CLARA****34*1"))
    assert (row["payer_name"], row["payer_id"]) == ("", "")


def test_levels_that_name_no_parent_or_one_that_is_not_there_stand_under_what_came_before():
    text = HEAD + EVENT + SERVICES
    lost = text.replace("HL*4*3*", "HL*4**").replace("HL*5*4*", "HL*5*77*").replace("HL*6*4*", "HL*6**")
    assert auths(lost) == auths(text)
