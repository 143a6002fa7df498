"""What every reader gives: a piece of a file as rows of the core tables, with its findings and its counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    import pyarrow as pa

    from counteroffer.core.findings import Finding


@attrs.frozen
class Tally:
    """The counts of one chunk; the tallies of a file's chunks add up to the file's row in `files`.

    Attributes:
        interchanges: ISA segments.
        transactions: ST segments.
        segments: all segments.
        unknown_segments: segments whose id the transaction set does not have.
        claims: claims (CLP or CLM), the ones set aside included.
        claims_set_aside: claims set aside.
        lines: service lines (SVC or SV1).
        charge: sum of claim charges, cents, the ones set aside included.
        paid: sum of CLP04, cents, the ones set aside included.
    """

    interchanges: int = 0
    transactions: int = 0
    segments: int = 0
    unknown_segments: int = 0
    claims: int = 0
    claims_set_aside: int = 0
    lines: int = 0
    charge: int = 0
    paid: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(a + b for a, b in zip(attrs.astuple(self), attrs.astuple(other), strict=True)))


@attrs.frozen
class Chunk:
    """A piece of one file.

    Attributes:
        kind: `835` or `837P`; `837I`, `270` and the like for what is recognised but not read; `envelope` for an
            interchange with nothing in it; `unreadable` for what is not X12.
        tables: table name (`core.tables.OF_FILES`) -> rows, exactly that table's schema; those without rows are left
            out.
        findings: faults found in the piece.
        tally: counts of the piece.
        identities: who the patients of the piece are (`core.tables.IDENTITIES`), each once at most; they go into the
            vault and nowhere else. None when nobody asked for them or there are none.
    """

    kind: str
    tables: dict[str, pa.Table]
    findings: tuple[Finding, ...]
    tally: Tally
    identities: pa.Table | None = None
