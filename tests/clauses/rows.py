"""What is seen of a payer, made by hand: the facts of `tests.measure.rows`, and what clauses need beside them."""

import datetime as dt

import ibis
import pyarrow as pa

from counteroffer.clauses.registry import value
from counteroffer.clauses.seen import Seen, Sources
from counteroffer.clauses.terms import Terms, typed
from counteroffer.contracts.arranged import Range
from counteroffer.core.practice import Practice
from counteroffer.core.tables import AUTHORIZATIONS, MOVEMENTS, VARIANCES
from counteroffer.store.engine import steps_apart
from tests.measure.clause_rows import movement
from tests.measure.rows import build

PAYMENTS = pa.schema(
    [("payer", pa.string()), ("method", pa.string()), ("paid", pa.int64()), ("payment_date", pa.date32())]
)
D = dt.date


def _table(rows, schema):
    nullable = pa.schema([field.with_nullable(True) for field in schema])
    return ibis.memtable(pa.Table.from_pylist(list(rows), schema=nullable))


def over(facts, payer="Acme", practice=None, inputs=None, **tables):
    """See a payer over facts that are there."""
    made = {
        "movements": _table([movement(**row) for row in tables.get("movements", ())], MOVEMENTS.schema),
        "authorizations": _table(tables.get("authorizations", ()), AUTHORIZATIONS.schema),
        "payments": _table(tables.get("payments", ()), PAYMENTS),
        "variances": _table(tables.get("variances", ()), VARIANCES.schema),
    }
    kept = ibis.memtable(facts.to_pyarrow())  # computed once, as the desk does
    given = {name: Range(*(said if isinstance(said, tuple) else (said,) * 3)) for name, said in (inputs or {}).items()}
    return Seen(payer, Sources(kept, practice or Practice("Cedar & Oak"), made.__getitem__), given)


def see(*rows, as_of=None, **said):
    """See a payer over rows by hand; all of one month, so that a year is twelve times it."""
    return over(build(*rows, as_of=as_of), **said)


def change(seen, kind, now, to):
    """Value a change; values are as a person gives them, `now` None is not written down."""
    held = Terms(kind, typed(kind, now)) if now is not None else Terms(kind, known=False)
    with steps_apart():
        return value(seen, held, held.changed(typed(kind, to)))


def worth(seen, kind, now, to):
    """Give low, likely and high of a change."""
    found = change(seen, kind, now, to)
    return found.low, found.likely, found.high
