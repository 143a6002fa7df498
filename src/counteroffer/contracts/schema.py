"""The keys of a contract and what they hold: the reader takes the keys from here, editors the JSON Schema."""

from __future__ import annotations

from typing import Any

from counteroffer.contracts.arrangement_keys import ARRANGEMENTS
from counteroffer.contracts.options import SHARES
from counteroffer.contracts.schema_parts import AMOUNT as _AMOUNT
from counteroffer.contracts.schema_parts import CODES as _CODES
from counteroffer.contracts.schema_parts import DAY as _DAY
from counteroffer.contracts.schema_parts import PERCENT as _PERCENT
from counteroffer.contracts.schema_parts import SOURCE_KEYS
from counteroffer.contracts.schema_parts import TEXT as _TEXT
from counteroffer.contracts.schema_parts import YES_NO as _YES_NO
from counteroffer.match.kinds import FUNDINGS, PRODUCTS

_DAYS: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 366}
FOR_KEYS: dict[str, dict[str, Any]] = {
    "products": {
        "anyOf": [_TEXT, {"type": "array", "items": {"enum": [*PRODUCTS, "unknown"]}}],
        "description": f"only for lines of these products: {', '.join(PRODUCTS)}, unknown",
    },
    "funding": {
        "anyOf": [_TEXT, {"type": "array", "items": {"enum": [*FUNDINGS, "unknown"]}}],
        "description": f"only for lines of these fundings: {', '.join(FUNDINGS)}, unknown",
    },
}
"""For whose lines a document, a term or an adjustment is."""

_ID: dict[str, Any] = _TEXT | {"description": "a name by which an amendment may replace or remove it"}
_REPLACES: dict[str, Any] = _TEXT | {"description": "in an amendment: the id of what this stands in the place of"}

_FACTOR: dict[str, Any] = {"type": "number", "exclusiveMinimum": 0, "maximum": 10_000}
_INDEX: dict[str, Any] = {"type": "number", "exclusiveMinimum": 0, "maximum": 5}
_CHANGE: dict[str, Any] = {"type": "number", "minimum": -10_000, "maximum": 10_000}
LIMIT_KEYS: dict[str, dict[str, Any]] = {
    "charges": {"type": "string", "description": "CSV beside the contract with earlier charges: code, charge"},
    "percent": _CHANGE | {"description": "percent by which a charge may rise at each step, compounding"},
    "from": _DAY | {"description": "day of the first step; further ones are on its anniversaries"},
    "otherwise": {"enum": ["full", "by_hand"], "description": "what a code pays that is not in the file"},
}
_ANESTHESIA = ("base_units", "minutes_per_unit", "round_time", "physical_status")
_STATUS_UNITS: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 9}
STATUS_KEYS: dict[str, dict[str, Any]] = {f"P{number}": _STATUS_UNITS for number in range(1, 7)}

_SETTLED = ("incentive", "sequestration", "sequestration_of")
_INDICES = ("work_index", "expense_index", "work_floor", "expense_floor")

METHODS: dict[str, tuple[str, ...]] = {
    "percent_of_medicare": (
        *("year", "update", "locality", "release", "opps_cap", "medicare_factor"),
        *(*_INDICES, *_SETTLED, "round"),
    ),
    "percent_of_labs": ("quarter",),
    "percent_of_drugs": ("quarter", *_SETTLED),
    "percent_of_equipment": ("quarter", "locality", *_SETTLED),
    "conversion_factor": (
        *("year", "update", "locality", "release", "geographic"),
        *(*_INDICES, *_SETTLED, "round"),
    ),
    "fee_schedule": (),
    "percent_of_list": ("list",),
    "invoice_plus": ("costs", "dollars"),
    "percent_of_charges": ("charge_limit",),
    "case_rate": ("includes", "days_before", "days_after", "outlier"),
    "anesthesia": _ANESTHESIA,
    "percent_of_anesthesia": ("year", "update", "locality", *_ANESTHESIA),
    "by_hand": (),
}
"""Every way to pay, and the keys that say more of it."""

OUTLIER_KEYS: dict[str, dict[str, Any]] = {
    "charges_above": _AMOUNT | {"description": "dollars of charges of the whole case above which it is an outlier"},
    "then": {"enum": ["by_hand"], "description": "by_hand: a person prices an outlier"},
    "percent_of_charges": _PERCENT | {"description": "percent of the case's charges that an outlier pays"},
}

