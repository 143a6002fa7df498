"""Pricing: the dated join, the order of the rules, the confidence, the underpayment."""

import datetime as dt

import pytest

from counteroffer.core import tables
from tests.price.rows import DAY, line, price, rate, rest, terms_of


def test_a_line_is_priced_by_its_own_codes_rate_and_names_the_term():
    (found,) = price([line()], [rate(), rest()])
    assert found["expected"] == 10000
    assert found["term_id"] == "acme/1#1"
    assert found["confidence"] == "exact"
    assert found["why_not"] == ""
    assert found["variance"] == 0
    assert not found["underpaid"]


def test_the_result_has_exactly_the_columns_of_the_table():
    (found,) = price([line()], [rate()])
    assert tuple(found) == tables.PRICED.names


def test_a_code_that_no_term_names_falls_to_the_rest_and_says_so():
    (found,) = price([line(billed_code="99999", charge=12345)], [rate(), rest(40_000)])
    assert found["expected"] == 4938  # 40% of 123.45 is 49.38
    assert found["confidence"] == "default"
    assert not found["underpaid"]


def test_half_a_cent_of_charges_rounds_up():
    (found,) = price([line(billed_code="99999", charge=12345)], [rest(30_000)])
    assert found["expected"] == 3704  # 30% of 123.45 is 37.035


def test_the_version_in_force_on_the_day_of_service_prices_the_line():
    old = rate(version="1", since=dt.date(2024, 1, 1), until=dt.date(2025, 3, 3), rate=9000)
    new = rate(version="2", since=dt.date(2025, 3, 4), rate=9500)
    before, after, later = price(
        [line(1, service_date=DAY - dt.timedelta(1)), line(2), line(3, service_date=dt.date(2031, 1, 1))], [old, new]
    )
    assert (before["expected"], before["version"]) == (9000, "1")
    assert (after["expected"], after["version"]) == (9500, "2")
    assert later["expected"] == 9500


def test_overlapping_contracts_never_double_a_line_and_the_later_rules():
    found = price([line()], [rate(contract="a", rate=1), rate(contract="b", since=dt.date(2025, 2, 1), rate=2)])
    assert [f["expected"] for f in found] == [2]


def test_setting_and_component_have_rates_of_their_own():
    rates = [
        rate(),
        rate(setting="facility", rate=7000),
        rate(modifier="26", rate=3000),
        rate(modifier="TC", rate=7001),
    ]
    lines = [line(1), line(2, setting="facility"), line(3, mod2="26"), line(4, mod1="TC", mod2="59")]
    assert [f["expected"] for f in price(lines, rates)] == [10000, 7000, 3000, 7001]


def test_units_multiply_and_a_part_of_a_unit_rounds_half_up_once():
    found = price([line(1, milliunits=3000), line(2, milliunits=1500)], [rate(rate=3333)])
    assert [f["expected"] for f in found] == [9999, 5000]  # 33.33 x 1.5 = 49.995


def test_the_lesser_of_rate_and_charge_rules_only_where_the_contract_says_so():
    rates = [rate(rate=12400, lesser_of=True), rate(code="99214", rate=12400)]
    found = price([line(1, charge=11000), line(2, charge=11000, billed_code="99214")], rates)
    assert [(f["contracted"], f["expected"]) for f in found] == [(12400, 11000), (12400, 12400)]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"service_date": None}, "no_date"),
        ({"payer": "Other"}, "no_contract"),
        ({"service_date": dt.date(2024, 12, 31)}, "no_contract"),
        ({"mod3": "50"}, "modifier"),
        ({"billed_code": "12345"}, "no_rate"),
        ({"milliunits": 0}, "no_units"),
    ],
)
def test_what_cannot_be_priced_says_why_and_has_no_amount(said, why):
    (found,) = price([line(**said)], [rate()])
    assert found["why_not"] == why
    assert found["confidence"] == "cannot_price"
    assert found["expected"] is None
    assert found["variance"] is None
    assert not found["underpaid"]


@pytest.mark.parametrize(("allowed", "underpaid"), [(9899, True), (9900, False), (10000, False), (10500, False)])
def test_a_line_is_underpaid_only_beyond_the_larger_tolerance(allowed, underpaid):
    (found,) = price([line(allowed=allowed)], [rate(rate=10000)], tolerance=50, percent=1)
    assert found["underpaid"] is underpaid
    assert found["variance"] == allowed - 10000


