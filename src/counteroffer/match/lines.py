"""Final lines: one row for each service line of a claim at a payer sequence, as finally adjudicated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counteroffer.match.matching import Matching

if TYPE_CHECKING:
    import ibis

    from counteroffer.core.findings import Finding
    from counteroffer.match.payers import PayerNames
    from counteroffer.store.engine import Engine


def final_lines(engine: Engine, payers: PayerNames | None = None) -> ibis.Table:
    """Match claims and remittances of the lake into the final lines.

    Args:
        engine: the tables; steps are kept in it while it is open.
        payers: the practice's roll-up of payer names.

    Returns:
        A table with exactly the columns of `core.tables.LINES`; the same whatever the order of the imports.
    """
    return Matching(engine, payers).lines()


def match_findings(engine: Engine, payers: PayerNames | None = None) -> list[Finding]:
    """Tell what is odd about the match: unmatched reversals, lines paid twice, remittances without claims.

    `Matching` gives both the lines and the findings for the work of one.
    """
    return Matching(engine, payers).findings()