PAYS_KEYS: dict[str, dict[str, Any]] = {
    "percent_of_medicare": _PERCENT | {"description": "percent of the Medicare physician fee schedule"},
    "year": {
        "anyOf": [{"type": "integer", "minimum": 2000, "maximum": 2099}, {"enum": ["service", "current"]}],
        "description": "fee schedule year; service: that of the day of service; current: by `update`",
    },
    "update": {
        "type": "string",
        "pattern": r"^\d{2}-\d{2}$",
        "description": "month and day from which a new year's fees apply, such as 04-01 (with year: current)",
    },
    "locality": _TEXT
    | {"description": "carrier and locality, seven digits; or site: that of the place of service (practice.yaml)"},
    "release": {"enum": ["A", "B", "C", "D"], "description": "release of the year's fees; else the newest"},
    "opps_cap": _YES_NO | {"description": "no: without Medicare's outpatient cap on imaging"},
    "medicare_factor": {
        "anyOf": [_FACTOR, {"type": "object", "patternProperties": {r"^20\d{2}$": _FACTOR}}],
        "description": "dollars for one unit instead of the published factor; or one for each year",
    },
    "work_index": _INDEX | {"description": "work index instead of the published one, such as one without its floor"},
    "expense_index": _INDEX | {"description": "practice expense index instead of the published one"},
    "work_floor": _INDEX | {"description": "least work index"},
    "expense_floor": _INDEX | {"description": "least practice expense index"},
    "incentive": _CHANGE | {"description": "percent added to the rate, may be below zero, such as a MIPS adjustment"},
    "sequestration": {
        "type": "number",
        "minimum": 0,
        "maximum": 100,
        "description": "percent by which the rate is lessened, such as 2",
    },
    "sequestration_of": {
        "enum": [*SHARES],
        "description": "payment: of the 80% that Medicare pays (if not said); allowed: of the whole rate",
    },
    "round": {"enum": ["unit", "line"], "description": "line: the line is rounded to the cent, and not one unit"},
    "percent_of_list": _PERCENT | {"description": "percent of a list price, such as 85 for AWP less 15%"},
    "list": {"type": "string", "description": "CSV beside the contract: code, date, price (of one billing unit)"},
    "invoice_plus": {
        "type": "number",
        "minimum": 0,
        "maximum": 10_000,
        "description": "percent on what the practice's invoice says",
    },
    "costs": {"type": "string", "description": "CSV beside the contract: code, date, cost (of one billing unit)"},
    "dollars": _AMOUNT | {"description": "dollars added for each billing unit, at most four decimals"},
    "charge_limit": {
        "type": "object",
        "properties": LIMIT_KEYS,
        "required": [*LIMIT_KEYS],
        "additionalProperties": False,
        "description": "a charge counts up to an earlier one and what it may have risen by",
    },
    "percent_of_labs": _PERCENT | {"description": "percent of the clinical laboratory fee schedule"},
    "percent_of_drugs": _PERCENT | {"description": "percent of Medicare's payment limits, which hold ASP + 6% already"},
    "percent_of_equipment": _PERCENT | {"description": "percent of the equipment schedule (DMEPOS), not rural"},
    "quarter": {
        "type": "string",
        "pattern": r"^20\d{2}Q[1-4]$",
        "description": "quarter of labs, drugs or equipment, such as 2025Q1; else that of the day of service",
    },
    "conversion_factor": _AMOUNT | {"description": "dollars for one relative value unit, at most four decimals"},
    "geographic": _YES_NO | {"description": "no: national relative value units, without a locality's indices"},
    "fee_schedule": {"type": "string", "description": "CSV beside the contract: code, modifier, setting, amount"},
    "percent_of_charges": _PERCENT | {"description": "percent of the line's charge"},
    "case_rate": _AMOUNT | {"description": "dollars for the whole line, whatever its units"},
    "includes": {
        "anyOf": [*_CODES["anyOf"], {"enum": ["all"]}],
        "description": "codes whose lines the case rate pays too (they pay 0), or all",
    },
    "days_before": _DAYS | {"description": "days before the case's own line within which they are included; 0"},
    "days_after": _DAYS | {"description": "days after it; 0 if not said"},
    "outlier": {
        "type": "object",
        "properties": OUTLIER_KEYS,
        "required": ["charges_above"],
        "additionalProperties": False,
        "oneOf": [{"required": ["then"]}, {"required": ["percent_of_charges"]}],
        "description": "a case beyond its charges",
    },
    "anesthesia": _AMOUNT | {"description": "dollars for one unit of base and time, at most four decimals"},
    "percent_of_anesthesia": _PERCENT | {"description": "percent of Medicare's anesthesia conversion factor"},
    "base_units": {"type": "string", "description": "CSV beside the contract with the base units: code, units"},
    "minutes_per_unit": {
        "type": "integer",
        "minimum": 1,
        "maximum": 60,
        "description": "minutes that make one unit of time; 15 if not said",
    },
    "round_time": {
        "enum": ["tenth", "up", "nearest", "none"],
        "description": "time units: tenth (Medicare's one decimal; if not said), up or nearest (whole units), none",
    },
    "physical_status": {
        "type": "object",
        "properties": STATUS_KEYS,
        "additionalProperties": False,
        "description": "units added for a physical status modifier, such as {P3: 1, P4: 2}; none if not said",
    },
    "by_hand": {"enum": ["yes", True], "description": "yes: a person prices these codes; they are shown as unpriced"},
}
WHEN_KEYS: dict[str, dict[str, Any]] = {
    "codes": _CODES | {"description": "codes and ranges, such as 99202-99215, 20610"},
    "modifiers": {
        "description": "26 or TC; NU, RR or UE of equipment",
        "anyOf": [_TEXT, {"type": "array", "items": _TEXT}],
    },
    "setting": {"enum": ["facility", "nonfacility"]},
    **FOR_KEYS,
}
ESCALATOR_KEYS: dict[str, dict[str, Any]] = {
    "percent": _CHANGE | {"description": "percent by which the amounts rise at each step"},
    "index": {"type": "string", "description": "CSV beside the contract: date, percent (instead of a fixed percent)"},
    "every": {"enum": ["year"]},
    "from": _DAY | {"description": "day of the first step; the term's amounts are those before it"},
    "compounding": _YES_NO | {"description": "no: each step takes its percent of the first amounts"},
    "floor": _CHANGE | {"description": "least percent of a step by the index"},
    "cap": _CHANGE | {"description": "greatest percent of a step by the index"},
    "round": {"enum": ["cent"], "description": "cent: each step is rounded half-up to the cent"},
}
TERM_KEYS: dict[str, dict[str, Any]] = {
    "says": {"type": "string", "description": "the term in a sentence"},
    "when": {"type": "object", "properties": WHEN_KEYS, "additionalProperties": False},
    "pays": {
        "type": "object",
        "properties": PAYS_KEYS,
        "additionalProperties": False,
        "oneOf": [{"required": [method]} for method in METHODS],
    },
    "lesser_of_charges": _YES_NO,
    "escalator": {
        "type": "object",
        "properties": ESCALATOR_KEYS,
        "required": ["from"],
        "additionalProperties": False,
        "oneOf": [{"required": ["percent"]}, {"required": ["index"]}],
    },
    "source": {"type": "object", "properties": SOURCE_KEYS, "additionalProperties": False},
    "id": _ID,
    "replaces": _REPLACES,
}
RULE_KINDS: dict[str, tuple[str, ...]] = {
    "modifiers": ("percent", "indicators", "otherwise", "by_hand"),
    "practitioners": ("percent",),
    "places": ("percent", "pays_as"),
    "multiple": ("most", "indicators", "of"),
    "claim_charges": (),
    "withhold": ("returned", "codes"),
    "sequestration": ("codes",),
}
"""Every kind of adjustment, and the keys that say more of it."""

