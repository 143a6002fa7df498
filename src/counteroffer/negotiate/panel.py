"""The panel: which patients of a payer the practice has, and what goes on with each. One row a patient, no names.

A patient is attributed to the practice when claims have a visit (evaluation and management) in 24 months; to the
clinician with the most of these visits, a tie to who saw the patient last. Other practices' claims are not known, so
nobody can tell whether another practice has more of a patient's visits. The patient's payer is the one whose claim
came first in line (primary) on the latest day of service.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import attrs
import ibis

from counteroffer.negotiate.panel_rules import PanelRules, chronic_group, in_codes, in_diagnoses

if TYPE_CHECKING:
    from collections.abc import Callable


@attrs.frozen
class Books:
    """The tables that a panel is made of, as Ibis expressions.

    Attributes:
        lines: final lines (`core.tables.LINES`).
        claims: claims as submitted (`CLAIMS`).
        remit_claims: adjudicated claims (`REMIT_CLAIMS`): they know patients by another pseudonym.
        authorizations: authorizations as they ended (`AUTHORIZATIONS`).
        appointments: the schedule (`APPOINTMENTS`).
        globals: code and days of its global period.
        keep: computes an expression that is used several times once, where an engine can; default: leaves it.
    """

    lines: ibis.Table
    claims: ibis.Table
    remit_claims: ibis.Table
    authorizations: ibis.Table
    appointments: ibis.Table
    globals: ibis.Table
    keep: Callable[[ibis.Table], ibis.Table] = attrs.field(default=lambda table: table, eq=False)


def months_before(day: date, months: int) -> date:
    """Give the day after the same day so many months ago: twelve months to 2025-12-31 begin on 2025-01-01."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last)) + timedelta(days=1)


def aliases(books: Books) -> ibis.Table:
    """Tell which pseudonym of a remittance is which of a claim: `other`, `patient`; only where all claims agree."""
    lines = books.lines.filter(books.lines.sequence == "P", books.lines.patient_key != "")
    paid = books.remit_claims.filter(books.remit_claims.patient_key != "").select("claim", other="patient_key")
    met = paid.distinct().join(lines.select("claim", "patient_key").distinct(), "claim")
    met = met.filter(met.other != met.patient_key)
    found = met.group_by("other").agg(patient=met.patient_key.min(), several=met.patient_key.nunique())
    return found.filter(found.several == 1).select("other", "patient")


def known(table: ibis.Table, others: ibis.Table) -> ibis.Table:
    """Put the pseudonym that claims know a patient by in place of another one, as `patient`."""
    named = table.filter(table.patient_key != "").left_join(others, table.patient_key == others.other)
    return named.mutate(patient=ibis.coalesce(named.patient, named.patient_key)).drop("other")


def seen(books: Books, as_of: date) -> ibis.Table:
    """Give every line of a primary payer in the 24 months up to a day, with its `patient`."""
    lines = books.lines
    some = lines.filter(
        lines.sequence == "P", lines.service_date <= as_of, lines.service_date >= months_before(as_of, 24)
    ).select("claim", "line", "claim_file", "payer", "patient_key", "service_date", "rendering_npi", "pos",
             "billed_code", "prior_auth", "allowed", "outcome")  # fmt: skip
    return known(some, books.keep(aliases(books)))


