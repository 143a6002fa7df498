"""A contract is read aloud or refused with every fault at once."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from counteroffer.contracts.fees import read_fees
from counteroffer.contracts.read import json_schema, read_contract, read_contracts
from counteroffer.contracts.schema import PAYS_KEYS
from counteroffer.contracts.terms import (
    ByHand,
    CaseRate,
    ConversionFactor,
    FeeSchedule,
    PercentOfCharges,
    PercentOfMedicare,
    PercentOfSchedule,
)

GOOD = """\
contract: acme-ppo
payer: Acme Health
payer_ids: [ACME1, "00123"]
since: 2025-01-01
lesser_of_charges: yes
terms:
  - says: Office visits pay 118.5% of the 2025 Medicare fee
    when: {codes: "99202-99205, 99211-99215"}
    pays: {percent_of_medicare: 118.5, year: 2025, locality: 0441231}
    source: {page: 31, section: B.2}
  - says: Labs pay exhibit C
    pays: {fee_schedule: labs.csv}
    lesser_of_charges: no
  - says: Anything else pays 40% of charges
    pays: {percent_of_charges: 40}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "labs.csv").write_text("code,modifier,setting,amount\n80053,,,12.50\n")
    return tmp_path


def read(folder, text, name="c.yaml"):
    (folder / name).write_text(text)
    return read_contract(folder / name)


def places(findings):
    return [(finding.kind.removeprefix("contract."), finding.segment) for finding in findings]


def test_a_good_contract_says_what_the_paper_says(folder):
    contract, findings = read(folder, GOOD)
    assert findings == []
    visits, labs, rest = contract.terms
    assert visits.pays == PercentOfMedicare(118_500, 2025, "0441231")
    assert visits.when.spans == (("99202", "99205"), ("99211", "99215"))
    assert (visits.page, visits.section, visits.line, visits.lesser_of) == ("31", "B.2", 7, True)
    assert isinstance(labs.pays, FeeSchedule)
    assert [(r.code, r.amount) for r in labs.pays.rows] == [("80053", 1250)]
    assert not labs.lesser_of
    assert rest.pays == PercentOfCharges(40_000)
    assert contract.payer_ids == ("ACME1", "00123")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("since: 2025-01-01", "since: 2025-02-30", ("value", 4)),
        ("since: 2025-01-01", "since: 2025-01-01\nuntil: 2024-12-31", ("dates", 5)),
        ("payer: Acme Health\n", "", ("missing", 1)),
        ("payer: Acme", "payr: Acme", ("unknown_key", 2)),
        ("99202-99205", "9920", ("value", 8)),
        ("118.5,", "lots,", ("value", 9)),
        ("118.5,", "-3,", ("value", 9)),
        ("year: 2025", "year: last", ("value", 9)),
        ("0441231", "441231", ("value", 9)),
        ("labs.csv", "gone.csv", ("missing_file", 12)),
        ("lesser_of_charges: yes", "lesser_of_charges: perhaps", ("value", 5)),
        ("{percent_of_charges: 40}", "{percent_of_charges: 40, fee_schedule: labs.csv}", ("pays", 15)),
        ("{percent_of_charges: 40}", "{percent_of_charges: 40, year: 2025}", ("pays", 15)),
        ("{percent_of_charges: 40}", "{}", ("pays", 15)),
        ('{codes: "99202-99205, 99211-99215"}', "{setting: home}", ("setting", 8)),
        ('{codes: "99202-99205, 99211-99215"}', "{modifiers: [80]}", ("modifier", 8)),
        ("contract: acme-ppo", "contract: acme-ppo\ncontract: twice", ("form", 2)),
        ('"99202-99205, 99211-99215"', '""', ("value", 8)),
        ('"99202-99205, 99211-99215"', "[]", ("value", 8)),
        ('"99202-99205, 99211-99215"', "99215-99211", ("value", 8)),
        ('"99202-99205, 99211-99215"', "J1885-99215", ("value", 8)),
    ],
)
def test_each_fault_is_found_at_its_line(folder, old, new, fault):
    assert old in GOOD
    contract, findings = read(folder, GOOD.replace(old, new, 1))
    assert contract is None
    assert fault in places(findings)
    assert all(finding.mend for finding in findings)


