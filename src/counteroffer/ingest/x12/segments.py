"""A block of X12 as columns: where each segment and each element stands, found once, for all segments together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from counteroffer.ingest.x12.columns import PAD, Buffer, Spans
from counteroffer.ingest.x12.delimiters import SKIPPED, Delimiters

if TYPE_CHECKING:
    from counteroffer.ingest.x12.arrays import Bools, Ints

_MOST_PARTS = 16
"""Components read of an element, with room: so many places stand after the last component separator."""

_MOST_SEEN = 8

_BLANK = np.zeros(256, dtype=np.bool_)
_BLANK[list(SKIPPED)] = True


@attrs.frozen(eq=False)
class Composite:
    """A column of elements that have components: where they stand, and which component separator comes first."""

    spans: Spans
    separators: Ints
    first: Ints

    def part(self, number: int) -> Spans:
        """Give a component: 2 is SVC01-2 of an SVC01; empty where there is none."""
        low, high = self.spans.lo, self.spans.hi
        if number > 1:
            before = self.separators[self.first + number - 2]
            low = np.minimum(before + 1, high)
        after = self.separators[self.first + number - 1]
        return Spans(self.spans.buffer, low, np.maximum(np.minimum(after, high), low))


@attrs.frozen(eq=False)
class Segments:
    """Segments of one buffer, all under the same delimiters; all columns have one value for each segment.

    `first` and `last` have one value more, of a segment without elements: it answers for row -1.

    Attributes:
        buffer: the bytes.
        delimiters: what separates them.
        marks: places of all element separators and terminators.
        start: place of the segment's first byte.
        stop: place of its terminator.
        first: which mark ends its id.
        last: which mark is its terminator.
        ident: its id as a number (`kinds.ident`), 0 for what has no form of one.
        three: its first three bytes as a number, whatever follows them.
        parts: places of all component separators, in no relation to the rows.
    """

    buffer: Buffer
    delimiters: Delimiters
    marks: Ints
    start: Ints
    stop: Ints
    first: Ints
    last: Ints
    ident: Ints
    three: Ints
    parts: Ints
    _seen: dict[int, tuple[Ints, Ints, Ints, int]] = attrs.field(factory=dict, init=False)

    def __len__(self) -> int:
        return len(self.start)

    @property
    def whole(self) -> bool:
        """Whether the elements are known too (`cut`), or the segments only (`outline`)."""
        return len(self.first) > 0

    def until(self, row: int) -> Segments:
        """Keep the segments before a row."""
        return attrs.evolve(
            self,
            start=self.start[:row],
            stop=self.stop[:row],
            ident=self.ident[:row],
            three=self.three[:row],
        )

    def rows(self, name: int) -> Ints:
        """Give the rows whose segment id is this one."""
        return np.flatnonzero(self.ident == name)

    def elements(self, rows: Ints) -> Ints:
        """Count the elements of segments, the id not counted."""
        return self.last[rows] - self.first[rows]

    def element(self, rows: Ints, number: int | Ints) -> Spans:
        """Give an element of some segments: `number` 1 is CLP01 of a CLP.

        Args:
            rows: rows of the segments; -1 gives an empty value.
            number: the element's number, one for all or one for each.
        """
        first, last, fewest = self._ends(rows)
        first = first + number
        if isinstance(number, int) and number <= fewest:
            return Spans(self.buffer, self.marks[first - 1] + 1, self.marks[first])
        low = self.marks[np.minimum(first - 1, last)] + 1
        return Spans(self.buffer, low, np.maximum(self.marks[np.minimum(first, last)], low))

    def _ends(self, rows: Ints) -> tuple[Ints, Ints, int]:
        """Give `first` and `last` of some rows, and how many elements the shortest of them has.

        Columns are read from the same rows one after another, so the last answers are remembered.
        """
        if id(rows) not in self._seen:
            if len(self._seen) > _MOST_SEEN:
                self._seen.clear()
            first, last = self.first[rows], self.last[rows]
            self._seen[id(rows)] = rows, first, last, int((last - first).min()) if len(rows) else 0
        return self._seen[id(rows)][1:]

    def composite(self, spans: Spans) -> Composite:
        """Open elements that have components."""
        return Composite(spans, self.parts, np.searchsorted(self.parts, spans.lo))

    def raw(self, row: int) -> list[bytes]:
        """Give one segment as its elements, the id first."""
        text = self.buffer.data[self.start[row] : self.stop[row]].tobytes()
        return text.split(bytes([self.delimiters.element]))


def cut(buffer: Buffer, delimiters: Delimiters) -> tuple[Segments, int]:
    """Find all whole segments of a buffer.

    Returns:
        The segments, empty ones left out, and the place after the last terminator.
    """
    data = buffer.data
    found = data == delimiters.element
    marks = np.flatnonzero(np.logical_or(found, data == delimiters.terminator, out=found))
    last = np.flatnonzero(data[marks] == delimiters.terminator)
    stop = marks[last]
    start, first = np.empty_like(stop), np.empty_like(stop)
    start[:1], start[1:] = PAD, stop[:-1] + 1
    first[:1], first[1:] = 0, last[:-1] + 1
    start = _after_blanks(buffer, delimiters, start, stop)
    if delimiters.element in SKIPPED:
        first = np.searchsorted(marks, start)
    kept = start < stop
    rest = int(stop[-1]) + 1 if len(stop) else PAD
    if not kept.all():
        start, stop, first, last = start[kept], stop[kept], first[kept], last[kept]
    size = marks[first] - start
    word = buffer.words[start].astype(np.int64)
    three = word & 0xFFFFFF
    ident = np.where(size == 3, three, np.where(size == 2, word & 0xFFFF, 0))
    nowhere = len(marks)
    marks, first, last = np.append(marks, 0), np.append(first, nowhere), np.append(last, nowhere)
    parts = np.append(np.flatnonzero(data == delimiters.component), np.full(_MOST_PARTS, len(data)))
    return Segments(buffer, delimiters, marks, start, stop, first, last, ident, three, parts), rest


def outline(buffer: Buffer, delimiters: Delimiters) -> tuple[Segments, int]:
    """Find all whole segments of a buffer as `cut` does, without their elements: several times as fast."""
    data = buffer.data
    stop = np.flatnonzero(data == delimiters.terminator)
    start = np.empty_like(stop)
    start[:1], start[1:] = PAD, stop[:-1] + 1
    start = _after_blanks(buffer, delimiters, start, stop)
    rest = int(stop[-1]) + 1 if len(stop) else PAD
    kept = start < stop
    if not kept.all():
        start, stop = start[kept], stop[kept]
    word = buffer.words[start].astype(np.int64)
    third, second = word >> 24 & 0xFF, word >> 16 & 0xFF
    long = (third == delimiters.element) | (third == delimiters.terminator)
    short = (second == delimiters.element) | (second == delimiters.terminator)
    three = word & 0xFFFFFF
    ident = np.where(short, word & 0xFFFF, np.where(long, three, 0))
    none = np.zeros(0, dtype=np.int64)
    return Segments(buffer, delimiters, none, start, stop, none, none, ident, three, none), rest


def _after_blanks(buffer: Buffer, delimiters: Delimiters, start: Ints, stop: Ints) -> Ints:
    """Move starts over blanks and line ends: a few steps for all together, then long runs by search."""
    blank = _BLANK.copy()
    blank[delimiters.terminator] = False
    moving = np.flatnonzero(blank[buffer.data[start]])
    for _ in range(8):
        if not len(moving):
            return start
        start[moving] += 1
        moving = moving[blank[buffer.data[start[moving]]]]
    solid = np.flatnonzero(~blank[buffer.data])
    start[moving] = np.minimum(solid[np.searchsorted(solid, start[moving])], stop[moving])
    return start


def follow(markers: Bools) -> Ints:
    """Give, for each row, the last row at or before it that is a marker; -1 before the first one."""
    rows = np.flatnonzero(markers)
    return np.concatenate([[-1], rows])[np.cumsum(markers)]


def first_of(owner: Ints, rows: Ints, owners: int) -> Ints:
    """Give the first row that belongs to each owner.

    Args:
        owner: number of the owner of each row, from 0; none may be negative.
        rows: the rows, ascending.
        owners: how many owners there are.

    Returns:
        One row for each owner, -1 where it has none.
    """
    found = np.full(owners, -1, dtype=np.int64)
    found[owner[::-1]] = rows[::-1]
    return found


def spread(at: Ints, counts: Ints, most: int) -> tuple[Ints, Ints]:
    """Repeat rows once for each of their repeated parts.

    Args:
        at: rows.
        counts: parts of each.
        most: no more parts than this are taken.

    Returns:
        The repeated rows, and the ordinal of the part, from 1.
    """
    counts = np.clip(counts, 0, most)
    ends = np.cumsum(counts)
    ordinal = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - counts, counts) + 1
    return np.repeat(at, counts), ordinal


def melted(segments: Segments, at: Ints, elements: tuple[int, ...]) -> tuple[Ints, Ints, Spans]:
    """Give the elements of some rows one below the other, empty ones left out: rows, ordinals, values."""
    repeated, position = spread(at, np.full(len(at), len(elements)), len(elements))
    spans = segments.element(repeated, np.array(elements)[position - 1])
    used = spans.given
    return repeated[used], position[used], spans.at(used)
