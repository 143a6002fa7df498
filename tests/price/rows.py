"""Small rows of lines and rates for the pricing tests: everything has a plain default."""

import datetime as dt

import ibis
import pyarrow as pa

from counteroffer.core.tables import LINES, RATES, RULES, TERMS
from counteroffer.price.adjust import Given
from counteroffer.price.medicare import INDICATORS, SCHEMA
from counteroffer.price.run import price_lines

DAY = dt.date(2025, 3, 4)
_BLANK = {pa.string(): "", pa.int64(): 0, pa.date32(): None, pa.bool_(): False}


def line(line_id=1, **said):
    row = {field.name: _BLANK[field.type] for field in LINES.schema}
    row |= {
        "line_id": line_id,
        "claim": f"C{line_id}",
        "line": 1,
        "sequence": "P",
        "payer": "Acme",
        "setting": "nonfacility",
        "service_date": DAY,
        "month": "2025-03",
        "billed_code": "99213",
        "code": "99213",
        "milliunits": 1000,
        "charge": 20000,
        "allowed": 10000,
        "allowed_source": "reported",
        "outcome_first": "paid",
        "outcome": "paid",
    }
    return row | said


def rate(**said):
    row = {
        "contract": "acme",
        "version": "1",
        "payer": "Acme",
        "since": dt.date(2025, 1, 1),
        "until": dt.date(9999, 12, 31),
        "code": "99213",
        "modifier": "",
        "setting": "nonfacility",
        "term_id": "acme/1#1",
        "basis": "fee_schedule",
        "rate": 10000,
        "micro": None,
        "percent": None,
        "medicare_rate": None,
        "medicare_year": None,
        "medicare_quarter": None,
        "medicare_locality": "",
        "factor": None,
        "relative": None,
        "unescalated": None,
        "escalator": "",
        "confidence": "exact",
        "lesser_of": False,
    }
    return row | said


def rest(percent=40_000, **said):
    return rate(
        code="*",
        modifier="*",
        setting="*",
        basis="percent_of_charges",
        rate=None,
        percent=percent,
        confidence="default",
        term_id="acme/1#9",
        **said,
    )


def terms_of(rates):
    """The versions that some rates are of, each with the days from its first rate's to its last rate's."""
    made = {}
    for row in rates:
        known = made.setdefault((row["payer"], row["contract"], row["version"]), row)
        since, until = min(known["since"], row["since"]), max(known["until"], row["until"])
        made[row["payer"], row["contract"], row["version"]] = row | {"since": since, "until": until}
    return [{name: row.get(name, "") for name in TERMS.names} | {"place": 1} for row in made.values()]


def rule(modifier, percent, **said):
    head = {"contract": "acme", "version": "1", "rule_id": "acme/1!1", "rank": 0, "indicators": ""}
    return head | {"modifier": modifier, "percent": percent} | said


def ranks(*percents, **said):
    head = {"indicators": "2", "rule_id": "acme/1!2"} | said
    return [rule("multiple", percent, rank=i, **head) for i, percent in enumerate(percents, 1)]


def price(lines, rates, medicare=(), tolerance=100, percent=1, *, terms=None, rules=(), indicators=()):
    con = ibis.duckdb.connect()
    tables = [
        con.create_table(name, pa.Table.from_pylist(list(rows), schema=schema))
        for name, rows, schema in (
            ("lines", lines, _nullable(LINES.schema)),
            ("rates", rates, RATES.schema),
            ("medicare", medicare, SCHEMA),
            ("terms", terms_of(rates) if terms is None else terms, TERMS.schema),
            ("rules", rules, RULES.schema),
            ("indicators", [{"code": code, "indicator": said} for code, said in dict(indicators).items()], INDICATORS),
        )
    ]
    lines_, rates_, medicare_, versions, *given = tables
    priced = price_lines(lines_, rates_, Given(*given), medicare_, tolerance, percent, terms=versions)
    priced = priced.order_by("line_id").to_pyarrow()
    con.disconnect()
    return priced.to_pylist()


def _nullable(schema):
    return pa.schema([field.with_nullable(True) for field in schema])
