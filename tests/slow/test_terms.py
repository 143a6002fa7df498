"""The slow reading of which term wins judges the compiler: hypothesis draws contracts, both agree on every code."""

import datetime as dt

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from counteroffer.contracts.ratebook import compile_contract
from counteroffer.contracts.terms import Contract, PercentOfCharges, PercentOfMedicare, RateTerm, When
from counteroffer.core.practice import Practice
from counteroffer.core.tables import MEDICARE_FEES
from counteroffer.medicare.book import MedicareBook, shipped
from tests.slow.terms import winner

IN_MEDICARE = range(10_002, 10_020)
KNOWN = range(10_000, 10_025)
KINDS = {
    "medicare": PercentOfMedicare(100_000, 2025, "0441231"),
    "gone": PercentOfMedicare(100_000, 2031, "0441231"),
    "charges": PercentOfCharges(40_000),
}


def small_book():
    """Medicare with 25 codes, all known, 18 of them priced."""
    template = next(row for row in shipped().fees.to_pylist() if row["code"] == "99213")
    rows = [template | {"code": str(c), "status": "A" if c in IN_MEDICARE else "X"} for c in KNOWN]
    return MedicareBook(
        pa.Table.from_pylist(rows, schema=MEDICARE_FEES.schema),
        shipped().localities,
        shipped().zips,
    )


BOOK = small_book()
span = st.tuples(st.integers(10_000, 10_024), st.integers(10_000, 10_024)).map(lambda pair: tuple(sorted(pair)))
terms_drawn = st.lists(st.tuples(st.lists(span, max_size=2), st.sampled_from(list(KINDS))), min_size=1, max_size=5)


@given(terms=terms_drawn)
@settings(max_examples=300, deadline=None)
def test_both_readings_name_the_same_term_for_every_code(terms):
    made = tuple(
        RateTerm("t", When(tuple((str(a), str(b)) for a, b in spans)), KINDS[kind], lesser_of=False)
        for spans, kind in terms
    )
    contract = Contract("c", "1", "P", (), dt.date(2025, 1, 1), terms=made)
    rows = compile_contract(contract, BOOK, Practice(name="P")).rates.to_pylist()
    priced = {row["code"]: row["term_id"] for row in rows if (row["modifier"], row["setting"]) == ("", "facility")}
    rest = next((row["term_id"] for row in rows if row["code"] == "*"), None)
    for code in KNOWN:
        due = winner(terms, code, IN_MEDICARE)
        got = priced.get(str(code), rest)
        assert got == (None if due in (None, "gone") else f"c/1#{due}"), (code, terms)
