"""999, 997 and TA1: small messages worked out by hand, every cell of every row asserted."""

import pytest
from tests.ingest.x12.exchanged import Told, blank, envelope

IMPLEMENTATION = """ST*999*0007*005010X231A1~
AK1*HC*12*005010X222A1~
AK2*837*0001*005010X222A1~
IK3*CLM*9*2300*8~
CTX*CLM01:A1~
IK4*5:1*1331*7*ELIZA~
IK4*2*782*6*1O0~
IK3*NM1*14*2310B*I3~
IK5*R*5*I5~
AK2*837*0002~
IK5*A~
AK9*P*2*2*1*1~
"""

FUNCTIONAL = """ST*997*0007~
AK1*HC*12~
AK2*837*0001~
AK3*CLM*9*2300*8~
AK4*2*782*6*1O0~
AK5*R*5~
AK9*R*1*1*0*4~
"""

ROW = blank("acknowledgements") | {"interchange": 1, "functional": "HC", "group_control": "12"}


def acknowledgements(text, version="005010X231A1"):
    told = Told(envelope(text, "FA", version))
    return told.rows("acknowledgements"), told.findings


def test_a_999_gives_a_row_for_the_group_and_one_for_each_set_with_the_first_fault():
    rows, findings = acknowledgements(IMPLEMENTATION)
    assert findings == []
    group = {"segment": 4, "level": "group", "guide": "005010X222A1", "accepted": "P", "reason": "1"}
    counts = {"sets": 2, "sets_received": 2, "sets_accepted": 1}
    of_set = {"level": "set", "kind": "837", "guide": "005010X222A1"}
    fault = {"error_segment": "CLM", "error_position": 9, "error_loop": "2300", "error_code": "8", "errors": 4}
    element = {"error_element": "5-1", "element_code": "7", "accepted": "R", "reason": "5"}
    assert rows == [
        ROW | {"says": "999"} | group | counts,
        ROW | {"says": "999", "segment": 5, "transaction": "0001"} | of_set | fault | element,
        ROW | {"says": "999", "segment": 12, "transaction": "0002", "accepted": "A"} | of_set,
    ]


def test_a_997_says_the_same_with_segments_of_other_names():
    rows, findings = acknowledgements(FUNCTIONAL, "004010")
    assert findings == []
    counts = {"sets": 1, "sets_received": 1, "sets_accepted": 0}
    fault = {"error_segment": "CLM", "error_position": 9, "error_loop": "2300", "error_code": "8", "errors": 2}
    element = {"error_element": "2", "element_code": "6", "accepted": "R", "reason": "5"}
    of_set = {"segment": 5, "level": "set", "kind": "837", "transaction": "0001"}
    assert rows == [
        ROW | {"says": "997", "segment": 4, "level": "group", "accepted": "R", "reason": "4"} | counts,
        ROW | {"says": "997"} | of_set | fault | element,
    ]


def test_a_ta1_gives_one_row_for_the_interchange_it_is_about():
    whole = envelope(FUNCTIONAL, "FA", "004010").decode()
    data = whole.replace("GS*FA", "TA1*000000905 *250131*0101*R*022~\nGS*FA", 1).encode()
    told = Told(data)
    assert told.findings == []
    rows = told.rows("acknowledgements")
    (row,) = [row for row in rows if row["says"] == "TA1"]
    assert len(rows) == 3
    assert row == blank("acknowledgements") | {
        "interchange": 1,
        "segment": 2,
        "says": "TA1",
        "level": "interchange",
        "interchange_control": "000000905",
        "accepted": "R",
        "reason": "022",
    }


def test_counts_that_cannot_be_read_are_empty():
    rows, _ = acknowledgements(IMPLEMENTATION.replace("AK9*P*2*2*1", "AK9*P*TWO*2*"))
    assert (rows[0]["sets"], rows[0]["sets_received"], rows[0]["sets_accepted"]) == (None, 2, None)


@pytest.mark.parametrize("stray", ["IK3*CLM*9*2300*8~\n", "IK4*2*782*6~\n", "AK3*CLM*9~\n"])
def test_a_fault_told_of_no_set_is_counted_for_none(stray):
    before, _ = acknowledgements(FUNCTIONAL.replace("AK1*", f"{stray}AK1*"))
    after, _ = acknowledgements(FUNCTIONAL + stray)
    assert [row["errors"] for row in before] == [row["errors"] for row in after] == [0, 2]


def test_a_set_that_is_not_answered_is_neither_accepted_nor_rejected():
    rows, _ = acknowledgements(IMPLEMENTATION.replace("IK5*A~\n", ""))
    assert rows[2]["accepted"] == ""


def test_copies_of_faulty_elements_are_kept_nowhere():
    told = Told(envelope(IMPLEMENTATION, "FA", "005010X231A1"))
    kept = str(told.tables["acknowledgements"].to_pylist()) + str(told.findings)
    assert "ELIZA" not in kept
    assert "1O0" not in kept
    assert "CLM01" not in kept
