"""Books of what happened: of disputes (asked back of payers, line by line), and of negotiations (round by round).

A SQLite file of one table that only grows: everything that happened, with time and person; what is, is read from it.
Nothing in it names a patient. A row is never changed or deleted (triggers refuse it); an undo is a row of its own.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.core.errors import StorageError, WorkspaceError
from counteroffer.store.access import user_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_FORM = """
CREATE TABLE IF NOT EXISTS events (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL, step INTEGER NOT NULL,
  batch TEXT NOT NULL, claim TEXT NOT NULL, line INTEGER NOT NULL, what TEXT NOT NULL, said TEXT NOT NULL
);
CREATE TRIGGER IF NOT EXISTS kept BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'history is never changed'); END;
CREATE TRIGGER IF NOT EXISTS held BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'history is never deleted'); END;
"""

UNDO = "undo"


@attrs.frozen
class Event:
    """Something that happened to a batch of disputes or one of its lines, or in a negotiation.

    Attributes:
        batch: the batch's id, or the negotiation's.
        what: of disputes `opened`, `disputed` (a line of it), `status`, `owner`, `note`, `answered` (by a remittance),
            `closed`; of negotiations `opened`, `changed`, `round`, `contact`, `document`, `mandate`, `signed`; of both
            `undo`.
        said: what was said: plain values.
        claim: the line's claim; empty for the batch itself.
        line: the line's number; 0 for the batch itself.
        id: its number, from 1 (0: not written yet).
        at: when, ISO 8601 in UTC.
        who: the person, as the operating system names them, or `remittances`.
        step: number of the change that it is part of: a change is undone whole.
    """

    batch: str
    what: str
    said: dict[str, Any] = attrs.field(factory=dict)
    claim: str = ""
    line: int = 0
    id: int = 0
    at: str = ""
    who: str = ""
    step: int = 0


class EventBook:
    """The book in a file; the file is made with the first event."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def events(self, *, undone: bool = False) -> list[Event]:
        """Give what happened, the oldest first; what was undone (and the undoing) only when asked for.

        Raises:
            WorkspaceError: if the file is damaged.
        """
        if not self.file.is_file():
            return []
        try:
            with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as con:
                rows = con.execute("SELECT batch, what, said, claim, line, id, at, who, step FROM events ORDER BY id")
                every = [Event(row[0], row[1], json.loads(row[2]), *row[3:]) for row in rows]
        except (sqlite3.Error, ValueError) as fault:
            raise WorkspaceError(f"{self.file} is damaged.", "Put back a copy of it from your backup.") from fault
        gone = {event.said["step"] for event in every if event.what == UNDO}
        return every if undone else [e for e in every if e.what != UNDO and e.step not in gone]

    def write(self, events: Iterable[Event], who: str = "") -> int:
        """Write what happened as one change, all of it or nothing.

        Returns:
            The number of the change; 0 if there was nothing to write.

        Raises:
            StorageError: if it cannot be written; then nothing of it is.
        """
        made = list(events)
        if not made:
            return 0
        at, person = datetime.now(UTC).isoformat(timespec="seconds"), who or user_name()
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.file, timeout=10, isolation_level=None)) as con:
                con.executescript(_FORM)
                con.execute("BEGIN IMMEDIATE")
                step = int(con.execute("SELECT coalesce(max(step), 0) + 1 FROM events").fetchone()[0])
                con.executemany(
                    "INSERT INTO events (at, who, step, batch, claim, line, what, said) VALUES (?,?,?,?,?,?,?,?)",
                    [(at, person, step, e.batch, e.claim, e.line, e.what, json.dumps(e.said)) for e in made],
                )
                con.execute("COMMIT")
        except (sqlite3.Error, OSError) as fault:
            raise StorageError(f"{self.file} cannot be written: {fault}.", "Nothing was changed; try again.") from fault
        return step

    def undo(self, batch: str = "") -> list[Event]:
        """Take back the last change that a person made (of a batch); what remittances answered stays.

        Returns:
            What was taken back; nothing if there is nothing to take back.
        """
        mine = [e for e in self.events() if e.who != REMITTANCES and (not batch or e.batch == batch)]
        if not mine:
            return []
        step = mine[-1].step
        taken = [event for event in mine if event.step == step]
        self.write([Event(taken[0].batch, UNDO, {"step": step})])
        return taken


REMITTANCES = "remittances"
"""Who answers when a later remittance does."""
