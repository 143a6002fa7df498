"""271: small messages worked out by hand, every cell of every row asserted."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.x12.exchanged import NOBODY, Told, blank, envelope

from counteroffer.ingest.x12.columns import PAD, Buffer, Spans
from counteroffer.ingest.x12.eligibility271 import percents

HEAD = """ST*271*0007*005010X279A1~
BHT*0022*11*ASKED1*20250310*140530~
HL*1**20*1~
NM1*PR*2*EXAMPLE HEALTH*****PI*87726~
HL*2*1*21*1~
NM1*1P*2*EXAMPLE CLINIC*****XX*1234567893~
HL*3*2*22*0~
TRN*1*THEIRS*9PAYER~
TRN*2*OURS4*9CLINIC~
NM1*IL*1*DOOLITTLE*ELIZA****MI*W1~
REF*6P*GROUP7*ACME~
REF*18*PLAN2~
N3*1 WIMPOLE STREET~
DMG*D8*19800101*F~
DTP*346*D8*20250101~
DTP*472*D8*20250305~
"""

ROW = blank("coverages") | {
    "interchange": 1,
    "level": "subscriber",
    "transaction": "0007",
    "told_at": datetime(2025, 3, 10, 14, 5, 30, tzinfo=UTC),
    "trace": "OURS4",
    "payer_name": "EXAMPLE HEALTH",
    "payer_id": "87726",
    "provider_npi": "1234567893",
    "patient_key": NOBODY["DOOLITTLE|ELIZA|W1"],
    "group_number": "GROUP7",
    "plan_number": "PLAN2",
    "asked_date": date(2025, 3, 5),
    "since": date(2025, 1, 1),
}

BENEFITS = """EB*1*IND*30^98*HM*GOLD PLAN~
EB*B*IND*98***27*25.5*****Y~
MSG*ELIZA PAYS~
EB*A*FAM*UC*****.15***Y*N~
EB*F*IND*PT***23***VS*20~
EB*CB*IND*******9*12.5*U*W*HC:97110:GP:59:KX:CQ~
DTP*292*RD8*20250201-20250630~
REF*1L*GROUP8~
HSD*VS*40***22~
"""


def coverages(text, functional="HB", version="005010X279A1"):
    told = Told(envelope(text, functional, version))
    return told.rows("coverages"), told.findings


def test_every_benefit_is_a_row_with_what_stands_behind_it():
    rows, findings = coverages(HEAD + BENEFITS)
    assert findings == []
    own = {"since": date(2025, 2, 1), "until": date(2025, 6, 30), "group_number": "GROUP8", "period": "22"}
    service = {"code": "97110", "mod1": "GP", "mod2": "59", "mod3": "KX", "mod4": "CQ"}
    ind, said = {"coverage_level": "IND"}, {"needs_auth": "U", "in_network": "W"}
    active = {"benefit": "1", "service_types": "30 98", "insurance_type": "HM", "plan": "GOLD PLAN"}
    copay = {"benefit": "B", "service_types": "98", "period": "27", "amount": 2_550, "in_network": "Y"}
    share = {"benefit": "A", "coverage_level": "FAM", "service_types": "UC", "percent": 15_000, "needs_auth": "Y"}
    visits = {"benefit": "F", "service_types": "PT", "period": "23", "quantity_basis": "VS", "milliunits": 20_000}
    assert rows == [
        ROW | ind | active | {"segment": 19},
        ROW | ind | copay | {"segment": 20},
        ROW | share | {"segment": 22, "in_network": "N"},
        ROW | ind | visits | {"segment": 23},
        ROW
        | ind
        | own
        | said
        | service
        | {"segment": 24, "benefit": "CB", "quantity_basis": "9", "milliunits": 12_500},
    ]


def test_a_limit_that_stands_in_an_hsd_is_the_benefits_quantity():
    (row,), _ = coverages(HEAD + "EB*F*IND*33~\nHSD*VS*35***21*1~\n")
    assert (row["quantity_basis"], row["milliunits"], row["period"]) == ("VS", 35_000, "21")


def test_a_dependents_benefits_keep_the_subscribers_group_trace_and_member_number_but_not_its_dates():
    dependent = "HL*4*3*23*0~\nNM1*03*1*DOOLITTLE*ALFRED~\nEB*1**30~\n"
    (row,), findings = coverages(HEAD + dependent)
    assert findings == []
    assert row == ROW | {
        "segment": 21,
        "level": "dependent",
        "patient_key": NOBODY["DOOLITTLE|ALFRED|W1"],
        "asked_date": None,
        "since": None,
        "benefit": "1",
        "service_types": "30",
    }


def test_a_dependents_own_numbers_and_dates_win():
    own = "TRN*2*OURS5*9CLINIC~\nNM1*03*1*DOOLITTLE*ALFRED****MI*W1-02~\nREF*1L*GROUP9~\nREF*18*PLAN3~\n"
    dates = "DTP*356*D8*20240601~\nDTP*357*D8*20251231~\n"
    (row,), _ = coverages(HEAD + "HL*4*3*23*0~\n" + own + dates + "EB*1**30~\n")
    assert (row["trace"], row["group_number"], row["plan_number"]) == ("OURS5", "GROUP9", "PLAN3")
    assert (row["since"], row["until"]) == (date(2024, 6, 1), date(2025, 12, 31))
    assert row["patient_key"] == NOBODY["DOOLITTLE|ALFRED|W1-02"]


@pytest.mark.parametrize(
    ("dates", "since", "until"),
    [
        ("DTP*291*RD8*20240101-20241231~", date(2024, 1, 1), date(2024, 12, 31)),
        ("DTP*291*D8*20240101~", date(2024, 1, 1), None),
        ("DTP*347*D8*20241231~", date(2025, 1, 1), date(2024, 12, 31)),
        ("DTP*348*D8*20240101~\nDTP*349*D8*20240301~", date(2024, 1, 1), date(2024, 3, 1)),
        ("DTP*291*RD8*20240101-20241231~\nDTP*292*D8*20240501~", date(2024, 5, 1), date(2024, 12, 31)),
        ("DTP*193*D8*20240101~\nDTP*194*D8*20240301~", date(2024, 1, 1), date(2024, 3, 1)),
        ("DTP*198*D8*20240101~", date(2025, 1, 1), None),
    ],
)
def test_a_benefit_holds_from_its_own_dates_on_else_from_the_patients(dates, since, until):
    (row,), findings = coverages(HEAD + f"EB*1**30~\n{dates}\n")
    assert (row["since"], row["until"], findings) == (since, until, [])


@pytest.mark.parametrize(
    ("named", "role", "name", "number"),
    [
        ("NM1*PR*2*OTHER PAYER*****PI*99999~", "PR", "OTHER PAYER", "99999"),
        ("NM1*P3*1*HIGGINS*HENRY****XX*1999999999~", "P3", "", ""),
        ("NM1*IL*1*PICKERING*HUGH****MI*W9~", "IL", "", ""),
        ("NM1*PR*2*OTHER PAYER*****MI*W9~", "PR", "OTHER PAYER", ""),
    ],
)
def test_of_who_else_is_named_organizations_are_kept_and_of_persons_only_the_role(named, role, name, number):
    (row,), _ = coverages(HEAD + f"EB*R**30~\nLS*2120~\n{named}\nN3*1 STREET~\nPER*IC*HENRY*TE*5551234~\nLE*2120~\n")
    assert (row["other_role"], row["other_name"], row["other_id"]) == (role, name, number)
    assert row["patient_key"] == NOBODY["DOOLITTLE|ELIZA|W1"]


@pytest.mark.parametrize(("at", "level"), [("HL*2*1*21", "payer"), ("HL*3*2*22", "provider"), ("N3*1", "subscriber")])
def test_a_rejection_is_a_row_and_says_whom_it_is_about(at, level):
    told = HEAD.split(at, maxsplit=1)[0] + "AAA*N**75*C~\n"
    (row,), findings = coverages(told)
    assert findings == []
    assert (row["level"], row["reject_reason"], row["follow_up"]) == (level, "75", "C")
    assert (row["benefit"], row["amount"], row["payer_name"]) == ("", None, "EXAMPLE HEALTH")
    assert row["segment"] == told.count("~") + 2


def test_a_rejection_behind_a_benefit_is_a_row_of_its_own_and_changes_nothing_of_the_benefit():
    rows, _ = coverages(HEAD + "EB*1**30~\nAAA*N**15*C~\n")
    assert [(row["benefit"], row["reject_reason"]) for row in rows] == [("1", ""), ("", "15")]


def test_4010_has_one_service_type_and_no_repetitions():
    text = HEAD.replace("*005010X279A1", "") + "EB*1**30**GOLD 123 PLAN~\n"
    (row,), findings = coverages(text, version="004010X092A1")
    assert findings == []
    assert row == ROW | {"segment": 19, "benefit": "1", "service_types": "30", "plan": "GOLD 123 PLAN"}


@pytest.mark.parametrize(
    ("benefit", "column"),
    [
        ("EB*C*IND*30***23*1O0~", "amount"),
        ("EB*A*IND*30*****2,5~", "percent"),
        ("EB*A*IND*30*****250~", "percent"),
        ("EB*F*IND*30******VS*TWO~", "milliunits"),
        ("EB*F*IND*30~\nHSD*VS*TWO~", "milliunits"),
        ("EB*1*IND*30~\nDTP*348*D8*20251301~", "since"),
        ("EB*1*IND*30~\nDTP*349*D8*2025~", "until"),
    ],
)
def test_what_cannot_be_read_is_left_out_said_and_set_aside(benefit, column):
    rows, (finding,) = coverages(f"{HEAD}{benefit}\nEB*1**30~\n")
    assert [row["set_aside"] for row in rows] == [True, False]
    assert rows[0][column] is None
    assert finding.kind == "x12.told_malformed"
    assert finding.mend


def test_a_broken_date_of_the_patient_is_said_once_and_sets_only_those_aside_that_need_it():
    text = (
        HEAD.replace("346*D8*20250101", "346*D8*20250199") + "EB*1**30~\nEB*1**98~\nDTP*348*D8*20250101~\nEB*1**UC~\n"
    )
    rows, (finding,) = coverages(text)
    assert [row["set_aside"] for row in rows] == [True, False, True]
    assert finding.segment == 17


def spans(texts):
    lows, at = [], PAD
    for text in texts:
        lows.append(at)
        at += len(text) + 1
    buffer = Buffer.of("*".join([*texts, ""]).encode())
    low = np.array(lows, dtype=np.int64)
    return Spans(buffer, low, low + np.array([len(text) for text in texts], dtype=np.int64))


@given(st.decimals(0, 100, places=3))
def test_percents_up_to_one_are_shares_and_above_it_percents(number):
    read = percents(spans([str(number)]))
    percent = number * 100 if number <= 1 else number
    assert not read.bad[0]
    assert Decimal(int(read.value[0])) == percent * 1000


@pytest.mark.parametrize("text", ["-5", "1e1", ".", "100.1", "20%", "1.23456", "NaN", "1234"])
def test_what_is_no_percent_is_bad(text):
    read = percents(spans([text]))
    assert (bool(read.bad[0]), int(read.value[0])) == (True, 0)
