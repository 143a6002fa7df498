"""Every way to pay and every adjustment, in one table: `counteroffer contract methods`.

A new key in `schema.METHODS`, `schema.RULE_KINDS`, `arranged.KINDS`, or beside `pays` in a term, needs an entry here: a
test fails until it has one, with a place in docs/contracts.md and a case under tests/ that prices it.
"""

from __future__ import annotations

import attrs

PAYS, BESIDE, ADJUSTMENT, ARRANGEMENT = "way to pay", "beside a way to pay", "adjustment", "arrangement"


@attrs.frozen
class Method:
    """One way to pay, or one thing that changes what is paid.

    Attributes:
        key: the key in a contract's YAML.
        kind: `way to pay` (under `pays:`), `beside a way to pay` (in a term), `adjustment` (under `adjustments:`) or
            `arrangement` (under `arrangements:`).
        says: what it does, in plain words.
        needs: what has to be there for it to price.
        source: where the rule comes from.
        cases: files below tests/ whose examples prove it.
    """

    key: str
    kind: str
    says: str
    needs: str
    source: str
    cases: tuple[str, ...]


_PFS = "42 CFR 414.20; Medicare Claims Processing Manual ch. 12, 20.1"
_CONTRACT = "the contract"
_CASES = "cases/contracts"
_RULES = "price/adjust"
_ARRANGED = ("cases/arrangements/arranged.yaml",)

TABLE: tuple[Method, ...] = (
    Method("percent_of_medicare", PAYS, "a percent of Medicare's physician fee, in a year and a locality",
           "Medicare's fees and localities of the year", _PFS,
           (f"{_CASES}/percent_of_medicare.yaml", f"{_CASES}/medicare_by_the_day.yaml")),
    Method("percent_of_labs", PAYS, "a percent of Medicare's laboratory schedule",
           "the CLFS file of the quarter", "CLFS public use file", (f"{_CASES}/medicare_by_the_day.yaml",)),
    Method("percent_of_drugs", PAYS, "a percent of Medicare's payment limit of a drug (ASP + 6% is in it already)",
           "the ASP file of the quarter", "ASP pricing file; 42 CFR 414.904", (f"{_CASES}/medicare_by_the_day.yaml",)),
    Method("percent_of_equipment", PAYS, "a percent of Medicare's equipment schedule, by state, not rural",
           "the DMEPOS file of the quarter; a locality", "DMEPOS fee schedule file",
           (f"{_CASES}/medicare_by_the_day.yaml",)),
    Method("conversion_factor", PAYS, "dollars for one relative value unit, by section if the contract says so",
           "Medicare's relative value units of the year", _PFS, (f"{_CASES}/units_cases_and_by_hand.yaml",)),
    Method("fee_schedule", PAYS, "the amount in a file, by code, modifier and setting", "the file beside the contract",
           _CONTRACT, (f"{_CASES}/schedules_and_charges.yaml", f"{_CASES}/versions.yaml")),
    Method("percent_of_charges", PAYS, "a percent of what was charged", "the charge", _CONTRACT,
           (f"{_CASES}/schedules_and_charges.yaml", "cases/percent_of_charges.yaml")),
    Method("case_rate", PAYS, "one amount for the line, whatever its units", "nothing", _CONTRACT,
           (f"{_CASES}/units_cases_and_by_hand.yaml",)),
    Method("anesthesia", PAYS, "dollars for a unit of base, time and physical status",
           "the practice's file of base units; lines in minutes (MJ)",
           "the contract; time to one decimal: Medicare Claims Processing Manual ch. 12, 50",
           (f"{_CASES}/anesthesia.yaml", "price/test_anesthesia.py")),
    Method("percent_of_anesthesia", PAYS, "a percent of Medicare's anesthesia conversion factor, for the same units",
           "the file of factors (ANES) of the year; base units; minutes",
           "42 CFR 414.46; Medicare Claims Processing Manual ch. 12, 50",
           (f"{_CASES}/anesthesia.yaml", "price/test_anesthesia.py")),
    Method("by_hand", PAYS, "a person prices these codes; they are shown as unpriced", "a person", _CONTRACT,
           (f"{_CASES}/units_cases_and_by_hand.yaml",)),
    Method("lesser_of_charges", BESIDE, "a line pays the lesser of the rate and its charge", "the charge", _CONTRACT,
           (f"{_CASES}/schedules_and_charges.yaml", "cases/units_and_lesser_of.yaml")),
    Method("escalator", BESIDE, "amounts change every year, by a fixed percent or an index",
           "the index's file, where there is one", _CONTRACT, (f"{_CASES}/escalators.yaml",)),
    Method("modifiers", ADJUSTMENT, "a modifier pays a percent of the rate, or Medicare's share of the operation",
           "for indicators and shares: Medicare's columns", "Medicare Claims Processing Manual ch. 12, 40; PPRRVU",
           (f"{_RULES}/test_by_modifier.py",)),
    Method("practitioners", ADJUSTMENT, "clinicians of a class (NP, PA, CNS) are paid a percent of the rate",
           "`clinicians:` in practice.yaml", _CONTRACT, (f"{_RULES}/test_practitioner.py",)),
    Method("places", ADJUSTMENT, "a place of service pays another setting's rate, or a percent: telehealth",
           "the place of service", _CONTRACT, (f"{_RULES}/test_place.py",)),
    Method("multiple", ADJUSTMENT, "several procedures of a day pay by rank, the dearest first",
           "Medicare's multiple procedure indicators", "Medicare Claims Processing Manual ch. 12, 40.6; PPRRVU",
           (f"{_RULES}/test_several.py", f"{_RULES}/test_parts.py")),
    Method("claim_charges", ADJUSTMENT, "a claim pays at most its charges together", "a price for all its lines",
           _CONTRACT, (f"{_RULES}/test_lesser_of_claim.py",)),
    Method("capitation", ARRANGEMENT, "dollars for each member and month; lines of covered codes pay nothing",
           "a roster of members; for yield and stop-loss: encounters and what they would pay otherwise", _CONTRACT,
           _ARRANGED),
    Method("withhold", ARRANGEMENT, "a percent of what is allowed is kept, and some of it comes back",
           "lines with a price; how much comes back, as a range", _CONTRACT, _ARRANGED),
    Method("bonus", ARRANGEMENT, "eligible dollars by weight and score of each measure, behind gates",
           "scores, as ranges while they are not known", _CONTRACT, _ARRANGED),
    Method("care_management", ARRANGEMENT, "dollars for each member and month beside what services pay",
           "a roster, or member-months as a range", _CONTRACT, _ARRANGED),
    Method("shared_savings", ARRANGEMENT, "a share of what members cost below a benchmark, perhaps of losses too",
           "benchmark and actual cost, as ranges while they are not known", _CONTRACT, _ARRANGED),
)  # fmt: skip
"""In the order in which docs/contracts.md tells them."""
