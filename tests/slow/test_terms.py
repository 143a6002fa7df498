"""The slow reading of which term wins judges the compiler: hypothesis draws contracts, both agree on every code."""

import datetime as dt

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from counteroffer.contracts.ratebook import compile_contract
from counteroffer.contracts.terms import ByHand, Contract, PercentOfCharges, PercentOfMedicare, RateTerm, When
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
    "by_hand": ByHand(),
}


def small_book():
    """Medicare with 25 codes, all known, 18 of them priced."""
    template = next(row for row in shipped().fees.to_pylist() if row["code"] == "99213")
    rows = [template | {"code": str(c), "status": "A" if c in IN_MEDICARE else "X"} for c in KNOWN]
    fees = pa.Table.from_pylist(rows, schema=MEDICARE_FEES.schema)
    return MedicareBook(fees, shipped().localities, shipped().zips)


BOOK = small_book()
CODES = range(10_000, 10_030)
"""The last five no book knows."""
span = st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)).map(lambda pair: tuple(sorted(pair)))
single = st.sampled_from(CODES).map(lambda code: (code, code))
terms_drawn = st.lists(
    st.tuples(st.lists(span | single, max_size=2), st.sampled_from(list(KINDS))), min_size=1, max_size=5
)


@given(terms=terms_drawn)
@settings(max_examples=300, deadline=None)
def test_both_readings_name_the_same_term_for_every_code(terms):
    made = tuple(
        RateTerm("t", When(tuple((str(a), str(b)) for a, b in spans)), KINDS[kind], lesser_of=False)
        for spans, kind in terms
    )
    contract = Contract("c", "1", "P", (), dt.date(2025, 1, 1), terms=made)
    billed = [str(code) for code in CODES]
    rows = compile_contract(contract, BOOK, Practice(name="P"), billed).rates.to_pylist()
    own = {row["code"]: row for row in rows if (row["modifier"], row["setting"]) in {("", "facility"), ("*", "*")}}
    for code in CODES:
        due, got = winner(terms, code, IN_MEDICARE), own.get(str(code), own.get("*"))
        if due is None:
            assert got is None, (code, terms)
        elif due in {"gone", "by_hand"}:
            assert got["basis"] == due.replace("gone", "unpriced"), (code, terms)
        else:
            assert (got["term_id"], got["confidence"] == "cannot_price") == (f"c/1#{due}", False), (code, terms)
