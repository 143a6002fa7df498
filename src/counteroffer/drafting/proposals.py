"""One thing that a paper says about money, as a proposal: what to write, where it stands, how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

TERM, ADJUSTMENT, CONTRACT, ESCALATOR, UNSAID = "term", "adjustment", "contract", "escalator", "by hand"
"""What a proposal becomes: an entry of `terms` or `adjustments`, a key of the contract, an `escalator` of the terms, or
nothing, because a contract has no key for it yet and a person must see to it."""

BY_SCHEDULE = frozenset(
    {"percent_of_medicare", "percent_of_labs", "percent_of_drugs", "percent_of_equipment", "conversion_factor"}
)
"""Ways to pay that reach only the codes that a published schedule prices: a default behind them takes the others."""


@attrs.frozen
class Proposal:
    """What a sentence proposes.

    Attributes:
        kind: TERM, ADJUSTMENT, CONTRACT, ESCALATOR or UNSAID.
        says: the proposal in a sentence of ours.
        keys: the YAML keys beside `says` and `source`, values as YAML writes them; maps are nested.
        quote: the paper's own sentence.
        page: its page, from 1; 0 where it is from no page.
        section: its section or exhibit; empty if none is numbered.
        confidence: percent, 0 to 100, by fixed rules: what is missing or doubtful takes points away.
        check: what a person should look at, a sentence each.
        state: empty; `conflict` where another term says otherwise of the same codes; `replaced` by an amendment.
        default: whether it is for what nothing else prices, so that it stands behind the other terms.
    """

    kind: str
    says: str
    keys: Mapping[str, object]
    quote: str = ""
    page: int = 0
    section: str = ""
    confidence: int = 95
    check: tuple[str, ...] = ()
    state: str = ""
    default: bool = False

    def doubted(self, points: int, check: str) -> Proposal:
        """Give the proposal with a doubt: fewer points, and what to look at."""
        return attrs.evolve(self, confidence=max(self.confidence - points, 5), check=(*self.check, check))


@attrs.frozen
class Left:
    """A figure or a sentence about money that is not proposed.

    Attributes:
        quote: the sentence.
        page, section: where it stands.
        what: the figure in it, as written; empty where the sentence has none.
        reason: why it is known to be no rate; empty where it was not understood.
    """

    quote: str
    page: int
    section: str
    what: str
    reason: str = ""
