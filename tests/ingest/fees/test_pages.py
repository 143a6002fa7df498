"""Sheets, text files and pages as rows of cells, each with a place a person can find."""

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.fees.payer_files import converted, workbook

from counteroffer.core.errors import InputError
from counteroffer.ingest.fees.pages import Page, read_pages, text_rows

PASSWORD = (
    'pdf:calc_pdf_Export:{"EncryptFile":{"type":"boolean","value":"true"},'
    '"DocumentOpenPassword":{"type":"string","value":"x"}}'
)


def test_a_row_has_the_place_that_a_person_sees():
    assert Page("sheet Fees", []).place(0) == "sheet Fees, row 1"
    assert Page("", []).place(11) == "line 12"


def test_a_merged_heading_stands_in_each_of_its_columns(tmp_path):
    cover, fees = read_pages(workbook(tmp_path / "fees.xlsx"))
    assert (cover.name, fees.name) == ("sheet Cover", "sheet Fees")
    assert fees.rows[3][3:] == ["Allowed Amount", "Allowed Amount"]
    assert fees.rows[5] == ["100", "", "secret words", "25.5", "25.5"]


def test_a_picture_area_merged_over_many_rows_does_not_cover_the_cells(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("A")
        sheet.merge_range(0, 3, 90, 4, "logo")
        sheet.write(80, 0, "99213")
    (page,) = read_pages(tmp_path / "a.xlsx")
    assert page.rows[80] == ["99213", "", "", ""]


def test_a_sheet_is_chosen_by_name_whatever_its_capitals(tmp_path):
    path = workbook(tmp_path / "fees.xlsx")
    assert [page.name for page in read_pages(path, "COVER")] == ["sheet Cover"]
    with pytest.raises(InputError, match="no sheet 'Rates'"):
        read_pages(path, "Rates")


def test_a_workbook_with_a_password_is_named_with_its_mend(tmp_path):
    path = tmp_path / "locked.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(InputError, match=r"locked.xlsx cannot be opened") as told:
        read_pages(path)
    assert "without password" in told.value.mend


def test_a_pdf_with_a_password_says_that_it_has_one(tmp_path):
    converted(workbook(tmp_path / "fees.xlsx"), PASSWORD)
    with pytest.raises(InputError, match=r"fees.pdf has a password") as told:
        read_pages(tmp_path / "fees.pdf")
    assert "without one" in told.value.mend


def test_pages_may_be_named_by_number_and_span(tmp_path):
    path = converted(workbook(tmp_path / "fees.xlsx"), "pdf")
    assert [page.name for page in read_pages(path, pages="1-2")] == ["page 1", "page 2"]
    assert [page.name for page in read_pages(path, pages="2")] == ["page 2"]
    with pytest.raises(InputError, match="'2-x' are not pages"):
        read_pages(path, pages="2-x")


@pytest.mark.parametrize("sign", [",", "\t", ";", "|"])
def test_a_text_is_cut_where_its_lines_agree_even_if_amounts_have_commas(sign):
    text = f'CPT{sign}Fee\n99213{sign}"1,234.50"\n99214{sign}"2,234.50"\n'
    assert text_rows(text) == [["CPT", "Fee"], ["99213", "1,234.50"], ["99214", "2,234.50"]]


@given(st.text(max_size=60))
def test_any_text_gives_rows_of_text(text):
    try:
        rows = text_rows(text)
    except Exception as fault:  # noqa: BLE001 - whatever it is, it must be known to the user
        assert isinstance(fault, InputError), repr(fault)  # noqa: PT017
    else:
        assert all(isinstance(cell, str) for row in rows for cell in row)
