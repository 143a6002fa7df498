"""Case rates: one line pays the case, what it includes pays nothing more, and outliers are told by their charges."""

import datetime as dt

import pytest

from tests.price.rows import DAY, case, line, price, procedure, ranks, rate, rule

BOOK = [
    rate(code="59400", basis="case_rate", rate=320_000, term_id="acme/1#1"),
    rate(code="59425", rate=40_000, term_id="acme/1#2"),
    rate(code="99213", rate=10_000, term_id="acme/1#2"),
]
CASE = [case("59425", 270, 42)]


def on(days, line_id=2, **said):
    day = {"service_date": DAY + dt.timedelta(days), "patient_key": "p", "billing_tin": "t"}
    return line(line_id, **day | {"billed_code": "59425"} | said)


def delivery(line_id=1, days=0, **said):
    return on(days, line_id, **{"billed_code": "59400", "charge": 500_000} | said)


def expected(lines, cases=CASE, rates=BOOK, **said):
    return [(row["expected"], row["basis"], row["term_id"]) for row in price(lines, rates, cases=cases, **said)]


INSIDE, PAYS = (0, "in_case", "acme/1#1"), (320_000, "case_rate", "acme/1#1")
ALONE = (40_000, "fee_schedule", "acme/1#2")


@pytest.mark.parametrize(
    ("days", "found"), [(-270, INSIDE), (-271, ALONE), (0, INSIDE), (42, INSIDE), (43, ALONE), (-9, INSIDE)]
)
def test_a_line_of_an_included_code_is_inside_from_so_many_days_before_to_so_many_after(days, found):
    # the book begins on 2025-01-01, the delivery is later in the year
    shift = 240
    assert expected([delivery(days=shift), on(shift + days)], rates=[*BOOK, *_before()]) == [PAYS, found]


def _before():
    """The same amounts in a version of the year before, which has no case."""
    days = {"since": dt.date(2024, 1, 1), "until": dt.date(2024, 12, 31)}
    return [row | days | {"version": "0"} for row in BOOK[1:]]


def test_a_line_inside_is_exactly_nothing_and_asks_for_no_rate_of_its_own():
    (_, found) = price([delivery(), on(1, mod1="22", milliunits=0)], BOOK, cases=CASE)
    assert (found["expected"], found["confidence"], found["why_not"], found["rate"]) == (0, "exact", "", None)


@pytest.mark.parametrize(
    "other",
    [
        {"patient_key": "q"},
        {"payer": "Blue"},
        {"billing_tin": "u"},
        {"sequence": "S"},
        {"billed_code": "99213"},
    ],
)
def test_other_patients_payers_sequences_tins_and_codes_are_outside(other):
    (_, found) = price([delivery(), on(1, **other)], BOOK, cases=CASE)
    assert found["basis"] != "in_case"


def test_an_unknown_patient_is_the_claim():
    lines = [delivery(patient_key="", claim="A"), on(0, patient_key="", claim="A"), on(0, 3, patient_key="", claim="B")]
    assert expected(lines) == [PAYS, INSIDE, ALONE]


def test_two_lines_of_a_day_that_trigger_one_term_make_one_case_and_two_days_make_two():
    assert expected([delivery(1), delivery(2), delivery(3, 1)]) == [PAYS, INSIDE, PAYS]


def test_a_line_that_pays_another_case_pays_it_also_inside_the_days_of_the_first():
    rates = [*BOOK, rate(code="59510", basis="case_rate", rate=400_000, term_id="acme/1#4")]
    cases = [case("*", 5, 5), case("", term_id="acme/1#4")]
    found = expected([delivery(), on(1, 2, billed_code="59510"), on(1, 3)], cases, rates)
    assert found == [PAYS, (400_000, "case_rate", "acme/1#4"), INSIDE]


def test_a_line_inside_two_cases_belongs_to_the_earlier_one():
    rates = [*BOOK, rate(code="59510", basis="case_rate", rate=400_000, term_id="acme/1#4")]
    cases = [*CASE, case("59425", 270, 42, term_id="acme/1#4")]
    lines = [delivery(1, 5), on(0, 2, billed_code="59510"), on(3, 3)]
    assert expected(lines, cases, rates)[2] == (0, "in_case", "acme/1#4")


@pytest.mark.parametrize("said", [{"outcome": "denied"}, {"mod1": "22"}, {"milliunits": 0}])
def test_a_line_that_is_denied_or_has_no_price_triggers_nothing(said):
    assert expected([delivery(**said), on(1)])[1] == ALONE


@pytest.mark.parametrize(
    ("percent", "charge", "found"),
    [
        (60_000, 700_000, (720_000, "case_outlier", "acme/1#1")),  # 7,000 + 5,000 > 10,000; x 60%
        (60_000, 500_000, PAYS),  # 10,000.00 is not above
        (None, 700_000, (None, "by_hand", "acme/1#1")),
    ],
)
def test_a_case_whose_charges_are_above_the_outliers_pays_a_percent_of_them_or_a_person_prices_it(
    percent, charge, found
):
    cases = [case("59425", 9, 9, above=1_000_000, percent=percent)]
    assert expected([delivery(charge=charge), on(1, charge=500_000)], cases) == [found, INSIDE]


def test_the_lesser_of_compares_a_case_with_the_charges_of_all_its_lines():
    rates = [BOOK[0] | {"lesser_of": True}, *BOOK[1:]]
    lines = [delivery(charge=100_000), on(1, charge=150_000)]
    assert expected(lines, rates=rates) == [(250_000, "case_rate", "acme/1#1"), INSIDE]


def test_a_modifier_changes_a_case_and_what_is_inside_takes_no_rank():
    lines = [delivery(mod1="52"), on(0), on(0, 3, billed_code="99213")]
    kinds = [procedure(code, "2") for code in ("59425", "99213")]
    found = price(lines, BOOK, cases=CASE, rules=[rule("52", 50_000), *ranks(100_000, 50_000)], procedures=kinds)
    assert [(row["expected"], row["rank"]) for row in found] == [(160_000, 0), (0, 0), (10_000, 1)]
