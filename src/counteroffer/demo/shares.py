"""How an allowed amount is shared: deductible, coinsurance, copay, the federal 2% cut, and what the payer pays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from counteroffer.demo.calendar import FIRST
from counteroffer.demo.kinds import KINDS
from counteroffer.demo.payers import GOLDEN, LANTERN, MEDICARE_B, PAYERS

if TYPE_CHECKING:
    from counteroffer.demo.catalog import Bools, Floats, Ints
    from counteroffer.demo.visits import Visits

DEDUCTIBLE_BY_MONTH = np.array([0.74, 0.62, 0.52, 0.44, 0.37, 0.32, 0.27, 0.23, 0.20, 0.17, 0.14, 0.11])
"""How likely a commercial patient still owes the deductible, January to December."""

MEDICARE_DEDUCTIBLE_BY_MONTH = np.array([0.55, 0.28, 0.12, *[0.04] * 9])
COPAYS = (3000, 4000, 3500, 2500, 1500, 0, 300)
COPAY_PLANS = 0.62
FREE_KINDS = tuple(i for i, kind in enumerate(KINDS) if kind.name == "prevention")
FREE_AT_FEDERAL = tuple(i for i, kind in enumerate(KINDS) if kind.name in ("prevention", "laboratory"))


@dataclass(frozen=True)
class Shares:
    """Cents by line: patient's deductible (PR-1), coinsurance (PR-2), copay (PR-3), and sequestration (CO-253)."""

    deductible: Ints
    coinsurance: Ints
    copay: Ints
    sequestration: Ints

    @property
    def patient(self) -> Ints:
        """What the patient owes."""
        return self.deductible + self.coinsurance + self.copay


def share(visits: Visits, allowed: Ints, draws: Floats, free: Bools) -> Shares:
    """Share the allowed amount of each line.

    Args:
        visits: the lines.
        allowed: cents; 0 where denied.
        draws: three uniform draws by line, the same for every adjudication of a line.
        free: lines on which the payer forgets the patient's share.
    """
    payer, claim = visits.payer[visits.claim], visits.claim
    month = _months(visits.day)[claim]
    owes = np.where(payer == MEDICARE_B, MEDICARE_DEDUCTIBLE_BY_MONTH[month], DEDUCTIBLE_BY_MONTH[month])
    owes = np.where((payer == GOLDEN) | (payer == LANTERN), 0.0, owes)
    federal = payer >= GOLDEN
    exempt = free | np.isin(visits.kind, FREE_KINDS)[claim] | (federal & np.isin(visits.kind, FREE_AT_FEDERAL)[claim])
    copay_plan = (((visits.patient * 2654435761) % 1000) / 1000.0 < COPAY_PLANS)[claim] | (payer == LANTERN)
    first_line = visits.start[:-1][claim] == np.arange(visits.lines)
    has_copay = ~exempt & first_line & copay_plan & (payer != MEDICARE_B) & ((payer != LANTERN) | (draws[0] < 0.1))
    copay = np.where(has_copay, np.minimum(np.array(COPAYS)[payer], allowed), 0)
    rest = np.where(exempt | has_copay | (payer == LANTERN), 0, allowed)
    whole, half = draws[1] < owes, (draws[1] >= owes) & (draws[1] < owes + 0.04)
    deductible = np.where(whole, rest, np.where(half & (payer != GOLDEN), rest // 2, 0))
    coinsured = (payer == MEDICARE_B) | (draws[2] < 0.66)
    coinsurance = np.where(coinsured, (2 * (rest - deductible) * 20 + 100) // 200, 0)
    before = allowed - copay - deductible - coinsurance
    cut = np.array([p.sequestration for p in PAYERS])[payer]
    sequestration = np.where(cut, (2 * before * 2 + 100) // 200, 0)
    return Shares(deductible, coinsurance, copay, sequestration)


def _months(days: Ints) -> Ints:
    dates = np.datetime64(FIRST) + days.astype("timedelta64[D]")
    return (dates.astype("datetime64[M]").astype(np.int64) % 12).astype(np.int64)
