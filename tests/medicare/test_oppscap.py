"""The oracle: the amounts that CMS itself publishes for every locality (OPPSCAP), to the cent; the rest by cause."""

import csv
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import numpy as np
import pytest

from counteroffer.medicare.book import shipped
from counteroffer.medicare.formula import payment

FILE = Path(__file__).parents[3] / "shared/data/cms/2025D/OPPSCAP_Oct.csv"
YEAR = 2025


def _published():
    if not FILE.is_file():
        pytest.skip("the published OPPSCAP file is not beside this checkout")
    with FILE.open(newline="") as text:
        for row in csv.DictReader(text):
            clean = {(key or "").strip(): (value or "").strip() for key, value in row.items() if key}
            if clean["HCPCS"]:
                yield clean


def _compared(setting, price):
    """Compare every published row with the formula over the three 'used for OPPS' columns and the work RVU."""
    book = shipped()
    fees = {(r["code"], r["modifier"]): r for r in book.fees.to_pylist()}
    indices = {r["locality"]: (r["gpci_work"], r["gpci_pe"], r["gpci_mp"]) for r in book.localities.to_pylist()}
    causes = Counter()
    for row in _published():
        fee, gpcis = fees.get((row["HCPCS"], row["MOD"])), indices.get(row["CARRIER"] + row["LOCALITY"])
        if gpcis is None:
            causes["locality not in the GPCI file"] += 1
        elif fee is None:
            causes["code not in the fee file"] += 1
        else:
            one = tuple(np.array([fee[n]]) for n in ("work", f"opps_pe_{setting}", "opps_malpractice"))
            got = int(payment(one, gpcis, np.array([fee["conversion"]]))[0])
            equal = got == int(Decimal(row[price]) * 100)
            # a carrier sets the price of status C itself; where it takes the formula's, the amounts are equal too
            other = "carrier-priced" if row["PROCSTAT"] == "C" else "different"
            causes["equal" if equal else other] += 1
    return causes


def test_the_formula_gives_the_published_nonfacility_amounts_to_the_cent():
    causes = _compared("nonfacility", "NON-FACILTY PRICE")
    assert causes["equal"] >= 11_554
    assert causes["different"] == 0
    assert causes["code not in the fee file"] == 0
    # what is left has a cause: status C, which the carrier prices, and six localities that the GPCI file does not have
    assert causes == {"equal": 11_554, "carrier-priced": 3_706, "locality not in the GPCI file": 840}


def test_the_formula_gives_the_published_facility_amounts_to_the_cent():
    causes = _compared("facility", "FACILITY PRICE")
    assert causes["equal"] >= 11_554
    assert causes["different"] == 0


def test_the_vector_of_the_notes_is_met():
    # 1.30 x 1 + 1.30 x 0.95 + 0.10 x 0.80 = 2.615; x 33.4009 = 87.3433...
    rvus = tuple(np.array([n]) for n in (130, 130, 10))
    assert payment(rvus, (1000, 950, 800), np.array([334_009])).tolist() == [8734]


def test_a_half_cent_rounds_up_once_at_the_end():
    # 0.01 RVU x 1 x 0.5000 = half a cent
    zero = np.array([0])
    assert payment((np.array([1]), zero, zero), (1000, 1000, 1000), np.array([5000])).tolist() == [1]


@pytest.mark.parametrize("locality", ["0441231", "0111205", "0210201", "1320201", "0910299"])
def test_every_amount_in_five_localities_equals_an_independent_calculation_in_decimal(locality):
    book = shipped()
    if not book.has_locality(locality, YEAR):
        locality = book.localities["locality"][int(locality) % book.localities.num_rows].as_py()
    index = next(r for r in book.localities.to_pylist() if r["locality"] == locality)
    got = {(r["code"], r["modifier"], r["setting"]): r["amount"] for r in book.amounts(YEAR, locality).to_pylist()}
    gpci = {name: Decimal(index[f"gpci_{name}"]) / 1000 for name in ("work", "pe", "mp")}
    seen = 0
    for fee in book.fees.to_pylist():
        for setting in ("facility", "nonfacility"):
            units = (
                Decimal(fee["work"]) / 100 * gpci["work"]
                + Decimal(fee[f"pe_{setting}"]) / 100 * gpci["pe"]
                + Decimal(fee["malpractice"]) / 100 * gpci["mp"]
            )
            exact = units * Decimal(fee["conversion"]) / 10_000
            cents = int((exact * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
            due = cents if fee["status"] in ("A", "R", "T") and cents > 0 else None
            assert got.get((fee["code"], fee["modifier"], setting)) == due
            seen += due is not None
    assert seen == len(got)
    assert seen > 15_000
