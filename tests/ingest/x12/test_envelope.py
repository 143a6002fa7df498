"""The envelope: control numbers, counts, several interchanges, delimiters that change, what lies between."""

import pytest
from tests.ingest.x12.judge import Read, assert_same
from tests.ingest.x12.samples import CLAIM, ERA, claim, era


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("SE*38*0001", "SE*38*0002", "x12.control_number"),
        ("SE*38*0001", "SE*39*0001", "x12.count"),
        ("GE*1*1", "GE*1*2", "x12.control_number"),
        ("GE*1*1", "GE*2*1", "x12.count"),
        ("IEA*1*000000001", "IEA*1*000000009", "x12.control_number"),
        ("IEA*1*000000001", "IEA*3*000000001", "x12.count"),
        ("GE*1*1~\n", "", "x12.missing_ge"),
        ("SE*38*0001~\n", "", "x12.missing_se"),
        ("GE*1*1~\n", "GE*1*1~\nGE*1*1~\n", "x12.envelope"),
        ("ISA*00*          *00", "ISA*00**00", "x12.isa_width"),
    ],
)
def test_each_fault_of_the_envelope_has_its_finding_with_a_place(old, new, kind):
    read = Read(era((old, new)))
    found = [finding for finding in read.findings if finding.kind == kind]
    assert found
    assert found[0].interchange == 1
    assert found[0].mend
    assert read.tally.claims == 3


def test_interchanges_with_other_delimiters_follow_each_other_in_one_file():
    other = CLAIM.replace("*", "|").replace(":", "<").replace("~\n", "\r\n").encode()
    data = era() + other + b"\n\n" + era() + claim()
    for block in (1 << 20, 64, 7):
        read = assert_same(data, block)
        assert read.tally.interchanges == 4
        assert read.kinds == {"835", "837P"}
        assert read.findings == []


def test_an_interchange_whose_isa_is_broken_is_left_out_and_the_next_one_is_read():
    broken = era(("ISA*00*", "ISA*00"), ("*P*:~", "*P*AA"))
    for block in (1 << 20, 64):
        read = Read(broken + era(), block)
        assert "x12.bad_isa" in read.found
        assert read.tally.claims == 3
        assert read.tables["remit_claims"]["interchange"].to_pylist() == [2, 2, 2]


def test_what_stands_outside_transaction_sets_is_said_once_where_it_begins():
    read = Read(era(("GE*1*1~", "ABC*1~DEF*2~GE*1*1~")))
    assert [finding.segment for finding in read.findings if finding.kind == "x12.stray"] == [41]


def test_claims_outside_any_transaction_set_are_said_to_be_left_out():
    read = Read(era(("ST*835*0001~\n", "")))
    assert [f.cents for f in read.findings if f.kind == "x12.orphan"] == [20000, 8000, 6000]
    assert read.tally.claims == 0


def test_trailing_junk_is_said():
    read = Read(ERA.encode() + b"and then some")
    assert [(f.kind, f.offset) for f in read.findings] == [("x12.junk", len(ERA))]
    assert read.tally.claims == 3


def test_leading_junk_is_said_and_the_file_is_read():
    read = Read(b"From: payer\r\n\r\n" + ERA.encode())
    assert read.found == {"x12.junk"}
    assert read.tally.claims == 3


def test_files_joined_without_a_terminator_between_are_an_error_and_no_claim_is_lost_silently():
    read = Read(ERA.rstrip("~\n").encode() + era())
    assert "x12.swallowed_isa" in read.found
    assert read.tally.claims == 6
    other = CLAIM.replace("*", "|").replace(":", "<").encode()
    assert "x12.swallowed_isa" in Read(ERA.rstrip("~\n").encode() + b"\n" + other).found


def test_a_tab_may_separate_elements_and_indent_segments_at_once():
    data = ERA.replace("*", "\t").replace("\n", "\n\t").encode() + claim()
    for block in (1 << 20, 40):
        read = assert_same(data, block)
        assert read.findings == []
        assert read.tally.claims == 5
