"""Prior authorization as a term: what asking costs, and what proves nothing and can come off the list."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from counteroffer.clauses.worth import Cost, Input, Span
from counteroffer.core.money import half_up, show
from counteroffer.match.auth_claims import CATEGORY
from counteroffer.measure.asked import authorizations_to_drop
from counteroffer.measure.effort import cost, hours

if TYPE_CHECKING:
    from datetime import date

    from counteroffer.clauses.seen import Seen

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
    kept: tuple[Removal, ...] | None = seen.memo.get("removals")
    if kept is None:
        asked = authorizations_to_drop(seen.facts, seen.sources.need("authorizations"), seen.practice, payer=seen.payer)
        rows = asked.to_pyarrow().to_pylist()
        made = (_removal(seen, row) for row in rows)
        kept = tuple(sorted(made, key=lambda one: (bool(one.code), -one.yearly, one.family, one.code, one.source)))
        seen.memo["removals"] = kept
    return kept


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
    """Give the payer's requests of the base period: family, code, source and whether a peer-to-peer review was held."""
    kept: list[dict[str, Any]] | None = seen.memo.get("requests")
    if kept is None:
        assert seen.window is not None
        since, until = seen.window
        auths = seen.sources.need("authorizations")
        auths = auths.filter(auths.payer == seen.payer, auths.asked_date >= since, auths.asked_date <= until)
        rows = auths.select("auth_id", "family", "code", "source", "peer_to_peer").order_by("auth_id")
        kept = seen.memo["requests"] = rows.to_pyarrow().to_pylist()
    return kept


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
    return seen.yearly(half_up(total.numerator, total.denominator))


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
