"""Money, quantities, codes and identifiers as people write them."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core.money import dollars
from counteroffer.ingest.tabular import values as v

CENTS = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("$1,234.50", 123450),
        ("(1,234.50)", -123450),
        ("($12.00)", -1200),
        ("12.00-", -1200),
        ("12.00 CR", -1200),
        ("-12", -1200),
        ("1,234", 123400),
        (" 7.5 ", 750),
        ("\u00a080.00", 8000),
        ("USD 3.10", 310),
        ("33.330000000000005", 3333),
        ("12.5000", 1250),
        ("0", 0),
        ("-0.00", 0),
    ],
)
def test_an_amount_is_read_however_it_is_written(text, cents):
    assert v.money(text) == cents


@pytest.mark.parametrize("text", ["", " ", "-", "--", "N/A", "null", "$ -", "#N/A"])
def test_a_cell_that_says_nothing_is_no_amount(text):
    assert v.money(text) is None


@pytest.mark.parametrize("text", ["abc", "12.345", "1.234,50", "1,23.4", "12/1", "1e5", "9" * 15])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match=r"amount|cent|bounds"):
        v.money(text)


@pytest.mark.parametrize(("text", "cents"), [("1.234,50", 123450), ("12,5", 1250), ("(1.000.000,00)", -(10**8))])
def test_a_decimal_comma_is_read_when_somebody_has_said_so(text, cents):
    assert v.money(text, comma=True) == cents


@given(CENTS)
def test_every_amount_comes_back_from_every_way_of_writing_it(cents):
    plain = f"{dollars(cents):,.2f}"
    bracketed = f"(${dollars(-cents):,.2f})" if cents < 0 else f"${plain}"
    swapped = plain.translate(str.maketrans(",.", ".,"))
    assert v.money(plain) == v.money(bracketed) == v.money(swapped, comma=True) == cents
    assert v.money(str(Decimal(cents) / 100)) == cents


@given(st.text(max_size=12))
def test_no_text_breaks_a_reader(text):
    for read in (v.money, v.quantity, v.count, v.percent, v.npi, v.tin, v.place_of_service, v.modifiers):
        with suppress(ValueError):
            read(text)
    for read in (v.code, v.code_modifiers, v.diagnoses, v.reason, v.reason_group, v.sequence, v.own_word):
        assert isinstance(read(text), str)


@pytest.mark.parametrize(
    ("text", "code", "modifiers"),
    [
        ("99213", "99213", ""),
        ("99213.0", "99213", ""),
        ("99213-25", "99213", "25"),
        ("99213 25 59", "99213", "25 59"),
        ("99213 - Office visit, established", "99213", ""),
        ("j1885", "J1885", ""),
        ("0042T", "0042T", ""),
        ("100", "00100", ""),
        ("1967.0", "01967", ""),
        ("NOSHOW", "NOSHOW", ""),
        ("LATE FEE 2025 X", "LATE FEE 202", ""),
        ("", "", ""),
    ],
)
def test_a_code_is_found_and_its_words_are_dropped(text, code, modifiers):
    assert (v.code(text), v.code_modifiers(text)) == (code, modifiers)


@pytest.mark.parametrize(
    ("text", "lost"), [("100", True), ("1999", True), ("99", False), ("2000", False), ("00100", False)]
)
def test_only_anesthesia_codes_are_taken_to_have_lost_zeros(text, lost):
    assert v.lost_zeros(text) is lost


@pytest.mark.parametrize(
    ("text", "read"), [("25", "25"), ("25,59", "25 59"), ("2559", "25 59"), ("rt-26", "RT 26"), ("", "")]
)
def test_modifiers_come_apart(text, read):
    assert v.modifiers(text) == read


def test_what_is_no_modifier_is_refused():
    with pytest.raises(ValueError, match="modifier"):
        v.modifiers("bilateral")


@pytest.mark.parametrize(("text", "read"), [("1", 1000), ("1.5", 1500), ("1,200", 1_200_000), ("", None), (".25", 250)])
def test_a_quantity_is_in_thousandths(text, read):
    assert v.quantity(text) == read


@pytest.mark.parametrize(
    ("text", "read"), [("72.5%", 72500), ("72.5", 72500), ("0.725", 72500), ("0.5%", 500), ("1", 100_000)]
)
def test_a_percentage_is_in_thousandths_of_a_percent(text, read):
    assert v.percent(text) == read


def test_an_npi_must_pass_its_check_digit():
    assert v.npi("1234567893.0") == "1234567893"  # the example of the NPI standard
    with pytest.raises(ValueError, match="NPI"):
        v.npi("1234567890")


@pytest.mark.parametrize(
    ("text", "group", "carc"),
    [
        ("CO-45", "CO", "45"), ("CO45", "CO", "45"), ("45", "", "45"), ("PR 1 - Deductible", "PR", "1"),
        ("B10", "", "B10"), ("CO-B7", "CO", "B7"), ("Contractual obligation", "CO", ""), ("no reason", "", ""),
        ("PR", "PR", ""), ("CO-045", "CO", "45"),
    ],
)  # fmt: skip
def test_a_reason_comes_apart_into_group_and_code(text, group, carc):
    assert (v.reason_group(text), v.reason(text)) == (group, carc)


def test_small_identifiers_are_mended():
    assert v.place_of_service("11 - Office") == "11"
    assert v.place_of_service("2") == "02"
    assert v.tin("12-3456789") == "123456789"
    assert v.tin("1234567") == "001234567"
    assert v.diagnoses("E11.9, I10; words") == "E119 I10"
    assert v.sequence("Primary Insurance") == "P"
    assert v.own_word("  Acme   Health ") == "Acme Health"
    assert v.own_word("1234.0") == "1234"
