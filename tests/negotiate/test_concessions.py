"""The concession ledger: totals add up in any order, and no give without a get."""

import random
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.clauses.worth import ONCE, YEARLY, Span, Worth
from counteroffer.negotiate.concessions import (
    ASKED,
    GIVEN,
    GOT,
    OFFERED,
    STATUSES,
    Concession,
    Ledger,
    of_worth,
    present_value,
    total,
)

cents = st.integers(-(10**9), 10**9)
spans = st.tuples(st.lists(cents, min_size=3, max_size=3).map(sorted), st.booleans()).map(
    lambda drawn: Span(drawn[0][0], None if drawn[1] else drawn[0][1], drawn[0][2])
)
entries = st.builds(
    Concession, key=st.sampled_from("abcdef"), says=st.just("s"), status=st.sampled_from(STATUSES), value=spans,
    unit=st.sampled_from([YEARLY, ONCE]), round=st.integers(0, 3),
)  # fmt: skip
ledgers = st.builds(
    Ledger, st.lists(entries, max_size=12).map(tuple), st.integers(1, 10), st.integers(0, 20_000)
)  # fmt: skip


def one(key, status, likely, **said):
    return Concession(key, f"about {key}", status, Span.sure(likely), **said)


def test_a_years_cents_for_three_years_at_five_percent_are_the_vector():
    assert present_value(100_000, 3, 5_000) == 272_325
    assert present_value(-100_000, 3, 5_000) == -272_325
    assert present_value(100_000, 3, 0) == 300_000


@given(cents, st.integers(1, 10), st.integers(0, 30_000))
def test_present_value_is_that_of_decimal_arithmetic(value, years, rate):
    factor = 1 / (1 + Decimal(rate) / 100_000)
    exact = sum((Decimal(value) * factor**year for year in range(1, years + 1)), Decimal(0))
    assert abs(present_value(value, years, rate) - exact.quantize(Decimal(1), ROUND_HALF_UP)) <= 1


@given(ledgers, st.randoms())
def test_the_order_of_entries_does_not_matter(ledger, rng):
    shuffled = list(ledger.entries)
    random.Random(rng.random()).shuffle(shuffled)
    again = Ledger(tuple(shuffled), ledger.years, ledger.discount)
    assert again.sums() == ledger.sums()
    assert again.balance() == ledger.balance()
    assert again.findings() == ledger.findings()


@given(ledgers)
def test_the_parts_add_up_to_the_whole(ledger):
    parts = [ledger.sums(status) for status in STATUSES]
    whole = ledger.sums()
    for name in ("yearly", "once", "present"):
        for end in ("low", "likely", "high"):
            assert sum(getattr(getattr(p, name), end) for p in parts) == getattr(getattr(whole, name), end)
    assert set(whole.unsure) == {key for p in parts for key in p.unsure}


@given(ledgers)
def test_totals_are_the_plain_sums_of_what_stands(ledger):
    standing = ledger.standing()
    assert [e.key for e in standing] == sorted({e.key for e in ledger.entries})
    yearly = [e.value for e in standing if e.unit == YEARLY]
    assert ledger.sums().yearly.low == sum(v.low for v in yearly)
    assert ledger.sums().yearly.likely == sum(v.low if v.likely is None else v.likely for v in yearly)
    assert ledger.sums().yearly.high == sum(v.high for v in yearly)
    assert all(e.round == max(o.round for o in ledger.entries if o.key == e.key) for e in standing)


def test_the_last_round_of_a_key_counts():
    ledger = Ledger((one("filing", ASKED, 500, round=1), one("filing", GOT, 300, round=2)))
    assert ledger.sums().yearly.likely == 300
    assert ledger.sums(ASKED).yearly.likely == 0
    assert ledger.balance().yearly.likely == 300


def test_one_currency_holds_what_comes_yearly_and_what_comes_once():
    sums = total([one("a", GOT, 100_000), one("b", GIVEN, -50_000, unit=ONCE)], 3, 5_000)
    assert (sums.yearly.likely, sums.once.likely, sums.present.likely) == (100_000, -50_000, 222_325)


def test_a_give_without_a_get_is_a_finding():
    alone = Ledger((one("lookback", GIVEN, -900),))
    (found,) = alone.findings()
    assert found.kind == "concession.give_without_get"
    assert found.cents == -900
    assert "lookback" in found.says


@pytest.mark.parametrize("status", [ASKED, OFFERED, GIVEN])
def test_a_give_for_what_is_not_got_yet_is_a_finding(status):
    ledger = Ledger((one("lookback", GIVEN, -900, against=("filing",)), one("filing", status, 1000)))
    assert "concession.give_without_get" in [f.kind for f in ledger.findings()]


def test_a_give_is_paid_for_by_a_get_linked_from_either_side():
    for give, get in ((("filing",), ()), ((), ("lookback",))):
        ledger = Ledger((one("lookback", GIVEN, -900, against=give), one("filing", GOT, 1000, against=get)))
        assert not ledger.findings()


def test_a_link_to_nothing_is_a_finding():
    ledger = Ledger().with_entry(one("rate", ASKED, 10, against=("speling",)))
    assert [f.kind for f in ledger.findings()] == ["concession.unknown"]


def test_a_valued_clause_becomes_an_entry_and_one_without_a_number_none():
    made = of_worth(Worth("lookback", "months 24", "months 12", -5, 0, 90, n=3), ASKED, round_=2, against=("rate",))
    assert (made.key, made.value, made.round, made.against) == ("lookback", Span(-5, 0, 90), 2, ("rate",))
    assert made.says == "lookback: months 24 -> months 12"
    assert of_worth(Worth("legal", "silent", "silent"), ASKED) is None
