"""Facts made by hand: a line and its price in one dict, plain defaults for the rest."""

import datetime as dt

import ibis
import pyarrow as pa

from counteroffer.core import tables as core_tables
from counteroffer.core.practice import Practice
from counteroffer.core.tables import LINES, PRICED, VARIANCES
from counteroffer.measure.facts import facts
from counteroffer.measure.registry import find_view
from counteroffer.medicare.units import RELATIVE
from counteroffer.price.medicare import SCHEMA as AMOUNTS
from counteroffer.workspace.posted import POSTED
from counteroffer.workspace.viewing import NOTICES
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
SENT = dt.date(2025, 3, 10)
ANSWERED = dt.date(2025, 4, 1)


PAYMENTS = pa.schema([("payer", pa.string()), ("method", pa.string()), ("paid", pa.int64())])
FORMS = {
    "relative_values": RELATIVE,
    "medicare_amounts": AMOUNTS,
    "notices": NOTICES,
    "payments": PAYMENTS,
    "posted": POSTED,
}
"""What views need that is no table of the lake: name -> its columns."""


def needed(name, **rows):
    """What a view needs beside the facts: empty, but for the rows that are given."""
    return {need: _need(need, rows.get(need)) for need in find_view(name).needs}


def _need(need, rows):
    if need == "practice":
        return rows or Practice("Cedar & Oak")
    schema = FORMS.get(need) or pa.schema([f.with_nullable(True) for f in core_tables.table(need).schema])
    blanks = {
        pa.float64(): None,
        pa.timestamp("us", tz="UTC"): None,
        pa.string(): "",
        pa.int64(): None,
        pa.date32(): None,
        pa.bool_(): False,
    }
    filled = [{f.name: one.get(f.name, blanks[f.type]) for f in schema} for one in rows or ()]
    return ibis.memtable(pa.Table.from_pylist(filled, schema=schema))


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
    return facts(*tables, as_of=as_of, months=months)


def variances(*rows):
    """`core.tables.VARIANCES` of the same rows of `build`: those that say a cause."""
    blanks = {"how": "", "evidence": "", "others": "", "hypothesis": None}
    caused = [blanks | r | {"line_id": i} for i, r in enumerate(rows, 1) if r.get("cause")]
    return ibis.memtable(pa.Table.from_pylist(caused, schema=VARIANCES.schema))
