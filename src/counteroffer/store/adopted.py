"""Adopted documents: every version of every contract document that ever priced, by its content, and who adopted it.

`history.jsonl` only grows, one line for an adoption with the whole state it made; `objects/` has each document once,
named by its SHA-256; `as/ID/` has the documents of an adoption as files, so that they can be read like any folder.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import attrs

from counteroffer.core.errors import UnknownNameError, WorkspaceError
from counteroffer.store.access import user_name
from counteroffer.store.disk import storing, write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

State = dict[str, str]
"""Path of a document below the contracts' folder -> SHA-256 of its content."""


@attrs.frozen
class Adoption:
    """One adoption.

    Attributes:
        id: its number, from 1.
        at: when, ISO 8601 in UTC.
        user: who, as the operating system names them.
        what: `first`, `adopt` or `revert`.
        message: why.
        state: all documents in force from then on.
        changed: path -> `new`, `changed` or `removed`.
        cents: by how much it changed what was expected of the last 12 months; None if that was not asked.
    """

    id: int
    at: str
    user: str
    what: str
    message: str
    state: State
    changed: dict[str, str]
    cents: int | None = None


@attrs.frozen
class Adopted:
    """The adopted documents in a folder; the folder is made with the first adoption."""

    path: Path

    @property
    def history_file(self) -> Path:
        """The journal."""
        return self.path / "history.jsonl"

    def history(self) -> list[Adoption]:
        """Give every adoption, the oldest first.

        Raises:
            WorkspaceError: if the journal is damaged.
        """
        if not self.history_file.is_file():
            return []
        try:
            return [Adoption(**json.loads(line)) for line in self.history_file.read_text(encoding="utf-8").splitlines()]
        except (ValueError, TypeError) as fault:
            mend = "Put back a copy of the adopted folder from your backup."
            raise WorkspaceError(f"{self.history_file} is damaged.", mend) from fault

    def state(self) -> State:
        """Give the documents in force; empty if nothing was ever adopted."""
        known = self.history()
        return known[-1].state if known else {}

    def find(self, wanted: str) -> Adoption:
        """Find an adoption by its number, or the one in force at the end of a day like 2025-03-01.

        Raises:
            UnknownNameError: if there is none.
        """
        known = self.history()
        fitting = [a for a in known if wanted == str(a.id) or ("-" in wanted and a.at[:10] <= wanted)]
        if not fitting:
            raise UnknownNameError(f"There is no adoption {wanted}.", "`counteroffer contract history` lists them.")
        return fitting[-1]

    def adopt(
        self, documents: Mapping[str, bytes], changed: dict[str, str], message: str, what: str, cents: int | None
    ) -> Adoption:
        """Put documents into force; what is not among them is in force no more.

        Raises:
            StorageError: if the disk refuses; then nothing has changed.
        """
        known, state = self.history(), {name: _sha(content) for name, content in documents.items()}
        at = datetime.now(UTC).isoformat(timespec="seconds")
        made = Adoption(len(known) + 1, at, user_name(), what, message, dict(sorted(state.items())), changed, cents)
        with storing(self.path.parent):
            objects = self.path / "objects"
            objects.mkdir(parents=True, exist_ok=True)
            for name, content in documents.items():
                if not (objects / state[name]).is_file():
                    write_whole(objects / state[name], content)
            lines = [json.dumps(attrs.asdict(adoption)) for adoption in (*known, made)]
            write_whole(self.history_file, ("\n".join(lines) + "\n").encode())
        return made

    def content(self, sha: str) -> bytes:
        """Give a document.

        Raises:
            WorkspaceError: if it is gone or damaged.
        """
        file = self.path / "objects" / sha
        content = file.read_bytes() if file.is_file() else b""
        if _sha(content) != sha:
            raise WorkspaceError(
                f"{file} is gone or damaged.", "Put back a copy of the adopted folder from your backup."
            )
        return content

    def folder(self, adoption: Adoption) -> Path:
        """Give a folder with the documents of an adoption; it is made anew whenever one of them differs."""
        folder = self.path / "as" / str(adoption.id)
        if read_documents(folder) != {name: self.content(sha) for name, sha in adoption.state.items()}:
            with storing(self.path):
                shutil.rmtree(folder, ignore_errors=True)
                write_documents(folder, {name: self.content(sha) for name, sha in adoption.state.items()})
        return folder


def read_documents(folder: Path) -> dict[str, bytes]:
    """Give every document of a folder by its path in it; hidden files and examples worked by hand are none."""
    if not folder.is_dir():
        return {}
    files = (path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in files}
    kept = {name: path for name, path in named.items() if not _hidden(name)}
    return {name: path.read_bytes() for name, path in sorted(kept.items())}


def write_documents(folder: Path, documents: Mapping[str, bytes]) -> None:
    """Write documents into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in documents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_whole(folder / name, content)


def differences(old: Mapping[str, object], new: Mapping[str, object]) -> dict[str, str]:
    """Give what differs between two states or sets of documents: path -> `new`, `changed` or `removed`."""
    made = dict.fromkeys(new.keys() - old.keys(), "new") | dict.fromkeys(old.keys() - new.keys(), "removed")
    made |= {name: "changed" for name in old.keys() & new.keys() if old[name] != new[name]}
    return dict(sorted(made.items()))


def _hidden(name: str) -> bool:
    return name.endswith(".canaries.yaml") or any(part.startswith((".", "~")) for part in name.split("/"))


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
