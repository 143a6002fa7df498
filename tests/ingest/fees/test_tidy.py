"""Tidied relative values get back the modifiers that their sums betray, and nothing more."""

import pytest
from tests.ingest.fees.published import published

from counteroffer.core.errors import InputError
from counteroffer.ingest.fees import tidy
from counteroffer.ingest.fees.cells import read_cells
from counteroffer.ingest.fees.edition import Edition

HEAD = "hcpcs,status,work_rvu,pe_nonfac_rvu,pe_fac_rvu,mp_rvu\n"
TOLD = Edition(2026, conversion=334_009)


def values(text, told=TOLD):
    rows = tidy.values(read_cells("rvu_2026.csv", (HEAD + text).encode()), told).to_pylist()
    return [(r["code"], r["modifier"], r["work"], r["pe_nonfacility"]) for r in rows]


def test_three_rows_whose_parts_make_the_whole_are_the_whole_26_and_tc():
    text = "73030,A,0.18,0.87,0.87,0.02\n73030,A,0.18,0.08,0.08,0.01\n73030,A,0.0,0.79,0.79,0.01\n"
    assert values(text) == [("73030", "", 18, 87), ("73030", "26", 18, 8), ("73030", "TC", 0, 79)]


def test_two_rows_of_which_one_is_half_are_the_whole_and_53():
    text = "45378,A,3.26,6.44,1.79,0.43\n45378,A,1.63,3.22,0.9,0.22\n"
    assert [row[:2] for row in values(text)] == [("45378", ""), ("45378", "53")]


def test_rows_that_cannot_be_told_apart_are_left_out():
    assert values("00001,A,1.0,1.0,1.0,0.1\n00001,A,0.7,0.5,0.5,0.1\n00001,A,0.0,0.4,0.4,0.0\n") == []
    assert values("0075T,C,0.0,0.0,0.0,0.0\n0075T,C,0.0,0.0,0.0,0.0\n0075T,C,0.0,0.0,0.0,0.0\n") == []


def test_year_and_conversion_factor_must_be_told():
    with pytest.raises(InputError, match="--conversion"):
        values("99213,A,1.3,1.46,0.33,0.09\n", Edition(2026))
    with pytest.raises(InputError, match="--year"):
        values("99213,A,1.3,1.46,0.33,0.09\n", Edition())


def test_the_tidied_files_of_2026_are_read_and_called_tidy():
    rvu, gpci = published("2026_tidy/rvu_2026.csv", "2026_tidy/gpci_2026.csv")
    rows = tidy.values(read_cells(rvu.name, rvu.read_bytes()), TOLD)
    assert set(rows["release"].to_pylist()) == {"tidy"}
    keys = list(zip(rows["code"].to_pylist(), rows["modifier"].to_pylist(), strict=True))
    assert len(keys) == len(set(keys))
    indices = tidy.indices(read_cells(gpci.name, gpci.read_bytes()), TOLD).to_pylist()
    assert len(indices) == 109
    assert next(r for r in indices if r["locality"] == "0210201")["gpci_work"] == 1500
