import datetime as dt

import pytest

from counteroffer.documents.report.cells import number, written


@pytest.mark.parametrize(
    ("value", "says", "shown"),
    [
        (123456, "cents a year", "$1,234.56"),
        (99.5, "cents, average", "$1.00"),
        (-0.04, "percent of allowed", "0.0%"),
        (18000, "thousandths of a percent a year", "18%"),
        (1500, "thousandths", "1.5"),
        (1234, "count", "1,234"),
        (2025, "year of service", "2025"),
        (12000, "days from receipt", "12,000"),
        (3.14159, "index: units", "3.14"),
        (None, "cents", "–"),  # noqa: RUF001 - an en dash says "no figure"
        (True, "true when it is so", "yes"),
        (dt.date(2025, 3, 4), "first day", "4 Mar 2025"),
        ("<b>", "payer", "<b>"),
    ],
)
def test_a_value_is_written_in_the_unit_that_its_column_names(value, says, shown):
    assert written(value, says) == shown


@pytest.mark.parametrize(
    ("value", "says", "cell"),
    [
        (123456, "cents", (1234.56, "money")),
        (18000, "thousandths of a percent", (18, "percent")),
        (1500, "thousandths", (1.5, "units")),
        (45.5, "percent", (45.5, "percent")),
        (2025, "year asked", (2025, "year")),
        (7, "count", (7, "count")),
        (0.5, "hours", (0.5, "plain")),
    ],
)
def test_a_number_stands_in_a_spreadsheet_in_its_own_unit(value, says, cell):
    assert number(value, says) == cell
