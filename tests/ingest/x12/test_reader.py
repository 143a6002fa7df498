"""Whole files: kinds that are not read, files that are no X12, files cut short, files without end."""

import io

import pytest
from tests.ingest.x12.judge import KEY, Read, assert_same
from tests.ingest.x12.samples import CLAIM, ERA, claim, era

from counteroffer.core.findings import ERROR, NOTE
from counteroffer.ingest.x12 import framing, read_x12


@pytest.mark.parametrize(
    ("content", "look"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "ZIP"),
        (b"\x1f\x8b....", "gzip"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"  <html><body>login</body>", "web page"),
        (b'<?xml version="1.0"?><a/>', "XML"),
        (b'{"a": 1}', "JSON"),
        (b"Dear Sir or Madam,", "text"),
        (b"GS*HP*A*B~ST*835*1~", "without its ISA"),
        (b"\xff\xfeI\0S\0A\0", "UTF-16"),
        (bytes(range(256)) * 4, "binary"),
        (b"", "empty"),
        (b"\r\n \n", "empty"),
    ],
)
def test_a_file_that_is_no_x12_is_named_with_what_it_looks_like_and_the_mend(content, look):
    read = Read(content)
    assert read.kinds == {"unreadable"}
    [finding] = read.findings
    assert (finding.kind, finding.severity) == ("x12.unreadable", ERROR)
    assert "file.835" in finding.says
    assert look in finding.says
    assert finding.mend


@pytest.mark.parametrize(
    ("start", "guide", "kind"),
    [
        ("ST*270*0001", "005010X279A1", "270"),
        ("ST*834*0001", "005010X220A1", "834"),
        ("ST*837*0001", "005010X224A2", "837D"),
    ],
)
def test_kinds_that_are_not_read_are_counted_and_reported_by_one_note(start, guide, kind):
    data = era(("ST*835*0001", start), ("005010X221A1", guide)) * 3
    for block in (1 << 20, 64):
        read = Read(data, block)
        assert read.kinds == {kind}
        [note] = read.findings
        assert (note.kind, note.severity) == ("x12.not_read", NOTE)
        assert "not read yet" in note.says
        assert (read.tally.transactions, read.tally.claims, read.tally.segments) == (3, 0, 42 * 3)


def test_an_837_without_guide_is_known_by_its_service_lines():
    plain = (("*005010X222A1~\nBHT", "~\nBHT"), ("*X*005010X222A1", "*X*005010"))
    assert assert_same(claim(*plain), 20).kinds == {"837P"}
    institutional = claim(*plain).replace(b"SV1*HC:", b"SV2*0300*HC:")
    assert assert_same(institutional, 20).kinds == {"837I"}


def test_one_file_may_hold_several_kinds():
    assert Read(era() + claim() + era(("ST*835", "ST*277"))).kinds == {"835", "837P", "277"}


@pytest.mark.parametrize("block", [1 << 20, 64])
def test_of_a_file_cut_short_the_complete_claims_are_kept_and_the_last_is_set_aside(block):
    data = ERA[: ERA.index("SVC*HC:93000") + 8].encode()
    read = Read(data, block)
    rows = read.tables["remit_claims"].to_pylist()
    assert [(row["claim"], row["set_aside"]) for row in rows] == [("A1", False), ("A2", False), ("A3", True)]
    assert {"x12.truncated", "x12.cut_segment", "x12.claim_cut", "x12.remit_unbalanced"} == read.found
    [cut] = [finding for finding in read.findings if finding.kind == "x12.claim_cut"]
    assert (cut.claim, cut.cents) == ("A3", 6000)
    assert len(read.tables["remits"]) == 1


def test_a_file_without_its_last_terminator_is_whole():
    assert Read(ERA.rstrip("~\n").encode()).findings == []


