"""What is odd about matched claims and remittances, as findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

from counteroffer.core.findings import NOTE, WARNING, Finding
from counteroffer.core.money import show

if TYPE_CHECKING:
    from counteroffer.match.adjudications import Netted
    from counteroffer.store.engine import Engine

_LINE = ["claim", "sequence", "slot", "spare", "copy"]


def all_findings(engine: Engine, netted: Netted, answers: ibis.Table, sent: ibis.Table) -> list[Finding]:
    """Reversals of nothing known, lines paid twice, and (one note for each payer) remittances without claims."""
    return [
        *_unmatched(engine, netted.unmatched),
        *_paid_twice(engine, answers),
        *_unclaimed(engine, netted.kept, sent),
    ]


def _unmatched(engine: Engine, reversals: ibis.Table) -> list[Finding]:
    return [
        Finding(
            "match.reversal_unmatched",
            WARNING,
            f"{row['payer']} takes back {show(-row['paid'])} of claim {row['claim']}, "
            "but no remittance here paid that amount.",
            "Import the remittance that first paid the claim. Until then this reversal is in no total.",
            claim=row["claim"],
            cents=abs(row["paid"]),
            **_place(row),
        )
        for row in _rows(engine, reversals)
    ]


def _paid_twice(engine: Engine, answers: ibis.Table) -> list[Finding]:
    paid = answers.filter(~answers.reversed, answers.paid > 0)
    of_line = ibis.window(group_by=[paid[k] for k in _LINE])
    paid = paid.mutate(times=paid.paid.count().over(of_line), total=paid.paid.sum().over(of_line))
    twice = paid.filter(paid.times > 1, paid.final_rank == 0).mutate(more=lambda t: t.total - t.paid)
    return [
        Finding(
            "match.paid_twice",
            WARNING,
            f"{row['payer']} paid {row['code'] or 'claim ' + row['claim']} of claim {row['claim']} "
            f"{row['times']} times and took none of it back; only the last {show(row['paid'])} is counted.",
            "Check whether the others are additional payments, or an overpayment that the payer will ask back.",
            claim=row["claim"],
            cents=int(row["more"]),
            **_place(row),
        )
        for row in _rows(engine, twice)
    ]


def _unclaimed(engine: Engine, kept: ibis.Table, sent: ibis.Table) -> list[Finding]:
    lone = kept.anti_join(sent, ["claim"])
    counted = lone.group_by("payer").agg(n=lone.claim.nunique(), paid=lone.paid.sum()).order_by("payer")
    return [
        Finding(
            "match.claim_not_imported",
            NOTE,
            f"{row['n']:,} claims that {row['payer']} answered were not among the imported claim files.",
            "Import the claim files (837) of that time to know when they were sent and what was billed.",
            cents=int(row["paid"]),
        )
        for row in engine.arrow(counted).to_pylist()
    ]


def _rows(engine: Engine, table: ibis.Table) -> list[dict[str, Any]]:
    files = engine.table("files").select("file_id", file="name")
    named = table.left_join(files, "file_id").drop("file_id_right")
    rows: list[dict[str, Any]] = engine.arrow(named.order_by(["file_id", "segment"])).to_pylist()
    return rows


def _place(row: dict[str, Any]) -> dict[str, Any]:
    return {"file": row["file"] or "", "file_id": row["file_id"], "segment": row["segment"]}
