"""Credentialing lag: what a new clinician's work is worth while a payer does not pay for it yet."""

from __future__ import annotations

from typing import Any

import ibis

from counteroffer.match.columns import left
from counteroffer.measure.ratios import count, total
from counteroffer.measure.registry import CENTS, Facts, metric, view

OWN = "own definition: first service to first service paid at its first adjudication, by clinician and payer"

CREDENTIALING = "credentialing"
"""The category of denials because a clinician is not enrolled or contracted on the day."""

NEW_AFTER = 90
"""Days from the first service in the data after which a clinician's first service makes the clinician new."""


def denied_for_it(facts: Facts) -> Any:
    """Lines denied at first because the clinician was not credentialed."""
    return (facts.outcome_first == "denied") & (facts.denial_first_category == CREDENTIALING)


@metric(
    title="Denied for credentialing", unit=CENTS, source=OWN, rows=denied_for_it,
    formula="sum(expected allowed) of lines denied at first with a reason of the category credentialing",
)  # fmt: skip
def credentialing_denied_dollars(facts: Facts) -> Any:
    """What was denied at first because a clinician was not enrolled yet; some of it may have been won back since."""
    return total(facts.worth, denied_for_it(facts))


@view(
    title="Credentialing lag", grain="new clinician and payer", source=OWN,
    reads="payer rendering_npi service_date outcome_first outcome denial_first_category as_of worth",
    columns={
        "clinician": "rendering NPI", "payer": "payer", "first_service": "first service for the payer's patients",
        "first_paid_service": "first service that was paid when first adjudicated; null: none yet",
        "days": "days between; to the as-of day where none was paid yet", "lines": "lines of the services before it",
        "denied_lines": "of those denied for credentialing", "denied_dollars": "cents, expected allowed",
        "lost_dollars": "cents, of those denied in the end",
        "held_dollars": "cents, of the other services before it: unsent, unanswered or denied for something else",
    },
)  # fmt: skip
def credentialing_lag(facts: Facts, new_after: int = NEW_AFTER) -> Any:
    """How long each new clinician worked for a payer's patients before the payer first paid, and what that held up.

    New is a clinician whose first service at any payer lies over `new_after` days after the first service in the
    data, or who was denied for credentialing. The lag runs by day of service. A clinician who saw a payer's first
    patient late, or whose first claims were denied for another reason, shows a lag too: look at `denied_lines`.
    """
    known = facts.filter(facts.service_date.notnull(), facts.rendering_npi != "")
    start = known.service_date.min().as_scalar()
    met = known.mutate(struck=denied_for_it(known))
    person = met.group_by("rendering_npi").agg(began=met.service_date.min())
    pair = met.group_by("rendering_npi", "payer").agg(
        first_service=met.service_date.min(),
        first_paid_service=met.service_date.min(where=met.outcome_first == "paid"),
        struck_lines=count(met.struck),
        as_of=met.as_of.max(),
    )
    pair = left(pair, person, ["rendering_npi"])
    pair = pair.filter((pair.began.delta(start, unit="day") > new_after) | (pair.struck_lines > 0))
    both = met.join(pair.drop("as_of", "began", "struck_lines"), ["rendering_npi", "payer"])
    before = both.first_paid_service.isnull() | (both.service_date < both.first_paid_service)
    both = both.filter(before | both.struck)
    waits = both.group_by("rendering_npi", "payer").agg(
        lines=both.count(),
        denied_lines=count(both.struck),
        denied_dollars=total(both.worth, both.struck),
        lost_dollars=total(both.worth, both.struck & (both.outcome == "denied")),
        held_dollars=total(both.worth, ~both.struck),
    )
    found = left(pair, waits, ["rendering_npi", "payer"])
    until = ibis.coalesce(found.first_paid_service, found.as_of)
    amounts = ("lines", "denied_lines", "denied_dollars", "lost_dollars", "held_dollars")
    found = found.select(
        "payer", "first_service", "first_paid_service", clinician="rendering_npi",
        days=until.delta(found.first_service, unit="day").cast("int64"),
        **{name: found[name].fill_null(0).cast("int64") for name in amounts},
    )  # fmt: skip
    ordered = found.order_by([found.denied_dollars.desc(), found.days.desc(), "clinician", "payer"])
    return ordered.select("clinician", "payer", "first_service", "first_paid_service", "days", *amounts)
