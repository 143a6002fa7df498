"""Indices, ZIP codes and counties are read from every form, with the zeros that a spreadsheet has eaten."""

import csv

import pytest
from tests.ingest.fees.published import GPCI, LOCCO, ZIP_LINE, published

from counteroffer.core.errors import InputError
from counteroffer.ingest.fees import places
from counteroffer.ingest.fees.cells import read_cells
from counteroffer.ingest.fees.edition import Edition


def cells(text, name="f"):
    return read_cells(name, text.encode())


def file_cells(path):
    return read_cells(path.name, path.read_bytes())


def test_every_zip_leads_to_a_locality_that_has_indices_and_counties():
    gpci, zip5, locco = published("2025D/GPCI2025.csv", "zip5_2025Q4/ZIP5_OCT2025.txt", "2025D/25LOCCO.csv")
    indices = set(places.indices(file_cells(gpci), Edition())["locality"].to_pylist())
    zips = places.zips(file_cells(zip5), Edition())
    counties = places.counties(file_cells(locco), Edition())
    assert len(indices) == 109
    assert set(zips["locality"].to_pylist()) == indices
    assert set(counties["locality"].to_pylist()) == indices
    assert zips.num_rows == sum(1 for _ in zip5.open(encoding="latin-1"))


def test_the_published_counties_are_all_there_with_the_state_of_the_row_above():
    path = published("2025D/25LOCCO.csv")
    by_locality = {row["locality"]: row for row in places.counties(file_cells(path), Edition()).to_pylist()}
    plain = [row for row in csv.reader(path.open(encoding="cp1252")) if row[0].isdigit()]
    assert len(by_locality) == len({(row[0], row[1]) for row in plain}) == 109
    assert by_locality["0111252"]["state"] == "CALIFORNIA"
    assert by_locality["0111252"]["counties"] == "MARIN"
    assert by_locality["0441231"]["counties"] == "TRAVIS"


def test_a_locality_is_carrier_and_locality():
    (row,) = places.indices(cells(GPCI), Edition()).to_pylist()
    assert (row["year"], row["locality"]) == (2025, "0441231")
    assert (row["gpci_work"], row["gpci_pe"], row["gpci_mp"]) == (1000, 1017, 700)
    assert places.locality("2102", "1") == "0210201"


def test_of_two_work_indices_the_one_with_the_floor_is_taken():
    text = (
        "ADDENDUM E. FINAL CY 2024 GEOGRAPHIC PRACTICE COST INDICES (GPCIs)\n\n"
        "MAC,State,Locality,Name,2024 PW GPCI (without 1.0 Floor),2024 PW GPCI (with 1.0 Floor),PE GPCI,MP GPCI\n"
        "10112,AL,00,ALABAMA,0.966,1,0.869,0.575\n"
    )
    (row,) = places.indices(cells(text), Edition()).to_pylist()
    assert (row["year"], row["gpci_work"], row["gpci_pe"], row["gpci_mp"]) == (2024, 1000, 869, 575)


def test_the_text_form_of_the_indices_is_read_like_the_csv():
    text = (
        "ADDENDUM E. FINAL CY 2025 GEOGRAPHIC PRACTICE COST INDICES (GPCIs) BY STATE AND MEDICARE LOCALITY\n\n"
        "Medicare Admi State  Locality                Locality Name          2025 PW GPCI2025 PE GPCI2025 MP GPCI\n"
        "04412           TX      31   AUSTIN                                 1.000       1.017       0.700\n"
    )
    read = cells(text)
    assert read.fixed
    assert places.knows_indices(read)
    assert places.indices(read, Edition()).equals(places.indices(cells(GPCI), Edition()))


def test_indices_without_a_year_ask_for_it_and_a_file_without_rows_is_refused():
    with pytest.raises(InputError, match="--year"):
        places.indices(cells(GPCI.replace("CY 2025", "")), Edition())
    assert places.indices(cells(GPCI.replace("CY 2025", "")), Edition(2024))["year"].to_pylist() == [2024]
    with pytest.raises(InputError, match="three indices"):
        places.indices(cells(GPCI.replace("04412", "x")), Edition())


def test_a_zip_line_is_cut_by_position():
    assert places.zips(cells(ZIP_LINE), Edition()).to_pylist() == [
        {"year": 2025, "quarter": 4, "zip": "78701", "state": "TX", "locality": "0441231"}
    ]


def test_zips_of_a_workbook_saved_as_csv_get_their_zeros_back():
    text = "STATE,ZIP CODE,CARRIER,LOCALITY,RURAL IND,YEAR/QTR\nMA,2108,14212,1,,20254\n"
    assert places.zips(cells(text), Edition()).to_pylist() == [
        {"year": 2025, "quarter": 4, "zip": "02108", "state": "MA", "locality": "1421201"}
    ]


def test_a_broken_line_of_a_zip_file_is_refused_with_its_place():
    with pytest.raises(InputError, match=r"z\.txt:2: "):
        places.zips(cells(ZIP_LINE + ZIP_LINE.replace("20254", "2025Q"), "z.txt"), Edition())


def test_counties_keep_the_state_of_the_rows_above():
    rows = places.counties(cells(LOCCO), Edition()).to_pylist()
    assert [(r["locality"], r["state"]) for r in rows] == [("0118218", "CALIFORNIA"), ("0111252", "CALIFORNIA")]
    with pytest.raises(InputError, match="a carrier and a locality"):
        places.counties(cells(LOCCO.split("1182")[0]), Edition())
