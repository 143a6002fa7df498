"""Patient disruption: how many of a payer's patients would feel the end of its contract, by rule and n."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import pyarrow as pa
import pyarrow.compute as pc

from counteroffer.negotiate.panel_rules import PanelRules, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

FIGURES = pa.schema(
    [
        ("figure", pa.string()),
        ("title", pa.string()),
        ("count", pa.int64()),
        ("n", pa.int64()),
        ("percent", pa.float64()),
        ("withheld", pa.string()),
        ("rule", pa.string()),
        ("source", pa.string()),
    ]
)
"""One count of patients: `count` of `n`; `withheld` says why there is none, empty where there is one."""


@attrs.frozen
class Known:
    """What the workspace has to count with.

    Attributes:
        claims: claims of the payer's patients that carry diagnoses.
        appointments: appointments in the schedule, of all patients.
        last_appointment: the last day in the schedule; None if there is none.
        nameless: appointments and authorizations whose patient is not said, so nobody can tell whose they are.
        authorizations: authorizations of the payer.
        inferred: of those, inferred from claims.
    """

    claims: int
    appointments: int
    authorizations: int
    inferred: int = 0
    nameless: int = 0
    last_appointment: date | None = None


@attrs.frozen
class Figure:
    """One count.

    Attributes:
        name: short name.
        title: for a person.
        count: patients; None if it is not known.
        n: of how many.
        rule: who counts, in words.
        source: which tables say so.
        unknown: why it is not known, and what to do; empty if it is.
        rest: name of the figure that is the rest of the same n: both are withheld, or none.
    """

    name: str
    title: str
    count: int | None
    n: int
    rule: str
    source: str = "final lines (claims and remittances)"
    unknown: str = ""
    rest: str = ""

    @property
    def percent(self) -> float | None:
        """The count as percent of n."""
        return None if self.count is None or not self.n else 100.0 * self.count / self.n


def figures(patients: pa.Table, rules: PanelRules, known: Known, as_of: date) -> tuple[Figure, ...]:
    """Count the patients of a panel (`negotiate.panel.panel`).

    Args:
        patients: one row a patient.
        rules: who counts as what.
        known: what there is to count with.
        as_of: the day it is counted on.
    """
    base = patients.filter(patients["attributed"])
    recent = base.filter(base["recent"])
    of = _Of(base, base.num_rows, rules, known, as_of)
    new = _sum(recent["new"])
    seen = f"patients with a line of service in the 24 months up to {as_of}, whose latest primary payer it is"
    visited = (
        f"of them with a visit in 24 months ({words(rules.visits)}); most visits decide the clinician, a tie the "
        "latest visit; visits to other practices are not known"
    )
    fresh = f"seen in 12 months with a new patient's visit ({words(rules.new_visits)})"
    old = "seen in 12 months without a new patient's visit"
    n, late = patients.num_rows, recent.num_rows
    return (
        Figure("seen_24", "Seen in 24 months", n, n, seen),
        Figure("attributed", "Attributed", of.n, n, visited),
        Figure(
            "attributed_12", "Seen in 12 months", late, of.n, f"{_ATTRIBUTED} a line in the 12 months up to {as_of}"
        ),
        Figure("new", "New", new, late, fresh, rest="established"),
        Figure("established", "Established", late - new, late, old, rest="new"),
        *_treated(of),
        *_diagnosed(of),
        _ahead(of),
        _any_reason(of),
    )


_ATTRIBUTED = "attributed, with"


@attrs.frozen
class _Of:
    """What is counted: the attributed patients, how many they are, and what it is counted by."""

    base: pa.Table
    n: int
    rules: PanelRules
    known: Known
    as_of: date

    def figure(self, name: str, title: str, rule: str, source: str = "final lines", missing: str = "") -> Figure:
        """Count a flag, unless something is missing."""
        count = None if missing else _sum(self.base[name])
        return Figure(name, title, count, self.n, f"{_ATTRIBUTED} {rule}", source, missing)


def _treated(of: _Of) -> tuple[Figure, ...]:
    rules, known = of.rules, of.known
    told = "; ".join(f"{one.name}: {one.visits} days in {one.days} ({words(one.codes)})" for one in rules.series)
    inferred = f", {known.inferred} of {known.authorizations} of them inferred from claims" if known.inferred else ""
    missing = "" if known.authorizations else _NO_AUTHORIZATIONS
    approved = (
        f"an approval decided in the {rules.authorization_days} days up to {of.as_of}, or for a later day of service"
    )
    healing = f"a service, not denied, whose Medicare global period (10 or 90 days) has not ended on {of.as_of}"
    parts = ["operated", "series", *([] if missing else ["authorized"])]
    treated = "any of: in care after an operation, in a series, with an authorization in force"
    treated += " (authorizations are not known, so not counted)" if missing else ""
    fees = "Medicare physician fee schedule"
    return (
        of.figure("authorized", "With an authorization in force", approved, f"authorizations{inferred}", missing),
        of.figure("operated", "In care after an operation", healing, f"final lines; {fees}"),
        of.figure("series", "In a series of treatments", f"so many days of one kind: {told}"),
        Figure(
            "treatment", "In active treatment", _sum(_or([of.base[name] for name in parts])), of.n,
            f"{_ATTRIBUTED} {treated}", f"final lines; authorizations; {fees}",
        ),
    )  # fmt: skip


_NO_AUTHORIZATIONS = (
    "No authorization of this payer is known: import 278 files or a log of authorizations (docs/authorizations.md)."
)
_NO_DIAGNOSES = (
    "No claim of these patients carries a diagnosis: 837 files do (segment HI), spreadsheets may have a column of them."
)
_NO_SCHEDULE = (
    "No schedule is imported: export the appointments, and `counteroffer mapping propose FILE` (docs/spreadsheets.md)."
)


def _diagnosed(of: _Of) -> tuple[Figure, ...]:
    rules, chronic = of.rules, pc.greater_equal(of.base["chronic"], 2)
    missing = "" if of.known.claims else _NO_DIAGNOSES
    bare = of.n - _sum(of.base["diagnosed"])
    source = "claims as submitted (837 segment HI)"
    source += f"; {bare} of {of.n} have no claim with a diagnosis" if bare and not missing else ""
    carrying = (
        f"a diagnosis of pregnancy ({words(rules.conditions.pregnancy)}) in the {rules.pregnancy_days} days up to "
        f"{of.as_of}, and none since that it is over ({words(rules.conditions.pregnancy_over)})"
    )
    groups = f"diagnoses of at least 2 of {len(rules.conditions.chronic)} groups in 24 months"
    serious = f"a diagnosis of the list `serious` in the {rules.serious_days} days up to {of.as_of}"
    return (
        of.figure("pregnant", "Pregnant", carrying, source, missing),
        Figure(
            "chronic", "With two or more long-lasting conditions", None if missing else _sum(chronic), of.n,
            f"{_ATTRIBUTED} {groups} (shelf/disruption/conditions.yaml)", source, missing,
        ),
        of.figure("serious", "With a serious condition", serious, source, missing),
    )  # fmt: skip


def _ahead(of: _Of) -> Figure:
    known, days = of.known, of.rules.scheduled_days
    missing = "" if known.appointments else _NO_SCHEDULE
    if not missing and known.last_appointment is not None and known.last_appointment <= of.as_of:
        missing = f"The schedule ends on {known.last_appointment}, before the days asked for: export it anew."
    source = "appointments" + (f"; {known.nameless} without a patient are not counted" if known.nameless else "")
    rule = f"an open appointment in the {days} days after {of.as_of}"
    return of.figure("scheduled", f"With an appointment in the next {days} days", rule, source, missing)


def _any_reason(of: _Of) -> Figure:
    known = of.known
    names = ["operated", "series", *(["authorized"] if known.authorizations else [])]
    names += ["pregnant", "serious"] if known.claims else []
    names += ["scheduled"] if known.appointments else []
    return Figure(
        "touched", "Touched in the middle of care", _sum(_or([of.base[name] for name in names])), of.n,
        f"{_ATTRIBUTED} any of: {', '.join(names)}", "all of the above that is known",
    )  # fmt: skip


def _sum(flags: Any) -> int:
    return int(pc.sum(pc.cast(flags, pa.int64())).as_py() or 0)


def _or(columns: Sequence[Any]) -> Any:
    made = columns[0]
    for one in columns[1:]:
        made = pc.or_(made, one)
    return made


def shown(every: Sequence[Figure], minimum_n: int = 0) -> pa.Table:
    """Give the figures as a table (`FIGURES`); with a `minimum_n` small counts are withheld, for who is outside.

    A count from 1 to less than `minimum_n` is withheld, and so is one whose rest of n is: either would tell the other.
    """
    small = {
        f.name
        for f in every
        if f.count is not None and (is_small(f.count, minimum_n) or is_small(f.n - f.count, minimum_n))
    }
    rows = []
    for one in every:
        why = one.unknown or (
            f"fewer than {minimum_n} patients, here or left over" if {one.name, one.rest} & small else ""
        )
        count = None if why else one.count
        rows.append({
            "figure": one.name, "title": one.title, "count": count, "n": None if is_small(one.n, minimum_n) else one.n,
            "percent": None if count is None else one.percent, "withheld": why, "rule": one.rule, "source": one.source,
        })  # fmt: skip
    return pa.Table.from_pylist(rows, schema=FIGURES)


def is_small(count: int, minimum_n: int) -> bool:
    """Say whether a count is so small that it may point at somebody; nobody is no one."""
    return 0 < count < minimum_n
