"""The workbook is recalculated by LibreOffice: what its formulas give must be the figures, to the cent."""

import shutil
import subprocess

import openpyxl
import pytest

from counteroffer.documents.notes import notes
from counteroffer.documents.workbook import SUMMARY
from tests.documents import practice

SHEETS = ["Summary", "Top codes", "Lines by code", "Underpaid lines", "Denials", "No rate", "Terms", "Notes"]


@pytest.fixture(scope="module")
def recalculated(reports, tmp_path_factory):
    """Payer -> the workbook after LibreOffice has computed every formula anew (the stored results are taken out)."""
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice (soffice) is not installed; it recalculates the workbook")
    folder = tmp_path_factory.mktemp("office")
    books = []
    for number, payer in enumerate((practice.PLAIN, practice.AWKWARD, practice.FEW)):
        bare = folder / f"{number}.xlsx"
        openpyxl.load_workbook(reports[payer].workbook).save(bare)  # openpyxl keeps formulas, never their results
        books.append((payer, bare))
    profile = f"-env:UserInstallation=file://{folder}/profile"  # its own, so that an open LibreOffice is no hindrance
    command = [office, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]
    command += [str(folder / "out"), *(str(bare) for _, bare in books)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return {payer: openpyxl.load_workbook(folder / "out" / bare.name, data_only=True) for payer, bare in books}


def _summary(book):
    labels = {label: metric for metric, label, _, _ in SUMMARY}
    rows = book["Summary"].iter_rows(values_only=True)
    return {labels[row[0]]: row[1] for row in rows if row[0] in labels}


def test_every_total_of_the_recalculated_workbook_is_the_figure_to_the_cent(recalculated, case):
    found = _summary(recalculated[practice.PLAIN])
    assert set(found) == {metric for metric, *_ in SUMMARY}
    for metric, value in found.items():
        figure = case.figures[metric]
        if figure.unit == "cents":
            assert round(value * 100) == figure.value, metric
            assert abs(value * 100 - figure.value) < 0.01, metric
        else:
            assert value == pytest.approx(figure.value, abs=1e-9), metric


def test_no_cell_of_any_recalculated_workbook_is_an_error(recalculated):
    for payer, book in recalculated.items():
        for sheet in book:
            for row in sheet.iter_rows():
                assert not [cell.coordinate for cell in row if cell.data_type == "e"], (payer, sheet.title)


def test_the_summary_holds_formulas_only_and_each_reads_another_sheet(reports):
    book = openpyxl.load_workbook(reports[practice.PLAIN].workbook)
    assert book.sheetnames == SHEETS
    values = [row[1].value for row in book["Summary"].iter_rows(min_row=5) if row[0].value]
    assert len(values) == len(SUMMARY)
    assert all(isinstance(value, str) and value.startswith("=") and "!" in value for value in values)


def test_a_viewer_that_does_not_calculate_shows_the_same_totals(reports, case):
    book = openpyxl.load_workbook(reports[practice.PLAIN].workbook, data_only=True)
    found = _summary(book)
    assert round(found["underpaid_dollars"] * 100) == case.figures["underpaid_dollars"].value
    assert found["percent_of_medicare"] == pytest.approx(case.figures["percent_of_medicare"].value)


def test_every_sheet_of_rows_has_frozen_headings_a_filter_and_prints_on_one_page_width(reports):
    book = openpyxl.load_workbook(reports[practice.PLAIN].workbook)
    for name in SHEETS[1:-1]:
        sheet = book[name]
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows


def test_no_cell_names_a_patient_and_no_text_from_a_file_becomes_a_formula(reports, facts):
    for payer in (practice.PLAIN, practice.AWKWARD):
        book = openpyxl.load_workbook(reports[payer].workbook)
        for sheet in book:
            for row in sheet.iter_rows():
                assert not [cell for cell in row if practice.SECRET in str(cell.value)]
                formulas = [cell for cell in row if cell.data_type == "f"]
                assert not formulas or sheet.title in ("Summary", "Underpaid lines")


def test_the_underpaid_sheet_has_every_underpaid_line_with_its_term_and_page(reports, case):
    sheet = openpyxl.load_workbook(reports[practice.PLAIN].workbook)["Underpaid lines"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(rows) == case.figures["underpaid_lines"].value
    assert {row[11] for row in rows} == {"12"}
    assert [row[-1] for row in rows] == [line["why"] for line in case.underpaid]


def test_a_sheet_too_wide_for_one_page_prints_on_two_with_its_first_column_on_both(reports):
    book = openpyxl.load_workbook(reports[practice.PLAIN].workbook)
    assert book["Lines by code"].page_setup.fitToWidth == 2
    assert book["Lines by code"].print_title_cols
    assert book["Top codes"].page_setup.fitToWidth in (None, 1)


def test_the_notes_of_the_page_are_in_the_workbook_too(reports, case, context):
    sheet = openpyxl.load_workbook(reports[practice.PLAIN].workbook)["Notes"]
    written = {row[0].value for row in sheet.iter_rows()}
    assert set(notes(case, context)) <= written
