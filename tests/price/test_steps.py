"""The steps of what modifiers, clinicians, places, ranks and the claim do to a rate lead to its price."""

import ibis
import pyarrow as pa

from counteroffer.core.tables import CASES, LINES, RATES, RULES, VERSIONS
from counteroffer.price.clinicians import CLINICIANS
from counteroffer.price.explain import Beside, explain
from counteroffer.price.given import Given
from counteroffer.price.medicare import PROCEDURES, SCHEMA
from counteroffer.price.run import price_lines, worked
from tests.price.rows import line, procedure, ranks, rate, rule, terms_of, versions_of

RATES_ = [rate(code="20610"), rate(code="29881", rate=80000), rate(code="29881", setting="facility", rate=60000)]
RULES_ = [
    rule("50", 150_000),
    rule("NP", 85_000, kind="practitioner", rule_id="acme/1!3"),
    rule("02", 90_000, kind="place", rule_id="acme/1!4", setting="facility"),
    rule("", None, kind="claim_charges", rule_id="acme/1!5"),
    *ranks(100_000, 50_000),
]
TERM = {"term_id": "acme/1#1", "contract": "acme", "version": "1", "says": "S", "page": "", "section": ""}


def rows(table, schema):
    return ibis.memtable(pa.Table.from_pylist(table, schema=schema))


def explained(*lines):
    nullable = pa.schema([field.with_nullable(True) for field in LINES.schema])
    asked = rows([line(i, claim="C", line=i, patient_key="p", **said) for i, said in enumerate(lines, 1)], nullable)
    given = Given(
        rates=rows(RATES_, RATES.schema),
        rules=rows(RULES_, RULES.schema),
        versions=rows(versions_of(terms_of(RATES_)), VERSIONS.schema),
        cases=rows([], CASES.schema),
        procedures=rows([procedure("20610", "2"), procedure("29881", "2")], PROCEDURES),
        clinicians=rows([{"npi": "1", "clinician_class": "NP"}], CLINICIANS),
        medicare=rows([], SCHEMA),
        said=frozenset(row["kind"] for row in RULES_) | {"of rate", "ranks 2"},
    )
    con = ibis.duckdb.connect()
    parts = [con.to_pyarrow(t.order_by("line_id")).to_pylist() for t in (
        asked, worked(asked, given), price_lines(asked, given, 100, 1))]  # fmt: skip
    beside = Beside(RULES_, {f"acme/1!{n}": f"Rule {n}" for n in range(1, 6)}, "NP", "2")
    found = []
    for one, work, priced in zip(*parts, strict=True):
        row = one | work | priced
        booked = next(r for r in RATES_ if (r["code"], r["rate"]) == (row["billed_code"], row["rate"]))
        found.append((row, explain(row, booked, TERM, beside).steps))
    return found


def test_every_kind_of_step_begins_where_the_one_before_ended_and_names_its_rule():
    (_, first), (row, second) = explained(
        {"billed_code": "29881", "charge": 400_000},
        {"billed_code": "20610", "mod1": "50", "rendering_npi": "1", "pos": "11", "charge": 1_000},
    )
    assert [(s.name, s.before, s.after, s.rule_id) for s in second[1:-1]] == [
        ("base", None, 10000, "acme/1#1"),
        ("modifier", 10000, 15000, "acme/1!1"),
        ("practitioner", 15000, 12750, "acme/1!3"),
        ("several", 12750, 6375, "acme/1!2"),
        ("result", 6375, 6375, ""),
    ]
    assert second[2].sentence == "Rule 1. Modifier 50 pays 150%: $150.00."
    assert second[4].sentence == "Rule 2. It ranks 2 of the day; it pays $63.75."
    assert row["expected"] == 6375
    assert [s.name for s in first] == ["term", "base", "several", "result", "allowed"]


def test_a_place_pays_the_other_settings_rate_and_its_percent_and_a_claim_its_charges_at_most():
    ((row, steps),) = explained({"billed_code": "29881", "pos": "02", "charge": 50_000})
    assert row["as_setting"] == "facility"
    assert [(s.name, s.before, s.after, s.rule_id) for s in steps[1:-1]] == [
        ("base", None, 60000, "acme/1#1"),
        ("place", 60000, 54000, "acme/1!4"),
        ("several", 54000, 54000, "acme/1!2"),
        ("lesser_of_claim", 54000, 50000, "acme/1!5"),
        ("result", 50000, 50000, ""),
    ]
