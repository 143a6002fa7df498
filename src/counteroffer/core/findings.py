"""Faults in somebody's data: values with a place, the money they touch and a mend. They never stop a load."""

from __future__ import annotations

import attrs

ERROR, WARNING, NOTE = "error", "warning", "note"
"""Severities. error: the record was set aside. warning: stored, but look at it. note: good to know."""


@attrs.frozen
class Finding:
    """One fault in data.

    Attributes:
        kind: a dotted name that does not change, such as `x12.claim_unbalanced`.
        severity: `error` (set aside), `warning` (stored, look at it) or `note`.
        says: one sentence: what is wrong, with the values.
        mend: one sentence: what to do about it.
        file: name of the file as given; for a contract, its path.
        file_id: the file's number (0 when the fault is in no imported file).
        interchange: ordinal of the interchange in the file, 0 when that does not apply.
        segment: ordinal of the X12 segment in the file, or the line of a YAML/CSV file; 0 when unknown.
        offset: byte offset of that segment.
        claim: patient control number, when one claim is at fault.
        cents: the money the fault touches, integer cents; None when it has no price.
    """

    kind: str
    severity: str
    says: str
    mend: str
    file: str = ""
    file_id: int = 0
    interchange: int = 0
    segment: int = 0
    offset: int = 0
    claim: str = ""
    cents: int | None = None

    def __str__(self) -> str:
        """Write the finding as `file:place: what. mend`."""
        place = f":{self.segment}" if self.segment else ""
        return f"{self.file}{place}: {self.says} {self.mend}".strip()
