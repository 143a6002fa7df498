"""Tables of real PDFs as rows of cells, ruled or not; what holds no text is said."""

import pytest
from tests.ingest.fees.payer_files import AWKWARD, converted, page, workbook

from counteroffer.core.errors import InputError
from counteroffer.ingest.fees.pdf import pdf_pages

SCAN = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>endobj
trailer<</Root 1 0 R>>
"""
"""A page without a word on it, as a scanner makes them."""


def rows_with_codes(path):
    codes = {str(row[0]) for row in AWKWARD}
    return [row for _, rows in pdf_pages(path) for row in rows if row and row[0] in codes]


def due(row):
    return [f"{cell}" for cell in row]


@pytest.mark.parametrize("ruled", [True, False])
def test_each_cell_of_a_printed_table_is_a_cell_whether_there_are_lines_around_it_or_not(tmp_path, ruled):
    path = page(tmp_path / "fees.pdf", ruled=ruled)
    assert rows_with_codes(path) == [due(row) for row in AWKWARD]


def test_a_sheet_saved_as_pdf_keeps_numbers_to_the_right_in_the_column_of_words_to_the_left(tmp_path):
    path = converted(workbook(tmp_path / "fees.xlsx"), "pdf")
    assert rows_with_codes(path) == [due(row) for row in AWKWARD]


def test_a_heading_over_two_columns_stands_in_both(tmp_path):
    for ruled in (True, False):
        ((_, rows),) = pdf_pages(page(tmp_path / "fees.pdf", ruled=ruled))
        (spread,) = [row for row in rows if "Allowed Amount" in row]
        assert spread[3:] == ["Allowed Amount", "Allowed Amount"]


def test_a_scan_without_text_is_said_with_what_to_do(tmp_path):
    path = tmp_path / "scan.pdf"
    path.write_bytes(SCAN)
    with pytest.raises(InputError, match=r"scan.pdf has no text: it is a scan") as told:
        list(pdf_pages(path))
    assert "OCR" in told.value.mend


def test_a_damaged_pdf_and_pages_that_are_not_there_are_said(tmp_path):
    path = tmp_path / "bad.pdf"
    path.write_bytes(b"%PDF-1.4\nnothing more")
    with pytest.raises(InputError, match=r"bad.pdf cannot be opened as a PDF: \w"):
        list(pdf_pages(path))
    path.write_bytes(SCAN)
    with pytest.raises(InputError, match="has 1 pages"):
        list(pdf_pages(path, [2]))
