"""Shares that are not known for sure: from the practice's own history with their 95% interval, or as it gives them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from counteroffer.clauses.inputs import asks
from counteroffer.clauses.worth import ASKED, CLAIMS, Input, Span
from counteroffer.core.money import nearest
from counteroffer.measure.sure import bootstrap, wilson

if TYPE_CHECKING:
    from counteroffer.clauses.seen import Seen
    from counteroffer.contracts.arranged import Range

WHOLE = 100_000
_PARTS = 10**6


@attrs.frozen
class Share:
    """A share between 0 and 1: the least, the likely and the largest that it is thought to be."""

    low: Fraction
    likely: Fraction
    high: Fraction

    @classmethod
    def of(cls, said: Range) -> Share:
        """Take a range of thousandths of a percent."""
        return cls(*(Fraction(end, WHOLE) for end in (said.low, said.likely, said.high)))

    def times(self, cents: int) -> Span:
        """Give that share of cents, half-up; of a negative amount the ends change places."""
        ends = [_part(cents, share) for share in (self.low, self.likely, self.high)]
        return Span(min(ends), ends[1], max(ends))

    def says(self) -> str:
        """Write it in percent."""
        low, likely, high = (f"{float(share) * 100:.1f}%" for share in (self.low, self.likely, self.high))
        return low if low == high else f"{likely} ({low} to {high})"


def _part(cents: int, share: Fraction) -> int:
    return nearest(cents * share)


def share_of(seen: Seen, part: Any, of: Any, unknown: Share) -> Share:
    """Give the share of dollars, with its 95% interval over claims; what is unknown where there are none.

    Wilson's where every claim counts in whole or not at all, else claims drawn anew: as for every rate
    (`measure.sure`).

    Args:
        seen: the payer.
        part: cents of each line that count.
        of: cents of each line that could.
        unknown: what to take where nothing could.
    """
    could = np.bincount(seen.claim, of.astype(np.float64)).astype(np.float64)
    did = np.bincount(seen.claim, part.astype(np.float64), len(could)).astype(np.float64)[could > 0]
    could = could[could > 0]
    if not len(could):
        return unknown
    likely = Fraction(int(part.sum()), int(of.sum()))
    if bool(np.isin(did, (0.0,)).all() or (did == could).all()):
        ends = wilson(float(len(could)) if did.any() else 0.0, float(len(could)))
    else:
        ends = bootstrap(did, could)
    assert ends is not None
    low, high = (Fraction(round(end * _PARTS), _PARTS) for end in ends)
    return Share(min(low, likely), likely, max(high, likely))


def said(seen: Seen, name: str, says: str) -> tuple[Share, Input]:
    """Give an input of the practice as a share, and as an input of the worth."""
    share = Share.of(seen.inputs[name])
    return share, Input(says, share.says(), f"terms.yaml, {name}")


def exposed(seen: Seen, most: int, name: str, inputs: tuple[Input, ...]) -> dict[str, Any]:
    """Give the parts of the cost of what may happen: at the most all of it, and likely as much as its chance.

    Args:
        seen: the payer.
        most: cents a year, if it happens.
        name: the input that says how likely that is (`clauses.inputs`).
        inputs: what `most` rests on.

    Returns:
        span, inputs, asks and how, of a `Cost`; without the chance nothing says what is likely.
    """
    if name not in seen.inputs:
        return {"span": Span(0, None if most else 0, most), "inputs": inputs, "asks": asks(name), "how": CLAIMS}
    chance, said_as = said(seen, name, "chance in a year")
    return {"span": chance.times(most), "inputs": (*inputs, said_as), "how": ASKED}
