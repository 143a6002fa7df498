"""Transaction sets within a block: which kind each one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from counteroffer.ingest.x12.kinds import ENVELOPE, LINE_IDS, among, guide_kind, ident, kind_of

if TYPE_CHECKING:
    from counteroffer.ingest.x12.arrays import Ints
    from counteroffer.ingest.x12.segments import Segments

_GS = ident(b"GS")
_LINES = np.array([ident(name) for name in LINE_IDS], dtype=np.int64)


class SetKinds:
    """Tells the kind of each transaction set of a block, the ones that are cut off at its end included."""

    def __init__(self, segments: Segments, guide: bytes) -> None:
        """Take the block, and GS08 of the group that was open before it."""
        self._segments, self._guide = segments, guide
        self._groups = segments.rows(_GS)
        self._ends: Ints | None = None
        self._lines: Ints | None = None

    def guide(self, row: int) -> bytes:
        """Give GS08 of the group that a row stands in."""
        at = int(np.searchsorted(self._groups, row)) - 1
        return self._guide if at < 0 else _part(self._segments.raw(int(self._groups[at])), 8)

    def at(self, row: int) -> str:
        """Tell the kind of the set whose ST is at a row; `837` while neither guide nor service line names it."""
        raw = self._segments.raw(row)
        guides = (_part(raw, 3), self.guide(row))
        known = _part(raw, 1) != b"837" or guide_kind(guides)
        return kind_of(_part(raw, 1), guides, b"" if known else self._first_line(row))

    def _first_line(self, row: int) -> bytes:
        """Give the id of the first service line of the set that begins at a row; empty if none is in the block."""
        ident_ = self._segments.ident
        if self._lines is None or self._ends is None:
            self._lines = np.append(np.flatnonzero(among(ident_, _LINES)), len(ident_))
            self._ends = np.append(np.flatnonzero(among(ident_, ENVELOPE)), len(ident_))
        line = int(self._lines[np.searchsorted(self._lines, row)])
        end = int(self._ends[np.searchsorted(self._ends, row + 1)])
        return self._segments.raw(line)[0] if line < end else b""


def _part(raw: list[bytes], number: int) -> bytes:
    return raw[number] if number < len(raw) else b""
