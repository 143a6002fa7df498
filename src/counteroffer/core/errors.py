"""Faults in use are raised, with what to do next; faults in somebody's data are findings (findings.py)."""

from __future__ import annotations


class CounterofferError(Exception):
    """Something asked for cannot be done; `says` names the thing, `mend` says what to do.

    Attributes:
        says: one sentence that names the file, place or value at fault.
        mend: one sentence that says how to put it right.
    """

    def __init__(self, says: str, mend: str = "") -> None:
        self.says = says
        self.mend = mend
        super().__init__(f"{says} {mend}".strip())


class WorkspaceError(CounterofferError):
    """The workspace is missing, locked, or not a workspace."""


class InputError(CounterofferError):
    """A file or a value given by the user cannot be used at all."""


class StorageError(CounterofferError):
    """The disk said no; what was stored before stands as it was."""


class UnknownNameError(CounterofferError):
    """A metric, payer or contract was asked for by a name that does not exist."""
