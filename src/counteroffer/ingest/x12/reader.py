"""From a stream of X12 to chunks of the core tables."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from counteroffer.core.findings import ERROR, NOTE, WARNING, Finding
from counteroffer.ingest.chunk import Chunk, Tally
from counteroffer.ingest.x12.accepted999 import read_acknowledgements, read_interchanges
from counteroffer.ingest.x12.auth278 import read_auths
from counteroffer.ingest.x12.claim837 import read_claims
from counteroffer.ingest.x12.eligibility271 import read_coverages
from counteroffer.ingest.x12.envelope import IN_CLAIM, IN_ERA, IN_INSTITUTIONAL, OUTSIDE, Envelope, Sets
from counteroffer.ingest.x12.era835 import read_era
from counteroffer.ingest.x12.framing import BLOCK, Framing, Notice, Piece, Replay
from counteroffer.ingest.x12.identity import identities
from counteroffer.ingest.x12.kinds import CLAIM, ERA, INSTITUTIONAL, NAMES, among, ident, idents
from counteroffer.ingest.x12.levels import Levels
from counteroffer.ingest.x12.looks import looks_like
from counteroffer.ingest.x12.pseudonym import Pseudonyms
from counteroffer.ingest.x12.remits import Remits, head
from counteroffer.ingest.x12.setaside import orphans
from counteroffer.ingest.x12.status277 import read_statuses
from counteroffer.ingest.x12.unknown import read_unknown, unknown_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from counteroffer.ingest.x12.arrays import Ints
    from counteroffer.ingest.x12.part import Part
    from counteroffer.ingest.x12.stretches import Stretch

READER = "x12 3"
"""Version of this reader; kept with every file it read."""

_CLAIMS = idents("CLP CLM")
_ISA, _ST = ident(b"ISA"), ident(b"ST")
ENVELOPE_ONLY, UNREADABLE, INTERCHANGES = "envelope", "unreadable", "TA1"

_READERS = {
    "271": read_coverages,
    "278": read_auths,
    "277": read_statuses,
    "997": read_acknowledgements,
    "999": read_acknowledgements,
}
"""What reads the kinds without claims of our own."""


def read_x12(stream: BinaryIO, file: str, file_id: int, key: bytes, block: int = BLOCK) -> Iterator[Chunk]:
    """Read an X12 file: 835, 837P and 837I into tables, other transaction sets recognised and counted.

    Memory is bounded by the block, not by the file. Never raises for bad data: every fault is a finding.

    Args:
        stream: decompressed bytes, read forward once.
        file: the file's name as given, for findings.
        file_id: its number (`core.source.file_id`).
        key: the workspace's secret for patients' pseudonyms.
        block: bytes read at a time; the rows are the same whatever it is.

    Yields:
        Chunks in file order, at least one; a piece with several kinds gives one chunk for each.
    """
    yield from _read(Framing(stream, block), _Reader(file, file_id, Pseudonyms(key)))


def read_stretch(  # noqa: PLR0913, PLR0917 - what it is, where it stands, and how it is read
    stream: BinaryIO, file: str, file_id: int, names: Pseudonyms, stretch: Stretch, seen: set[str], block: int = BLOCK
) -> Iterator[Chunk]:
    """Read a stretch of a file as `read_x12` reads a file; what is wrong with the envelope is not said again.

    Args:
        stream: the bytes of the stretch and no others.
        file: the file's name as given, for findings.
        file_id: its number.
        names: makes the pseudonyms; may serve many stretches.
        stretch: which stretch it is (`stretches.Stretches`).
        seen: patients of the file whose identities were given before; the new ones are added.
        block: bytes read at a time.
    """
    envelope: Envelope = pickle.loads(stretch.envelope)  # noqa: S301 - made by ourselves in this run
    yield from _read(Framing(stream, block, place=stretch.place), _Reader(file, file_id, names, envelope, seen))


def _read(framing: Framing, reader: _Reader) -> Iterator[Chunk]:
    framing.replay = reader.replay
    for item in framing.pieces():
        if isinstance(item, Notice):
            reader.notice(item)
        else:
            yield from reader.piece(item)
            framing.replay = reader.replay
    yield from reader.rest()


class _Reader:
    """What is remembered from piece to piece of one file."""

    def __init__(
        self,
        file: str,
        file_id: int,
        names: Pseudonyms,
        begun: Envelope | None = None,
        seen: set[str] | None = None,
    ) -> None:
        """Begin a file, or a stretch of one where the envelope stands as `begun` and some patients are `seen`."""
        self.replay = Replay() if begun is None else Replay(begun.kind, begun.guide)
        self._file, self._file_id, self._names = file, file_id, names
        self._envelope, self._stretch = begun or Envelope(file, file_id), begun is not None
        self._remits = Remits()
        self._findings: list[Finding] = []
        self._tally = Tally()
        self._kind = ""
        self._noted: set[str] = set()
        self._seen: set[str] = set() if seen is None else seen

    def piece(self, piece: Piece) -> Iterator[Chunk]:
        """Read a piece; what belongs to no transaction set is kept for the next chunk."""
        sets = self._envelope.follow(piece)
        if not self._stretch:
            self._findings += self._envelope.findings
        self._envelope.findings = []
        self._tally += _outside(sets)
        self._findings += orphans(sets.page, _claims_outside(sets))
        codes = {int(code) for code in np.flatnonzero(np.bincount(sets.code[sets.fresh :]))}
        codes |= {self._envelope.kinds.index(sets.kinds[number]) for number in sets.closed}
        chunks = [self._chunk(sets, code) for code in sorted(codes - {OUTSIDE})]
        acknowledged = read_interchanges(sets)
        if len(acknowledged):
            chunks.append(Chunk(INTERCHANGES, {"acknowledgements": acknowledged}, (), Tally()))
        self.replay = _replay(sets, self._envelope)
        yield from chunks

    def rest(self) -> Iterator[Chunk]:
        """Give what is left when the file has ended."""
        if not self._kind or self._findings or self._tally != Tally():
            kind = self._kind or (ENVELOPE_ONLY if self._tally.segments else UNREADABLE)
            yield Chunk(kind, {}, tuple(self._findings), self._tally)

    def _chunk(self, sets: Sets, code: int) -> Chunk:
        self._kind = self._envelope.kinds[code]
        found, self._findings = self._findings, []
        unknown = unknown_rows(sets, code, self._kind)
        tally, self._tally = self._tally + _inside(sets, code, len(unknown)), Tally()
        made: dict[str, pa.Table] = {}
        people = None
        if code == IN_ERA:
            part = read_era(sets, self._names)
            remits, more = self._remits.read(sets, part)
            made, found, tally = remits | part.tables, found + part.findings + more, tally + _counts(part)
            people = identities(sets, code, part.tables, self._seen)
        elif code in {IN_CLAIM, IN_INSTITUTIONAL}:
            part = read_claims(sets, self._names, code)
            made, found, tally = part.tables, found + part.findings, tally + _counts(part)
            people = identities(sets, code, part.tables, self._seen)
        elif self._kind in _READERS:
            part = _READERS[self._kind](sets, self._names, code)
            made, found = part.tables, found + part.findings
        elif self._kind not in self._noted:
            self._noted.add(self._kind)
            found.append(self._not_read(sets, code))
        if len(unknown):
            made["unknown_segments"] = read_unknown(sets, unknown, self._kind)
        return Chunk(self._kind, {name: rows for name, rows in made.items() if len(rows)}, tuple(found), tally, people)

    def _not_read(self, sets: Sets, code: int) -> Finding:
        name = NAMES.get(self._kind, "transaction sets of this kind")
        says = f"This is {self._kind} ({name}), which is not read yet; it is counted and left alone."
        row = int(np.flatnonzero(sets.code == code)[0])
        return sets.page.finding(row, "not_read", NOTE, says, "Nothing to do.")

    def notice(self, notice: Notice) -> None:
        """Turn what is wrong with the bytes themselves into a finding."""
        found = notice_finding(notice, self._envelope, self._file, self._file_id)
        if not self._stretch or notice.kind == "endless":
            self._findings.append(found)


def notice_finding(notice: Notice, envelope: Envelope, file: str, file_id: int) -> Finding:
    """Say in words what is wrong with the bytes themselves; a broken ISA is counted as an interchange."""
    kind, severity = notice.kind, WARNING
    if kind == "unreadable":
        severity = ERROR
        look, mend = looks_like(notice.sample)
        says = f"{file} is not X12: it is {look}." if look == "empty" else f"{file} is not X12: it looks like {look}."
    elif kind == "leftover":
        kind, severity, says, mend = _leftover(envelope)
    else:
        severity, says, mend = _NOTICES[kind]
    if kind == "bad_isa":
        envelope.broken_interchange()
    interchange = envelope.interchange + (kind == "isa_width")
    return Finding(f"x12.{kind}", severity, says, mend, file, file_id, interchange, 0, notice.offset)


def _leftover(envelope: Envelope) -> tuple[str, str, str, str]:
    if envelope.truncated:
        mend = "Get the whole file from the sender."
        return "cut_segment", ERROR, "The file ends in the middle of a segment; the piece is left out.", mend
    return "junk", *_NOTICES["junk"]


_NOTICES = {
    "junk": (
        WARNING,
        "There is something here that belongs to no interchange; it is left out.",
        "Look at the file at this place; if it should be a claim or remittance, ask the sender for the file anew.",
    ),
    "bad_isa": (
        ERROR,
        "The ISA of this interchange is broken, so nothing in it can be read.",
        "Ask the sender for the file anew.",
    ),
    "isa_width": (
        NOTE,
        "The ISA does not have its fixed width; its delimiters were found by counting its elements.",
        "Nothing to do.",
    ),
    "endless": (
        ERROR,
        "From here on nothing ends that was begun; the rest of it is left out.",
        "Check that this is an 835 or 837 file, and ask the sender for it anew.",
    ),
}


def _claims_outside(sets: Sets) -> Ints:
    """Give the rows of claims that stand in no transaction set."""
    found = np.flatnonzero(among(sets.page.segments.ident, _CLAIMS) & (sets.code == OUTSIDE))
    return found[found >= sets.fresh]


def _outside(sets: Sets) -> Tally:
    """Count what belongs to no transaction set."""
    ident_ = sets.page.segments.ident[sets.fresh :]
    return Tally(
        interchanges=int((ident_ == _ISA).sum()),
        segments=int((sets.code[sets.fresh :] == OUTSIDE).sum()),
    )


def _inside(sets: Sets, code: int, unknown: int) -> Tally:
    """Count the segments of one kind, so many of them unknown."""
    inside = sets.code[sets.fresh :] == code
    ident_ = sets.page.segments.ident[sets.fresh :][inside]
    return Tally(transactions=int((ident_ == _ST).sum()), segments=len(ident_), unknown_segments=unknown)


def _counts(part: Part) -> Tally:
    return Tally(
        claims=len(part.charge),
        claims_set_aside=int(part.set_aside.sum()),
        lines=part.lines,
        charge=int(part.charge.sum()),
        paid=int(part.paid.sum()),
    )


def _replay(sets: Sets, envelope: Envelope) -> Replay:
    """Take along what the open transaction set's next claims need."""
    page = sets.page
    at: Ints = np.zeros(0, dtype=np.int64)
    if envelope.kind == ERA:
        at = head(sets)
        at = at[sets.number[at] == len(sets.starts) - 1]
    elif envelope.kind in {CLAIM, INSTITUTIONAL}:
        at = Levels(sets, envelope.kinds.index(envelope.kind)).replayed()
    terminator = bytes([page.segments.delimiters.terminator])
    data = page.segments.buffer.data
    ends = zip(page.segments.start[at], page.segments.stop[at], strict=True)
    text = b"".join(data[start:stop].tobytes() + terminator for start, stop in ends)
    return Replay(envelope.kind, envelope.guide, text, page.number[at], page.offset[at])
