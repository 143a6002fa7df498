"""Institutional claims: revenue codes, optional procedures, statement days, attending providers."""

from datetime import date

from tests.ingest.x12.judge import assert_same
from tests.ingest.x12.samples import changed

INSTITUTIONAL = """\
ISA*00*          *00*          *ZZ*SENDER         *ZZ*HOUSE          *250131*0101*^*00501*000000003*0*P*:~
GS*HC*SENDER*RECEIVER*20250131*0101*77*X*005010X223A3~
ST*837*0003*005010X223A3~
BHT*0019*00*B1*20250112*0101*CH~
HL*1**20*1~
NM1*85*2*EXAMPLE SURGERY CENTER*****XX*1234567893~
REF*EI*123456789~
HL*2*1*22*0~
SBR*P*18*GROUP7******CI~
NM1*IL*1*DOOLITTLE*ELIZA****MI*W1~
DMG*D8*19800101*F~
NM1*PR*2*EXAMPLE HEALTH*****PI*87726~
CLM*I1*600.5***83:A:1**A*Y*Y~
DTP*434*RD8*20250105-20250107~
CL1*3*1*01~
REF*D9*CH123~
REF*9F*REFERRAL9~
HI*ABK:K219~
HI*ABJ:R101~
NM1*71*1*HIGGINS*HENRY****XX*1999999999~
LX*1~
SV2*0490*HC:43239:59*500*UN*1~
DTP*472*D8*20250105~
LX*2~
SV2*0250**100.5*UN*3~
SE*24*0003~
GE*1*77~
IEA*1*000000003~
"""


def institutional(*changes):
    return changed(INSTITUTIONAL, *changes)


def test_an_institutional_claim_is_read_with_its_statement_and_its_attending_provider():
    read = assert_same(institutional())
    assert read.findings == []
    (row,) = read.tables["claims"].to_pylist()
    assert (row["form"], row["group_control"], row["transaction"]) == ("I", "77", "0003")
    assert (row["pos"], row["frequency"], row["charge"]) == ("83", "1", 60050)
    assert (row["statement_from"], row["statement_to"]) == (date(2025, 1, 5), date(2025, 1, 7))
    assert (row["rendering_npi"], row["clearinghouse_ref"], row["referral"]) == ("1999999999", "CH123", "REFERRAL9")
    assert row["diagnoses"] == "K219"


def test_its_lines_have_revenue_codes_and_a_line_may_have_no_procedure():
    first, second = assert_same(institutional()).tables["claim_lines"].to_pylist()
    assert (first["revenue_code"], first["code"], first["mod1"], first["charge"]) == ("0490", "43239", "59", 50000)
    assert (second["revenue_code"], second["code"], second["charge"], second["milliunits"]) == ("0250", "", 10050, 3000)
    assert (first["service_date"], second["service_date"]) == (date(2025, 1, 5), None)


def test_a_line_without_revenue_code_sets_the_claim_aside():
    read = assert_same(institutional(("SV2*0250*", "SV2**")))
    assert read.tally.claims_set_aside == 1
    assert "SV201, the revenue code, is missing" in read.findings[0].says


def test_lines_that_do_not_add_up_set_the_claim_aside():
    read = assert_same(institutional(("*100.5*UN", "*100*UN")))
    assert (read.tally.claims, read.tally.claims_set_aside) == (1, 1)
    assert read.findings[0].kind == "x12.claim_unbalanced"
