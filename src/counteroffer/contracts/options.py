"""What a contract says of Medicare's reckoning itself: other indices, an incentive, and rates net of sequestration."""

from __future__ import annotations

import attrs

from counteroffer.core.money import half_up

WHOLE = 100_000
"""A hundred percent, in thousandths of a percent."""

SHARES = {"payment": 80_000, "allowed": WHOLE}
"""What sequestration is taken of: Medicare's payment (80% of what it allows, the patient's 20% apart), or all of it.

Source of the 80%: section 1833(a)(1) of the Social Security Act; that a contract's rate is lessened at all is the
contract's. Vector: allowed 100.00, coinsurance 20.00, 2% -> 98.40."""

Indices = tuple[int, int, int]
"""Work, practice expense and malpractice index of a locality, thousandths."""


@attrs.frozen
class OwnIndices:
    """Indices that the contract does not take as published; None: as published.

    Attributes:
        work: the work index, thousandths.
        expense: the practice expense index, thousandths.
        work_floor: the least work index.
        expense_floor: the least practice expense index.
    """

    work: int | None = None
    expense: int | None = None
    work_floor: int | None = None
    expense_floor: int | None = None

    def of(self, published: Indices | None) -> Indices | None:
        """Give the indices that the contract reckons with; None where nothing is published for the locality."""
        if published is None:
            return None
        work = published[0] if self.work is None else self.work
        expense = published[1] if self.expense is None else self.expense
        return max(work, self.work_floor or 0), max(expense, self.expense_floor or 0), published[2]


AS_PUBLISHED = OwnIndices()


@attrs.frozen
class Settled:
    """What is done to a rate after its percent: an incentive, then sequestration.

    Attributes:
        incentive: thousandths of a percent added to the rate, may be below zero.
        sequestration: thousandths of a percent by which the rate's share is lessened.
        share: thousandths of a percent of the rate that sequestration is taken of.
    """

    incentive: int = 0
    sequestration: int = 0
    share: int = SHARES["payment"]

    def rounded(self, over: int, under: int) -> int:
        """Give a fraction after incentive and sequestration, rounded half-up once."""
        if not self.incentive and not self.sequestration:
            return half_up(over, under)
        kept = WHOLE * WHOLE - self.sequestration * self.share
        return half_up(over * (WHOLE + self.incentive) * kept, under * WHOLE**3)

    def said(self) -> str:
        """Say it in words; empty if nothing is done."""
        parts = []
        if self.incentive:
            parts.append(f"{self.incentive / 1000:+g}% incentive")
        if self.sequestration:
            of = "all of it" if self.share == WHOLE else f"its {self.share / 1000:g}% that the payer pays"
            parts.append(f"{-self.sequestration / 1000:g}% sequestration of {of}")
        return ", ".join(parts)


PLAIN = Settled()
