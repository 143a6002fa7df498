"""A file looked over: the sheet and the header that are taken, and what is refused."""

import io

import openpyxl
import pytest

from counteroffer.core.errors import InputError
from counteroffer.ingest.tabular.scan import find_header, scan
from counteroffer.ingest.tabular.source import looks_tabular, open_sheets


def book():
    made = openpyxl.Workbook()
    made.active.title = "Cover"
    made.active.append(["About this report"])
    sheet = made.create_sheet("Data")
    for row in (["Charges by claim"], ["Claim", "DOS", "CPT", "Charge"], ["C1", "03/14/2025", "99213", 150]):
        sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return io.BytesIO(out.getvalue())


def test_the_sheet_with_the_best_header_is_taken_and_the_others_are_named():
    seen = scan(book(), "b.xlsx")
    assert (seen.sheet_name, seen.sheet, seen.header.row, seen.rows) == ("Data", 2, 2, 1)
    assert seen.other_sheets == ("Cover",)
    assert seen.header.names == ("Claim", "DOS", "CPT", "Charge")


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(InputError, match="no sheet 'Nope'") as fault:
        scan(book(), "b.xlsx", "Nope")
    assert "Cover, Data" in fault.value.mend


def test_a_row_of_numbers_is_no_header():
    assert find_header([(1, ["1", "2"]), (2, ["3", "4"])]) == (0.0, None)
    _, found = find_header([(1, ["Report", ""]), (3, ["Claim", "Charge"]), (4, ["C1", "150"])])
    assert found.row == 3


@pytest.mark.parametrize(
    ("name", "head", "told"),
    [
        ("a.csv", b"Claim,Charge\nC1,150\n", True),
        ("a.csv", b"ISA*00*          *00*", False),
        ("a.txt", b"".join(b"C%d|2025|99213|150\n" % n for n in range(9)), True),
        ("a.txt", b"Dear payer, we write to you\nbecause of claims.\n", False),
        ("a.csv", b"%PDF-1.7", False),
        ("a.dat", b'{"claim": 1}', False),
        ("a.csv", b"\xef\xbb\xbf \n", False),
    ],
)  # fmt: skip
def test_what_is_a_table_is_told_by_name_and_content(name, head, told):
    assert looks_tabular(name, head) is told


def test_a_web_page_called_a_spreadsheet_is_refused_in_words():
    with pytest.raises(ValueError, match="web page"):
        open_sheets(io.BytesIO(b"<html><table><tr><td>1</td></tr></table></html>"))
