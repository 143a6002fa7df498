"""Prior authorization as a term: what asking costs, and what proves nothing and can come off the list."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from counteroffer.clauses.worth import Cost, Input, Span
from counteroffer.core.money import half_up, nearest, show
from counteroffer.match.auth_claims import CATEGORY
from counteroffer.measure.asked import authorizations_to_drop
from counteroffer.measure.effort import cost, hours
from counteroffer.measure.timeframes import limit_minutes

if TYPE_CHECKING:
    from datetime import date

    from counteroffer.clauses.seen import Seen
    from counteroffer.clauses.worth import Worth

WORK = ("authorization", "peer_to_peer")


@attrs.frozen
class Removal:
    """A kind of service, or one code of it, that asks for authorization and always gets it.

    Attributes:
        family: kind of service.
        code: one code of it; empty for the whole kind.
        source: `278` or `log`.
        n: requests approved or denied in the end, in all the data.
        approved: of those.
        low: lower 95% bound (Wilson) of approval, percent.
        since: first day asked.
        until: last day asked.
        yearly: requests in a year, by the base period.
        hours: hours of work that they take in a year, a tenth's precision; None: minutes are not said.
        cents: what that costs in a year; None: minutes or wages are not said.
        denied: cents a year of its codes denied in the end for want of an authorization, at expected allowed.
        median_hours: hours from the complete request to the decision, half of them; None: not known.
    """

    family: str
    code: str
    source: str
    n: int
    approved: int
    low: float
    since: date
    until: date
    yearly: int
    hours: Fraction | None
    cents: int | None
    denied: int
    median_hours: float | None


def removals(seen: Seen) -> tuple[Removal, ...]:
    """Give what can come off the list with its evidence, whole kinds of service first, the most requests first.

    They are those of `measure.asked.authorizations_to_drop`: at least 20 decisions, and a lower bound of 90%.
    """
    return seen.kept("removals", lambda: _removals(seen))


def _removals(seen: Seen) -> tuple[Removal, ...]:
    auths = seen.sources.need("authorizations")
    rows = authorizations_to_drop(seen.facts, auths, seen.practice, payer=seen.payer).to_pyarrow().to_pylist()
    made = (_removal(seen, row) for row in rows)
    return tuple(sorted(made, key=lambda one: (bool(one.code), -one.yearly, one.family, one.code, one.source)))


def _removal(seen: Seen, row: dict[str, Any]) -> Removal:
    asked = [r for r in requests(seen) if r["family"] == row["family"] and row["code"] in ("", r["code"])]
    asked = [r for r in asked if r["source"] == row["source"]]
    count = _yearly_count(seen, len(asked))
    codes = {r["code"] for r in asked} if not row["code"] else {row["code"]}
    denied = int((seen.column("worth") * _wanting(seen, codes)).sum())
    return Removal(
        row["family"], row["code"], row["source"], row["n"], row["approved"], row["low"], row["since"], row["until"],
        count, _hours(seen, count), _cents(seen, asked), seen.yearly(denied),
        row["median_hours"],
    )  # fmt: skip


def requests(seen: Seen) -> list[dict[str, Any]]:
    """Give the requests of the base period: family, code, source, peer-to-peer review, minutes and their limit."""
    return seen.kept("requests", lambda: _requests(seen))


def _requests(seen: Seen) -> list[dict[str, Any]]:
    assert seen.window is not None
    since, until = seen.window
    auths = seen.sources.need("authorizations")
    auths = auths.filter(auths.payer == seen.payer, auths.asked_date >= since, auths.asked_date <= until)
    auths = auths.mutate(within=limit_minutes(auths))
    names = ("auth_id", "family", "code", "source", "peer_to_peer", "turnaround", "within")
    found: list[dict[str, Any]] = auths.select(*names).order_by("auth_id").to_pyarrow().to_pylist()
    return found


def _wanting(seen: Seen, codes: set[str] | None = None) -> Any:
    """Mark lines denied in the end for want of an authorization, of some codes or all."""
    lost = seen.column("denied") & (seen.column("denial_category") == CATEGORY)
    return lost if codes is None else lost & np.isin(seen.column("billed_code"), sorted(codes))


def _yearly_count(seen: Seen, count: int) -> int:
    return half_up(count * 12, max(len(seen.months), 1))


def _hours(seen: Seen, count: int) -> Fraction | None:
    each = hours(seen.practice, "authorization")
    return None if each is None else each * count


def _cents(seen: Seen, asked: list[dict[str, Any]]) -> int | None:
    each, talk = (cost(seen.practice, work) for work in WORK)
    if each is None:
        return None
    talks = sum(bool(row["peer_to_peer"]) for row in asked)
    total = each * len(asked) + (talk or Fraction(0)) * talks
    return seen.yearly(nearest(total))


def burden_of(seen: Seen, *, gold_card: bool) -> Cost:
    """Give what authorizations cost in a year, with or without the kinds of service that are always approved."""
    off = {(one.family, one.source) for one in removals(seen) if not one.code} if gold_card else set()
    asked = [row for row in requests(seen) if (row["family"], row["source"]) not in off]
    gone = {row["code"] for row in requests(seen) if (row["family"], row["source"]) in off}
    wanting = _wanting(seen) & ~np.isin(seen.column("billed_code"), sorted(gone))
    denied = seen.yearly(int((seen.column("worth") * wanting).sum()))
    work, count = _cents(seen, asked), _yearly_count(seen, len(asked))
    each = hours(seen.practice, "authorization")
    took = "not known: practice.yaml: times: authorization" if each is None else f"{float(each * count):,.1f} a year"
    inputs = (
        Input("requests" if not off else "requests that are left", f"{count:,} a year", "278, log, or claims"),
        Input("hours for them", took, "practice.yaml, times"),
        Input(
            "work",
            "not known: minutes or wages are not said" if work is None else f"{show(work)} a year",
            "practice.yaml",
        ),
        Input("denied in the end for want of an authorization", f"{show(denied)} a year"),
    )
    note = "" if work is not None else "The work is not in it: say minutes and wages in practice.yaml."
    done = work or 0
    return Cost(
        Span(done, done + denied, done + denied), inputs, len(requests(seen)), seen.ids(_wanting(seen)), note=note
    )


@attrs.frozen
class Proposal:
    """What to ask of a payer about prior authorization, with the evidence.

    Attributes:
        payer: its name.
        window: first and last day of the base period.
        removals: what can come off the list.
        requests: requests in a year.
        hours: hours of work that all requests take in a year; None: minutes are not said.
        missing: what to say in practice.yaml for dollars, or hours.
        late: requests of the base period decided later than the federal limits.
        limited: requests that those limits reach.
        worths: the clauses that such an amendment changes, each valued.
    """

    payer: str
    window: tuple[date, date] | None
    removals: tuple[Removal, ...]
    requests: int
    hours: Fraction | None
    missing: tuple[str, ...]
    late: int
    limited: int
    worths: tuple[Worth, ...]

    @property
    def families(self) -> tuple[Removal, ...]:
        """Whole kinds of service; codes are parts of them and not added up."""
        return tuple(one for one in self.removals if not one.code)


AMENDED = ("prior_authorization", "medical_necessity", "retro_denial")
"""The kinds of clauses that an amendment on authorization changes."""


def proposal(seen: Seen, worths: tuple[Worth, ...]) -> Proposal:
    """Gather what to ask about prior authorization.

    Args:
        seen: the payer.
        worths: the valued changes of `AMENDED`.
    """
    asked = requests(seen)
    count = _yearly_count(seen, len(asked))
    lacking = []
    if hours(seen.practice, "authorization") is None:
        lacking.append("times: authorization (minutes)")
    if cost(seen.practice, "authorization") is None:
        lacking.append("wages: front_desk (dollars an hour)")
    late = [row for row in asked if row["within"] is not None and row["turnaround"] is not None]
    over = sum(row["turnaround"] > row["within"] for row in late)
    return Proposal(
        seen.payer, seen.window, removals(seen), count, _hours(seen, count), tuple(lacking), over, len(late), worths
    )  # fmt: skip