RULE_KEYS: dict[str, dict[str, Any]] = {
    "says": {"type": "string", "description": "the rule in a sentence"},
    "modifiers": {"description": "modifiers, such as 80, 81, 82", "anyOf": [_TEXT, {"type": "array", "items": _TEXT}]},
    "practitioners": {
        "description": "classes of clinicians as in practice.yaml, such as NP, PA, CNS",
        "anyOf": [_TEXT, {"type": "array", "items": _TEXT}],
    },
    "places": {
        "description": 'places of service, two digits each and quoted, such as "02", "10"',
        "anyOf": [_TEXT, {"type": "array", "items": _TEXT}],
    },
    "percent": {
        "anyOf": [_PERCENT, {"enum": ["medicare"]}],
        "description": "percent of the rate; medicare: the code's published share of the operation (54, 55, 56, 78)",
    },
    "otherwise": _PERCENT | {"description": "percent for codes of other indicators; else a person decides"},
    "pays_as": {"enum": ["facility", "nonfacility"], "description": "the setting whose rate these places are paid"},
    "by_hand": _YES_NO | {"description": "yes: a person decides; such a line is shown as unpriced"},
    "claim_charges": {"enum": ["yes", True], "description": "yes: a claim pays at most its charges together"},
    "multiple": {
        "type": "array",
        "items": _PERCENT,
        "description": "percents of the first, second, ... procedure of a day, the dearest first; the last holds on",
    },
    "most": {"type": "integer", "minimum": 1, "description": "procedures priced so; further ones are by report"},
    "indicators": {
        "description": "Medicare's indicators of the codes it is for; several procedures: 2 if not said",
        "anyOf": [_TEXT, {"type": "array", "items": _TEXT}],
    },
    "of": {
        "enum": ["rate", "technical", "professional", "expense"],
        "description": "what several procedures reduce: the whole rate, or a part of it",
    },
    "withhold": _PERCENT | {"description": "percent of the payer's share of a payment that it keeps back"},
    "returned": {
        "type": "array",
        "items": {"type": "number", "minimum": 0, "maximum": 100},
        "minItems": 2,
        "maxItems": 2,
        "description": "percent of the withheld that you expect back, at least and at most, such as [0, 80]",
    },
    "sequestration": _PERCENT | {"description": "percent that sequestration takes of what the payer then pays"},
    "codes": _CODES | {"description": "only for these codes and ranges"},
    **FOR_KEYS,
    "id": _ID,
    "replaces": _REPLACES,
    "source": {"type": "object", "properties": SOURCE_KEYS, "additionalProperties": False},
}
CLAUSE_HEAD: dict[str, dict[str, Any]] = {
    "clause": {"type": "string", "description": "the kind of clause, as `counteroffer contract clauses` lists them"},
    "says": {"type": "string", "description": "the clause in a sentence, or as the paper has it"},
    "silent": _YES_NO | {"description": "yes: the paper was read, and says nothing of it"},
    "source": {"type": "object", "properties": SOURCE_KEYS, "additionalProperties": False},
}
"""Keys that every clause can have; the others hang on its kind."""

