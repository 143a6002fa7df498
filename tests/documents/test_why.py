import datetime as dt

import pytest

from counteroffer.documents.why import why

LINE = {
    "says": "All services pay the 2025 schedule.", "page": "7", "term_id": "acme/2025#1", "basis": "fee_schedule",
    "rate": 1252, "milliunits": 1000, "contracted": 1252, "expected": 1252, "allowed": 900, "charge": 5000,
    "service_date": dt.date(2025, 1, 2),
}  # fmt: skip


def test_one_unit_is_priced_by_its_term_and_page():
    assert why(LINE) == (
        "All services pay the 2025 schedule (acme/2025#1, page 7): $12.52 for one unit. The payer allowed $9.00."
    )


def test_several_units_are_multiplied_out():
    said = why(LINE | {"milliunits": 2500, "contracted": 3130, "expected": 3130})
    assert "$12.52 a unit x 2.5 units = $31.30." in said


def test_units_that_the_payer_did_not_count_are_named():
    said = why(LINE | {"milliunits": 29000, "contracted": 36308, "expected": 36308, "allowed": 1252})
    assert said.endswith("The payer allowed $12.52, the price of one unit.")


def test_a_lesser_charge_is_named_where_it_rules():
    said = why(LINE | {"contracted": 5200, "expected": 5000})
    assert "$52.00 for one unit, or the charge of $50.00, which is less." in said


def test_a_percent_of_charges_names_the_charge():
    said = why(LINE | {"basis": "percent_of_charges", "rate": None, "contracted": 2000, "expected": 2000})
    assert "$20.00 of the charge of $50.00." in said
    assert said.endswith("The payer allowed $9.00.")


@pytest.mark.parametrize("missing", [{"page": ""}, {"says": ""}])
def test_a_term_without_words_or_page_is_still_named(missing):
    said = why(LINE | missing)
    assert "acme/2025#1" in said
    assert "page )" not in said


def test_a_case_and_a_drug_are_not_multiplied_by_a_rounded_unit():
    case = why(
        LINE | {"basis": "case_rate", "milliunits": 2000, "rate": 320_000, "contracted": 320_000, "expected": 320_000}
    )
    assert "$3,200.00 for the case." in case
    drug = why(LINE | {"basis": "percent_of_drugs", "milliunits": 4000, "rate": 78, "contracted": 314, "expected": 314})
    assert "$3.14 for 4 units." in drug
