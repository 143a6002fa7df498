"""What the values of a column look like."""

import pytest

from counteroffer.ingest.tabular import fields as f
from counteroffer.ingest.tabular.looks import looks


@pytest.mark.parametrize(
    ("texts", "reads", "not_reads"),
    [
        (("$1,234.50", "(12.00)", "0"), f.MONEY, f.CODE),
        (("99213", "J1885", "0001U"), f.CODE, f.DATE),
        (("01/02/2025", "2025-03-04"), f.DATE, f.TEXT),
        (("1234567893",), f.NPI, f.DATE),
        (("12-3456789",), f.TIN, f.MONEY),
    ],
)
def test_values_fit_the_way_they_are_read_and_not_another(texts, reads, not_reads):
    seen = looks(dict.fromkeys(texts, 1))
    assert seen.fits(reads) == 1
    assert seen.fits(not_reads) < 0.6


def test_the_most_frequent_value_comes_first_and_blanks_are_counted():
    seen = looks({"a": 1, "b": 5, "": 3, "  ": 1})
    assert (seen.values, seen.blank) == ((("b", 5), ("a", 1)), 4)


def test_codes_alone_give_a_column_away_and_one_value_does_not():
    assert looks({"99213": 1, "99214": 1}).sure == f.CODE
    assert looks({"99213": 9}).sure == ""


def test_an_empty_column_fits_everything_a_little():
    assert looks({"": 9}).fits(f.MONEY) == looks({}).fits(f.DATE) == 0.7