def panel(books: Books, rules: PanelRules, payer: str, as_of: date) -> ibis.Table:
    """Make the panel of a payer: one row for each patient seen in 24 months whose payer it is.

    Columns: `patient`; `last_seen`; `npi` of the clinician (empty without a visit), `visits` in 24 months; flags
    `attributed`, `recent` (seen in 12 months), `new`, `authorized`, `operated`, `series`, `pregnant`, `scheduled`,
    `scheduled_surgery`, `approved_surgery`, `inpatient`, `serious`, `terminal`; `chronic` (groups),
    `diagnosed` (has a claim with diagnoses).
    """
    others = books.keep(aliases(books))
    every = books.keep(seen(attrs.evolve(books, keep=lambda _: others), as_of))
    mine = books.keep(_of_payer(every, payer))
    base = books.keep(every.semi_join(mine, "patient"))
    parts = [
        _attribution(base, rules), _recent(base, rules, as_of), _operations(base, books, as_of),
        _series(base, rules, as_of),
        _inpatient(base, rules, as_of), _diagnoses(base, books, rules, as_of),
        _authorized(base, others, books, rules, as_of),
        _scheduled(others, books, rules, as_of),
    ]  # fmt: skip
    made = mine
    for part in parts:
        made = made.left_join(part, "patient").drop("patient_right")
    flags = {name: made[name].fill_null(False) for name in _FLAGS}
    return made.mutate(
        npi=made.npi.fill_null(""), visits=made.visits.fill_null(0), chronic=made.chronic.fill_null(0),
        attributed=made.visits.fill_null(0) > 0, **flags,
    ).select("patient", "last_seen", "npi", "visits", "attributed", "chronic", *_FLAGS).order_by("patient")  # fmt: skip


_FLAGS = (
    "recent", "new", "authorized", "operated", "series", "pregnant", "scheduled", "scheduled_surgery",
    "approved_surgery",
    "inpatient", "serious", "terminal", "diagnosed",
)  # fmt: skip


def _of_payer(every: ibis.Table, payer: str) -> ibis.Table:
    """Give the patients whose latest primary payer it is."""
    latest = [every.service_date.desc(), every.claim.desc(), every.payer.desc()]
    ranked = every.mutate(nth=ibis.row_number().over(ibis.window(group_by=every.patient, order_by=latest)))
    return ranked.filter(ranked.nth == 0, ranked.payer == payer).select("patient", last_seen="service_date")


def _attribution(base: ibis.Table, rules: PanelRules) -> ibis.Table:
    visits = base.filter(in_codes(base.billed_code, rules.visits))
    by = visits.group_by(["patient", "rendering_npi"]).agg(
        days=visits.service_date.nunique(), last=visits.service_date.max()
    )
    most = ibis.window(group_by=by.patient, order_by=[by.days.desc(), by["last"].desc(), by.rendering_npi])
    ranked = by.mutate(nth=ibis.row_number().over(most), visits=by.days.sum().over(ibis.window(group_by=by.patient)))
    return ranked.filter(ranked.nth == 0).select("patient", "visits", npi="rendering_npi")


def _recent(base: ibis.Table, rules: PanelRules, as_of: date) -> ibis.Table:
    some = base.filter(base.service_date >= months_before(as_of, 12))
    return some.group_by("patient").agg(
        recent=ibis.literal(True), new=in_codes(some.billed_code, rules.new_visits).any()
    )


def _operations(base: ibis.Table, books: Books, as_of: date) -> ibis.Table:
    met = base.filter(base.outcome != "denied").join(books.globals, base.billed_code == books.globals.code)
    until = met.service_date + met.days.cast("int32") * ibis.interval(days=1)
    running = met.filter((met.days > 0) & (until.cast("date") >= as_of))
    return running.group_by("patient").agg(operated=ibis.literal(True))


def _series(base: ibis.Table, rules: PanelRules, as_of: date) -> ibis.Table:
    parts = []
    for one in rules.series:
        some = base.filter(in_codes(base.billed_code, one.codes), base.service_date > as_of - timedelta(days=one.days))
        days = some.group_by("patient").agg(days=some.service_date.nunique())
        parts.append(days.filter(days.days >= one.visits).select("patient"))
    if not parts:
        return base.filter(False).select("patient").mutate(series=ibis.literal(True))
    both = ibis.union(*parts, distinct=True) if len(parts) > 1 else parts[0]
    return both.mutate(series=ibis.literal(True))


