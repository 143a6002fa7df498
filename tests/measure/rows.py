"""Facts made by hand: a line and its price in one dict, plain defaults for the rest."""

import datetime as dt

import ibis
import pyarrow as pa

from counteroffer.core.tables import LINES, PRICED
from counteroffer.measure.facts import facts
from tests.price.rows import blank, line

_PRICE = blank(PRICED) | {
    "contract": "acme",
    "version": "1",
    "term_id": "acme/1#1",
    "basis": "fee_schedule",
    "rate": 10000,
    "contracted": 10000,
    "expected": 10000,
    "confidence": "exact",
    "why_not": "",
    "variance": 0,
    "underpaid": False,
    "medicare": 8000,
    "medicare_year": 2025,
}
UNPRICED = {
    "contract": "",
    "version": "",
    "term_id": "",
    "basis": "",
    "rate": None,
    "contracted": None,
    "expected": None,
    "confidence": "cannot_price",
    "why_not": "no_contract",
    "variance": None,
    "medicare": None,
    "medicare_year": None,
}
CAUSED = {"cause": "", "direction": "", "how": "", "evidence": "", "others": "", "dollars": 0}
"""What `Workspace.facts(engine, causes=True)` puts beside facts."""

SENT = dt.date(2025, 3, 10)
ANSWERED = dt.date(2025, 4, 1)


def row(**said):
    """One line with its price; `said` overrides columns of either table."""
    base = line(
        1, patient_key="p1", rendering_npi="n1", submitted_date=SENT, first_paid_date=ANSWERED, paid_date=ANSWERED
    )
    return base | _PRICE | said


def denied(**said):
    return row(allowed=0, outcome="denied", outcome_first="denied", variance=None, **said)


def build(*rows, as_of=None, months=None):
    """Facts over rows; line ids count from 1."""
    con = ibis.duckdb.connect()
    numbered = [r | {"line_id": i} for i, r in enumerate(rows, 1)]
    tables = []
    for table in (LINES, PRICED):
        schema = pa.schema([field.with_nullable(True) for field in table.schema])
        content = pa.Table.from_pylist([{n: r[n] for n in table.names} for r in numbered], schema=schema)
        tables.append(con.create_table(table.name, content))
    if months is not None:
        months = con.create_table("completeness", months)
    made = facts(*tables, as_of=as_of, months=months)
    caused = [{"line_id": r["line_id"]} | {n: r.get(n, nothing) for n, nothing in CAUSED.items()} for r in numbered]
    return made.join(con.create_table("caused", pa.Table.from_pylist(caused)), "line_id")
