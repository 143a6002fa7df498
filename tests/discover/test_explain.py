"""The simplest rule behind some rates."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core.money import half_up
from counteroffer.discover.explain import best_percent, explain
from counteroffer.discover.published import Published
from counteroffer.discover.rates import Rate

SURGERY = [str(code) for code in range(20000, 20012)]
VISITS = [str(code) for code in range(99202, 99214)]
BASE = {code: 4321 + 997 * i for i, code in enumerate((*SURGERY, *VISITS))}


def rate(code, amount, *, setting="nonfacility", modifier="", lines=10, at_least=False, at_lines=None):
    return Rate(
        code, modifier, setting, date(2025, 1, 1), date(2025, 12, 31), False, None, amount, at_least, lines,
        amount * lines, lines if at_lines is None else at_lines, amount * lines, 0, 0,
    )  # fmt: skip


def medicare(factor=1, year=2025, place="0441299", setting="nonfacility"):
    amounts = {(code, "", setting): base * factor for code, base in BASE.items()}
    return Published("percent_of_medicare", year, "D", place, amounts)


def paid(codes, percent):
    return [rate(code, half_up(BASE[code] * percent, 100_000)) for code in codes]


def test_each_section_has_its_own_percent():
    found = explain([*paid(SURGERY, 126_000), *paid(VISITS, 106_500)], [medicare()], {})
    told = {one.section: (one.basis, one.percent, one.explained, one.share) for one in found}
    assert told == {
        "surgery": ("percent_of_medicare", 126_000, 12, 1.0),
        "visits": ("percent_of_medicare", 106_500, 12, 1.0),
    }


def test_the_edition_that_explains_more_dollars_is_named():
    other = {key: half_up(cents * (97 + i % 7), 100) for i, (key, cents) in enumerate(medicare().amounts.items())}
    wrong = Published("percent_of_medicare", 2024, "D", "0441299", other)
    (found,) = explain(paid(SURGERY, 118_000), [wrong, medicare()], {})
    assert (found.published.year, found.percent) == (2025, 118_000)


def test_rates_that_the_rule_does_not_give_are_residuals_with_their_difference():
    odd = rate(SURGERY[0], half_up(BASE[SURGERY[0]] * 126_000, 100_000) + 250, lines=2)
    rates = [*paid(SURGERY[1:], 126_000), attrs_firm(odd)]
    (found,) = explain(rates, [medicare()], {})
    (residual,) = found.residuals
    assert (residual.rate.code, residual.difference, found.explained, found.rates) == (SURGERY[0], 250, 11, 12)


def attrs_firm(one):
    """Give the rate enough lines to be firm."""
    return rate(one.code, one.amount, lines=3)


def test_amounts_without_a_rule_are_a_schedule():
    rates = [rate(code, 1000 + (i * 7919) % 9001) for i, code in enumerate(SURGERY)]
    (found,) = explain(rates, [medicare()], {})
    assert (found.basis, found.percent, found.published, found.share) == ("fee_schedule", 0, None, 1.0)


def test_an_odd_percent_wants_more_rates_than_a_round_one():
    few = paid(SURGERY[:3], 108_058)
    assert explain(few, [medicare()], {})[0].basis == "fee_schedule"
    (odd,) = explain(paid(SURGERY, 108_058), [medicare()], {})
    assert (odd.percent // 100, odd.explained) == (1080, 12)
    assert explain(paid(SURGERY[:3], 108_500), [medicare()], {})[0].percent == 108_500


def test_rates_that_are_not_firm_or_hidden_by_charges_have_no_say():
    doubtful = [rate(code, 1, at_lines=1) for code in VISITS] + [rate("99499", 1, at_least=True)]
    (found,) = explain([*paid(SURGERY, 126_000), *doubtful], [medicare()], {})
    assert found.section == "surgery"


def test_settings_paid_by_the_same_rule_are_one_and_others_two():
    both = dict(medicare().amounts) | medicare(setting="facility").amounts
    published = Published("percent_of_medicare", 2025, "D", "0441299", both)
    inside = [rate(r.code, r.amount, setting="facility") for r in paid(SURGERY, 126_000)]
    (found,) = explain([*paid(SURGERY, 126_000), *inside], [published], {})
    assert (found.setting, found.rates) == ("", 24)
    inside = [rate(r.code, r.amount, setting="facility") for r in paid(SURGERY, 119_000)]
    found = explain([*paid(SURGERY, 126_000), *inside], [published], {})
    assert {(one.setting, one.percent) for one in found} == {("nonfacility", 126_000), ("facility", 119_000)}


def test_what_follows_charges_is_a_percent_of_them():
    rates = [rate(code, 5000 + i) for i, code in enumerate(SURGERY)]
    (found,) = explain(rates, [], {one: (55_000, one.dollars) for one in rates})
    assert (found.basis, found.percent, found.explained) == ("percent_of_charges", 55_000, 12)


@given(st.lists(st.integers(50, 500_000), min_size=1, max_size=20), st.integers(20_000, 400_000))
def test_the_percent_found_gives_every_amount_again(bases, percent):
    pairs = [(base, half_up(base * percent, 100_000), 1) for base in bases]
    found, explained = best_percent(pairs)
    assert explained == len(bases)
    assert all(half_up(base * found, 100_000) == amount for base, amount, _ in pairs)


@given(st.lists(st.tuples(st.integers(50, 5000), st.integers(1, 9000), st.integers(1, 9)), min_size=1, max_size=8))
def test_no_percent_explains_more_than_the_one_found(pairs):
    _, explained = best_percent(pairs)
    tried = {
        bound
        for base, amount, _ in pairs
        for bound in (-(-(2 * amount - 1) * 100_000 // (2 * base)), ((2 * amount + 1) * 100_000 - 1) // (2 * base))
    }
    most = max(sum(d for b, a, d in pairs if half_up(b * p, 100_000) == a) for p in tried)
    assert explained == most
