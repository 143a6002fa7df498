"""Claims to a second payer: what the first one did with the claim and its lines."""

from datetime import date

from tests.ingest.x12.judge import assert_same
from tests.ingest.x12.samples import claim

OTHER = """SBR*P*18*GROUP1******MB~
CAS*PR*2*6~
AMT*D*50~
AMT*EAF*24~
OI***Y***Y~
NM1*IL*1*SECOND*SAM****MI*W9~
NM1*PR*2*FIRST PAYER*****PI*11111~
REF*F8*NOTOURS~
LX*1~
SV1*HC:99214*80*MJ*1.5***1~
SVD*11111*50*HC:99213:25**1.5~
CAS*CO*45*20~
CAS*PR*1*4**3*6*2~
DTP*573*D8*20250220~
SVD*22222*0*HC:99214**1~
CAS*OA*23*80~
"""


def secondary(*changes):
    text = claim().decode()
    start = text.index("SBR*P*18*OTHERGROUP")
    stop = text.index("LX*1~", start)
    end = text.index("~\n", text.index("SV1*HC:99214", stop)) + 2
    other = OTHER
    for old, new in changes:
        assert old in other
        other = other.replace(old, new, 1)
    grown = text[:start] + other + text[end:]
    segments = grown[grown.index("ST*") : grown.index("GE*")].count("~")
    se = grown.index("\nSE*") + 1
    return (grown[:se] + f"SE*{segments}*0002" + grown[grown.index("~", se) :]).encode()


def test_the_other_payer_is_read_by_its_loop_and_the_claim_keeps_its_own():
    read = assert_same(secondary())
    assert read.findings == []
    (row,) = read.tables["other_payers"].to_pylist()
    assert (row["sequence"], row["filing_code"], row["group_number"]) == ("P", "MB", "GROUP1")
    assert (row["payer_name"], row["payer_id"]) == ("FIRST PAYER", "11111")
    assert (row["paid"], row["patient_owes"], row["noncovered"]) == (5000, 2400, None)
    second = read.tables["claims"].to_pylist()[1]
    assert (second["payer_id"], second["original_ref"], second["group_number"]) == ("00882", "ICN2", "GROUP8")
    assert row["claim_segment"] == second["segment"]


def test_what_other_payers_did_with_a_line_is_read_with_its_adjustments():
    read = assert_same(secondary())
    first, second = read.tables["other_payer_lines"].to_pylist()
    assert (first["payer_id"], first["paid"], first["code"], first["mod1"]) == ("11111", 5000, "99213", "25")
    assert (first["milliunits"], first["adjudicated_date"]) == (1500, date(2025, 2, 20))
    assert (second["payer_id"], second["paid"], second["adjudicated_date"]) == ("22222", 0, None)
    found = [
        (r["payer_segment"], r["line_segment"] is not None, r["group"], r["carc"], r["amount"], r["milliunits"])
        for r in read.tables["other_adjustments"].to_pylist()
    ]
    sbr = read.tables["other_payers"].to_pylist()[0]["segment"]
    assert found == [
        (sbr, False, "PR", "2", 600, None),
        (first["segment"], True, "CO", "45", 2000, None),
        (first["segment"], True, "PR", "1", 400, None),
        (first["segment"], True, "PR", "3", 600, 2000),
        (second["segment"], True, "OA", "23", 8000, None),
    ]
    assert read.tables["adjustments"].num_rows == 0


def test_an_amount_of_another_payer_that_cannot_be_read_is_said_and_sets_nothing_aside():
    read = assert_same(secondary(("AMT*D*50~", "AMT*D*5O~")))
    assert read.tally.claims_set_aside == 0
    (finding,) = read.findings
    assert finding.kind == "x12.other_payer"
    assert "AMT*D" in finding.says
