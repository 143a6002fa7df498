"""Relative values are read exactly from CSV, workbook and text; a slipped column is refused by its totals."""

import csv
import io
from decimal import Decimal

import pytest
import xlsxwriter
from tests.ingest.fees.published import PPRRVU, PPRRVU_COLUMNS, PPRRVU_HEADING, PPRRVU_LINE, PPRRVU_ROW, published

from counteroffer.core.errors import InputError
from counteroffer.ingest.fees import relative
from counteroffer.ingest.fees.cells import read_cells
from counteroffer.ingest.fees.edition import Edition


def read(text, told=None, name="f.csv"):
    return relative.read(read_cells(name, text.encode() if isinstance(text, str) else text), told or Edition())


def test_every_number_of_the_published_file_is_read_as_decimal_reads_it():
    path = published("2025D/PPRRVU2025_Oct.csv")
    rows = relative.read(read_cells(path.name, path.read_bytes()), Edition()).to_pylist()
    plain = list(csv.reader(path.open(encoding="cp1252")))[10:]
    assert len(rows) == len(plain) == 19_090
    for row, cell in zip(rows, plain, strict=True):
        assert (row["code"], row["modifier"], row["status"]) == (cell[0], cell[1], cell[3])
        for name, column in (("work", 5), ("pe_nonfacility", 6), ("pe_facility", 8), ("malpractice", 10)):
            assert Decimal(row[name]) / 100 == Decimal(cell[column])
    assert {row["release"] for row in rows} == {"D"}


def test_numbers_are_read_exactly():
    (row,) = read(PPRRVU).to_pylist()
    assert (row["year"], row["release"], row["code"], row["modifier"]) == (2025, "D", "99213", "")
    assert (row["work"], row["pe_nonfacility"], row["pe_facility"], row["malpractice"]) == (130, 135, 56, 10)
    assert row["conversion"] == 323_465


def test_the_text_form_is_cut_where_its_columns_stand_and_says_no_year_itself():
    text = "HDR CPT CODES ARE COPYRIGHT 2026 AMERICAN MEDICAL ASSOCIATION\n" + PPRRVU_LINE + "\n"
    (row,) = read(text, Edition(2025, "D"), "PPRRVU2025_Oct.txt").to_pylist()
    assert (row["code"], row["modifier"], row["status"], row["conversion"]) == ("70450", "TC", "A", 323_465)
    assert (row["work"], row["pe_nonfacility"], row["pe_facility"], row["malpractice"]) == (0, 204, 204, 1)
    assert (row["na_nonfacility"], row["na_facility"], row["multiple"], row["pctc"]) == (False, True, "4", "1")
    assert (row["opps_pe_nonfacility"], row["opps_pe_facility"], row["opps_malpractice"]) == (327, 327, 2)
    with pytest.raises(InputError, match="does not say its year"):
        read(text)


def test_a_workbook_whose_numbers_are_numbers_gives_the_same_row():
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        for place, line in enumerate(csv.reader(io.StringIO(PPRRVU))):
            for column, cell in enumerate(line):
                number = cell.replace(".", "").isdigit() and column not in (0, 25)
                sheet.write(place, column, float(cell) if number else cell)
    assert read(made.getvalue()).equals(read(PPRRVU))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (PPRRVU.replace("1.30", "one"), r"f\.csv:3: 'one' is not a number"),
        (PPRRVU_HEADING + PPRRVU_COLUMNS + "99213,,A\n", r"f\.csv:3: 3 columns"),
        (PPRRVU_COLUMNS + PPRRVU_ROW, "does not say its year"),
        (PPRRVU_HEADING + PPRRVU_ROW, "begins with HCPCS"),
        (PPRRVU.replace("1.30", "1.305"), "more than 2 decimals"),
        (PPRRVU.replace("1.30,1.35", "1.35,1.31"), "do not make its published totals"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(text, says):
    with pytest.raises(InputError, match=says):
        read(text)


def test_a_line_of_the_text_form_that_has_slipped_is_refused():
    with pytest.raises(InputError, match=r"x\.txt:2: the columns do not stand"):
        read(PPRRVU_LINE + "\n" + PPRRVU_LINE[:-3] + "\n", Edition(2025, "D"), "x.txt")
