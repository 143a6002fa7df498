"""Payer mix: who the practice's work is for, on four bases, and how much it depends on one of them."""

from __future__ import annotations

from typing import Any

from counteroffer.measure.ratios import total
from counteroffer.measure.registry import CENTS, COUNT, INDEX, PERCENT, Facts, metric

NOTES = "own definition; the bases practices ask for: charges, allowed, patients, visits"


def _paid(facts: Facts) -> Any:
    return facts.outcome == "paid"


@metric(title="Charges", unit=CENTS, formula="sum(charge)", source=NOTES)
def charges(facts: Facts) -> Any:
    """Charges of the lines, before anything is adjudicated. Big charges are no leverage; see allowed."""
    return facts.charge.sum().fill_null(0).cast("int64")


@metric(title="Allowed", unit=CENTS, formula="sum(allowed), lines finally paid", source=NOTES, rows=_paid)
def allowed(facts: Facts) -> Any:
    """Allowed amount of the lines finally paid: what the payer and its patients owe together."""
    return total(facts.allowed, _paid(facts))


@metric(title="Paid", unit=CENTS, formula="sum(paid), lines finally paid", source=NOTES, rows=_paid)
def paid(facts: Facts) -> Any:
    """What the payer itself paid for the lines finally paid."""
    return total(facts.paid, _paid(facts))


@metric(title="Lines", unit=COUNT, formula="count of lines", source=NOTES)
def lines_count(facts: Facts) -> Any:
    """Number of service lines."""
    return facts.count()


@metric(
    title="Patients", unit=COUNT, formula="count of different patients", source=NOTES, grain="patient",
    rows=lambda f: f.patient_key != "",
)  # fmt: skip
def patients(facts: Facts) -> Any:
    """Number of different patients (by pseudonym). A patient with two payers counts once in each."""
    return facts.patient_key.nunique(where=facts.patient_key != "")


@metric(
    title="Visits", unit=COUNT, formula="count of different (patient, day, clinician)", source=NOTES, grain="visit",
    rows=lambda f: f.patient_key != "",
)  # fmt: skip
def visits(facts: Facts) -> Any:
    """Number of visits: one patient with one clinician on one day, however many lines it has."""
    return facts.visit.nunique(where=facts.patient_key != "")


@metric(title="Share of charges", unit=PERCENT, formula="charges / the practice's", source=NOTES, share=True)
def share_of_charges(facts: Facts) -> Any:
    """Part of the practice's charges."""
    return charges(facts)


@metric(
    title="Share of allowed", unit=PERCENT, formula="allowed / the practice's", source=NOTES, share=True, rows=_paid
)
def share_of_allowed(facts: Facts) -> Any:
    """Part of the practice's allowed dollars: the basis for leverage."""
    return allowed(facts)


@metric(
    title="Share of patients", unit=PERCENT, formula="patients / the practice's", source=NOTES, share=True,
    grain="patient", rows=lambda f: f.patient_key != "",
)  # fmt: skip
def share_of_patients(facts: Facts) -> Any:
    """Part of the practice's patients; the parts can add up to more than 100, as patients change payers."""
    return patients(facts)


@metric(
    title="Share of visits", unit=PERCENT, formula="visits / the practice's", source=NOTES, share=True, grain="visit",
    rows=lambda f: f.patient_key != "",
)  # fmt: skip
def share_of_visits(facts: Facts) -> Any:
    """Part of the practice's visits."""
    return visits(facts)


def _shares(facts: Facts) -> Any:
    by_payer = facts.group_by("payer").agg(part=allowed(facts))
    whole = by_payer.part.sum().cast("float64").nullif(0).as_scalar()
    return by_payer.mutate(share=by_payer.part.cast("float64") * 100 / whole)


@metric(
    title="Dependence index", unit=INDEX, formula="sum over payers of (share of allowed in percent) squared",
    source="Herfindahl-Hirschman index on allowed dollars", grain="practice", whole=True, rows=_paid,
)  # fmt: skip
def dependence_index(facts: Facts) -> Any:
    """How much the practice depends on few payers: 10,000 is one payer for everything, near 0 is very many."""
    shares = _shares(facts)
    return shares.agg(value=(shares.share * shares.share).sum())


@metric(
    title="Largest payer's share", unit=PERCENT, formula="largest share of allowed over the payers", source=NOTES,
    grain="practice", whole=True, rows=_paid,
)  # fmt: skip
def largest_payer_share(facts: Facts) -> Any:
    """Share of allowed dollars of the payer that has the most."""
    shares = _shares(facts)
    return shares.agg(value=shares.share.max())
