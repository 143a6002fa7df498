"""Adjustments (CAS) and remarks (LQ, MOA, MIA) of an 835."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from counteroffer.core import tables
from counteroffer.ingest.x12.arrays import Bools, Ints, ints
from counteroffer.ingest.x12.columns import Spans
from counteroffer.ingest.x12.rows import rows
from counteroffer.ingest.x12.segments import melted, spread

if TYPE_CHECKING:
    import pyarrow as pa

    from counteroffer.ingest.x12.claims import Owned
    from counteroffer.ingest.x12.setaside import SetAside

_GROUPS = (b"CO", b"PR", b"OA", b"PI", b"CR")
_TRIPLETS = 6
_LONGEST_CARC = 5
_MOA = (3, 4, 5, 6, 7)
_MIA = (5, 20, 21, 22, 23)


@attrs.frozen(eq=False)
class Adjustments:
    """CAS triplets of a piece.

    Attributes:
        claim: number of the claim of each.
        line: number of the line of each, -1 for a claim's own.
        amount: cents.
        patient: which are of group PR.
        table: the rows.
    """

    claim: Ints
    line: Ints
    amount: Ints
    patient: Bools
    table: pa.Table


def read_adjustments(owned: Owned, aside: SetAside) -> Adjustments:
    """Read up to six triplets of every CAS; faulty ones set their claims aside and count 0."""
    segments = owned.segments
    cas = np.sort(np.concatenate([owned.rows(b"CAS", line=True), owned.rows(b"CAS", line=False)]))
    at, position = spread(cas, (segments.elements(cas) + 1) // 3, _TRIPLETS)
    aside.malformed(cas, segments.elements(cas) > 1 + 3 * _TRIPLETS, "A CAS has more than six adjustments.")
    reason, amount = 3 * position - 1, 3 * position
    carc, told = segments.element(at, reason), segments.element(at, amount)
    used = carc.given | told.given
    at, position, carc = at[used], position[used], carc.at(used)
    money = aside.money("A CAS amount", at, 3 * position, needed=True)
    units = aside.quantity("A CAS quantity", at, 3 * position + 1)
    group = segments.element(at, 1)
    known = np.zeros(len(at), dtype=np.bool_)
    for code in _GROUPS:
        known |= group.equals(code)
    aside.malformed(at, ~known, "A CAS has no group code (CO, PR, OA, PI, CR).")
    coded = _is_reason(carc)
    aside.malformed(at, ~coded, "A CAS has no adjustment reason code.")
    line = owned.line_of[at]
    columns = {
        "position": position,
        "claim_segment": owned.page.number[owned.claims[owned.claim_of[at]]],
        "line_segment": _line_segment(owned, line),
        "group": group.only(known).text(),
        "carc": carc.only(coded).text(),
        "amount": money.value,
        "milliunits": units.nullable(),
    }
    table = rows(tables.ADJUSTMENTS, owned.page, at, columns)
    return Adjustments(owned.claim_of[at], line, money.value, group.equals(b"PR"), table)


def _is_reason(carc: Spans) -> Bools:
    """A reason code has five characters at most and ends with a digit: 45, A1, B7, P12."""
    last = carc.buffer.data[carc.hi - 1]
    return np.asarray(carc.given & (carc.size <= _LONGEST_CARC) & (last >= ord("0")) & (last <= ord("9")))


def _line_segment(owned: Owned, line: Ints) -> pa.Array:
    lines = np.append(owned.lines, 0)
    number = owned.page.number[lines[np.maximum(line, 0)]]
    return ints(number, line < 0)


def read_remarks(owned: Owned) -> pa.Table:
    """Read the remark codes of lines (LQ*HE) and of claims (LQ*HE, MOA03-07, MIA05 and MIA20-23)."""
    remarks = np.sort(np.concatenate([owned.rows(b"LQ", line=True), owned.rows(b"LQ", line=False)]))
    found = [
        melted(owned.segments, owned.qualified(remarks, b"HE"), (2,)),
        melted(owned.segments, owned.rows(b"MOA", line=False), _MOA),
        melted(owned.segments, owned.rows(b"MIA", line=False), _MIA),
    ]
    at = np.concatenate([rows_ for rows_, _, _ in found])
    order = np.argsort(at, kind="stable")
    at = at[order]
    lo = np.concatenate([spans.lo for _, _, spans in found])[order]
    hi = np.concatenate([spans.hi for _, _, spans in found])[order]
    columns = {
        "position": np.concatenate([position for _, position, _ in found])[order],
        "claim_segment": owned.page.number[owned.claims[owned.claim_of[at]]],
        "line_segment": _line_segment(owned, owned.line_of[at]),
        "code": Spans(owned.segments.buffer, lo, hi).text(),
    }
    return rows(tables.REMARKS, owned.page, at, columns)
