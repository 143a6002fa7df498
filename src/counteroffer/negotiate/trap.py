"""The mix trap: an offer whose headline is not what it is worth on the practice's own volumes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from counteroffer.core.money import half_up, show

if TYPE_CHECKING:
    from counteroffer.negotiate.scenario import CodeValue, Scenario

NEAR = 100
"""Thousandths of a percent (a tenth of a point) by which a headline may be rounded."""

FINE, LESS, LOSS = "fine", "less", "loss"
"""What a headline is beside the practice's own volumes: as good as its word, worth less, or a loss."""


@attrs.frozen
class Trap:
    """A headline beside what it is worth.

    Attributes:
        verdict: `FINE`, `LESS` or `LOSS`.
        quoted: the headline, thousandths of a percent; None where nothing was quoted.
        listed: plain mean of the changes of the rates that the proposal changes, each counted once.
        own: the same changes on the practice's own volumes.
        rising: yearly cents of the codes that gain, and how many.
        falling: yearly cents of the codes that lose, and how many.
        losing: the codes that lose, the greatest loss first.
        says: in a sentence.
    """

    verdict: str
    quoted: int | None
    listed: int | None
    own: int
    rising: tuple[int, int]
    falling: tuple[int, int]
    losing: tuple[CodeValue, ...]
    says: str

    @property
    def caught(self) -> bool:
        """Whether the headline misleads."""
        return self.verdict != FINE


def trap(scenario: Scenario) -> Trap:
    """Hold a proposal's headline, or the plain mean of its changes where it has none, against the own volumes."""
    changed = [code.change for code in scenario.codes if code.change]
    listed = half_up(sum(changed), len(changed)) if changed else None
    rising = [code for code in scenario.codes if code.gain > 0]
    losing = sorted((code for code in scenario.codes if code.gain < 0), key=lambda code: code.gain)
    headline = scenario.proposal.quoted if scenario.proposal.quoted is not None else listed
    verdict = FINE
    if headline is not None and scenario.percent < headline - NEAR:
        verdict = LOSS if scenario.gain < 0 else LESS
    made = Trap(
        verdict, scenario.proposal.quoted, listed, scenario.percent,
        (sum(code.gain for code in rising), len(rising)), (sum(code.gain for code in losing), len(losing)),
        tuple(losing), "",
    )  # fmt: skip
    return attrs.evolve(made, says=_says(made, scenario, headline))


def _says(made: Trap, scenario: Scenario, headline: int | None) -> str:
    worth = f"{points(scenario.percent)} on your own volumes ({show(scenario.gain, whole=True)} a year)"
    if headline is None:
        return f"It is worth {worth}."
    whose = "Quoted as" if made.quoted is not None else "Its changes average"
    if made.verdict == FINE:
        return f"{whose} {points(headline)}, it is worth {worth}."
    lost = f"{_codes(made.falling[1], 'fall')} by {show(-made.falling[0], whole=True)} a year"
    won = f"{_codes(made.rising[1], 'rise')} by {show(made.rising[0], whole=True)}"
    return f"{whose} {points(headline)}, it is worth {worth}: {lost}, {won}."


def _codes(number: int, verb: str) -> str:
    return f"1 code {verb}s" if number == 1 else f"{number:,} codes {verb}"


def points(milli: int) -> str:
    """Write thousandths of a percent for a person: `+4.0%`, `-0.35%`."""
    sign = "-" if milli < 0 else "+"
    text = f"{abs(milli) // 1000}.{abs(milli) % 1000:03d}".rstrip("0")
    return f"{sign}{text + '0' if text.endswith('.') else text}%"