def test_all_faults_are_reported_at_once(folder):
    text = (
        GOOD.replace("2025-01-01", "soon")
        .replace("118.5", "lots")
        .replace("labs.csv", "gone.csv")
        .replace("yes", "maybe")
    )
    _, findings = read(folder, text.replace("percent_of_charges", "percent_of_charge"))
    assert {line for _, line in places(findings)} >= {4, 5, 9, 12, 15}
    assert any("Did you mean 'percent_of_charges'?" in finding.mend for finding in findings)


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "a: [1", "terms: 5\n", "just text\n"])
def test_what_is_no_contract_at_all_is_said_and_never_raised(folder, text):
    contract, findings = read(folder, text)
    assert contract is None
    assert findings


@given(st.lists(st.sampled_from(list("abc:-[]{}\n \"'#0159,")), max_size=60).map("".join))
@settings(deadline=None, max_examples=200)
def test_no_text_makes_the_reader_raise(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "drawn.yaml"
    path.write_text(GOOD[:120] + text)
    contract, findings = read_contract(path)
    assert contract is not None or findings


def test_a_fee_schedule_is_read_as_spreadsheets_write_it(tmp_path):
    path = tmp_path / "fees.csv"
    path.write_text(
        '\nCode,Modifier,Setting,Amount\n99213,,facility,"$1,234.50"\n\n100,,,7\nj1885,,,0.38\n73030,26,,9.10\n'
    )
    rows, findings = read_fees(path)
    assert [(r.code, r.modifier, r.setting, r.amount, r.line) for r in rows] == [
        ("99213", "", "facility", 123450, 3),
        ("00100", "", "", 700, 5),
        ("J1885", "", "", 38, 6),
        ("73030", "26", "", 910, 7),
    ]
    assert [(f.severity, f.segment) for f in findings] == [("warning", 5)]


@pytest.mark.parametrize(
    ("body", "line"),
    [("99213,,,ten\n", 2), ("99213,,,-1\n", 2), ("9921X3,,,1\n", 2), ("99213,8,,1\n", 2), ("99213,,home,1\n", 2)],
)
def test_a_faulty_row_of_a_fee_schedule_is_said_with_its_line(tmp_path, body, line):
    path = tmp_path / "fees.csv"
    path.write_text("code,modifier,setting,amount\n" + body)
    rows, (fault,) = read_fees(path)
    assert rows == ()
    assert (fault.severity, fault.segment, fault.file) == ("error", line, str(path))


def test_a_fee_schedule_without_its_columns_is_said(tmp_path):
    path = tmp_path / "fees.csv"
    path.write_text("cpt;price\n")
    assert "code and amount are due" in read_fees(path)[1][0].says
    path.write_text("")
    assert "empty" in read_fees(path)[1][0].says
    path.write_text("code,amount\n\n")
    assert "no row" in read_fees(path)[1][0].says


def test_versions_follow_each_other_and_overlaps_are_found(folder):
    (folder / "v1.yaml").write_text(GOOD.replace("since: 2025-01-01", "since: 2024-01-01\nuntil: 2025-06-30"))
    (folder / "v2.yaml").write_text(GOOD.replace("payer: Acme", "version: 2\npayer: Acme"))
    (folder / "other.yaml").write_text(GOOD.replace("contract: acme-ppo", "contract: acme-hmo"))
    contracts, findings = read_contracts(folder)
    first = next(c for c in contracts if c.key == "acme-ppo/1")
    assert first.until.isoformat() == "2024-12-31"
    kinds = [finding.kind for finding in findings]
    assert kinds.count("contract.overlap") == 1
    assert kinds.count("contract.two_contracts") == 1  # hmo beside version 2; version 1 has ended by then


def test_the_schema_for_editors_accepts_what_the_reader_accepts_and_refuses_what_it_refuses():
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    good = yaml.safe_load(GOOD.replace("2025-01-01", '"2025-01-01"'))
    jsonschema.validate(good, schema)
    for broken in (
        {k: v for k, v in good.items() if k != "payer"},
        good | {"unknown": 1},
        good | {"since": "soon"},
        good | {"terms": []},
        good | {"terms": [{"says": "x", "pays": {}}]},
        good | {"terms": [{"says": "x", "pays": {"percent_of_charges": -1}}]},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(broken, schema)
    assert json.dumps(schema)


def test_the_example_of_the_docs_is_a_contract_in_order(tmp_path):
    page = (Path(__file__).parents[2] / "docs/contracts.md").read_text()
    text = page.split("```yaml\n")[1].split("```")[0]
    (tmp_path / "acme-labs-2025.csv").write_text("code,amount\n80053,12.50\n")
    contract, findings = read(tmp_path, text)
    assert findings == []
    assert contract.payer == "Acme Health"


def test_the_example_contracts_are_in_order_and_pass_the_schema_for_editors():
    examples = Path(__file__).parent / "examples"
    contracts, findings = read_contracts(examples)
    assert findings == []
    assert [c.key for c in contracts] == [
        "acme-ppo/2024",
        "acme-ppo/2025",
        "blue-cliff-hmo/1",
        "cedar/1",
        "delta-choice/1",
        "elm-ppo/1",
        "fir-valley/1",
        "gum-tree/1",
        "hazel-anesthesia/2024",
        "hazel-anesthesia/2025",
        "hazel-grove/1",
        "ivy-asc/1",
        "ivy-ppo/1",
        "ivy-ppo/1+A1",
        "ivy-ppo/1+A1+A2",
        "ivy-ppo/1+A1@2026-01-01",
        "juniper/1",
        "kapok/1",
        "larch/1",
        "maple/1",
        "nutmeg/1",
    ]
    for path in examples.glob("*.yaml"):
        said = yaml.load(path.read_text(), Loader=yaml.BaseLoader)
        for term in said["terms"]:  # editors type numbers as YAML 1.2 does; the reader keeps the text
            if "percent" in term.get("escalator", {}):
                term["escalator"]["percent"] = float(term["escalator"]["percent"])
            if "floor" in term.get("escalator", {}):
                term["escalator"] |= {key: float(term["escalator"][key]) for key in ("floor", "cap")}
            term["pays"] = {key: typed_by_editor(key, value) for key, value in term["pays"].items()}
        for rule in said.get("adjustments", ()):
            if rule.get("percent", "medicare") != "medicare":
                rule["percent"] = float(rule["percent"])
            for key in {"withhold", "sequestration"} & rule.keys():
                rule[key] = float(rule[key])
            for key in {"multiple", "returned"} & rule.keys():
                rule[key] = [float(percent) for percent in rule[key]]
            if "most" in rule:
                rule["most"] = int(rule["most"])
        jsonschema.validate(said, json_schema())


def typed_by_editor(key, value, form=None):
    """Type a text as YAML 1.2 does where the schema asks for a number; the reader keeps the text."""
    form = PAYS_KEYS[key] if form is None else form
    if isinstance(value, dict):
        inside = form.get("properties", {})
        return {name: typed_by_editor(name, text, inside.get(name, NUMBER)) for name, text in value.items()}
    kinds = [form, *form.get("anyOf", ())]
    if isinstance(value, str) and any(str(kind.get("type")) in {"number", "integer"} for kind in kinds):
        try:
            return int(value) if value.isdigit() else float(value)
        except ValueError:
            return value
    return value


NUMBER = {"type": "number"}

MOVING = GOOD.replace(
    "year: 2025, locality: 0441231}", "year: current, update: 04-01, locality: 0441231, opps_cap: no}"
)


def test_a_year_that_moves_a_release_and_the_cap_are_read(folder):
    contract, findings = read(folder, MOVING)
    assert findings == []
    assert contract.terms[0].pays == PercentOfMedicare(118_500, None, "0441231", (4, 1), "", capped=False)
    contract, _ = read(folder, GOOD.replace("year: 2025", "year: service, release: a"))
    assert contract.terms[0].pays == PercentOfMedicare(118_500, None, "0441231", (1, 1), "A")


@pytest.mark.parametrize(
    ("pays", "read_as"),
    [
        ("percent_of_labs: 90", PercentOfSchedule(90_000, "labs")),
        ("percent_of_drugs: 104.5%, quarter: 2025q3", PercentOfSchedule(104_500, "drugs", (2025, 3))),
        ("percent_of_equipment: 80, locality: 0441231", PercentOfSchedule(80_000, "equipment", None, "0441231")),
    ],
)
def test_the_schedules_beside_the_physician_one_are_read(folder, pays, read_as):
    contract, findings = read(folder, GOOD.replace("percent_of_charges: 40", pays))
    assert findings == []
    assert contract.terms[2].pays == read_as


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (", update: 04-01", "", ("missing", 9)),
        ("update: 04-01", "update: 02-29", ("value", 9)),
        ("update: 04-01", "update: April", ("value", 9)),
        ("year: current", "year: service", ("pays", 9)),
        ("year: current", "year: 2025", ("pays", 9)),
        ("opps_cap: no", "opps_cap: maybe", ("value", 9)),
        ("opps_cap: no", "release: E", ("value", 9)),
        ("opps_cap: no", "quarter: 2025Q1", ("pays", 9)),
        ("percent_of_charges: 40", "percent_of_labs: 0", ("value", 15)),
        ("percent_of_charges: 40", "percent_of_labs: 90, year: 2025", ("pays", 15)),
        ("percent_of_charges: 40", "percent_of_labs: 90, locality: 0441231", ("pays", 15)),
        ("percent_of_charges: 40", "percent_of_drugs: 106, quarter: 2025Q5", ("value", 15)),
    ],
)
def test_each_fault_of_what_moves_is_found_at_its_line(folder, old, new, fault):
    assert old in MOVING
    contract, findings = read(folder, MOVING.replace(old, new, 1))
    assert contract is None
    assert fault in places(findings)
    assert all(finding.mend for finding in findings)


