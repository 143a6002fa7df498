"""A price is explained in the order of its arithmetic."""

from counteroffer.price.explain import explain
from counteroffer.price.rounding import FULL
from tests.price.rows import line, price, rate, rest

TERM = {
    "term_id": "acme/1#1",
    "contract": "acme",
    "version": "1",
    "says": "Visits pay 118.5%",
    "page": "31",
    "section": "B.2",
}


def made(row, book, beside=None, **given):
    """Explain a line; the columns of `worked` that PRICED does not keep are those of a line that nothing changes."""
    (priced,) = price([row], [book], **given)
    plain = dict.fromkeys(
        ("percent1", "percent2", "percent3", "percent4", "percent_practitioner", "percent_place"), FULL
    )
    whole = book["basis"] in {"percent_of_charges", "case_rate"} or book["micro"] is not None
    begun = {"begun": priced["rate"] if not whole else priced["contracted"], "whole": whole, "of_line": None}
    return explain(row | plain | begun | {"lesser_of": book["lesser_of"]} | priced, book, TERM, beside)


def said(row, book):
    return made(row, book).sentences


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
        "A modifier on the line changes its price by a rule that the contract does not say."
    ]
    (priced,) = price([line(billed_code="20610")], [rate()])
    assert explain(line(billed_code="20610") | priced, None, None).sentences == [
        "The contract in force names no rate for this code."
    ]


def test_a_line_whose_term_has_no_price_that_day_names_the_term():
    book = rate(basis="unpriced", rate=None, confidence="cannot_price")
    assert said(line(), book) == [
        "acme, version 1: Visits pay 118.5% (page 31, B.2).",
        "What it pays by is not there for the day of service, so the line has no price.",
    ]


def test_a_drug_names_its_limit_and_that_the_six_percent_are_in_it():
    book = rate(
        code="J1885", basis="percent_of_drugs", rate=41, micro=408_100, percent=106_000, factor=3850,
        medicare_rate=39, medicare_year=2025, medicare_quarter=1,
    )  # fmt: skip
    text = said(line(billed_code="J1885", milliunits=2000), book)
    assert text[1:3] == [
        (
            "Medicare's drug payment limits of 2025 Q1 say $0.385 for one billing unit of J1885, what Medicare "
            "adds to the average sales price (6% for most drugs) already in it; 106% of it is $0.4081."
        ),
        "Times 2 units: $0.82.",
    ]


def test_a_rental_names_the_modifier_and_the_state_it_is_for():
    book = rate(
        code="E0601", modifier="RR", basis="percent_of_equipment", rate=4000, percent=80_000, medicare_rate=5000,
        medicare_year=2025, medicare_quarter=1, medicare_locality="0441231",
    )  # fmt: skip
    text = said(line(billed_code="E0601", mod1="RR"), book)
    assert text[1] == (
        "Medicare's equipment fee schedule of 2025 Q1 for the state of locality 0441231 says $50.00 for E0601-RR; "
        "80% of it is $40.00."
    )


def test_a_conversion_factor_names_units_and_factor():
    book = rate(
        basis="conversion_factor", rate=14718, factor=525_000, relative=280_350, medicare_year=2025,
        medicare_locality="0441231",
    )  # fmt: skip
    assert said(line(), book)[1] == (
        "99213 (nonfacility) has 2.8035 relative value units (2025 in locality 0441231); at $52.50 for one that is "
        "$147.18."
    )
    assert "(2025, national)" in said(line(), book | {"medicare_locality": ""})[1]


def test_a_case_rate_is_said_without_its_units():
    text = said(line(milliunits=3000, charge=500_000), rate(basis="case_rate", rate=320_000))
    assert text[1:3] == [
        "The case rate is $3,200.00 for the line, whatever its units.",
        "Expected allowed amount: $3,200.00 (exact).",
    ]


def test_what_a_person_prices_names_the_term():
    assert said(line(), rate(basis="by_hand", rate=None, confidence="cannot_price")) == [
        "acme, version 1: Visits pay 118.5% (page 31, B.2).",
        "A person has to price this line: the contract's term for it is marked as priced by hand.",
    ]


def test_an_escalated_rate_names_the_first_amount_and_the_steps():
    text = said(line(), rate(rate=10609, unescalated=10000, escalator="3%, 3% compounding"))
    assert text[1:3] == [
        "The schedule says $100.00 for 99213 (nonfacility).",
        "Escalated by 3%, 3% compounding: $106.09.",
    ]


def test_the_amounts_of_the_steps_follow_one_another():
    steps = made(line(milliunits=2000, charge=15000), rate(rate=10000, lesser_of=True)).steps
    assert [(step.name, step.before, step.after) for step in steps] == [
        ("term", None, None),
        ("base", None, 10000),
        ("units", 10000, 20000),
        ("lesser_of_charges", 20000, 15000),
        ("result", 15000, 15000),
        ("allowed", 15000, 10000),
    ]


def test_a_letter_asks_only_for_what_is_surely_short():
    short = made(line(allowed=9000), rate(rate=10000)).letter
    assert short == (
        "Claim C1, line 1: 99213 of 2025-03-04, 1 unit, charged $200.00. By our agreement, acme, version 1: Visits pay "
        "118.5% (page 31, B.2). The schedule says $100.00 for 99213 (nonfacility). Expected allowed amount: $100.00. "
        "You allowed $90.00, $10.00 short. We ask that the line be processed again at $100.00."
    )
    assumed = made(line(allowed=9000), rate(rate=10000, confidence="assumed_locality")).letter
    assert "We ask" not in assumed
    assert "assumed locality" in assumed
