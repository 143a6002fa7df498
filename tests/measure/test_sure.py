"""How sure a figure is: Wilson's interval against published values, the bootstrap against theory and plain Python."""

import random
import time

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.core.errors import InputError
from counteroffer.measure import sure
from counteroffer.measure.answer import answer, answers
from counteroffer.measure.sure import bootstrap, interval, intervals, wilson, wilson_percent
from tests.measure.rows import build, denied, row


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3: Wilson's score interval
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval_is_that_of_the_literature(successes, n, low, high):
    found = wilson(successes, n)
    assert found == pytest.approx((low, high), abs=0.00005)


def test_nothing_tried_has_no_interval():
    assert wilson(0, 0) is None
    assert wilson(None, 5) is None
    assert bootstrap(np.zeros(0), np.zeros(0)) is None


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_mirrors_when_failures_are_counted(drawn):
    successes, n = drawn
    low, high = wilson(successes, n)
    assert 0 <= low <= successes / n + 1e-12
    assert successes / n - 1e-12 <= high <= 1
    mirrored = wilson(n - successes, n)
    assert (1 - high, 1 - low) == pytest.approx(mirrored, abs=1e-12)


def test_the_expression_gives_what_the_function_gives():
    rows = [(0, 20), (20, 20), (18, 20), (81, 263), (0, 0)]
    table = ibis.memtable(pa.table({"s": [s for s, _ in rows], "n": [n for _, n in rows]}))
    low, high = wilson_percent(table.s, table.n)
    found = table.mutate(low=low, high=high).order_by(["n", "s"]).to_pyarrow().to_pylist()
    for one in found:
        ends = wilson(one["s"], one["n"])
        assert [one["low"], one["high"]] == ([None, None] if ends is None else pytest.approx([100 * e for e in ends]))


def test_a_bootstrap_of_many_claims_is_as_wide_as_theory_says():
    rng = np.random.default_rng(1)
    of = rng.integers(5_000, 30_000, 4_000).astype(float)
    part = of * rng.uniform(0, 0.2, 4_000)
    ratio = part.sum() / of.sum()
    spread = 1.959963984540054 * np.sqrt(((part - ratio * of) ** 2).sum()) / of.sum()  # the linearized standard error
    low, high = bootstrap(part, of)
    assert low == pytest.approx(ratio - spread, abs=0.06 * spread)
    assert high == pytest.approx(ratio + spread, abs=0.06 * spread)


def test_groups_of_claims_are_as_wide_as_claims():
    rng = np.random.default_rng(2)
    of = rng.integers(5_000, 30_000, 120_000).astype(float)
    part = of * rng.uniform(0, 0.2, 120_000)
    ratio = part.sum() / of.sum()
    spread = 1.959963984540054 * np.sqrt(((part - ratio * of) ** 2).sum()) / of.sum()
    low, high = bootstrap(part, of)
    assert (high - low) / 2 == pytest.approx(spread, rel=0.06)


def test_two_thousand_draws_of_fifty_thousand_claims_take_about_a_second():
    of = np.random.default_rng(3).integers(5_000, 30_000, 50_000).astype(float)
    began = time.process_time()
    bootstrap(of / 10, of)
    assert time.process_time() - began < 5  # measured: below 1.5 s; other work on the machine may slow it


def claims(count, **options):
    rng = random.Random(4)
    made = []
    for number in range(count):
        for line in range(1, 4):
            short = rng.random() < 0.2
            said = {"allowed": 9000, "variance": -1000, "underpaid": True} if short else {}
            payer = "Blue" if number % 3 else "Acme"
            made.append(row(claim=f"C{number}", line=line, payer=payer, **said, **options))
    return made


def test_a_ratio_of_dollars_is_drawn_by_claims_and_the_same_each_time():
    made = build(*claims(60))
    once = interval("underpayment_rate", made, by=["payer"])
    assert once.equals(interval("underpayment_rate", made, by=["payer"]))
    assert once["method"].to_pylist() == ["bootstrap by claim"] * 2
    values = answer("underpayment_rate", made, by=["payer"])["value"].to_pylist()
    for low, value, high in zip(once["low"].to_pylist(), values, once["high"].to_pylist(), strict=True):
        assert low < value < high
    acme = made.filter(made.payer == "Acme")
    assert interval("underpayment_rate", acme, by=["payer"])["low"][0].as_py() == once["low"][0].as_py()


