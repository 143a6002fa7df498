"""A stream of bytes cut into pieces that can be read on their own, forward only and in bounded memory.

A piece ends where a claim, a hierarchy level or a transaction set begins, so that no claim is ever split. What stands
before and still matters (the open transaction's head) is replayed: its segments are put before the next piece.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import attrs
import numpy as np

from counteroffer.ingest.x12.columns import PAD, Buffer
from counteroffer.ingest.x12.delimiters import SKIPPED, Delimiters, ShortError, read_isa
from counteroffer.ingest.x12.kinds import CLAIM, ENVELOPE, ERA, INSTITUTIONAL, WHOLE, among, ident, idents
from counteroffer.ingest.x12.segments import Segments, cut, outline
from counteroffer.ingest.x12.sets import SetKinds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counteroffer.ingest.x12.arrays import Ints

BLOCK = 4 << 20
"""Bytes read at a time."""

LONGEST = 16 << 20
"""A claim that does not end within this many bytes is a fault; it bounds the memory."""

HEAD = BLOCK
"""How far into a file the first ISA is looked for, whatever the block."""

SAMPLE = 64 << 10
"""Bytes of a file that is no X12 by which it is told what it is."""

END, AHEAD = -1, 0
"""What follows a piece, when it is not the id of a segment: the end of the file, or something not read yet."""

_ISA, _ST = ident(b"ISA"), ident(b"ST")
_OPENERS = {ERA: idents("CLP PLB"), CLAIM: idents("CLM HL"), INSTITUTIONAL: idents("CLM HL")}
_BLANKS = bytes(SKIPPED)


@attrs.frozen(eq=False)
class Replay:
    """What the next piece needs of the pieces before it.

    Attributes:
        kind: kind of the open transaction set, empty if none is open.
        guide: GS08 of the open functional group.
        text: the segments to put before the next piece, with their terminators.
        number: their ordinals in the file.
        offset: their byte offsets in the file.
    """

    kind: str = ""
    guide: bytes = b""
    text: bytes = b""
    number: Ints = attrs.field(factory=lambda: np.zeros(0, dtype=np.int64))
    offset: Ints = attrs.field(factory=lambda: np.zeros(0, dtype=np.int64))


@attrs.frozen(eq=False)
class Piece:
    """Whole claims and envelopes of one interchange's delimiters.

    Attributes:
        segments: replayed segments, the piece's own, and what was seen beyond its end.
        fresh: row of the first segment of its own.
        count: rows up to its end.
        number: ordinal in the file, one for each segment.
        offset: byte offset in the file, one for each segment.
        follower: id of the segment after the last one, `END` at the end of the file.
        before: what was replayed.
    """

    segments: Segments
    fresh: int
    count: int
    number: Ints
    offset: Ints
    follower: int
    before: Replay


@attrs.frozen
class Notice:
    """Something about the bytes themselves: `unreadable`, `junk`, `bad_isa`, `isa_width`, `endless` or `leftover`."""

    kind: str
    offset: int
    sample: bytes = b""


@attrs.frozen
class Place:
    """Where in a file a stretch of it begins and what follows it.

    Attributes:
        offset: byte offset of its first byte.
        number: how many segments stand before it.
        delimiters: the delimiters in force; None at the start of a file.
        after: id of the segment that follows the stretch, `END` when the file ends with it.
    """

    offset: int = 0
    number: int = 0
    delimiters: Delimiters | None = None
    after: int = END


class Framing:
    """Cuts a stream into pieces; the reader sets `replay` after each.

    Attributes:
        replay: what the next piece is to be read with.
    """

    def __init__(
        self,
        stream: BinaryIO,
        block: int = BLOCK,
        longest: int = LONGEST,
        place: Place | None = None,
        *,
        whole_sets: bool = False,
    ) -> None:
        """Take a stream.

        Args:
            stream: the bytes, from `place` on.
            block: bytes read at a time.
            longest: a claim longer than this is a fault.
            place: where in the file the stream begins; the file's start unless said.
            whole_sets: cut only where transaction sets begin, and give segments without their elements.
        """
        self.replay = Replay()
        place = place or Place()
        self._stream, self._block, self._longest, self._after = stream, block, longest, place.after
        self._delimiters: Delimiters | None = place.delimiters
        self._tail = b""
        self._offset = place.offset
        self._number = place.number
        self._ended, self._begun = False, place.delimiters is not None
        self._segments, self._opening = (outline, _last_set) if whole_sets else (cut, _last_opening)

    def pieces(self) -> Iterator[Piece | Notice]:
        """Give the pieces of the stream in order, and what is wrong with the bytes between them."""
        while not self._ended:
            self._read()
            again = True
            while again:
                again = False
                if self._delimiters is None:
                    yield from self._seek()
                if self._delimiters is not None:
                    piece, again = self._cut()
                    if piece is not None:
                        yield piece
                    if again:
                        self.replay = Replay()
            if len(self._tail) > self._longest:
                yield Notice("endless", self._offset)
                yield from self._give_up()
        if self._tail.strip(_BLANKS) and self._delimiters is not None:
            yield Notice("leftover", self._offset + _blanks(self._tail, 0), self._tail.lstrip(_BLANKS)[:3])

    def _give_up(self) -> Iterator[Piece]:
        """End the stream here, so that what is open is closed."""
        self._ended, self._tail = True, b""
        if self._delimiters is not None:
            piece, _ = self._cut()
            if piece is not None:
                yield piece

    def _read(self) -> None:
        wanted = max(self._block, len(self._tail))
        more = self._stream.read(wanted)
        self._ended = not more
        self._tail += more

    def _advance(self, count: int) -> None:
        self._tail = self._tail[count:]
        self._offset += count

    def _seek(self) -> Iterator[Notice]:
        """Look for an ISA that can be read, from the tail's start on; leaves `_delimiters` None where there is none."""
        at = start = _blanks(self._tail, 0)
        if not self._begun and not self._ended and len(self._tail) < HEAD and not _is_isa(self._tail, at):
            return
        while at >= 0:
            try:
                found = read_isa(self._tail, at, whole=self._ended)
            except ShortError:
                if at > start and not self._begun:
                    self._begun = True
                    yield Notice("junk", self._offset + start)
                break
            if found:
                if at > start and not self._begun:
                    yield Notice("junk", self._offset + start)
                self._begun = True
                self._advance(at)
                self._delimiters = found
                if found.width != attrs.fields(Delimiters).width.default:
                    yield Notice("isa_width", self._offset)
                return
            if (at == start or self._begun) and _is_isa(self._tail, at):
                yield Notice("bad_isa", self._offset + at)
                self._begun = True
            at = _next_isa(self._tail, at)
        if not self._begun and (at < 0 or self._ended):
            yield Notice("unreadable", 0, self._tail[:SAMPLE])
            self._ended, self._tail = True, b""
            return
        self._advance(at if at >= 0 else max(0, len(self._tail) - 3))

    def _cut(self) -> tuple[Piece | None, bool]:
        """Cut the next piece off the tail; the second value says that the delimiters change after it."""
        delimiters = self._delimiters
        assert delimiters is not None
        before = self.replay
        self._end_with_a_terminator(delimiters)
        buffer = Buffer.of(before.text, self._tail)
        seen, rest = self._segments(buffer, delimiters)
        skipped, fresh = PAD + len(before.text), len(before.number)
        number = np.concatenate([before.number, self._number + 1 + np.arange(len(seen) - fresh)])
        offset = np.concatenate([before.offset, seen.start[fresh:] + (self._offset - skipped)])
        foreign, changes = self._foreign(seen, fresh, rest)
        segments = seen.until(foreign) if changes else seen
        count = foreign
        if not changes and not self._ended:
            count = min(self._opening(segments, fresh, before), foreign)
        end = rest if count == len(seen) else int(seen.start[count])
        follower = int(seen.ident[count]) if count < len(seen) else self._after if self._ended else AHEAD
        if changes:
            self._delimiters, follower = None, _ISA
        if count == fresh and not (self._ended or changes):  # at the end, what is open is still to be closed
            return None, False
        self._number += count - fresh
        self._advance(end - skipped)
        return Piece(segments, fresh, count, number, offset, follower, before), changes

    def _end_with_a_terminator(self, delimiters: Delimiters) -> None:
        """Many files lack the very last terminator: an IEA at the end of the file is whole without it."""
        if not self._ended:
            return
        terminator = bytes([delimiters.terminator])
        kept, ended, last = self._tail.rpartition(terminator)
        if last.strip(_BLANKS).startswith(b"IEA" + bytes([delimiters.element])):
            self._tail = kept + ended + last.rstrip(_BLANKS) + terminator

    def _foreign(self, segments: Segments, fresh: int, rest: int) -> tuple[int, bool]:
        """Give the row of the first ISA with other delimiters (or too short to tell), and whether they do change."""
        data, own = segments.buffer.data, segments.delimiters
        start = segments.start[fresh:]
        isa = np.flatnonzero(segments.three[fresh:] == _ISA)
        same = (
            (segments.stop[fresh:][isa] - start[isa] == own.width)
            & (data[start[isa] + 3] == own.element)
            & (data[np.minimum(start[isa] + own.width - 1, len(data) - 1)] == own.component)
            & (_elements(segments, isa + fresh) == 16)
        )
        text = data[PAD:-PAD].tobytes() if not same.all() else b""
        for row in isa[~same]:
            changed = self._changes(text, int(start[row]) - PAD, own)
            if changed is not False:
                return fresh + int(row), changed is True
        left = data[rest:-PAD].tobytes() if len(data) - PAD - rest > 3 else b""
        at = _blanks(left, 0)
        if _is_isa(left, at) and self._changes(left, at, own):
            return len(segments), True
        return len(segments), False

    def _changes(self, text: bytes, at: int, own: Delimiters) -> bool | None:
        """Say whether what stands here is an ISA with other delimiters; None while that cannot be told."""
        if not _is_isa(text, at):
            return False
        try:
            return read_isa(text, at, whole=self._ended) != own
        except ShortError:
            return None