CONTRACT_KEYS: dict[str, dict[str, Any]] = {
    "contract": {"type": "string", "description": "the contract's name; its versions share it"},
    "version": _TEXT,
    "payer": {"type": "string", "description": "the payer's name"},
    "payer_ids": {"type": "array", "items": _TEXT, "description": "ids by which the payer calls itself in files"},
    "since": _DAY | {"description": "first day of service"},
    "until": _DAY | {"description": "last day of service, or open"},
    **FOR_KEYS,
    "lesser_of_charges": _YES_NO,
    "terms": {
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "properties": TERM_KEYS,
            "required": ["says", "pays"],
            "additionalProperties": False,
        },
    },
    "adjustments": {
        "type": "array",
        "description": "what modifiers and several procedures of a day do to a rate; what is not said is not priced",
        "items": {
            "type": "object",
            "properties": RULE_KEYS,
            "required": ["says"],
            "additionalProperties": False,
            "oneOf": [{"required": [kind]} for kind in RULE_KINDS],
        },
    },
    "clauses": {
        "type": "array",
        "description": "what the agreement says beside its rates: limits, notices, windows",
        "items": {"type": "object", "properties": CLAUSE_HEAD, "required": ["clause"]},
    },
    "arrangements": ARRANGEMENTS,
}

AMENDMENT_KEYS: dict[str, dict[str, Any]] = {
    "amends": {"type": "string", "description": "the name of the contract that this document amends"},
    "version": _TEXT | {"description": "the amendment's name, such as A1; its first day if not said"},
    "removes": {
        "anyOf": [_TEXT, {"type": "array", "items": _TEXT}],
        "description": "ids of terms and adjustments that end",
    },
    **{
        name: CONTRACT_KEYS[name] for name in ("since", "until", "lesser_of_charges", "terms", "adjustments", "clauses")
    },
}
"""The keys of an amendment, which says what changes in a contract that is there."""


def json_schema() -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of a contract, for editors that check while one types."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Counteroffer contract",
        "type": "object",
        "properties": CONTRACT_KEYS | AMENDMENT_KEYS,
        "required": ["since"],
        "additionalProperties": False,
        "oneOf": [
            {"required": ["contract", "payer", "terms"], "properties": _none_but(CONTRACT_KEYS)},
            {"required": ["amends"], "properties": _none_but(AMENDMENT_KEYS)},
        ],
    }


def _none_but(keys: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Forbid the keys of the other kind of document."""
    return {name: False for name in (CONTRACT_KEYS | AMENDMENT_KEYS) if name not in keys}