def test_the_dollar_tolerance_rules_for_small_amounts():
    lines = [line(1, allowed=900), line(2, allowed=899)]
    assert [f["underpaid"] for f in price(lines, [rate(rate=1000)], tolerance=100)] == [False, True]


def test_only_exact_prices_and_paid_primary_lines_can_be_underpaid():
    rates = [rate(rate=10000), rate(code="99214", rate=10000, confidence="assumed_locality")]
    lines = [
        line(1, allowed=1, billed_code="99214"),
        line(2, allowed=0, outcome="denied"),
        line(3, allowed=None, outcome="none"),
        line(4, allowed=1, sequence="S"),
    ]
    assert not any(found["underpaid"] for found in price(lines, rates))


def test_medicare_is_taken_in_the_lines_own_year_and_setting():
    medicare = [
        {"year": 2025, "code": "99213", "modifier": "", "setting": "nonfacility", "amount": 8895},
        {"year": 2025, "code": "99213", "modifier": "", "setting": "facility", "amount": 6500},
    ]
    lines = [
        line(1, milliunits=2000),
        line(2, setting="facility"),
        line(3, service_date=dt.date(2024, 5, 1)),
        line(4, mod1="50"),
    ]
    found = price(lines, [rate()], medicare)
    assert [f["medicare"] for f in found] == [17790, 6500, None, None]
    assert [f["medicare_year"] for f in found] == [2025, 2025, None, None]


def test_every_line_is_there_once_even_without_any_contract():
    found = price([line(i) for i in range(1, 6)], [])
    assert [f["line_id"] for f in found] == [1, 2, 3, 4, 5]
    assert {f["why_not"] for f in found} == {"no_contract"}


def test_a_contract_whose_terms_have_no_price_is_in_force_all_the_same():
    (found,) = price([line()], [], terms=terms_of([rate()]))
    assert (found["contract"], found["version"], found["why_not"]) == ("acme", "1", "no_rate")
    (found,) = price([line()], [rate(basis="unpriced", rate=None, confidence="cannot_price"), rest()])
    assert (found["why_not"], found["term_id"], found["expected"]) == ("no_rate", "acme/1#1", None)


def test_the_version_is_found_by_its_own_days_and_the_rate_by_its_days():
    halves = [
        rate(until=dt.date(2025, 6, 30)),
        rate(since=dt.date(2025, 7, 1), until=dt.date(2025, 12, 31), rate=10300),
        rate(since=dt.date(2027, 1, 1), rate=12000),
    ]
    days = [dt.date(2025, 6, 30), dt.date(2025, 7, 1), dt.date(2026, 5, 5), dt.date(2027, 1, 1)]
    found = price([line(i, service_date=day) for i, day in enumerate(days)], halves)
    assert [f["expected"] for f in found] == [10000, 10300, None, 12000]
    assert found[2]["why_not"] == "no_rate"


def test_the_contract_that_began_later_rules_though_the_others_row_began_later_still():
    old = [rate(contract="a", since=dt.date(2024, 1, 1)), rate(contract="a", since=dt.date(2025, 3, 1), code="99214")]
    found = price([line(billed_code="99214")], [*old, rate(contract="b", code="99214", rate=1)])
    assert [f["expected"] for f in found] == [1]


def test_equipment_is_priced_as_new_rented_or_used_and_other_codes_are_not():
    rates = [rate(code="E0601", modifier=use, rate=cents) for use, cents in (("NU", 900), ("RR", 90), ("UE", 600))]
    lines = [
        *(line(i, billed_code="E0601", mod2=use) for i, use in enumerate(("NU", "RR", "UE", ""))),
        line(9, mod1="RR"),
    ]
    assert [f["expected"] for f in price(lines, [*rates, rate()])] == [900, 90, 600, None, 10000]


def test_a_unit_too_small_for_cents_is_rounded_with_its_line():
    drug = rate(code="J1885", basis="percent_of_drugs", rate=0, micro=4_999, percent=100_000, factor=50)
    found = price([line(n, billed_code="J1885", milliunits=n) for n in (1000, 3_000_000)], [drug])
    assert [f["expected"] for f in found] == [0, 1500]  # 0.004999 x 3,000 = 14.997
