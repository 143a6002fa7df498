"""Hierarchy levels of an 837: which billing provider, subscriber and patient a claim stands under."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from counteroffer.ingest.x12.kinds import among, ident, idents
from counteroffer.ingest.x12.segments import follow

if TYPE_CHECKING:
    from counteroffer.ingest.x12.arrays import Ints
    from counteroffer.ingest.x12.columns import Spans
    from counteroffer.ingest.x12.envelope import Sets

BILLING, SUBSCRIBER, PATIENT = b"20", b"22", b"23"

_HL, _CLM, _ST = ident(b"HL"), ident(b"CLM"), ident(b"ST")
_ENVELOPE = idents("ISA GS ST SE GE IEA")


class Levels:
    """The levels of one piece; the rows of a level end at the next HL or at its first claim."""

    def __init__(self, sets: Sets, code: int) -> None:
        """Take the piece, and which sets of it (`IN_CLAIM`, `IN_INSTITUTIONAL`)."""
        self.sets, self.segments = sets, sets.page.segments
        self._ident = np.where(sets.code == code, self.segments.ident, 0)
        ends = among(self._ident, np.array([_HL, _CLM])) | among(self.segments.ident, _ENVELOPE)
        self._owner = follow(ends)
        levels = np.flatnonzero(self._ident == _HL)
        named = self.segments.element(levels, 3)
        self._levels = {name: levels[named.equals(name)] for name in (BILLING, SUBSCRIBER, PATIENT)}

    def before(self, at: Ints, level: bytes) -> Ints:
        """Give the row of the last level of a kind before each of some rows, in the same set; -1 if none."""
        levels = np.append(self._levels[level], -1)
        found = levels[np.searchsorted(self._levels[level], at) - 1]
        return np.where(found >= self.start(at), found, -1)

    def start(self, at: Ints) -> Ints:
        """Give the row of the ST of each of some rows."""
        return self.sets.starts[self.sets.number[at]] if len(at) else at

    def first(self, owners: Ints, name: bytes, *codes: bytes) -> Ints:
        """Give the first segment of an id (and first element) in each of some levels; -1 if none.

        Args:
            owners: rows of HLs, or of STs for a set's head; -1 gives -1.
            name: segment id.
            codes: first elements that count; none for any.
        """
        rows = np.flatnonzero(self._ident == ident(name))
        if codes:
            first = self.segments.element(rows, 1)
            rows = rows[np.logical_or.reduce([first.equals(code) for code in codes])]
        of = self._owner[rows]
        at = np.searchsorted(of, owners)
        inside = np.append(of, -1)[at] == owners
        return np.where(inside & (owners >= 0), np.append(rows, -1)[at], -1)

    def element(self, owners: Ints, number: int, name: bytes, *codes: bytes) -> Spans:
        """Give an element of the first such segment in each of some levels."""
        return self.segments.element(self.first(owners, name, *codes), number)

    def replayed(self) -> Ints:
        """Give the rows that the last set's next claims need: its head, and the last level of each kind."""
        start = int(self.sets.starts[-1])
        billing, subscriber, patient = (self._last(name, start) for name in (BILLING, SUBSCRIBER, PATIENT))
        owners = [start, billing]
        owners += [subscriber] * (subscriber > billing) + [patient] * (patient > max(billing, subscriber))
        return np.flatnonzero(np.isin(self._owner, owners) & (self._ident != 0))

    def _last(self, level: bytes, start: int) -> int:
        levels = self._levels[level]
        return int(levels[-1]) if len(levels) and levels[-1] >= start else -1
