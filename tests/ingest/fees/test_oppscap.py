"""OPPSCAP is read in exact cents, and another file is refused with its line."""

import pytest

from counteroffer.core.errors import InputError
from counteroffer.ingest.fees import oppscap
from counteroffer.ingest.fees.cells import read_cells
from counteroffer.ingest.fees.edition import Edition
from counteroffer.ingest.fees.oppscap import OPPSCAP, read_oppscap

HEADING = "HCPCS,MOD,PROCSTAT,CARRIER,LOCALITY,FACILITY PRICE,NON-FACILTY PRICE\n"


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "OPPSCAP.csv"
        path.write_text(text)
        return path

    return write


def test_amounts_are_exact_and_the_locality_is_carrier_and_locality(file):
    rows = read_oppscap(file(HEADING + "0633T,TC,C,01112,05,150.69,1150.7\n\n70496, ,A,2102,1,.07,8\n"))
    assert rows.schema.equals(OPPSCAP)
    assert rows.to_pylist() == [
        {"code": "0633T", "modifier": "TC", "status": "C", "locality": "0111205", "facility": 15069,
         "nonfacility": 115070},
        {"code": "70496", "modifier": "", "status": "A", "locality": "0210201", "facility": 7, "nonfacility": 800},
    ]  # fmt: skip


def test_the_text_form_gives_the_same_rows(file):
    text = "0633TTC C 01112  05   150.69   1150.70\n70496   A 02102  01     0.07      8.00\n"
    csv = HEADING + "0633T,TC,C,01112,05,150.69,1150.7\n70496, ,A,2102,1,.07,8\n"
    assert oppscap.prices(read_cells("OPPSCAP.txt", text.encode())).equals(read_oppscap(file(csv)))


def test_year_and_release_must_be_known_for_the_table():
    cells = read_cells("OPPSCAP.csv", (HEADING + "70496,TC,A,04412,31,168.42,168.42\n").encode())
    (row,) = oppscap.read(cells, Edition(2025, "D")).to_pylist()
    assert (row["year"], row["release"], row["code"], row["facility"]) == (2025, "D", "70496", 16842)
    with pytest.raises(InputError, match="--year"):
        oppscap.read(cells, Edition())
    with pytest.raises(InputError, match="--release"):
        oppscap.read(cells, Edition(2025))


def test_a_file_without_rows_is_an_empty_table(file):
    assert read_oppscap(file(HEADING)).num_rows == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", r"OPPSCAP\.csv:1: this is not the heading"),
        ("HCPCS,MOD,DESCRIPTION\n", r"OPPSCAP\.csv:1: this is not the heading"),
        (HEADING + "0633T,TC,C,01112,05,150.69,150.69\n0633T,TC,C,01112,09,n/a,1\n", r"OPPSCAP\.csv:3: 'n/a'"),
        (HEADING + "0633T,TC\n", r"OPPSCAP\.csv:2: "),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(file, text, says):
    with pytest.raises(InputError, match=says):
        read_oppscap(file(text))


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(InputError, match="There is no file"):
        read_oppscap(tmp_path / "gone.csv")
