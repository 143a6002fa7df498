"""Real files: every one reads, every cell agrees with the plain reader, totals agree with an independent scan."""

import io
import re
from decimal import Decimal, InvalidOperation

import pytest
import pyx12.errors
import pyx12.x12file
from tests.ingest.x12.judge import Read, assert_same, corpus

from counteroffer.ingest.x12.kinds import WHOLE

SMALL = 5_000


AMOUNT = {"CLP": "CLP04", "CLM": "CLM02"}


def scanned(data):
    """Claims and sum of CLP04 (837: CLM02) by pyx12's segment reader; by a split where pyx12 cannot read the file."""
    try:
        with pyx12.x12file.X12Reader(io.StringIO(data.decode("latin-1"))) as reader:
            claims = [segment for segment in reader if segment.get_seg_id() in AMOUNT]
            return totals(segment.get_value(AMOUNT[segment.get_seg_id()]) for segment in claims)
    except pyx12.errors.X12Error:
        return split(data)


def split(data):
    text = data.decode("latin-1")
    separator = text[text.index("ISA") + 3]
    found = re.findall(rf"(?:^|[^A-Za-z0-9])(CLP|CLM){re.escape(separator)}([^~\r\n]*)", text)
    return totals(rest.split(separator)[3 if name == "CLP" else 1] for name, rest in found)


def totals(amounts):
    amounts = list(amounts)
    return len(amounts), sum(cents(amount) for amount in amounts)


def cents(text):
    try:
        return int(Decimal(text or "0") * 100)
    except InvalidOperation:
        return 0


@pytest.mark.parametrize("path", corpus())
def test_every_real_file_agrees_with_the_plain_reader_in_every_cell_at_any_block_size(path):
    data = path.read_bytes()
    whole = assert_same(data)
    assert whole.chunks
    for block in (64, 500) if len(data) < SMALL else (7000,):
        pieces = assert_same(data, block)
        assert pieces.tally == whole.tally
        assert sorted(map(str, pieces.findings)) == sorted(map(str, whole.findings))
        assert pieces.kinds == whole.kinds


@pytest.mark.parametrize("path", corpus())
def test_claims_and_payments_of_every_real_file_agree_with_an_independent_scan(path):
    data = path.read_bytes()
    read = Read(data)
    if not read.kinds & {"835", "837P", "837I"}:
        assert read.tally.claims == 0
        return
    money = read.tally.paid if "835" in read.kinds else read.tally.charge
    assert (read.tally.claims, money) == scanned(data)


@pytest.mark.parametrize("path", corpus())
def test_every_real_file_that_is_not_read_or_not_stored_whole_says_why(path):
    read = Read(path.read_bytes())
    for kind in read.kinds - {"835", "837P", "837I", *WHOLE}:
        assert any(kind in finding.says for finding in read.findings)
    aside = [f for f in read.findings if f.kind.startswith("x12.claim_") or f.kind == "x12.predetermination"]
    assert len(aside) == read.tally.claims_set_aside
    for finding in aside:
        assert finding.mend
        assert finding.segment
        assert finding.cents is not None
