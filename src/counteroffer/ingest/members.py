"""A roster of members (CSV): who is a member in which month, read into pseudonyms; what cannot be read is set aside."""

from __future__ import annotations

import csv
import hashlib
import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.core.errors import InputError
from counteroffer.core.findings import ERROR, NOTE, WARNING, Finding
from counteroffer.ingest.x12.pseudonym import Pseudonyms

if TYPE_CHECKING:
    from pathlib import Path

WHOLE, ADD, DROP = "whole", "add", "drop"
"""What a row does to its month: the file names everybody of it, or the row adds (or changes), or drops one member."""

_NAMES = {
    "month": ("month", "coverage_month", "member_month", "period"),
    "member_id": ("member_id", "memberid", "subscriber_id"),
    "age": ("age",),
    "birth_year": ("birth_year", "year_of_birth", "yob"),
    "birth_date": ("birth_date", "date_of_birth", "dob", "birthdate"),
    "sex": ("sex", "gender"),
    "risk": ("risk", "risk_score", "raf"),
    "change": ("change", "action"),
}
_SEXES = {"f": "F", "female": "F", "m": "M", "male": "M", "": "", "u": "", "unknown": "", "x": "", "other": ""}
_CHANGES = {"": "", "add": ADD, "a": ADD, "drop": DROP, "d": DROP, "term": DROP}
OLDEST = 125


@attrs.frozen
class Roster:
    """A roster file as read.

    Attributes:
        file: its name.
        sha256: of its content.
        rows: `month`, `member_key`, `age`, `sex`, `risk` (thousandths), `change` and `place`, as `core.tables.MEMBERS`.
        aside: rows that could not be read; each has a finding.
        findings: all faults; none names a member.
    """

    file: str
    sha256: str
    rows: tuple[dict[str, Any], ...]
    aside: int
    findings: tuple[Finding, ...]


def read_roster(path: Path, key: bytes) -> Roster:
    """Read a roster.

    The columns are month, member_id, and age, birth_year or birth_date; sex, risk and change may be there. Any other
    (names above all) is passed over. A member's id becomes a keyed pseudonym, a birth date an age: neither is kept.

    Args:
        path: the CSV.
        key: the workspace's pseudonym key.

    Raises:
        InputError: if the file cannot be read, or has not these columns.
    """
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise InputError(f"{path} cannot be read ({fault.strerror}).", "Name a roster (CSV).") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    reader = _Reader(path, key)
    rows = [(place, row) for place, row in enumerate(csv.reader(text.splitlines()), 1) if any(map(str.strip, row))]
    columns = reader.heading(rows[0][1] if rows else [])
    for place, cells in rows[1:]:
        reader.row(place, {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()})
    made = reader.whole()
    return Roster(path.name, hashlib.sha256(content).hexdigest(), made, reader.aside, tuple(reader.findings))


