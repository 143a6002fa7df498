"""A price is explained in the order of its arithmetic."""

from counteroffer.price.explain import explain
from tests.price.rows import line, price, rate, rest

TERM = {"contract": "acme", "version": "1", "says": "Visits pay 118.5%", "page": "31", "section": "B.2"}


def said(row, book):
    (priced,) = price([row], [book])
    return explain(row | priced, book, TERM)


def test_a_percent_of_medicare_names_year_locality_and_both_amounts():
    book = rate(
        basis="percent_of_medicare",
        rate=10746,
        percent=118_500,
        medicare_rate=9068,
        medicare_year=2025,
        medicare_locality="0441231",
    )
    assert said(line(allowed=9068, milliunits=2000, charge=30000), book) == [
        "acme, version 1: Visits pay 118.5% (page 31, B.2).",
        "Medicare 2025 in locality 0441231 allows $90.68 for 99213 (nonfacility); 118.5% of it is $107.46.",
        "Times 2 units: $214.92.",
        "Expected allowed amount: $214.92 (exact).",
        "The payer allowed $90.68, $124.24 short.",
    ]


def test_the_lesser_of_rate_and_charge_is_said_when_it_binds():
    text = said(line(allowed=11000, charge=11000), rate(rate=12400, lesser_of=True))
    assert "The charge of $110.00 is less, and the contract pays the lesser of the two." in text
    assert text[-1] == "The payer allowed $110.00, as expected."


def test_a_percent_of_charges_names_the_charge():
    text = said(line(billed_code="99999", charge=12345), rest(40_000))
    assert "40% of the charge of $123.45 is $49.38." in text


def test_a_line_without_a_price_says_why():
    assert said(line(mod1="50"), rate()) == [
        "A modifier on the line changes its price by a rule that is not expressed yet."
    ]
    assert said(line(billed_code="20610"), rate()) == ["The contract names no rate for this code."]
