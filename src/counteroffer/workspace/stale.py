"""What the made tables rest on, so that a refresh makes anew only what has changed: lines, prices, or mere findings."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from counteroffer.contracts.compiled import NAMES
from counteroffer.core import tables
from counteroffer.core.hours import Hours
from counteroffer.store.adopted import Adopted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from counteroffer.match.payers import PayerNames
    from counteroffer.workspace.desk import Workspace

MADE = (
    tables.LINES,
    tables.AUTHORIZATIONS,
    tables.MOVEMENTS,
    *(tables.table(name) for name in NAMES),
    tables.CLAUSES,
    tables.PRICED,
    tables.COMPLETENESS,
)
"""The tables made by a refresh: when the product gives them other columns, they are made anew."""

Mark = dict[str, str]
"""What is rested on -> its version or digest."""

EDITED = "edited"
"""The documents that a person edits: once some are adopted, these only make findings."""

MATCHED = "matched"
"""All that the final lines rest on; told by `matched`, for the payers' names come out of the contracts."""


def mark(desk: Workspace) -> Mark:
    """Name what the made tables rest on: versions of what was read, and the text of every document."""
    home = desk.home
    history = Adopted(home.adopted_dir).history_file
    return {
        **_read(desk, (*tables.OF_FILES, *tables.MEDICARE)),
        "columns": _columns(),
        "documents": _digest((home.practice_file, home.payers_file, home.families_file, history)),
        EDITED: _digest(sorted(home.contracts_dir.rglob("*"))),
    }


def matched(desk: Workspace, names: PayerNames) -> str:
    """Name what the final lines, movements and authorizations rest on: not the contracts, but for their payers."""
    home = desk.home
    hours = Hours.of(desk.practice.business_hours)
    parts = (_read(desk, tables.OF_FILES), _columns(), _digest((home.payers_file, home.families_file)), hours, names)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def changed(desk: Workspace, now: Mark, before: Mark) -> set[str]:
    """Name what has changed; what waits to be adopted is no change where it makes nothing but findings.

    Returns:
        Empty if all is up to date; just `EDITED` if only findings have to be made anew.
    """
    found = {name for name, value in now.items() if before.get(name) != value}
    # until something is adopted, what is edited is what prices
    return found | {"documents"} if EDITED in found and not Adopted(desk.home.adopted_dir).history() else found


def recorded(desk: Workspace) -> Mark:
    """Give the mark that the tables were made with; empty if there is none."""
    try:
        made: Mark = json.loads(_file(desk).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return made


def record(desk: Workspace, made: Mark) -> None:
    """Keep the mark that the tables were made with."""
    _file(desk).write_text(json.dumps(made), encoding="utf-8")


def _file(desk: Workspace) -> Path:
    return desk.home.lake_dir / "made.json"


def _read(desk: Workspace, wanted: Iterable[tables.Table]) -> Mark:
    versions = desk.lake.versions()
    return {table.name: str(versions.get(table.name, -1)) for table in wanted}


def _columns() -> str:
    return hashlib.sha256(repr([(table.name, table.columns) for table in MADE]).encode()).hexdigest()


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        if path.is_file():
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
