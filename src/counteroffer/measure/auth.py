"""Prior authorization by payer and kind of service: how much is asked, what is approved, how long it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counteroffer.match.auth_claims import CATEGORY
from counteroffer.match.columns import left
from counteroffer.measure.answer import shown
from counteroffer.measure.denials import adjudicated, first_denied
from counteroffer.measure.ratios import count, percent, total
from counteroffer.measure.registry import COUNT, PERCENT, Facts, metric, view
from counteroffer.measure.sure import wilson_percent
from counteroffer.measure.timeframes import limit_minutes

if TYPE_CHECKING:
    from counteroffer.core.practice import Practice

OWN = "own definition after the public measures of CMS-0057-F; percentiles are exact, interpolated between neighbours"
KEY = ["payer", "family", "source"]
_KEYS = {
    "payer": "payer", "family": "kind of service",
    "source": "`278`, `log`, or `claims`: inferred, so refusals before the service are not in it",
}  # fmt: skip


def numbered(facts: Facts) -> Any:
    """Lines of claims with an authorization number that were adjudicated."""
    return (facts.prior_auth != "") & adjudicated(facts)


@metric(
    title="Claims with an authorization number", unit=COUNT, grain="claim", source=OWN,
    formula="count of claims with a number (REF*G1), adjudicated", rows=numbered,
)  # fmt: skip
def authorized_claims(facts: Facts) -> Any:
    """Number of claims that carried a payer's authorization number and were answered."""
    return facts.claim_key.nunique(where=numbered(facts))


@metric(
    settled=True, title="Denied after approval", unit=PERCENT, grain="claim", source=OWN, rows=numbered,
    formula="100 x claims with a number and a line denied at first / claims with a number, adjudicated",
)  # fmt: skip
def denied_after_approval_rate(facts: Facts) -> Any:
    """Share of claims that were denied at first although they carried an authorization number.

    It misleads where the number was for another service of the claim, or was mistyped.
    """
    denied = facts.claim_key.nunique(where=numbered(facts) & first_denied(facts))
    return percent(denied, of=authorized_claims(facts))


@metric(
    settled=True, title="Denied for authorization", unit=PERCENT, grain="claim", source=OWN, rows=adjudicated,
    formula="100 x claims with a line first denied in the category auth.referral / claims adjudicated",
)  # fmt: skip
def authorization_denial_rate(facts: Facts) -> Any:
    """Share of claims denied at first because authorization or referral was missing or did not reach the service."""
    lost = first_denied(facts) & (facts.denial_first_category == CATEGORY)
    return percent(facts.claim_key.nunique(where=lost), of=facts.claim_key.nunique(where=adjudicated(facts)))


@view(
    title="Authorizations by kind of service", grain="payer, kind of service and source", source=OWN,
    reads="payer patient_key service_date visit",
    columns=_KEYS | {
        "requests": "count", "per_1000_visits": "requests for 1,000 of the payer's visits of the same days",
        "approved": "count, first decision", "partial": "count, first decision", "denied": "count, first decision",
        "withdrawn": "count", "not_required": "count", "rejected": "count, sent back undecided (AAA)",
        "open": "count, no decision yet", "approval_rate": "percent, approved of approved and denied",
        "approval_low": "percent, lower 95% bound (Wilson)", "approval_high": "percent, upper bound",
        "approved_in_the_end": "count, after peer-to-peer and appeal", "denied_in_the_end": "count",
        "eventual_rate": "percent, approved in the end of approved and denied",
        "eventual_low": "percent, lower 95% bound (Wilson)", "eventual_high": "percent, upper bound",
    },
)  # fmt: skip
def authorizations_by_family(facts: Facts, authorizations: Any, practice: Practice, payer: str = "") -> Any:
    """What is asked of each payer for each kind of service, and what it approves at first and in the end.

    Partial approvals and withdrawals stand apart and are in no rate. Rates over fewer than `minimum_n` are withheld.
    Volume misleads where the log or the 278 files do not hold all requests of their days.
    """
    auths = of_payer(authorizations, payer)
    sums = auths.group_by(KEY).agg(
        requests=auths.count(),
        **{name: count(auths.outcome_first == name) for name in ("approved", "partial", "denied")},
        withdrawn=count(auths.outcome == "cancelled"),
        **{name: count(auths.outcome_first == name) for name in ("not_required", "rejected")},
        open=count(auths.outcome_first.isin(["", "pended"])),
        **_in_the_end(auths),
    )
    sums = left(sums, _visits(facts, auths), ["payer", "source"])
    least = practice.minimum_n
    first, end = sums.approved + sums.denied, sums.approved_in_the_end + sums.denied_in_the_end
    low, high = wilson_percent(sums.approved, first)
    end_low, end_high = wilson_percent(sums.approved_in_the_end, end)
    made = sums.mutate(
        per_1000_visits=sums.requests.cast("float64") * 1000 / sums.visits.cast("float64").nullif(0),
        approval_rate=shown(percent(sums.approved, of=first), first, least),
        approval_low=shown(low, first, least),
        approval_high=shown(high, first, least),
        eventual_rate=shown(percent(sums.approved_in_the_end, of=end), end, least),
        eventual_low=shown(end_low, end, least),
        eventual_high=shown(end_high, end, least),
    )
    return made.order_by(["payer", made.requests.desc(), "family", "source"]).select(
        *KEY, "requests", "per_1000_visits", "approved", "partial", "denied", "withdrawn", "not_required", "rejected",
        "open", "approval_rate", "approval_low", "approval_high", "approved_in_the_end", "denied_in_the_end",
        "eventual_rate", "eventual_low", "eventual_high",
    )  # fmt: skip


