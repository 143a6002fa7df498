"""Drugs by lists of the practice's own: the file, its faults, and what holds on which day."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contracts.reading import faults, first, read

from counteroffer.contracts.lists import OwnList, dated, read_list
from counteroffer.contracts.ratebook import compile_contract
from counteroffer.contracts.read import read_contract
from counteroffer.core.practice import Practice
from counteroffer.medicare.book import shipped

DAYS = [dt.date(2025, 1, 1) + dt.timedelta(days) for days in (0, 31, 90, 181)]


def write(path, text):
    path.write_text(text)
    return path


def test_prices_are_read_by_code_in_the_order_of_their_days(tmp_path):
    file = write(tmp_path / "l.csv", "code,date,price\nj1885,2025-07-01,$1.30\nJ1885,2025-01-01,1.234567\n\n")
    prices, found = read_list(file, "price")
    assert found == []
    assert prices == (("J1885", ((DAYS[0], 1_234_567), (DAYS[3], 1_300_000))),)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("code,price\nJ1885,1\n", 1, "columns code, date, price are due"),
        ("code,date,price\n", 1, "no row"),
        ("code,date,price\nJ18,2025-01-01,1\n", 2, "not a CPT or HCPCS code"),
        ("code,date,price\nJ1885,1/1/25,1\n", 2, "cannot be read"),
        ("code,date,price\nJ1885,open,1\n", 2, "not a day"),
        ("code,date,price\nJ1885,2025-01-01,1.2345678\n", 2, "at most six decimals"),
        ("code,date,price\nJ1885,2025-01-01,-1\n", 2, "is not an amount"),
        ("code,date,price\nJ1885,2025-01-01,x\n", 2, "is not an amount"),
        ("code,date,price\nJ1885,2025-01-01,1\nJ1885,2025-01-01,2\n", 3, "a second time"),
    ],
)
def test_each_fault_of_the_file_has_its_line_and_refuses_the_contract(tmp_path, text, place, words):
    file = write(tmp_path / "l.csv", text)
    _, found = read_list(file, "price")
    assert [(fault.segment, words in fault.says) for fault in found] == [(place, True)]
    assert any(words in fault.says for fault in faults(tmp_path, "{percent_of_list: 85, list: l.csv}"))


def test_a_list_that_is_not_named_or_not_there_is_told(tmp_path):
    assert "none ships" in faults(tmp_path, "{percent_of_list: 85}")[0].says
    assert "none ships" in faults(tmp_path, "{invoice_plus: 10}")[0].says
    assert "There is no price list" in faults(tmp_path, "{percent_of_list: 85, list: l.csv}")[0].says
    assert any("below 0" in fault.says for fault in faults(tmp_path, "{invoice_plus: -1, costs: l.csv}"))


def test_a_list_does_not_escalate(tmp_path):
    write(tmp_path / "l.csv", "code,date,price\nJ1885,2025-01-01,1\n")
    _, found = read(tmp_path, "{percent_of_list: 85, list: l.csv}", more=", escalator: {percent: 3, from: 2026-01-01}")
    assert any("no amount that could escalate" in fault.says for fault in found)


def test_an_invoice_pays_its_percent_and_its_dollars(tmp_path):
    write(tmp_path / "i.csv", "code,date,cost\nA4550,2025-01-01,3.333333\n")
    pays = first(tmp_path, "{invoice_plus: 10, dollars: 2.50, costs: i.csv}")
    assert (pays.basis, pays.percent, pays.more) == ("invoice_plus", 110_000, 25_000)
    assert pays.micro(3_333_333) == 6_166_666  # 3.333333 x 1.1 = 3.6666663, and 2.50


prices_drawn = st.lists(
    st.tuples(st.sampled_from(DAYS), st.integers(0, 10**10)), min_size=1, max_size=4, unique_by=lambda one: one[0]
).map(lambda found: tuple(sorted(found)))


@given(
    prices=prices_drawn,
    percent=st.integers(1, 200_000),
    more=st.integers(0, 10**6),
    days=st.tuples(st.sampled_from(DAYS), st.integers(0, 400), st.integers(0, 500)),
)
def test_on_every_day_the_newest_price_up_to_it_holds(prices, percent, more, days):
    since, length, after = days
    until, day = since + dt.timedelta(length), DAYS[0] + dt.timedelta(after)
    row = {"since": since, "until": until, "basis": "percent_of_list", "confidence": "exact"}
    made = list(dated(row, OwnList("percent_of_list", percent, more, ()), prices))
    live = [part for part in made if part["since"] <= day <= part["until"]]
    assert len(live) == (since <= day <= until)
    for part in live:
        known = [price for first_day, price in prices if first_day <= day]
        if not known:
            assert (part["basis"], part["micro"]) == ("unpriced", None)
            continue
        due = (Decimal(known[-1]) * percent / 100_000).quantize(Decimal(1), rounding=ROUND_HALF_UP) + more * 100
        assert (part["basis"], part["micro"], part["list_price"]) == ("percent_of_list", int(due), known[-1])


def test_a_code_that_the_list_does_not_have_falls_to_a_wider_term(tmp_path):
    write(tmp_path / "l.csv", "code,date,price\nJ1885,2025-01-01,1\n")
    (tmp_path / "c.yaml").write_text(
        "contract: a\npayer: A\nsince: 2025-01-01\nterms:\n"
        "  - {says: L, when: {codes: J0000-J9999}, pays: {percent_of_list: 85, list: l.csv}}\n"
        "  - {says: R, pays: {percent_of_charges: 40}}\n"
    )
    contract, _ = read_contract(tmp_path / "c.yaml")
    made = compile_contract(contract, shipped(), Practice(name="P"))
    assert made.findings == ()
    assert {row["code"] for row in made.rates.to_pylist()} == {"J1885", "*"}
