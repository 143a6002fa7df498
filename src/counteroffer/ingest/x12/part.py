"""What the claims of one piece give, whichever format they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

    from counteroffer.core.findings import Finding
    from counteroffer.ingest.x12.arrays import Bools, Ints


@attrs.frozen(eq=False)
class Part:
    """What the claims of one piece give.

    Attributes:
        tables: rows by table name.
        findings: faults of the claims.
        sets: number of the transaction set of each claim (`Sets.starts`).
        charge: claim charges, cents.
        paid: claim payments, cents; zeros for submitted claims.
        set_aside: which claims are set aside.
        lines: how many lines there are.
    """

    tables: dict[str, pa.Table]
    findings: list[Finding]
    sets: Ints
    charge: Ints
    paid: Ints
    set_aside: Bools
    lines: int

    @classmethod
    def of(cls, made: dict[str, pa.Table], findings: list[Finding]) -> Part:
        """Give what a kind without claims of its own gives: tables and findings only."""
        none = np.zeros(0, dtype=np.int64)
        return cls(made, findings, none, none, none, np.zeros(0, dtype=np.bool_), 0)
