"""The oracle: the amounts that CMS itself publishes for every locality (OPPSCAP), to the cent; the rest by cause."""

import csv
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from benchmarks.oppscap import CAUSES, EQUAL, SECOND_CARRIER, WORK_OF_26, causes

from counteroffer.ingest.fees.oppscap import read_oppscap
from counteroffer.medicare.book import shipped

FILE = Path(__file__).parents[3] / "shared/data/cms/2025D/OPPSCAP_Oct.csv"
YEAR = 2025


@pytest.fixture(scope="module")
def published():
    if not FILE.is_file():
        pytest.skip("the published OPPSCAP file is not beside this checkout")
    return FILE


@pytest.mark.parametrize("setting", ["nonfacility", "facility"])
def test_the_formula_gives_the_published_amounts_to_the_cent_and_the_rest_has_its_cause(published, setting):
    counted = causes(published, setting)
    assert counted[EQUAL] >= 11_554
    assert counted == {EQUAL: 11_554, WORK_OF_26: 3_706, SECOND_CARRIER: 840}
    assert counted.total() == 16_100


def test_the_rows_without_a_work_value_are_34_globals_of_status_c_in_every_locality():
    fees = shipped().fees.to_pylist()
    professional = {fee["code"] for fee in fees if fee["modifier"] == "26" and fee["work"]}
    bare = [
        fee["code"]
        for fee in fees
        if fee["status"] == "C" and not fee["modifier"] and fee["opps_pe_nonfacility"] and fee["code"] in professional
    ]
    assert all(fee["work"] == 0 for fee in fees if fee["code"] in bare and not fee["modifier"])
    assert len(bare) * shipped().localities.num_rows == 34 * 109 == 3_706


def test_the_localities_listed_twice_are_six_of_california(published):
    known = set(shipped().localities["locality"].to_pylist())
    rows = read_oppscap(published).to_pylist()
    strange = {row["locality"] for row in rows} - known
    assert strange == {"0111217", "0111218", "0111271", "0111272", "0111273", "0111274"}
    assert sum(row["locality"] in strange for row in rows) == 840


def test_both_published_prices_are_the_same(published):
    rows = read_oppscap(published)
    assert rows["facility"].equals(rows["nonfacility"])


def test_every_cause_is_explained_in_the_docs():
    page = " ".join((Path(__file__).parents[2] / "docs/medicare.md").read_text().split())
    for number in ("16,100", "11,554", "3,706", "840"):
        assert number in page
    assert len(CAUSES) == 4


def caps_by_hand(path, locality):
    """(code, modifier, setting) -> cents, straight from the file."""
    caps = {}
    for row in csv.DictReader(path.open(encoding="latin-1")):
        if row["CARRIER"] + row["LOCALITY"] == locality:
            for column, setting in (("FACILITY PRICE", "facility"), ("NON-FACILTY PRICE", "nonfacility")):
                caps[row["HCPCS"], row["MOD"].strip(), setting] = int(Decimal(row[column]) * 100)
    return caps


@pytest.mark.parametrize("locality", ["0441231", "0111205", "0210201", "1320201", "0910204"])
def test_every_amount_in_five_localities_equals_an_independent_calculation_in_decimal(published, locality):
    caps = caps_by_hand(published, locality)
    book = shipped()
    (index,) = (row for row in book.localities.to_pylist() if row["locality"] == locality)
    got = {(r["code"], r["modifier"], r["setting"]): r["amount"] for r in book.amounts(YEAR, locality).to_pylist()}
    gpci = {name: Decimal(index[f"gpci_{name}"]) / 1000 for name in ("work", "pe", "mp")}
    seen = 0
    for fee in book.fees.to_pylist():
        for setting in ("facility", "nonfacility"):
            units = (
                Decimal(fee["work"]) / 100 * gpci["work"]
                + Decimal(fee[f"pe_{setting}"]) / 100 * gpci["pe"]
                + Decimal(fee["malpractice"]) / 100 * gpci["mp"]
            )
            exact = units * Decimal(fee["conversion"]) / 10_000
            cents = int((exact * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
            if fee["status"] == "A":
                cents = min(cents, caps.get((fee["code"], fee["modifier"], setting), cents))
            due = cents if fee["status"] in ("A", "R", "T") and cents > 0 else None
            assert got.get((fee["code"], fee["modifier"], setting)) == due
            seen += due is not None
    assert seen == len(got)
    assert seen > 15_000


def test_the_cap_lowers_29_imaging_codes_whole_and_tc_in_every_locality_of_2025():
    book = shipped()
    for locality in book.localities["locality"].to_pylist():
        capped, plain = (book.amounts(YEAR, locality, capped=c).to_pylist() for c in (True, False))
        lower = [(a, b) for a, b in zip(capped, plain, strict=True) if a != b]
        assert all(a["amount"] < b["amount"] for a, b in lower)
        assert {a["modifier"] for a, _ in lower} == {"", "TC"}
        assert len({a["code"] for a, _ in lower}) == 29
        assert len(lower) == 29 * 2 * 2


def test_a_capped_whole_is_its_uncapped_professional_part_and_its_capped_technical_part_to_a_cent():
    rows = {(r["code"], r["modifier"]): r["amount"] for r in shipped().amounts(YEAR, "0441231").to_pylist()}
    for code in ("70496", "74175", "76872", "93990"):
        assert abs(rows[code, ""] - rows[code, "26"] - rows[code, "TC"]) <= 1
