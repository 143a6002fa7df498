"""Why a line was priced as it was: the line worked anew with all that was priced together with it."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow.compute as pc

from counteroffer.contracts.compiled import NAMES, Compiled
from counteroffer.core.errors import UnknownNameError
from counteroffer.price.base import ANY
from counteroffer.price.base_sentence import parts_of
from counteroffer.price.explain import Beside, Explanation, explain
from counteroffer.price.rounding import FULL
from counteroffer.price.run import told
from counteroffer.workspace.agreed import given
from counteroffer.workspace.on_spark import by_payer, tolerances

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from counteroffer.price.given import Given
    from counteroffer.store.engine import Engine
    from counteroffer.workspace.desk import Workspace

Row = dict[str, Any]


def explain_line(desk: Workspace, claim: str, line: int) -> Explanation:
    """Explain a claim's line at its primary payer.

    Raises:
        UnknownNameError: if there is no such line.
    """
    with desk.engine() as engine:
        lines = engine.table("lines")
        asked = engine.arrow(lines.filter(lines.claim == claim, lines.line == line, lines.sequence == "P")).to_pylist()
        if not asked:
            raise UnknownNameError(f"There is no line {line} of a claim {claim}.", "Look it up in rows/lines.csv.")
        found = explanations(desk, engine, together(engine, asked[0]))
        return next(made for row, made in found if row["line_id"] == asked[0]["line_id"])


def together(engine: Engine, asked: Row) -> ibis.Table:
    """Give the lines that may bear on a line's price: its claim's, and all of its patient on the days of the claim."""
    lines = engine.table("lines")
    claim = lines.filter(lines.claim == asked["claim"])
    if asked["patient_key"] and engine.table("cases").limit(1).count().execute():  # a case reaches over many days
        return lines.filter((lines.claim == asked["claim"]) | (lines.patient_key == asked["patient_key"]))
    days = engine.arrow(claim.select("service_date").distinct())["service_date"].drop_null().to_pylist()
    same = lines.claim == asked["claim"]
    if asked["patient_key"] and days:
        same |= (lines.patient_key == asked["patient_key"]) & lines.service_date.isin(days)
    return lines.filter(same)


def explanations(desk: Workspace, engine: Engine, lines: ibis.Table) -> Iterator[tuple[Row, Explanation]]:
    """Explain lines of the lake; all that is priced together has to be among them.

    Returns:
        Each line (`lines` beside `worked` and `priced`), and its explanation.
    """
    compiled = Compiled(**{name: engine.arrow(engine.table(name)) for name in NAMES})
    kept = engine.keep(lines)
    priced = engine.arrow(engine.table("priced").semi_join(kept, "line_id"))
    return explained(desk, compiled, engine.arrow(kept), priced)


def explained(
    desk: Workspace, compiled: Compiled, lines: pa.Table, priced: pa.Table | None = None
) -> Iterator[tuple[Row, Explanation]]:
    """Explain lines by some compiled contracts.

    Args:
        desk: the workspace.
        compiled: the contracts.
        lines: rows of `lines`.
        priced: their rows of `priced`; None: they are priced here.
    """
    known = given(desk, compiled)
    made, stored = worked_out(desk, known, lines)
    if priced is not None:
        stored = {row["line_id"]: row for row in priced.to_pylist()}
    book = _Book(desk, compiled, known)
    for row in lines.to_pylist():
        whole = row | made[row["line_id"]] | stored[row["line_id"]]
        yield whole, book.explain(whole)


def worked_out(desk: Workspace, known: Given, lines: pa.Table) -> tuple[dict[int, Row], dict[int, Row]]:
    """Price a few lines and keep all that their prices are made of.

    Returns:
        By `line_id` the rows of `price.run.worked`, and those of `core.tables.PRICED`.
    """
    con, practice, numbers = ibis.duckdb.connect(), desk.practice, count(1)
    asked = con.create_table("asked", lines)

    def keep(table: ibis.Table) -> ibis.Table:
        return con.create_table(f"kept_{next(numbers)}", table, temp=True)

    work, price = told(asked, known, tolerances(practice), keep, by_payer(practice))
    made, stored = ({row["line_id"]: row for row in con.to_pyarrow(table).to_pylist()} for table in (work, price))
    return made, stored


class _Book:
    """Looks up what stands beside a line."""

    def __init__(self, desk: Workspace, compiled: Compiled, known: Given) -> None:
        self._desk = desk
        self._rates = compiled.rates
        self._rules = compiled.rules.to_pylist()
        self._terms = {term["term_id"]: term for term in compiled.terms.to_pylist()}
        self._versions = compiled.versions.to_pylist()
        self._says = {name: term["says"] for name, term in self._terms.items()}
        procedures = ibis.duckdb.connect().to_pyarrow(known.procedures.select("code", "multiple"))
        self._multiple = dict(zip(*(procedures[name].to_pylist() for name in ("code", "multiple")), strict=True))
        self._parts: dict[tuple[Any, ...], Any] = {}

    def explain(self, row: Row) -> Explanation:
        rate = self._rate(row)
        version = (row["contract"], row["version"])
        rules = [rule for rule in self._rules if (rule["contract"], rule["version"]) == version]
        rules = [rule for rule in rules if rule["exhibit"] == self._exhibit(row)]
        rules.sort(key=lambda rule: rule["key"] == ANY)
        clinician = ""
        if row["percent_practitioner"] != FULL:
            classes = self._desk.practice.clinicians
            clinician = classes.get(row["rendering_npi"] or row["billing_npi"], "").upper()
        multiple = self._multiple.get(row["billed_code"], "")
        return explain(
            row,
            rate,
            self._terms.get(row["term_id"]),
            Beside(rules, self._says, clinician, multiple, self._made_of(rate)),
        )

    def _exhibit(self, row: Row) -> str:
        """Give the exhibit of a line: of its version's, the one that names its product, else its funding."""
        own = {
            (one["product"], one["funding"]): one["exhibit"]
            for one in self._versions if (one["contract"], one["version"]) == (row["contract"], row["version"])
        }  # fmt: skip
        product, funding = row["product"], row["funding"]
        pairs = ((product, funding), (product, ""), ("", funding), ("", ""))
        return next((own[pair] for pair in pairs if pair in own), "")

    def _rate(self, row: Row) -> Row | None:
        day, rates = row["service_date"], self._rates
        if not row["term_id"] or day is None:
            return None
        setting = row["as_setting"] or row["setting"]
        own = pc.and_(pc.equal(rates["term_id"], row["term_id"]), _is(rates["code"], row["billed_code"]))
        live = [rate for rate in rates.filter(own).to_pylist() if rate["since"] <= day <= rate["until"]]
        live = [rate for rate in live if rate["site"] in ("", row.get("site", ""))]
        live.sort(key=lambda rate: str(rate["site"]))  # a site's own row stands before the one for all others
        by_key = {(rate["code"], rate["modifier"], rate["setting"]): rate for rate in live}
        return by_key.get((row["billed_code"], row["component"], setting)) or by_key.get(("*", "*", "*"))

    def _made_of(self, rate: Row | None) -> Any:
        if rate is None:
            return None
        key = tuple(rate[name] for name in ("term_id", "code", "modifier", "setting", "since"))
        if key not in self._parts:
            self._parts[key] = parts_of(self._desk.medicare, rate)
        return self._parts[key]


def _is(codes: pa.ChunkedArray, code: str) -> pa.ChunkedArray:
    return pc.or_(pc.equal(codes, code), pc.equal(codes, ANY))
