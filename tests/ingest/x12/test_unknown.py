"""Segments no guide has: kept by place and name, never by their text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.x12 import test_auth278, test_eligibility271
from tests.ingest.x12.exchanged import Told, envelope
from tests.ingest.x12.plain_exchange import ELSEWHERE
from tests.ingest.x12.samples import CLAIM, ERA


def unknown(data):
    return [(row["kind"], row["segment"], row["name"]) for row in Told(data).rows("unknown_segments")]


REQUEST = test_auth278.HEAD + test_auth278.EVENT
HOLDING = {
    "278": envelope(REQUEST + "K9*ELIZA~\n", "HI", "005010X217"),
    "271": envelope(test_eligibility271.HEAD + "K9*ELIZA~\n", "HB", "005010X279A1"),
}


@pytest.mark.parametrize("kind", HOLDING)
def test_an_unknown_segment_is_kept_by_place_and_name_and_never_by_its_text(kind):
    told = Told(HOLDING[kind])
    at = HOLDING[kind].decode().splitlines().index("K9*ELIZA~") + 1
    assert unknown(HOLDING[kind]) == [(kind, at, "K9")]
    assert "ELIZA" not in str([table.to_pylist() for table in told.tables.values()])


def test_unknown_segments_of_claims_and_remittances_are_kept_too():
    era = ERA.replace("LX*1~\n", "LX*1~\nK9*X~\n", 1).replace("SE*38", "SE*39")
    claim = CLAIM.replace("LX*1~\n", "LX*1~\nZZ9*X~\n", 1).replace("SE*44", "SE*45")
    assert unknown(era.encode()) == [("835", era.splitlines().index("K9*X~") + 1, "K9")]
    assert unknown(claim.encode()) == [("837P", claim.splitlines().index("ZZ9*X~") + 1, "ZZ9")]


@pytest.mark.parametrize(
    ("segment", "name"),
    [
        ("ZZ*1~", "ZZ"),
        ("ZAB*1~", "ZAB"),
        ("SVC*1~", "SVC"),
        ("CLP*1~", "CLP"),
        ("A1B*1~", "A1B"),
        ("ANN*1~", ""),
        ("BOB~", ""),
        ("ELIZA*1~", ""),
        ("k9*1~", ""),
        ("Q*1~", ""),
        ("9AB*1~", ""),
    ],
)
def test_what_might_be_somebodys_name_is_not_shown_as_the_name_of_a_segment(segment, name):
    data = envelope(f"{REQUEST}{segment}\n", "HI", "005010X217")
    assert unknown(data) == [("278", 19, name)]


@given(st.from_regex(r"[A-Za-z0-9 ]{1,12}", fullmatch=True))
def test_a_segment_of_any_id_is_shown_only_with_a_name_that_is_known_has_a_digit_or_begins_with_z(ident):
    for _, _, name in unknown(envelope(f"{REQUEST}{ident}*X~\n", "HI", "005010X217")):
        assert not name or name in ELSEWHERE or re.fullmatch("[A-Z][A-Z0-9]*[0-9][A-Z0-9]*|Z[A-Z]*", name)
        assert name in {"", ident.strip()}


def test_a_kind_that_is_not_read_has_no_unknown_segments():
    assert unknown(envelope("ST*276*0007~\nK9*X~\n", "HR", "005010X212")) == []
