"""Lines behind arrangements: what a contract's lines are expected to be allowed, and those capitated repriced."""

from __future__ import annotations

from calendar import monthrange
from typing import TYPE_CHECKING

import attrs
import ibis

from counteroffer.contracts.capitated import CAPITATED, reached
from counteroffer.contracts.ratebook import compile_contract
from counteroffer.contracts.terms import RateTerm, When
from counteroffer.price.run import price_lines
from counteroffer.workspace.agreed import given
from counteroffer.workspace.on_spark import tolerances

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from counteroffer.contracts.arranged import Capitation
    from counteroffer.contracts.terms import Contract
    from counteroffer.measure.arranged import Year
    from counteroffer.store.engine import Engine
    from counteroffer.workspace.desk import Workspace


@attrs.frozen
class Repriced:
    """Capitated lines by what they would have paid otherwise.

    Attributes:
        by_month: month -> cents.
        lines: month -> lines, with or without a price.
        by_patient: pseudonym -> cents; lines without a patient are in no one's.
        unpriced: lines without a price.
    """

    by_month: dict[str, int] = attrs.field(factory=dict)
    lines: dict[str, int] = attrs.field(factory=dict)
    by_patient: dict[str, int] = attrs.field(factory=dict)
    unpriced: int = 0


def last_day(engine: Engine, contracts: Sequence[str]) -> date | None:
    """Give the last day of the latest month in which some contracts have lines; None if they have none."""
    lines = _lines(engine)
    own = lines.filter(lines.contract.isin([*contracts, ""]), lines.contract != "")
    day: date | None = engine.arrow(own.aggregate(day=own.service_date.max()))["day"][0].as_py()
    return None if day is None else day.replace(day=monthrange(day.year, day.month)[1])


def expected_by_year(engine: Engine, contract: str, year: Year) -> tuple[dict[int, int], int]:
    """Give cents expected of a contract's lines (all its versions) by calendar year of service, and the lines' number.

    Lines finally denied are left out: nothing is kept of what is not paid.
    """
    lines = _in_year(_lines(engine), contract, year)
    lines = lines.filter(lines.outcome != "denied", lines.expected.notnull())
    sums = lines.group_by(service=lines.service_date.year()).agg(cents=lines.expected.sum(), n=lines.count())
    rows = engine.arrow(sums).to_pylist()
    return {int(row["service"]): int(row["cents"]) for row in rows}, sum(int(row["n"]) for row in rows)


def capitated_lines(engine: Engine, contract: str, form: Capitation, year: Year) -> ibis.Table | None:
    """Give the lines of a year that a capitation pays, whatever became of them; None if there are none."""
    lines = _in_year(_lines(engine), contract, year)
    lines = lines.filter(lines.basis == CAPITATED)
    codes = engine.arrow(lines.select("billed_code").distinct())["billed_code"].to_pylist()
    own = [code for code in codes if reached(form, code)]
    if not own:
        return None
    ids = lines.filter(lines.billed_code.isin(own)).select("line_id")
    return engine.keep(engine.table("lines").semi_join(ids, "line_id"))


def repriced(desk: Workspace, engine: Engine, contract: Contract, form: Capitation, lines: ibis.Table) -> Repriced:
    """Price capitated lines by the stated rate book: the contract's terms, or one way to pay for all codes.

    The book of the version in force holds for all of the lines, and its adjustments too.
    """
    codes = engine.arrow(lines.select("billed_code").distinct())["billed_code"].to_pylist()
    first = engine.arrow(lines.aggregate(day=lines.service_date.min()))["day"][0].as_py()
    terms = contract.terms
    if form.equivalent is not None:
        terms = (RateTerm("What the services would pay otherwise", When(), form.equivalent, lesser_of=False),)
    since = min(contract.since, first)
    book = compile_contract(
        attrs.evolve(contract, terms=terms, arrangements=(), since=since), desk.medicare, desk.practice, codes
    )
    sources = given(desk, book.rates, book.rules, book.terms)
    priced = engine.keep(price_lines(lines, sources, *tolerances(desk.practice), engine.keep))
    amounts = priced.select("line_id", "expected")
    both = engine.keep(lines.select("line_id", "patient_key", "month").join(amounts, "line_id"))
    months = both.group_by("month").agg(cents=both.expected.sum().fill_null(0), n=both.count())
    known = both.filter(both.patient_key != "", both.expected.notnull())
    patients = known.group_by("patient_key").agg(cents=known.expected.sum())
    rows = engine.arrow(months).to_pylist()
    return Repriced(
        {row["month"]: int(row["cents"]) for row in rows},
        {row["month"]: int(row["n"]) for row in rows},
        {row["patient_key"]: int(row["cents"]) for row in engine.arrow(patients).to_pylist()},
        int(both.filter(both.expected.isnull()).count().execute()),
    )


def _lines(engine: Engine) -> ibis.Table:
    lines = engine.table("lines").select("line_id", "service_date", "sequence", "outcome", "billed_code")
    priced = engine.table("priced").select("line_id", "contract", "basis", "expected")
    return lines.filter(lines.sequence == "P").join(priced, "line_id")


def _in_year(lines: ibis.Table, contract: str, year: Year) -> ibis.Table:
    days = (lines.service_date >= ibis.literal(year.since)) & (lines.service_date <= ibis.literal(year.until))
    return lines.filter((lines.contract == contract) & days)
