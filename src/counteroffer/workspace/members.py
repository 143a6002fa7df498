"""Rosters of members at the desk: read under pseudonyms into the lake, each file with what it corrects."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa

from counteroffer.contracts.arranged import Capitation
from counteroffer.core.errors import InputError, UnknownNameError
from counteroffer.core.tables import MEMBERS
from counteroffer.ingest.members import read_roster
from counteroffer.measure.capitation import corrections
from counteroffer.workspace.agreed import current_contracts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from counteroffer.core.findings import Finding
    from counteroffer.measure.capitation import Correction
    from counteroffer.workspace.desk import Workspace

Row = dict[str, Any]


@attrs.frozen
class RosterRead:
    """What came of one roster file.

    Attributes:
        file: its name.
        reading: its number; 0 if it was known already and passed over.
        rows: rows stored.
        aside: rows set aside.
        months: the months it tells of.
        findings: its faults.
        corrections: what it changed in dollars of months told before, by every capitation of this roster in force.
    """

    file: str
    reading: int
    rows: int
    aside: int
    months: tuple[str, ...]
    findings: tuple[Finding, ...]
    corrections: tuple[Correction, ...] = ()


def read_rosters(desk: Workspace, roster: str, paths: Sequence[Path]) -> list[RosterRead]:
    """Read files of a roster in their order; a later one corrects the months that it tells of.

    Raises:
        InputError: if the name is none, or a file cannot be read; those before it are stored.
        StorageError: if the disk refuses.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", roster):
        raise InputError(f"'{roster}' is no name of a roster.", "Write letters, digits and hyphens, such as acme-hmo.")
    return [_read(desk, roster, path) for path in paths]


def _read(desk: Workspace, roster: str, path: Path) -> RosterRead:
    found = read_roster(path, desk.home.key())
    with desk.lake.writing() as write:
        known = write.read(MEMBERS.name, ["roster", "reading", "sha256"]).to_pylist()
        months = tuple(sorted({row["month"] for row in found.rows}))
        if any((row["roster"], row["sha256"]) == (roster, found.sha256) for row in known):
            return RosterRead(found.file, 0, 0, found.aside, months, found.findings)
        reading = max((row["reading"] for row in known), default=0) + 1
        head = {"roster": roster, "reading": reading, "file": found.file, "sha256": found.sha256}
        rows = [head | {"read_at": datetime.now(UTC)} | row for row in found.rows]
        if rows:
            write.append(MEMBERS.name, pa.Table.from_pylist(rows, schema=MEMBERS.schema))
            write.commit()
    changed = _corrected(desk, roster, reading)
    return RosterRead(found.file, reading, len(rows), found.aside, months, found.findings, changed)


def _corrected(desk: Workspace, roster: str, reading: int) -> tuple[Correction, ...]:
    contracts, _, _ = current_contracts(desk)
    forms = {a.form for c in contracts for a in c.arrangements if isinstance(a.form, Capitation)}
    rows = roster_rows(desk, roster)
    made = [one for form in forms if form.roster == roster for one in corrections(form, rows)]
    return tuple(one for one in made if one.reading == reading)


def roster_rows(desk: Workspace, roster: str) -> list[Row]:
    """Give the rows of a roster (`core.tables.MEMBERS`), in the order in which they were read."""
    rows = desk.lake.read(MEMBERS.name, list(MEMBERS.names)).to_pylist()
    return sorted((row for row in rows if row["roster"] == roster), key=lambda row: (row["reading"], row["place"]))


def forget_roster(desk: Workspace, reading: int) -> int:
    """Take one file of a roster out again, with all that it said.

    Returns:
        How many rows it had.

    Raises:
        UnknownNameError: if there is no such file.
    """
    with desk.lake.writing() as write:
        rows = write.read(MEMBERS.name, list(MEMBERS.names)).to_pylist()
        kept = [row for row in rows if row["reading"] != reading]
        if len(kept) == len(rows):
            mend = "`counteroffer contract members` lists them."
            raise UnknownNameError(f"There is no roster file {reading}.", mend)
        write.replace(MEMBERS.name, pa.Table.from_pylist(kept, schema=MEMBERS.schema))
        write.commit()
    return len(rows) - len(kept)


def list_rosters(desk: Workspace) -> list[Row]:
    """Give one row for each file: reading, roster, file, read_at, rows, and its first and last month."""
    found: dict[int, Row] = {}
    names = ["reading", "roster", "file", "read_at", "month"]
    for row in desk.lake.read(MEMBERS.name, names).to_pylist():
        one = found.setdefault(row["reading"], row | {"rows": 0, "first": row["month"], "last": row["month"]})
        one["rows"] += 1
        one["first"], one["last"] = min(one["first"], row["month"]), max(one["last"], row["month"])
    return [found[reading] for reading in sorted(found)]