def of_payer(authorizations: Any, payer: str) -> Any:
    """Keep the authorizations of one payer, or all."""
    return authorizations.filter(authorizations.payer == payer) if payer else authorizations


def _in_the_end(auths: Any) -> dict[str, Any]:
    return {
        "approved_in_the_end": count(auths.outcome == "approved"),
        "denied_in_the_end": count(auths.outcome == "denied"),
    }


def _visits(facts: Facts, auths: Any) -> Any:
    """Count each payer's visits between the first and the last day of the authorizations of a source."""
    spans = auths.group_by(["payer", "source"]).agg(since=auths.asked_date.min(), until=auths.asked_date.max())
    seen = facts.filter(facts.patient_key != "").select("payer", "visit", "service_date").distinct()
    met = seen.inner_join(spans, "payer")
    met = met.filter(met.service_date >= met.since, met.service_date <= met.until)
    return met.group_by(["payer", "source"]).agg(visits=met.visit.nunique())


@view(
    title="How long authorizations take", grain="payer, kind of service, source, and whether expedited", source=OWN,
    reads="",
    columns=_KEYS | {
        "expedited": "true for urgent requests", "decided": "count, with both moments known",
        "by_days": "count of those of which only days are known, not the time of day",
        "mean_hours": "hours from complete submission to first decision", "median_hours": "hours",
        "p90_hours": "hours", "mean_business_hours": "business hours", "median_business_hours": "business hours",
        "p90_business_hours": "business hours", "pended": "count of those pended for more information",
        "mean_pended_hours": "hours pended, of those that were",
        "limited": "count that a federal timeframe reaches (covered plans, from its day on)",
        "over_limit": "count of those decided later than it allows",
    },
)  # fmt: skip
def authorization_times(facts: Facts, authorizations: Any, practice: Practice, payer: str = "") -> Any:
    """How long each payer takes, expedited and standard apart, by the clock and by business hours.

    The clock starts with the last thing the practice sent before the decision; what a pend took is told apart. Figures
    over fewer than `minimum_n` are withheld. Sources that know only days make business hours coarse.
    """
    del facts
    auths = of_payer(authorizations, payer)
    auths = auths.filter(auths.turnaround.notnull())
    auths = auths.mutate(within=limit_minutes(auths))
    least, pends = practice.minimum_n, auths.pended > 0
    made = auths.group_by([*KEY, "expedited"]).agg(
        decided=auths.count(),
        by_days=count(auths.clock == "days"),
        **_spread(auths.turnaround, "hours", auths.count(), least),
        **_spread(auths.turnaround_business, "business_hours", auths.count(), least),
        pended=count(pends),
        mean_pended_hours=shown(in_hours(auths.pended).mean(where=pends), count(pends), least),
        limited=count(auths.within.notnull()),
        over_limit=count(auths.turnaround > auths.within),
    )
    return made.order_by(["payer", made.decided.desc(), "family", "source", "expedited"])


