"""`arrangements:` are read whole or refused with every fault at its line, and the JSON Schema says the same."""

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from counteroffer.contracts.arranged import Band, Capitation, Range, SharedSavings, Side, StopLoss, Withhold
from counteroffer.contracts.read import json_schema, read_contract
from counteroffer.contracts.said import ages, share, yearly
from counteroffer.contracts.terms import PercentOfMedicare

GOOD = """\
contract: meadow
payer: Meadow
since: 2025-01-01
terms:
  - {says: Rest, pays: {percent_of_charges: 40}}
arrangements:
  - says: Primary care is capitated
    capitation:
      pmpm:
        - {ages: 0-17, dollars: 14.00}
        - {ages: 18+, sex: F, dollars: 21.25}
        - {ages: 18+, sex: M, dollars: 16.75}
      covers: 99202-99215, 99381-99397
      carve_outs: [99205]
      members: meadow
      risk: yes
      equivalent: {percent_of_medicare: 100, year: 2025}
      stop_loss: {percent: 80, attachment: 5000}
    source: {page: 40, section: "2.1"}
  - says: Five percent are kept
    withhold: {percent: 5, returned: [0, 60.5, 100], returned_on: 04-30}
  - says: Savings are shared
    shared_savings:
      share: 50
      minimum: 2
      benchmark: [900000, 1000000.50, 1100000]
      downside: {share: 30, cap_percent: 4}
"""


def read(folder, text):
    (folder / "c.yaml").write_text(text)
    return read_contract(folder / "c.yaml")


def test_good_arrangements_say_what_the_paper_says(tmp_path):
    contract, findings = read(tmp_path, GOOD)
    assert findings == []
    capitation, withhold, savings = contract.arrangements
    bands = (Band(0, 17, "any", 1400), Band(18, 999, "F", 2125), Band(18, 999, "M", 1675))
    spans = (("99202", "99215"), ("99381", "99397"))
    fee = PercentOfMedicare(100_000, 2025, "")
    assert capitation.form == Capitation(
        bands, spans, (("99205", "99205"),), "meadow", True, fee, StopLoss(80_000, 500_000)
    )
    assert (capitation.kind, capitation.page, capitation.section, capitation.line) == ("capitation", "40", "2.1", 7)
    assert withhold.form == Withhold(5000, Range(0, 60_500, 100_000), (4, 30))
    benchmark = Range(90_000_000, 100_000_050, 110_000_000)
    down = Side(30_000, cap_percent=4000)
    assert savings.form == SharedSavings(Side(50_000, 2000), down, benchmark, None)
    assert contract.arrangement_id(2) == "meadow/1~2"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("capitation:", "capitaton:", ("unknown_key", 8)),
        ("says: Five percent are kept\n", "says:\n", ("missing", 20)),
        ("percent: 5, returned", "percent: lots, returned", ("value", 21)),
        ("[0, 60.5, 100]", "[60, 0, 100]", ("range", 21)),
        ("[0, 60.5, 100]", "[0, 60]", ("range", 21)),
        ("[0, 60.5, 100]", "[0, 60, 101]", ("value", 21)),
        ("04-30", "04-31", ("value", 21)),
        ("ages: 0-17", "ages: 17-0", ("value", 10)),
        ("ages: 0-17", "ages: 0-18", ("band", 9)),
        ("ages: 0-17", "ages: 1-17", ("band", 9)),
        ("sex: F", "sex: X", ("value", 11)),
        ("covers: 99202-99215, 99381-99397", "covers: 9920", ("value", 13)),
        ("      covers: 99202-99215, 99381-99397\n", "", ("missing", 8)),
        ("percent_of_medicare: 100", "percent_of_medicare: all", ("value", 17)),
        ("attachment: 5000", "attachment: 5000.005", ("value", 18)),
        ("      share: 50\n", "", ("missing", 23)),
        ("downside: {share: 30", "downside: {shar: 30", ("unknown_key", 27)),
        ("    withhold: {", "    bonus: {eligible: 5, measures: [{measure: A, weight: 1}]}\n    withhold: {",
         ("arrangement", 20)),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_line(tmp_path, old, new, fault):
    assert old in GOOD
    _, findings = read(tmp_path, GOOD.replace(old, new))
    assert fault in [(finding.kind.removeprefix("contract."), finding.segment) for finding in findings]


def test_all_faults_are_told_at_once(tmp_path):
    text = GOOD.replace("[0, 60.5, 100]", "[60, 0, 100]").replace("dollars: 14.00", "dollars: x")
    contract, findings = read(tmp_path, text.replace("share: 50", "share: 500"))
    assert contract is None
    assert {finding.segment for finding in findings} >= {10, 21, 24}


@pytest.mark.parametrize(
    ("bonus", "fault"),
    [
        ("{measures: [{measure: A, weight: 50}]}", "neither what can be earned"),
        ("{eligible: 5, eligible_percent: 3, measures: [{measure: A, weight: 50}]}", "or both"),
        ("{eligible: 5, measures: [{measure: A, weight: 50}, {measure: B, weight: 51}]}", "101%"),
        ("{eligible: 5, measures: []}", "should be a list"),
        ("{eligible: 5, measures: [{measure: A}]}", "`weight` is missing"),
        ("{eligible: 5, measures: [{measure: A, weight: 50, benchmark: {from: 60}}]}", "`at:`, or `from:` and `to:`"),
        ("{eligible: 5, measures: [{measure: A, weight: 50, benchmark: {from: 60, to: 50}}]}", "not above"),
    ],
)
def test_a_bonus_that_cannot_be_is_refused(tmp_path, bonus, fault):
    text = f"{GOOD}  - says: Bonus\n    bonus: {bonus}\n"
    contract, findings = read(tmp_path, text)
    assert contract is None
    assert any(fault in finding.says for finding in findings)


def test_two_capitations_may_not_cover_the_same_code(tmp_path):
    more = "  - says: Again\n    capitation: {pmpm: [{dollars: 3}], covers: 99213}\n"
    _, findings = read(tmp_path, GOOD + more)
    assert [(f.segment, "both cover" in f.says) for f in findings] == [(28, True)]
    assert read(tmp_path, GOOD + more.replace("99213", "20610"))[1] == []


def test_the_json_schema_takes_what_the_reader_takes_and_refuses_what_it_refuses():
    schema = json_schema()
    good = yaml.safe_load(GOOD)
    good["since"] = "2025-01-01"
    jsonschema.validate(good, schema)
    for change in ({"withhold": {"percent": 5, "returned": [1, 2]}}, {"bonus": {}}, {"capitaton": {}}):
        bad = good | {"arrangements": [{"says": "x"} | change]}
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, schema)


@given(st.integers(0, 200), st.integers(0, 200))
def test_ages_are_read_as_they_are_written(first, more):
    assert ages(f"{first}-{first + more}") == (first, first + more)
    assert ages(f"{first}+") == (first, 999)
    assert ages(str(first)) == (first, first)


@given(st.text(max_size=12))
def test_no_text_breaks_the_readers(text):
    for read_one in (ages, share, yearly):
        try:
            found = read_one(text)
        except ValueError:
            continue
        assert found is not None


@given(st.integers(0, 10**13))
def test_dollars_of_a_year_keep_every_cent(amount):
    assert yearly(f"{amount // 100:,}.{amount % 100:02d}") == amount