@pytest.mark.parametrize(
    ("pays", "read_as"),
    [
        ("conversion_factor: 52.50, year: 2025", ConversionFactor(525_000, 2025, "")),
        (
            "conversion_factor: $61.2575, year: service, release: D, geographic: no",
            ConversionFactor(612_575, None, "", (1, 1), "D", geographic=False),
        ),
        ('case_rate: "3,200"', CaseRate(320_000)),
        ("by_hand: yes", ByHand()),
    ],
)
def test_units_cases_and_what_a_person_prices_are_read(folder, pays, read_as):
    contract, findings = read(folder, GOOD.replace("percent_of_charges: 40", pays))
    assert findings == []
    assert contract.terms[2].pays == read_as


@pytest.mark.parametrize(
    ("pays", "kind"),
    [
        ("conversion_factor: 52.50001", "value"),
        ("conversion_factor: -1", "value"),
        ("conversion_factor: 52.50, geographic: no, locality: 0441231", "pays"),
        ("conversion_factor: 52.50, geographic: perhaps", "value"),
        ("conversion_factor: 52.50, opps_cap: no", "pays"),
        ("case_rate: 3200.001", "value"),
        ("case_rate: 3200, year: 2025", "pays"),
        ("by_hand: no", "value"),
        ("by_hand: yes, percent_of_charges: 40", "pays"),
    ],
)
def test_each_fault_of_units_cases_and_by_hand_is_found_at_its_line(folder, pays, kind):
    contract, findings = read(folder, GOOD.replace("percent_of_charges: 40", pays))
    assert contract is None
    assert (kind, 15) in places(findings)
    assert all(finding.mend for finding in findings)
