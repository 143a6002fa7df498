"""Claims of one piece with their lines, and who owns which segment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from counteroffer.ingest.x12.framing import END
from counteroffer.ingest.x12.kinds import among, ident, idents
from counteroffer.ingest.x12.segments import Segments, first_of, follow

if TYPE_CHECKING:
    from counteroffer.ingest.x12.arrays import Bools, Ints
    from counteroffer.ingest.x12.columns import Spans
    from counteroffer.ingest.x12.envelope import Sets
    from counteroffer.ingest.x12.faults import Page

_CUTS = np.append(idents("ISA GS ST GE IEA"), END)
"""What follows a claim whose transaction set was not closed: nobody can tell whether the claim is whole."""

_ENVELOPE = idents("ISA GS ST SE GE IEA")
_NEITHER = -2


@attrs.frozen(eq=False)
class Owned:
    """Claims, their lines, and who owns each row of the page.

    Attributes:
        page: the rows.
        ident: their ids, 0 in transaction sets of another kind.
        claims: rows of the claims (CLP or CLM).
        lines: rows of the service lines (SVC or SV1) under them.
        claim_of: for each row the number of the claim it stands in, -1 if none.
        line_of: for each row the number of the line it stands in, negative if none.
        cut: which claims may be cut short.
        orphans: service lines outside any claim.
        part_of: for each row the row of the segment that begins its part: a claim, a line, or one of `gaps`; or of
            what ends a claim; -1 before the first of them.
    """

    page: Page
    ident: Ints
    claims: Ints
    lines: Ints
    claim_of: Ints
    line_of: Ints
    cut: Bools
    orphans: Ints
    part_of: Ints
    _rows: dict[tuple[bytes, bool], tuple[Ints, Spans]] = attrs.field(factory=dict, init=False)

    @property
    def segments(self) -> Segments:
        """The rows as segments."""
        return self.page.segments

    @property
    def claim_of_lines(self) -> Ints:
        """The number of the claim that each line belongs to."""
        return self.claim_of[self.lines]

    def rows(self, name: bytes, *, line: bool) -> Ints:
        """Give the rows of one segment id that stand in a line, or in a claim before its lines."""
        return self.coded(name, line=line)[0]

    def coded(self, name: bytes, *, line: bool) -> tuple[Ints, Spans]:
        """Give such rows and their first elements, found once: several columns come from the same rows."""
        if (name, line) not in self._rows:
            found = np.flatnonzero(self.ident == ident(name))
            line_of = self.line_of[found]
            at = found[line_of >= 0] if line else found[(line_of == -1) & (self.claim_of[found] >= 0)]
            self._rows[name, line] = at, self.segments.element(at, 1)
        return self._rows[name, line]

    def pick(self, rows: Ints, *, line: bool) -> Ints:
        """Give the first of some rows for each line or claim, -1 where it has none."""
        if line:
            return first_of(self.line_of[rows], rows, len(self.lines))
        return first_of(self.claim_of[rows], rows, len(self.claims))

    def qualified(self, rows: Ints, *codes: bytes) -> Ints:
        """Keep the rows whose first element is one of these codes."""
        first = self.segments.element(rows, 1)
        kept = np.zeros(len(rows), dtype=np.bool_)
        for code in codes:
            kept |= first.equals(code)
        return rows[kept]


def own(sets: Sets, code: int, claim: bytes, line: bytes, closers: str, *, gaps: str = "") -> Owned:  # noqa: PLR0913
    """Find claims and lines of one kind in a piece.

    Args:
        sets: the piece.
        code: which sets (`IN_ERA`, `IN_CLAIM`).
        claim: id of the segment that begins a claim.
        line: id of the segment that begins a service line.
        closers: ids that end a claim without cutting it short.
        gaps: ids within a claim from which on segments belong neither to the claim itself nor to a line.
    """
    raw = sets.page.segments.ident
    found = np.where(sets.code == code, raw, 0)
    is_claim = found == ident(claim)
    ends = is_claim | among(found, idents(closers)) | among(raw, _ENVELOPE)
    marker = follow(ends)
    in_claim = (marker >= 0) & is_claim[marker]
    is_line = (found == ident(line)) & in_claim
    is_gap = among(found, idents(gaps)) & in_claim
    inner = follow(ends | is_line | is_gap)
    line_of = np.where(is_line[inner], np.cumsum(is_line) - 1, np.where(is_gap[inner], _NEITHER, -1))
    bounds = np.flatnonzero(ends)
    nexts = np.append(raw[bounds[1:]], sets.follower)[: len(bounds)]
    return Owned(
        page=sets.page,
        ident=found,
        claims=np.flatnonzero(is_claim),
        lines=np.flatnonzero(is_line),
        claim_of=np.where(in_claim, np.cumsum(is_claim) - 1, -1),
        line_of=np.where(inner >= 0, line_of, -1),
        cut=among(nexts[is_claim[bounds]], _CUTS),
        orphans=np.flatnonzero((found == ident(line)) & ~is_line),
        part_of=inner,
    )


def ordinals(owner: Ints) -> Ints:
    """Number the rows of each owner from 1; owners ascend."""
    begins = np.searchsorted(owner, owner)
    return np.arange(len(owner)) - begins + 1
