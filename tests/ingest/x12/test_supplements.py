"""Amounts, quantities and references of remittances that have no column, and those that are left out on purpose."""

from tests.ingest.x12.judge import assert_same
from tests.ingest.x12.samples import era

ADDED = """REF*1L*GROUP7~
REF*CE*PPO GOLD 2024~
REF*SY*123456789~
REF*1W*W1~
REF*EA*MRN77~
NM1*TT*2*NEXT PAYER*****PI*33333~
MOA*.5*12.25**N30****7~
QTY*CA*2~
AMT*F5*15~
"""
MORE = ("REF*1L*GROUP7~\n", ADDED)
LINE = ("AMT*B6*110~\n", "AMT*B6*110~\nAMT*KH*3.10~\nREF*G1*AUTH9~\n")
COUNT = ("SE*38*", "SE*48*")


def found(read):
    return [
        (r["kind"], r["qualifier"], r["amount"], r["milliunits"], r["value"], r["line_segment"] is not None)
        for r in read.tables["supplements"].to_pylist()
    ]


def test_each_supplement_is_one_row_in_the_order_of_the_file():
    read = assert_same(era(MORE, LINE, COUNT))
    assert read.findings == []
    assert found(read) == [
        ("REF", "CE", None, None, "PPO GOLD 2024", False),
        ("NM1", "TT", None, None, "33333", False),
        ("MOA", "01", None, None, ".5", False),
        ("MOA", "02", 1225, None, "", False),
        ("MOA", "08", 700, None, "", False),
        ("QTY", "CA", None, 2000, "", False),
        ("AMT", "F5", 1500, None, "", False),
        ("AMT", "KH", 310, None, "", True),
        ("REF", "G1", None, None, "AUTH9", True),
    ]


def test_numbers_that_name_a_patient_are_never_kept():
    read = assert_same(era(MORE, LINE, COUNT))
    everything = " ".join(str(table.to_pylist()) for table in read.tables.values())
    for identity in ("123456789~", "MRN77", "'W1'"):
        assert identity not in everything
    assert "'value': '123456789'" not in everything


def test_what_has_a_column_already_is_no_supplement():
    assert found(assert_same(era())) == []


def test_an_amount_that_cannot_be_read_is_said_and_the_claim_stands():
    read = assert_same(era(MORE, LINE, COUNT, ("AMT*F5*15~", "AMT*F5*1S~")))
    assert read.tally.claims_set_aside == 0
    assert [f.kind for f in read.findings] == ["x12.supplement"]
    assert ("AMT", "F5", None, None, "", False) in found(read)
