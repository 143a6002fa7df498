"""A payer's fee schedule: read, put beside Medicare, and written as the CSV that a contract names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from counteroffer.contracts.fees import fees_text, read_fees
from counteroffer.core.errors import InputError
from counteroffer.core.findings import ERROR
from counteroffer.ingest.fees.schedule import Asked, Schedule, read_schedule
from counteroffer.medicare.compare import Comparison, compare
from counteroffer.price.medicare import practice_locality

if TYPE_CHECKING:
    from pathlib import Path

    from counteroffer.contracts.terms import FeeRow
    from counteroffer.core.findings import Finding
    from counteroffer.core.practice import Practice
    from counteroffer.medicare.book import MedicareBook

LOCALITY = "0441299"
"""Where a practice's locality is not known, one is taken that is close to the national average (rest of Texas)."""


@attrs.frozen
class FeesRead:
    """A payer's file as read.

    Attributes:
        schedule: its rows, and what was not understood.
        comparison: beside Medicare; None if Medicare has no year for the place.
    """

    schedule: Schedule
    comparison: Comparison | None

    @property
    def sound(self) -> bool:
        """Whether the rows may be stored."""
        found = self.schedule.findings
        return bool(self.schedule.rows) and not any(finding.severity == ERROR for finding in found)


def read_payer_fees(path: Path, asked: Asked, book: MedicareBook, practice: Practice | None) -> FeesRead:
    """Read a payer's fee schedule file and put it beside Medicare.

    Raises:
        InputError: if the file cannot be opened, or what was asked for is not in it.
    """
    schedule = read_schedule(path, asked, known_codes(book))
    rows = [(row.code, row.modifier, row.setting, row.amount) for row in schedule.rows]
    return FeesRead(schedule, _compared(book, practice, rows))


def known_codes(book: MedicareBook) -> frozenset[str]:
    """Give every code that Medicare's files know."""
    return frozenset(book.fees["code"].unique().to_pylist()) | frozenset(
        code
        for name in ("medicare_labs", "medicare_drugs", "medicare_equipment")
        for code in book.table(name)["code"].unique().to_pylist()
    )


def why_unsound(read: FeesRead) -> str:
    """Say in a sentence why nothing of a file may be stored; empty when it may."""
    if read.sound:
        return ""
    errors = sum(finding.severity == ERROR for finding in read.schedule.findings)
    if errors:
        return "what is marked 'error' above must be answered first."
    return "no row can be used; each was set aside with its reason."


def save_payer_fees(read: FeesRead, out: Path, *, force: bool = False) -> None:
    """Write the rows as the CSV beside a contract.

    Raises:
        InputError: if something must be answered first, or the file is there already and `force` is not given.
    """
    if not read.sound:
        raise InputError(
            f"Nothing was kept: {why_unsound(read)}", "Mend the file or name its columns, then read again."
        )
    if out.exists() and not force:
        raise InputError(f"{out} is there already.", "Choose another name, or replace it with --force.")
    out.parent.mkdir(parents=True, exist_ok=True)
    text = fees_text((row.code, row.modifier, row.setting, row.amount) for row in read.schedule.rows)
    out.write_text(text, encoding="utf-8")


def check_fees(
    path: Path, book: MedicareBook, practice: Practice | None
) -> tuple[tuple[FeeRow, ...], list[Finding], Comparison | None]:
    """Check a CSV as a contract would read it: its rows, its faults, and how it stands beside Medicare.

    Raises:
        InputError: if the file is not there.
    """
    if not path.is_file():
        raise InputError(f"There is no file {path}.", "Name the CSV beside the contract.")
    rows, findings = read_fees(path)
    return rows, findings, _compared(book, practice, [(r.code, r.modifier, r.setting, r.amount) for r in rows])


def _compared(
    book: MedicareBook, practice: Practice | None, rows: list[tuple[str, str, str, int]]
) -> Comparison | None:
    locality = (practice_locality(book, practice) if practice else "") or LOCALITY
    year = max((y for y in book.years if book.has_locality(locality, y)), default=None)
    return compare(book, rows, year, locality) if rows and year is not None else None
