"""Final lines: one row for each service line of a claim at a payer sequence, as finally adjudicated."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

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
    return _matching(engine, payers).lines()


def payer_movements(engine: Engine, payers: PayerNames | None = None) -> ibis.Table:
    """Tell what payers moved beside the final lines: reversals and provider-level entries.

    Returns:
        A table with exactly the columns of `core.tables.MOVEMENTS`.
    """
    return _matching(engine, payers).movements()


def match_findings(engine: Engine, payers: PayerNames | None = None) -> list[Finding]:
    """Tell what is odd about the match: unmatched reversals, lines paid twice, remittances without claims."""
    return _matching(engine, payers).findings()


def _matching(engine: Engine, payers: PayerNames | None) -> Matching:
    """Lines and findings of one engine and one roll-up come from the same steps, computed once."""
    known, made = engine.memo.get("matching", (None, None))
    if made is None or known != payers:
        made = Matching(engine, payers)
        engine.memo["matching"] = (payers, made)
    return cast("Matching", made)
