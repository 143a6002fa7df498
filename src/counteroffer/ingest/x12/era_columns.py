"""The columns of remittance claims (CLP) and their lines (SVC)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from counteroffer.ingest.x12.claims import Owned, ordinals
from counteroffer.ingest.x12.columns import Spans, either, joined
from counteroffer.ingest.x12.numbers import Numbers, days

if TYPE_CHECKING:
    import pyarrow as pa

    from counteroffer.ingest.x12.arrays import Ints
    from counteroffer.ingest.x12.envelope import Sets
    from counteroffer.ingest.x12.pseudonym import Pseudonyms
    from counteroffer.ingest.x12.setaside import SetAside

_ONE = 1000


class _Loop:
    """First REF, DTM, AMT or NM1 of a qualifier in each claim (before its lines) or each line."""

    def __init__(self, owned: Owned, *, line: bool) -> None:
        self._owned, self._line = owned, line

    def row(self, name: bytes, code: bytes) -> Ints:
        rows, codes = self._owned.coded(name, line=self._line)
        return self._owned.pick(rows[codes.equals(code)], line=self._line)

    def element(self, name: bytes, code: bytes, number: int) -> Spans:
        return self._owned.segments.element(self.row(name, code), number)

    def day(self, aside: SetAside, at: Ints, name: str) -> Numbers:
        numbers = days(self._owned.segments.element(at, 2))
        aside.dates(name, at, numbers)
        return numbers


def claim_columns(owned: Owned, aside: SetAside, sets: Sets, names: Pseudonyms) -> tuple[dict[str, Any], Numbers]:
    """Read the columns of `remit_claims` but its charge, payment, line count and set-aside flag.

    Returns:
        The columns, and the claims' service dates for lines that have none.
    """
    at, segments = owned.claims, owned.segments
    loop = _Loop(owned, line=False)
    name, status = segments.element(at, 1), aside.code("CLP02", at, 2, 2)
    aside.malformed(at, ~name.given, "CLP01, the patient control number, is missing.")
    aside.malformed(at, ~status.given, "CLP02, the claim status, is missing.")
    rendering = loop.row(b"NM1", b"82")
    service = loop.day(aside, loop.row(b"DTM", b"232"), "DTM*232")
    columns = {
        "remit_segment": owned.page.number[sets.starts[sets.number[at]]],
        "claim": name.text(),
        "status": status.text(),
        "patient_resp": aside.money("CLP05", at, 5).value,
        "filing_code": aside.code("CLP06", at, 6, 2).text(),
        "payer_control": segments.element(at, 7).text(),
        "pos": aside.code("CLP08", at, 8, 2).text(),
        "frequency": segments.element(at, 9).within(1).text(),
        "patient_key": _patient_keys(owned, loop, names),
        "rendering_npi": segments.element(rendering, 9).only(segments.element(rendering, 8).equals(b"XX")).text(),
        "group_number": loop.element(b"REF", b"1L", 2).text(),
        "received_date": loop.day(aside, loop.row(b"DTM", b"050"), "DTM*050").days(),
        "service_date": service.days(),
        "service_to": loop.day(aside, loop.row(b"DTM", b"233"), "DTM*233").days(),
        "coverage_amount": aside.money("AMT*AU", loop.row(b"AMT", b"AU"), 2).nullable(),
        "interest": aside.money("AMT*I", loop.row(b"AMT", b"I"), 2).value,
    }
    return columns, service


def _patient_keys(owned: Owned, loop: _Loop, names: Pseudonyms) -> pa.Array:
    patient, insured = loop.row(b"NM1", b"QC"), loop.row(b"NM1", b"IL")
    at = np.where(patient >= 0, patient, insured)
    return names.column(*(owned.segments.element(at, number) for number in (3, 4, 9)))


def line_columns(owned: Owned, aside: SetAside, service: Numbers) -> dict[str, Any]:
    """Read the columns of `remit_lines` but its money and set-aside flag.

    Args:
        owned: claims and lines.
        aside: takes what is wrong.
        service: service date of each claim, for lines that have none.
    """
    at, segments = owned.lines, owned.segments
    loop = _Loop(owned, line=True)
    adjudicated, billed = (segments.composite(segments.element(at, number)) for number in (1, 6))
    code = adjudicated.part(2)
    aside.service("SVC01", at, adjudicated)
    units = aside.quantity("SVC05", at, 5)
    claim = owned.claim_of_lines
    first, single = loop.row(b"DTM", b"472"), loop.row(b"DTM", b"150")
    own = loop.day(aside, np.where(first >= 0, first, single), "DTM*472")
    started = own.or_else(service.at(claim))
    ended = loop.day(aside, loop.row(b"DTM", b"151"), "DTM*151").or_else(started)
    return {
        "claim_segment": owned.page.number[owned.claims[claim]],
        "line": ordinals(claim),
        "code": code.text(),
        **{f"mod{number}": adjudicated.part(number + 2).text() for number in (1, 2, 3, 4)},
        "billed_code": either(billed.part(2), code).text(),
        "billed_mods": joined([billed.part(number) for number in (3, 4, 5, 6)]),
        "milliunits": np.where(units.given, units.value, _ONE),
        "billed_milliunits": aside.quantity("SVC07", at, 7).nullable(),
        "allowed_reported": aside.money("AMT*B6", loop.row(b"AMT", b"B6"), 2).nullable(),
        "service_date": started.days(),
        "service_to": ended.days(),
        "line_control": loop.element(b"REF", b"6R", 2).text(),
        "rendering_npi": loop.element(b"REF", b"HPI", 2).text(),
    }
