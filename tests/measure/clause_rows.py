"""Clauses and movements made by hand, as the tables that views ask beside the facts."""

import datetime as dt

import ibis
import pyarrow as pa

from counteroffer.core.tables import CLAUSES, MOVEMENTS

OPEN = dt.date(9999, 12, 31)


def clause(kind, payer="Acme", since=dt.date(2020, 1, 1), until=OPEN, says="s", **values):
    """Rows of one clause; a number is a number, a word a word."""
    head = {"contract": payer, "version": str(since), "payer": payer, "since": since, "until": until, "clause": kind}
    blank = {"unit": "", "says": says, "silent": False, "page": "", "section": ""}
    return [
        head | blank | {"field": f, "value": str(v), "number": v if isinstance(v, int) else None}
        for f, v in values.items()
    ]


def movement(**said):
    base = {
        "payer": "Acme", "kind": "reversal", "reason": "22", "claim": "C", "sequence": "P", "reference": "",
        "paid_date": dt.date(2024, 1, 15), "moved_date": dt.date(2024, 3, 1), "cents": 1000, "replaced": 0,
        "file_id": 1, "segment": 1, "position": 0,
    }  # fmt: skip
    return base | said


def given(movements=(), clauses=()):
    """The tables by name, as the lake has them."""
    rows = [dict(m, segment=i) for i, m in enumerate(movements, 1)]
    return {
        "movements": ibis.memtable(pa.Table.from_pylist(rows, schema=MOVEMENTS.schema)),
        "clauses": ibis.memtable(pa.Table.from_pylist([r for c in clauses for r in c], schema=CLAUSES.schema)),
    }
