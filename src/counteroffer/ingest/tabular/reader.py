"""One tabular file read under the mapping that its layout has; without one it is set aside, never guessed."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import attrs

from counteroffer.core.findings import ERROR, NOTE, Finding
from counteroffer.ingest.chunk import Chunk, Tally
from counteroffer.ingest.tabular.aside import Aside
from counteroffer.ingest.tabular.charges import Charges
from counteroffer.ingest.tabular.denials import Denials
from counteroffer.ingest.tabular.frame import Framer
from counteroffer.ingest.tabular.listing import Listing
from counteroffer.ingest.tabular.mapping import Mapping, best_mapping
from counteroffer.ingest.tabular.office import Office
from counteroffer.ingest.tabular.patients import Patients
from counteroffer.ingest.tabular.payments import Payments
from counteroffer.ingest.tabular.source import Sheet, open_sheets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from counteroffer.ingest.tabular.rows import Header

READER = "tabular-1"
"""Version of this reader; it changes when the same file and mapping would be read otherwise."""

UNMAPPED = "spreadsheet"
"""What a tabular file without a mapping is called in `files`."""

Maker = Charges | Payments | Listing | Denials | Office


def read_tabular(
    stream: BinaryIO, file: str, file_id: int, key: bytes, mappings: Mapping | Sequence[Mapping]
) -> Iterator[Chunk]:
    """Read a spreadsheet or delimited text.

    Args:
        stream: the decompressed file, read forward.
        file: its name.
        file_id: its number.
        key: the workspace's secret for patients' pseudonyms.
        mappings: those that the practice has confirmed; each sheet is read under the one whose layout it has.

    Yields:
        Rows of the core tables, chunk by chunk; in the end one chunk with the findings and the rows of whole claims.
    """
    known = (mappings,) if isinstance(mappings, Mapping) else tuple(mappings)
    try:
        sheets = open_sheets(stream)
    except ValueError as fault:
        yield _alone("unreadable", _unreadable(file, file_id, fault))
        return
    chosen, findings = _chosen(sheets, known, file, file_id)
    if not chosen:
        yield _alone(UNMAPPED, *(findings or [no_mapping(file, file_id)]))
        return
    tasks: dict[str, _Task] = {}
    for sheet, mapping, header in chosen:
        task = tasks.setdefault(mapping.name, _Task.of(mapping, file, file_id, key))
        framer = Framer(mapping, header, task.aside, task.patients)
        for rows in sheet.rows(header):
            frame = framer.frame(rows)
            made, tally = task.maker.take(frame.table) if frame.table.num_rows else ({}, Tally())
            yield Chunk(mapping.kind, _filled(made), (), tally + Tally(segments=len(rows)), frame.identities)
    for task in tasks.values():
        made, tally = task.maker.close()
        found = (*task.aside.findings(), *task.maker.findings())
        yield Chunk(task.mapping.kind, _filled(made), found, tally)
    yield Chunk(chosen[0][1].kind, {}, tuple(findings), Tally(interchanges=len(chosen)))


@attrs.frozen
class _Task:
    """What reads the sheets of one layout: what is made of their rows, whose they are, what is left out."""

    mapping: Mapping
    maker: Maker
    patients: Patients
    aside: Aside

    @classmethod
    def of(cls, mapping: Mapping, file: str, file_id: int, key: bytes) -> _Task:
        aside = Aside(file, file_id)
        patients = Patients(key, file_id, mapping.kind, mapping.names)
        return cls(mapping, _maker(mapping, file_id, aside, file), patients, aside)


def _chosen(
    sheets: Sequence[Sheet], known: Sequence[Mapping], file: str, file_id: int
) -> tuple[list[tuple[Sheet, Mapping, Header]], list[Finding]]:
    """Choose the mapping of each sheet; say of those without one that they are left out, unless all are."""
    chosen: list[tuple[Sheet, Mapping, Header]] = []
    findings: list[Finding] = []
    left: list[Finding] = []
    for sheet in sheets:
        found = best_mapping(known, sheet.head)
        if found is None:
            left += [_left(file, file_id, sheet)] if sheet.head else []
        elif isinstance(found[1], Mapping):
            findings.append(_two(file, file_id, sheet, found[0], found[1]))
        else:
            chosen.append((sheet, found[0], found[1]))
    return chosen, findings + (left if chosen else [])


def _maker(mapping: Mapping, file_id: int, aside: Aside, file: str) -> Maker:
    if mapping.kind == "charges":
        return Charges(file_id, aside)
    if mapping.kind == "payments" and "transaction" in mapping.columns:
        return Listing(file_id, aside, file, mapping.transactions)
    if mapping.kind == "payments":
        return Payments(file_id, aside, file)
    if mapping.kind == "denials":
        return Denials(file_id, aside, file)
    return Office(mapping.kind, file_id, aside)


def _filled(made: dict[str, pa.Table]) -> dict[str, pa.Table]:
    return {name: rows for name, rows in made.items() if rows.num_rows}


def _alone(kind: str, *findings: Finding) -> Chunk:
    return Chunk(kind, {}, findings, Tally())


def no_mapping(file: str, file_id: int) -> Finding:
    """Say that nobody has told us what the columns are, and give the command that does."""
    name = "".join(c if c.isalnum() else "-" for c in Path(file).stem.lower()).strip("-")[:40] or "mine"
    return Finding(
        "tabular.no_mapping",
        ERROR,
        "This is a spreadsheet whose columns nobody has explained yet; nothing of it is stored.",
        f"Run: counteroffer mapping propose {shlex.quote(file)} --save {name}. Then import it again.",
        file,
        file_id,
    )


def _unreadable(file: str, file_id: int, fault: Exception) -> Finding:
    says = f"This spreadsheet cannot be opened: {str(fault).rstrip('.')}."
    mend = "Open it in a spreadsheet program, save it as .xlsx or .csv without a password, and import that."
    return Finding("tabular.unreadable", ERROR, says, mend, file, file_id)


def _two(file: str, file_id: int, sheet: Sheet, one: Mapping, other: Mapping) -> Finding:
    says = f"Two mappings fit {_named(sheet)} equally well: '{one.name}' and '{other.name}'."
    mend = f"Take one away, for example: counteroffer mapping remove {other.name}. Then import the file again."
    return Finding("tabular.two_mappings", ERROR, says, mend, file, file_id, sheet.ordinal)


def _left(file: str, file_id: int, sheet: Sheet) -> Finding:
    says = f"The sheet '{sheet.name}' has a layout that no mapping knows; it is not stored."
    named = f"{shlex.quote(file)} --sheet {shlex.quote(sheet.name)}"
    mend = f"If it holds data: counteroffer mapping propose {named} --save NAME."
    return Finding("tabular.sheet_left_out", NOTE, says, mend, file, file_id, sheet.ordinal)


def _named(sheet: Sheet) -> str:
    return f"the sheet '{sheet.name}'" if sheet.name else "this file"
