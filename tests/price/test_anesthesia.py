"""Anesthesia: base units, time and physical status times dollars for a unit, worked by hand."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counteroffer.contracts.anesthesia import BASES
from counteroffer.price.anesthesia import counted
from counteroffer.price.base_sentence import anesthesia_sentence
from tests.price.rows import line, price, procedure, ranks, rate, rest, rule
from tests.slow.pricer import of_anesthesia

MEDICALLY_DIRECTED = [
    rule("AA", 100_000),
    *(rule(key, 50_000) for key in ("QK", "QX", "QY")),
    rule("QZ", 100_000),
    rule("AD", None),
]


def book(dollars="75", base=7, **said):
    micro = int(Decimal(dollars) * 1_000_000)
    row = {"basis": "anesthesia", "code": "00400", "base_units": base * 1000, "minutes_per_unit": 15}
    row |= {"round_time": "tenth", "micro": micro, "rate": (micro + 5000) // 10_000, "factor": micro // 100}
    return rate(**row | said)


def minutes(n, **said):
    return line(**{"billed_code": "00400", "unit_basis": "MJ", "milliunits": n * 1000, "charge": 500_000} | said)


def expected(asked, made, **given_):
    (found,) = price([asked], [made], **given_)
    return found["expected"], found["why_not"]


@pytest.mark.parametrize(
    ("made", "time", "due"),
    [
        # 129 / 15 = 8.6; 7 + 8.6 = 15.6; x 75 = 1,170.00
        (book("75"), 129, 117_000),
        # 117 / 15 = 7.8; 14.8 x 20.4976 = 303.36448
        (book("20.4976"), 117, 30_336),
        # 127 / 15 = 8.4667: 8.5, 9, 8 and itself; at $60 with base 5: 13.5, 14, 13 and 13.4667 units
        (book("60", 5), 127, 81_000),
        (book("60", 5, round_time="up"), 127, 84_000),
        (book("60", 5, round_time="nearest"), 127, 78_000),
        (book("60", 5, round_time="none"), 127, 80_800),
        # 120 / 15 = 8 exactly: up stays 8
        (book("60", 5, round_time="up"), 120, 78_000),
        # 131 / 10 = 13.1; 18.1 x 60
        (book("60", 5, minutes_per_unit=10), 131, 108_600),
        # half-up: 3 / 60 = 0.05 is 0.1; (0 + 0.1) x 10
        (book("10", 0, minutes_per_unit=60), 3, 100),
    ],
)
def test_units_of_base_and_time_are_paid_as_worked_by_hand(made, time, due):
    assert expected(minutes(time), made) == (due, "")


def test_minutes_are_time_and_no_number_of_services():
    (found,) = price([minutes(129)], [book()])
    assert (found["expected"], found["contracted"], found["rate"]) == (117_000, 117_000, 7_500)


@pytest.mark.parametrize("basis", ["UN", "", "F2", "DA"])
def test_a_line_that_does_not_say_minutes_is_never_guessed(basis):
    assert expected(minutes(9, unit_basis=basis), book()) == (None, "not_minutes")


def test_other_ways_to_pay_do_not_ask_what_the_units_count():
    assert expected(line(unit_basis=""), rate()) == (10_000, "")


@pytest.mark.parametrize(("status", "due"), [("P1", 117_000), ("P3", 124_500), ("P4", 132_000), ("P5", 139_500)])
def test_physical_status_adds_the_units_that_the_contract_says(status, due):
    assert expected(minutes(129, mod2=status), book(physical_status="001230")) == (due, "")
    assert expected(minutes(129, mod2=status), book()) == (117_000, "")


@pytest.mark.parametrize(
    ("modifier", "due"),
    [("AA", 117_000), ("QK", 58_500), ("QX", 58_500), ("QY", 58_500), ("QZ", 117_000)],
)
def test_who_gave_and_who_directed_the_anesthesia_goes_by_the_contracts_adjustments(modifier, due):
    assert expected(minutes(129, mod1=modifier), book(), rules=MEDICALLY_DIRECTED) == (due, "")


def test_supervision_of_more_than_four_is_priced_by_hand_and_an_unsaid_modifier_not_at_all():
    assert expected(minutes(129, mod1="AD"), book(), rules=MEDICALLY_DIRECTED) == (None, "modifier")
    assert expected(minutes(129, mod1="QK"), book()) == (None, "modifier")


def test_anesthesia_is_not_ranked_among_several_procedures():
    day = {"patient_key": "p", "billing_tin": "t"}
    lines = [minutes(129, **day), line(2, billed_code="20610", **day), line(3, billed_code="20600", **day)]
    rates = [book(), rate(code="20610", rate=20_000), rate(code="20600", rate=10_000)]
    kinds = [procedure(code, "2") for code in ("00400", "20610", "20600")]
    found = price(lines, rates, rules=ranks(100_000, 50_000), procedures=kinds)
    assert [(row["rank"], row["expected"]) for row in found] == [(0, 117_000), (1, 20_000), (2, 5_000)]


def test_the_lesser_of_rate_and_charge_is_of_the_whole_line():
    assert expected(minutes(129, charge=100_000), book(lesser_of=True)) == (100_000, "")


def test_a_code_without_base_units_is_not_left_to_the_rest_of_the_contract():
    bare = rate(code="00400", basis="unpriced", rate=None, confidence="cannot_price")
    (found,) = price([minutes(129)], [bare, rest()])
    assert (found["expected"], found["why_not"], found["term_id"]) == (None, "no_rate", "acme/1#1")


def test_a_rate_holds_on_its_own_days():
    books = [book(until=dt.date(2025, 3, 3)), book("80", since=dt.date(2025, 3, 4))]
    (found,) = price([minutes(129)], books)
    assert found["expected"] == 124_800  # 15.6 x 80


ways = st.fixed_dictionaries(
    {
        "minutes_per_unit": st.integers(1, 60),
        "round_time": st.sampled_from(["tenth", "up", "nearest", "none"]),
        "physical_status": st.sampled_from(["", "001230", "123456"]),
        "lesser_of": st.booleans(),
        "micro": st.integers(1, 10**9),
        "base_units": st.integers(0, 30_000),
    }
)
drawn_minutes = st.fixed_dictionaries(
    {
        "milliunits": st.integers(1, 1_500_000) | st.integers(1, 1500).map(lambda n: n * 1000),
        "mod1": st.sampled_from(["", "P1", "P3", "P5", "P6", "QS"]),
        "mod2": st.sampled_from(["", "", "P4", "59"]),
    }
)


@given(rates=st.lists(ways, min_size=1, max_size=8), drawn=st.lists(drawn_minutes, min_size=80, max_size=80))
@settings(max_examples=40, deadline=None)
def test_both_pricers_agree_on_anesthesia_to_the_cent(rates, drawn):
    books = [book(code=f"{400 + i:05}", **said) for i, said in enumerate(rates)]
    lines = [line(i, unit_basis="MJ", charge=90_000, billed_code=books[i % len(books)]["code"], **said)
             for i, said in enumerate(drawn, 1)]  # fmt: skip
    for asked, found in zip(lines, price(lines, books), strict=True):
        made = next(row for row in books if row["code"] == asked["billed_code"])
        due = of_anesthesia(asked, made)
        due = min(due, Decimal(900)) if made["lesser_of"] else due
        assert Decimal(found["expected"]) / 100 == due


@given(said=ways, asked=drawn_minutes)
def test_the_units_that_are_told_are_the_ones_that_are_paid(said, asked):
    made, row = book(**said), minutes(1, **asked)
    told = Decimal(sum(counted(row, made))) / 1000
    paid = (told * made["micro"] / 1_000_000).quantize(Decimal("0.01"), ROUND_HALF_UP)
    off = Decimal(made["micro"]) / 10**9 + Decimal("0.01") if made["round_time"] == "none" else 0
    assert abs(paid - of_anesthesia(row, made)) <= off


def test_the_sentence_names_base_minutes_units_and_dollars():
    assert anesthesia_sentence(minutes(129, mod2="P3") | {"begun": 124_500}, book(physical_status="001230")) == (
        "7 base units + 8.6 of time (129 minutes / 15, rounded to one decimal) + 1 of physical status = 16.6 units; "
        "at $75.00 for one that is $1,245.00."
    )
    of_medicare = book("24.54", basis="percent_of_anesthesia", percent=120_000, factor=204_500,
                       medicare_year=2025, medicare_locality="0111254", round_time="none")  # fmt: skip
    assert anesthesia_sentence(minutes(129) | {"begun": 38_282}, of_medicare) == (
        "7 base units + 8.6 of time (129 minutes / 15, not rounded) = 15.6 units; at $24.54 (120% of Medicare's factor "
        "of $20.45, 2025 in locality 0111254) for one that is $382.82."
    )


def test_every_basis_of_anesthesia_is_priced_by_time():
    for basis in BASES:
        assert expected(minutes(129), book(basis=basis)) == (117_000, "")
        assert expected(minutes(129, unit_basis="UN"), book(basis=basis)) == (None, "not_minutes")
