"""Quick wins worked by hand: own charges, services without a rate, carve-outs, lower codes, and payment fees."""

import datetime as dt
from decimal import Decimal

import pytest

from counteroffer.measure.answer import view
from counteroffer.measure.quickwins import payment_fees
from tests.measure.rows import build, row


def test_a_charge_below_a_fifth_above_the_best_rate_is_named_with_what_it_should_be_and_what_it_cost():
    made = build(
        row(charge=11000, contracted=10000, expected=10000),
        row(charge=11000, contracted=12000, expected=11000, payer="Blue"),  # lesser-of: 10.00 lost
        row(
            charge=11500,
            contracted=24000,
            expected=11500,
            milliunits=2000,
            payer="Blue",
            service_date=dt.date(2025, 1, 2),
        ),
        row(billed_code="99214", charge=20000, contracted=15000, expected=15000),  # 180.00 would do
        row(billed_code="99215", charge=100, contracted=40, expected=40, basis="percent_of_charges"),
    )
    (found,) = view("charges_below_rates", made).to_pylist()
    assert (found["code"], found["charge"], found["best_rate"], found["best_payer"], found["wanted"]) == (
        "99213", 11000, 12000, "Blue", 14400,
    )  # fmt: skip
    assert (found["lines"], found["lost"]) == (2, 1000 + 12500)
    assert view("charges_below_rates", made, ratio=90).num_rows == 0


def test_services_without_a_rate_have_the_gap_to_a_target_percent_of_medicare():
    bare = {"confidence": "cannot_price", "why_not": "no_rate", "expected": None, "billed_code": "99490"}
    made = build(
        row(allowed=6000, medicare=8000, **bare),
        row(allowed=9000, medicare=8000, **bare),
        row(allowed=5000, medicare=None, **bare),
        row(allowed=0, outcome="denied", **bare),
        row(),
    )
    (found,) = view("unrated_services", made).to_pylist()
    assert (found["lines"], found["allowed"], found["medicare"], found["target"], found["gap"]) == (
        3,
        20000,
        16000,
        16000,
        2000,
    )
    (found,) = view("unrated_services", made, percent_of_medicare=120).to_pylist()
    assert (found["target"], found["gap"]) == (19200, 3600 + 600)


def test_a_code_far_below_the_payers_own_percent_of_medicare_is_a_candidate_for_a_carve_out():
    made = build(
        *(row(allowed=12000, medicare=10000) for _ in range(4)),
        row(billed_code="20610", allowed=8000, medicare=10000),
        row(billed_code="99999", allowed=100, medicare=1000),  # far below, but a small share
    )
    (found,) = view("carve_outs", made).to_pylist()
    assert (found["code"], found["allowed"]) == ("20610", 8000)
    assert found["share"] == pytest.approx(100 * 8000 / 56100)
    assert found["percent_of_medicare"] == pytest.approx(80)
    assert found["payer_percent"] == pytest.approx(100 * 56100 / 51000)
    assert found["at_payer_percent"] == 3000  # 10,000 x 110% less 8,000
    codes = [r["code"] for r in view("carve_outs", made, costs={"99213": 12001}).to_pylist()]
    assert sorted(codes) == ["20610", "99213"]
    assert view("carve_outs", made, points=31).num_rows == 0


def test_lower_codes_are_told_with_their_rate_among_the_paid_lines_of_the_billed_code():
    made = build(
        row(code="99212", variance=-3000), row(code="99212", variance=-2500), row(), row(),
        row(code="99214", variance=500), row(code="99212", confidence="assumed_year", variance=-9),
    )  # fmt: skip
    (found,) = view("downcoded", made).to_pylist()
    assert (found["code"], found["paid_as"], found["lines"], found["of"], found["dollars"]) == (
        "99213",
        "99212",
        2,
        5,
        5500,
    )
    assert found["rate"] == pytest.approx(40)


def test_payment_fees_are_a_percent_of_what_was_paid_by_the_method_only_where_it_is_known():
    payments = [
        {"payer": "Acme", "method": "NON", "paid": 100_01},
        {"payer": "Acme", "method": "NON", "paid": 50_00},
        {"payer": "Acme", "method": "ACH", "paid": 900_00},
    ]
    rows = payment_fees(payments, {"NON": Decimal("2.5")})
    assert [(r["method"], r["payments"], r["paid"], r["fee"]) for r in rows] == [
        ("NON", 2, 15001, 375), ("ACH", 1, 90000, None),  # 375.025 cents
    ]  # fmt: skip