def _is_isa(text: bytes, at: int) -> bool:
    return text[at : at + 3] == b"ISA" and len(text) > at + 3 and not text[at + 3 : at + 4].isalnum()


def _next_isa(text: bytes, at: int) -> int:
    at = text.find(b"ISA", at + 1)
    while at > 0 and text[at - 1 : at].isalnum():
        at = text.find(b"ISA", at + 1)
    return at


def _blanks(text: bytes, at: int) -> int:
    return len(text) - len(text[at:].lstrip(_BLANKS))


def _elements(segments: Segments, rows: Ints) -> Ints:
    """Count the elements of segments, also where only the segments themselves are known."""
    if segments.whole:
        return segments.elements(rows)
    return np.array([len(segments.raw(int(row))) - 1 for row in rows], dtype=np.int64)


def _last_set(segments: Segments, fresh: int, before: Replay) -> int:
    """Give the row of the last transaction set, so that the next piece begins with it; the end if there is none."""
    del before
    sets = segments.rows(_ST)
    return int(sets[-1]) if len(sets) and sets[-1] > fresh else len(segments)


def _last_opening(segments: Segments, fresh: int, before: Replay) -> int:
    """Give the last row at which the segments can be cut without splitting what is read as one."""
    envelopes = np.flatnonzero(among(segments.ident[fresh:], ENVELOPE)) + fresh
    last, kind = fresh, before.kind
    if len(envelopes):
        last = int(envelopes[-1])
        opened = segments.ident[last] == _ST
        kind = SetKinds(segments, before.guide).at(last) if opened else ""
        if kind == "837":
            return last
    if kind in WHOLE:
        return last
    if kind not in _OPENERS:
        return len(segments)
    openers = np.flatnonzero(among(segments.ident[last:], _OPENERS[kind]))
    return last + int(openers[-1]) if len(openers) else last
