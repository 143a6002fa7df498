"""Clauses on who may work and be seen in the network: new clinicians, tiers, and words to patients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from counteroffer.clauses.chances import said
from counteroffer.clauses.inputs import missing
from counteroffer.clauses.registry import dollars
from counteroffer.clauses.worth import ASKED, ONCE, YEARLY, Cost, Input, Span, Unknown
from counteroffer.core.money import half_up, round_cents, show
from counteroffer.measure.credentialing import credentialing_lag

if TYPE_CHECKING:
    from counteroffer.clauses.seen import Seen
    from counteroffer.clauses.terms import Terms


@dollars(
    "credentialing",
    "expected allowed lost before a new clinician was paid, times days allowed / days it took where fewer; nothing "
    "where the effective day is the application's; now less asked.",
)
def credentialing(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What new clinicians' work is worth that this payer never paid, by how long it took.

    The high end adds services before the first paid one that were not denied for credentialing (unsent, held, denied
    for something else). Taken over all the data, as new clinicians are few; a year without one costs nothing.
    """
    del now
    rows = _lags(seen)
    days = terms.number("days")
    at_once = terms.word("effective") == "application"

    def part(row: dict[str, Any], cents: int) -> int:
        took = max(row["days"], 1)
        return 0 if at_once else cents if days is None or days >= took else half_up(cents * days, took)

    lost = sum(part(row, row["lost_dollars"]) for row in rows)
    held = sum(part(row, row["held_dollars"]) for row in rows)
    span = _days(seen)
    ends = [half_up(cents * 365, span) for cents in (lost, lost + held)]
    took = ", ".join(str(row["days"]) for row in rows) or "none"
    inputs = (
        Input("new clinicians with this payer", f"{len(rows)}"), Input("days until the payer first paid", took),
        Input("lost for good", f"{show(sum(row['lost_dollars'] for row in rows))} in {span} days of data"),
    )  # fmt: skip
    return Cost(Span(ends[0], ends[0], ends[1]), inputs, len(rows))


def _lags(seen: Seen) -> list[dict[str, Any]]:
    if "lags" not in seen.memo:
        rows = credentialing_lag(seen.sources.facts.filter(seen.sources.facts.sequence == "P")).to_pyarrow().to_pylist()
        seen.memo["lags"] = [row for row in rows if row["payer"] == seen.payer]
    found: list[dict[str, Any]] = seen.memo["lags"]
    return found


def _days(seen: Seen) -> int:
    dated = seen.facts.filter(seen.facts.service_date.notnull())
    row = dated.agg(first=dated.service_date.min(), last=dated.as_of.max()).to_pyarrow().to_pylist()[0]
    first, last = row["first"].toordinal(), row["last"].toordinal()
    return max(int(last) - int(first) + 1, 365)


def margin(seen: Seen) -> int | None:
    """Give cents a year that the payer's visits leave after what a visit costs; None: nobody says what one costs."""
    each = seen.practice.costs.variable_per_visit
    if each is None:
        return None
    visits = len(np.unique(seen.column("visit")[seen.column("paid_finally")]))
    return seen.revenue - seen.yearly(visits * round_cents(each))


_MARGIN = "practice.yaml: costs: variable_per_visit"


@dollars("tiering", "margin in a year x the part of visits steered away; nothing where one may exit; now less asked.")
def tiering(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What tiers, limited networks and closed panels would take. How many visits that is, is asked of the practice."""
    del now
    return _of_margin(seen, "steered_share", free=terms.yes("right_to_exit") is True, what="visits steered away")


@dollars("exclusivity", "margin in a year x the part of patients that a notice would keep; nothing without the clause.")
def exclusivity(seen: Seen, terms: Terms, now: Terms) -> Cost | Unknown:
    """What it costs once, on leaving, that patients may not be told: a year's margin on those who would have stayed."""
    del now
    return _of_margin(seen, "kept_share", free=terms.yes("present") is not True, what="patients kept", unit=ONCE)


def _of_margin(seen: Seen, name: str, *, free: bool, what: str, unit: str = YEARLY) -> Cost | Unknown:
    left, lacking = margin(seen), missing(seen.inputs, name)
    if left is None or lacking:
        return Unknown("No claim tells it.", (*lacking, *((_MARGIN,) if left is None else ())))
    share, input_ = said(seen, name, what)
    span = Span.sure(0) if free else share.times(max(left, 0))
    return Cost(
        span,
        (Input("margin in a year", show(left), "allowed less variable cost of visits"), input_),
        0,
        how=ASKED,
        unit=unit,
    )
