"""What modifiers do to a rate: the contract's percents, one after the other; what it does not say is not priced."""

import pytest

from tests.price.rows import line, price, procedure, rate, rest, rule


@pytest.mark.parametrize(
    ("modifier", "percent", "dollars", "expected"),
    [
        ("50", 150_000, 400, 60000),  # bilateral: 400.00 x 150%
        ("62", 62_500, 1500, 93750),  # co-surgeons: 1,500.00 x 62.5%
        ("80", 16_000, 1500, 24000),  # assistant: 1,500.00 x 16%
        ("AS", 13_600, 1500, 20400),  # assistant who is no physician: 1,500.00 x 13.6%
        ("52", 50_000, 99.99, 5000),  # reduced: 49.995, half-up
    ],
)
def test_a_modifier_pays_its_percent_of_the_rate(modifier, percent, dollars, expected):
    (found,) = price([line(mod1=modifier)], [rate(rate=round(dollars * 100))], rules=[rule(modifier, percent)])
    assert (found["expected"], found["modified"], found["why_not"]) == (expected, expected, "")
    assert found["confidence"] == "exact"


def test_modifiers_are_taken_in_the_order_of_the_claim_rounded_each_time():
    rules = [rule("50", 150_000), rule("80", 16_000)]
    lines = [line(1, mod1="50", mod2="80"), line(2, mod2="80", mod4="50")]
    found = price(lines, [rate(rate=3335)], rules=rules)
    assert found[0]["expected"] == 800  # 33.35 x 150% = 50.025 -> 50.03; x 16% = 8.0048 -> 8.00
    assert found[1]["expected"] == 801  # 33.35 x 16% = 5.336 -> 5.34; x 150% = 8.01


def test_modifiers_come_before_units():
    (found,) = price([line(mod1="52", milliunits=3000)], [rate(rate=3333)], rules=[rule("52", 50_000)])
    assert (found["modified"], found["contracted"]) == (1667, 5001)  # 16.665 -> 16.67, times 3


def test_a_modifier_that_no_rule_names_leaves_the_line_unpriced_if_it_changes_prices_elsewhere():
    lines = [line(1, mod1="50"), line(2, mod1="50", mod2="62"), line(3, mod1="25"), line(4, mod1="59", mod2="RT")]
    found = price(lines, [rate()], rules=[rule("62", 62_500)])
    assert [f["why_not"] for f in found] == ["modifier", "modifier", "", ""]
    assert [f["expected"] for f in found] == [None, None, 10000, 10000]


def test_a_contract_may_change_a_price_by_any_modifier():
    found = price([line(1, mod1="25"), line(2, mod2="95")], [rate()], rules=[rule("25", 50_000), rule("95", 100_000)])
    assert [f["expected"] for f in found] == [5000, 10000]


def test_what_is_decided_by_hand_is_not_priced():
    (found,) = price([line(mod1="22")], [rate()], rules=[rule("22", None)])
    assert (found["expected"], found["why_not"]) == (None, "modifier")


def test_a_rule_reaches_only_its_own_version():
    rates = [rate(), rate(contract="blue", payer="Blue")]
    found = price([line(1, mod1="50"), line(2, mod1="50", payer="Blue")], rates, rules=[rule("50", 150_000)])
    assert [f["expected"] for f in found] == [15000, None]


def test_a_percent_of_charges_is_of_the_charge_as_billed():
    rules = [rule("50", 150_000)]
    (found,) = price([line(mod1="50", billed_code="99999", charge=30000)], [rest(40_000)], rules=rules)
    assert found["expected"] == 12000


def test_component_and_modifier_go_together():
    rates = [rate(modifier="26", rate=4000)]
    (found,) = price([line(mod1="26", mod2="52")], rates, rules=[rule("52", 50_000)])
    assert found["expected"] == 2000


@pytest.mark.parametrize(
    ("modifier", "column"),
    [
        ("50", "bilateral"),
        ("62", "cosurgeons"),
        ("66", "team"),
        ("80", "assistant"),
        ("81", "assistant"),
        ("82", "assistant"),
        ("AS", "assistant"),
        ("51", "multiple"),
    ],
)
def test_a_percent_may_be_for_codes_of_some_indicators_only(modifier, column):
    lines = [line(i, billed_code=code, mod2=modifier) for i, code in enumerate(("a", "b", "c"), 1)]
    rates = [rate(code=code) for code in "abc"]
    known = [procedure("a", **{column: "1"}), procedure("b", **{column: "2"})]
    rules = [rule(modifier, 150_000, indicators="1 3")]
    found = price(lines, rates, rules=rules, procedures=known)
    assert [f["expected"] for f in found] == [15000, None, None]
    found = price(lines, rates, rules=[rules[0] | {"otherwise": 100_000}], procedures=known)
    assert [f["expected"] for f in found] == [15000, 10000, 10000]


@pytest.mark.parametrize(("modifier", "expected"), [("54", 9000), ("55", 1000), ("56", 1000), ("78", 8000)])
def test_the_shares_of_an_operation_are_medicares(modifier, expected):
    known = [procedure("99213", before=10, within=80, after=10)]
    (found,) = price([line(mod1=modifier)], [rate()], rules=[rule(modifier, None, shares=True)], procedures=known)
    assert (found["expected"], found["why_not"]) == (expected, "")


def test_a_code_without_published_shares_is_not_split_by_guess():
    (found,) = price([line(mod1="54")], [rate()], rules=[rule("54", None, shares=True)], procedures={"99213": "0"})
    assert (found["expected"], found["why_not"]) == (None, "modifier")
