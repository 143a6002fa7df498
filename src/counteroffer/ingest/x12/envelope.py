"""The envelope of a file: interchanges, groups and transaction sets, followed across pieces and checked.

Source: ASC X12.5 (interchange control structures): every ISA has its IEA, GS its GE, ST its SE; the trailers count
what they close and repeat its control number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np
import numpy.typing as npt

from counteroffer.core.findings import ERROR, WARNING, Finding
from counteroffer.ingest.x12.columns import decode
from counteroffer.ingest.x12.faults import Page
from counteroffer.ingest.x12.framing import END, Piece
from counteroffer.ingest.x12.kinds import CLAIM, ENVELOPE, ERA, INSTITUTIONAL, among, ident
from counteroffer.ingest.x12.sets import SetKinds

if TYPE_CHECKING:
    from counteroffer.ingest.x12.arrays import Bools, Ints

_ISA, _GS, _ST, _SE, _GE, _IEA = (int(name) for name in ENVELOPE)
_TA1 = ident(b"TA1")
_OPENS = {_SE: _ST, _GE: _GS, _IEA: _ISA}
_CONTROL = {_ISA: 13, _GS: 6, _ST: 2}
_NAMES = {_ISA: "interchange", _GS: "functional group", _ST: "transaction set"}
_TRAILERS = {_ISA: "IEA", _GS: "GE", _ST: "SE"}
_INSIDE_OUT = (_ST, _GS, _ISA)

OUTSIDE, IN_ERA, IN_CLAIM, IN_INSTITUTIONAL = 0, 1, 2, 3
"""What a row stands in: no transaction set, an 835, an 837P, an 837I; other kinds follow as they are met."""

_ASK = "Ask the sender whether the file is whole; what could be read of it is stored."


@attrs.define
class _Open:
    place: tuple[int, int, int]
    control: str
    holds: int = 0


@attrs.define
class _Run:
    """What one piece shows of the transaction sets."""

    starts: list[int]
    kinds: list[str]
    edges: list[int]
    codes: list[int]
    closed: list[int] = attrs.field(factory=list)
    groups: list[str] = attrs.field(factory=list)


@attrs.frozen(eq=False)
class Sets:
    """The transaction sets of one piece.

    Attributes:
        page: the piece's rows with their places.
        fresh: first row that is not replayed.
        follower: id of the segment after the piece.
        starts: rows of the STs, a replayed one first.
        kinds: their kinds.
        closed: which of them end in this piece.
        code: for each row what it stands in (`OUTSIDE`, `IN_ERA`, `IN_CLAIM`, or a higher number for another kind).
        number: for each row which set it belongs to; -1 before the first ST.
        groups: control number (GS06) of the functional group of each set, empty where none is open.
    """

    page: Page
    fresh: int
    follower: int
    starts: Ints
    kinds: tuple[str, ...]
    closed: Ints
    code: npt.NDArray[np.int64]
    number: Ints
    groups: tuple[str, ...] = ()

    def closed_of(self, kind: str) -> Ints:
        """Give the numbers of the sets of one kind that end in this piece."""
        return np.array([i for i in self.closed if self.kinds[i] == kind], dtype=np.int64)


class Envelope:
    """Follows the envelope through the pieces of one file.

    Attributes:
        interchange: ordinal of the current interchange.
        guide: GS08 of the open group.
        kind: kind of the open transaction set; empty if none is open.
        findings: what is wrong with the envelope so far.
        kinds: the kind behind each code of `Sets.code`.
        truncated: true when the file ended with anything open.
    """

    def __init__(self, file: str, file_id: int) -> None:
        self.interchange = 0
        self.guide = b""
        self.kind = ""
        self.findings: list[Finding] = []
        self.kinds = ["", ERA, CLAIM, INSTITUTIONAL]
        self.truncated = False
        self._file, self._file_id = file, file_id
        self._open: dict[int, _Open] = {}
        self._last = (0, 0, 0)
        self._stray = False
        self._run = _Run([], [], [], [])

    @property
    def within(self) -> bool:
        """True while an interchange is open."""
        return _ISA in self._open

    def broken_interchange(self) -> None:
        """Note that an interchange begins whose ISA cannot be read."""
        self._close(_ISA)
        self.interchange += 1

    def follow(self, piece: Piece) -> Sets:
        """Take the next piece."""
        segments = piece.segments.until(piece.count)
        isa = segments.ident == _ISA
        isa[: piece.fresh] = False
        page = Page(
            self._file,
            self._file_id,
            segments,
            self.interchange + np.cumsum(isa),
            piece.number[: piece.count],
            piece.offset[: piece.count],
        )
        replayed = piece.fresh > 0
        kind = piece.before.kind
        self._run = run = _Run([0] * replayed, [kind] * replayed, [0], [self._code(kind)])
        run.groups += [self._group()] * replayed
        kinds = SetKinds(piece.segments, piece.before.guide)
        for row in np.flatnonzero(among(segments.ident[piece.fresh :], ENVELOPE)) + piece.fresh:
            self._take(page, int(row), kinds)
        if piece.count > piece.fresh:
            self._last = self._place(page, piece.count - 1)
        if piece.follower == END:
            self._cut_short()
        elif piece.follower == _ISA:
            self._close(_ISA)
        sets = self._sets(page, piece, run)
        self._say_strays(sets)
        return sets

    def _sets(self, page: Page, piece: Piece, run: _Run) -> Sets:
        count = piece.count
        starts = np.array(run.starts, dtype=np.int64)
        code = np.repeat(np.array(run.codes, dtype=np.int64), np.diff([*run.edges, count]))
        begun = np.zeros(count, dtype=np.int64)
        begun[starts] = 1
        closed = np.array(run.closed, dtype=np.int64)
        number = np.cumsum(begun) - 1
        groups = tuple(run.groups)
        return Sets(page, piece.fresh, piece.follower, starts, tuple(run.kinds), closed, code, number, groups)

    def _group(self) -> str:
        return self._open[_GS].control if _GS in self._open else ""

    def _take(self, page: Page, row: int, kinds: SetKinds) -> None:
        name = int(page.segments.ident[row])
        raw = page.segments.raw(row)
        code = OUTSIDE
        if name in _OPENS:
            self._end(page, row, _OPENS[name], raw)
        else:
            self._close(name)
            self._begin(page, row, name, raw)
        if name == _ST:
            self.kind = kinds.at(row)
            code = self._code(self.kind)
            self._run.starts.append(row)
            self._run.kinds.append(self.kind)
            self._run.groups.append(self._group())
        self._run.edges.append(row)
        self._run.codes.append(code)

    def _code(self, kind: str) -> int:
        if kind not in self.kinds:
            self.kinds.append(kind)
        return self.kinds.index(kind)

    def _begin(self, page: Page, row: int, level: int, raw: list[bytes]) -> None:
        if level == _ISA:
            self.interchange += 1
        if level == _GS:
            self.guide = raw[8] if len(raw) > 8 else b""
        outer = {_GS: _ISA, _ST: _GS}.get(level)
        if outer in self._open:
            self._open[outer].holds += 1
        elif outer is not None:
            says = f"This {_NAMES[level]} stands outside any {_NAMES[outer]}."
            self.findings.append(page.finding(row, "envelope", WARNING, says, _ASK))
        self._open[level] = _Open(self._place(page, row), _text(raw, _CONTROL[level]))

    def _end(self, page: Page, row: int, level: int, raw: list[bytes]) -> None:
        for inner in _INSIDE_OUT[: _INSIDE_OUT.index(level)]:
            self._close(inner)
        opened = self._open.pop(level, None)
        name = _TRAILERS[level]
        if opened is None:
            says = f"This {name} closes nothing: no {_NAMES[level]} is open."
            self.findings.append(page.finding(row, "envelope", WARNING, says, _ASK))
            return
        if level == _ISA and b"ISA" in b"".join(raw[2:3]):
            says = "The next interchange begins inside this IEA, whose terminator is missing; it may be read wrongly."
            mend = "Put the terminator at the end of each file before joining files into one, and import it again."
            self.findings.append(page.finding(row, "swallowed_isa", ERROR, says, mend))
        if level == _ST:
            self._ended()
        holds = int(page.number[row]) - opened.place[1] + 1 if level == _ST else opened.holds
        if _text(raw, 1).lstrip("0") != str(holds).lstrip("0"):
            what = {_ST: "segments", _GS: "transaction sets", _ISA: "functional groups"}[level]
            says = f"{name}01 does not agree with the {holds} {what} that are there."
            self.findings.append(page.finding(row, "count", WARNING, says, _ASK))
        if _text(raw, 2) != opened.control:
            says = f"{name}02 does not repeat the control number of the {_NAMES[level]} that it closes."
            self.findings.append(page.finding(row, "control_number", WARNING, says, _ASK))

    def _close(self, level: int) -> None:
        """Close what is open from the inside up to a level, each for want of its trailer."""
        for inner in _INSIDE_OUT[: _INSIDE_OUT.index(level) + 1]:
            opened = self._open.pop(inner, None)
            if opened is None:
                continue
            says = f"This {_NAMES[inner]} has no {_TRAILERS[inner]}; its end was not seen."
            kind = f"missing_{_TRAILERS[inner].lower()}"
            self._say(kind, WARNING, says, opened.place)
            if inner == _ST:
                self._ended()

    def _ended(self) -> None:
        self.kind = ""
        if self._run.starts:
            self._run.closed.append(len(self._run.starts) - 1)

    def _cut_short(self) -> None:
        """Close all at the end of the file, with one finding if anything is open."""
        left = [level for level in _INSIDE_OUT if level in self._open]
        if not left:
            return
        self.truncated = True
        wanting = ", ".join(_TRAILERS[level] for level in left)
        says = f"The file is cut short: it ends inside this {_NAMES[left[0]]}, without {wanting}."
        mend = (
            "Get the whole file from the sender; complete claims before the cut are stored, the last one is set aside."
        )
        self._say("truncated", ERROR if _ST in self._open else WARNING, says, self._last, mend)
        if _ST in self._open:
            self._ended()
        self._open.clear()

    def _say_strays(self, sets: Sets) -> None:
        """Report where segments outside any transaction set begin."""
        ident_ = sets.page.segments.ident
        stray = (sets.code == OUTSIDE) & ~among(ident_, ENVELOPE) & (ident_ != _TA1)
        stray = stray[sets.fresh :]
        if not len(stray):
            return
        begins = stray & ~_shifted(stray, first=self._stray)
        self._stray = bool(stray[-1])
        for row in np.flatnonzero(begins) + sets.fresh:
            says = "From here on segments stand outside any transaction set; they are not read."
            mend = "Look at the file at this place; if claims stand there, ask the sender for the file anew."
            self.findings.append(sets.page.finding(int(row), "stray", WARNING, says, mend))

    def _say(self, kind: str, severity: str, says: str, place: tuple[int, int, int], mend: str = _ASK) -> None:
        self.findings.append(Finding(f"x12.{kind}", severity, says, mend, self._file, self._file_id, *place))

    @staticmethod
    def _place(page: Page, row: int) -> tuple[int, int, int]:
        return int(page.interchange[row]), int(page.number[row]), int(page.offset[row])


def _shifted(flags: Bools, *, first: bool) -> Bools:
    return np.concatenate([[first], flags[:-1]])


def _text(raw: list[bytes], number: int) -> str:
    return decode(raw[number]).strip() if number < len(raw) else ""
