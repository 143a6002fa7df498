"""What the truth says for the business case: who sent the patients, dependence on payers, the age of rates."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

from counteroffer.demo.outcomes import PAID
from counteroffer.demo.payers import PAYERS
from counteroffer.demo.terms import VERSIONS

if TYPE_CHECKING:
    from counteroffer.demo.scene import Scene

Facts = dict[str, Any]
NEW_VISITS = (("99202", "99205"), ("99381", "99387"))
"""Codes billed for patients who are new, first and last of each range."""


def referrals(scene: Scene) -> Facts:
    """Tell of each payer and referrer (empty: nobody): claims, patients, new patients, allowed cents."""
    visits, book, sent = scene.world.visits, scene.book, scene.world.referrals
    codes = [procedure.split(":")[1] for procedure in book.procedure]
    new = np.array([any(a <= code <= b for a, b in NEW_VISITS) for code in codes])
    allowed = np.where(scene.outcomes.final == PAID, scene.outcomes.allowed, 0)
    told: Facts = {}
    for payer, one in enumerate(PAYERS):
        of_payer = visits.payer == payer
        told[one.name] = {}
        for number in sorted(set(sent.of_claim[of_payer].tolist())):
            claims = of_payer & (sent.of_claim == number)
            lines = claims[visits.claim]
            fresh = visits.patient[visits.claim[lines & new]]
            told[one.name][sent.npis[number] if number >= 0 else ""] = {
                "claims": int(claims.sum()),
                "patients": len(np.unique(visits.patient[claims])),
                "new_patients": len(np.unique(fresh)),
                "allowed_cents": int(allowed[lines].sum()),
            }
    return told


def dependence(scene: Scene) -> Facts:
    """Tell the allowed cents of each year by payer, and the sum of squared shares in percent."""
    visits, outcomes, days = scene.world.visits, scene.outcomes, scene.book.days
    years: dict[str, Counter[str]] = defaultdict(Counter)
    rows = zip(visits.claim.tolist(), outcomes.allowed.tolist(), outcomes.final.tolist(), strict=True)
    day, payer = visits.day.tolist(), visits.payer.tolist()
    for claim, cents, final in rows:
        if final == PAID:
            years[days[day[claim]][:4]][PAYERS[payer[claim]].name] += cents
    return {
        year: {
            "allowed_cents": dict(sorted(sums.items())),
            "largest": max(sums, key=lambda name: sums[name]),
            "index": sum((100 * cents / sum(sums.values())) ** 2 for cents in sums.values()),
        }
        for year, sums in sorted(years.items())
    }


def rates_since() -> Facts:
    """Tell since when each payer's rates have stood: the first day of its latest version."""
    return {PAYERS[version.payer].name: version.since for version in VERSIONS}
