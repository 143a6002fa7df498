"""Weights of codes (CSV): which codes a payer quotes its percent on, and how much each counts there."""

from __future__ import annotations

import csv
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from counteroffer.core.codes import RATE_MODIFIERS, is_code
from counteroffer.core.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = ("facility", "nonfacility")
MEND = "Columns: code, and perhaps modifier, setting (empty: both) and weight (empty: 1, up to three decimals)."
MOST = 10**9


def read_weights(path: Path) -> dict[tuple[str, str, str], int]:
    """Read weights: code, modifier and setting -> thousandths.

    Raises:
        InputError: if the file cannot be read, or a row of it; the message names the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError(f"{path} cannot be read: {fault}.", "Save it as a CSV in UTF-8.") from fault
    reader = csv.DictReader(text.splitlines())
    reader.fieldnames = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    if "code" not in reader.fieldnames:
        raise InputError(f"{path} has no column code.", MEND)
    made: dict[tuple[str, str, str], int] = {}
    for place, row in enumerate(reader, 2):
        cell = {name: (said or "").strip() for name, said in row.items() if isinstance(said, str)}
        code, modifier, setting = cell.get("code", "").upper(), cell.get("modifier", ""), cell.get("setting", "")
        weight = _weight(cell.get("weight", ""))
        if not is_code(code) or modifier not in ("", *RATE_MODIFIERS) or setting not in ("", *SETTINGS) or not weight:
            raise InputError(f"{path}, line {place}: '{','.join(cell.values())}' cannot be read.", MEND)
        for one in (setting,) if setting else SETTINGS:
            made[code, modifier, one] = weight
    if not made:
        raise InputError(f"{path} names no code.", MEND)
    return made


def _weight(text: str) -> int:
    """Give thousandths; 0 for what is no weight."""
    try:
        value = Decimal(text or "1") * 1000
    except InvalidOperation:
        return 0
    return int(value) if value.is_finite() and 0 < value < MOST and value == value.to_integral_value() else 0
