"""277: what became of claims, as a clearinghouse (277CA) or a payer (277) tells it.

Source: ASC X12N 005010X214 (Health Care Claim Acknowledgment) and 005010X212 (Claim Status Request and Response). A
status belongs to the loop it stands in: a TRN begins what is told of a submission, a provider or a claim, an SVC what
is told of a line; the free text of STC12 is kept nowhere, it may name a patient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from counteroffer.core import tables
from counteroffer.ingest.x12.arrays import Ints, ints
from counteroffer.ingest.x12.columns import either
from counteroffer.ingest.x12.loops import Loops, Tree, worded
from counteroffer.ingest.x12.part import Part
from counteroffer.ingest.x12.rows import rows
from counteroffer.ingest.x12.segments import melted
from counteroffer.ingest.x12.told import Told

if TYPE_CHECKING:
    import pyarrow as pa

    from counteroffer.ingest.x12.envelope import Sets
    from counteroffer.ingest.x12.pseudonym import Pseudonyms

_STATUSES = (1, 10, 11)
_PAYER, _RECEIVER, _PROVIDER, _CLAIM = (b"20",), (b"21",), (b"19",), (b"22", b"23", b"PT")
_LEVELS = ("", "payer", "receiver", "provider", "claim", "line")
_LINE = 5
_SAYS = ("answer", "acknowledgment", "request")
_GUIDES = {"X214": 1, "X167": 1, "X213": 2}
"""Guides of claim acknowledgments (5010, 4040) and of requests for more information, as `_SAYS` numbers them."""


def read_statuses(sets: Sets, names: Pseudonyms, code: int) -> Part:
    """Read all statuses of a piece.

    Args:
        sets: the piece.
        names: makes the patients' pseudonyms.
        code: which sets of it (`Sets.code`).
    """
    statuses = _Statuses(sets, code)
    made = rows(tables.CLAIM_STATUSES, sets.page, statuses.at, statuses.columns(names))
    return Part.of({"claim_statuses": made}, statuses.told.findings)


class _Statuses:
    """The statuses (STC01, STC10, STC11) of a piece and the loops they stand in; all columns are one long for each."""

    def __init__(self, sets: Sets, code: int) -> None:
        self.tree, tracks, self.loops = Tree(sets, code), Loops(sets, code, "HL TRN"), Loops(sets, code, "HL TRN SVC")
        self.segments = sets.page.segments
        self.at, self.position, self.status = melted(self.segments, self.tree.rows(b"STC"), _STATUSES)
        self.told = Told(self.tree, self.at)
        self.level = self.tree.owners(self.at, b"HL")
        self.track, self.trn = tracks.owner[self.at], tracks.owners(self.at, b"TRN")
        self.line = self.loops.owners(self.at, b"SVC")
        self.depth = self._depths()
        self.kind = self._kinds()[sets.number[self.at]]

    def _depths(self) -> Ints:
        """Number each status's level as `_LEVELS` lists them."""
        depth = np.zeros(len(self.at), dtype=np.int64)
        for number, kinds in enumerate((_PAYER, _RECEIVER, _PROVIDER, _CLAIM), 1):
            depth[self.tree.is_level(self.level, *kinds)] = number
        return np.where(self.line >= 0, _LINE, depth)

    def columns(self, names: Pseudonyms) -> dict[str, Any]:
        """Read all columns but the place."""
        start = self.tree.start(self.at)
        parts = self.segments.composite(self.status)
        columns = {
            "position": self.position,
            "says": worded(_SAYS, self.kind),
            "level": worded(_LEVELS, self.depth),
            "transaction": self.segments.element(start, 2).text(),
            "told_at": self.tree.told_at(self.at),
            **self._parties(names),
            **self._references(),
            "category": parts.part(1).text(),
            "status": parts.part(2).text(),
            "entity": parts.part(3).text(),
            "action": self.segments.element(self.at, 3).within(2).text(),
            "payment_ref": self.segments.element(self.at, 9).text(),
            **self._money(),
            **self._totals(),
        }
        return columns | {"set_aside": self.told.bad}

    def _kinds(self) -> Ints:
        """Number each set's kind of message as `_SAYS` does: by its purpose (BHT06), else by its guide (ST03)."""
        starts = self.tree.sets.starts
        purpose, guide = self.tree.element(starts, 6, b"BHT"), self.segments.element(starts, 3).text().to_pylist()
        told = [next((kind for mark, kind in _GUIDES.items() if mark in text), 0) for text in guide]
        of_guide = np.where(purpose.given, 0, np.array(told, dtype=np.int64))
        return np.where(purpose.equals(b"TH"), 1, np.where(purpose.equals(b"RQ"), 2, of_guide))

    def _parties(self, names: Pseudonyms) -> dict[str, pa.Array]:
        """Read payer, provider and patient; a dependent's own NM1 counts before the subscriber's."""
        tree, element = self.tree, self.segments.element
        payer = tree.first(tree.up(self.level, *_PAYER), b"NM1")
        provider = tree.first(tree.up(self.level, *_PROVIDER), b"NM1")
        insured = tree.first(tree.up(self.level, b"22"), b"NM1", b"IL", b"QC")
        own = tree.first(tree.up(self.level, b"23", b"PT"), b"NM1", b"QC", b"IL")
        named = np.where(own >= 0, own, insured)
        member = either(element(named, 9), element(insured, 9))
        organization = ~element(payer, 2).equals(b"1")
        return {
            "payer_name": element(payer, 3).only(organization).text(),
            "payer_id": element(payer, 9).only(organization).text(),
            "provider_npi": element(provider, 9).only(element(provider, 8).equals(b"XX")).text(),
            "patient_key": names.column(element(named, 3), element(named, 4), member),
        }

    def _references(self) -> dict[str, pa.Array]:
        """Read the numbers by which a claim is known; what TRN02 holds depends on level and kind of message."""
        loops, tree = self.loops, self.tree
        number = self.segments.element(self.trn, 2)
        of_claim = self.depth >= _LEVELS.index("claim")
        told = loops.element(self.track, 2, b"REF", b"EJ")
        acknowledged = self.kind == _SAYS.index("acknowledgment")
        batch = tree.element(tree.up(self.level, *_RECEIVER), 2, b"TRN", b"2").only(acknowledged)
        service = self.segments.composite(self.segments.element(self.line, 1))
        return {
            "submission": batch.text(),
            "claim": either(told, number.only(acknowledged)).only(of_claim).text(),
            "trace": number.text(),
            "payer_control": loops.element(self.track, 2, b"REF", b"1K").text(),
            "clearinghouse_ref": loops.element(self.track, 2, b"REF", b"D9").text(),
            "bill_type": loops.element(self.track, 2, b"REF", b"BLT").text(),
            "line_control": loops.element(self.line, 2, b"REF", b"FJ").text(),
            "code": service.part(2).text(),
            **{f"mod{number}": service.part(number + 2).text() for number in (1, 2, 3, 4)},
        }

    def _money(self) -> dict[str, pa.Array]:
        """Read amounts and dates; a line's money stands in its SVC, a claim's in the STC: once for each STC."""
        told, own = self.told, self.position == 1
        line, stc = np.where(own, self.line, -1), np.where(own, self.at, -1)
        owner = np.where(self.line >= 0, self.line, self.track)
        dated = self.loops.first(owner, b"DTP", b"472")
        of_line, of_claim = {}, {}
        for name, of_svc, of_stc in (("charge", 2, 4), ("paid", 3, 5)):
            of_line[name] = told.cents(f"SVC{of_svc:02d}", line, of_svc)
            of_claim[name] = told.cents(f"STC{of_stc:02d}", stc, of_stc)
        return {
            **{name: of_line[name].or_else(of_claim[name]).nullable() for name in of_line},
            "status_date": told.day("STC02", self.at, 2).days(),
            "decided_date": told.day("STC06", self.at, 6).days(),
            "payment_date": told.day("STC08", self.at, 8).days(),
            "service_date": told.day("DTP*472", dated, 3).days(),
            "service_to": told.day("DTP*472", dated, 3, last=True).days(),
        }

    def _totals(self) -> dict[str, pa.Array]:
        """Read how much of a submission or of a provider's claims was accepted and how much was not."""
        first, told, track = self.loops.first, self.told, np.where(self.depth < _LEVELS.index("claim"), self.track, -1)
        made = {}
        for name, codes in (("accepted_count", (b"90", b"QA")), ("rejected_count", (b"AA", b"QC"))):
            counted = told.thousandths("QTY02", first(track, b"QTY", *codes), 2)
            made[name] = ints(counted.value // 1000, ~counted.given | counted.bad)
        for name, code in (("accepted_amount", b"YU"), ("rejected_amount", b"YY")):
            made[name] = told.cents(f"AMT*{code.decode()}", first(track, b"AMT", code), 2).nullable()
        return made
