"""271: what a payer says a patient is covered for, and why it says nothing.

Source: ASC X12N 005010X279A1 (Health Care Eligibility Benefit Response) and 004010X092A1. A benefit (EB) has what
stands behind it until the next one; what stands before the first is the patient's. Free text (MSG, III) is kept
nowhere, and of persons that are named with a benefit (loop 2120) only their role.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from counteroffer.core import tables
from counteroffer.ingest.x12.columns import Spans, either, mapped
from counteroffer.ingest.x12.kinds import ident
from counteroffer.ingest.x12.loops import Loops, Tree, worded
from counteroffer.ingest.x12.numbers import Numbers
from counteroffer.ingest.x12.part import Part
from counteroffer.ingest.x12.rows import rows
from counteroffer.ingest.x12.told import Told

if TYPE_CHECKING:
    import pyarrow as pa

    from counteroffer.ingest.x12.arrays import Ints
    from counteroffer.ingest.x12.envelope import Sets
    from counteroffer.ingest.x12.pseudonym import Pseudonyms

_PAYER, _PROVIDER, _SUBSCRIBER, _DEPENDENT = b"20", b"21", b"22", b"23"
_LEVELS = ("", "payer", "provider", "subscriber", "dependent")
_BEGINS = (b"348", b"292", b"346", b"291", b"356", b"307", b"193")
"""DTP01 of the first day: of the benefit, of the plan, of eligibility, of the period."""

_ENDS = (b"349", b"292", b"347", b"291", b"357", b"307", b"194")
_RANGES = (b"292", b"291", b"307")
_RANGE = 17
_IDS = (b"PI", b"XV", b"XX", b"NI", b"FI", b"24", b"SV")
"""NM108 of numbers of organizations; a member's number may stand in the same place."""

_SERVICE = re.compile(r"[A-Z0-9]{1,3}")
_PARTS = re.compile(r"[^A-Za-z0-9]+")
_PERCENT = re.compile(r"[0-9]{0,3}(?:\.[0-9]{0,6})?\Z")
_THOUSANDTHS = 1000
_WHOLE = 100


def read_coverages(sets: Sets, names: Pseudonyms, code: int) -> Part:
    """Read all benefits and rejections of a piece.

    Args:
        sets: the piece.
        names: makes the patients' pseudonyms.
        code: which sets of it (`Sets.code`).
    """
    coverages = _Coverages(sets, code)
    made = rows(tables.COVERAGES, sets.page, coverages.at, coverages.columns(names))
    return Part.of({"coverages": made}, coverages.told.findings)


