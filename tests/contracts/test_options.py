"""Medicare reckoned otherwise: sequestration, incentives, indices and factors, against sums in Decimal."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contracts.reading import faults, first

from counteroffer.contracts.options import SHARES, OwnIndices, Settled
from counteroffer.contracts.terms import ConversionFactor, PercentOfMedicare, PercentOfSchedule
from counteroffer.medicare.book import Own, shipped

AUSTIN = 'locality: "0441231"'


def test_a_hundred_with_twenty_of_coinsurance_becomes_98_40():
    assert Settled(sequestration=2000).rounded(10_000, 1) == 9840


def test_taken_of_all_that_is_allowed_it_becomes_98():
    assert Settled(sequestration=2000, share=SHARES["allowed"]).rounded(10_000, 1) == 9800


@given(
    cents=st.integers(0, 10**8),
    percent=st.integers(1, 10**6),
    incentive=st.integers(-99_999, 100_000),
    sequestration=st.integers(0, 100_000),
    share=st.sampled_from(list(SHARES.values())),
)
def test_percent_incentive_and_sequestration_are_multiplied_and_rounded_once(
    cents, percent, incentive, sequestration, share
):
    exact = Decimal(cents) * percent / 100_000 * (1 + Decimal(incentive) / 100_000)
    exact *= 1 - Decimal(sequestration) / 100_000 * share / 100_000
    due = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert Settled(incentive, sequestration, share).rounded(cents * percent, 100_000) == due


def test_what_is_done_is_said_and_nothing_where_nothing_is():
    assert Settled(3000, 2000).said() == "+3% incentive, -2% sequestration of its 80% that the payer pays"
    assert Settled(0, 2000, SHARES["allowed"]).said() == "-2% sequestration of all of it"
    assert not Settled().said()


def test_indices_are_the_contracts_own_or_at_least_its_floor():
    published = (990, 903, 947)
    assert OwnIndices().of(published) == published
    assert OwnIndices(work_floor=1000, expense_floor=800).of(published) == (1000, 903, 947)
    assert OwnIndices(work=985, expense=970).of(published) == (985, 970, 947)
    assert OwnIndices(work=985).of(None) is None


@pytest.mark.parametrize("locality", ["0441231", "0210201", "0441220"])
def test_every_amount_by_other_indices_and_another_factor_equals_a_sum_in_decimal(locality):
    book, own = shipped(), Own((985, 970, 900), 334_000)
    rows = book.amounts(2025, locality, capped=False, own=own).to_pylist()
    got = {(row["code"], row["modifier"], row["setting"]): row["amount"] for row in rows}
    seen = 0
    for fee in book.fees.to_pylist():
        for setting in ("facility", "nonfacility"):
            units = (
                Decimal(fee["work"]) / 100 * Decimal("0.985")
                + Decimal(fee[f"pe_{setting}"]) / 100 * Decimal("0.970")
                + Decimal(fee["malpractice"]) / 100 * Decimal("0.900")
            )
            cents = int((units * Decimal("33.40") * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
            if fee["status"] in {"A", "R", "T"} and cents:
                assert got[fee["code"], fee["modifier"], setting] == cents
                seen += 1
    assert seen == len(got) > 15_000


def test_a_contracts_own_factor_leaves_what_is_published_as_it_is():
    book = shipped()
    before = book.amounts(2025, "0441231")
    assert not book.amounts(2025, "0441231", own=Own(factor=1)).equals(before)
    assert book.amounts(2025, "0441231").equals(before)


def test_every_key_of_them_is_read(tmp_path):
    said = "medicare_factor: {2025: 32.3465, 2026: 33.40}, work_index: 0.985, expense_floor: 1.0, incentive: -9"
    pays = first(
        tmp_path, f"{{percent_of_medicare: 100, {said}, sequestration: 2, sequestration_of: allowed, round: line}}"
    )
    assert pays == PercentOfMedicare(
        100_000, None, "", factors=((2025, 323_465), (2026, 334_000)), indices=OwnIndices(985, None, None, 1000),
        settled=Settled(-9000, 2000, 100_000), by_line=True,
    )  # fmt: skip
    pays = first(tmp_path, f"{{conversion_factor: 50, {AUSTIN}, work_floor: 1.0, sequestration: 2, round: unit}}")
    assert pays == ConversionFactor(
        500_000, None, "0441231", indices=OwnIndices(work_floor=1000), settled=Settled(0, 2000)
    )
    pays = first(tmp_path, "{percent_of_drugs: 106, sequestration: 2}")
    assert pays == PercentOfSchedule(106_000, "drugs", settled=Settled(0, 2000))
    assert first(tmp_path, "{percent_of_medicare: 100, medicare_factor: 33.4}").factors == ((0, 334_000),)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("percent_of_medicare: 100, sequestration_of: payment", "not how much it is"),
        ("percent_of_medicare: 100, sequestration: 120", "is not a percent from 0 to 100"),
        ("percent_of_medicare: 100, sequestration: 2, sequestration_of: paid", "neither payment nor allowed"),
        ("percent_of_medicare: 100, incentive: -100", "is not a percent above -100"),
        ("percent_of_medicare: 100, work_floor: no", "the index with its floor"),
        ("percent_of_medicare: 100, work_floor: 1.0, work_index: 0.9", "say one thing"),
        ("percent_of_medicare: 100, work_index: 9.9999", "is not an index"),
        ("percent_of_medicare: 100, medicare_factor: 0", "is not an amount above 0"),
        ("percent_of_medicare: 100, medicare_factor: {service: 33}", "is not a year"),
        ("percent_of_medicare: 100, round: claim", "neither unit nor line"),
        ("conversion_factor: 50, geographic: no, work_index: 0.9", "nothing to national units"),
        ("conversion_factor: 50, medicare_factor: 33", "means nothing to conversion_factor"),
        ("percent_of_labs: 90, sequestration: 2", "means nothing to percent_of_labs"),
        ("fee_schedule: x.csv, incentive: 2", "means nothing to fee_schedule"),
    ],
)
def test_a_fault_in_them_is_told_at_its_line(tmp_path, said, words):
    (fault, *_) = [fault for fault in faults(tmp_path, f"{{{said}}}") if words in fault.says]
    assert fault.segment == 5
    assert fault.mend
