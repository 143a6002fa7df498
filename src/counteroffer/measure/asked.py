"""Authorizations that prove nothing: what is always approved in the end; and a payer's own figures beside ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

from counteroffer.match.columns import NOTHING
from counteroffer.measure.answer import shown
from counteroffer.measure.auth import in_hours, of_payer, reviews
from counteroffer.measure.effort import cents, cost
from counteroffer.measure.effort import hours as hours_of
from counteroffer.measure.ratios import count, percent
from counteroffer.measure.registry import Facts, view
from counteroffer.measure.sure import wilson_percent
from counteroffer.measure.timeframes import limit_minutes

if TYPE_CHECKING:
    from fractions import Fraction

    from counteroffer.core.practice import Practice


@view(
    title="Authorizations that are always approved", grain="payer, kind of service, code and source",
    source="candidates for removal from the list, or for a gold card: lower 95% bound (Wilson) of eventual approval",
    reads="",
    columns={
        "payer": "payer", "family": "kind of service", "code": "code; empty for the whole kind of service",
        "source": "`278` or `log`; inferred ones are no proof", "n": "count, approved or denied in the end",
        "approved": "count, in the end", "rate": "percent", "low": "percent, lower 95% bound (Wilson)",
        "since": "first day asked", "until": "last day asked",
        "hours": "hours that they took the practice; null while `times: authorization` is not said in minutes",
        "cost": "cents that they cost the practice; null while `times` or `wages` are not said",
        "median_hours": "hours from complete submission to first decision",
        "limited": "count that a federal timeframe reaches", "over_limit": "count decided later than it allows",
    },
)  # fmt: skip
def authorizations_to_drop(  # noqa: PLR0913 - as many as it has options
    facts: Facts, authorizations: Any, practice: Practice, *, payer: str = "", least: int = 20, bound: float = 90.0
) -> Any:
    """Kinds of service and codes that a payer approves in the end so often that asking proves nothing.

    At least `least` decisions, and the lower 95% bound of approval at `bound` percent or more. A code is listed beside
    its kind of service, so the rows of one payer may not be added up. Partial approvals and withdrawals are in no rate.
    """
    del facts
    auths = of_payer(authorizations, payer)
    auths = auths.filter(auths.source != "claims")
    auths = auths.mutate(within=limit_minutes(auths))
    whole = _decided(auths.mutate(code=NOTHING))
    sums = whole.union(_decided(auths.filter(auths.code != "")))
    low, _ = wilson_percent(sums.approved, sums.n)
    made = sums.mutate(
        rate=percent(sums.approved, of=sums.n),
        low=low,
        hours=_worked(sums.requests, hours_of(practice, "authorization")),
        cost=cents(sums.requests, cost(practice, "authorization")),
    )
    kept = made.filter(made.n >= least, made.low >= bound)
    return kept.order_by(["payer", kept.n.desc(), "family", "code", "source"]).select(
        "payer", "family", "code", "source", "n", "approved", "rate", "low", "since", "until", "hours", "cost",
        "median_hours", "limited", "over_limit",
    )  # fmt: skip


def _decided(auths: Any) -> Any:
    ended = auths.outcome.isin(["approved", "denied"])
    return auths.group_by(["payer", "family", "code", "source"]).agg(
        n=count(ended),
        requests=auths.count(),
        approved=count(auths.outcome == "approved"),
        since=auths.asked_date.min(),
        until=auths.asked_date.max(),
        median_hours=in_hours(auths.turnaround).quantile(0.5),
        limited=count(auths.within.notnull() & auths.turnaround.notnull()),
        over_limit=count(auths.turnaround > auths.within),
    )


def _worked(requests: Any, each: Fraction | None) -> Any:
    if each is None:
        return ibis.null("float64")
    return requests.cast("float64") * each.numerator / each.denominator


@view(
    title="Beside what payers post", grain="payer, year, and whether expedited",
    source="the payer's own posted figures as the practice copied them (posted-authorizations.csv); ours as elsewhere",
    reads="",
    columns={
        "payer": "payer", "year": "year asked", "expedited": "true for urgent requests",
        "n": "count, decided at first here", "approved": "percent approved at first, here",
        "posted_approved": "percent, as posted", "mean_hours": "hours to the decision, here",
        "posted_mean_hours": "hours, as posted", "median_hours": "hours, here", "posted_median_hours": "hours, posted",
        "appeals": "count of appeals decided here", "appeal_won": "percent approved after appeal, here",
        "posted_appeal_won": "percent, as posted", "posted_source": "where it is posted",
    },
)  # fmt: skip
def authorizations_beside_posted(
    facts: Facts, authorizations: Any, posted: Any, practice: Practice, payer: str = ""
) -> Any:
    """What a payer posts of its authorizations beside what this practice met, each year.

    The two differ for good reasons too: a payer posts all its members, all practices and all services together.
    """
    del facts
    auths, least = of_payer(authorizations, payer), practice.minimum_n
    auths = auths.filter(auths.source != "claims", auths.asked_date.notnull())
    auths = auths.mutate(year=auths.asked_date.year().cast("int64"))
    timed = count(auths.turnaround.notnull())
    sums = auths.group_by(["payer", "year", "expedited"]).agg(
        yes=count(auths.outcome_first == "approved"),
        no=count(auths.outcome_first == "denied"),
        mean_hours=shown(in_hours(auths.turnaround).mean(), timed, least),
        median_hours=shown(in_hours(auths.turnaround).quantile(0.5), timed, least),
        **reviews(auths.appeal, "appeals", "won"),
    )
    met = posted.inner_join(sums, ["payer", "year", "expedited"])
    made = met.mutate(
        n=met.yes + met.no,
        approved=shown(percent(met.yes, of=met.yes + met.no), met.yes + met.no, least),
        appeal_won=shown(percent(met.won, of=met.appeals), met.appeals, least),
    )
    return made.order_by(["payer", "year", "expedited"]).select(
        "payer", "year", "expedited", "n", "approved", "posted_approved", "mean_hours", "posted_mean_hours",
        "median_hours", "posted_median_hours", "appeals", "appeal_won", "posted_appeal_won", "posted_source",
    )  # fmt: skip
