"""What other payers have done with a submitted claim: loops 2320 (claim) and 2430 (line) of the 837.

Source: ASC X12N 005010X222A2 and 005010X223A3, loops 2320, 2330B and 2430. The loop decides what a segment means: an
NM1*PR or a CAS after an SBR under a claim is the other payer's, whatever stands between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from counteroffer.core import tables
from counteroffer.core.findings import WARNING, Finding
from counteroffer.ingest.x12.arrays import Bools, Ints, ints
from counteroffer.ingest.x12.kinds import ident
from counteroffer.ingest.x12.numbers import Numbers, cents, days, thousandths
from counteroffer.ingest.x12.rows import rows
from counteroffer.ingest.x12.segments import first_of, follow, spread

if TYPE_CHECKING:
    import pyarrow as pa

    from counteroffer.ingest.x12.claims import Owned
    from counteroffer.ingest.x12.columns import Spans

_TRIPLETS = 6
_MEND = "Ask whoever sends your claims to mend it; the claim itself is stored."


def read_others(owned: Owned) -> tuple[dict[str, pa.Table], list[Finding]]:
    """Read other payers, what they have paid on lines, and their adjustments.

    Returns:
        The tables `other_payers`, `other_payer_lines` and `other_adjustments` where there is anything, and what is
        wrong with them; a fault here sets no claim aside.
    """
    claims, lines = _claim_loops(owned), _line_loops(owned)
    found: list[Finding] = []
    made = {}
    if len(claims.at):
        made["other_payers"] = _payers(owned, claims, found)
    if len(lines.at):
        made["other_payer_lines"] = _lines(owned, lines, found)
    if made:
        made["other_adjustments"] = _adjustments(owned, claims, lines, found)
    return made, found


@attrs.frozen(eq=False)
class _Loops:
    """Loops that a segment begins: the rows of those segments, and for each row of the page its loop or -1."""

    owned: Owned
    at: Ints
    loop_of: Ints

    def rows(self, name: bytes) -> Ints:
        """Give the rows of one segment id within the loops."""
        return np.flatnonzero((self.owned.ident == ident(name)) & (self.loop_of >= 0))

    def first(self, name: bytes, code: bytes) -> Ints:
        """Give the first segment of an id and first element in each loop, -1 for none."""
        found = self.rows(name)
        found = found[self.owned.segments.element(found, 1).equals(code)]
        return first_of(self.loop_of[found], found, len(self.at))


def _claim_loops(owned: Owned) -> _Loops:
    inside = (owned.ident == ident(b"SBR")) & (owned.claim_of >= 0)
    at = np.flatnonzero(inside)
    number = np.append(np.cumsum(inside) - 1, -1)
    begun = np.append(inside, False)[owned.part_of]
    return _Loops(owned, at, np.where(begun, number[owned.part_of], -1))


def _line_loops(owned: Owned) -> _Loops:
    inside = (owned.ident == ident(b"SVD")) & (owned.line_of >= 0)
    at = np.flatnonzero(inside)
    if not len(at):
        return _Loops(owned, at, np.full(len(inside), -1, dtype=np.int64))
    part = follow(inside)
    same = (part >= 0) & (owned.part_of[part] == owned.part_of) & (owned.line_of >= 0)
    return _Loops(owned, at, np.where(same, (np.cumsum(inside) - 1)[part], -1))


def _payers(owned: Owned, loops: _Loops, found: list[Finding]) -> pa.Table:
    element, at = owned.segments.element, loops.at
    payer = loops.first(b"NM1", b"PR")
    columns = {
        "claim_segment": _claim_segment(owned, at),
        "sequence": element(at, 1).within(1).text(),
        "filing_code": element(at, 9).within(2).text(),
        "group_number": element(at, 3).text(),
        "payer_name": element(payer, 3).text(),
        "payer_id": element(payer, 9).text(),
    }
    for name, code in (("paid", b"D"), ("patient_owes", b"EAF"), ("noncovered", b"A8")):
        row = loops.first(b"AMT", code)
        columns[name] = _read(owned, row, element(row, 2), cents, f"AMT*{code.decode()}", found).nullable()
    return rows(tables.OTHER_PAYERS, owned.page, at, columns)


def _lines(owned: Owned, loops: _Loops, found: list[Finding]) -> pa.Table:
    element, at = owned.segments.element, loops.at
    service = owned.segments.composite(element(at, 3))
    columns = {
        "claim_segment": _claim_segment(owned, at),
        "line_segment": owned.page.number[owned.lines[owned.line_of[at]]],
        "payer_id": element(at, 1).text(),
        "paid": _read(owned, at, element(at, 2), cents, "SVD02", found).value,
        "code": service.part(2).text(),
        **{f"mod{number}": service.part(number + 2).text() for number in (1, 2, 3, 4)},
        "milliunits": _read(owned, at, element(at, 5), thousandths, "SVD05", found).nullable(),
        "adjudicated_date": days(element(loops.first(b"DTP", b"573"), 3)).days(),
    }
    return rows(tables.OTHER_PAYER_LINES, owned.page, at, columns)


def _adjustments(owned: Owned, claims: _Loops, lines: _Loops, found: list[Finding]) -> pa.Table:
    segments, number = owned.segments, owned.page.number
    cas = np.sort(np.concatenate([claims.rows(b"CAS"), lines.rows(b"CAS")]))
    at, position = spread(cas, (segments.elements(cas) + 1) // 3, _TRIPLETS)
    reason, told = segments.element(at, 3 * position - 1), segments.element(at, 3 * position)
    used = reason.given | told.given
    at, position = at[used], position[used]
    of_line = lines.loop_of[at] >= 0
    begins = np.where(of_line, np.append(lines.at, 0)[lines.loop_of[at]], np.append(claims.at, 0)[claims.loop_of[at]])
    line = np.append(owned.lines, 0)[np.where(of_line, owned.line_of[at], -1)]
    quantity = _read(owned, at, segments.element(at, 3 * position + 1), thousandths, "A CAS quantity", found)
    columns = {
        "position": position,
        "claim_segment": _claim_segment(owned, at),
        "line_segment": ints(number[line], ~of_line),
        "payer_segment": number[begins],
        "group": segments.element(at, 1).within(2).text(),
        "carc": reason.at(used).within(5).text(),
        "amount": _read(owned, at, told.at(used), cents, "A CAS amount", found).value,
        "milliunits": quantity.nullable(),
    }
    return rows(tables.OTHER_ADJUSTMENTS, owned.page, at, columns)


def _claim_segment(owned: Owned, at: Ints) -> Ints:
    return owned.page.number[owned.claims[owned.claim_of[at]]]


def _read(owned: Owned, at: Ints, spans: Spans, how: Any, name: str, found: list[Finding]) -> Numbers:  # noqa: PLR0913, PLR0917
    numbers: Numbers = how(spans)
    bad: Bools = numbers.bad
    for row in at[bad]:
        says = f"{name} of another payer cannot be read; it is left out."
        found.append(owned.page.finding(int(row), "other_payer", WARNING, says, _MEND))
    return numbers
