"""What the truth says of each payer: volume, money, percent of Medicare, denials, days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from counteroffer.demo.outcomes import DENIED, NAMES, PAID
from counteroffer.demo.payers import PAYERS

if TYPE_CHECKING:
    from counteroffer.demo.catalog import Bools, Ints
    from counteroffer.demo.scene import Scene

Facts = dict[str, Any]


def payers(scene: Scene) -> Facts:
    """Tell of each payer (claims on which it is the first payer)."""
    return {payer.name: _payer(scene, number) for number, payer in enumerate(PAYERS)}


def _payer(scene: Scene, number: int) -> Facts:
    visits, ends, priced = scene.world.visits, scene.outcomes, scene.world.priced
    claims = visits.payer == number
    lines = claims[visits.claim]
    cut = np.where(ends.final == PAID, ends.allowed - ends.paid - ends.patient, 0)
    return {
        "payer_id": PAYERS[number].payer_id,
        "filing_limit_days": PAYERS[number].limit,
        "claims": int(claims.sum()),
        "lines": int(lines.sum()),
        "charge_cents": int(priced.charge[lines].sum()),
        "allowed_cents": int(ends.allowed[lines].sum()),
        "paid_cents": int(ends.paid[lines].sum()),
        "patient_cents": int(ends.patient[lines].sum()),
        "sequestration_cents": int(cut[lines].sum()),
        "patients": len(np.unique(visits.patient[claims])),
        "visits": len(np.unique(visits.patient[claims] * 10_000 + visits.day[claims])),
        "outcomes": {name: int((ends.final[lines] == i).sum()) for i, name in enumerate(NAMES)},
        "percent_of_medicare_2025": _percent_of_medicare(scene, lines),
        "denied_at_first": _denied(scene, lines, ends.first),
        "denied_at_last": _denied(scene, lines, ends.final),
        "days": _days(scene, claims),
    }


def _percent_of_medicare(scene: Scene, lines: Bools) -> Facts:
    """Over paid lines of 2025 that Medicare has a price for."""
    medicare = scene.world.priced.medicare
    rows = lines & (scene.outcomes.final == PAID) & (medicare > 0)
    allowed, base = int(scene.outcomes.allowed[rows].sum()), int(medicare[rows].sum())
    percent = round(100 * allowed / base, 4) if base else None
    return {"lines": int(rows.sum()), "allowed_cents": allowed, "medicare_cents": base, "percent": percent}


def _denied(scene: Scene, lines: Bools, outcome: Ints) -> Facts:
    """Denied lines and claims with at least one, beside all that were answered."""
    visits = scene.world.visits
    struck, answered = lines & (outcome == DENIED), lines & scene.outcomes.answered
    return {
        "lines": int(struck.sum()),
        "of_lines": int(answered.sum()),
        "claims": len(np.unique(visits.claim[struck])),
        "of_claims": len(np.unique(visits.claim[answered])),
    }


def _days(scene: Scene, claims: Bools) -> Facts:
    course, visits = scene.world.course, scene.world.visits
    answered = claims & (course.first >= 0)
    size = np.diff(visits.start)[answered]
    waits = {
        "service_to_submission": (course.submitted - visits.day)[answered],
        "receipt_to_first_payment": (course.first - course.received)[answered],
        "submission_to_first_payment": (course.first - course.submitted)[answered],
    }
    return {name: {"claims": _median(d), "lines": _median(np.repeat(d, size))} for name, d in waits.items()}


def _median(days: Ints) -> float | None:
    return float(np.median(days)) if len(days) else None
