"""What other contract documents would change: the last 12 months priced by them, beside the prices in force."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.contracts.compiled import Compiled
from counteroffer.contracts.ratebook import compile_contract
from counteroffer.price.run import price_lines
from counteroffer.workspace.agreed import documents, given
from counteroffer.workspace.canaries import Sung, sing
from counteroffer.workspace.on_spark import by_payer, tolerances

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    import ibis

    from counteroffer.core.findings import Finding
    from counteroffer.workspace.desk import Workspace


@attrs.frozen
class Shift:
    """What would change for the lines of a term or a code: its name, lines, and cents expected before and after."""

    name: str
    lines: int
    before: int
    after: int


@attrs.frozen
class Trial:
    """What documents would change if they were adopted.

    Attributes:
        documents: path -> `new`, `changed` or `removed`.
        since: first day of service looked at; None without lines.
        until: last day.
        lines: lines priced again.
        changed: lines whose expected amount would be another.
        cents: by how much the expected amounts would change together.
        newly_priced: lines that would get a price.
        newly_unpriced: lines that would lose theirs.
        appearing: underpaid lines and cents that would appear.
        vanishing: underpaid lines and cents that would vanish.
        terms: what would change by term (of the new documents; of the old one where there is none).
        codes: what would change by code.
        canaries: the examples worked by hand, priced by the new documents.
        findings: what was found in the new documents.
    """

    documents: dict[str, str]
    since: date | None
    until: date | None
    lines: int
    changed: int
    cents: int
    newly_priced: int
    newly_unpriced: int
    appearing: tuple[int, int]
    vanishing: tuple[int, int]
    terms: tuple[Shift, ...]
    codes: tuple[Shift, ...]
    canaries: tuple[Sung, ...]
    findings: tuple[Finding, ...]


def try_out(desk: Workspace, folder: Path, changed: dict[str, str]) -> Trial:
    """Price the last 12 months of service by the documents of a folder.

    Args:
        desk: the workspace.
        folder: the documents as they would be in force.
        changed: what of them is new, changed or removed.
    """
    contracts, _, faults = documents(desk, folder)
    with desk.engine() as engine:
        lines = engine.table("lines")
        until = engine.arrow(lines.aggregate(day=lines.service_date.max()))["day"][0].as_py()
        since = until - timedelta(364) if until else None
        recent = engine.keep(lines.filter(lines.service_date >= since) if since else lines)
        billed = engine.arrow(lines.select("billed_code").distinct())["billed_code"].to_pylist()
        books = [compile_contract(contract, desk.medicare, desk.practice, billed) for contract in contracts]
        practice = desk.practice
        known = given(desk, Compiled.of(books))
        new = price_lines(recent, known, *tolerances(practice), engine.keep, payers=by_payer(practice))
        both = engine.keep(_beside(recent, engine.table("priced"), engine.keep(new)))
        rows = engine.arrow(both.filter(both.moved | both.appears | both.vanishes)).to_pylist()
        count = int(both.count().execute())
    return Trial(
        changed, since, until, count,
        canaries=tuple(sing(desk, contracts)[0]),
        findings=(*faults, *(finding for book in books for finding in book.findings)),
        **_summed(rows),
    )  # fmt: skip


def _beside(lines: ibis.Table, old: ibis.Table, new: ibis.Table) -> ibis.Table:
    names = ("term_id", "expected", "variance", "underpaid")
    before = old.select("line_id", **{f"old_{name}": old[name] for name in names})
    after = new.select("line_id", **{f"new_{name}": new[name] for name in names})
    met = lines.select("line_id", "billed_code").join(before, "line_id").join(after, "line_id")
    same = (met.old_expected == met.new_expected) | (met.old_expected.isnull() & met.new_expected.isnull())
    return met.mutate(
        moved=~same.fill_null(False),
        appears=met.new_underpaid & ~met.old_underpaid,
        vanishes=met.old_underpaid & ~met.new_underpaid,
    )


def _summed(rows: list[dict[str, Any]]) -> dict[str, Any]:
    moved = [row for row in rows if row["moved"]]
    return {
        "changed": len(moved),
        "cents": sum((row["new_expected"] or 0) - (row["old_expected"] or 0) for row in moved),
        "newly_priced": sum(row["old_expected"] is None for row in moved),
        "newly_unpriced": sum(row["new_expected"] is None for row in moved),
        "appearing": _owed([row for row in rows if row["appears"]], "new_variance"),
        "vanishing": _owed([row for row in rows if row["vanishes"]], "old_variance"),
        "terms": _by(moved, lambda row: row["new_term_id"] or row["old_term_id"] or "no term"),
        "codes": _by(moved, lambda row: row["billed_code"]),
    }


def _owed(rows: list[dict[str, Any]], name: str) -> tuple[int, int]:
    return len(rows), sum(-row[name] for row in rows)


def _by(rows: list[dict[str, Any]], name: Any) -> tuple[Shift, ...]:
    made: dict[str, Shift] = {}
    for row in rows:
        one = made.get(name(row), Shift(name(row), 0, 0, 0))
        before, after = one.before + (row["old_expected"] or 0), one.after + (row["new_expected"] or 0)
        made[one.name] = Shift(one.name, one.lines + 1, before, after)
    return tuple(sorted(made.values(), key=lambda shift: (-abs(shift.after - shift.before), shift.name)))
