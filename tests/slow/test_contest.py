"""The winner that is told is the one that is priced, on every line of drawn contracts."""

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counteroffer.contracts.contest import contenders
from counteroffer.contracts.ratebook import Compiler, compile_contract
from counteroffer.contracts.terms import Contract, FeeRow, FeeSchedule, RateTerm, When
from counteroffer.core.practice import Practice
from tests.price.rows import line, price
from tests.slow.test_terms import BOOK, CODES, KINDS, single, span

DAY = dt.date(2025, 3, 4)
SCHEDULE = FeeSchedule(None, (FeeRow("10005", "", "", 5000, 2), FeeRow("10006", "26", "facility", 1000, 3)))
term = st.builds(
    lambda spans, modifiers, setting, kind: RateTerm(
        "t", When(tuple((str(a), str(b)) for a, b in spans), modifiers, setting), (KINDS | {"fees": SCHEDULE})[kind],
        lesser_of=False,
    ),
    st.lists(span | single, max_size=2),
    st.sampled_from([(), (), ("26",), ("TC", "26")]),
    st.sampled_from(["", "", "facility", "nonfacility"]),
    st.sampled_from([*KINDS, "fees"]),
)  # fmt: skip


@given(terms=st.lists(term, min_size=1, max_size=6))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_winner_told_is_the_one_priced_on_every_line_of_drawn_contracts(terms):
    contract = Contract("c", "1", "Acme", (), dt.date(2025, 1, 1), terms=tuple(terms))
    billed = [str(code) for code in CODES]
    book = compile_contract(contract, BOOK, Practice(name="P"), billed)
    keys = [(code, part, setting) for code in billed for part in ("", "26") for setting in ("facility", "nonfacility")]
    lines = [line(i, billed_code=c, mod1=p, setting=s, charge=100) for i, (c, p, s) in enumerate(keys, 1)]
    compiler = Compiler(contract, BOOK, Practice(name="P"), billed)
    for key, found in zip(keys, price(lines, book.rates.to_pylist(), terms=book.terms.to_pylist()), strict=True):
        told = contenders(compiler, key, DAY)
        assert [one.term_id for one in told] == [f"c/1#{i}" for i in range(1, len(terms) + 1)]
        assert [one.term_id for one in told if one.won] == ([found["term_id"]] if found["term_id"] else []), (key, told)
        assert all(one.why and (one.close or not one.won) for one in told)
