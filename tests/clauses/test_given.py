"""What a practice writes in terms.yaml, and what rates and rules say of clauses nobody wrote down."""

import datetime as dt
from pathlib import Path

from counteroffer.clauses.inputs import INPUTS, asks, missing, read_given
from counteroffer.clauses.standing import standing
from counteroffer.contracts.arranged import Range

FILE = Path("terms.yaml")
TEXT = """\
now:
  timely_filing: {days: 90, clock: service}
asked:
  timely_filing: {days: 180}
  default_rate: {percent_of_charges: 55}
inputs:
  amendment_cut: [2, 5, 10]
  amendment_chance: 20
  audit_requests: 40
  audit_record_cost: 12.50
"""


def test_terms_are_read_with_their_units():
    given = read_given(FILE, TEXT)
    assert not given.faults
    assert given.now == {"timely_filing": {"days": 90, "clock": "service"}}
    assert given.asked == {"timely_filing": {"days": 180}, "default_rate": {"percent_of_charges": 55_000}}
    assert given.inputs["amendment_cut"] == Range(2_000, 5_000, 10_000)
    assert given.inputs["amendment_chance"] == Range(20_000, 20_000, 20_000)
    assert given.inputs["audit_requests"] == Range(40, 40, 40)
    assert given.inputs["audit_record_cost"] == Range(1250, 1250, 1250)


def test_every_fault_is_told_at_once_with_its_line():
    text = """\
now:
  timely_filing: {dais: 90}
  timely: {days: 90}
asked:
  lookback: {months: many}
inputs:
  amendment_cut: [10, 5, 2]
  rate_taget: 3
  rate_target: three
odd: 1
"""
    found = read_given(FILE, text)
    assert sorted(f.segment for f in found.faults) == [2, 3, 5, 7, 8, 9, 10]
    assert any("Did you mean 'rate_target'" in f.mend for f in found.faults)
    assert all(f.mend for f in found.faults)
    assert not found.inputs


def test_a_file_that_is_no_map_or_no_yaml_is_a_fault():
    assert read_given(FILE, "- a\n").faults
    assert read_given(FILE, "now: [\n").faults
    assert read_given(FILE, "now: 3\n").faults


def test_an_ask_names_the_prior_and_says_that_it_counts_only_when_written():
    (ask,) = asks("rate_target")
    assert "3% to 5%" in ask
    assert "only if you write it down" in ask
    assert missing({"rate_target": Range(1, 1, 1)}, "rate_target") == ()
    assert all(one.unit in ("percent", "dollars", "months", "count") and one.says for one in INPUTS.values())


def rates(version="1", since=2024, until=2024, **said):
    days = {"since": dt.date(since, 1, 1), "until": dt.date(until, 12, 31)}
    base = {"lesser_of": False, "escalator": "", "basis": "fee_schedule", "rest": False, "percent": None}
    return base | {"contract": "acme", "version": version} | days | said


def rule(kind, version="1", since=2024, until=2024, **said):
    days = {"since": dt.date(since, 1, 1), "until": dt.date(until, 12, 31)}
    base = {
        "contract": "acme",
        "version": version,
        "kind": kind,
        "percent": None,
        "returned_low": None,
        "returned_high": None,
    }
    return base | days | said


def test_rates_and_rules_say_what_holds_where_no_clause_does():
    found = standing(
        [rates(lesser_of=True), rates(rest=True, basis="percent_of_charges", percent=45_000)],
        [rule("practitioner", percent=85_000),
         rule("withhold", percent=2_000, returned_low=50_000, returned_high=50_000),
         rule("sequestration", percent=2_000)],
        dt.date(2024, 6, 1),
    )  # fmt: skip
    assert found["lesser_of"].values == {"by": "line"}
    assert found["default_rate"].values == {"percent_of_charges": 45_000}
    assert found["practitioner_percent"].values == {"percent": 85_000}
    assert found["withhold"].values == {"percent": 2_000, "returned_percent": 50_000}
    assert found["sequestration"].values == {"passed_on": True, "percent": 2_000}
    assert found["lesser_of"].source == "acme/1, its rates and rules"


def test_only_the_version_in_force_says_what_holds():
    both = [rates(lesser_of=True), rates(version="2", since=2025, until=2025)]
    assert standing(both, [], dt.date(2025, 6, 1))["lesser_of"].values == {"by": "none"}
    assert standing(both, [], dt.date(2024, 6, 1))["lesser_of"].values == {"by": "line"}
    assert (
        standing(both, [rule("claim_charges", version="2", since=2025, until=2025)], None)["lesser_of"].word("by")
        == "claim"
    )
    assert standing([rates(escalator="3%")], [], None)["escalator"].word("index")
    assert standing([], [], None) == {}
