"""Anesthesia, laboratory, drug and equipment schedules: picked by hand, counted apart, and no descriptor anywhere."""

import csv
from datetime import date
from decimal import Decimal

import pytest
from tests.ingest.fees.published import ANES, ASP, CLFS, DMEPOS, published

from counteroffer.core.errors import InputError
from counteroffer.ingest.fees import anesthesia, drugs, equipment, labs
from counteroffer.ingest.fees.cells import read_cells
from counteroffer.ingest.fees.edition import Edition


def cells(text, name="f.csv"):
    return read_cells(name, text.encode())


def file_cells(path):
    return read_cells(path.name, path.read_bytes())


def plain(path):
    return list(csv.reader(path.open(encoding="cp1252")))


def test_anesthesia_factors_are_read_and_the_year_must_be_told():
    rows = anesthesia.read(cells(ANES), Edition(2025)).to_pylist()
    assert [(r["locality"], r["conversion"]) for r in rows] == [("0000000", 203_178), ("0441231", 207_500)]
    with pytest.raises(InputError, match="--year"):
        anesthesia.read(cells(ANES), Edition())
    with pytest.raises(InputError, match=r"f\.csv:2: 'n/a'"):
        anesthesia.read(cells(ANES.replace("20.75", "n/a")), Edition(2025))


def test_the_text_form_of_anesthesia_has_no_point_in_its_factors():
    text = "04412       31    AUSTIN                                                 2075\n"
    read = cells(text, "ANES2025.txt")
    assert anesthesia.knows(read)
    assert anesthesia.read(read, Edition(2025)).to_pylist()[0]["conversion"] == 207_500


def test_published_anesthesia_factors_are_those_of_the_file():
    path = published("2025D/ANES2025.csv")
    got = {r["locality"]: r["conversion"] for r in anesthesia.read(file_cells(path), Edition(2025)).to_pylist()}
    due = {r[0].strip() + r[1].strip(): int(Decimal(r[3]) * 10_000) for r in plain(path)[1:] if r[0].strip()}
    assert got == due | {"0000000": 203_178}
    assert got["0210201"] == 278_600


def test_laboratory_amounts_are_cents_and_the_quarter_must_be_known():
    (row,) = labs.read(cells(CLFS), Edition(quarter=1)).to_pylist()
    assert row == {
        "year": 2025, "quarter": 1, "code": "80053", "modifier": "QW", "since": date(2025, 1, 1), "indicator": "N",
        "amount": 1056,
    }  # fmt: skip
    with pytest.raises(InputError, match="--quarter"):
        labs.read(cells(CLFS), Edition())
    with pytest.raises(InputError, match=r"f\.csv:4: "):
        labs.read(cells(CLFS.replace("20250101", "20251301")), Edition(quarter=1))


def test_published_laboratory_amounts_sum_to_the_file():
    path = published("2025A/CLFS_2025_Q1V1.csv")
    rows = labs.read(file_cells(path), Edition(quarter=1))
    due = plain(path)[5:]
    assert rows.num_rows == len(due) == 2_087
    assert sum(rows["amount"].to_pylist()) == sum(Decimal(r[5]) for r in due) * 100
    picked = {(r["code"], r["modifier"]): r["amount"] for r in rows.to_pylist()}
    assert picked["80053", ""] == 1056
    assert picked["0001U", ""] == 72_000
    assert picked["U0002", "QW"] == 5131


def test_drug_limits_are_thousandths_of_a_dollar_with_their_days():
    vaccine, drug = drugs.read(cells(ASP), Edition()).to_pylist()
    assert (vaccine["code"], vaccine["dosage"], vaccine["limit"]) == ("90371", "", 146_312)
    assert (drug["code"], drug["dosage"], drug["limit"], drug["coinsurance"]) == ("J1885", "15 MG", 751, 19_275)
    assert (drug["since"], drug["until"], drug["quarter"]) == (date(2025, 1, 1), date(2025, 3, 31), 1)


def test_drug_limits_without_days_ask_for_year_and_quarter():
    text = ASP.replace("Effective January 1, 2025 through March 31, 2025", "")
    with pytest.raises(InputError, match="--year"):
        drugs.read(cells(text), Edition())
    assert drugs.read(cells(text), Edition(2026, "", 3))["until"].to_pylist()[0] == date(2026, 9, 30)


def test_published_drug_limits_sum_to_the_file():
    path = published("2025A/ASP_2025_Jan.csv")
    rows = drugs.read(file_cells(path), Edition())
    due = [r for r in plain(path)[9:] if len(r) > 3 and r[3] not in ("", "N/A")]
    assert rows.num_rows == len(due) == 876
    assert sum(rows["limit"].to_pylist()) == sum(Decimal(r[3]) for r in due) * 1000


def test_equipment_has_a_row_for_each_amount_above_zero():
    rows = equipment.read(cells(DMEPOS), Edition()).to_pylist()
    assert [(r["code"], r["area"], r["rural"], r["amount"]) for r in rows] == [
        ("E0601", "TX", False, 4957), ("E0601", "TX", True, 8480), ("E0601", "AK", False, 9120),
        ("V2783", "ceiling", False, 10_435), ("V2783", "floor", False, 7827), ("V2783", "TX", False, 8809),
        ("V2783", "AK", False, 8860),
    ]  # fmt: skip
    assert {(r["year"], r["quarter"]) for r in rows} == {(2025, 1)}
    assert rows[0]["modifier"] == "RR"


def test_equipment_without_a_title_asks_for_year_and_quarter_and_without_states_is_refused():
    with pytest.raises(InputError, match="--year"):
        equipment.read(cells(DMEPOS.replace("January 2025", "")), Edition())
    with pytest.raises(InputError, match="no column of a state"):
        equipment.read(cells("January 2025\nHCPCS,Mod,JURIS,CATG\nE0601,RR,D,CR\n"), Edition())


def test_published_equipment_amounts_sum_to_the_file():
    path = published("2025A/DMEPOS_2025_Jan.csv")
    rows = equipment.read(file_cells(path), Edition())
    due = [Decimal(cell) for row in plain(path)[7:] for cell in row[5:-1] if cell and Decimal(cell)]
    assert rows.num_rows == len(due) == 224_859
    assert sum(rows["amount"].to_pylist()) == sum(due) * 100


def test_no_schedule_keeps_a_description():
    told = Edition(2025, "A", 1)
    for read, text in ((labs.read, CLFS), (drugs.read, ASP), (equipment.read, DMEPOS)):
        assert "secret" not in str(read(cells(text), told).to_pylist())
