"""Measures against answers worked by hand."""

import datetime as dt

import pytest

from counteroffer.measure.answer import answer, view
from tests.measure.rows import ANSWERED, UNPRICED, build, denied, row


def value(name, made, **options):
    return answer(name, made, **options)["value"].to_pylist()[0]


def test_payer_mix_has_four_bases_and_its_shares_are_of_the_practice():
    made = build(
        row(charge=30000, allowed=15000, patient_key="a"),
        row(charge=10000, allowed=5000, patient_key="b", line=2),
        row(charge=10000, allowed=5000, patient_key="b", payer="Blue", claim="C2"),
    )
    shares = answer("share_of_allowed", made, by=["payer"])
    assert dict(zip(shares["payer"].to_pylist(), shares["value"].to_pylist(), strict=True)) == {
        "Acme": 80.0,
        "Blue": 20.0,
    }
    assert answer("share_of_charges", made, by=["payer"])["value"].to_pylist() == [80.0, 20.0]
    assert value("patients", made) == 2
    assert answer("share_of_patients", made, by=["payer"])["value"].to_pylist() == [100.0, 50.0]
    assert value("dependence_index", made) == pytest.approx(80**2 + 20**2)
    assert value("largest_payer_share", made) == pytest.approx(80)


def test_a_share_of_one_payer_is_still_of_the_whole_practice():
    made = build(row(allowed=3000), row(allowed=1000, payer="Blue"))
    assert value("share_of_allowed", made.filter(made.payer == "Blue"), whole=made) == 25.0


def test_a_visit_is_a_patient_a_day_and_a_clinician():
    made = build(row(), row(line=2), row(rendering_npi="n2"), row(service_date=dt.date(2025, 3, 5)))
    assert value("visits", made) == 3


def test_percent_of_medicare_takes_only_lines_with_a_price_of_their_own_year():
    made = build(
        row(allowed=12000, medicare=10000),
        row(allowed=6000, medicare=5000),
        row(allowed=2000, medicare=None, medicare_year=None),
        row(allowed=99900, medicare=None, medicare_year=None, service_date=dt.date(2024, 1, 2)),
        denied(medicare=10000),
    )
    assert value("percent_of_medicare", made) == 120.0
    assert value("medicare_coverage", made) == 90.0
    assert answer("percent_of_medicare", made)["n"].to_pylist() == [2]


def test_realized_against_contracted_counts_exact_prices_only():
    made = build(
        row(),
        row(allowed=9000, variance=-1000, underpaid=True),
        row(allowed=10200, variance=200),
        row(allowed=1, variance=-9999, confidence="assumed_locality"),
        denied(),
    )
    assert value("expected_dollars", made) == 30000
    assert value("allowed_priced_dollars", made) == 29200
    assert value("variance_dollars", made) == -800
    assert value("underpaid_dollars", made) == 1000
    assert value("underpaid_lines", made) == 1
    assert value("underpayment_rate", made) == pytest.approx(100 * 1000 / 30000)
    assert value("overpaid_dollars", made) == 200
    assert value("contract_coverage", made) == pytest.approx(100 * 29200 / 29201)


def test_secondary_payers_are_left_out():
    assert value("allowed", build(row(allowed=5000), row(allowed=700, sequence="S"))) == 5000


def test_lesser_of_losses_are_what_the_charge_cuts_off_the_contract():
    # charge 110.00, contract 124.00: 14.00 lost
    made = build(row(charge=11000, contracted=12400, expected=11000, allowed=11000), row(), denied(contracted=20000))
    assert value("lesser_of_losses", made) == 1400


def test_denial_rates_are_first_and_final_by_claims_lines_and_dollars():
    made = build(
        row(claim="A", line=1, expected=10000),
        denied(claim="A", line=2, expected=20000),
        row(claim="B", expected=30000, allowed=30000, outcome_first="denied"),
        row(claim="C", expected=40000, allowed=40000),
        row(claim="D", outcome="none", outcome_first="none", allowed=None, first_paid_date=None, expected=90000),
    )
    assert value("initial_denial_rate_claims", made) == pytest.approx(100 * 2 / 3)
    assert value("initial_denial_rate_lines", made) == 50.0
    assert value("initial_denial_rate_dollars", made) == 50.0
    assert value("final_denial_rate_claims", made) == pytest.approx(100 / 3)
    assert value("final_denial_rate_lines", made) == 25.0
    assert value("final_denial_rate_dollars", made) == 20.0
    assert value("overturn_rate", made) == 60.0
    assert value("finally_denied_dollars", made) == 20000


def test_a_denied_line_without_a_rate_is_worth_the_payers_usual_amount_for_the_code():
    made = build(
        row(**UNPRICED, allowed=9000, milliunits=1000),
        row(**UNPRICED, allowed=33000, milliunits=3000, line=2),
        denied(**{k: v for k, v in UNPRICED.items() if k != "variance"}, milliunits=2000, line=3),
        denied(**{k: v for k, v in UNPRICED.items() if k != "variance"}, billed_code="99999", charge=8000, line=4),
    )
    got = made.order_by("line").select("worth", "worth_source").to_pyarrow().to_pylist()
    assert [r["worth_source"] for r in got] == ["allowed", "allowed", "usual", "ratio"]
    assert got[2]["worth"] == 21000  # 420.00 for 4 units is 105.00 a unit
    assert got[3]["worth"] == 8400  # 420.00 allowed on 400.00 charged