def test_lines_that_stand_and_fall_together_are_no_surer_than_their_claims():
    # ten claims of twenty lines, whole claims denied: two hundred lines say no more than ten claims
    made = build(*((denied if n < 3 else row)(claim=f"C{n}", line=k) for n in range(10) for k in range(1, 21)))
    low, high = (interval("initial_denial_rate_lines", made)[name][0].as_py() for name in ("low", "high"))
    assert low <= 10
    assert high >= 50
    of_claims = interval("initial_denial_rate_claims", made).to_pylist()[0]
    assert of_claims["method"] == "wilson"
    assert (of_claims["low"], of_claims["high"]) == pytest.approx([100 * end for end in wilson(3, 10)])


def test_a_rate_of_nothing_is_not_known_exactly():
    made = build(*(row(claim=f"C{n}", line=k) for n in range(20) for k in (1, 2)))
    found = interval("initial_denial_rate_lines", made).to_pylist()[0]
    assert (found["low"], found["high"]) == pytest.approx([0, 100 * wilson(0, 20)[1]])


def test_a_sum_is_drawn_too_and_what_claims_do_not_add_up_to_has_no_interval():
    made = build(*claims(60, patient_key="p"))
    found = interval("underpaid_dollars", made).to_pylist()[0]
    assert found["low"] < answer("underpaid_dollars", made)["value"][0].as_py() < found["high"]
    for name in ("patients", "payer_lag_median", "share_of_allowed"):
        assert interval(name, made, by=["payer"]).to_pylist() == [
            {"payer": payer, "low": None, "high": None, "method": "none"} for payer in ("Acme", "Blue")
        ]


def test_a_metric_of_the_practice_has_no_cuts_here_either():
    with pytest.raises(InputError, match="whole practice"):
        interval("dependence_index", build(row()), by=["payer"])
    assert interval("dependence_index", build(row()))["method"].to_pylist() == ["none"]


def test_few_rows_are_withheld_with_the_reason_but_sums_and_shares_are_not():
    made = build(*(row(claim=f"C{n}") for n in range(10)), *(row(claim=f"D{n}", payer="Blue") for n in range(11)))
    found = answer("initial_denial_rate_lines", made, by=["payer"], minimum_n=11).to_pylist()
    assert [(r["n"], r["value"], r["withheld"]) for r in found] == [(10, None, "fewer than 11"), (11, 0.0, "")]
    for name in ("allowed", "lines_count", "share_of_allowed"):
        assert answer(name, made, by=["payer"], minimum_n=11)["withheld"].to_pylist() == ["", ""]
    every = answers(made, by=["payer"], minimum_n=11)
    assert every["initial_denial_rate_lines"].to_pylist() == found
    assert "withheld" not in answers(made)["allowed"].column_names


def test_all_rates_at_once_have_the_intervals_that_each_has_alone():
    rows = [
        row(claim=f"c{n // 2}", line=n % 2 + 1, payer="A" if n % 3 else "B", allowed=5_000 + 37 * (n % 11),
            expected=6_000, outcome_first="paid" if n % 5 else "denied", outcome="paid" if n % 10 else "denied")
        for n in range(600)
    ]  # fmt: skip
    every = build(*rows)
    found = intervals(every, ["payer"])
    for name in ("initial_denial_rate_claims", "initial_denial_rate_dollars", "final_denial_rate_lines"):
        alone = {one["payer"]: one for one in interval(name, every, by=["payer"]).to_pylist()}
        for one in found[name].to_pylist():
            near = 1e-9 if one["method"] == "wilson" else 1.0
            assert one["method"] == alone[one["payer"]]["method"]
            assert abs(one["low"] - alone[one["payer"]]["low"]) < near
            assert abs(one["high"] - alone[one["payer"]]["high"]) < near


def test_all_rates_at_once_are_rates_and_no_sums_or_shares():
    found = intervals(build(row(), row(claim="c2")), ["payer"])
    assert {"percent_of_medicare", "final_denial_rate_dollars"} <= set(found)
    assert not {"allowed", "share_of_allowed", "payer_lag_median", "dependence_index"} & set(found)
    assert all(table.column_names == ["payer", "low", "high", "method"] for table in found.values())


def test_more_claims_than_are_drawn_are_dealt_into_groups_and_are_as_sure(monkeypatch):
    rows = [
        row(claim=f"c{n}", worth=100, outcome_first="denied" if n % 4 == 0 else "paid", allowed=100 + n % 7)
        for n in range(900)
    ]
    every = build(*rows)
    whole = intervals(every, ["payer"])["initial_denial_rate_dollars"].to_pylist()[0]
    monkeypatch.setattr(sure, "DEALT", 300)
    dealt = intervals(every, ["payer"])["initial_denial_rate_dollars"].to_pylist()[0]
    assert abs((whole["high"] - whole["low"]) - (dealt["high"] - dealt["low"])) < 1.0
