"""Small rows of lines and rates for the pricing tests: everything has a plain default."""

import datetime as dt
from typing import ClassVar

import ibis
import pyarrow as pa

from counteroffer.core.tables import CASES, LINES, PRICED, RATES, RULES, VERSIONS
from counteroffer.price.clinicians import CLINICIANS
from counteroffer.price.given import Given
from counteroffer.price.medicare import PROCEDURES, SCHEMA
from counteroffer.price.run import price_lines
from counteroffer.price.sites import SITES
from tests.price.scenarios import keep

DAY = dt.date(2025, 3, 4)


def _nullable(schema):
    return pa.schema([field.with_nullable(True) for field in schema])


SCHEMAS = {
    "lines": _nullable(LINES.schema),
    "rates": RATES.schema,
    "rules": RULES.schema,
    "versions": VERSIONS.schema,
    "cases": CASES.schema,
    "procedures": PROCEDURES,
    "clinicians": CLINICIANS,
    "medicare": SCHEMA,
    "sites": SITES,
}
_BLANK = {pa.string(): "", pa.int64(): 0, pa.date32(): None, pa.bool_(): False}


def blank(table):
    """A row of a table that says nothing: a column that is added to it needs no change in the tests."""
    return {field.name: _BLANK[field.type] for field in table.schema}


def line(line_id=1, **said):
    row = blank(LINES) | {
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
        "unit_basis": "UN",
        "charge": 20000,
        "allowed": 10000,
        "allowed_source": "reported",
        "outcome_first": "paid",
        "outcome": "paid",
    }
    return row | said


def rate(**said):
    row = {field.name: None if field.nullable else _BLANK[field.type] for field in RATES.schema} | {
        "contract": "acme",
        "version": "1",
        "exhibit": "",
        "payer": "Acme",
        "since": dt.date(2025, 1, 1),
        "until": dt.date(9999, 12, 31),
        "code": "99213",
        "setting": "nonfacility",
        "term_id": "acme/1#1",
        "basis": "fee_schedule",
        "rate": 10000,
        "confidence": "exact",
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


_OF_TERMS = ("contract", "version", "payer", "since", "until")
_BLANK_VERSION = {"exhibit": "", "product": "", "funding": "", "closeness": 0}


def terms_of(rates):
    """The versions that some rates are of, each with the days from its first rate's to its last rate's."""
    made = {}
    for row in rates:
        known = made.setdefault((row["payer"], row["contract"], row["version"]), row)
        since, until = min(known["since"], row["since"]), max(known["until"], row["until"])
        made[row["payer"], row["contract"], row["version"]] = row | {"since": since, "until": until}
    return [_BLANK_VERSION | {name: row[name] for name in _OF_TERMS} for row in made.values()]


def versions_of(terms):
    """The versions that some terms are of, for all lines where nothing else is said."""
    seen = {tuple((_BLANK_VERSION | row)[name] for name in VERSIONS.names) for row in terms}
    return [dict(zip(VERSIONS.names, row, strict=True)) for row in sorted(seen)]


def rule(key, percent, **said):
    head = {
        "contract": "acme",
        "version": "1",
        "exhibit": "",
        "rule_id": "acme/1!1",
        "kind": "modifier",
        "rank": 0,
        "most": None,
    }
    rest = {"shares": False, "indicators": "", "otherwise": None, "setting": ""}
    return head | rest | {"key": key, "percent": percent} | said


def ranks(*percents, most=None, **said):
    head = {"kind": "multiple", "indicators": "2", "rule_id": "acme/1!2", "most": most} | said
    key = head.pop("key", "rate")
    return [rule(key, percent, rank=rank, **head) for rank, percent in enumerate(percents, 1)]


def procedure(code, multiple="0", **said):
    row = dict.fromkeys(PROCEDURES.names, "") | {"code": code, "multiple": multiple}
    numbers = ("before", "within", "after", "expense_facility", "expense_nonfacility")
    return row | dict.fromkeys(numbers, 0) | said


def case(code, before=0, after=0, **said):
    row = {"contract": "acme", "version": "1", "exhibit": "", "term_id": "acme/1#1", "code": code}
    return row | {"days_before": before, "days_after": after, "above": None, "percent": None} | said


def price(
    lines,
    rates,
    medicare=(),
    tolerance=100,
    percent=1,
    *,
    terms=None,
    rules=(),
    procedures=(),
    clinicians=(),
    cases=(),
    sites=None,
):
    """Price rows; `procedures`: rows of `procedure`, or code -> indicator; `terms`: versions; `sites`: NPI -> place."""
    if isinstance(procedures, dict):
        procedures = [procedure(code, multiple) for code, multiple in procedures.items()]
    people = [{"npi": npi, "clinician_class": name} for npi, name in dict(clinicians).items()]
    given = {
        "rates": (rates, RATES.schema),
        "rules": (rules, RULES.schema),
        "versions": (versions_of(terms_of(rates) if terms is None else terms), VERSIONS.schema),
        "cases": (cases, CASES.schema),
        "procedures": (procedures, PROCEDURES),
        "clinicians": (people, CLINICIANS),
        "medicare": (medicare, SCHEMA),
        "sites": ([{"npi": npi, "site": site} for npi, site in (sites or {}).items()], SITES),
    }
    given = {"lines": (lines, _nullable(LINES.schema))} | given
    priced = _Desk.of(tolerance, percent, by_site=sites is not None).price(given)
    keep(given, tolerance, percent, priced)
    return priced


class _Desk:
    """One expression, built and compiled once: tests differ in their rows only."""

    _made: ClassVar[dict[tuple[object, ...], "_Desk"]] = {}

    def __init__(self, tolerance, percent, *, by_site):
        self.con = ibis.duckdb.connect()
        made = {name: self.con.create_table(name, schema.empty_table()) for name, schema in SCHEMAS.items()}
        self.steps = []
        if not by_site:  # as where no contract pays by the site
            made["sites"] = None
        priced = price_lines(made.pop("lines"), Given(**made), tolerance, percent, self.keep)
        self.sql = self.con.compile(priced.order_by("line_id"))

    def keep(self, table):
        """A table that is used several times: made once of nothing, and filled for each scenario."""
        name = f"kept_{len(self.steps)}"
        self.steps.append((name, self.con.compile(table)))
        return self.con.create_table(name, schema=table.schema(), temp=True)

    @classmethod
    def of(cls, tolerance, percent, *, by_site):
        if (tolerance, percent, by_site) not in cls._made:
            cls._made[tolerance, percent, by_site] = cls(tolerance, percent, by_site=by_site)
        return cls._made[tolerance, percent, by_site]

    def price(self, given):
        for name, (rows, schema) in given.items():
            self.con.con.execute(f"DELETE FROM {name}")
            self.con.con.register("rows", pa.Table.from_pylist(list(rows), schema=schema))
            self.con.con.execute(f"INSERT INTO {name} BY NAME SELECT * FROM rows")
        for name, sql in self.steps:
            self.con.con.execute(f"DELETE FROM {name}")
            self.con.con.execute(f"INSERT INTO {name} {sql}")
        return self.con.con.execute(self.sql).to_arrow_table().cast(PRICED.schema).to_pylist()