class _Reader:
    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._names = Pseudonyms(key)
        self._rows: dict[tuple[str, str], dict[str, Any]] = {}
        self.findings: list[Finding] = []
        self.aside = 0

    def heading(self, cells: list[str]) -> dict[str, int]:
        """Find the columns."""
        said = [re.sub(r"[^a-z0-9]+", "_", cell.strip().lower()).strip("_") for cell in cells]
        found = {name: said.index(form) for name, forms in _NAMES.items() for form in forms[::-1] if form in said}
        missing = [name for name in ("month", "member_id") if name not in found]
        if not found.keys() & {"age", "birth_year", "birth_date"}:
            missing.append("age (or birth_year, or birth_date)")
        if missing:
            raise InputError(
                f"{self._path} has no column for {', '.join(missing)}; its heading is '{','.join(cells)}'.",
                "A roster has the columns month, member_id, age, and perhaps sex, risk and change.",
            )
        passed = [cell.strip() for at, cell in enumerate(cells) if at not in found.values() and cell.strip()]
        if passed:
            self._note(1, NOTE, f"Columns passed over: {', '.join(passed)}.", "Nothing: they are not stored.")
        return found

    def row(self, place: int, cell: dict[str, str]) -> None:
        """Take a row, or set it aside."""
        try:
            made = self._made(place, cell)
        except ValueError as fault:
            self.aside += 1
            self._note(place, ERROR, f"The row is set aside: {fault}.", "Mend it and read the file again.")
            return
        first = self._rows.setdefault((made["month"], made["member_key"]), made)
        if first is not made:
            self.aside += 1
            says = f"The member stands in {made['month']} already, in line {first['place']}; this row is set aside."
            self._note(place, WARNING, says, "Keep one row for a member and month.")

    def whole(self) -> tuple[dict[str, Any], ...]:
        """Give the rows; a file without a change names everybody of its months."""
        changes = any(row["change"] for row in self._rows.values())
        return tuple(row | {"change": row["change"] or (ADD if changes else WHOLE)} for row in self._rows.values())

    def _made(self, place: int, cell: dict[str, str]) -> dict[str, Any]:
        month, change = _month(cell["month"]), cell.get("change", "").lower()
        if not cell["member_id"]:
            raise ValueError("it names no member")
        if change not in _CHANGES:
            raise ValueError(f"'{change}' is no change; write add or drop")
        sex = cell.get("sex", "").lower()
        if sex not in _SEXES:
            raise ValueError(f"'{sex}' is no sex; write F, M, or nothing")
        dropped = _CHANGES[change] == DROP
        return {
            "month": month, "member_key": self._names.named(f"MEMBER||{cell['member_id'].upper()}"),
            "age": None if dropped else _age(cell, month), "sex": _SEXES[sex], "risk": _risk(cell.get("risk", "")),
            "change": _CHANGES[change], "place": place,
        }  # fmt: skip

    def _note(self, place: int, severity: str, says: str, mend: str) -> None:
        self.findings.append(Finding("members.row", severity, says, mend, file=self._path.name, segment=place))


def _month(text: str) -> str:
    """Read `2025-01`, `2025-01-31`, `202501`, `01/2025` or `1/31/2025` as `2025-01`."""
    found = re.fullmatch(r"(20\d\d)-?(\d\d)(?:-?\d\d)?", text)
    year, month = (found[1], found[2]) if found else ("", "")
    if american := re.fullmatch(r"(\d{1,2})/(?:\d{1,2}/)?(20\d\d)", text):
        year, month = american[2], american[1].zfill(2)
    if not year or not 1 <= int(month) <= 12:
        raise ValueError(f"'{text}' is no month; write it like 2025-01")
    return f"{year}-{month}"


def _age(cell: dict[str, str], month: str) -> int:
    """Give the age in whole years on the first day of the month; of a birth year, the age reached in that year."""
    on = date(int(month[:4]), int(month[5:]), 1)
    if cell.get("age", ""):
        if not re.fullmatch(r"\d{1,3}", cell["age"]):
            raise ValueError("the age is not in whole years")
        age = int(cell["age"])
    elif cell.get("birth_date", ""):
        born = _day(cell["birth_date"])
        age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        age = max(age, 0) if (born.year, born.month) <= (on.year, on.month) else age  # born in the month
    elif re.fullmatch(r"(?:19|20)\d\d", cell.get("birth_year", "")):
        age = on.year - int(cell["birth_year"])
    else:
        raise ValueError("it says no age, birth year or birth date")
    if not 0 <= age <= OLDEST:
        raise ValueError(f"an age of {age} cannot be")
    return age


def _day(text: str) -> date:
    american = re.fullmatch(r"(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)", text)
    try:
        return date(int(american[3]), int(american[1]), int(american[2])) if american else date.fromisoformat(text)
    except ValueError:
        raise ValueError("the birth date is not like 1980-05-31") from None  # the date itself is the member's


def _risk(text: str) -> int | None:
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"'{text}' is no risk score") from None
    if not value.is_finite() or not 0 <= value <= 100:
        raise ValueError(f"'{text}' is no risk score from 0 to 100")
    return int((value * 1000).quantize(Decimal(1), rounding="ROUND_HALF_UP"))
