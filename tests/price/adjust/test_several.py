"""Several procedures of a day: ranked by their fee, each pays its rank's percent."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.price.rows import DAY, line, price, ranks, rate, rest, rule

FEES = {"10001": 80000, "10002": 60000, "10003": 50000, "10004": 30000, "10005": 20000}
RATES = [rate(code=code, rate=fee) for code, fee in FEES.items()]
HALF = ranks(100_000, 50_000, 50_000, 50_000, 50_000)
RANKED = dict.fromkeys(FEES, "2")


def day(*codes, **said):
    """One patient's lines of one day."""
    return [
        line(
            i, billed_code=code, code=code, claim="C1", line=i, patient_key="p1", billing_tin="T", charge=900000, **said
        )
        for i, code in enumerate(codes, 1)
    ]


def expected(lines, rules=HALF, procedures=RANKED, rates=RATES):
    return [found["expected"] for found in price(lines, rates, rules=rules, procedures=procedures)]


def test_the_dearest_pays_in_full_and_the_others_half():
    assert sum(expected(day(*FEES))) == 160_000  # 800 + 300 + 250 + 150 + 100 = 1,600.00 of 2,400.00
    assert expected(day("10005", "10001", "10003")) == [10000, 80000, 25000]


def test_the_vector_of_the_notes_holds():
    assert sum(expected(day("10001", "10002", "10003", "10004", "10005"))) == 160_000


def test_one_procedure_alone_is_paid_in_full():
    (found,) = price(day("10004"), RATES, rules=HALF, procedures=RANKED)
    assert (found["expected"], found["rank"]) == (30000, 1)


@pytest.mark.parametrize(
    "apart",
    [
        {"patient_key": "p2"},
        {"service_date": DAY + dt.timedelta(1)},
        {"billing_tin": "other"},
        {"sequence": "S"},
    ],
)
def test_what_is_of_another_patient_day_tin_or_sequence_is_ranked_apart(apart):
    one, other = day("10001", "10002")
    assert expected([one, other | apart]) == [80000, 60000]


def test_claims_of_one_day_are_ranked_together_and_unknown_patients_by_claim():
    one, other = day("10001", "10002")
    assert expected([one, other | {"claim": "C2"}]) == [80000, 30000]
    nobody = [row | {"patient_key": ""} for row in (one, other)]
    assert expected(nobody) == [80000, 30000]
    assert expected([nobody[0], nobody[1] | {"claim": "C2"}]) == [80000, 60000]


def test_codes_that_the_rule_does_not_name_take_no_rank():
    assert expected(day("10002", "10001"), procedures={"10001": "0", "10002": "2"}) == [60000, 80000]
    assert expected(day("10002", "10001"), procedures={"10002": "2"}) == [60000, 80000]
    both = ranks(100_000, 50_000, indicators="2 3")
    assert expected(day("10002", "10001"), both, {"10001": "3", "10002": "2"}) == [30000, 80000]


def test_bilateral_procedures_are_ranked_after_their_150_percent():
    one, other = day("10002", "10003")
    rules = [*HALF, rule("50", 150_000)]
    assert expected([one, other | {"mod1": "50"}], rules) == [30000, 75000]


def test_units_take_a_rank_each():
    one, other = day("10002", "10003")
    assert expected([one | {"milliunits": 2000}, other]) == [90000, 25000]  # 600 + 300; 250


def test_a_rank_beyond_the_rule_is_by_report():
    found = price(day("10001", "10002", "10003"), RATES, rules=ranks(100_000, 50_000, most=2), procedures=RANKED)
    assert [f["why_not"] for f in found] == ["", "", "by_report"]
    assert (found[2]["expected"], found[2]["confidence"]) == (None, "cannot_price")


def test_parts_of_a_unit_cannot_be_ranked():
    (found,) = price(day("10001", milliunits=1500), RATES, rules=HALF, procedures=RANKED)
    assert found["why_not"] == "by_report"


def test_what_is_finally_denied_takes_no_rank_from_what_is_paid():
    one, other = day("10001", "10002")
    assert expected([one | {"outcome": "denied"}, other]) == [40000, 60000]


def test_without_a_rule_nothing_is_ranked_and_51_is_not_priced():
    one, other = day("10001", "10002")
    found = price([one, other | {"mod1": "51"}], RATES, procedures=RANKED)
    assert [f["expected"] for f in found] == [80000, None]


def test_percents_of_charges_and_unpriced_lines_take_no_rank():
    one, other = day("10001", "99999")
    assert expected([one, other], procedures=RANKED | {"99999": "2"}, rates=[*RATES, rest(40_000)]) == [80000, 360000]


def test_the_lesser_of_is_taken_after_the_rank():
    one, other = day("10001", "10002")
    rates = [row | {"lesser_of": True} for row in RATES]
    assert expected([one, other | {"charge": 25000}], rates=rates) == [80000, 25000]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    drawn=st.lists(
        st.tuples(st.sampled_from(sorted(FEES)), st.integers(1, 3), st.sampled_from("pq")), min_size=1, max_size=9
    )
)
def test_ranks_agree_with_pencil_and_paper(drawn):
    lines = [
        line(i, billed_code=code, milliunits=units * 1000, patient_key=patient, billing_tin="T", charge=10**7)
        for i, (code, units, patient) in enumerate(drawn, 1)
    ]
    rules = ranks(100_000, 50_000, 25_000)
    percents = [Decimal(1), Decimal("0.5"), *[Decimal("0.25")] * 100]
    wanted = {}
    for patient in "pq":
        own = sorted(
            (row for row in lines if row["patient_key"] == patient),
            key=lambda r: (-FEES[r["billed_code"]], r["line_id"]),
        )
        taken = 0
        for row in own:
            units = row["milliunits"] // 1000
            fee = Decimal(FEES[row["billed_code"]])
            paid = [(fee * p).quantize(Decimal(1), ROUND_HALF_UP) for p in percents[taken : taken + units]]
            taken += units
            wanted[row["line_id"]] = int(sum(paid))
    found = price(lines, RATES, rules=rules, procedures=RANKED)
    assert {f["line_id"]: f["expected"] for f in found} == wanted
