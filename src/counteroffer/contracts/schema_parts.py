"""What values of a contract's keys look like, for the JSON Schema."""

from __future__ import annotations

from typing import Any

TEXT: dict[str, Any] = {"type": ["string", "number"]}
DAY: dict[str, Any] = {"type": "string", "pattern": r"^(\d{4}-\d{2}-\d{2}|open)$"}
YES_NO: dict[str, Any] = {"enum": ["yes", "no", True, False]}
AMOUNT: dict[str, Any] = {"type": "number", "minimum": 0, "maximum": 10_000_000}
PERCENT: dict[str, Any] = {"type": "number", "exclusiveMinimum": 0, "maximum": 10_000}
_SPANS = r"^\s*[A-Z0-9]{5}(\s*-\s*[A-Z0-9]{5})?(\s*,\s*[A-Z0-9]{5}(\s*-\s*[A-Z0-9]{5})?)*\s*$"
CODES: dict[str, Any] = {
    "anyOf": [{"type": "string", "pattern": _SPANS}, {"type": "integer"}, {"type": "array", "items": TEXT}]
}
SOURCE_KEYS: dict[str, dict[str, Any]] = {"page": TEXT, "section": TEXT}
