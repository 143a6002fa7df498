"""Workbooks: several sheets, real dates, numbers without noise, and codes that became numbers."""

import io
from datetime import date, datetime

import openpyxl
import pytest

from counteroffer.core.errors import InputError
from counteroffer.ingest.tabular import Mapping, looks_tabular, read_tabular
from counteroffer.ingest.tabular.books import as_text
from counteroffer.ingest.tabular.proposal import propose
from counteroffer.ingest.tabular.scan import scan

HEADER = ("Claim", "DOS", "CPT", "Units", "Charge", "Payer")
MAPPING = Mapping(
    "book",
    "charges",
    HEADER,
    {"claim": "Claim", "service_date": "DOS", "code": "CPT", "units": "Units", "charge": "Charge", "payer": "Payer"},
    dates={"service_date": "month first"},
)


def book(**sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    made.save(file)
    file.seek(0)
    return file


def read(file, *mappings):
    chunks = list(read_tabular(file, "book.xlsx", 7, b"k" * 32, mappings or (MAPPING,)))
    rows = {}
    for chunk in chunks:
        for name, table in chunk.tables.items():
            rows.setdefault(name, []).extend(table.to_pylist())
    return rows, {f.kind: f for chunk in chunks for f in chunk.findings}


def test_typed_cells_are_read_whatever_they_look_like():
    rows = [
        ("Elm Street",),
        HEADER,
        (1001, datetime(2025, 3, 4), 99213, 1, 33.33, "Acme"),  # noqa: DTZ001
        ("C2", "03/05/2025", 100, 1.5, "$1,200.00", "Acme"),
        (None,) * 6,
        ("C3", 45720, "J1885", 2, 0.1 + 0.2, "Acme"),
    ]
    rows, findings = read(book(Data=rows))
    names = ("code", "charge", "milliunits", "service_date", "segment")
    assert [tuple(r[name] for name in names) for r in rows["claim_lines"]] == [
        ("99213", 3333, 1000, date(2025, 3, 4), 3), ("00100", 120000, 1500, date(2025, 3, 5), 4),
        ("J1885", 30, 2000, date(2025, 3, 4), 6),
    ]  # fmt: skip
    assert [r["claim"] for r in rows["claims"]] == ["1001", "C2", "C3"]
    assert "tabular.codes_mended" in findings


def test_sheets_of_one_layout_are_read_together_and_keep_rows_of_their_own():
    row = (date(2025, 3, 4), "99213", 1, 10, "Acme")
    file = book(Jan=[HEADER, ("C1", *row)], Feb=[HEADER, ("C1", *row), ("C2", *row)], Notes=[("Call", "Acme")])
    rows, findings = read(file)
    assert [(r["interchange"], r["segment"]) for r in rows["claim_lines"]] == [(1, 2), (2, 10_000_002), (2, 10_000_003)]
    assert [(r["claim"], r["charge"], r["segment"]) for r in rows["claims"]] == [
        ("C1", 2000, 2),
        ("C2", 1000, 10_000_003),
    ]
    assert "'Notes'" in findings["tabular.sheet_left_out"].says


def test_a_row_set_aside_on_a_later_sheet_is_named_by_its_own_number():
    bad = ("C1", date(2025, 3, 4), "99213", 1, "free", "Acme")
    _, findings = read(book(One=[HEADER], Two=[HEADER, bad]))
    assert "sheet 2, row 2" in findings["tabular.row_set_aside"].says


def test_sheets_of_several_layouts_are_read_each_under_its_own_mapping():
    fees = Mapping("fees", "charge_master", ("Code", "Fee"), {"code": "Code", "charge": "Fee"})
    file = book(Lines=[HEADER, ("C1", date(2025, 3, 4), "99213", 1, 10, "Acme")], Fees=[("Code", "Fee"), (99213, 150)])
    rows, _ = read(file, MAPPING, fees)
    assert {name: len(found) for name, found in rows.items()} == {"claim_lines": 1, "claims": 1, "charge_master": 1}


def test_the_best_sheet_is_proposed_and_another_can_be_asked_for():
    line = ("C1", date(2025, 3, 14), "99213", 1, 10, "Acme")
    content = book(Cover=[("Made", "by"), ("us", "today")], Lines=[HEADER, line], Fees=[("CPT", "Fee"), (99213, 150)])
    found = scan(content, "book.xlsx")
    assert (found.sheet_name, found.other_sheets) == ("Lines", ("Cover", "Fees"))
    assert propose(found).kind == "charges"
    content.seek(0)
    assert propose(scan(content, "book.xlsx", "Fees")).kind == "charge_master"
    content.seek(0)
    with pytest.raises(InputError, match="no sheet"):
        scan(content, "book.xlsx", "Nothing")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (99213.0, "99213"), (33.330000000000005, "33.33"), (1e20, "1" + "0" * 20), (True, "yes"), (" a ", "a"),
        (date(2025, 3, 4), "2025-03-04"), (float("nan"), ""), ("", ""), (0.00001, "0.00001"),
        (datetime(2025, 3, 4, 10, 30), "2025-03-04 10:30:00"),  # noqa: DTZ001
    ],
)  # fmt: skip
def test_a_cell_becomes_the_text_that_a_csv_would_have(cell, text):
    assert as_text(cell) == text


@pytest.mark.parametrize(
    ("name", "head", "tabular"),
    [
        ("a.csv", b"x", True),
        ("a.csv", b"ISA*00*  ", False),
        ("a.835", b"a,b,c\n1,2,3\n4,5,6\n7,8,9\n", True),
        ("a.txt", b"Dear sirs, we write.\nYours\n", False),
        ("a.835", b"ST*835*1~BPR*I*1~", False),
        ("a.txt", b"%PDF-1.7 a,b,c", False),
        ("a.json", b'{"a": [1, 2, 3]}\n{"a": [1, 2, 3]}\n{"a": [1, 2, 3]}', False),
        ("a.html", b"<html>a,b,c\n1,2,3\n1,2,3\n1,2,3", False),
        ("a.dat", b"\x00\x01\x02,\x00,\n", False),
        ("a.csv", b"", False),
        ("report", b"a\tb\tc\n1\t2\t3\n1\t2\t3\n1\t2\t3\n", True),
    ],
)
def test_what_looks_like_a_table_is_told_from_what_does_not(name, head, tabular):
    assert looks_tabular(name, head) is tabular


def test_a_workbook_is_known_by_its_content():
    content = book(One=[("a", "b")]).read()
    assert looks_tabular("download", content)