class _Coverages:
    """The benefits (EB) and rejections (AAA) of a piece; all columns are one long for each."""

    def __init__(self, sets: Sets, code: int) -> None:
        self.tree, self.loops = Tree(sets, code), Loops(sets, code, "HL EB")
        self.segments = sets.page.segments
        self.at = self.tree.rows(b"EB", b"AAA")
        self.told = Told(self.tree, self.at)
        self.benefit = self.tree.ident[self.at] == ident(b"EB")
        self.eb, self.aaa = np.where(self.benefit, self.at, -1), np.where(self.benefit, -1, self.at)
        self.level = self.tree.owners(self.at, b"HL")
        self.patient = self.tree.up(self.level, _DEPENDENT, _SUBSCRIBER)

    def columns(self, names: Pseudonyms) -> dict[str, Any]:
        """Read all columns but the place."""
        depth = np.zeros(len(self.at), dtype=np.int64)
        for number, kind in enumerate((_PAYER, _PROVIDER, _SUBSCRIBER, _DEPENDENT), 1):
            depth[self.tree.is_level(self.level, kind)] = number
        columns = {
            "level": worded(_LEVELS, depth),
            "transaction": self.segments.element(self.tree.start(self.at), 2).text(),
            "told_at": self.tree.told_at(self.at),
            **self._parties(names),
            **self._benefit(),
            **self._numbers(),
            **self._other(),
            "reject_reason": self.segments.element(self.aaa, 3).within(3).text(),
            "follow_up": self.segments.element(self.aaa, 4).within(1).text(),
        }
        return columns | {"set_aside": self.told.bad}

    def _inherited(self, name: bytes, *codes: bytes) -> Spans:
        """Give the second element of the dependent's own segment, else of the subscriber's."""
        own, insured = self.patient, self.tree.up(self.level, _SUBSCRIBER)
        return either(*(self.loops.element(owner, 2, name, *codes) for owner in (own, insured)))

    def _parties(self, names: Pseudonyms) -> dict[str, pa.Array]:
        """Read payer, provider, patient and the numbers of the patient's group and plan."""
        tree, loops, element = self.tree, self.loops, self.segments.element
        payer, provider = (loops.first(tree.up(self.level, kind), b"NM1") for kind in (_PAYER, _PROVIDER))
        insured = loops.first(tree.up(self.level, _SUBSCRIBER), b"NM1", b"IL", b"QC")
        dependent = loops.first(tree.up(self.level, _DEPENDENT), b"NM1", b"03", b"QC")
        named = np.where(dependent >= 0, dependent, insured)
        member = either(element(named, 9), element(insured, 9))
        organization = ~element(payer, 2).equals(b"1")
        group = either(loops.element(self.eb, 2, b"REF", b"6P", b"1L"), self._inherited(b"REF", b"6P", b"1L"))
        plan = either(loops.element(self.eb, 2, b"REF", b"18"), self._inherited(b"REF", b"18"))
        return {
            "trace": self._inherited(b"TRN", b"2").text(),
            "payer_name": element(payer, 3).only(organization).text(),
            "payer_id": element(payer, 9).only(organization).text(),
            "provider_npi": element(provider, 9).only(element(provider, 8).equals(b"XX")).text(),
            "patient_key": names.column(element(named, 3), element(named, 4), member),
            "group_number": group.text(),
            "plan_number": plan.text(),
        }

    def _benefit(self) -> dict[str, pa.Array]:
        """Read what the benefit is; a code of more letters than codes have is shifted text."""
        element, loops = self.segments.element, self.loops
        service = self.segments.composite(element(self.eb, 13))
        known = ~(service.part(1).equals(b"N4") | service.part(1).equals(b"ID"))
        delivered = loops.first(self.eb, b"HSD")
        return {
            "benefit": element(self.eb, 1).within(2).text(),
            "coverage_level": element(self.eb, 2).within(3).text(),
            "service_types": mapped(element(self.eb, 3).text(), _service_types),
            "insurance_type": element(self.eb, 4).within(3).text(),
            "plan": element(self.eb, 5).text(),
            "period": either(element(self.eb, 6), element(delivered, 5)).within(2).text(),
            "quantity_basis": either(element(self.eb, 9), element(delivered, 1)).within(2).text(),
            "needs_auth": element(self.eb, 11).within(1).text(),
            "in_network": element(self.eb, 12).within(1).text(),
            "code": service.part(2).only(known).text(),
            **{f"mod{number}": service.part(number + 2).only(known).text() for number in (1, 2, 3, 4)},
        }

    def _numbers(self) -> dict[str, pa.Array]:
        """Read amounts, quantities and dates: of the benefit, and where it has none, of the patient's coverage."""
        told, loops = self.told, self.loops
        counted = told.thousandths("HSD02", loops.first(self.eb, b"HSD"), 2)
        begin, end = (
            np.where(own >= 0, own, whole)
            for own, whole in ((find(self.eb), find(self.patient)) for find in (self._begin, self._end))
        )
        return {
            "asked_date": told.day("DTP03", loops.first(self.patient, b"DTP", b"472"), 3).days(),
            "amount": told.cents("EB07", self.eb, 7).nullable(),
            "percent": told.read("EB08", self.eb, self.segments.element(self.eb, 8), percents, "a percent").nullable(),
            "milliunits": told.thousandths("EB10", self.eb, 10).or_else(counted).nullable(),
            "since": told.day("DTP03", begin, 3).days(),
            "until": told.day("DTP03", end, 3, last=True).days(),
        }

    def _begin(self, owners: Ints) -> Ints:
        return self.loops.first(owners, b"DTP", *_BEGINS)

    def _end(self, owners: Ints) -> Ints:
        """Give the DTP with the last day; a date that might be a range has one only where it is a range."""
        found = np.full(len(owners), -1, dtype=np.int64)
        for code in _ENDS:
            row = self.loops.first(owners, b"DTP", code)
            if code in _RANGES:
                row = np.where(self.segments.element(row, 3).size == _RANGE, row, -1)
            found = np.where(found < 0, row, found)
        return found

    def _other(self) -> dict[str, pa.Array]:
        """Read who else is named with the benefit, first of several; nothing of a person but the role."""
        element, named = self.segments.element, self.loops.first(self.eb, b"NM1")
        organization = element(named, 2).equals(b"2")
        qualified = np.logical_or.reduce([element(named, 8).equals(kind) for kind in _IDS])
        return {
            "other_role": element(named, 1).within(3).text(),
            "other_name": element(named, 3).only(organization).text(),
            "other_id": element(named, 9).only(organization & qualified).text(),
        }


def percents(spans: Spans) -> Numbers:
    """Read percents into thousandths of a percent: up to 1 they are shares, as the guide says, above it percents."""
    value, bad = np.zeros(len(spans), dtype=np.int64), np.zeros(len(spans), dtype=np.bool_)
    for row in np.flatnonzero(spans.given):
        text = spans.raw(int(row)).decode("latin-1").strip()
        number = Decimal(text) if _PERCENT.match(text) and text.strip(".") else Decimal(-1)
        thousandths = number * _THOUSANDTHS * (_WHOLE if number <= 1 else 1)
        bad[row] = not 0 <= thousandths <= _WHOLE * _THOUSANDTHS or thousandths != int(thousandths)
        value[row] = 0 if bad[row] else int(thousandths)
    return Numbers(value, spans.given, bad)


def _service_types(told: str) -> str:
    """Join the codes of an EB03; whatever separates them (ISA11) is neither letter nor digit."""
    return " ".join(code for code in _PARTS.split(told) if _SERVICE.fullmatch(code))
