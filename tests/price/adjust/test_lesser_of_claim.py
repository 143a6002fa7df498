"""Lesser-of by the claim."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.price.rows import line, price, rate, rule

WHOLE = [rule("", None, kind="claim_charges")]


def claim(*charges, **said):
    return [line(i, claim="C", line=i, charge=charge, **said) for i, charge in enumerate(charges, 1)]


def paid(lines, rates=None, rules=WHOLE):
    return [(f["expected"], f["why_not"]) for f in price(lines, rates or [rate(rate=9000)], rules=rules)]


def test_a_claim_pays_no_more_than_its_charges_together():
    assert paid(claim(10000, 5000)) == [(7500, ""), (7500, "")]  # rates 180.00, charges 150.00


def test_a_charge_below_its_rate_is_made_good_by_another_of_the_claim():
    assert paid(claim(20000, 1000)) == [(9000, ""), (9000, "")]


def test_other_claims_and_other_contracts_are_not_compared():
    one, other = claim(20000, 1000)
    assert paid([one, other | {"claim": "D"}]) == [(9000, ""), (1000, "")]
    assert paid(claim(100, 100), rules=[]) == [(9000, ""), (9000, "")]


def test_a_claim_with_a_line_without_a_price_is_not_compared():
    lines = claim(10000, 5000)
    lines[1]["billed_code"] = "00000"
    assert paid(lines) == [(None, "claim"), (None, "no_rate")]


def test_lines_finally_denied_stay_out():
    one, other = claim(5000, 5000)
    assert paid([one | {"outcome": "denied"}, other]) == [(9000, ""), (5000, "")]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 30000), st.sampled_from(["a", "b", "c"])), min_size=1, max_size=8))
def test_the_lines_sum_to_the_lesser_exactly(drawn):
    rates = [rate(code=code, rate=cents) for code, cents in (("a", 3333), ("b", 10007), ("c", 1))]
    lines = claim(*(charge for charge, _ in drawn))
    for row, (_, code) in zip(lines, drawn, strict=True):
        row["billed_code"] = code
    found = [cents for cents, _ in paid(lines, rates)]
    contracted = sum({"a": 3333, "b": 10007, "c": 1}[code] for _, code in drawn)
    assert sum(found) == min(contracted, sum(charge for charge, _ in drawn))
    assert all(cents >= 0 for cents in found)
