"""The keys of a contract and what they hold: the reader takes the keys from here, editors the JSON Schema."""

from __future__ import annotations

from typing import Any

_TEXT: dict[str, Any] = {"type": ["string", "number"]}
_DAY: dict[str, Any] = {"type": "string", "pattern": r"^(\d{4}-\d{2}-\d{2}|open)$"}
_YES_NO: dict[str, Any] = {"enum": ["yes", "no", True, False]}
_CODES = r"^\s*[A-Z0-9]{5}(\s*-\s*[A-Z0-9]{5})?(\s*,\s*[A-Z0-9]{5}(\s*-\s*[A-Z0-9]{5})?)*\s*$"
_PERCENT: dict[str, Any] = {"type": "number", "exclusiveMinimum": 0, "maximum": 10_000}

PAYS_KEYS: dict[str, dict[str, Any]] = {
    "percent_of_medicare": _PERCENT | {"description": "percent of the Medicare physician fee schedule"},
    "year": {"type": "integer", "minimum": 2000, "maximum": 2099, "description": "fee schedule year"},
    "locality": _TEXT | {"description": "carrier and locality, seven digits; quote it if it begins with 0"},
    "fee_schedule": {"type": "string", "description": "CSV beside the contract: code, modifier, setting, amount"},
    "percent_of_charges": _PERCENT | {"description": "percent of the line's charge"},
}
WHEN_KEYS: dict[str, dict[str, Any]] = {
    "codes": {
        "description": "codes and ranges, such as 99202-99215, 20610",
        "anyOf": [{"type": "string", "pattern": _CODES}, {"type": "integer"}, {"type": "array", "items": _TEXT}],
    },
    "modifiers": {"description": "26 or TC", "anyOf": [_TEXT, {"type": "array", "items": _TEXT}]},
    "setting": {"enum": ["facility", "nonfacility"]},
}
SOURCE_KEYS: dict[str, dict[str, Any]] = {"page": _TEXT, "section": _TEXT}
TERM_KEYS: dict[str, dict[str, Any]] = {
    "says": {"type": "string", "description": "the term in a sentence"},
    "when": {"type": "object", "properties": WHEN_KEYS, "additionalProperties": False},
    "pays": {
        "type": "object",
        "properties": PAYS_KEYS,
        "additionalProperties": False,
        "oneOf": [{"required": [m]} for m in ("percent_of_medicare", "fee_schedule", "percent_of_charges")],
    },
    "lesser_of_charges": _YES_NO,
    "source": {"type": "object", "properties": SOURCE_KEYS, "additionalProperties": False},
}
RULE_KEYS: dict[str, dict[str, Any]] = {
    "says": {"type": "string", "description": "the rule in a sentence"},
    "modifiers": {"description": "modifiers, such as 80, 81, 82", "anyOf": [_TEXT, {"type": "array", "items": _TEXT}]},
    "percent": _PERCENT | {"description": "percent of the rate that a line with one of the modifiers pays"},
    "by_hand": _YES_NO | {"description": "yes: a person decides; such a line is shown as unpriced"},
    "multiple": {
        "type": "array",
        "items": _PERCENT,
        "description": "percents of the first, second, ... procedure of a day, the dearest first; the last holds on",
    },
    "most": {"type": "integer", "minimum": 1, "description": "procedures priced so; further ones are by report"},
    "indicators": {"description": "Medicare's multiple procedure indicators of the codes ranked; default: 2"},
    "source": {"type": "object", "properties": SOURCE_KEYS, "additionalProperties": False},
}
CONTRACT_KEYS: dict[str, dict[str, Any]] = {
    "contract": {"type": "string", "description": "the contract's name; its versions share it"},
    "version": _TEXT,
    "payer": {"type": "string", "description": "the payer's name"},
    "payer_ids": {"type": "array", "items": _TEXT, "description": "ids by which the payer calls itself in files"},
    "since": _DAY | {"description": "first day of service"},
    "until": _DAY | {"description": "last day of service, or open"},
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
            "oneOf": [{"required": ["modifiers"]}, {"required": ["multiple"]}],
        },
    },
}


def json_schema() -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of a contract, for editors that check while one types."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Counteroffer contract",
        "type": "object",
        "properties": CONTRACT_KEYS,
        "required": ["contract", "payer", "since", "terms"],
        "additionalProperties": False,
    }
