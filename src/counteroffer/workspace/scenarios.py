"""Scenarios as tables for exports, and what values their clauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from counteroffer.clauses.worth import YEARLY
from counteroffer.contracts.clauses import clause_kinds
from counteroffer.core.money import dollars
from counteroffer.negotiate.scenario import TermValue
from counteroffer.negotiate.trap import trap
from counteroffer.negotiate.writing import percent_text
from counteroffer.workspace.terms import PayerTerms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counteroffer.clauses.worth import Worth
    from counteroffer.contracts.clauses import Clause
    from counteroffer.negotiate.proposal import Proposal
    from counteroffer.negotiate.scenario import Scenario
    from counteroffer.workspace.negotiation import Negotiation, TermPrices


_TEXTS = ("code", "modifier", "setting", "product", "basis", "term_id")
_NUMBERS = ("milliunits", "was", "offered", "percent_of_charges", "change", "now", "new", "gain")

CODES = pa.schema(
    [(name, pa.string()) for name in _TEXTS]
    + [(name, pa.int64()) for name in _NUMBERS]
    + [("says", pa.string()), ("lines", pa.int64())]
)
"""Rows of a scenario: rates in cents for a unit, changes in thousandths of a percent, money in cents of a year."""

YEARS = pa.schema(
    [("proposal", pa.string()), ("by", pa.string()), ("year", pa.int64()), ("since", pa.date32())]
    + [(name, pa.int64()) for name in ("now", "new", "gain", "clauses_low", "clauses", "clauses_high")]
    + [(name, pa.int64()) for name in ("quoted", "percent", "present_low", "present", "present_high")]
    + [("verdict", pa.string()), ("says", pa.string())]
)
"""Years of scenarios: money in cents, `quoted` and `percent` in thousandths; the present value is of the whole term."""


def code_table(scenario: Scenario) -> pa.Table:
    """Give every row of a scenario (`CODES`), the greatest change of money first."""
    rows = [
        {
            "code": one.row.code, "modifier": one.row.modifier, "setting": one.row.setting, "product": one.row.product,
            "basis": one.row.basis, "term_id": one.row.term_id, "milliunits": one.milliunits, "was": one.was,
            "offered": one.offered, "percent_of_charges": one.percent, "change": one.change, "now": one.now,
            "new": one.new, "gain": one.gain, "says": one.says, "lines": one.row.lines,
        }
        for one in scenario.codes
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=CODES)


def year_table(scenarios: Iterable[Scenario]) -> pa.Table:
    """Give every year of some scenarios (`YEARS`)."""
    rows = []
    for one in scenarios:
        caught = trap(one)
        rows += [
            {
                "proposal": one.proposal.name, "by": one.proposal.by, "year": year.number, "since": year.since,
                "now": year.now, "new": year.new, "gain": year.gain, "clauses_low": year.low, "clauses": year.likely,
                "clauses_high": year.high, "quoted": one.proposal.quoted, "percent": one.percent,
                "present_low": one.present[0], "present": one.present[1], "present_high": one.present[2],
                "verdict": caught.verdict, "says": caught.says,
            }
            for year in one.years
        ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=YEARS)


IN_THE_RATES = {"lesser_of": "lesser_of", "escalator": "rise"}
"""Clauses whose money a proposal may say among its rates already: then it is counted there, and only there."""


def term_prices(negotiation: Negotiation) -> TermPrices:
    """Give what values the clauses of proposals to this payer; what was valued once is not valued again.

    Returns:
        A function of a proposal: the values of its clauses (where nothing says what is likely, the least stands for
        it), and the kinds that have no value in dollars or are counted among the rates.
    """
    known: dict[tuple[str, str], TermValue | None] = {}

    def price(proposal: Proposal) -> tuple[list[TermValue], list[str]]:
        wanted = {
            (clause.kind, repr(sorted(clause.values.items()))): clause
            for clause in proposal.terms
            if getattr(proposal, IN_THE_RATES.get(clause.kind, ""), None) is None
        }
        missing = [key for key in wanted if key not in known]
        if missing:
            with negotiation.desk.engine() as engine:
                terms = PayerTerms(negotiation.desk, engine, negotiation.payer)
                known.update({key: _valued(terms.price(wanted[key].kind, as_written(wanted[key]))) for key in missing})
        values = [value for key in wanted if (value := known[key]) is not None]
        valued = {value.kind for value in values}
        return values, [clause.kind for clause in proposal.terms if clause.kind not in valued]

    return price


def as_written(clause: Clause) -> dict[str, str]:
    """Give a clause's values as a person writes them: percents and dollars as such, not in thousandths or cents."""
    holds = clause_kinds()[clause.kind].holds
    made = {}
    for name, value in clause.values.items():
        if isinstance(value, bool):
            made[name] = "yes" if value else "no"
        elif holds[name] == "percent":
            made[name] = percent_text(int(value))
        elif holds[name] == "dollars":
            made[name] = str(dollars(int(value)))
        else:
            made[name] = str(value)
    return made


def _valued(worth: Worth) -> TermValue | None:
    if worth.span is None or worth.unit != YEARLY:
        return None
    likely = worth.span.likely if worth.span.likely is not None else worth.span.low
    return TermValue(worth.kind, worth.span.low, likely, worth.span.high, worth.formula)
