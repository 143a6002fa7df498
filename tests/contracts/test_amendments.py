"""Amendments override by date: versions are cut at their days, and what is wrong with them is said."""

import datetime as dt
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.contracts.amendments import Amendment, amended
from counteroffer.contracts.clauses import clause_rows
from counteroffer.contracts.read import json_schema, read_contract, read_contracts
from counteroffer.contracts.rule_terms import ModifierRule, Standing
from counteroffer.contracts.terms import CaseRate, Contract, RateTerm, When
from counteroffer.core.dates import OPEN

BASE = """contract: acme-ppo
payer: Acme
since: 2025-01-01
terms:
  - {says: Visits pay 100, id: visits, when: {codes: 99213}, pays: {case_rate: 100}}
  - {says: The rest pays 40%, pays: {percent_of_charges: 40}}
adjustments:
  - {says: Half, id: reduced, modifiers: 52, percent: 50}
"""


def day(text):
    return OPEN if text == "open" else dt.date.fromisoformat(text)


def term(amount, name="", replaces=""):
    return RateTerm(f"Pays {amount}", When(), CaseRate(amount), False, standing=Standing(name, replaces=replaces))


def base(version="1", since="2025-01-01", until="open", ids=("a", "b")):
    terms = tuple(term(i, name) for i, name in enumerate(ids, 1))
    return Contract("acme", version, "Acme", (), day(since), day(until), terms)


def change(version, since, until="open", *, terms=(), removes=(), amends="acme"):
    return Amendment(amends, version, day(since), day(until), tuple(terms), (), tuple(removes), Path(f"{version}.yaml"))


def seen(contracts):
    return [(c.version, str(c.since), str(c.until), [t.pays.amount for t in c.terms]) for c in contracts]


def kinds(findings):
    return [finding.kind.removeprefix("contract.") for finding in findings]


def test_an_amendment_replaces_removes_and_adds_from_its_first_day_on_and_all_else_stays():
    made, findings = amended([base()], [change("A1", "2025-07-01", terms=[term(9, replaces="a"), term(5)])])
    assert seen(made) == [
        ("1", "2025-01-01", "2025-06-30", [1, 2]),
        ("1+A1", "2025-07-01", "9999-12-31", [9, 2, 5]),
    ]
    assert made[1].terms[0].standing.id == "a"
    assert findings == []


def test_a_chain_changes_what_the_one_before_made_and_an_end_gives_it_back():
    first = change("A1", "2025-03-01", terms=[term(9, replaces="a")])
    second = change("A2", "2025-06-01", "2025-08-31", terms=[term(10, replaces="a")], removes=["b"])
    made, findings = amended([base()], [second, first])
    assert seen(made) == [
        ("1", "2025-01-01", "2025-02-28", [1, 2]),
        ("1+A1", "2025-03-01", "2025-05-31", [9, 2]),
        ("1+A1+A2", "2025-06-01", "2025-08-31", [10]),
        ("1+A1@2025-09-01", "2025-09-01", "9999-12-31", [9, 2]),
    ]
    assert findings == []


def test_a_retroactive_amendment_holds_from_the_first_day_of_the_version_on():
    made, _ = amended([base()], [change("A1", "2024-01-01", terms=[term(9, replaces="a")])])
    assert seen(made) == [("1+A1", "2025-01-01", "9999-12-31", [9, 2])]


def test_an_amendment_ends_with_the_version_that_it_is_of():
    versions = [base("1", until="2025-12-31"), base("2", "2026-01-01")]
    made, findings = amended(versions, [change("A1", "2025-07-01", "2026-06-30", removes=["a"])])
    assert [c.version for c in made] == ["1", "1+A1", "2"]
    assert kinds(findings) == ["amendment"]


@pytest.mark.parametrize(
    ("one", "kind"),
    [
        (change("A1", "2025-07-01", removes=["c"]), "unknown_id"),
        (change("A1", "2025-07-01", terms=[term(9, replaces="c")]), "unknown_id"),
        (change("A1", "2025-07-01", removes=["a"], amends="blue"), "amends"),
        (change("A1", "2020-01-01", "2020-12-31", removes=["a"]), "amends"),
    ],
)
def test_an_amendment_of_what_is_not_there_is_an_error_and_changes_nothing(one, kind):
    made, findings = amended([base()], [one])
    assert [(finding.severity, kinds([finding])) for finding in findings] == [("error", [kind])]
    assert seen(made) == seen([base()])


@pytest.mark.parametrize(
    ("until", "since", "found"),
    [
        ("open", "2025-07-01", []),
        ("open", "2025-03-01", ["overlap"]),
        ("2025-12-31", "2025-07-01", ["overlap"]),
        ("2025-06-30", "2025-07-01", []),
    ],
)
def test_two_amendments_of_one_term_on_the_same_days_are_said(until, since, found):
    some = [change("A1", "2025-03-01", until, removes=["a"]), change("A2", since, terms=[term(7, replaces="a")])]
    assert kinds(amended([base()], some)[1]) == found


def test_an_amendment_may_change_what_another_brought():
    some = [change("A1", "2025-03-01", terms=[term(9, "new")]), change("A2", "2025-06-01", removes=["new"])]
    made, findings = amended([base()], some)
    assert seen(made)[-1][3] == [1, 2]
    assert findings == []


