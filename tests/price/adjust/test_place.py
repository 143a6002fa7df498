"""Places of service: telehealth parity, above all."""

from tests.price.rows import line, price, rate, rule

OFFICE, HOSPITAL = rate(rate=10000), rate(rate=7000, setting="facility")


def place(key, percent=100_000, setting=""):
    return rule(key, percent, kind="place", setting=setting)


def paid(*lines, rules=()):
    found = price(lines, [OFFICE, HOSPITAL], rules=rules)
    return [(f["expected"], f["as_setting"]) for f in found]


def test_without_a_rule_a_place_pays_its_own_settings_rate():
    assert paid(line(pos="02", setting="facility"), line(2, pos="10")) == [(7000, ""), (10000, "")]


def test_parity_pays_the_rate_of_the_other_setting_and_says_so():
    rules = [place("02", setting="nonfacility")]
    assert paid(line(pos="02", setting="facility"), rules=rules) == [(10000, "nonfacility")]


def test_a_place_may_pay_a_percent():
    lines = [line(1, pos="02", setting="facility"), line(2, pos="10"), line(3, pos="11")]
    assert paid(*lines, rules=[place("02", 90_000), place("10", 85_000)]) == [(6300, ""), (8500, ""), (10000, "")]


def test_a_place_of_another_contract_does_not_count():
    rules = [place("02", 50_000) | {"contract": "blue"}]
    assert paid(line(pos="02", setting="facility"), rules=rules) == [(7000, "")]


def test_medicare_beside_it_stays_that_of_the_place_itself():
    medicare = [
        {"year": 2025, "code": "99213", "modifier": "", "setting": setting, "amount": amount}
        for setting, amount in (("facility", 6000), ("nonfacility", 9000))
    ]
    rules = [place("02", setting="nonfacility")]
    (found,) = price([line(pos="02", setting="facility")], [OFFICE, HOSPITAL], medicare, rules=rules)
    assert (found["expected"], found["medicare"]) == (10000, 6000)