def test_a_claim_that_never_ends_stops_the_reading_in_bounded_memory(monkeypatch):
    monkeypatch.setattr(framing.Framing.__init__, "__defaults__", (framing.BLOCK, 100_000, None))
    head = ERA[: ERA.index("CLP*A3")].encode()
    stream = io.BytesIO(head + b"CLP*A3*1*60*60~" + b"REF*1L*X~" * 60_000)
    chunks = list(read_x12(stream, "endless", 1, KEY, 4096))
    found = {finding.kind for chunk in chunks for finding in chunk.findings}
    assert "x12.endless" in found
    assert stream.tell() < 400_000
    assert sum(chunk.tally.claims for chunk in chunks) == 2


def test_a_long_transaction_of_a_kind_that_is_not_read_passes_in_pieces():
    data = (
        ERA[: ERA.index("BPR")].replace("ST*835", "ST*834")
        + "INS*Y*18~\n" * 3000
        + "SE*3002*0001~GE*1*1~IEA*1*000000001~"
    ).encode()
    chunks = list(read_x12(io.BytesIO(data), "f", 1, KEY, 1000))
    assert len(chunks) > 10
    assert {chunk.kind for chunk in chunks} == {"834"}
    assert sum(chunk.tally.segments for chunk in chunks) == 3006


def test_chunks_of_a_long_file_come_before_the_file_is_read_to_its_end():
    stream = io.BytesIO(era() * 2000)
    next(read_x12(stream, "f", 1, KEY, 10_000))
    assert stream.tell() < 50_000


def test_many_interchanges_read_in_blocks_give_the_same_rows_as_one_block():
    data = (era() + claim()) * 40
    whole = assert_same(data)
    assert assert_same(data, 3000).tally == whole.tally
    assert whole.tally.claims == 200
    assert whole.findings == []


def test_segments_no_table_knows_are_counted():
    assert Read(era(("LX*1~", "LX*1~ZZZ*1~"), ("SE*38", "SE*39"))).tally.unknown_segments == 1


def test_bytes_beyond_ascii_are_read_as_utf8_or_as_latin1():
    for encoding in ("utf-8", "latin-1"):
        data = ERA.replace("EXAMPLE HEALTH", "SANTÉ").encode(encoding)
        assert assert_same(data).tables["remits"]["payer_name"].to_pylist() == ["SANTÉ"]


def test_the_claim_of_a_patient_carries_a_pseudonym_and_no_name():
    text = str(Read(CLAIM.encode()).tables["claims"].to_pylist())
    assert "DOOLITTLE" not in text
    assert all(len(row) == 16 for row in Read(CLAIM.encode()).tables["claims"]["patient_key"].to_pylist())


@pytest.mark.parametrize("block", [500, 700, 1100, 4 << 20])
def test_a_last_segment_without_terminator_is_found_at_its_place_whatever_the_block(block):
    data = era().replace(b"IEA*1*000000001~\n", b"IEA*1*9")
    (finding,) = Read(data, block).findings
    assert finding.kind == "x12.control_number"
    assert finding.offset == data.index(b"IEA*1*9")


@pytest.mark.parametrize("block", [1 << 10, 1 << 16, 4 << 20])
def test_an_interchange_behind_much_that_is_none_is_found_whatever_the_block(block):
    read = Read(b"Page of a portal.\n" * 6000 + era(), block=block)
    assert read.tally.claims == 3
    assert [finding.kind for finding in read.findings] == ["x12.junk"]


@pytest.mark.parametrize("block", [100, 110, 200, 213, 227])
def test_what_a_broken_isa_leaves_open_is_closed_wherever_the_block_ends(block):
    isa = b"ISA|00| |00| |ZZ|PAYER |ZZ|99999999|180613|1230|^|00501|100000300|0|P|:~"
    sets = b"ST|835|0001~ISA*00*~DTM|232|20180314~ST|835|0003~BPR|I|1812.27|C|CHK||||||||||||20180727~"
    data = isa + sets + (b"N4|X~" * 100)[:323]
    read, whole = Read(data, block=block), Read(data)
    assert [f.kind for f in read.findings] == [f.kind for f in whole.findings]
    assert read.tables["remits"].num_rows == whole.tables["remits"].num_rows == 1
