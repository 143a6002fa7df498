"""278: what was asked of a payer before the service, and what it decided.

Source: ASC X12N 005010X217 (Request for Review and Response), X215 (Inquiry), X216 (Notification), 004010X094. A
service (HL03 SS) has what it says itself, and what its event (EV) says where it says nothing. Whichever stands nearer
decides: a decision (HCR) or a rejection (AAA). Free text (MSG) is kept nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.core import tables
from counteroffer.core.findings import NOTE
from counteroffer.ingest.x12.arrays import Bools, Ints, flags, places, texts
from counteroffer.ingest.x12.columns import either, listed
from counteroffer.ingest.x12.loops import Tree, worded
from counteroffer.ingest.x12.numbers import thousandths
from counteroffer.ingest.x12.part import Part
from counteroffer.ingest.x12.rows import rows
from counteroffer.ingest.x12.segments import melted
from counteroffer.ingest.x12.told import Told

if TYPE_CHECKING:
    from counteroffer.ingest.x12.columns import Spans
    from counteroffer.ingest.x12.envelope import Sets
    from counteroffer.ingest.x12.pseudonym import Pseudonyms

_SAYS = ("request", "answer", "inquiry", "notification")
_REQUEST, _ANSWER, _INQUIRY, _NOTIFICATION = range(4)
_GUIDES = {"X215": _INQUIRY, "X216": _NOTIFICATION}
_PURPOSES = {b"11": _ANSWER, b"08": _ANSWER, b"28": _INQUIRY}

_OUTCOMES = ("", "approved", "partial", "denied", "pended", "cancelled", "not_required", "rejected")
_ACTIONS = {b"A1": 1, b"A2": 2, b"A6": 2, b"A3": 3, b"A4": 4, b"CT": 4, b"C": 5, b"NA": 6}
"""HCR01 as `_OUTCOMES` numbers it; CT, to be talked about with the payer, is not decided either."""

_REJECTED = 7
_SERVING = (b"SJ", b"1T", b"QV", b"G3", b"72", b"71", b"FA")
"""NM101 of who renders the service: a service provider, a group, a surgeon, an attending, a facility."""

_DIAGNOSES = (b"ABK", b"ABF", b"ABJ", b"ABN", b"APR", b"BK", b"BF", b"BJ", b"PR")
_HELD = (b"472", b"AAH", b"435")
_ENDS = (b"096", b"036")
_RANGE = 17
"""Bytes of a range of days."""

_LINES = ((b"SV1", 1, 4), (b"SV2", 2, 5), (b"SV3", 1, 6))
"""Service segments, and which of their elements are the procedure and the quantity."""

_APPEALS = (b"1", b"2")
_MOST = tuple(range(1, 13))


def read_auths(sets: Sets, names: Pseudonyms, code: int) -> Part:
    """Read all authorizations of a piece: a row for each service, for an event without any, for what is rejected.

    Args:
        sets: the piece.
        names: makes the patients' pseudonyms.
        code: which sets of it (`Sets.code`).
    """
    auths = _Auths(sets, code)
    made = rows(tables.AUTHS, sets.page, auths.at, auths.columns(names))
    return Part.of({"auths": made}, auths.told.findings)


class _Auths:
    """The levels (HL) of a piece that become rows; all columns are one long for each."""

    def __init__(self, sets: Sets, code: int) -> None:
        self.tree, self.segments = Tree(sets, code), sets.page.segments
        levels, tree = self.tree.levels, self.tree
        refused = tree.nearest(levels, b"AAA") >= 0
        service, event = (tree.is_level(levels, kind) for kind in (b"SS", b"EV"))
        self.at = levels[service | (tree.lowest & (event | refused))]
        self.told = Told(tree, self.at)
        self.event = tree.up(self.at, b"EV")
        self.patient = tree.up(self.at, b"23", b"22")
        self.kind = self._kinds()[sets.number[self.at]]

    def columns(self, names: Pseudonyms) -> dict[str, Any]:
        """Read all columns but the place."""
        head = self.tree.start(self.at)
        traced = self._trace()
        columns = {
            "says": worded(_SAYS, self.kind),
            "transaction": self.segments.element(head, 2).text(),
            "reference": either(traced, self.tree.element(head, 3, b"BHT")).text(),
            **self._parties(names),
            **self._services(),
            "diagnoses": self._diagnoses(),
            **self._request(),
            **self._decision(),
            **self._dates(),
        }
        return columns | {"set_aside": self.told.bad}

    def _kinds(self) -> Ints:
        """Number each set's kind of message as `_SAYS` does: by its purpose (BHT02), else by its guide (ST03)."""
        starts = self.tree.sets.starts
        purpose = self.tree.element(starts, 2, b"BHT")
        guides = self.segments.element(starts, 3).text().to_pylist()
        of_guide = [next((kind for mark, kind in _GUIDES.items() if mark in text), _REQUEST) for text in guides]
        found = np.array(of_guide, dtype=np.int64)
        for mark, kind in _PURPOSES.items():
            found = np.where(purpose.equals(mark), kind, found)
        return found

    def _trace(self) -> Spans:
        """Give the requester's trace number: TRN01 is 1 in what the requester sends, 2 where it is sent back."""
        mine = self.segments.element(self.tree.nearest(self.at, b"TRN", b"1", b"2"), 2)
        back = self.segments.element(self.tree.nearest(self.at, b"TRN", b"2"), 2)
        answered = self.kind == _ANSWER
        return either(mine.only(~answered), back.only(answered))

    def _own(self, number: int, name: bytes, *codes: bytes) -> Spans:
        """Give an element of the level's own segment, else of its event's."""
        own, event = (self.tree.element(owner, number, name, *codes) for owner in (self.at, self.event))
        return either(own, event)

    def _first(self, name: bytes, *codes: bytes) -> Ints:
        """Give the level's own segment, else its event's."""
        own = self.tree.first(self.at, name, *codes)
        return np.where(own >= 0, own, self.tree.first(self.event, name, *codes))

    def _parties(self, names: Pseudonyms) -> dict[str, pa.Array]:
        """Read payer, providers and patient; a dependent's own NM1 counts before the subscriber's."""
        tree, element = self.tree, self.segments.element
        payer, requester = (tree.first(tree.up(self.at, kind), b"NM1") for kind in (b"20", b"21"))
        insured = tree.first(tree.up(self.at, b"22"), b"NM1", b"IL", b"QC")
        dependent = tree.first(tree.up(self.at, b"23"), b"NM1", b"QC", b"IL")
        named = np.where(dependent >= 0, dependent, insured)
        member = either(element(named, 9), element(insured, 9))
        organization = ~element(payer, 2).equals(b"1")
        levels = self.at, self.event, tree.up(self.at, b"19")
        service, event, provider = (self._npi(tree.first(level, b"NM1", *_SERVING)) for level in levels)
        return {
            "payer_name": element(payer, 3).only(organization).text(),
            "payer_id": element(payer, 9).only(organization).text(),
            "patient_key": names.column(element(named, 3), element(named, 4), member),
            "requester_npi": self._npi(requester).text(),
            "service_npi": either(either(service, event), provider).text(),
        }

    def _npi(self, at: Ints) -> Spans:
        return self.segments.element(at, 9).only(self.segments.element(at, 8).equals(b"XX"))

    def _services(self) -> dict[str, pa.Array]:
        """Read code and quantity of SV1, SV2 or SV3; in 4010 of the first HCPCS code (BO) of an HI."""
        element, composite = self.segments.element, self.segments.composite
        lines = [self.tree.first(self.at, name) for name, *_ in _LINES]
        coded = element(lines[0], _LINES[0][1])
        for line, (_, number, _) in zip(lines[1:], _LINES[1:], strict=True):
            coded = either(coded, element(line, number))
        service, (at, listed_) = composite(coded), self._procedure()
        known = ~(service.part(1).equals(b"N4") | service.part(1).equals(b"ID"))
        units = self.told.read("HI", at, composite(listed_).part(6), thousandths, "a quantity")
        for line, (name, _, number) in zip(lines, _LINES, strict=True):
            units = units.or_else(self.told.thousandths(f"{name.decode()}{number:02d}", line, number))
        units = units.or_else(self.told.thousandths("HSD02", self.tree.first(self.at, b"HSD"), 2))
        return {
            "code": either(service.part(2).only(known), composite(listed_).part(2)).text(),
            **{f"mod{number}": service.part(number + 2).only(known).text() for number in (1, 2, 3, 4)},
            "milliunits": units.nullable(),
        }

    def _procedure(self) -> tuple[Ints, Spans]:
        """Give the HI and the first HCPCS code in it of each level; it is said where there are more."""
        owner, at, spans = self._coded(b"BO")
        first = np.searchsorted(owner, self.at)
        found = np.append(owner, -1)[first] == self.at
        for row in np.flatnonzero(np.searchsorted(owner, self.at, "right") - first > 1):
            says = "This service lists several procedure codes; the first one is read."
            self.told.findings.append(
                self.tree.sets.page.finding(int(at[first[row]]), "auth_codes", NOTE, says, "Nothing to do.")
            )
        none = self.segments.element(np.full(len(self.at), -1), 1)
        if not found.any():
            return np.full(len(self.at), -1), none
        picked = np.where(found, first, 0)
        return np.where(found, at[picked], -1), spans.at(picked).only(found)

    def _coded(self, *kinds: bytes) -> tuple[Ints, Ints, Spans]:
        """Give the codes of some kinds in all HI: their levels, their rows, and the composites, in file order."""
        at, _, spans = melted(self.segments, self.tree.rows(b"HI"), _MOST)
        composite = self.segments.composite(spans)
        used = composite.part(2).given & np.logical_or.reduce([composite.part(1).equals(kind) for kind in kinds])
        return self.tree.owner[at[used]], at[used], spans.at(used)

    def _diagnoses(self) -> pa.Array:
        """Give the diagnoses of the event; in 4010 they stand with the patient."""
        owner, _, spans = self._coded(*_DIAGNOSES)
        having, counts = np.unique(owner, return_counts=True)
        told = pa.concat_arrays([listed(self.segments.composite(spans).part(2), counts), texts([""])])
        found = np.full(len(self.at), len(having))
        for level in (self.patient, self.event, self.at):
            place = np.searchsorted(having, level)
            found = np.where((np.append(having, -1)[place] == level) & (level >= 0), place, found)
        return told.take(places(found.astype(np.int32)))

    def _request(self) -> dict[str, pa.Array]:
        """Read what kind of request it is; codes only, an element of more letters is shifted text."""
        purpose = self._own(2, b"UM").within(1)
        appealed = np.logical_or.reduce([purpose.equals(code) for code in _APPEALS])
        return {
            "category": self._own(1, b"UM").within(2).text(),
            "purpose": purpose.text(),
            "level": self._own(6, b"UM").within(3).text(),
            "appeal": worded(("", "appeal"), appealed.astype(np.int64)),
        }

    def _decision(self) -> dict[str, pa.Array]:
        """Read what was decided; of decision and rejection the one that stands nearer counts, else the decision."""
        tree, element = self.tree, self.segments.element
        decided, refused = (tree.nearest(self.at, name) for name in (b"HCR", b"AAA"))
        above, below = (np.where(row >= 0, tree.owner[row], -1) for row in (decided, refused))
        rejected = below > above
        decided = np.where(rejected, -1, decided)
        action = element(decided, 1).within(2)
        outcome = np.where(rejected, _REJECTED, 0)
        for code, number in _ACTIONS.items():
            outcome = np.where(action.equals(code), number, outcome)
        certified = either(self._own(2, b"HCR"), self._own(2, b"REF", b"BB"))
        return {
            "certification": certified.text(),
            "review_ref": self._own(2, b"REF", b"NT").text(),
            "action": action.text(),
            "reason": element(decided, 3).within(3).text(),
            "reject_reason": element(np.where(below >= above, refused, -1), 3).within(3).text(),
            "outcome": worded(_OUTCOMES, outcome),
        }

    def _dates(self) -> dict[str, pa.Array]:
        """Read when it was asked for, decided and done."""
        held, effective = self._first(b"DTP", *_HELD), self._first(b"DTP", b"007")
        begin = np.where(held >= 0, held, effective)
        ends = self._first(b"DTP", *_ENDS)
        end = np.where((self.segments.element(begin, 3).size == _RANGE) | (ends < 0), begin, ends)
        told_at = self.tree.told_at(self.at)
        asked = (self.kind == _REQUEST) | (self.kind == _NOTIFICATION)
        return {
            "requested_at": _where(asked, told_at),
            "decided_at": _where(self.kind == _ANSWER, told_at),
            "service_date": self.told.day("DTP03", begin, 3).days(),
            "service_to": self.told.day("DTP03", end, 3, last=True).days(),
        }


def _where(keep: Bools, moments: pa.Array) -> pa.Array:
    return pc.if_else(flags(keep), moments, pa.nulls(len(moments), moments.type))
