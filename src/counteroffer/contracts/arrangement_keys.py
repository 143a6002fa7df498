"""The keys of `arrangements:` and what they hold: the reader and the JSON Schema take them from here."""

from __future__ import annotations

from typing import Any

from counteroffer.contracts.schema_parts import AMOUNT, CODES, PERCENT, SOURCE_KEYS, TEXT, YES_NO

Keys = dict[str, dict[str, Any]]


def _range(item: dict[str, Any], says: str) -> dict[str, Any]:
    several = {"type": "array", "items": item, "minItems": 3, "maxItems": 3}
    return {"anyOf": [item, several], "description": f"{says}: one number, or [low, likely, high]"}


def _map(keys: Keys, required: tuple[str, ...] = (), says: str = "") -> dict[str, Any]:
    made: dict[str, Any] = {"type": "object", "properties": keys, "additionalProperties": False}
    return made | ({"required": list(required)} if required else {}) | ({"description": says} if says else {})


def _list(keys: Keys, required: tuple[str, ...], says: str) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "items": _map(keys, required), "description": says}


_SHARE: dict[str, Any] = {"type": "number", "minimum": 0, "maximum": 100}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 1_000_000_000}
_MONTHS: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 60}
_YEARLY: dict[str, Any] = AMOUNT | {"maximum": 100_000_000_000}
_MONTH_DAY: dict[str, Any] = {"type": "string", "pattern": r"^\d{2}-\d{2}$"}

BAND_KEYS: Keys = {
    "ages": TEXT | {"description": "whole years, such as 0-1, 18-64 or 65+; all ages if it is not said"},
    "sex": {"enum": ["any", "F", "M"], "description": "any if it is not said"},
    "dollars": AMOUNT | {"description": "for one member and month"},
}
STOP_LOSS_KEYS: Keys = {
    "percent": _SHARE | {"description": "percent of a member-year's cost above the point that the payer pays"},
    "attachment": AMOUNT | {"description": "dollars of a member-year's cost from which it pays"},
}
CAPITATION_KEYS: Keys = {
    "pmpm": _list(BAND_KEYS, ("dollars",), "dollars for one member and month, by age and sex"),
    "covers": CODES | {"description": "codes that are paid by it: their lines are expected to be paid nothing"},
    "carve_outs": CODES | {"description": "codes among these that the terms pay all the same"},
    "members": {"type": "string", "description": "name of the roster: `counteroffer contract members NAME FILE`"},
    "risk": YES_NO | {"description": "yes: a member's risk score multiplies the amount"},
    "equivalent": {
        "anyOf": [{"enum": ["terms"]}, {"type": "object"}],
        "description": "what covered services would pay otherwise: terms (if not said), or a way to pay as under pays:",
    },
    "stop_loss": _map(STOP_LOSS_KEYS, ("percent", "attachment")),
}
WITHHOLD_KEYS: Keys = {
    "percent": PERCENT | {"maximum": 100, "description": "percent of what is allowed that the payer keeps"},
    "returned": _range(_SHARE, "percent of it that is thought to come back"),
    "returned_on": _MONTH_DAY | {"description": "month and day of the year after the service on which it is due"},
}
BENCHMARK_KEYS: Keys = {
    "at": _SHARE | {"description": "a threshold: from this performance on the whole weight is paid, below it nothing"},
    "from": _SHARE | {"description": "performance from which it begins to pay, in proportion up to `to`"},
    "to": _SHARE | {"description": "performance at which the whole weight is paid"},
}
MEASURE_KEYS: Keys = {
    "measure": {"type": "string", "description": "its name in the contract"},
    "weight": _SHARE | {"description": "percent of the eligible dollars"},
    "score": _range(_SHARE, "the practice's performance, percent"),
    "benchmark": _map(BENCHMARK_KEYS, says="what pays; without it the score itself is the share that is paid"),
    "n": _COUNT | {"description": "patients or events measured"},
    "minimum_n": _COUNT | {"description": "fewer than these pay nothing"},
}
GATE_KEYS: Keys = {
    "measure": {"type": "string", "description": "its name in the contract"},
    "at_least": _SHARE | {"description": "performance without which nothing is paid, percent"},
    "score": _range(_SHARE, "the practice's performance, percent"),
}
BONUS_KEYS: Keys = {
    "eligible": _YEARLY | {"description": "dollars a year that can be earned"},
    "eligible_percent": PERCENT | {"description": "or: percent of the year's expected dollars"},
    "measures": _list(MEASURE_KEYS, ("measure", "weight"), "what earns it"),
    "gates": _list(GATE_KEYS, ("measure", "at_least"), "what must be reached before anything is paid"),
    "paid_after_months": _MONTHS | {"description": "months after the year until it is paid"},
    "clawback": _SHARE | {"description": "percent of it that the payer may take back"},
}
CARE_KEYS: Keys = {
    "pmpm": AMOUNT | {"description": "dollars for one member and month"},
    "members": {"type": "string", "description": "name of the roster"},
    "member_months": _range(_COUNT, "member-months of a year, where there is no roster"),
}
SIDE_KEYS: Keys = {
    "share": _SHARE | {"description": "percent of it that is the practice's"},
    "minimum": _SHARE | {"description": "percent of the benchmark up to which it pays nothing"},
    "first_dollar": YES_NO
    | {"description": "yes: once the minimum is passed all of it counts, not what is above only"},
    "cap": _YEARLY | {"description": "dollars a year at most"},
    "cap_percent": _SHARE | {"description": "percent of the benchmark at most"},
}
SAVINGS_KEYS: Keys = {
    **SIDE_KEYS,
    "benchmark": _range(_YEARLY, "what the members are set to cost a year, dollars"),
    "actual": _range(_YEARLY, "what they cost, dollars"),
    "downside": _map(SIDE_KEYS, ("share",), "what the practice pays of losses"),
    "settled_after_months": _MONTHS | {"description": "months after the year until it is settled"},
}
KIND_KEYS: dict[str, tuple[Keys, tuple[str, ...]]] = {
    "capitation": (CAPITATION_KEYS, ("pmpm", "covers")),
    "withhold": (WITHHOLD_KEYS, ("percent",)),
    "bonus": (BONUS_KEYS, ("measures",)),
    "care_management": (CARE_KEYS, ("pmpm",)),
    "shared_savings": (SAVINGS_KEYS, ("share",)),
}
"""Every kind of arrangement: its keys, and those that it needs."""

ARRANGEMENT_KEYS: Keys = {
    "says": {"type": "string", "description": "the arrangement in a sentence"},
    **{kind: _map(keys, needed) for kind, (keys, needed) in KIND_KEYS.items()},
    "source": {"type": "object", "properties": SOURCE_KEYS, "additionalProperties": False},
}
ARRANGEMENTS: dict[str, Any] = {
    "type": "array",
    "description": "money that is not paid line by line: capitation, withholds, bonuses, shared savings",
    "items": {
        "type": "object",
        "properties": ARRANGEMENT_KEYS,
        "required": ["says"],
        "additionalProperties": False,
        "oneOf": [{"required": [kind]} for kind in KIND_KEYS],
    },
}
