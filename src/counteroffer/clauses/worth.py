"""What a clause is worth: records that carry their formula in words, their inputs with sources, and a range."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from counteroffer.core.money import show

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

YEARLY, ONCE = "cents a year", "cents once"
"""Units of a worth: what comes every year, or once, when a contract ends."""

CLAIMS, ASKED, NOWHERE = "claims", "claims and your inputs", "not in claims"
"""How a worth is known: from the claims alone, with inputs that only the practice can give, or not at all."""


@attrs.frozen
class Span:
    """Cents from where to where; `likely` is None where nothing says which of them.

    Attributes:
        low: by the least reading of what is uncertain.
        likely: by the likely one.
        high: by the largest.
    """

    low: int
    likely: int | None
    high: int

    @classmethod
    def sure(cls, cents: int) -> Span:
        """Give a span of one number."""
        return cls(cents, cents, cents)

    def says(self) -> str:
        """Write it for a person."""
        if self.low == self.high:
            return show(self.low)
        middle = "" if self.likely is None else f"{show(self.likely)}, "
        return f"{middle}{show(self.low)} to {show(self.high)}"


@attrs.frozen
class Input:
    """One number that a worth rests on.

    Attributes:
        says: what it is.
        value: as a person reads it.
        source: where it is from.
    """

    says: str
    value: str
    source: str = "claims of the base period"


@attrs.frozen(eq=False)
class Cost:
    """What a clause costs in a year under some terms.

    Only differences between two costs of one clause mean something by themselves; `today` says what it costs as it
    stands, where that is not the cost itself. The three readings of a span are of the same uncertain input in both.

    Attributes:
        span: by the least, the likely and the largest reading of what is uncertain.
        inputs: the numbers in it.
        n: how many lines, claims or events it rests on.
        lines: ids of the lines behind it; None where it is not of lines.
        amounts: cents of each line of the base period, where it is a sum of them: then the range of a change is drawn
            of the differences.
        today: what the clause costs as it stands; None: the span.
        how: `CLAIMS` or `ASKED`.
        unit: `YEARLY` or `ONCE`.
        note: what more there is to say, in a sentence.
        asks: inputs that would make it narrower.
    """

    span: Span
    inputs: tuple[Input, ...] = ()
    n: int = 0
    lines: NDArray[np.int64] | None = None
    amounts: NDArray[np.int64] | None = None
    today: Span | None = None
    how: str = CLAIMS
    unit: str = YEARLY
    note: str = ""
    asks: tuple[str, ...] = ()


@attrs.frozen
class Unknown:
    """Why a clause has no number.

    Attributes:
        reason: in a sentence.
        asks: what would give one: inputs to write down.
        how: `ASKED` where an input would give one, `NOWHERE` where no claim can.
    """

    reason: str
    asks: tuple[str, ...] = ()
    how: str = ASKED


@attrs.frozen(eq=False)
class Worth:
    """What changing a clause is worth to the practice, and what the clause costs as it stands.

    Attributes:
        kind: key of the kind of clause.
        now: what holds now, in words.
        asked: what is asked or offered, in words.
        low: cents that the change is worth at the least; positive is good for the practice; None where unknown.
        likely: cents, as is likely; None where nothing says what is.
        high: cents at the most; None where unknown.
        today: what the clause costs as it stands; None where unknown.
        unit: `YEARLY` or `ONCE`.
        how: `CLAIMS`, `ASKED` or `NOWHERE`.
        formula: the calculation in words, or why there is none.
        inputs: the numbers in it, each with its source.
        n: what it rests on.
        window: first and last day of the base period.
        asks: what to write down to get a number, or a narrower one.
        lines: ids of the lines behind it.
        words: where the clause's words stand.
    """

    kind: str
    now: str
    asked: str
    low: int | None = None
    likely: int | None = None
    high: int | None = None
    today: Span | None = None
    unit: str = YEARLY
    how: str = CLAIMS
    formula: str = ""
    inputs: tuple[Input, ...] = ()
    n: int = 0
    window: tuple[date, date] | None = None
    asks: tuple[str, ...] = ()
    lines: NDArray[np.int64] | None = None
    words: str = ""

    @property
    def span(self) -> Span | None:
        """The worth of the change as a span."""
        return None if self.low is None or self.high is None else Span(self.low, self.likely, self.high)

    @property
    def rank(self) -> tuple[int, int, str]:
        """What clauses are put in order by: the likely worth (else the least), then the most, then the name."""
        known = self.likely if self.likely is not None else self.low
        return (-(known or 0), -(self.high or 0), self.kind)


def less(one: Span, other: Span) -> Span:
    """Give one span less another, reading by reading: of one span and itself, exactly nothing."""
    likely = None if one.likely is None or other.likely is None else one.likely - other.likely
    ends = [one.low - other.low, one.high - other.high, *([likely] if likely is not None else [])]
    return Span(min(ends), likely, max(ends))
