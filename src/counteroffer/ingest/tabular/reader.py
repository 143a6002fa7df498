"""One tabular file read under the mapping that its layout has; without one it is set aside, never guessed."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

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
    chosen: list[tuple[Sheet, Mapping, Header]] = []
    findings: list[Finding] = []
    for sheet in sheets:
        found = best_mapping(known, sheet.head)
        if found is None:
            continue
        if isinstance(found[1], Mapping):
            findings.append(_two(file, file_id, sheet, found[0], found[1]))
        else:
            chosen.append((sheet, found[0], found[1]))
    if not chosen:
        yield _alone(UNMAPPED, *(findings or [no_mapping(file, file_id)]))
        return
    left = [sheet for sheet in sheets if sheet.head and sheet not in {s for s, _, _ in chosen}]
    findings += [_left(file, file_id, sheet) for sheet in left]
    makers: dict[str, tuple[Maker, Patients, Aside]] = {}
    for sheet, mapping, header in chosen:
        if mapping.name not in makers:
            aside = Aside(file, file_id)
            makers[mapping.name] = (
                _maker(mapping, file_id, aside, file),
                Patients(key, file_id, mapping.kind, mapping.names),
                aside,
            )
        maker, patients, aside = makers[mapping.name]
        framer = Framer(mapping, header, aside, patients)
        for rows in sheet.rows(header):
            frame = framer.frame(rows)
            made, tally = maker.take(frame.table)
            yield Chunk(mapping.kind, _filled(made), (), tally + Tally(segments=len(rows)), frame.identities)
    for name, (maker, _, aside) in makers.items():
        made, tally = maker.close()
        kind = next(mapping.kind for _, mapping, _ in chosen if mapping.name == name)
        yield Chunk(
            kind,
            _filled(made),
            (*findings, *aside.findings(), *maker.findings()),
            tally + Tally(interchanges=len(chosen)),
        )
        findings = []


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
