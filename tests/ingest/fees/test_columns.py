"""Columns are proposed from headings and content, asked for where two fit, and taken as a person names them."""

import pytest

from counteroffer.core.errors import InputError
from counteroffer.ingest.fees.columns import AmountColumn, letter, named, propose

DATA = [["99213", "", "Visit", "78.10"], ["99214", "", "Visit", "110.00"], ["73030", "26", "X-ray", "9.10"]]
HEAD = [["CPT", "Mod", "Description", "Fee"]]


def test_a_plain_heading_makes_a_sure_proposal():
    found = propose(HEAD, DATA)
    (block,) = found.blocks
    assert (block.code, block.modifier, block.amounts) == (0, 1, (AmountColumn(3),))
    assert found.confidence == 1
    assert found.sentences() == ["code: A 'CPT', modifier: B 'Mod', amount: D 'Fee'"]


def test_without_a_heading_the_content_speaks_with_less_confidence():
    found = propose([], DATA)
    (block,) = found.blocks
    assert (block.code, block.modifier, block.amounts) == (0, 1, (AmountColumn(3),))
    assert found.confidence == 0.5


def test_a_group_heading_over_two_columns_reaches_both():
    rows = [["99213", "78.10", "105.50"], ["99214", "110.00", "150.00"]]
    found = propose([["", "Allowed", ""], ["Code", "Facility", "Non-Facility"]], rows)
    assert found.blocks[0].amounts == (AmountColumn(1, "facility"), AmountColumn(2, "nonfacility"))
    upper = propose([["", "Facility", "Non-Facility"], ["Code", "Fee", "Fee"]], rows)
    assert upper.blocks[0].amounts == (AmountColumn(1, "facility"), AmountColumn(2, "nonfacility"))


def test_columns_for_the_parts_are_amounts_of_their_modifiers():
    found = propose([["CPT", "Global", "26", "TC"]], [["73030", "38.20", "10.50", "27.70"]])
    assert found.blocks[0].amounts == (AmountColumn(1), AmountColumn(2, "", "26"), AmountColumn(3, "", "TC"))


def test_several_code_columns_side_by_side_are_blocks():
    found = propose([["Code", "Fee", "", "Code", "Fee"]], [["80053", "10.56", "", "80061", "13.39"]])
    assert [(b.code, b.amounts[0].column) for b in found.blocks] == [(0, 1), (3, 4)]


def test_somebody_elses_amounts_are_left_and_two_of_the_payers_are_a_question():
    rows = [["99213", "150.00", "90.00", "105.50"]]
    assert propose([["CPT", "Charge", "Medicare", "Allowed"]], rows).blocks[0].amounts == (AmountColumn(3),)
    asked = propose([["CPT", "Charge", "2024 Fee", "2025 Fee"]], rows)
    assert "C '2024 Fee' or D '2025 Fee'" in asked.unsure[0]
    assert propose([["CPT", "a", "b", "Medicare Allowed"]], rows).blocks[0].amounts == (AmountColumn(3),)


def test_units_without_a_heading_are_not_taken_for_amounts():
    found = propose([["CPT", "", ""]], [["99213", "78.10", "1"], ["99214", "110.00", "1"]])
    assert found.blocks[0].amounts == (AmountColumn(1),)


@pytest.mark.parametrize("wanted", [{"code": "A", "amount": "D"}, {"code": "1", "amount": "4"}, {"amount": "fee"}])
def test_a_person_names_columns_by_letter_number_or_heading(wanted):
    (block,) = named(wanted, HEAD, DATA).blocks
    assert (block.code, block.amounts, block.modifier) == (0, (AmountColumn(3),), 1)


def test_settings_are_named_too_and_a_column_that_is_not_there_is_refused():
    rows = [["99213", "78.10", "105.50"]]
    (block,) = named({"code": "A", "facility": "B", "nonfacility": "C"}, [], rows).blocks
    assert block.amounts == (AmountColumn(1, "facility"), AmountColumn(2, "nonfacility"))
    with pytest.raises(InputError, match=r"no column 'K'.*D 'Fee'"):
        named({"code": "K"}, HEAD, DATA)
    with pytest.raises(InputError, match="No column of codes"):
        named({"amount": "A"}, [], [["a", "b"]])
    with pytest.raises(InputError, match="No column of amounts"):
        named({"code": "A"}, [], [["99213", "b"]])


def test_columns_have_the_letters_of_a_spreadsheet():
    assert [letter(i) for i in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
