"""Pricing in parts gives what pricing all at once gives; groups hold as many payers as fit."""

from decimal import Decimal

import attrs
import ibis
import pyarrow as pa
from hypothesis import given as drawn
from hypothesis import strategies as st

from counteroffer.contracts.compiled import Compiled
from counteroffer.core.tables import CASES, LINES, PRICED, RATES, RULES, TERMS, VERSIONS
from counteroffer.price.clinicians import CLINICIANS
from counteroffer.price.given import Given
from counteroffer.price.medicare import PROCEDURES, SCHEMA
from counteroffer.price.parts import payer_groups, priced, queries
from counteroffer.store.engine import Engine
from counteroffer.store.lake import Lake
from tests.price.rows import case, line, procedure, ranks, rate, rest, rule, terms_of, versions_of


@drawn(st.dictionaries(st.text("ABCDEF", min_size=1, max_size=3), st.integers(1, 50), max_size=12), st.integers(1, 60))
def test_every_payer_is_in_one_group_and_only_a_single_payer_is_too_large(counts, most):
    groups = payer_groups(counts, most)
    assert sorted(name for names in groups for name in names) == sorted(counts)
    assert all(sum(counts[name] for name in names) <= most or len(names) == 1 for names in groups)


def _practice():
    """Three payers with ranks, modifiers, a case and a rest term, on the same patients and days."""
    rates, rules, cases, lines = [], [], [], []
    for payer in ("Acme", "Bold", "Cove"):
        head = {"payer": payer, "contract": payer.lower(), "term_id": f"{payer}/1#1"}
        rates += [rate(**head, code=code, rate=cents) for code, cents in (("99213", 9_000), ("20610", 7_000))]
        rates.append(rate(**head, code="59400", rate=300_000, basis="case_rate"))
        rates.append(rest(40_000, payer=payer, contract=payer.lower()))
        rules += [one | {"contract": payer.lower()} for one in (*ranks(100_000, 50_000), rule("52", 60_000))]
        cases.append(case("99213") | {"contract": payer.lower(), "term_id": f"{payer}/1#1"})
        for n, said in enumerate(
            [
                {"billed_code": "20610", "milliunits": 2000},
                {"billed_code": "20610", "mod1": "52"},
                {"billed_code": "J1885"},
                {"billed_code": "99213"},
                {"billed_code": "59400", "patient_key": "p2"},
                {"billed_code": "99213", "patient_key": "p2"},
            ]
        ):
            lines.append(line(len(lines) + 1, payer=payer, line=n + 1, **({"patient_key": "p1"} | said)))
    return lines, rates, rules, cases


def _given(rates, rules, cases):
    procedures = [procedure("20610", "2")]
    made = {
        "rates": pa.Table.from_pylist(rates, RATES.schema),
        "rules": pa.Table.from_pylist(rules, RULES.schema),
        "versions": pa.Table.from_pylist(versions_of(terms_of(rates)), VERSIONS.schema),
        "cases": pa.Table.from_pylist(cases, CASES.schema),
    }
    said = Compiled(terms=TERMS.empty(), **made).said
    others = {"procedures": (procedures, PROCEDURES), "clinicians": ([], CLINICIANS), "medicare": ([], SCHEMA)}
    made |= {name: pa.Table.from_pylist(rows, schema) for name, (rows, schema) in others.items()}
    return Given(**{name: ibis.memtable(table) for name, table in made.items()}, said=said)


def _priced(folder, lines, given, most):
    schema = pa.schema([field.with_nullable(True) for field in LINES.schema])
    counts = dict.fromkeys(("Acme", "Bold", "Cove"), len(lines) // 3)
    with Engine(Lake(folder)) as engine:
        table = engine.con.create_table("lines", pa.Table.from_pylist(lines, schema))
        parts = list(priced(engine, queries(engine, table, given, counts, (100, Decimal(1)), most=most)))
    found = pa.Table.from_batches(parts, PRICED.schema).to_pylist()
    return sorted(found, key=lambda row: row["line_id"])


def test_in_parts_and_at_once_are_the_same_and_so_is_the_expression_that_leaves_nothing_out(tmp_path):
    lines, rates, rules, cases = _practice()
    given = _given(rates, rules, cases)
    at_once = _priced(tmp_path, lines, given, 1_000)
    assert at_once == _priced(tmp_path, lines, given, 1)
    assert at_once == _priced(tmp_path, lines, attrs.evolve(given, said=None), 1_000)
    by_line = {(row["contract"], (row["line_id"] - 1) % 6): row for row in at_once}
    assert by_line["acme", 0]["expected"] == 7_000 + 3_500  # two units, ranked; the third procedure is the 52
    assert by_line["acme", 1]["expected"] == 2_100  # 60% of 70.00 is 42.00, half of it
    assert by_line["acme", 2]["expected"] == 8_000  # 40% of the charge
    assert (by_line["acme", 4]["expected"], by_line["acme", 5]["expected"]) == (300_000, 0)


def test_contracts_of_payers_without_lines_say_nothing():
    _, rates, rules, cases = _practice()
    made = {
        "rates": pa.Table.from_pylist(rates, RATES.schema),
        "rules": pa.Table.from_pylist(rules, RULES.schema),
        "versions": pa.Table.from_pylist(versions_of(terms_of(rates)), VERSIONS.schema),
        "cases": pa.Table.from_pylist(cases, CASES.schema),
    }
    every = Compiled(terms=TERMS.empty(), **made)
    assert set(every.only(["Bold"]).rates["payer"].to_pylist()) == {"Bold"}
    assert every.only(["Bold"]).said == every.said
    assert every.only(["Dove"]).said == frozenset()
    assert every.only(["Acme", "Bold", "Cove"]).rates.num_rows == every.rates.num_rows


def test_without_cases_ranks_or_a_rest_term_the_shorter_expression_prices_the_same(tmp_path):
    lines, rates, _, _ = _practice()
    rates = [one for one in rates if one["code"] != "*" and one["basis"] != "case_rate"]
    given = _given(rates, [], [])
    assert given.said == frozenset()
    short = _priced(tmp_path, lines, given, 1_000)
    assert short == _priced(tmp_path, lines, attrs.evolve(given, said=None), 1_000)
    assert [row["expected"] for row in short[:4]] == [14_000, None, None, 9_000]  # 52 is not said, J1885 has no rate