def test_from_yaml_each_term_knows_its_document_and_adjustments_change_too(tmp_path):
    (tmp_path / "acme.yaml").write_text(BASE)
    (tmp_path / "acme-1.yaml").write_text(
        "amends: acme-ppo\nversion: A1\nsince: 2025-07-01\nadjustments:\n"
        "  - {says: A third, replaces: reduced, modifiers: 52, percent: 33}\n"
        "terms:\n  - {says: Visits pay 110, replaces: visits, when: {codes: 99213}, pays: {case_rate: 110}}\n"
    )
    made, findings = read_contracts(tmp_path)
    assert findings == []
    old, new = made
    assert (new.key, new.amendments) == ("acme-ppo/1+A1", (tmp_path / "acme-1.yaml",))
    assert [t.standing.amendment for t in new.terms] == ["A1", ""]
    assert new.terms[0].standing.file == tmp_path / "acme-1.yaml"
    assert [rule.percent for rule in (*old.rules, *new.rules) if isinstance(rule, ModifierRule)] == [50_000, 33_000]


CLAUSED = f"""{BASE}clauses:
  - {{clause: timely_filing, says: Within 90 days, days: 90, clock: service}}
  - {{clause: lookback, says: Twelve months, months: 12}}
"""
CHANGED = """amends: acme-ppo
version: A1
since: 2025-07-01
until: 2025-12-31
clauses:
  - {clause: timely_filing, says: Within 180 days, days: 180, clock: service, source: {page: 2}}
  - {clause: offset, says: No payment is set off, allowed: no}
"""


def test_an_amendments_clause_replaces_the_one_of_its_kind_while_the_amendment_lasts(tmp_path):
    (tmp_path / "acme.yaml").write_text(CLAUSED)
    (tmp_path / "acme-1.yaml").write_text(CHANGED)
    made, findings = read_contracts(tmp_path)
    assert findings == []
    told = [[(c.kind, c.number("days"), c.number("months"), c.page) for c in piece.clauses] for piece in made]
    old = [("timely_filing", 90, None, ""), ("lookback", None, 12, "")]
    assert told == [old, [("timely_filing", 180, None, "2"), old[1], ("offset", None, None, "")], old]
    assert [piece.version for piece in made] == ["1", "1+A1", "1@2026-01-01"]
    assert made[1].clause("offset").yes("allowed") is False
    rows = [(r["version"], r["clause"], r["value"]) for r in clause_rows(made[1]) if r["field"] == "days"]
    assert rows == [("1+A1", "timely_filing", "180")]
    assert [len(piece.terms) for piece in made] == [2, 2, 2]  # terms stay


def test_a_later_amendment_of_the_same_clause_rules_and_two_of_one_day_are_said(tmp_path):
    (tmp_path / "acme.yaml").write_text(CLAUSED)
    (tmp_path / "acme-1.yaml").write_text(CHANGED)
    second = CHANGED.replace("A1", "A2").replace("180", "120").replace("2025-07-01", "2025-09-01")
    (tmp_path / "acme-2.yaml").write_text(second)
    made, findings = read_contracts(tmp_path)
    days = {piece.version: piece.clause("timely_filing").number("days") for piece in made}
    assert days == {"1": 90, "1+A1": 180, "1+A1+A2": 120, "1@2026-01-01": 90}
    assert kinds(findings) == ["overlap"]
    assert "offset, timely_filing from 2025-09-01" in findings[0].says


def test_the_json_schema_takes_an_amendment_with_clauses_and_refuses_arrangements_there():
    said = yaml.safe_load(CHANGED.replace("2025-07-01", "'2025-07-01'").replace("2025-12-31", "'2025-12-31'"))
    jsonschema.validate(said, json_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(said | {"arrangements": []}, json_schema())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("amends: acme-ppo\nsince: 2025-07-01\n", "missing"),
        (CHANGED.replace("days: 180", "days: soon"), "value"),
        (CHANGED.replace("clause: offset", "clause: offsets"), "clause"),
        (CHANGED.replace("clause: offset", "clause: timely_filing"), "clause"),
        ("amends: acme-ppo\nremoves: [visits]\n", "missing"),
        ("amends: acme-ppo\nsince: 2025-07-01\npayer: Acme\nremoves: [visits]\n", "unknown_key"),
        (BASE.replace("id: visits", "replaces: visits"), "value"),
        (BASE.replace("{says: The rest", "{id: visits, says: The rest"), "value"),
    ],
)
def test_faults_of_an_amendments_document_are_said(tmp_path, text, kind):
    file = tmp_path / "one.yaml"
    file.write_text(text)
    made, findings = read_contract(file)
    assert made is None
    assert kind in kinds(findings)


drawn = st.builds(
    change,
    version=st.sampled_from(["A1", "A2", "A3"]),
    since=st.dates(dt.date(2025, 1, 1), dt.date(2025, 1, 8)).map(str),
    until=st.sampled_from(["open", "2025-01-09", "2025-01-12"]),
    terms=st.sampled_from([(), (term(7, replaces="a"),), (term(8),)]),
    removes=st.sampled_from([(), ("b",)]),
)


@given(st.lists(drawn, max_size=4))
def test_every_day_has_one_piece_and_its_terms_are_those_that_a_slow_reading_gives(changes):
    made, _ = amended([base()], changes)
    assert len({c.key for c in made}) == len(made)
    for one in (dt.date(2025, 1, 1) + dt.timedelta(n) for n in range(15)):
        (piece,) = [c for c in made if c.since <= one <= c.until]
        due = {"a": [1], "b": [2], "": []}
        for change_ in sorted(changes, key=lambda c: (c.since, c.version)):
            if change_.since <= one <= change_.until:
                for name in change_.removes:
                    due[name] = []
                for said in change_.terms:
                    name = said.standing.replaces
                    due[name] = [said.pays.amount] if name else [*due[name], said.pays.amount]
        assert sorted(t.pays.amount for t in piece.terms) == sorted(amount for some in due.values() for amount in some)
