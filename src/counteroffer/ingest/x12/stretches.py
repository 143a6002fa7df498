"""A large file cut into stretches that can be read apart from each other, in several processes at once.

A stretch begins where no transaction set is open. To know what stands there (which interchange and group are open,
how many segments came before) the file's segments are gone through once, without their elements: that costs a small
part of reading. The envelope is checked on this way, so whoever reads a stretch need not say it again.
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, BinaryIO

import attrs

from counteroffer.ingest.x12.delimiters import LONGEST_ISA, WIDTH
from counteroffer.ingest.x12.envelope import Envelope
from counteroffer.ingest.x12.framing import Framing, Notice, Piece, Place, Replay
from counteroffer.ingest.x12.kinds import ident
from counteroffer.ingest.x12.reader import notice_finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from counteroffer.core.findings import Finding

SIZE = 8 << 20
"""Bytes that a stretch has at least."""

BLOCK = 1 << 20

_ISA = ident(b"ISA")


@attrs.frozen
class Stretch:
    """A stretch of a file.

    Attributes:
        start: byte offset of its first byte.
        stop: byte offset after its last byte; -1 for the end of the file.
        place: what its reader must know of the file before and after it.
        envelope: the state of the envelope at its start, pickled; made and read by ourselves only.
    """

    start: int
    stop: int
    place: Place
    envelope: bytes


class Stretches:
    """Finds the stretches of one file.

    Attributes:
        findings: what is wrong with the envelope and between the interchanges; complete when all stretches are out.
    """

    def __init__(self, file: str, file_id: int, size: int = SIZE) -> None:
        self.findings: list[Finding] = []
        self._file, self._file_id, self._size = file, file_id, size
        self._envelope = Envelope(file, file_id)
        self._begun = Stretch(0, 0, Place(), pickle.dumps(self._envelope))
        self._isa = 0

    def of(self, stream: BinaryIO) -> Iterator[Stretch]:
        """Give the stretches in order; together they are the whole file.

        Args:
            stream: the decompressed file, read forward once.
        """
        framing = Framing(stream, min(BLOCK, max(self._size, 1 << 10)), whole_sets=True)
        for item in framing.pieces():
            if isinstance(item, Notice):
                self.findings.append(notice_finding(item, self._envelope, self._file, self._file_id))
                continue
            if item.count:
                done = self._end_before(item)
                if done is not None:
                    yield done
            self._envelope.follow(item)
            isa = item.offset[: item.count][item.segments.ident[: item.count] == _ISA]
            self._isa = int(isa[-1]) if len(isa) else self._isa
            self.findings += self._envelope.findings
            self._envelope.findings = []
            framing.replay = Replay(self._envelope.kind, self._envelope.guide)
        yield attrs.evolve(self._begun, stop=-1)

    def _end_before(self, piece: Piece) -> Stretch | None:
        """End the stretch before a piece where that is possible and it is long enough."""
        at = int(piece.offset[0])
        if self._envelope.kind or at - self._begun.start < self._size:
            return None
        delimiters = piece.segments.delimiters
        if delimiters.width != WIDTH and at < self._isa + LONGEST_ISA:
            return None  # a broken ISA was read together with what follows it, and must be again
        follower = int(piece.segments.ident[0])
        done = attrs.evolve(self._begun, stop=at, place=attrs.evolve(self._begun.place, after=follower))
        place = Place(at, int(piece.number[0]) - 1, delimiters)
        self._begun = Stretch(at, 0, place, pickle.dumps(self._envelope))
        return done


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Bring the findings of a file's stretches into the file's order; what is said once for a file is said once."""
    seen: set[str] = set()
    kept = []
    for finding in sorted(findings, key=lambda found: found.offset or 0):
        if finding.kind == "x12.not_read" and finding.says in seen:
            continue
        seen.add(finding.says)
        kept.append(finding)
    return kept
