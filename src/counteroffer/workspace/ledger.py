"""The concession ledger of a negotiation: kept in the book of what happened, valued on the same claims as all else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.clauses.worth import Span
from counteroffer.core.errors import InputError
from counteroffer.negotiate.concessions import STATUSES, Concession, Ledger
from counteroffer.workspace.terms import PayerTerms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from counteroffer.workspace.negotiation import Negotiation, TermPrices

CONCESSION = "concession"
"""The event that something was asked, offered, given or got."""


def ledger(negotiation: Negotiation) -> Ledger:
    """Give everything that was asked, offered, given and got, over the term and discount of the negotiation."""
    entries = tuple(_read(event.said) for event in negotiation.events(CONCESSION))
    return Ledger(entries, negotiation.settings.years, negotiation.discount())


def concede(negotiation: Negotiation, entry: Concession) -> None:
    """Write down that something was asked, offered, given or got.

    Raises:
        InputError: if its status is none.
    """
    if entry.status not in STATUSES:
        raise InputError(f"'{entry.status}' is no status.", f"There are: {', '.join(STATUSES)}.")
    negotiation.log(CONCESSION, attrs.asdict(entry) | {"against": list(entry.against)})


def worth_of_clause(negotiation: Negotiation, kind: str, values: Mapping[str, Any]) -> tuple[Span, str]:
    """Value a change of a clause: its span in cents, and the unit.

    Raises:
        UnknownNameError: if there is no such kind of clause, or field.
        InputError: if nothing puts it in dollars.
    """
    with negotiation.desk.engine() as engine:
        worth = PayerTerms(negotiation.desk, engine, negotiation.payer).price(kind, values)
    if worth.span is None:
        raise InputError(f"{kind} has no value in dollars: {worth.formula}", "Give one with --dollars.")
    return worth.span, worth.unit


def worth_of_proposal(negotiation: Negotiation, name: str, prices: TermPrices | None = None) -> Span:
    """Value a proposal's first year, its rates and its clauses, in cents."""
    year = negotiation.scenario(name, prices).years[0]
    return Span(year.gain + year.low, year.gain + year.likely, year.gain + year.high)


def _read(said: Mapping[str, Any]) -> Concession:
    theirs = Span(**said["theirs"]) if said["theirs"] is not None else None
    plain = {key: said[key] for key in ("key", "says", "status", "unit", "round")}
    return Concession(**plain, value=Span(**said["value"]), theirs=theirs, against=tuple(said["against"]))
