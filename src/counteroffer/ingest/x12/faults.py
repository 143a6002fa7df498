"""Findings with their places, as a reader makes them while it goes through a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from counteroffer.core.findings import Finding
from counteroffer.ingest.x12.columns import decode

if TYPE_CHECKING:
    from counteroffer.ingest.x12.arrays import Ints
    from counteroffer.ingest.x12.segments import Segments

_HARMLESS = re.compile(r"[-+0-9.,$ ]{1,24}\Z")


@attrs.frozen(eq=False)
class Page:
    """Rows of a block with their places in the file.

    Attributes:
        file: the file's name as given.
        file_id: its number.
        segments: the rows.
        interchange: ordinal of the ISA, one for each row.
        number: ordinal of the segment, one for each row.
        offset: byte offset, one for each row.
    """

    file: str
    file_id: int
    segments: Segments
    interchange: Ints
    number: Ints
    offset: Ints

    def finding(  # noqa: PLR0913, PLR0917 - a finding has these parts
        self,
        row: int,
        kind: str,
        severity: str,
        says: str,
        mend: str,
        claim: str = "",
        cents: int | None = None,
    ) -> Finding:
        """Make a finding about one row."""
        place = (int(self.interchange[row]), int(self.number[row]), int(self.offset[row]))
        return Finding(f"x12.{kind}", severity, says, mend, self.file, self.file_id, *place, claim, cents)

    def value(self, row: int, element: int) -> str:
        """Quote an element for a finding: digits only, because a shifted segment may hold a name there."""
        raw = self.segments.raw(row)
        text = decode(raw[element]) if element < len(raw) else ""
        return repr(text) if _HARMLESS.match(text) else "text"
