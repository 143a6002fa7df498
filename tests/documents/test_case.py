import csv
from decimal import Decimal

import pytest

from counteroffer.core.tables import LINES
from tests.documents import practice

ALL = (*practice.PAYERS, practice.FEW)


@pytest.fixture(scope="module")
def csv_rows(reports):
    with (reports[practice.PLAIN].rows / "lines.csv").open(newline="") as opened:
        return list(csv.DictReader(opened))


def test_each_payer_gets_a_folder_of_its_own_with_page_workbook_and_rows(reports):
    folders = {reports[payer].html.parent for payer in ALL}
    assert len(folders) == len(ALL)
    assert all(reports[payer].html.is_file() and reports[payer].workbook.is_file() for payer in ALL)
    assert all((reports[payer].rows / "lines.csv").is_file() for payer in ALL)


def test_no_document_names_a_patient(reports):
    for payer in ALL:
        for path in (reports[payer].html, *reports[payer].rows.iterdir()):
            text = path.read_text(encoding="utf-8")
            assert practice.SECRET not in text
            assert "patient_key" not in text
    assert practice.SECRET not in reports["ranking"].read_text(encoding="utf-8")


def test_the_rows_file_holds_every_primary_line_of_the_payer_with_the_places_it_came_from(csv_rows, facts):
    asked = facts.filter(facts.payer == practice.PLAIN, facts.sequence == "P")
    assert len(csv_rows) == asked.count().execute()
    assert {row["claim_file"] for row in csv_rows} == {"box/claims.837"}
    assert {row["remit_file"] for row in csv_rows} == {"box/remits.835"}
    assert all(int(row["claim_place"]) + 10 == int(row["remit_place"]) for row in csv_rows)


def test_the_rows_file_gives_every_figure_again_from_its_own_flag(csv_rows, case):
    for figure in case.figures.values():
        if figure.flag:
            assert sum(row[figure.flag] == "true" for row in csv_rows) == figure.n, figure.name


def test_the_rows_file_adds_up_to_the_cent(csv_rows, case):
    assert sum(Decimal(row["charge"]) for row in csv_rows) * 100 == case.figures["charges"].value
    owed = [Decimal(row["variance"]) for row in csv_rows if row["in_underpaid_dollars"] == "true"]
    assert -sum(owed) * 100 == case.figures["underpaid_dollars"].value
    lost = [row for row in csv_rows if row["in_lesser_of_losses"] == "true"]
    gap = sum(Decimal(row["contracted"]) - Decimal(row["expected"]) for row in lost)
    assert gap * 100 == case.figures["lesser_of_losses"].value
    paid = [Decimal(row["allowed"]) for row in csv_rows if row["in_allowed"] == "true"]
    assert sum(paid) * 100 == case.figures["allowed"].value


def test_a_case_of_a_payer_that_has_paid_nothing_is_written_all_the_same(reports):
    assert practice.FEW in reports[practice.FEW].html.read_text(encoding="utf-8")


def test_the_columns_of_a_case_are_chosen_and_the_patient_is_not_among_them(case):
    assert "patient_key" in LINES.names
    assert not {"patient_key", "visit"} & set(case.lines.column_names)
