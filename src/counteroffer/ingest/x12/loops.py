"""Loops of a transaction set by the segments that begin them, and hierarchy levels by what they name as their parent.

For the kinds whose sets are read whole, one piece holding all of a set: 271, 277, 278, 997 and 999.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from counteroffer.ingest.x12.arrays import Bools, Ints, ints, places, texts
from counteroffer.ingest.x12.kinds import ENVELOPE, among, ident, idents
from counteroffer.ingest.x12.segments import follow

if TYPE_CHECKING:
    from counteroffer.ingest.x12.columns import Spans
    from counteroffer.ingest.x12.envelope import Sets

_HL, _SE = ident(b"HL"), ident(b"SE")
_DEPTHS = {b"20": 0, b"21": 1, b"19": 2, b"22": 3, b"23": 4, b"PT": 4, b"EV": 5, b"SS": 6}
"""How deep a level usually stands, for one that names no parent that is there."""

_DEEPEST = 9
_DAY = re.compile(r"[0-9]{8}\Z")
_CLOCK = re.compile(r"([01][0-9]|2[0-3])([0-5][0-9])([0-5][0-9])?(?:[0-9]{1,2})?\Z")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Loops:
    """Who owns which segment, when loops begin with certain segments.

    Attributes:
        sets: the piece.
        segments: its rows.
        ident: their ids, 0 in transaction sets of another kind.
        owner: for each row the row of the segment that begins its loop, or of the ST; -1 before the first.
    """

    def __init__(self, sets: Sets, code: int, begins: str) -> None:
        """Take the piece, which sets of it (`Sets.code`), and the ids that begin a loop."""
        self.sets, self.segments = sets, sets.page.segments
        self.ident: Ints = np.where(sets.code == code, self.segments.ident, 0)
        self._begins = among(self.ident, idents(begins))
        self.owner: Ints = follow(self._begins | among(self.segments.ident, ENVELOPE))

    def rows(self, *names: bytes) -> Ints:
        """Give the rows of some segment ids."""
        return np.flatnonzero(among(self.ident, np.array([ident(name) for name in names])))

    def owners(self, rows: Ints, name: bytes) -> Ints:
        """Give the owner of each row where it is a segment of this id; -1 where it is another."""
        owner = self.owner[rows]
        return np.where(np.append(self.ident, 0)[owner] == ident(name), owner, -1)

    def first(self, owners: Ints, name: bytes, *codes: bytes) -> Ints:
        """Give the first segment of an id (and first element) in each of some loops.

        Args:
            owners: rows that begin loops; -1 gives -1.
            name: segment id.
            codes: first elements that count, the first that is there of them; none for any.
        """
        rows = self.rows(name)
        if not codes:
            return self._pick(owners, rows)
        told = self.segments.element(rows, 1)
        found = np.full(len(owners), -1, dtype=np.int64)
        for code in codes:
            found = np.where(found < 0, self._pick(owners, rows[told.equals(code)]), found)
        return found

    def _pick(self, owners: Ints, rows: Ints) -> Ints:
        of = self.owner[rows]
        at = np.searchsorted(of, owners)
        inside = (np.append(of, -1)[at] == owners) & (owners >= 0)
        return np.where(inside, np.append(rows, -1)[at], -1)

    def element(self, owners: Ints, number: int, name: bytes, *codes: bytes) -> Spans:
        """Give an element of the first such segment in each of some loops."""
        return self.segments.element(self.first(owners, name, *codes), number)

    def start(self, rows: Ints) -> Ints:
        """Give the row of the ST of each of some rows."""
        return self.sets.starts[self.sets.number[rows]] if len(rows) else rows

    def cut(self, rows: Ints) -> Bools:
        """Say which of some rows may be cut short: the last of them in a set that ends without SE."""
        starts = self.sets.starts
        ends = np.flatnonzero(among(self.segments.ident, ENVELOPE))
        named = np.append(self.segments.ident[ends], self.sets.follower)
        whole = named[np.searchsorted(ends, starts, "right")] == _SE
        last, number = np.zeros(len(starts), dtype=np.int64), self.sets.number[rows]
        last[number] = rows
        return np.asarray((last[number] == rows) & ~whole[number])

    def told_at(self, rows: Ints) -> pa.Array:
        """Give the moment (BHT04 and BHT05) of the sets of some rows, as it is written; null where it is none."""
        starts = self.sets.starts
        told = self.first(starts, b"BHT")
        day, time = (self.segments.element(told, number).text().to_pylist() for number in (4, 5))
        moments = [_moment(*both) for both in zip(day, time, strict=True)]
        null = np.array([moment is None for moment in moments], dtype=np.bool_)
        micros = np.array([moment or 0 for moment in moments], dtype=np.int64)
        made = ints(micros, null).cast(pa.timestamp("us", tz="UTC"))
        return made.take(places(self.sets.number[rows].astype(np.int32)))


class Tree(Loops):
    """Hierarchy levels (HL) of whole sets."""

    def __init__(self, sets: Sets, code: int) -> None:
        """Take the piece, and which sets of it."""
        super().__init__(sets, code, "HL")
        self.levels = self.rows(b"HL")
        own, parent, kind = (self.segments.element(self.levels, number) for number in (1, 2, 3))
        self._chains = self._climb([spans.text().to_pylist() for spans in (own, parent)], kind)
        self.kind = kind

    def _climb(self, names: list[list[str]], kind: Spans) -> list[dict[bytes, int]]:
        """Give for each level the rows of the levels it stands under, itself included, by their kind (HL03)."""
        chains: list[dict[bytes, int]] = []
        known: dict[str, dict[bytes, int]] = {}
        chain: dict[bytes, int] = {}
        sets, last = self.sets.number[self.levels].tolist(), -1
        for at, (own, parent) in enumerate(zip(*names, strict=True)):
            if sets[at] != last:
                known, chain, last = {}, {}, sets[at]
            level = kind.raw(at)
            above = known.get(parent) if parent else None
            if above is None:
                depth = _DEPTHS.get(level, _DEEPEST)
                above = {name: row for name, row in chain.items() if _DEPTHS.get(name, _DEEPEST) < depth}
            chain = {name: row for name, row in above.items() if name != level} | {level: int(self.levels[at])}
            known[own] = chain
            chains.append(chain)
        return chains

    def up(self, owners: Ints, *kinds: bytes) -> Ints:
        """Give for each level the nearest one of some kinds that it is or stands under; -1 for none.

        Args:
            owners: rows of HLs; anything else gives -1.
            kinds: values of HL03.
        """
        found = np.array([max((chain.get(kind, -1) for kind in kinds), default=-1) for chain in self._chains] + [-1])
        return found[self._index(owners)]

    def nearest(self, owners: Ints, name: bytes, *codes: bytes) -> Ints:
        """Give the first such segment in each level, or in the nearest level it stands under that has one.

        Args:
            owners: rows of HLs; anything else gives -1.
            name: segment id.
            codes: first elements that count, as in `first`.
        """
        own = dict(zip(self.levels.tolist(), self.first(self.levels, name, *codes).tolist(), strict=True))
        found = [
            next((own[row] for row in sorted(chain.values(), reverse=True) if own[row] >= 0), -1)
            for chain in self._chains
        ]
        return np.array([*found, -1])[self._index(owners)]

    @cached_property
    def lowest(self) -> Bools:
        """Say of each of `levels` whether no other stands under it."""
        above = {
            row
            for chain, own in zip(self._chains, self.levels.tolist(), strict=True)
            for row in chain.values()
            if row != own
        }
        return np.array([row not in above for row in self.levels.tolist()], dtype=np.bool_)

    def is_level(self, owners: Ints, *kinds: bytes) -> Bools:
        """Say which owners are levels of some kinds."""
        found = np.append(np.logical_or.reduce([self.kind.equals(kind) for kind in kinds]), False)
        return np.asarray(found[self._index(owners)])

    def _index(self, owners: Ints) -> Ints:
        at = np.searchsorted(self.levels, owners)
        return np.where(np.append(self.levels, -1)[at] == owners, at, len(self.levels))


def worded(words: tuple[str, ...], numbers: Ints) -> pa.Array:
    """Make a text column of words by their numbers."""
    return texts(words).take(places(numbers.astype(np.int32)))


def _moment(day: str, time: str) -> int | None:
    """Read CCYYMMDD and HHMM or HHMMSS into microseconds since 1970; a time that is none counts as midnight."""
    if not _DAY.match(day):
        return None
    clock = _CLOCK.match(time)
    hour, minute, second = (int(part or 0) for part in clock.groups()) if clock else (0, 0, 0)
    try:
        moment = datetime(int(day[:4]), int(day[4:6]), int(day[6:]), hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    return int((moment - _EPOCH).total_seconds()) * 1_000_000
