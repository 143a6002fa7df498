"""The access log: who opened identities, when, why and how many. Never who the patients were."""

from __future__ import annotations

import getpass
import json
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import attrs

from counteroffer.core.errors import InputError
from counteroffer.store.disk import storing, sync

if TYPE_CHECKING:
    from pathlib import Path

_ENDS = b"\n"


@attrs.frozen
class Access:
    """One opening of the vault.

    Attributes:
        at: when, ISO 8601 in UTC.
        user: the name in the operating system; with `sudo`, who called it stands behind.
        what: `show`, `search`, or what else opened it.
        why: the reason given.
        patients: how many were shown.
    """

    at: str
    user: str
    what: str
    why: str
    patients: int


@attrs.frozen
class AccessLog:
    """A file that only grows, one line of JSON for each opening.

    Attributes:
        path: the file; it is made with the first line.
    """

    path: Path

    def note(self, what: str, why: str, patients: int) -> Access:
        """Add a line; it is on the disk itself when this returns. Call it before anything is shown.

        Raises:
            InputError: if no reason is given.
            StorageError: if the line cannot be written: then nothing is to be shown.
        """
        entry = Access(datetime.now(UTC).isoformat(timespec="seconds"), user_name(), what, reason(why), patients)
        line = json.dumps(attrs.asdict(entry)).encode() + _ENDS
        with storing(self.path.parent):
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                size = os.fstat(handle).st_size
                torn = size and os.pread(handle, 1, size - 1) != _ENDS  # a crash cut the last line short
                os.write(handle, _ENDS + line if torn else line)
                os.fsync(handle)
            finally:
                os.close(handle)
            sync(self.path.parent)
        return entry

    def entries(self) -> list[Access]:
        """Give the lines, the oldest first; a line that a crash cut short is left out."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return []
        found = []
        for line in content.split(_ENDS):
            try:
                found.append(Access(**json.loads(line)))
            except (ValueError, TypeError):
                continue
        return found


def reason(why: str) -> str:
    """See that there is a reason, before anything is opened.

    Raises:
        InputError: if there is none.
    """
    if not why.strip():
        raise InputError("Who opens identities has to say why; it is noted.", "Add, for example: --reason 'appeal'.")
    return why.strip()


def user_name() -> str:
    """Give the name of who is working; with `sudo`, who called it stands behind."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        user = f"user {os.getuid()}"
    caller = os.environ.get("SUDO_USER")
    return f"{user} ({caller})" if caller and caller != user else user