def in_hours(minutes: Any) -> Any:
    """Give minutes as hours."""
    return minutes.cast("float64") / 60.0


def _spread(minutes: Any, unit: str, n: Any, least: int) -> dict[str, Any]:
    hours = in_hours(minutes)
    figures = {"mean": hours.mean(), "median": hours.quantile(0.5), "p90": hours.quantile(0.9)}
    return {f"{name}_{unit}": shown(figure, n, least) for name, figure in figures.items()}


@view(
    title="Reviews, appeals, and denials after approval", grain="payer, kind of service and source", source=OWN,
    reads="",
    columns=_KEYS | {
        "denied": "count, first decision", "peer_to_peer": "count of reviews decided",
        "peer_to_peer_overturned": "count", "peer_to_peer_rate": "percent overturned",
        "peer_to_peer_low": "percent, lower 95% bound (Wilson)", "peer_to_peer_high": "percent, upper bound",
        "peer_to_peer_median_hours": "hours from asking to the decision", "appeals": "count decided",
        "appeals_overturned": "count", "appeal_rate": "percent overturned",
        "appeal_low": "percent, lower 95% bound (Wilson)", "appeal_high": "percent, upper bound",
        "appeal_median_hours": "hours from the appeal to the decision",
        "claims": "claims with an approval's number", "claims_denied": "count, a line denied at first",
        "denied_after_approval": "percent of those claims", "claims_denied_final": "count, a line denied in the end",
    },
)  # fmt: skip
def authorization_reviews(facts: Facts, authorizations: Any, practice: Practice, payer: str = "") -> Any:
    """What peer-to-peer reviews and appeals turn round, and which claims are denied although they were approved.

    Rates over fewer than `minimum_n` are withheld. A claim is counted with the first service of its number.
    """
    del facts
    auths, least = of_payer(authorizations, payer), practice.minimum_n
    sums = auths.group_by(KEY).agg(
        denied=count(auths.outcome_first == "denied"),
        **reviews(auths.peer_to_peer, "peer_to_peer", "peer_to_peer_overturned"),
        peer_to_peer_median_hours=shown(
            in_hours(auths.peer_to_peer_lag).quantile(0.5), count(auths.peer_to_peer_lag.notnull()), least
        ),
        **reviews(auths.appeal, "appeals", "appeals_overturned"),
        appeal_median_hours=shown(in_hours(auths.appeal_lag).quantile(0.5), count(auths.appeal_lag.notnull()), least),
        **{name: total(auths[name], auths[name] > 0) for name in ("claims", "claims_denied", "claims_denied_final")},
    )
    made = sums.mutate(
        **_rate("peer_to_peer", sums.peer_to_peer_overturned, sums.peer_to_peer, least),
        **_rate("appeal", sums.appeals_overturned, sums.appeals, least),
        denied_after_approval=shown(percent(sums.claims_denied, of=sums.claims), sums.claims, least),
    )
    return made.order_by(["payer", made.denied.desc(), "family", "source"]).select(
        *KEY, "denied", "peer_to_peer", "peer_to_peer_overturned", "peer_to_peer_rate", "peer_to_peer_low",
        "peer_to_peer_high", "peer_to_peer_median_hours", "appeals", "appeals_overturned", "appeal_rate", "appeal_low",
        "appeal_high", "appeal_median_hours", "claims", "claims_denied", "denied_after_approval", "claims_denied_final",
    )  # fmt: skip


def reviews(held: Any, name: str, won: str) -> dict[str, Any]:
    """Count reviews that were decided, and those that turned the decision round."""
    return {name: count(held.isin(["overturned", "upheld"])), won: count(held == "overturned")}


def _rate(name: str, won: Any, held: Any, least: int) -> dict[str, Any]:
    low, high = wilson_percent(won, held)
    figures = {"rate": percent(won, of=held), "low": low, "high": high}
    return {f"{name}_{part}": shown(figure, held, least) for part, figure in figures.items()}
