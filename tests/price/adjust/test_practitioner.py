"""Practitioners: what the contract pays a clinician of a class."""

import pytest

from tests.price.rows import line, price, rate, rest, rule

NP, PA, MD, NEW = "1111111112", "2222222223", "3333333334", "4444444445"
PEOPLE = {NP: "NP", PA: "PA", MD: "MD"}
RULES = [rule("NP", 85_000, kind="practitioner"), rule("PA", 80_000, kind="practitioner")]


def paid(*lines, rates=None, rules=RULES, clinicians=PEOPLE):
    found = price(lines, rates or [rate()], rules=rules, clinicians=clinicians)
    return [(f["expected"], f["confidence"]) for f in found]


@pytest.mark.parametrize(("npi", "expected"), [(NP, 8500), (PA, 8000), (MD, 10000)])
def test_each_class_is_paid_its_percent_and_physicians_in_full(npi, expected):
    assert paid(line(rendering_npi=npi)) == [(expected, "exact")]


def test_a_service_billed_under_the_physician_is_the_physicians():
    assert paid(line(rendering_npi="", billing_npi=MD)) == [(10000, "exact")]
    assert paid(line(rendering_npi="", billing_npi=NP)) == [(8500, "exact")]


def test_an_unknown_clinician_is_priced_as_a_physician_and_said_to_be_assumed():
    assert paid(line(rendering_npi=NEW)) == [(10000, "assumed_practitioner")]


def test_what_is_assumed_is_never_called_underpaid():
    (found,) = price([line(rendering_npi=NEW, allowed=8500)], [rate()], rules=RULES, clinicians=PEOPLE)
    assert (found["variance"], found["underpaid"]) == (-1500, False)


def test_a_contract_that_does_not_pay_by_class_asks_for_none():
    assert paid(line(rendering_npi=NEW), rules=[]) == [(10000, "exact")]
    other = [rate(), rate(contract="blue", payer="Blue")]
    assert paid(line(rendering_npi=NP, payer="Blue"), rates=other) == [(10000, "exact")]


def test_charges_cases_and_drugs_are_nobodys_in_person():
    assert paid(line(billed_code="99999", rendering_npi=NP, charge=10000), rates=[rest(50_000)]) == [(5000, "default")]
    assert paid(line(rendering_npi=NP), rates=[rate(basis="case_rate")]) == [(10000, "exact")]
    drug = rate(code="J1100", rate=500)
    assert paid(line(billed_code="J1100", rendering_npi=NP), rates=[drug]) == [(500, "exact")]


def test_an_assistant_who_is_no_physician_is_not_reduced_twice():
    rules = [*RULES, rule("AS", 13_600)]
    assert paid(line(mod1="AS", rendering_npi=PA), rates=[rate(rate=150000)], rules=rules) == [(20400, "exact")]


def test_the_class_percent_follows_the_modifiers_each_rounded():
    rules = [*RULES, rule("52", 50_000)]
    found = paid(line(mod1="52", rendering_npi=NP), rates=[rate(rate=3333)], rules=rules)
    assert found == [(1417, "exact")]  # 33.33 x 50% = 16.665 -> 16.67; x 85% = 14.1695 -> 14.17