def _inpatient(base: ibis.Table, rules: PanelRules, as_of: date) -> ibis.Table:
    since = as_of - timedelta(days=rules.inpatient_days)
    some = base.filter(base.pos.isin(rules.inpatient_places), base.service_date > since)
    return some.select("patient").distinct().mutate(inpatient=ibis.literal(True))


def _diagnoses(base: ibis.Table, books: Books, rules: PanelRules, as_of: date) -> ibis.Table:
    """Tell of each patient what diagnoses of claims say; a claim's day is its last day of service."""
    days = base.group_by(["patient", "claim", "claim_file"]).agg(day=base.service_date.max())
    claims = books.claims.filter(books.claims.diagnoses != "").select("file_id", "claim", "diagnoses").distinct()
    met = days.join(claims, [days.claim == claims.claim, days.claim_file == claims.file_id])
    rows = met.select("patient", "day", code=met.diagnoses.split(" ").unnest())
    of = rules.conditions
    over = rows.day.max(where=in_diagnoses(rows.code, of.pregnancy_over))
    since = as_of - timedelta(days=rules.pregnancy_days)
    recently = rows.day > as_of - timedelta(days=rules.serious_days)
    carries = in_diagnoses(rows.code, of.pregnancy) & ~in_diagnoses(rows.code, of.pregnancy_over)
    made = rows.mutate(group=chronic_group(rows.code, of.chronic)).group_by("patient").agg(
        chronic=lambda t: t.group.nunique(), carried=rows.day.max(where=carries), over=over,
        serious=(in_diagnoses(rows.code, of.serious) & recently).any(),
        terminal=(in_diagnoses(rows.code, of.terminal) & recently).any(),
    )  # fmt: skip
    still = (made.carried > since) & (made.over.isnull() | (made.over < made.carried))
    return made.mutate(pregnant=still.fill_null(False), diagnosed=ibis.literal(True)).drop("carried", "over")


def _authorized(base: ibis.Table, others: ibis.Table, books: Books, rules: PanelRules, as_of: date) -> ibis.Table:
    """Tell who has an approval in force: by the patient's pseudonym, else by its number on a claim.

    `approved_surgery` is an approved operation that no claim has billed.
    """
    auths = in_force(books.authorizations, rules, as_of)
    by_key = known(auths, others).select("patient", "code", "claims")
    numbers = base.filter(base.prior_auth != "").select("patient", number="prior_auth").distinct()
    nameless = auths.filter(auths.patient_key == "", auths.number != "")
    every = by_key.union(nameless.join(numbers, "number").select("patient", "code", "claims"))
    operation = in_codes(every.code, rules.surgery_codes) & (every.claims == 0)
    return every.group_by("patient").agg(authorized=ibis.literal(True), approved_surgery=operation.any())


def in_force(auths: ibis.Table, rules: PanelRules, as_of: date) -> ibis.Table:
    """Keep approvals whose service is to come, or that were decided within the rule's days."""
    decided = ibis.coalesce(auths.decided_at.cast("date"), auths.service_date, auths.asked_date)
    lately = (decided <= as_of) & (decided > as_of - timedelta(days=rules.authorization_days))
    coming = (auths.service_date > as_of).fill_null(False)
    return auths.filter(auths.outcome.isin(["approved", "partial"]) & (lately.fill_null(False) | coming))


def _scheduled(others: ibis.Table, books: Books, rules: PanelRules, as_of: date) -> ibis.Table:
    every = books.appointments
    ahead = every.filter(
        every.status.isin(["open", ""]), every.appointment_date > as_of,
        every.appointment_date <= as_of + timedelta(days=rules.scheduled_days),
    )  # fmt: skip
    named = known(ahead, others)
    words: Any = [named.visit.lower().contains(word.lower()) for word in rules.surgery_words]
    operation = ibis.or_(*words).any() if words else ibis.literal(False)
    return named.group_by("patient").agg(scheduled=ibis.literal(True), scheduled_surgery=operation)
