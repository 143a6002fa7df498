"""999, 997 and TA1: which of our transaction sets, groups and interchanges were accepted, and the first thing wrong.

Source: ASC X12N 005010X231A1 (Implementation Acknowledgment), X12 997 (Functional Acknowledgment), X12.56 (TA1). The
copy of a faulty element (IK404) and the context (CTX) are kept nowhere: they may name a patient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from counteroffer.core import tables
from counteroffer.ingest.x12.arrays import Ints, blanks, ints, of_each
from counteroffer.ingest.x12.columns import Spans, either
from counteroffer.ingest.x12.envelope import OUTSIDE, Sets
from counteroffer.ingest.x12.kinds import ident
from counteroffer.ingest.x12.loops import Loops, worded
from counteroffer.ingest.x12.numbers import thousandths
from counteroffer.ingest.x12.part import Part
from counteroffer.ingest.x12.rows import rows

if TYPE_CHECKING:
    import pyarrow as pa

    from counteroffer.ingest.x12.pseudonym import Pseudonyms

_TABLE = tables.table("acknowledgements")
_COUNTS = ("sets", "sets_received", "sets_accepted", "error_position")


def read_acknowledgements(sets: Sets, names: Pseudonyms, code: int) -> Part:
    """Read what 999 or 997 sets of a piece say: one row for each group (AK1) and each transaction set (AK2).

    Args:
        sets: the piece.
        names: not needed, nobody is named.
        code: which sets of it (`Sets.code`).
    """
    del names
    loops, errors = Loops(sets, code, "AK1 AK2 AK9"), Loops(sets, code, "AK1 AK2 AK9 IK3 AK3")
    at = loops.rows(b"AK1", b"AK2")
    element = sets.page.segments.element
    of_set = loops.ident[at] == ident(b"AK2")
    group = _before(at, loops.rows(b"AK1"), loops.start(at))
    closing = np.where(of_set, -1, _after(at, loops.rows(b"AK9"), loops))
    verdict = _either(loops, at, b"IK5", b"AK5")
    fault = _either(loops, at, b"IK3", b"AK3")
    element_fault = _either(errors, fault, b"IK4", b"AK4")
    owners = loops.owner[loops.rows(b"IK3", b"AK3", b"IK4", b"AK4")]
    columns = _nothing(len(at)) | {
        "says": element(loops.start(at), 1).text(),
        "level": worded(("group", "set"), of_set.astype(np.int64)),
        "functional": element(group, 1).text(),
        "group_control": _trimmed(element(group, 2)),
        "kind": element(at, 1).only(of_set).text(),
        "transaction": element(at, 2).only(of_set).text(),
        "guide": either(element(at, 3), element(group, 3)).text(),
        "accepted": either(element(verdict, 1), element(closing, 1)).within(1).text(),
        "reason": either(element(verdict, 2), element(closing, 5)).within(3).text(),
        **{name: _count(element(closing, n)) for n, name in enumerate(_COUNTS[:3], 2)},
        "errors": np.searchsorted(owners, at, "right") - np.searchsorted(owners, at),
        "error_segment": element(fault, 1).within(3).text(),
        "error_position": _count(element(fault, 2)),
        "error_loop": element(fault, 3).within(6).text(),
        "error_code": element(fault, 4).within(3).text(),
        "error_element": _place(loops, element_fault),
        "element_code": element(element_fault, 3).within(3).text(),
    }
    return Part.of({_TABLE.name: rows(_TABLE, sets.page, at, columns)}, [])


def read_interchanges(sets: Sets) -> pa.Table:
    """Read the TA1 of a piece: one row for each interchange that is acknowledged."""
    segments = sets.page.segments
    at = np.flatnonzero((segments.ident == ident(b"TA1")) & (sets.code == OUTSIDE))
    at = at[at >= sets.fresh]
    columns = _nothing(len(at)) | {
        "says": of_each("TA1", len(at)),
        "level": of_each("interchange", len(at)),
        "interchange_control": _trimmed(segments.element(at, 1)),
        "accepted": segments.element(at, 4).within(1).text(),
        "reason": segments.element(at, 5).within(3).text(),
    }
    return rows(_TABLE, sets.page, at, columns)


def _nothing(count: int) -> dict[str, Any]:
    made: dict[str, Any] = {column.name: blanks(count) for column in _TABLE.columns if column.unit == "text"}
    null = ints(np.zeros(count, dtype=np.int64), np.ones(count, dtype=np.bool_))
    return made | dict.fromkeys(_COUNTS, null) | {"errors": np.zeros(count, dtype=np.int64)}


def _before(at: Ints, marks: Ints, start: Ints) -> Ints:
    """Give the last of some rows at or before each of others, in the same set; -1 for none."""
    found = np.append(marks, -1)[np.searchsorted(marks, at, "right") - 1]
    return np.where(found >= start, found, -1)


def _after(at: Ints, marks: Ints, loops: Loops) -> Ints:
    """Give the first of some rows after each of others, in the same set; -1 for none."""
    found = np.append(marks, -1)[np.searchsorted(marks, at)]
    return np.where((found >= 0) & (loops.start(np.maximum(found, 0)) == loops.start(at)), found, -1)


def _either(loops: Loops, owners: Ints, name: bytes, other: bytes) -> Ints:
    """Give the first segment of one id, or else of another: a 999 has IK where a 997 has AK."""
    found = loops.first(owners, name)
    return np.where(found >= 0, found, loops.first(owners, other))


def _place(loops: Loops, at: Ints) -> pa.Array:
    """Give the place of an element at fault: its number, and its component's where it has one."""
    spans = loops.segments.element(at, 1)
    place = loops.segments.composite(spans)
    number, component = place.part(1).within(2).text(), place.part(2).within(2).text()
    return pc.if_else(pc.equal(component, ""), number, pc.binary_join_element_wise(number, component, "-"))


def _count(spans: Spans) -> pa.Array:
    number = thousandths(spans)
    return ints(number.value // 1000, ~number.given | number.bad)


def _trimmed(spans: Spans) -> pa.Array:
    return pc.utf8_trim_whitespace(spans.text())
