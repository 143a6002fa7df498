"""The list of continuing care patients: whom the rules propose, why, what a person decided, what the tail costs.

Proposals rest on claims alone. Whether somebody is a continuing care patient in the law's sense a person decides, with
counsel; the shelf's row on the law (`shelf/disruption/continuing.yaml`) is unverified.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from counteroffer.core.money import half_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    import pyarrow as pa

PROPOSED, CONFIRMED, REJECTED = "proposed", "confirmed", "rejected"
STATUSES = (PROPOSED, CONFIRMED, REJECTED)

REASONS = {
    "pregnant": ("pregnancy", "diagnosis of pregnancy, not over"),
    "operated": ("surgery", "global period still runs"),
    "scheduled_surgery": ("surgery", "appointment names an operation"),
    "approved_surgery": ("surgery", "operation approved and not yet billed"),
    "inpatient": ("inpatient", "service in an inpatient place lately"),
    "series": ("serious", "series of treatments under way"),
    "serious": ("serious", "serious diagnosis lately"),
    "terminal": ("terminal", "diagnosis of palliative care"),
}
"""Flag of the panel -> category of the law, and the reason in words."""


@attrs.frozen
class Continuing:
    """One patient of the list.

    Attributes:
        patient: pseudonym.
        reasons: category -> reasons of the rules; empty if nothing speaks for it any more.
        status: `proposed` by the rules, `confirmed` or `rejected` by a person.
        by, on: who decided, and when (ISO); empty while proposed.
        note: what that person wrote; no names.
    """

    patient: str
    reasons: dict[str, str]
    status: str = PROPOSED
    by: str = ""
    on: str = ""
    note: str = ""


def propose(patients: pa.Table) -> tuple[Continuing, ...]:
    """Propose who may be a continuing care patient, by the flags of a panel; in order of pseudonym."""
    made = []
    for row in patients.select(["patient", *REASONS]).to_pylist():
        reasons: dict[str, list[str]] = {}
        for flag, (category, says) in REASONS.items():
            if row[flag]:
                reasons.setdefault(category, []).append(says)
        if reasons:
            made.append(Continuing(row["patient"], {name: "; ".join(said) for name, said in reasons.items()}))
    return tuple(sorted(made, key=lambda one: one.patient))


def merged(old: Iterable[Continuing], new: Iterable[Continuing]) -> tuple[Continuing, ...]:
    """Bring new proposals into a list: what a person has decided stays, whatever the rules say now.

    A patient whom only the rules had proposed, and propose no more, leaves the list.
    """
    fresh = {one.patient: one for one in new}
    kept = {one.patient: one for one in old if one.status != PROPOSED}
    decided = {
        patient: attrs.evolve(one, reasons=fresh[patient].reasons if patient in fresh else {})
        for patient, one in kept.items()
    }
    return tuple(sorted((fresh | decided).values(), key=lambda one: one.patient))


def decided(
    listed: Sequence[Continuing], patients: Iterable[str], status: str, who: tuple[str, date], note: str = ""
) -> tuple[Continuing, ...]:
    """Confirm or reject patients of a list.

    Raises:
        KeyError: if one of them is not on it.
    """
    wanted = set(patients)
    missing = wanted - {one.patient for one in listed}
    if missing:
        raise KeyError(min(missing))
    by, on = who
    return tuple(
        attrs.evolve(one, status=status, by=by, on=on.isoformat(), note=note) if one.patient in wanted else one
        for one in listed
    )


@attrs.frozen
class Usage:
    """What the patients of a list had done lately.

    Attributes:
        patients: how many are on the list, rejected ones left out.
        visits: different days of service, summed over them, in `days`.
        allowed: cents allowed on the lines finally paid of these days.
        year_visits, year_allowed: the same over 365 days.
        days: length of the first window.
    """

    patients: int
    visits: int
    allowed: int
    year_visits: int
    year_allowed: int
    days: int


@attrs.frozen
class Tail:
    """What the tail is: visits and money at today's rates, as a range.

    Attributes:
        days: length of the tail, as the user said.
        visits: low and high.
        allowed: low and high, cents: what the payer and the patients would pay for them at the old rates.
        cost: low and high, cents: what the visits cost the practice to give; None if the profile does not say.
        patients: how many are on the list.
        formula: in words.
    """

    days: int
    visits: tuple[int, int]
    allowed: tuple[int, int]
    cost: tuple[int, int] | None
    patients: int
    formula: str


def tail(usage: Usage, days: int, variable_cents: int | None) -> Tail:
    """Reckon the tail: the patients go on as in the last `usage.days` days, or as in the last year; both are shown.

    Args:
        usage: what the patients had done.
        days: length of the tail.
        variable_cents: what a visit costs the practice to give, cents; None if not known.
    """
    pairs = [(usage.visits, usage.allowed, usage.days), (usage.year_visits, usage.year_allowed, 365)]
    visits = sorted(half_up(v * days, span) for v, _, span in pairs)
    allowed = sorted(half_up(a * days, span) for _, a, span in pairs)
    cost = None if variable_cents is None else (visits[0] * variable_cents, visits[1] * variable_cents)
    formula = (
        f"visits and allowed amounts of {usage.patients} patients in the last {usage.days} days, and in the last 365, "
        f"each times {days} over the days; the smaller and the larger are shown. Rates as paid in those days"
    )
    return Tail(days, (visits[0], visits[1]), (allowed[0], allowed[1]), cost, usage.patients, formula)


def as_rows(listed: Iterable[Continuing]) -> list[dict[str, Any]]:
    """Give the list as rows to show or write: patient, status, categories, reasons, by, on, note."""
    return [
        {"patient": one.patient, "status": one.status, "categories": ", ".join(one.reasons),
         "reasons": "; ".join(f"{name}: {said}" for name, said in one.reasons.items()),
         "by": one.by, "on": one.on, "note": one.note}
        for one in listed
    ]  # fmt: skip
