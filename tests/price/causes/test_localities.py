"""Other localities are suspected when their amounts, worked out here by the published formula, meet many lines."""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from counteroffer.medicare.book import shipped
from counteroffer.price.causes.localities import narrowed, suspects

CODES = ("99213", "99214", "20610", "93000")
BEAUMONT, OURS = "0441220", "0441299"


@pytest.fixture(scope="module")
def book():
    return narrowed(shipped(), CODES)


def by_hand(book, code, locality, percent):
    """Sum units x index, times the factor, to the cent; then the percent, to the cent."""
    fee = next(f for f in book.fees.to_pylist() if (f["code"], f["modifier"], f["year"]) == (code, "", 2025))
    place = next(p for p in book.localities.to_pylist() if (p["locality"], p["year"]) == (locality, 2025))
    units = [("work", "gpci_work"), ("pe_nonfacility", "gpci_pe"), ("malpractice", "gpci_mp")]
    total = sum(Decimal(fee[unit]) / 100 * Decimal(place[index]) / 1000 for unit, index in units)
    cents = (total * Decimal(fee["conversion"]) / 10_000).quantize(Decimal("0.01"), ROUND_HALF_UP) * 100
    return int((cents * percent / 100).quantize(Decimal(1), ROUND_HALF_UP))


def row(book, code, locality, lines=2, payer="Acme"):
    percent = 115
    allowed = by_hand(book, code, locality, percent)
    key = {"payer": payer, "year": 2025, "code": code, "modifier": "", "setting": "nonfacility"}
    return key | {"percent": percent * 1000, "allowed": allowed, "lines": lines}


def test_a_locality_that_meets_enough_lines_and_codes_is_suspected(book):
    assert suspects(book, [row(book, code, BEAUMONT) for code in CODES[:3]]) == [BEAUMONT]


def test_too_few_codes_or_lines_or_too_small_a_share_are_chance(book):
    assert suspects(book, [row(book, code, BEAUMONT, 50) for code in CODES[:2]]) == []
    assert suspects(book, [row(book, code, BEAUMONT, 1) for code in CODES[:3]]) == []
    rest = row(book, "99213", BEAUMONT, 900) | {"allowed": 1}
    assert suspects(book, [*(row(book, code, BEAUMONT) for code in CODES[:3]), rest]) == []


def test_payers_are_looked_at_one_by_one(book):
    mixed = [
        row(book, code, BEAUMONT, 2, payer) for code, payer in zip(CODES, ("Acme", "Blue", "Acme", "Blue"), strict=True)
    ]
    assert suspects(book, mixed) == []


def test_a_year_that_is_not_loaded_suspects_nobody(book):
    assert suspects(book, [row(book, code, BEAUMONT) | {"year": 1999} for code in CODES]) == []
