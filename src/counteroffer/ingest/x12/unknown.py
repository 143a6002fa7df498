"""Segments that the guide of their transaction set does not have: kept by place and name, never by their text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from counteroffer.core import tables
from counteroffer.ingest.x12.arrays import of_each, texts
from counteroffer.ingest.x12.kinds import SEGMENTS, among
from counteroffer.ingest.x12.rows import rows

if TYPE_CHECKING:
    import pyarrow as pa

    from counteroffer.ingest.x12.arrays import Ints
    from counteroffer.ingest.x12.envelope import Sets

_KNOWN = frozenset(int(name) for names in SEGMENTS.values() for name in names)
_NAME = re.compile(r"[A-Z](?=[A-Z]*[0-9])[A-Z0-9]{1,2}\Z|Z[A-Z]{1,2}\Z")
"""An id with a digit, or one for private use (Z..); three letters alone might be somebody's name."""


def unknown_rows(sets: Sets, code: int, kind: str) -> Ints:
    """Give the rows of one kind whose id its guide does not have; none for a kind that is not read.

    Args:
        sets: the piece.
        code: which sets of it (`Sets.code`).
        kind: their kind.
    """
    if kind not in SEGMENTS:
        return np.zeros(0, dtype=np.int64)
    inside = np.flatnonzero(sets.code[sets.fresh :] == code) + sets.fresh
    known = among(sets.page.segments.ident[inside], SEGMENTS[kind])
    return inside[~known]


def read_unknown(sets: Sets, at: Ints, kind: str) -> pa.Table:
    """Make rows of `unknown_segments` of such rows."""
    names = texts(_name(number) for number in sets.page.segments.ident[at].tolist())
    return rows(tables.UNKNOWN_SEGMENTS, sets.page, at, {"kind": of_each(kind, len(at)), "name": names})


def _name(ident: int) -> str:
    name = ident.to_bytes(4, "little").rstrip(b"\0").decode("latin-1")
    return name if ident in _KNOWN or _NAME.match(name) else ""
