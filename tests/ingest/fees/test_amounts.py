"""Amount cells as payers write them: money in exact cents, and each other thing by its name."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.ingest.fees.amounts import (
    BELOW,
    BY_REPORT,
    MONEY,
    NOTHING,
    PERCENT,
    UNKNOWN,
    looks_like_amount,
    read_amount,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("$1,234.50", 123_450), ("1234.5", 123_450), ("1,234", 123_400), ("$ 92.00", 9200), (".95", 95), ("$.95", 95),
        ("92.5*", 9250), ("USD 12.00", 1200), ("12.00 USD", 1200), ("1,234,567.89", 123_456_789), ("0", 0), ("7.", 700),
        ("\u00a092.00\u00a0", 9200), ("92.00 (1)", 9200),
    ],
)  # fmt: skip
def test_money_is_read_in_exact_cents(text, cents):
    assert (read_amount(text).kind, read_amount(text).cents) == (MONEY, cents)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", NOTHING), ("N/A", NOTHING), ("n/a", NOTHING), ("-", NOTHING), ("NC", NOTHING), ("Not Covered", NOTHING),
        ("BR", BY_REPORT), ("By report", BY_REPORT), ("IC", BY_REPORT), ("I.C.", BY_REPORT),
        ("Individual Consideration", BY_REPORT), ("60% of charges", PERCENT), ("60%", PERCENT),
        ("60.5 % of billed charges", PERCENT), ("80% of Medicare", UNKNOWN), ("1,23", UNKNOWN), ("1.2.3", UNKNOWN),
        ("12,34.50", UNKNOWN), ("see note", UNKNOWN), ("$", UNKNOWN), ("(12.50)", BELOW), ("-5.00", BELOW),
        ("$-5", BELOW), ("-$5.00", BELOW), ("5.00-", BELOW), ("(see note)", UNKNOWN), ("-x", UNKNOWN),
        ("12 each", UNKNOWN), (".", UNKNOWN),
    ],
)  # fmt: skip
def test_what_is_no_money_has_a_kind_and_a_reason(text, kind):
    read = read_amount(text)
    assert read.kind == kind
    assert read.cents == 0
    assert read.reason
    assert looks_like_amount(text) == (bool(text) and kind != UNKNOWN)


def test_a_percent_says_how_it_is_written_in_a_contract():
    assert read_amount("60.5% of charges").percent == 60_500
    assert "percent_of_charges: 60.5" in read_amount("60.5% of charges").reason


def test_zero_is_no_price():
    assert "zero" in read_amount("$0.00").reason
    assert not read_amount("0.01").reason


@given(st.decimals(0, 10**7, places=3))
def test_any_amount_with_commas_and_a_dollar_is_rounded_half_up_and_says_so(value):
    read = read_amount(f"${value:,.3f}")
    exact = (value * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert read.cents == int(exact)
    assert read.rounded == (exact != value * 100)


@given(st.text(max_size=12))
def test_any_text_at_all_is_read_without_an_error(text):
    assert read_amount(text).cents >= 0
