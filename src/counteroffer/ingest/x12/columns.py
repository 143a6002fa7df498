"""Pieces of a byte buffer as columns: where the values stand, and how they become Arrow text.

A column of `Spans` is two integer arrays over one buffer. Nothing is copied until text, money or dates are asked for.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.ingest.x12.arrays import Bools, Bytes, Ints, blanks, places, texts

if TYPE_CHECKING:
    from collections.abc import Callable

PAD = 16
"""Bytes of room before and after the text in every buffer, so that eight bytes can be read at any place at once."""


@attrs.frozen(eq=False)
class Buffer:
    """The bytes that are being read.

    Attributes:
        data: all bytes, with `PAD` zeros before and after the text.
        words: the eight bytes from each place on, as one little-endian number.
        plain: true when every byte is ASCII.
    """

    data: Bytes
    words: npt.NDArray[np.uint64]
    plain: bool

    @classmethod
    def of(cls, *parts: bytes) -> Buffer:
        """Join parts into a padded buffer."""
        data = np.frombuffer(b"".join((bytes(PAD), *parts, bytes(PAD))), dtype=np.uint8)
        words = np.ndarray((len(data) - 7,), dtype="<u8", buffer=data.data, strides=(1,))
        return cls(data, words, bool(data.max() < 0x80))


@attrs.frozen(eq=False)
class Spans:
    """A column of values that stand in a buffer: value i is `data[lo[i]:hi[i]]`; a missing value is empty."""

    buffer: Buffer
    lo: Ints
    hi: Ints

    def __len__(self) -> int:
        return len(self.lo)

    @property
    def size(self) -> Ints:
        """Bytes of each value."""
        return self.hi - self.lo

    @property
    def given(self) -> Bools:
        """Where the value is not empty."""
        return self.hi > self.lo

    def at(self, rows: Ints | Bools) -> Spans:
        """Pick rows."""
        return Spans(self.buffer, self.lo[rows], self.hi[rows])

    def only(self, keep: Bools) -> Spans:
        """Empty the values where `keep` is false."""
        return Spans(self.buffer, self.lo, np.where(keep, self.hi, self.lo))

    def within(self, longest: int) -> Spans:
        """Empty the values of more bytes than this."""
        return self.only(self.size <= longest)

    @cached_property
    def _beginning(self) -> npt.NDArray[np.uint64]:
        """Each value's first eight bytes as a little-endian number."""
        return np.asarray(self.buffer.words[self.lo])

    def equals(self, text: bytes) -> Bools:
        """Say where the value is this text (eight bytes at most)."""
        mask, wanted = np.uint64((1 << 8 * len(text)) - 1), np.uint64(int.from_bytes(text, "little"))
        same: Bools = ((self._beginning & mask) == wanted) & (self.size == len(text))
        return same

    def idents(self) -> Ints:
        """Give values of one to three bytes as numbers, as `kinds.ident` does; 0 for empty and for longer ones."""
        size, word = self.size, (self._beginning & np.uint64(0xFFFFFF)).view(np.int64)
        if (size == 2).all():
            return word & 0xFFFF
        return np.where(size == 2, word & 0xFFFF, np.where(size == 3, word, np.where(size == 1, word & 0xFF, 0)))

    def raw(self, row: int) -> bytes:
        """Give one value as it stands in the file."""
        return self.buffer.data[self.lo[row] : self.hi[row]].tobytes()

    def text(self) -> pa.Array:
        """Copy the values out as an Arrow string column.

        The column's pairs of places are laid out as Arrow offsets (value, gap, value, gap ...) and the values are
        taken: one copy for each value instead of one index for each byte.
        """
        rows = len(self)
        offsets = np.empty(2 * rows + 2, dtype=np.int32)
        offsets[0], offsets[-1] = 0, len(self.buffer.data)
        offsets[1:-1:2], offsets[2:-1:2] = self.lo, self.hi
        kind = pa.StringArray if self.buffer.plain else pa.BinaryArray
        laid = pa.Array.from_buffers(
            pa.string() if kind is pa.StringArray else pa.binary(),
            2 * rows + 1,
            [None, pa.py_buffer(offsets), pa.py_buffer(self.buffer.data)],
        )
        taken = laid.take(places(np.arange(1, 2 * rows, 2, dtype=np.int32)))
        return taken if self.buffer.plain else mapped(taken, decode)


def either(first: Spans, second: Spans) -> Spans:
    """Take the first column's value, and the second's where the first is empty."""
    given = first.given
    return Spans(first.buffer, np.where(given, first.lo, second.lo), np.where(given, first.hi, second.hi))


def decode(value: bytes) -> str:
    """Read bytes as UTF-8, or as Latin-1 where they are not UTF-8: some payers send either."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def mapped(values: pa.Array, change: Callable[[Any], str]) -> pa.Array:
    """Change a column into text, working each different value out once."""
    coded = values.dictionary_encode()
    changed = texts(change(value) for value in coded.dictionary.to_pylist())
    return changed.take(coded.indices)


def joined(parts: list[Spans]) -> pa.Array:
    """Join columns row by row with blanks between, leaving empty values out."""
    buffer, rows = parts[0].buffer, len(parts[0])
    used = [part for part in parts if part.given.any()]
    if not used:
        return blanks(rows)
    low, high = (np.stack([getattr(part, side) for part in used], axis=1) for side in ("lo", "hi"))
    given = high > low
    return listed(Spans(buffer, low[given], high[given]), given.sum(axis=1))


def listed(values: Spans, counts: Ints) -> pa.Array:
    """Join runs of values with blanks between, one text for each run.

    Args:
        values: the values of all runs, one after another.
        counts: how many values each run has.
    """
    ends = np.zeros(len(counts) + 1, dtype=np.int32)
    np.cumsum(counts, out=ends[1:])
    return pc.binary_join(pa.ListArray.from_arrays(places(ends), values.text()), texts([" "])[0])