def test_denials_by_category_count_both_ends():
    made = build(
        denied(claim="A", denial_first_category="auth", denial_category="auth"),
        row(claim="B", outcome_first="denied", denial_first_category="auth"),
        row(claim="C", outcome="denied", allowed=0, variance=None, denial_category="coverage"),
    )
    auth, coverage = sorted(view("denials_by_category", made).to_pylist(), key=lambda r: r["category"])
    assert (auth["first_lines"], auth["first_claims"], auth["first_dollars"]) == (2, 2, 20000)
    assert (auth["overturned_dollars"], auth["final_lines"], auth["final_dollars"]) == (10000, 1, 10000)
    assert (coverage["first_lines"], coverage["final_lines"]) == (0, 1)


def test_days_in_receivables_are_what_is_open_over_what_a_day_brings():
    as_of = dt.date(2025, 6, 30)
    recent, old = dt.date(2025, 6, 20), dt.date(2025, 3, 1)
    nothing = {"outcome": "none", "outcome_first": "none", "allowed": None, "first_paid_date": None, "variance": None}
    made = build(
        row(submitted_date=recent, first_paid_date=dt.date(2025, 6, 28), charge=60000, expected=30000),
        row(submitted_date=recent, first_paid_date=dt.date(2025, 7, 9), charge=30000, expected=15000),
        row(**nothing, submitted_date=old, charge=10000, expected=5000),
        row(submitted_date=dt.date(2025, 7, 5), charge=1, expected=1),
        as_of=as_of,
    )
    # open: 300.00 + 100.00; sent in the last 90 days: 900.00
    assert value("days_in_ar_gross", made) == pytest.approx(40000 * 90 / 90000)
    assert value("days_in_ar_net", made) == pytest.approx(20000 * 90 / 45000)
    assert value("ar_over_90", made) == pytest.approx(25.0)
    assert value("ar_over_120", made) == pytest.approx(25.0)  # 121 days


def test_payer_lag_runs_from_receipt_and_else_from_submission():
    made = build(
        row(received_date=ANSWERED - dt.timedelta(10)),
        row(received_date=None, submitted_date=ANSWERED - dt.timedelta(20)),
        row(received_date=ANSWERED - dt.timedelta(30)),
        row(first_paid_date=None),
    )
    assert value("payer_lag_median", made) == 20
    assert value("payer_lag_p90", made) == pytest.approx(28)
    assert answer("payer_lag_median", made)["n"].to_pylist() == [3]


def test_codes_without_a_rate_are_listed_with_what_they_were_paid():
    made = build(
        row(),
        row(
            billed_code="20610",
            why_not="no_rate",
            confidence="cannot_price",
            expected=None,
            variance=None,
            allowed=4000,
        ),
        row(billed_code="J1885", confidence="default", allowed=500),
    )
    found = {r["code"]: r for r in view("no_rate_codes", made).to_pylist()}
    assert set(found) == {"20610", "J1885"}
    assert (found["20610"]["allowed"], found["20610"]["why_not"]) == (4000, "no_rate")
    assert found["J1885"]["why_not"] == "default"
    assert value("no_rate_lines", made) == 2
    assert value("no_rate_allowed", made) == 4500


def test_top_codes_are_the_smallest_set_that_reaches_eighty_percent():
    made = build(
        row(billed_code="A0001", allowed=50000),
        row(billed_code="A0002", allowed=25000, milliunits=2000),
        row(billed_code="A0003", allowed=15000),
        row(billed_code="A0004", allowed=10000),
    )
    found = view("top_codes", made).to_pylist()
    assert [r["code"] for r in found] == ["A0001", "A0002", "A0003"]
    assert [r["cumulative_share"] for r in found] == [50.0, 75.0, 90.0]
    assert found[1]["allowed_per_unit"] == 12500


def test_payers_are_ranked_by_what_is_at_stake_and_law_sets_some_rates():
    made = build(
        row(allowed=10000, month="2025-03"),
        row(allowed=9000, variance=-1000, underpaid=True, month="2025-04"),
        denied(month="2025-04", expected=6000),
        row(payer="Medicare", filing_code="MB", allowed=80000, month="2025-03"),
    )
    first, second = view("worth", made).to_pylist()
    # two months of data: a year is six times as much
    assert (first["payer"], first["allowed_yearly"], first["owed"], first["denied_yearly"]) == (
        "Acme",
        114000,
        1000,
        36000,
    )
    assert (first["rate_low"], first["rate_high"]) == (3420, 5700)
    assert (first["at_stake_low"], first["at_stake_high"]) == (1000 + 3420, 1000 + 5700 + 36000)
    assert second["set_by_law"]
    assert (second["rate_low"], second["rate_high"]) == (0, 0)
