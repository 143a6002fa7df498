"""Peers' rates: the closest row of every other payer, and percentiles beside numpy's."""

from datetime import date

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core import tables
from counteroffer.negotiate.levers import PEERS
from counteroffer.negotiate.peers import peers, percentile, preferred, rates_by_payer

OFFICE = ("99213", "", "nonfacility")
HOSPITAL = ("99213", "", "facility")
READ = ("73721", "26", "facility")


def rate(payer, code, cents, **more):
    row = {column.name: None if column.null else "" for column in tables.RATES.columns}
    return row | {
        "contract": payer, "version": "1", "payer": payer, "since": date(2026, 1, 1), "until": date(9999, 12, 31),
        "code": code, "modifier": "", "setting": "nonfacility", "basis": "fee_schedule", "rate": cents,
        "confidence": "exact", "lesser_of": False,
    } | more  # fmt: skip


def found(*rows, keys=(OFFICE, HOSPITAL, READ)):
    return rates_by_payer(pa.Table.from_pylist(list(rows), schema=tables.RATES.schema), keys)


def test_each_payer_has_its_own_rate_for_code_modifier_and_setting():
    assert found(
        rate("Acme", "99213", 9_000), rate("Blue", "99213", 9_500), rate("Blue", "99213", 7_000, setting="facility"),
        rate("Blue", "73721", 12_000, modifier="26", setting="facility"),
    ) == {
        "Acme": {OFFICE: 90_000_000},
        "Blue": {OFFICE: 95_000_000, HOSPITAL: 70_000_000, READ: 120_000_000},
    }  # fmt: skip


def test_a_row_for_any_setting_or_modifier_reaches_what_no_closer_row_does():
    told = found(
        rate("Acme", "99213", 8_000, setting="*"), rate("Acme", "99213", 9_000),
        rate("Acme", "73721", 11_000, modifier="*", setting="*"),
    )  # fmt: skip
    assert told == {"Acme": {OFFICE: 90_000_000, HOSPITAL: 80_000_000, READ: 110_000_000}}


def test_what_is_no_rate_of_one_unit_is_not_compared():
    told = found(
        rate("Acme", "99213", None, basis="percent_of_charges"), rate("Blue", "99213", 9_000, basis="case_rate"),
        rate("Cedar", "99213", 0), rate("Dune", "99213", 9_000, site="0441209"),
        rate("Elm", "99213", 9_000, basis="anesthesia"),
    )  # fmt: skip
    assert told == {}


def test_rates_finer_than_a_cent_are_taken_as_fine_as_they_are():
    assert found(rate("Acme", "J1885", 43, micro=432_100), keys=[("J1885", "", "nonfacility")]) == {
        "Acme": {("J1885", "", "nonfacility"): 432_100}
    }


def test_a_payer_with_rates_by_product_counts_once_by_their_mean():
    told = found(rate("Acme", "99213", 9_000, exhibit="hmo"), rate("Acme", "99213", 10_001, exhibit="ppo"))
    assert told["Acme"][OFFICE] == 95_005_000


def test_percentiles_need_two_payers_and_name_them():
    rates = {"Acme": {OFFICE: 90_000_000, READ: 1}, "Blue": {OFFICE: 100_000_000}, "Cedar": {OFFICE: 120_000_000}}
    (row,) = peers(rates, "other payers, 2026").to_pylist()
    assert (row["code"], row["n"], row["source"]) == ("99213", 3, "3 other payers, 2026")
    assert [row[f"p{p}"] for p in (25, 50, 75, 90)] == [95_000_000, 100_000_000, 110_000_000, 116_000_000]


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=12), st.sampled_from([0, 25, 50, 75, 90, 100]))
def test_a_percentile_is_numpys_to_the_rounding(values, percent):
    assert abs(percentile(values, percent) - np.percentile(values, percent)) <= 0.5 + 1e-4


def test_a_market_book_stands_before_the_own_payers_for_the_codes_that_it_names():
    def book(source, *keys):
        told = dict.fromkeys(("p25", "p50", "p75", "p90"), 1) | {"n": 2, "source": source}
        rows = [dict(zip(("code", "modifier", "setting"), key, strict=True)) | told for key in keys]
        return pa.Table.from_pylist(rows, schema=PEERS)

    both = preferred(book("market", OFFICE), book("own", OFFICE, READ)).to_pylist()
    assert [(row["code"], row["source"]) for row in both] == [("99213", "market"), ("73721", "own")]
