"""The fee schedule file beside a contract: a CSV of code, modifier, setting and amount; read here and written here."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from counteroffer.contracts.terms import FeeRow
from counteroffer.core.codes import COMPONENT_MODIFIERS, EQUIPMENT_MODIFIERS, is_code, is_equipment
from counteroffer.core.findings import ERROR, NOTE, WARNING, Finding
from counteroffer.core.money import cents, dollars, show

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SETTINGS = {"": "", "facility": "facility", "nonfacility": "nonfacility", "non-facility": "nonfacility", "both": ""}


def read_fees(path: Path) -> tuple[tuple[FeeRow, ...], list[Finding]]:
    """Read a fee schedule.

    Amounts may be written `$1,234.50`; blank lines are passed over; a code that a spreadsheet has robbed of its
    leading zeros is mended, with a warning.

    Returns:
        The rows, and all faults with their lines. A fault of severity error means the file must not be used.
    """
    try:
        content = path.read_bytes()
    except OSError as fault:
        return (), [_fault(path, 0, f"The file cannot be read: {fault}.", "Make it readable.")]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    rows = list(csv.reader(text.splitlines()))
    found: list[Finding] = []
    start = next((i for i, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    heading = [cell.strip().lower() for cell in rows[start]] if start is not None else []
    if start is None or "code" not in heading or "amount" not in heading:
        says = f"The heading is '{','.join(heading)}'; code and amount are due." if heading else "The file is empty."
        mend = "The columns are code, modifier, setting, amount; modifier and setting may be left out."
        return (), [_fault(path, (start or 0) + 1, says, mend)]
    made: dict[tuple[str, str, str], FeeRow] = {}
    for place, cells in enumerate(rows[start + 1 :], start + 2):
        if any(cell.strip() for cell in cells):
            row = _row(path, place, dict(zip(heading, (c.strip() for c in cells), strict=False)), found)
            if row is not None:
                _add(path, made, row, found)
    if not made and not found:
        found.append(_fault(path, start + 1, "There is no row under the heading.", "Write at least one code."))
    return tuple(made.values()), found


def fees_text(rows: Iterable[tuple[str, str, str, int]]) -> str:
    """Write a fee schedule as the CSV that `read_fees` reads.

    Args:
        rows: code, modifier, setting (`facility`, `nonfacility` or empty for both) and cents for one unit.

    Returns:
        The text, sorted by code, modifier and setting, a line an amount.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("code", "modifier", "setting", "amount"))
    writer.writerows((code, modifier, setting, dollars(amount)) for code, modifier, setting, amount in sorted(rows))
    return out.getvalue()


def _row(path: Path, place: int, cell: dict[str, str], found: list[Finding]) -> FeeRow | None:
    code = cell.get("code", "").upper()
    if code.isdigit() and len(code) < 5:
        mended = code.zfill(5)
        says = f"The code {code} has lost its leading zeros; it is read as {mended}."
        found.append(_fault(path, place, says, "Format the column as text in the spreadsheet.", WARNING))
        code = mended
    modifier = cell.get("modifier", "").upper()
    setting = SETTINGS.get(cell.get("setting", "").lower())
    try:
        amount = cents(cell.get("amount", "").replace("$", "").replace(",", ""))
    except ValueError as fault:
        found.append(_fault(path, place, f"The amount: {fault}.", "Write it like 1234.50."))
        return None
    priced = ("", *COMPONENT_MODIFIERS, *(EQUIPMENT_MODIFIERS if is_equipment(code) else ()))
    if is_code(code) and modifier not in priced and len(modifier) == 2 and modifier.isalnum():
        says = (
            f"{code} {modifier}: only 26 and TC (equipment: NU, RR, UE) have prices of their own; this row is not used."
        )
        found.append(_fault(path, place, says, "Nothing: the row may stay, lines with it are priced without it.", NOTE))
        return None
    says = _wrong(code, "" if modifier in priced else modifier, setting, cell, amount)
    if says or setting is None:
        found.append(_fault(path, place, says, "Mend the row."))
        return None
    return FeeRow(code, modifier, setting, amount, place)


def _wrong(code: str, modifier: str, setting: str | None, cell: dict[str, str], amount: int) -> str:
    if not is_code(code):
        return f"'{code}' is not a CPT or HCPCS code (five capitals or digits)."
    if modifier:
        return f"The modifier '{modifier}' is not two signs."
    if setting is None:
        return f"The setting '{cell['setting']}' is neither facility nor nonfacility nor empty."
    return f"The amount {cell['amount']} is below zero." if amount < 0 else ""


def _add(path: Path, made: dict[tuple[str, str, str], FeeRow], row: FeeRow, found: list[Finding]) -> None:
    key = (row.code, row.modifier, row.setting)
    first = made.setdefault(key, row)
    if first is row:
        return
    says = f"{row.code} stands here a second time (first in line {first.line})"
    if first.amount == row.amount:
        found.append(_fault(path, row.line, f"{says} with the same amount.", "Keep one of the two.", WARNING))
    else:
        says += f": {show(row.amount)} here, {show(first.amount)} there."
        found.append(_fault(path, row.line, says, "Strike out the wrong one: neither is taken for right."))


def _fault(path: Path, place: int, says: str, mend: str, severity: str = ERROR) -> Finding:
    return Finding("contract.fee_schedule", severity, says, mend, file=str(path), segment=place)
