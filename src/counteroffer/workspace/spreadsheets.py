"""Spreadsheets at the desk: a mapping proposed, and the dry run that shows what a file would store."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

import attrs
import pyarrow.compute as pc

from counteroffer.core.errors import InputError
from counteroffer.ingest.tabular.proposal import Proposal, propose
from counteroffer.ingest.tabular.reader import read_tabular
from counteroffer.ingest.tabular.scan import Scan, scan
from counteroffer.ingest.tabular.source import HEAD, looks_tabular
from counteroffer.intake.discover import UNREADABLE, Source
from counteroffer.intake.mappings import published

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

    from counteroffer.core.findings import Finding
    from counteroffer.ingest.tabular.mapping import Mapping as ColumnMapping

_DAYS = ("service_date", "payment_date", "appointment_date", "requested_at", "since", "until")
_MONEY = {"charge": "charges", "allowed_reported": "allowed", "allowed": "allowed", "paid": "paid"}
_DETAIL = ("claim_lines", "remit_lines", "totals", "denial_log", "charge_master")


@attrs.frozen
class Preview:
    """What a file would store.

    Attributes:
        rows: table -> rows.
        sums: `charges`, `allowed` and `paid` -> cents, over lines and totals.
        since: first day in the file, empty if none.
        until: last day.
        payers: payer -> rows of claims, remittances or totals.
        findings: what would not be stored, and what to look at.
        patients: different patients.
    """

    rows: dict[str, int]
    sums: dict[str, int]
    since: str
    until: str
    payers: dict[str, int]
    findings: tuple[Finding, ...]
    patients: int


def look_at(path: Path, sheet: str = "") -> Scan:
    """Look a spreadsheet over: a file, a gz file, or a member of a zip (`box.zip/charges.csv`).

    Raises:
        InputError: if it is not there, cannot be opened, or is no spreadsheet.
    """
    with _open(path) as stream:
        return scan(stream, str(path), sheet)


def propose_for(scanned: Scan, **said: Any) -> Proposal:
    """Propose a mapping for a sheet, beginning from a published layout where it is one; see `proposal.propose`."""
    return propose(scanned, starts=published(), **said)


def preview(path: Path, mappings: Sequence[ColumnMapping], key: bytes) -> Preview:
    """Read a file as an import would, and store nothing.

    Raises:
        InputError: if it is not there, or cannot be opened.
    """
    seen = _Seen()
    with _open(path) as stream:
        for chunk in read_tabular(stream, str(path), 0, key, mappings):
            seen.take(chunk.tables)
            seen.findings += chunk.findings
    return seen.preview()


class _Seen:
    def __init__(self) -> None:
        self.rows: Counter[str] = Counter()
        self.sums: Counter[str] = Counter()
        self.payers: Counter[str] = Counter()
        self.days: list[Any] = []
        self.patients: set[str] = set()
        self.findings: list[Finding] = []

    def take(self, tables: Mapping[str, pa.Table]) -> None:
        for name, table in tables.items():
            self.rows[name] += table.num_rows
            for column in table.column_names:
                self._column(name, column, table[column])

    def _column(self, name: str, column: str, values: pa.ChunkedArray) -> None:
        if column in _MONEY and name in _DETAIL:
            self.sums[_MONEY[column]] += pc.sum(values).as_py() or 0
        elif column in _DAYS:
            ends = pc.min_max(values).as_py()
            self.days += [str(day)[:10] for day in ends.values() if day is not None]
        elif column == "payer_name":
            for counted in pc.value_counts(values).to_pylist():
                self.payers[counted["values"] or "(none)"] += counted["counts"]
        elif column == "patient_key":
            self.patients.update(key for key in pc.unique(values).to_pylist() if key)

    def preview(self) -> Preview:
        return Preview(
            dict(self.rows),
            dict(self.sums),
            min(self.days, default=""),
            max(self.days, default=""),
            dict(self.payers.most_common()),
            tuple(self.findings),
            len(self.patients),
        )


@contextmanager
def _open(path: Path) -> Iterator[BinaryIO]:
    source = _source(path)
    try:
        with source.open() as stream:
            head = stream.read(HEAD)
        if not looks_tabular(path.name, head):
            raise InputError(
                f"{path} is no spreadsheet, or holds nothing.", "Name a .csv, .tsv, .xlsx, .xls or .ods file."
            )
        with source.open() as stream:
            yield stream
    except UNREADABLE as fault:
        raise InputError(f"{path} cannot be read: {fault}.", "See whether it is open elsewhere, or damaged.") from fault


def _source(path: Path) -> Source:
    if path.is_file():
        return Source(str(path), path, path.stat().st_size)
    for parent in path.parents:
        if parent.is_file():
            return Source(str(path), parent, parent.stat().st_size, path.relative_to(parent).as_posix())
    raise InputError(f"There is no file {path}.", "Name a spreadsheet, such as charges.csv.")
